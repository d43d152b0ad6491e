"""Dates, moments, durations and sizes as people write them in French and English: 24 hours, no-break spaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

NB: Final = "\u00a0"  # no-break space
NNB: Final = "\u202f"  # narrow no-break space

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def local_day(value: date | datetime) -> date:
    """The date of a moment in the reader's time zone; a date stays what it is."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)


def day_text(value: date | datetime, language: str, *, long: bool = False) -> str:
    """23 nov. 2026, 23 Nov 2026; long: 23 novembre 2026."""
    day = local_day(value)
    month = (_MONTHS if long else _SHORT_MONTHS)[language][day.month - 1]
    return f"{_number(day, language)}{NB}{month} {day.year}"


def weekday_text(value: date | datetime, language: str, *, short: bool = False) -> str:
    """lundi 23 novembre, Monday 23 November; short: lun. 23 nov., Mon 23 Nov."""
    day = local_day(value)
    weekday = (_SHORT_WEEKDAYS if short else _WEEKDAYS)[language][day.weekday()]
    month = (_SHORT_MONTHS if short else _MONTHS)[language][day.month - 1]
    return f"{weekday} {_number(day, language)}{NB}{month}"


def clock_text(value: datetime) -> str:
    """08:52, in the reader's time zone."""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


def moment_text(value: datetime, language: str) -> str:
    """23 nov. 2026 à 08:52, 23 Nov 2026 at 08:52."""
    at = "à" if language == "fr" else "at"
    return f"{day_text(value, language)} {at}{NB}{clock_text(value)}"


def duration_text(minutes: int, language: str) -> str:
    """Minutes as 45 min, 2 h, 1 h 10 (French), 1 h 10 min (English)."""
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{sign}{rest}{NB}min"
    if not rest:
        return f"{sign}{number_text(hours, language)}{NB}h"
    after = f"{rest:02d}" if language == "fr" else f"{rest}{NB}min"
    return f"{sign}{number_text(hours, language)}{NB}h{NB}{after}"


def number_text(value: int | float, language: str, *, decimals: int = 0) -> str:
    """1 234,5 and 1,234.5."""
    text = f"{value:,.{decimals}f}"
    if language == "fr":
        return text.replace(",", NNB).replace(".", ",").replace("-", "\u2212")
    return text.replace("-", "\u2212")


def size_text(size: int, language: str) -> str:
    """Bytes as 1,2 Mo and 1.2 MB: decimal units, as files are sold and named."""
    units = ("o", "ko", "Mo", "Go", "To") if language == "fr" else ("bytes", "kB", "MB", "GB", "TB")
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    decimals = 1 if unit > 1 and value < 9.95 else 0
    name = "byte" if language == "en" and unit == 0 and size == 1 else units[unit]
    return f"{number_text(value, language, decimals=decimals)}{NB}{name}"


def ago_parts(past: timedelta) -> tuple[str, int]:
    """How long ago, in the one unit that is true and useful: ("minute", 3). A future moment is ("minute", 0)."""
    seconds = max(0, int(past.total_seconds()))
    for unit, length in (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600)):
        if seconds >= length:
            return unit, seconds // length
    return "minute", seconds // 60
