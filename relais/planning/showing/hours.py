"""The working week, what comes back, days off and calendars, as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from relais.acts.refusal import known_reasons
from relais.config.dates import day_text, duration_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.hours import DayHours
from relais.planning.models import Calendar, DayOff, Recurring, SlotKind

SHOWN: Final = 100
"""Rows of these lists at most: nobody has as many days off by hand."""


def hours_text(day: DayHours) -> str:
    """A weekday in a few words: 6 h 25 of work, from 09:00; the wall at 17:30."""
    work = [slot for slot in day.slots if slot.kind == SlotKind.WORK]
    if not work:
        return _("free")
    minutes = sum(
        (slot.ends.hour - slot.starts.hour) * 60 + slot.ends.minute - slot.starts.minute for slot in work
    )
    said = {
        "long": duration_text(minutes, language()), "start": f"{work[0].starts:%H:%M}", "wall": f"{day.wall:%H:%M}",
    }  # fmt: skip
    return _("%(long)s of work from %(start)s on, wall at %(wall)s") % said


# --- work that comes back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecurringRow:
    id: UUID
    title: str
    when: str
    takes: str
    consequence: str
    is_important: bool


def recurring_of(member: Membership, *, ended: bool = False) -> list[RecurringRow]:
    """What comes back, the oldest first. One query."""
    found = Recurring.objects.visible_to(member).filter(ended_at__isnull=not ended).order_by("id")
    return [recurring_row(row) for row in found[:SHOWN]]


def recurring_row(row: Recurring) -> RecurringRow:
    return RecurringRow(
        id=row.id,
        title=row.title,
        when=when_text(row),
        takes=duration_text(row.minutes, language()) if row.minutes else "",
        consequence=row.consequence,
        is_important=row.moves_business,
    )


def when_text(row: Recurring) -> str:
    """When it comes back, in words."""
    if row.month_day is not None:
        if row.month_day == 31:
            return _("on the last day of each month")
        return _("each month on day %(day)s") % {"day": row.month_day}
    days = ", ".join(str(WEEKDAYS[n]) for n in range(7) if row.weekdays >> n & 1)
    said = {"days": days, "count": row.every_weeks}
    return ngettext("every week: %(days)s", "every %(count)s weeks: %(days)s", row.every_weeks) % said


# --- days off ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayOffRow:
    """`calendar`: the name of the calendar that says so; empty for those written by hand, which can be removed."""

    id: UUID
    title: str
    when: str
    calendar: str


def days_off_of(member: Membership, today: date) -> tuple[list[DayOffRow], int]:
    """The days off from today on, the next first, and how many more there are. Two queries at most."""
    found = DayOff.objects.visible_to(member).filter(last_on__gte=today).select_related("calendar")
    rows = list(found.order_by("first_on", "id")[: SHOWN + 1])
    more = found.count() - SHOWN if len(rows) > SHOWN else 0
    return [_day_off_row(row) for row in rows[:SHOWN]], more


def _day_off_row(row: DayOff) -> DayOffRow:
    when = day_text(row.first_on, language())
    if row.last_on > row.first_on:
        said = {"first": when, "last": day_text(row.last_on, language())}
        when = _("%(first)s to %(last)s") % said
    return DayOffRow(row.id, row.title, when, row.calendar.name if row.calendar else "")


# --- calendars --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar. `place`: the server it is read from, "" for a file (its whole address may be a secret). `unread`: what could
    not be read of it, in words; `failure`: why it could not be read again."""

    id: UUID
    name: str
    place: str
    read_at: datetime | None
    tried_at: datetime | None
    busy: str
    failure: str
    unread: tuple[str, ...]


def calendars_of(member: Membership) -> list[CalendarRow]:
    """The member's calendars, the oldest first. One query."""
    return [_calendar_row(row) for row in Calendar.objects.visible_to(member).order_by("id")]


def _calendar_row(row: Calendar) -> CalendarRow:
    place = (urlsplit(row.url).hostname or "") if row.url else ""
    busy = ngettext(
        "%(count)s busy time in the year ahead", "%(count)s busy times in the year ahead", row.events
    )
    return CalendarRow(
        id=row.id,
        name=row.name,
        place=place,
        read_at=row.read_at,
        tried_at=row.tried_at,
        busy=busy % {"count": row.events},
        failure=_failure(row, place),
        unread=tuple(unread_text(one) for one in row.unread),
    )


def _failure(row: Calendar, place: str) -> str:
    known = known_reasons().get(row.failure)
    return str(known[1]) % {"host": place, "limit": "", "status": "", "most": ""} if known else ""


UNREAD: Final[dict[str, Promise | str]] = {
    "component_unfinished": gettext_lazy("a part has no end"),
    "end_before_start": gettext_lazy("it ends before it begins: its end was left out"),
    "end_unreadable": gettext_lazy("its end cannot be read"),
    "event_unreadable": gettext_lazy("the event cannot be read"),
    "exception_unreadable": gettext_lazy("an exception of a repetition cannot be read"),
    "line_unreadable": gettext_lazy("a line cannot be read"),
    "period_unreadable": gettext_lazy("a busy time cannot be read"),
    "recurrence_too_dense": gettext_lazy("it repeats too often to be followed"),
    "recurrence_unreadable": gettext_lazy("how it repeats cannot be read"),
    "start_missing": gettext_lazy("it has no beginning"),
    "start_unreadable": gettext_lazy("its beginning cannot be read"),
    "todo_unreadable": gettext_lazy("a task cannot be read"),
    "too_many_occurrences": gettext_lazy("it comes back too often: what is beyond is left out"),
    "zone_guessed": gettext_lazy("its time zone was guessed"),
    "zone_unknown": gettext_lazy("its time zone is not known: yours was taken"),
}


def unread_text(stored: dict[str, Any]) -> str:
    """Something that could not be read, with its place in the file."""
    what = str(UNREAD.get(str(stored.get("code", "")), stored.get("code", "")))
    detail = str(stored.get("detail") or "")
    said = {"line": stored.get("line", ""), "what": f"{what} ({detail})" if detail else what}
    return _("Line %(line)s: %(what)s") % said
