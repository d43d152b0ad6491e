"""Recognises days: words ("demain", "Friday"), dates ("25/11", "Nov 25"), distances ("dans 3 jours")."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, timedelta
from typing import Final

from relais.engine.capture.folding import CLOSES
from relais.engine.capture.found import Context, Found
from relais.engine.capture.reading import Day, Instant, PartOfDay
from relais.engine.capture.vocabulary import (
    MONTHS,
    NUMBERS,
    PARTS_OF_DAY,
    SET_DURATIONS,
    any_of,
    number_of,
    words,
)

PART: Final = (
    rf"(?: +(?:au |le |in the |dans la |en |(?:en )?fin de )?(?P<part>{any_of(PARTS_OF_DAY)})"
    r"| +(?:en +)?fin +de +journee| +end +of +day| +eod)?"
)
_NEAR = {
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "today": 0,
    "tonight": 0,
    "demain": 1,
    "tomorrow": 1,
    "tmrw": 1,
    "apres-demain": 2,
    "apres demain": 2,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
}
_NEAR_DAY = re.compile(rf"(?P<word>{any_of(_NEAR)}){PART}{CLOSES}")
_THIS_PART: Final = re.compile(rf"(?:ce|cet|cette|this) +(?P<part>{any_of(PARTS_OF_DAY)}){CLOSES}")
_SPAN = (
    rf"(?P<count>[0-9]{{1,4}}|{any_of(NUMBERS)}) *"
    r"(?P<unit>jour|day|semaine|week|mois|month|an|annee|year|heure|hour|h|min|mn|minute)s?"
)
_DISTANCE = re.compile(
    rf"(?:dans(?: +les)?|in|sous|within|d'ici) +{_SPAN}(?!'| +(?:ouvr|time|ou |or |de |of |[0-9])){PART}{CLOSES}"
)
_SOON = re.compile(rf"(?:dans|in|within|d'ici) +(?P<set>{any_of(SET_DURATIONS)}){CLOSES}")
_END = re.compile(
    r"(?:la +|the +)?(?:fin|end) +"
    r"(?:(?:de +|of +)?(?:du +|the +|la +|l')?"
    r"(?P<unit>mois|month|annee|year|jour|journee|day|semaine|week)"
    rf"|d'(?P<year>annee)"
    rf"|(?:de +|of +|d')?(?P<month>{any_of(MONTHS)})(?: +(?P<of>[12][0-9]{{3}}))?)(?P<next> +prochaine?)?{CLOSES}"
)
_END_OF_NEXT = re.compile(rf"(?:the +)?end +of +next +(?P<unit>month|week|year){CLOSES}")
_INITIALS = re.compile(rf"(?P<word>eod|eom){CLOSES}")
_NEXT_SPAN = re.compile(
    rf"(?:(?:la +)?semaine +prochaine|next +week|"
    r"(?P<month>(?:le +)?mois +prochain|next +month)|(?P<this>cette +semaine|this +week))"
    rf"{CLOSES}"
)


def near_day(at: int, context: Context) -> Found | None:
    """ "Demain", "today", "ce soir", "tomorrow morning"."""
    folded = context.line.folded
    match = _NEAR_DAY.match(folded, at)
    if match is not None:
        part = "evening" if match["word"] == "tonight" else part_of(match)
        return on_day(match, context, _NEAR[match["word"]], part)
    match = _THIS_PART.match(folded, at)
    return None if match is None else on_day(match, context, 0, part_of(match))


def distance(at: int, context: Context) -> Found | None:
    """ "Dans 3 jours", "in 2 weeks", "within an hour". Eight and fifteen days may be one and two weeks in French."""
    match = _SOON.match(context.line.folded, at)
    if match is not None:
        return _instant(match, context, SET_DURATIONS[match["set"]])
    match = _DISTANCE.match(context.line.folded, at)
    if match is None:
        return None
    count, unit = number_of(match["count"]), match["unit"]
    if unit in ("heure", "hour", "h", "min", "mn", "minute"):
        return _instant(match, context, count * (60 if unit[0] == "h" else 1))
    if unit in ("mois", "month", "an", "annee", "year"):
        months = count * (12 if unit in ("an", "annee", "year") else 1)
        on = _months_later(context.today, months)
        return (
            None if on is None else Found(match.start(), match.end(), (Day(on, part_of(match)),), sure=True)
        )
    days = count * 7 if unit in ("semaine", "week") else count
    ways = {8: (7, 8), 15: (14, 15)}.get(count, (days,)) if unit == "jour" else (days,)
    choices = tuple(
        Day(on, part_of(match)) for way in ways if (on := days_after(context.today, way)) is not None
    )
    return Found(match.start(), match.end(), choices, sure=len(choices) == 1) if choices else None


def _instant(match: re.Match[str], context: Context, minutes: int) -> Found | None:
    try:
        moment = context.now.astimezone(UTC) + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return Found(match.start(), match.end(), (Instant(moment),), sure=minutes > 0)


def end_of(at: int, context: Context) -> Found | None:
    """ "Fin du mois", "end of November", "EOD". A week may end on Friday or on Sunday."""
    folded, today = context.line.folded, context.today
    match = _INITIALS.match(folded, at) or _END_OF_NEXT.match(folded, at) or _END.match(folded, at)
    if match is None:
        return None
    named = match.groupdict()
    ahead = 1 if match.re is _END_OF_NEXT or named.get("next") else 0
    unit = (
        {"eod": "day", "eom": "month"}.get(named.get("word") or "")
        or named.get("unit")
        or named.get("year")
        or ""
    )
    days: list[date | None]
    if named.get("month"):
        days = [_end_of_month(today, MONTHS[named["month"]], named["of"])]
    elif unit in ("mois", "month"):
        days = [day_of_month(today, ahead, 31, clamp=True)]
    elif unit in ("annee", "year"):
        days = [date(today.year + ahead, 12, 31) if today.year + ahead <= date.max.year else None]
    elif unit in ("semaine", "week"):
        days = [
            days_after(today, n - today.weekday() + 7 * ahead)
            for n in (4, 6)
            if n + 7 * ahead >= today.weekday()
        ]
    else:
        days = [today]
    choices = tuple(Day(on) for on in days if on is not None)
    sure = len(choices) == 1 and unit not in ("semaine", "week")
    return Found(match.start(), match.end(), choices, sure, closing=True) if choices else None


def next_span(at: int, context: Context) -> Found | None:
    """ "Next week", "le mois prochain", "this week": not one day, so its first and last are only offered."""
    match = _NEXT_SPAN.match(context.line.folded, at)
    if match is None:
        return None
    today = context.today
    if match["month"]:
        days = [day_of_month(today, 1, 1), day_of_month(today, 1, 31, clamp=True)]
    else:
        monday = 0 if match["this"] else 7
        days = [
            days_after(today, monday + n - today.weekday()) for n in ((4, 6) if match["this"] else (0, 4))
        ]
    choices = tuple(Day(on) for on in days if on is not None and on >= today)
    return Found(match.start(), match.end(), choices, sure=False) if choices else None


Recogniser = Callable[[int, Context], Found | None]

RECOGNISERS: Final[tuple[Recogniser, ...]] = (near_day, distance, end_of, next_span)
FIRST_WORDS: Final = frozenset(word.split(" ")[0] for word in _NEAR) | words(
    "this ce cet cette next dans in sous within d'ici la the le fin end eod eom semaine mois"
)
"""The words that may begin what is recognised here; at any other word nothing needs to be tried."""


def on_day(match: re.Match[str], context: Context, days: int, part: PartOfDay | None) -> Found | None:
    """The match as a day so many days from today."""
    on = days_after(context.today, days)
    return None if on is None else Found(match.start(), match.end(), (Day(on, part),), sure=True)


def part_of(match: re.Match[str]) -> PartOfDay | None:
    """The part of the day that a match of PART names."""
    return PARTS_OF_DAY[match["part"]] if match["part"] else None


def days_after(today: date, days: int) -> date | None:
    """So many days from today, or None beyond the last day that can be counted."""
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def day_of_month(today: date, months: int, number: int, *, clamp: bool = False) -> date | None:
    """That day of the month so many months ahead; `clamp`: its last day where the month is shorter, else None."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if year > date.max.year:
        return None
    last = monthrange(year, month + 1)[1]
    if clamp:
        number = min(number, last)
    return date(year, month + 1, number) if 1 <= number <= last else None


def _months_later(today: date, months: int) -> date | None:
    return day_of_month(today, months, today.day, clamp=True)


def _end_of_month(today: date, month: int, year: str | None) -> date | None:
    named = int(year) if year else today.year + (month < today.month)
    if named > date.max.year:
        return None
    on = date(named, month, monthrange(named, month)[1])
    return on if on >= today else None
