"""Writes one event that repeats as an iCalendar file (RFC 5545), in its own zone: its hour stays when clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur, vUri

from relais.planning.calendars.writing import PRODUCT

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class RepeatingEvent:
    """`start`: the first time, aware, in a zone with a name. Every two weeks, or (`is_monthly`) on the first such weekday of
    each month."""

    uid: str
    start: datetime
    length: timedelta
    title: str
    stamp: datetime
    is_monthly: bool = False
    description: str = ""
    url: str = ""


def write_repeating(event: RepeatingEvent) -> bytes:
    """The event as bytes of `text/calendar`, with the definition of its zone; the same event gives the same bytes.

    Raises ValueError for a start whose zone has no name.
    """
    if not isinstance(event.start.tzinfo, ZoneInfo):
        raise ValueError("the start has no named zone")  # noqa: TRY004  (its value is wrong, not its type)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    row = Event()
    row.add("UID", event.uid)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        row.add(name, event.stamp.astimezone(UTC).replace(microsecond=0))
    row.add("DTSTART", event.start)
    row.add("DTEND", event.start + event.length)
    row.add("RRULE", _rule(event))
    row.add("SUMMARY", event.title)
    if event.description:
        row.add("DESCRIPTION", event.description)
    if event.url:
        row.add("URL", vUri(event.url))
    reminder = Alarm()
    reminder.add("ACTION", "DISPLAY")
    reminder.add("DESCRIPTION", event.title)
    reminder.add("TRIGGER", timedelta(0))
    row.add_component(reminder)
    calendar.add_component(row)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _rule(event: RepeatingEvent) -> vRecur:
    weekday = WEEKDAYS[event.start.weekday()]
    if event.is_monthly:
        return vRecur(FREQ="MONTHLY", BYDAY=f"1{weekday}")
    return vRecur(FREQ="WEEKLY", INTERVAL=2, BYDAY=weekday)
