"""Walks through a line once and gathers what the recognisers find."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from relais.engine.capture import clock, dates, days, repetitions, weekdays
from relais.engine.capture.consequences import consequence
from relais.engine.capture.found import Context, Found
from relais.engine.capture.plain import plain_spans
from relais.engine.capture.reading import Day, Span

MAX_FOUND: Final = 40
"""A line with more than this is not a captured line; what comes after stays plain."""

MAX_TRIED: Final = 500
"""So many words that may begin a piece are tried; a text full of them is not a captured line either."""

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
    closed = _Closed([*plain_spans(context.line), *_folded_spans(context, refused)])
    found: list[Found] = []
    at = tried = 0
    for start in context.line.starts():
        if start < at or closed.touch(start, start + 1):
            continue
        recognisers = _recognisers(start, context, currencies)
        tried += bool(recognisers)
        best = _best(start, context, recognisers, closed)
        if best is not None:
            found.append(best)
            at = best.end
        if len(found) == MAX_FOUND or tried == MAX_TRIED:
            break
    return _with_weekdays(found, context)


class _Closed:
    """Spans in which nothing is recognised, merged so that one look tells whether a piece touches any."""

    def __init__(self, spans: list[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Whether [start, end) shares a character with any of them."""
        last = bisect_left(self._starts, end) - 1
        return last >= 0 and self._ends[last] > start


def _best(start: int, context: Context, recognisers: tuple[Recogniser, ...], closed: _Closed) -> Found | None:
    best: Found | None = None
    for recognise in recognisers:
        piece = recognise(start, context)
        if piece is None or closed.touch(piece.start, piece.end):
            continue
        if best is None or piece.end > best.end:
            best = piece
    return best


def _recognisers(start: int, context: Context, currencies: Mapping[str, int]) -> tuple[Recogniser, ...]:
    """What may be recognised at a word, by how it begins; mostly nothing."""
    folded = context.line.folded
    first = folded[start]
    if first == "!":
        return (partial(consequence, currencies=currencies),)
    if first in "0123456789½¼¾":
        return _NUMBERED if _SAYS_MORE.match(folded, start) else ()
    if first == "@":
        return (clock.at_hour,)
    word = _WORD.match(folded, start)
    return _of_word(word.group()) if word else ()


def _of_word(word: str) -> tuple[Recogniser, ...]:
    """The recognisers for a word, or else for the first part of a compound ("mon-fri")."""
    return _BY_FIRST_WORD.get(word) or _BY_FIRST_WORD.get(word.partition("-")[0], ())


def _folded_spans(context: Context, spans: Collection[Span]) -> list[Span]:
    """Spans of the text in places of the folded line."""
    places = context.line.at[:-1]
    return [(bisect_left(places, start), bisect_left(places, end)) for start, end in spans]


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
