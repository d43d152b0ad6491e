"""Other calendars whose busy times the plan respects. They are read before these verbs are called (`subscriptions`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused, known_reasons
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own, pattern_of
from relais.planning.applying import remake
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.entries import CalendarAdded, CalendarRefreshed, CalendarRemoved
from relais.planning.models import BusyTime, Calendar, DayOff

URL_LIMIT: Final = 2000
CALENDARS_MOST: Final = 20
NAME: Final = "iCalendar"
EVERY: Final = timedelta(hours=4)
"""How long what was read counts as fresh."""
FIRST_WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(hours=24)
FAILURES_COUNTED: Final = 20

T = TypeVar("T", bound=date)


@verb
def add_calendar(contents: Contents, *, name: str = "", url: str = "", by: Actor, now: datetime) -> Calendar:
    """Respect another calendar from now on; `url` is where it is read again, empty for a file.

    Refused: `calendars_too_many`, `calendar_address_too_long`.
    """
    member = keeper(by)
    if len(url.strip()) > URL_LIMIT:
        raise Refused("calendar_address_too_long", field="url", most=URL_LIMIT)
    if Calendar.objects.filter(member=member).count() >= CALENDARS_MOST:
        raise Refused("calendars_too_many", most=CALENDARS_MOST)
    said = " ".join((name.strip() or contents.name or NAME).split())[: rules.TITLE_LIMIT]
    row = Calendar(id=new_id(), business_id=member.business_id, member=member, made_at=now, url=url.strip())
    row.name = rules.line_of(said, limit=rules.TITLE_LIMIT, field="name")
    row.save(force_insert=True)
    _write(row, contents, now)
    note(member, CalendarAdded(events=row.events), by=by, now=now, subject=row)
    remake(member, "calendar", now=now)
    return row


@verb
def refresh_calendar(
    calendar_id: UUID, contents: Contents | None, *, failure: str = "", by: Actor, now: datetime
) -> Calendar:
    """Put what a calendar says now in the place of what it said. With None it could not be read: `failure` says why (the code
    of a refusal), and what was read before stays."""
    member = keeper(by)
    row = own(Calendar, calendar_id, member)
    _renew(row, contents, failure, now)
    note(member, CalendarRefreshed(events=row.events, failure=row.failure), by=by, now=now, subject=row)
    remake(member, "calendar", now=now)
    return row


@verb
def reread_calendar(
    calendar_id: UUID,
    contents: Contents | None,
    *,
    failure: str = "",
    tried_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Calendar:
    """The worker, some hours after the last reading: as `refresh_calendar`. Nothing new: the next reading is set, no entry.

    `tried_at`: when it had last been read as the worker set out. Where the person has read it meanwhile, theirs stands.
    Refused: `not_found` (removed, or its member left meanwhile).
    """
    row = (
        Calendar.objects.select_related("member__business", "member__person")
        .filter(pk=calendar_id, member__left_at=None, member__person__is_active=True)
        .first()
    )
    if row is None or not row.member.may("plan.keep"):
        raise Refused("not_found")
    pattern_of(row.member)
    row.refresh_from_db(from_queryset=Calendar.objects.select_for_update())
    if row.tried_at != tried_at:
        return row
    if _renew(row, contents, failure, now):
        note(
            row.member, CalendarRefreshed(events=row.events, failure=row.failure), by=by, now=now, subject=row
        )
        if contents is not None:
            remake(row.member, "calendar", now=now)
    return row


@verb
def remove_calendar(calendar_id: UUID, *, by: Actor, now: datetime) -> None:
    """Respect it no more: its busy times and days go."""
    member = keeper(by)
    row = own(Calendar, calendar_id, member)
    note(member, CalendarRemoved(), by=by, now=now, subject=row)
    row.delete()
    remake(member, "calendar", now=now)


@step
def _renew(row: Calendar, contents: Contents | None, failure: str, now: datetime) -> bool:
    """Keep what was read or why it could not be. Returns whether the person can see a difference: in the time ahead that was
    known before, or in whether it can be read."""
    told = row.failure
    if contents is not None:
        return _write(row, contents, now) or bool(told)
    row.failure = failure if failure in known_reasons() else "calendar_unreachable"
    row.failures = min(row.failures + 1, FAILURES_COUNTED)
    row.tried_at, row.next_at = now, _next_at(row, now)
    row.save(update_fields=["tried_at", "failure", "failures", "next_at"])
    return row.failure != told


def _next_at(row: Calendar, now: datetime) -> datetime | None:
    """When the worker reads it again: some hours later; after failures sooner at first, then more and more rarely."""
    if not row.url:
        return None
    if row.failures == 0:
        return now + EVERY
    return now + min(FIRST_WAIT * 2 ** (row.failures - 1), LONGEST_WAIT)


@step
def _write(row: Calendar, contents: Contents, now: datetime) -> bool:
    """Keep what a calendar says, each period and day once; rows are written only where that differs from what it said.

    Returns whether it does, from now on and as far as was read before: what time brings into the span is nothing new.
    """
    periods = {
        (one.period.start, one.period.end): one.title[: rules.TITLE_LIMIT] for one in reversed(contents.busy)
    }
    days = {
        (one.first, one.after - timedelta(days=1)): one.title[: rules.TITLE_LIMIT]
        for one in reversed(contents.days)
    }
    horizon = (row.read_at or now) + rules.CALENDAR_AFTER
    differs = _put(BusyTime, row, ("starts_at", "ends_at"), periods, now, horizon)
    differs |= _put(DayOff, row, ("first_on", "last_on"), days, now.date(), horizon.date())
    row.read_at = row.tried_at = now
    row.failure, row.failures, row.events = "", 0, len(periods) + len(days)
    row.next_at = _next_at(row, now)
    row.unread = [
        {"code": one.code, "line": one.line, "uid": one.uid[:200], "detail": one.detail}
        for one in contents.problems
    ]
    row.save(update_fields=["read_at", "tried_at", "failure", "failures", "next_at", "events", "unread"])
    return differs


@step
def _put(
    model: type[BusyTime] | type[DayOff],
    row: Calendar,
    names: tuple[str, str],
    said: Mapping[tuple[T, T], str],
    now: T,
    horizon: T,
) -> bool:
    """Make the calendar's rows of `model` those of `said` (first, last: title); whether they differ between now and horizon."""
    rows: Any = model._default_manager
    stood = {
        ((first, last), title): key
        for key, first, last, title in rows.filter(calendar=row).values_list("pk", *names, "title")
    }
    gone = [one for one in stood if said.get(one[0]) != one[1]]
    new = [one for one in said.items() if one not in stood]
    rows.filter(pk__in=[stood[one] for one in gone]).delete()
    made = (
        {"id": new_id(), "member_id": row.member_id, "title": title, **dict(zip(names, span, strict=True))}
        for span, title in new
    )
    rows.bulk_create((model(calendar=row, **values) for values in made), batch_size=500)
    return any(last >= now and first < horizon for (first, last), _title in (*gone, *new))
