"""Reads an iCalendar file (RFC 5545): what is busy in a span, and the tasks it holds.

What cannot be read is listed and the rest is used: each component is parsed alone, each event's recurrences are
expanded alone. Recurrences, exceptions and moved occurrences are expanded by recurring-ical-events, after `recurrence`
made sure that they end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar as ParsedCalendar
from icalendar import Component

from relais.engine.values import Period
from relais.planning.calendars.blocks import cut
from relais.planning.calendars.contents import AllDay, Busy, Calendar, Limits, Problems, Todo
from relais.planning.calendars.parsing import Parsed, Reader, moment_of, parse, text_of
from relais.planning.calendars.zones import Zones

_RECURRENCES: Final = ("RRULE", "RDATE", "EXDATE")


def read_calendar(
    data: bytes, *, zone: ZoneInfo, start: datetime, end: datetime, limits: Limits | None = None
) -> Calendar:
    """What the calendar says is busy in [start, end), and its open tasks.

    `zone`: of the person; a time without a zone is meant in it. `start`, `end`: aware. An event that is transparent,
    cancelled or of no length takes no time. Periods are whole even where they reach out of the span.

    Raises CalendarRefused: `not_a_calendar`, `too_large`, `too_many_components`, `too_slow_to_read`. Raises ValueError when
    the span is naive or empty.
    """
    span = Period(start, end)
    limits = limits or Limits()
    problems = Problems(limits.problems)
    name, blocks = cut(data, limits, problems)
    zones = Zones([block for block in blocks if block.name == "VTIMEZONE"])
    reader = Reader(zone, span.start, span.end, limits, zones, problems, monotonic() + limits.seconds)
    parsed: dict[str, list[Parsed]] = {"VEVENT": [], "VTODO": [], "VFREEBUSY": []}
    for block in blocks:
        if block.name in parsed:
            reader.check_time()
            parsed[block.name].extend(parse(block, reader))
    busy, days = _expanded(parsed["VEVENT"], reader)
    busy.extend(_free_busy(parsed["VFREEBUSY"], reader))
    return Calendar(
        name=name,
        busy=tuple(
            sorted(busy, key=lambda taken: (taken.period.start, taken.period.end, taken.title, taken.uid))
        ),
        days=tuple(sorted(days, key=lambda taken: (taken.first, taken.after, taken.title, taken.uid))),
        todos=tuple(_todos(parsed["VTODO"], reader)),
        problems=tuple(sorted(problems.listed, key=lambda problem: (problem.line, problem.code))),
        problems_left_out=problems.left_out,
    )


def _expanded(events: list[Parsed], reader: Reader) -> tuple[list[Busy], list[AllDay]]:
    """The occurrences of all events, series by series: events with one UID belong together."""
    series: dict[str, list[Parsed]] = {}
    for number, event in enumerate(events):
        if "DTSTART" not in event.component:
            if not event.broken_start:
                reader.problems.add("start_missing", event.line, event.uid)
            continue
        series.setdefault(event.uid or f"#{number}", []).append(event)
    busy, days, left = list[Busy](), list[AllDay](), reader.limits.occurrences
    for parts in series.values():
        reader.check_time()
        if not left:
            reader.problems.add("too_many_occurrences", parts[0].line, parts[0].uid)
            break
        for occurrence in _occurrences(parts, reader, left):
            left -= 1
            taken = _taken(occurrence, parts[0], reader)
            if isinstance(taken, Busy):
                busy.append(taken)
            elif taken is not None:
                days.append(taken)
    return busy, days


def _occurrences(parts: list[Parsed], reader: Reader, left: int) -> list[Component]:
    """The occurrences of one series near the span, at most `left`. A series that fails is counted without its rules."""
    calendar = ParsedCalendar()
    for part in parts:
        calendar.add_component(part.component)
    first, last = _widened(reader.start, -1), _widened(reader.end, 1)
    line, uid = parts[0].line, parts[0].uid
    try:
        found = recurring_ical_events.of(calendar).between(first, last)
    except Exception:  # noqa: BLE001 - whatever a contradictory series raises
        if not any(name in part.component for part in parts for name in _RECURRENCES):
            reader.problems.add("event_unreadable", line, uid)
            return []
        reader.problems.add("recurrence_unreadable", line, uid)
        for part in parts:
            for name in _RECURRENCES:
                part.component.pop(name, None)
        return _occurrences(parts, reader, left)
    if len(found) > left:
        reader.problems.add("too_many_occurrences", line, uid)
    return list(found[:left])


def _widened(moment: datetime, days: int) -> datetime:
    """A day more on either side: a day of the wall's calendar begins earlier or later than in UTC."""
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return moment


def _taken(occurrence: Component, event: Parsed, reader: Reader) -> Busy | AllDay | None:
    """What the occurrence takes of the span; None when it is free, cancelled, of no length or outside."""
    if _is_free(occurrence):
        return None
    start, end = occurrence.get("DTSTART").dt, occurrence.get("DTEND").dt
    title = text_of(occurrence, "SUMMARY")
    if not isinstance(start, datetime) and not isinstance(end, datetime):
        first, after = reader.start.astimezone(reader.zone).date(), reader.end.astimezone(reader.zone)
        last = after.date() if after.time() == time() else after.date() + timedelta(days=1)
        return AllDay(start, end, title, event.uid) if start < end and start < last and end > first else None
    begin, finish = moment_of(start, reader.zone), moment_of(end, reader.zone)
    if begin >= finish or begin >= reader.end or finish <= reader.start:
        return None
    return Busy(Period(begin, finish), title, event.uid)


def _is_free(component: Component) -> bool:
    return (
        text_of(component, "STATUS").upper() == "CANCELLED"
        or text_of(component, "TRANSP").upper() == "TRANSPARENT"
        or text_of(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    )


def _free_busy(components: list[Parsed], reader: Reader) -> Iterable[Busy]:
    """The periods of VFREEBUSY that are not said to be free."""
    for parsed in components:
        periods = parsed.component.get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            if str(period.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            try:
                begin, end = moment_of(period.start, reader.zone), moment_of(period.end, reader.zone)
            except (AttributeError, TypeError, OverflowError):
                reader.problems.add("period_unreadable", parsed.line, parsed.uid, "FREEBUSY")
                continue
            if begin < end and begin < reader.end and end > reader.start:
                yield Busy(Period(begin, end), text_of(parsed.component, "SUMMARY"), parsed.uid)


def _todos(components: list[Parsed], reader: Reader) -> Iterable[Todo]:
    for parsed in components:
        component = parsed.component
        done = text_of(component, "STATUS").upper() in ("COMPLETED", "CANCELLED") or "COMPLETED" in component
        if done or text_of(component, "PERCENT-COMPLETE") == "100":
            continue
        due = component.get("DUE")
        value = due.dt if due is not None else None
        try:
            moment = moment_of(value, reader.zone) if isinstance(value, datetime) else value
        except OverflowError:
            moment = None
        yield Todo(text_of(component, "SUMMARY"), moment, parsed.uid)
