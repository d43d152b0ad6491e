"""Other calendars whose busy times the plan respects. They are read before these verbs are called (`subscriptions`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused, known_reasons
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own
from relais.planning.applying import remake
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.entries import CalendarAdded, CalendarRefreshed, CalendarRemoved
from relais.planning.models import BusyTime, Calendar, DayOff

URL_LIMIT: Final = 2000
CALENDARS_MOST: Final = 20
NAME: Final = "iCalendar"


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
    if contents is None:
        row.tried_at, row.failure = now, failure if failure in known_reasons() else "calendar_unreachable"
        row.save(update_fields=["tried_at", "failure"])
    else:
        BusyTime.objects.filter(calendar=row).delete()
        DayOff.objects.filter(calendar=row).delete()
        _write(row, contents, now)
    note(member, CalendarRefreshed(events=row.events, failure=row.failure), by=by, now=now, subject=row)
    remake(member, "calendar", now=now)
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
def _write(row: Calendar, contents: Contents, now: datetime) -> None:
    """Keep what a calendar says, each period and day once."""
    periods = {(one.period.start, one.period.end): one.title for one in reversed(contents.busy)}
    days = {(one.first, one.after): one.title for one in reversed(contents.days)}
    BusyTime.objects.bulk_create(
        (
            BusyTime(
                id=new_id(), member_id=row.member_id, calendar=row, starts_at=start, ends_at=end,
                title=title[: rules.TITLE_LIMIT],
            )
            for (start, end), title in periods.items()
        ),
        batch_size=500,
    )  # fmt: skip
    DayOff.objects.bulk_create(
        (
            DayOff(
                id=new_id(), member_id=row.member_id, calendar=row, first_on=first, last_on=after - timedelta(days=1),
                title=title[: rules.TITLE_LIMIT],
            )
            for (first, after), title in days.items()
        ),
        batch_size=500,
    )  # fmt: skip
    row.read_at = row.tried_at = now
    row.failure, row.events = "", len(periods) + len(days)
    row.unread = [
        {"code": one.code, "line": one.line, "uid": one.uid[:200], "detail": one.detail}
        for one in contents.problems
    ]
    row.save(update_fields=["read_at", "tried_at", "failure", "events", "unread"])
