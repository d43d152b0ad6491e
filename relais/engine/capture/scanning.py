"""Walks through a line once and gathers what the recognisers find."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from relais.engine.capture import clock, dates, days, repetitions, weekdays
from relais.engine.capture.consequences import consequence
from relais.engine.capture.found import Context, Found
from relais.engine.capture.plain import plain_spans
from relais.engine.capture.reading import Day, Span

MAX_FOUND: Final = 40
"""A line with more than this is not a captured line; what comes after stays plain."""

Recogniser = Callable[[int, Context], Found | None]

_WORD = re.compile(r"[a-z']+(?:-[a-z']+)*")
_NUMBERED: Final[tuple[Recogniser, ...]] = (
    dates.figures,
    dates.named_month,
    *clock.NUMBER_RECOGNISERS,
)
_SAYS_MORE = re.compile(r"[0-9]{0,4}(?:[^0-9 ]| {1,4}[a-z½¼¾-]| [13]/)")
"""A number is looked at only if something follows it that may be its unit: a line full of numbers stays quick."""
_GAP = re.compile(r",? *(?:le +|the +)?")


def _by_first_word() -> dict[str, tuple[Recogniser, ...]]:
    groups: tuple[tuple[Collection[str], tuple[Recogniser, ...]], ...] = (
        (repetitions.FIRST_WORDS, (repetitions.repetition,)),
        (weekdays.FIRST_WORDS, (weekdays.weekday,)),
        (days.FIRST_WORDS, days.RECOGNISERS),
        (dates.FIRST_WORDS, (dates.named_month, dates.bare_day)),
        (clock.FIRST_WORDS, clock.WORD_RECOGNISERS),
    )
    table: dict[str, tuple[Recogniser, ...]] = {}
    for words, recognisers in groups:
        for word in words:
            table[word] = (*table.get(word, ()), *recognisers)
    return table


_BY_FIRST_WORD: Final = _by_first_word()


def scan(context: Context, currencies: Mapping[str, int], refused: Collection[Span]) -> list[Found]:
    """The pieces of the line in their order, disjoint, at most MAX_FOUND; none that touches a refused span.

    At each word the longest piece is taken, of equals the one whose recogniser comes first.
    """
    line = context.line
    closed = [*plain_spans(line), *_folded_spans(context, refused)]
    found: list[Found] = []
    at = 0
    for start in line.starts():
        if start < at:
            continue
        best: Found | None = None
        for piece in _candidates(start, context, currencies):
            if any(piece.start < end and start < piece.end for start, end in closed):
                continue
            if best is None or piece.end > best.end:
                best = piece
        if best is not None:
            found.append(best)
            at = best.end
            if len(found) == MAX_FOUND:
                break
    return _with_weekdays(found, context)


def _candidates(start: int, context: Context, currencies: Mapping[str, int]) -> list[Found]:
    folded = context.line.folded
    first = folded[start]
    if first == "!":
        piece = consequence(start, context, currencies)
        return [piece] if piece else []
    if first in "0123456789½¼¾":
        recognisers: tuple[Recogniser, ...] = _NUMBERED if _SAYS_MORE.match(folded, start) else ()
    elif first == "@":
        recognisers = (clock.at_hour,)
    else:
        word = _WORD.match(folded, start)
        recognisers = _of_word(word.group()) if word else ()
    return [piece for recognise in recognisers if (piece := recognise(start, context))]


def _of_word(word: str) -> tuple[Recogniser, ...]:
    """The recognisers for a word, or else for the first part of a compound ("mon-fri")."""
    return _BY_FIRST_WORD.get(word) or _BY_FIRST_WORD.get(word.partition("-")[0], ())


def _folded_spans(context: Context, spans: Collection[Span]) -> list[Span]:
    """Spans of the text in places of the folded line."""
    places = context.line.at
    return [
        (sum(place < start for place in places[:-1]), sum(place < end for place in places[:-1]))
        for start, end in spans
    ]


def _with_weekdays(found: list[Found], context: Context) -> list[Found]:
    """A weekday and the date beside it become one piece, unsure when they contradict each other."""
    joined: list[Found] = []
    for piece in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.weekday is not None
            and piece.dated
            and _GAP.fullmatch(context.line.folded, last.end, piece.start)
        ):
            joined[-1] = _joined(last, piece)
        else:
            joined.append(piece)
    return joined


def _joined(named: Found, dated: Found) -> Found:
    agreeing = [day for day in dated.choices if isinstance(day, Day) and day.on.weekday() == named.weekday]
    if len(agreeing) == 1:
        part = named.choices[0].part if isinstance(named.choices[0], Day) else None
        agreed = replace(agreeing[0], part=agreeing[0].part or part)
        return Found(named.start, dated.end, (agreed,), sure=True, dated=True)
    choices = tuple(dict.fromkeys((*dated.choices, *named.choices)))
    return Found(named.start, dated.end, choices, sure=False, dated=True)
