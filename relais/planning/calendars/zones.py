"""Finds the zone that a calendar means by a name: IANA, Windows, a vendor's form of either, or its own definition.

What a calendar defines is used for that calendar only. icalendar keeps such definitions for the whole process, so its
own look-up is not used: one person's file could change the hours of another's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from relais.planning.calendars.blocks import Block

_FIRST_YEAR: Final = 1990
"""Rules of older years are begun here: a zone defined since the year 1 would be counted through for each event."""
_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?\)?", re.IGNORECASE)
_UTC_NAMES: Final = frozenset(("utc", "z", "gmt", "zulu", "etc/utc", "coordinated universal time", "(utc)"))
_RULE: Final = re.compile(
    r"(?:(?:FREQ=YEARLY|INTERVAL=1|BYMONTH=\d+|BYDAY=[-+]?\d*[A-Z]{2}|BYMONTHDAY=[-+\d,]+|WKST=[A-Z]{2}|UNTIL=[0-9TZ]+);?)+"
)


class Zones:
    """The zones of one calendar. `definitions`: its VTIMEZONE blocks."""

    def __init__(self, definitions: list[Block]) -> None:
        self._definitions: dict[str, Block] = {}
        for block in definitions:
            self._definitions.setdefault(_value(block, "TZID"), block)
        self._found: dict[str, tuple[tzinfo | None, bool]] = {}

    def find(self, name: str) -> tuple[tzinfo | None, bool]:
        """The zone, or None when it is unknown; and whether it is certain rather than guessed from an offset."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> tuple[tzinfo | None, bool]:
        known = named_zone(name)
        if known is not None:
            return known, True
        block = self._definitions.get(name)
        if block is not None:
            located = named_zone(_value(block, "X-LIC-LOCATION"))
            defined = located or _defined(block)
            if defined is not None:
                return defined, True
        offset = _OFFSET.match(name)
        if offset is None or int(offset[2]) > 14:
            return None, False
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away), False


@lru_cache(maxsize=1024)
def named_zone(name: str) -> tzinfo | None:
    """The zone of a name that needs no definition: "Europe/Paris", "Romance Standard Time", "/citadel.org/…/Europe/Paris",
    "(UTC-05:00) Eastern Time (US & Canada)", "(GMT+10:00) Canberra, Melbourne, Sydney"; None when there is none."""
    plain = name.strip().strip('"')
    if plain.lower() in _UTC_NAMES:
        return UTC
    for candidate in _candidates(plain):
        known = WINDOWS_TO_OLSON.get(candidate, candidate)
        if known in _names():
            return ZoneInfo(known)
    return None


def _candidates(name: str) -> list[str]:
    parts = name.strip("/").split("/")
    found = ["/".join(parts[start:]) for start in range(len(parts))] if len(parts) <= 8 else [name]
    described = re.sub(r"^\([^)]*\)\s*", "", name)
    if described != name:
        season = re.match(r"(\w+) Time\b", described)
        if season is not None:
            found.append(f"{season[1]} Standard Time")
        found.append(described)
        found.extend(_cities().get(city.strip(), "") for city in described.split(",")[:8])
    return [candidate for candidate in found if candidate]


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """The zone of each city that names one."""
    return {name.rsplit("/", 1)[-1].replace("_", " "): name for name in sorted(_names()) if "/" in name}


def _value(block: Block, name: str) -> str:
    for line in block.lines:
        head, _, value = line.partition(":")
        if head.split(";")[0].strip().upper() == name:
            return value.strip()
    return ""


def _defined(block: Block) -> tzinfo | None:
    """The zone that a VTIMEZONE defines; None when it is broken or changes its clocks by other than yearly rules."""
    lines = [_begun_later(line) for line in block.lines if not line.upper().startswith(("TZID", "X-"))]
    rules = [line.partition(":")[2] for line in lines if line.upper().startswith("RRULE")]
    if not all(_RULE.fullmatch(rule.upper()) for rule in rules):
        return None
    try:
        # Without its name, which is put back afterwards: icalendar would remember it for every other calendar.
        component: Any = Timezone.from_ical("\r\n".join(lines) + "\r\n")
        component["TZID"] = "defined"
        zone: tzinfo = component.to_tz(lookup_tzid=False)
        zone.utcoffset(datetime(2026, 7, 1))  # noqa: DTZ001 - what a zone is asked is always without one
    except Exception:  # noqa: BLE001 - whatever a broken definition raises, the zone is unknown
        return None
    return zone


def _begun_later(line: str) -> str:
    head, sign, value = line.partition(":")
    if head.split(";")[0].upper() != "DTSTART" or not value[:4].isdigit() or int(value[:4]) >= _FIRST_YEAR:
        return line
    return f"{head}{sign}{_FIRST_YEAR}{value[4:]}"
