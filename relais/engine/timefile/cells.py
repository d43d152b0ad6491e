"""What one cell says: a day, a time of the clock, how long. Nothing is guessed: what can be read in two ways says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

Order = Literal["", "day", "month"]
"""Of 03/04/2026: the day first or the month first; empty: not known."""
Unit = Literal["", "hours", "minutes"]
"""Of a bare number: hours or minutes; empty: not known."""

_PARTS: Final = re.compile(r"(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_NAMED: Final = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[ .\-]+([a-z]+)\.?,?[ .\-]+(\d{4}|\d{2})")
_NAMED_FIRST: Final = re.compile(r"([a-z]+)\.?[ ]+(\d{1,2})(?:st|nd|rd|th)?,?[ ]+(\d{4})")
_WEEKDAY: Final = re.compile(r"^(?:[a-z]{3,9}\.?,?\s+)(?=\d|[a-z]{3,9}\.? \d)")
_CLOCK_AFTER: Final = re.compile(
    r"[ t]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm)?\s*(?:z|[+-]\d{2}:?\d{2})?$"
)
_MONTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        name[:length]: number
        for number, names in enumerate(
            (
                "january janvier", "february fevrier", "march mars", "april avril", "may mai", "june juin", "july juillet",
                "august aout", "september septembre", "october octobre", "november novembre", "december decembre",
            ),
            start=1,
        )
        for name in names.split()
        for length in range(3, len(name) + 1)
        if name[:length] != "jui"  # juin or juillet
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written. `parts`: first and second number and the year, where the order is to be known; `on`: where it is."""

    on: date | None = None
    parts: tuple[int, int, int] | None = None

    def read(self, order: Order) -> date | None:
        if self.on is not None or self.parts is None or not order:
            return self.on
        first, second, year = self.parts
        day, month = (first, second) if order == "day" else (second, first)
        return _date(year, month, day)


def read_day(text: str) -> Day | None:
    """A day: 2026-11-23, 20261123, 23/11/2026, 23.11.26, 23 nov. 2026, Nov 23, 2026; an hour after it is left out."""
    plain = _CLOCK_AFTER.sub("", _plain(text))
    if re.fullmatch(r"\d{8}", plain):
        on = _date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        return Day(on) if on else None
    if found := _PARTS.fullmatch(plain):
        return _numbers(found[1], found[3], found[4])
    return _named(plain) or _named(_WEEKDAY.sub("", plain))


def _numbers(one: str, two: str, three: str) -> Day | None:
    if len(one) == 4:
        on = _date(int(one), int(two), int(three)) if len(three) < 3 else None
        return Day(on) if on else None
    if len(one) > 2 or len(three) not in (2, 4):
        return None
    first, second, year = int(one), int(two), int(three) + (2000 if len(three) == 2 else 0)
    if _date(year, second, first) is None and _date(year, first, second) is None:
        return None
    if first == second:
        return Day(_date(year, first, second))
    return Day(parts=(first, second, year))


def _named(plain: str) -> Day | None:
    if found := _NAMED.fullmatch(plain):
        day, name, year = found[1], found[2], found[3]
    elif found := _NAMED_FIRST.fullmatch(plain):
        name, day, year = found[1], found[2], found[3]
    else:
        return None
    on = _date(int(year) + (2000 if len(year) == 2 else 0), _MONTHS.get(name, 0), int(day))
    return Day(on) if on else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def order_shown(days: list[Day]) -> set[Order]:
    """The orders that some day of the file proves: its first or its second number is no month."""
    shown: set[Order] = set()
    for day in days:
        if day.parts:
            first, second, _year = day.parts
            shown |= {"day"} if first > 12 else {"month"} if second > 12 else set()
    return shown


# --- how long ---------------------------------------------------------------------------------------------------------

_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?")
_SAID: Final = re.compile(
    r"(?:(\d{1,4}(?:[.,]\d{1,6})?)\s*(?:h|hr|hrs|hour|hours|heure|heures)\.?)?\s*"
    r"(?:(\d{1,5})\s*(?:m|mn|min|mins|minute|minutes)?\.?)?\s*(?:(\d{1,2})\s*(?:s|sec|seconds|secondes)\.?)?"
)
_NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,8})?")
_HOUR: Final = re.compile(r"(\d{1,2})[:h.](\d{2})?(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?")


@dataclass(frozen=True, slots=True)
class Long:
    """How long. `number`: a bare number, of which the unit is to be known; `minutes`: where it is said, perhaps with a part."""

    minutes: float | None = None
    number: float | None = None

    def read(self, unit: Unit) -> float | None:
        if self.minutes is not None or self.number is None or not unit:
            return self.minutes
        return self.number * 60 if unit == "hours" else self.number


def read_long(text: str) -> Long | None:
    """How long: 1h30, 1:30, 1:30:00, 1,5 h, 90 min, 2 h 5 min; 1,5 and 90 are bare numbers."""
    plain = _plain(text)
    if found := _CLOCK.fullmatch(plain):
        return Long(60 * int(found[1]) + int(found[2]) + int(found[3] or 0) / 60)
    if _NUMBER.fullmatch(plain):
        return Long(number=float(plain.replace(",", ".")))
    found = _SAID.fullmatch(plain)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = found.groups()
    return Long(float((hours or "0").replace(",", ".")) * 60 + int(minutes or 0) + int(seconds or 0) / 60)


def read_clock(text: str) -> int | None:
    """A time of the clock in minutes after midnight: 09:30, 9h30, 9:30 PM."""
    found = _HOUR.fullmatch(_plain(text).rpartition("t")[2] if "t" in _plain(text) else _plain(text))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    return 60 * hour + minute if hour < 24 and minute < 60 else None


def _plain(text: str) -> str:
    """Lower case without accents, any space as one."""
    split = unicodedata.normalize("NFKD", text.strip().lower())
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
