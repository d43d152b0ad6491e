"""From a block of text to a component of icalendar: broken parts taken out, times in their zones, rules that end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from time import monotonic
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vDDDLists, vDDDTypes

from relais.planning.calendars.blocks import Block
from relais.planning.calendars.contents import CalendarRefused, Limits, ProblemCode, Problems
from relais.planning.calendars.recurrence import RuleRefused, bounded
from relais.planning.calendars.zones import Zones

_MOMENTS: Final = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID")
_LISTS: Final = ("RDATE", "EXDATE")
_ZONED: Final = re.compile(
    r"\A(?P<name>DTSTART|DTEND|DUE|RECURRENCE-ID|RDATE|EXDATE|FREEBUSY)(?P<before>(?:;[^:;\"]*(?:\"[^\"]*\")?)*?)"
    r";TZID=(?P<zone>\"[^\"]*\"|[^:;\"]*)",
    re.IGNORECASE,
)
_ZONE: Final = "X-RELAIS-ZONE"
"""The parameter that carries a zone's name past icalendar, which would look it up for the whole process."""
_BROKEN: Final[dict[str, ProblemCode]] = {
    "DTSTART": "start_unreadable",
    "DTEND": "end_unreadable",
    "DURATION": "end_unreadable",
    "RRULE": "recurrence_unreadable",
    "RDATE": "recurrence_unreadable",
    "EXDATE": "exception_unreadable",
    "FREEBUSY": "period_unreadable",
}
_NEEDED: Final = frozenset(
    (
        *(
            "BEGIN",
            "END",
            "UID",
            "SUMMARY",
            "STATUS",
            "TRANSP",
            "SEQUENCE",
            "DTSTART",
            "DTEND",
            "DURATION",
            "DUE",
        ),
        *("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY", "COMPLETED", "PERCENT-COMPLETE"),
        "X-MICROSOFT-CDO-BUSYSTATUS",
    )
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A component and where it came from. `broken_start`: it has a start that cannot be read."""

    component: Component
    line: int
    uid: str
    broken_start: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """What the parts of one reading share."""

    zone: ZoneInfo
    start: datetime
    end: datetime
    limits: Limits
    zones: Zones
    problems: Problems
    stop_at: float

    def check_time(self) -> None:
        """Raises CalendarRefused when the whole takes too long."""
        if monotonic() > self.stop_at:
            raise CalendarRefused("too_slow_to_read", limit=self.limits.seconds)


def parse(block: Block, reader: Reader) -> Iterable[Parsed]:
    """The component with its broken parts taken out and its times put into their zones; nothing when it is unusable."""
    code: ProblemCode = "todo_unreadable" if block.name == "VTODO" else "event_unreadable"
    try:
        component = Component.from_ical("\r\n".join(_kept(block)) + "\r\n")
    except Exception:  # noqa: BLE001 - any error of the parser is this component's alone
        reader.problems.add(code, block.line)
        return
    uid = str(component.get("UID") or "")[:255]
    for name, _ in component.errors:
        if name is None:
            reader.problems.add("line_unreadable", block.line, uid)
        else:
            component.pop(name, None)
            reader.problems.add(_BROKEN.get(name, "line_unreadable"), block.line, uid, name)
    try:
        _put_into_zones(component, block.line, uid, reader)
        _drop_earlier_end(component, block.line, uid, reader)
        _bound_rules(component, block.line, uid, reader)
    except Exception:  # noqa: BLE001 - a value of an unforeseen kind is this component's alone
        reader.problems.add(code, block.line, uid)
        return
    yield Parsed(
        component, block.line, uid, broken_start=any(name == "DTSTART" for name, _ in component.errors)
    )


def _kept(block: Block) -> list[str]:
    """The lines that matter, of the component itself: no alarms, no attachments, no texts of any length."""
    lines, depth = [], 0
    for line in block.lines:
        name = re.split("[;:]", line, maxsplit=1)[0].strip().upper()
        depth += name == "BEGIN"
        if depth == 1 and name in _NEEDED:
            lines.append(_ZONED.sub(rf"\g<name>\g<before>;{_ZONE}=\g<zone>", line, count=1))
        depth -= name == "END"
    return lines


def _put_into_zones(component: Component, line: int, uid: str, reader: Reader) -> None:
    for name in _MOMENTS:
        value = component.get(name)
        if isinstance(value, list):
            value = component[name] = value[0]  # may come once; the first counts
        if isinstance(value, vDDDTypes):
            value.dt = _in_zone(value.dt, _zone_of(value, line, uid, reader))
        elif value is not None:
            component.pop(name)
    for name in _LISTS:
        lists = component.get(name, [])
        for dates in lists if isinstance(lists, list) else [lists]:
            if isinstance(dates, vDDDLists):
                zone = _zone_of(dates, line, uid, reader)
                for each in dates.dts:
                    each.dt = _in_zone(each.dt, zone)


def _zone_of(value: Any, line: int, uid: str, reader: Reader) -> tzinfo:
    """The zone that a value names, else the person's own."""
    name = value.params.get(_ZONE)
    if not name:
        return reader.zone
    name = ",".join(name) if isinstance(name, list) else str(name)  # a comma without quotes makes a list
    zone, certain = reader.zones.find(name)
    if zone is None:
        reader.problems.add("zone_unknown", line, uid, name)
    elif not certain:
        reader.problems.add("zone_guessed", line, uid, name)
    return zone or reader.zone


def _in_zone(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, tuple):
        return tuple(_in_zone(each, zone) for each in value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone)
    return value


def _drop_earlier_end(component: Component, line: int, uid: str, reader: Reader) -> None:
    """An event that ends before it starts takes no time; nobody can tell which of both is wrong."""
    start, end = component.get("DTSTART"), component.get("DTEND")
    if start is None or end is None:
        return
    if moment_of(end.dt, reader.zone) < moment_of(start.dt, reader.zone):
        component.pop("DTEND")
        reader.problems.add("end_before_start", line, uid)


def _bound_rules(component: Component, line: int, uid: str, reader: Reader) -> None:
    """Each rule ends with the span; one that cannot be used is taken out, so that the event itself still counts."""
    rules = component.get("RRULE")
    start = component.get("DTSTART")
    if rules is None:
        return
    component.pop("RRULE")
    if start is None:
        return
    for rule in rules if isinstance(rules, list) else [rules]:
        try:
            component.add("RRULE", bounded(rule, start.dt, reader.end, reader.limits.steps))
        except RuleRefused as refused:
            reader.problems.add(refused.code, line, uid)


def moment_of(value: Any, zone: ZoneInfo) -> datetime:
    """A moment, or the beginning of a day in `zone`, in UTC. Raises TypeError for other values."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), tzinfo=zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def text_of(component: Component, name: str) -> str:
    """A property's text in one line; "" when there is none."""
    value = component.get(name, "")
    return " ".join(str(value[0] if isinstance(value, list) and value else value).split())[:500]
