"""Recognises weekdays, written out or short, near ("ce vendredi") and far ("lundi en huit")."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from relais.engine.capture.days import PART, day_of_month, days_after, on_day, part_of
from relais.engine.capture.folding import CLOSES
from relais.engine.capture.found import Context, Found
from relais.engine.capture.reading import Day, PartOfDay
from relais.engine.capture.vocabulary import (
    CAPITAL_WEEKDAYS,
    DOTTED_WEEKDAYS,
    ENGLISH_MONTHS,
    MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    any_of,
    words,
)

_FOLLOWED_BY_CLOCK = r" *,? *(?:a |at |@ ?|vers )?(?:[0-9]{1,2} ?(?:h|:[0-9]{2}|[ap]\.?m)|midi\b|noon\b)"
_DAY_NUMBER = (
    rf"(?:,? +(?:le +|the +)?(?P<number>[0-9]{{1,2}})(?:er|st|nd|rd|th)?"
    rf"(?! *(?:{any_of(MONTHS)}|h\b|min|mn|%|€|\$|x\b)){CLOSES})?"
)
_WEEKDAY = re.compile(
    rf"(?P<near>(?:this|ce|next|coming|prochain) +)?"
    rf"(?P<name>(?P<full>{any_of(WEEKDAYS)})|(?P<short>{any_of(SHORT_WEEKDAYS)})(?P<dot>\.)?)"
    r"(?P<far> +(?:prochain|en huit|en quinze|week|(?:de +)?(?:la +)?semaine +prochaine|(?:of +)?next +week))?"
    rf"{_DAY_NUMBER}{PART}{CLOSES}"
)
_CLOCK_NEXT = re.compile(_FOLLOWED_BY_CLOCK)
_DATE_NEXT = re.compile(
    rf",? *(?:[0-9]{{1,2}}(?:[/.][0-9]|(?:er|st|nd|rd|th)? *{any_of(MONTHS)})"
    rf"|{any_of(ENGLISH_MONTHS)}\.? *[0-9])"
)
_WEEKDAY_WEEK = re.compile(rf"a week on +(?P<full>{any_of(WEEKDAYS)}){CLOSES}")


def weekday(at: int, context: Context) -> Found | None:
    """A weekday: its next occurrence. Unsure on that very day, and for "next" when this week still has one."""
    match = _WEEKDAY_WEEK.match(context.line.folded, at)
    if match is not None:
        return on_day(match, context, _until(WEEKDAYS[match["full"]], context.today) + 7, None)
    match = _WEEKDAY.match(context.line.folded, at)
    if match is None or (match["short"] and not _stands_for_day(match, context)):
        return None
    named = WEEKDAYS[match["full"]] if match["full"] else SHORT_WEEKDAYS[match["short"]]
    part, until = part_of(match), _until(named, context.today)
    if match["number"] and not (match["near"] or match["far"]):
        return _numbered(match, context, named, part)
    near, far = " ".join((match["near"] or "").split()), " ".join((match["far"] or "").split())
    if far in ("en huit", "week", "en quinze"):
        later = 14 if far == "en quinze" else 7
        ways = [until + later] if until else [later, later + 7]
    elif far.endswith(("semaine prochaine", "next week")):
        ways = [7 - context.today.weekday() + named]
    elif near in ("next", "prochain") or far == "prochain":
        ways = [until or 7] if until + context.today.weekday() > 6 or not until else [until, until + 7]
    elif near in ("this", "ce", "coming"):
        ways = [until]
    else:
        ways = [until] if until else [0, 7]
    choices = tuple(Day(on, part) for way in ways if (on := days_after(context.today, way)) is not None)
    sure = len(ways) == 1 and (not match["short"] or _surely_short(match, context))
    return Found(match.start(), match.end(), choices, sure, weekday=named) if choices else None


def _numbered(match: re.Match[str], context: Context, named: int, part: PartOfDay | None) -> Found | None:
    """ "Mardi 25": a day of the month if the coming 25th is a Tuesday; else the number belongs to the title."""
    for months in (0, 1):
        on = day_of_month(context.today, months, int(match["number"]))
        if on is not None and on >= context.today:
            if on.weekday() == named:
                return Found(match.start(), match.end(), (Day(on, part),), sure=True)
            break
    until = _until(named, context.today)
    ways = [until] if until else [0, 7]
    choices = tuple(Day(on) for way in ways if (on := days_after(context.today, way)) is not None)
    sure = len(choices) == 1 and (not match["short"] or _surely_short(match, context))
    return Found(match.start(), match.end("name"), choices, sure, weekday=named) if choices else None


def _stands_for_day(match: re.Match[str], context: Context) -> bool:
    """Whether a short form may be a day at all: "mer" is a sea, "Sat" and "Mon" begin sentences."""
    if _surely_short(match, context):
        return True
    before, _ = context.line.word_before(match.start())
    capital = context.line.capital(match.start("short"))
    if before in _ARTICLES or (match["short"] in _SMALL_WORDS and not capital):
        return False
    rest = context.line.after(match.end())
    return not rest or rest in ",;!)0123456789" or bool(match["dot"])


_ARTICLES: Final = words("la le les un une a the de du des ce my mon ton son notre votre en of")
_SMALL_WORDS: Final = words("mon sat sun")
_BEFORE_SHORT: Final = words("by on before")


def _surely_short(match: re.Match[str], context: Context) -> bool:
    """Whether a short form is nothing else: by its capital, its point, what follows it or the word before."""
    word, folded = match["short"], context.line.folded
    before, _ = context.line.word_before(match.start())
    if match["near"] or match["far"] or match["number"]:
        return (
            match["near"] is None
            or context.line.capital(match.start("short"))
            or word not in ("mon", "jeu", "mer")
        )
    if before in _ARTICLES:
        return before == "le" and bool(match["dot"])
    if word in CAPITAL_WEEKDAYS and context.line.capital(match.start("short")):
        return True
    if word in DOTTED_WEEKDAYS and match["dot"]:
        return True
    if word == "sam" and context.line.capital(match.start("short")) and not match["dot"]:
        return _DATE_NEXT.match(folded, match.end()) is not None  # a person's name
    if _CLOCK_NEXT.match(folded, match.end()) or _DATE_NEXT.match(folded, match.end()) or match["part"]:
        return True
    return before in _BEFORE_SHORT and context.line.capital(match.start("short"))


def _until(named: int, today: date) -> int:
    """Days from today to that weekday; 0 when it is today."""
    return (named - today.weekday()) % 7


FIRST_WORDS: Final = frozenset(WEEKDAYS) | frozenset(SHORT_WEEKDAYS) | words("this ce next coming prochain a")
