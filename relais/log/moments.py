"""Days, hours and sizes as the log writes them, in French and English; plain tables, for a page writes hundreds."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from django.utils import timezone

NB = "\u00a0"
NNB = "\u202f"


@lru_cache(maxsize=4)
def _months(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["format"]["abbreviated"])


@lru_cache(maxsize=4)
def _weekdays(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).days["format"]["abbreviated"])


@lru_cache(maxsize=512)
def day_short(day: date, language: str) -> str:
    """lun. 23 nov., Mon 23 Nov."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{_weekdays(language)[day.weekday()]} {number}{NB}{_months(language)[day.month]}"


@lru_cache(maxsize=512)
def day_text(day: date, language: str) -> str:
    """23 nov. 2026, 23 Nov 2026."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{NB}{_months(language)[day.month]} {day.year}"


def clock(local: datetime) -> str:
    return f"{local:%H:%M}"


def moment(at: datetime, language: str) -> str:
    """23 nov. 2026 à 08:52, 23 Nov 2026 at 08:52, in the zone now active."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    word = "à" if language == "fr" else "at"
    return f"{day_text(local.date(), language)} {word}{NB}{clock(local)}"


def size(count: int, language: str) -> str:
    """Bytes as 1,2 Mo and 1.2 MB: decimal units, as files are sold and named."""
    units = ("o", "ko", "Mo", "Go") if language == "fr" else ("B", "kB", "MB", "GB")
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    text = f"{value:.1f}" if unit > 1 and value < 9.95 else f"{value:.0f}"
    return f"{text.replace('.', ',') if language == 'fr' else text}{NB}{units[unit]}"
