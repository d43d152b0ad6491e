"""Recognises dates: figures ("25/11", "2026-11-25") and named months ("1er décembre", "Nov 25")."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from relais.engine.capture.folding import CLOSES
from relais.engine.capture.found import Context, Found
from relais.engine.capture.reading import Day
from relais.engine.capture.vocabulary import ENGLISH_MONTHS, MONTHS, MONTHS_THAT_ARE_WORDS, any_of, words

_FAR: Final = timedelta(days=274)
"""A date without a year that lies further ahead is as likely to be one that has just passed."""

_YEAR_FIRST = re.compile(
    rf"(?P<year>[0-9]{{4}})(?P<sign>[-/])(?P<month>[0-9]{{2}})(?P=sign)(?P<day>[0-9]{{2}}){CLOSES}"
)
_FIGURES = re.compile(
    rf"(?P<first>[0-9]{{1,2}})(?:/(?P<second>[0-9]{{1,2}})(?:/(?P<year>[0-9]{{4}}|[0-9]{{2}}))?"
    rf"|(?P<sign>[.-])(?P<other>[0-9]{{1,2}})(?P=sign)(?P<long>[0-9]{{4}})){CLOSES}"
)
_YEAR = r"(?:,? +(?P<year>(?:19|20|21)[0-9]{2})(?! ?[€$£%]| ?eur| ?usd))?"
_DAY_MONTH = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th)?(?: +of)? *(?P<month>{any_of(MONTHS)})\.?(?:{_YEAR}| +prochain){CLOSES}"
)
_MONTH_DAY = re.compile(
    rf"(?P<month>{any_of(ENGLISH_MONTHS)})\.? +(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?! *(?:h\b|min|[€$£%:]|am\b|pm\b)){_YEAR}{CLOSES}"
)
_BARE_DAY = re.compile(
    r"(?:le +(?P<le>[0-9]{1,2})|the +(?P<the>[0-9]{1,2})(?:st|nd|rd|th)) *(?=$|[,;!)]|(?:a|at|@) ?[0-9])"
)

_SCORES: Final = frozenset([(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7)])
_LED_BY: Final = words("le on by before avant pour until d'ici due")


def figures(at: int, context: Context) -> Found | None:
    """A date in figures, the day first in French. Unsure: 3/4 in English, what may be a fraction or a score."""
    match = _YEAR_FIRST.match(context.line.folded, at)
    if match is not None:
        on = _date(int(match["year"]), int(match["month"]), int(match["day"]))
        return None if on is None else _dated(match, (on,), on >= context.today)
    match = _FIGURES.match(context.line.folded, at)
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"] or match["other"])
    year = match["year"] or match["long"]
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    ways = [(first, second), (second, first)] if first != second else [(first, second)]
    days = [on for day, month in ways if (on := _on(day, month, full, context.today)) is not None]
    if not days:
        return None
    day_first = _on(first, second, full, context.today) is not None
    known = len(days) == 1 and (day_first or context.language == "en")
    if context.language == "fr" and day_first and match["sign"] is None:
        known, days = True, days[:1]
    if match["sign"]:
        known, days = day_first, days[:1]
    clear = _clear(days[0], full, context.today) and not (full is None and _fraction(match, context))
    return _dated(match, tuple(days), known and clear)


def named_month(at: int, context: Context) -> Found | None:
    """ "25 novembre", "1er déc.", "Nov 25", "25th of November 2026"; never a month alone."""
    folded = context.line.folded
    match = _DAY_MONTH.match(folded, at) or _MONTH_DAY.match(folded, at)
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else None
    on = _on(int(match["day"]), MONTHS[match["month"]], year, context.today)
    if on is None:
        return None
    verb = match["month"] in MONTHS_THAT_ARE_WORDS and not context.line.capital(match.start("month"))
    doubtful = verb and (match.re is _MONTH_DAY or match["month"] == "mar")
    return _dated(match, (on,), _clear(on, year, context.today) and not doubtful)


def bare_day(at: int, context: Context) -> Found | None:
    """ "Le 5", "by the 25th", at the end of a sentence: the coming one, offered unless a preposition says that it is a date."""
    match = _BARE_DAY.match(context.line.folded, at)
    if match is None:
        return None
    number = int(match["le"] or match["the"])
    today = context.today
    for month in range(today.month, today.month + 3):
        year = today.year + (month - 1) // 12
        on = _date(year, (month - 1) % 12 + 1, number)
        if on is not None and on >= today:
            before, _ = context.line.word_before(at)
            return _dated(match, (on,), sure=before in _LED_BY)
    return None


FIRST_WORDS: Final = frozenset(ENGLISH_MONTHS) | frozenset(("le", "the"))


def _dated(match: re.Match[str], days: tuple[date, ...], sure: bool) -> Found:
    end = match.start() + len(match.group().rstrip(" "))
    return Found(match.start(), end, tuple(Day(on) for on in days), sure, dated=True)


def _clear(on: date, year: int | None, today: date) -> bool:
    return on >= today and (year is not None or on - today <= _FAR)


def _fraction(match: re.Match[str], context: Context) -> bool:
    """Whether "3/4" may be three quarters, or "8/10" a score: not with a zero in front or a word that leads a date."""
    first, second = match["first"], match["second"]
    if first.startswith("0") or second.startswith("0"):
        return False
    before, _ = context.line.word_before(match.start())
    if before in _LED_BY:
        return False
    figures = (int(first), int(second))
    return (
        figures in _SCORES or figures[0] == figures[1] or (figures[1] in (5, 10) and figures[0] <= figures[1])
    )


def _on(day: int, month: int, year: int | None, today: date) -> date | None:
    """That date; without a year its next occurrence, eight years ahead at most (29 February)."""
    if year is not None:
        return _date(year, month, day)
    for ahead in range(9):
        on = _date(today.year + ahead, month, day)
        if on is not None and on >= today:
            return on
    return None


def _date(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= date.max.year and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None
