"""Weighs each piece by the words around it: what leads it, what makes it doubtful, which signs go with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from relais.engine.capture.clock import leads_time, settle
from relais.engine.capture.found import Context, Found
from relais.engine.capture.reading import Clock, Day, Duration, Instant, PartOfDay, Value
from relais.engine.capture.vocabulary import words

_LEADS_DAY: Final = words("avant before pour for by on le d'ici due la")
_LEADS_DURATION: Final = frozenset(
    ["pendant", "durant", "duree", "for", "environ", "about", "env.", "de", "en"]
)
_DOUBTS: Final = words("""
    de du des of d' from starting apres after until till jusqu'a jusqu'au a au to entre between ou or ni not pas
    sauf except than chaque every each sans
""")
_SPAN_OF_PART: Final[dict[PartOfDay, tuple[int, int]]] = {
    "morning": (0, 720),
    "afternoon": (720, 1139),
    "evening": (1020, 1440),
}
_BESIDE = re.compile(r"[ ,]*(?:(?:a|at|@|vers|avant|before|by) )? *")
_OR = re.compile(r" *(?:ou|or|et|and|au|a|to|puis|then|-|/|,|\+|&) *(?:le |on |by )?")
_CONTENT_AFTER = re.compile(r" +(?:de|of)(?= )| +d'")
_SEPARATOR_BEFORE = re.compile(r"(?: *[,;]| -) *$")
_TAIL_SEPARATOR = re.compile(r"(?: *[,;:]| -) *$")
_SEPARATOR_AFTER = re.compile(r" *[,;:](?= |$)| +-(?= )")


def place(found: list[Found], context: Context) -> list[Found]:
    """The pieces with hours settled, led by their prepositions, and with the separators that go with them."""
    settled = _settled(found, context)
    part = next(
        (v.part for piece in settled for v in piece.choices[:1] if isinstance(v, Day) and v.part), None
    )
    led = [_led(_in_part(piece, part), settled, context) for piece in settled]
    return _with_separators(_without_alternatives(led, context), context)


def _settled(found: list[Found], context: Context) -> list[Found]:
    """Hours are settled beginning with those that can only be times, since one time makes the others durations."""
    pieces = list(found)
    clear = [piece for piece in found if piece.hours is None and piece.choices]
    has_time = any(isinstance(piece.choices[0], Clock | Instant) for piece in clear)
    has_duration = any(piece.sure and isinstance(piece.choices[0], Duration) for piece in clear)
    days = [piece for piece in clear if isinstance(piece.choices[0], Day)]
    waiting = [(number, piece, piece.hours) for number, piece in enumerate(found) if piece.hours is not None]
    for number, piece, written in sorted(waiting, key=lambda hours: not _time_first(hours[1], days, context)):
        settled = settle(
            piece,
            written,
            context,
            beside_day=_beside(piece, days, context),
            has_time=has_time,
            has_duration=has_duration and not _touches_minutes(piece, clear, context),
        )
        pieces[number] = settled
        if (
            not settled.sure
            and number + 1 < len(found)
            and _touches_minutes(piece, found[number + 1 : number + 2], context)
        ):
            pieces[number + 1] = replace(found[number + 1], sure=False)
        has_time = has_time or all(isinstance(value, Clock) for value in settled.choices)
        has_duration = has_duration or (settled.sure and isinstance(settled.choices[0], Duration))
    return pieces


def _time_first(piece: Found, days: list[Found], context: Context) -> bool:
    return piece.hours is not None and (
        leads_time(context, piece.start) or (piece.hours.hours >= 7 and _beside(piece, days, context))
    )


def _beside(piece: Found, days: list[Found], context: Context) -> bool:
    """Whether a day stands right before; or right after, for hours that are hardly a duration."""
    folded = context.line.folded
    after = any(day.end <= piece.start and _BESIDE.fullmatch(folded, day.end, piece.start) for day in days)
    if after or piece.hours is None or piece.hours.hours < 7:
        return after
    return any(piece.end <= day.start and not folded[piece.end : day.start].strip(" ,") for day in days)


def _touches_minutes(piece: Found, clear: list[Found], context: Context) -> bool:
    """ "8h 45min" may be a time of the day."""
    folded = context.line.folded
    return any(
        other.choices
        and isinstance(other.choices[0], Duration)
        and other.start > piece.end
        and not folded[piece.end : other.start].strip()
        for other in clear
    )


def _without_alternatives(found: list[Found], context: Context) -> list[Found]:
    """ "Lundi ou mardi", "from Monday to Friday": neither day is meant alone."""
    pieces = list(found)
    days = [
        number for number, piece in enumerate(found) if piece.choices and isinstance(piece.choices[0], Day)
    ]
    for first, second in pairwise(days):
        if _OR.fullmatch(context.line.folded, found[first].end, found[second].start):
            pieces[first] = replace(pieces[first], sure=False)
            pieces[second] = replace(pieces[second], sure=False)
    return pieces


def _in_part(piece: Found, part: PartOfDay | None) -> Found:
    """A time beside a part of the day lies in it: "demain soir 8h" is 20:00."""
    if part is None or not piece.choices or not all(isinstance(value, Clock) for value in piece.choices):
        return piece
    low, high = _SPAN_OF_PART[part]
    minutes = [value.minute for value in piece.choices if isinstance(value, Clock)]
    fitting = [m for minute in minutes for m in (minute, minute + 720) if low <= m <= high]
    if not fitting or len(set(fitting)) > 1:
        return (
            piece if not fitting else replace(piece, choices=tuple(Clock(m) for m in dict.fromkeys(fitting)))
        )
    return replace(piece, choices=(Clock(fitting[0]),), sure=True)


def _led(piece: Found, found: list[Found], context: Context) -> Found:
    if not piece.choices:
        return piece
    first = piece.choices[0]
    if isinstance(first, Day):
        return _led_day(piece, found, context)
    if isinstance(first, Clock):
        word, begin = context.line.word_before(piece.start)
        beside = _beside(
            piece, [other for other in found if other.choices and isinstance(other.choices[0], Day)], context
        )
        piece = replace(piece, sure=piece.sure or (piece.beside and beside))
        if leads_time(context, piece.start) or (word == "a" and beside):
            return replace(piece, start=begin)
        return replace(piece, sure=piece.sure and word not in _DOUBTS)
    if isinstance(first, Duration):
        word, begin = context.line.word_before(piece.start)
        if word not in _LEADS_DURATION:
            return replace(piece, sure=piece.sure and word != "than")
        more, _ = context.line.word_before(begin)
        return replace(piece, start=begin, sure=piece.sure and more not in ("moins", "plus"))
    return piece


def _led_day(piece: Found, found: list[Found], context: Context) -> Found:
    """With its prepositions; "avant" moves it one day back; a habit ("le lundi") and what only begins are unsure."""
    start, words = piece.start, set[str]()
    low = max((other.end for other in found if other.end <= start), default=0)
    while True:
        word, begin = context.line.word_before(start)
        follows = word == "a" and (piece.closing or context.line.word_before(begin)[0] == "d'ici")
        follows = follows or (piece.closing and word == "at")
        if begin < low or not (word in _LEADS_DAY or follows):
            break
        start, words = begin, words | {word}
    habit = "le" in words and words == {"le"} and piece.weekday is not None
    word, _ = context.line.word_before(start)
    doubtful = habit or (word in _DOUBTS and _beyond(start, word, context) >= low)
    choices = piece.choices
    if words & {"avant", "before"} and not piece.closing and not _clock_follows(piece, found, context):
        choices = tuple(_day_before(value) for value in choices)
    return replace(piece, start=start, choices=choices, sure=piece.sure and not doubtful)


def _beyond(start: int, word: str, context: Context) -> int:
    return context.line.word_before(start)[1] if word else 0


def _clock_follows(piece: Found, found: list[Found], context: Context) -> bool:
    return any(
        other.start >= piece.end
        and isinstance((other.choices or (None,))[0], Clock)
        and _BESIDE.fullmatch(context.line.folded, piece.end, other.start)
        for other in found
    )


def _day_before(value: Value) -> Value:
    if not isinstance(value, Day) or value.part is not None or value.on.toordinal() == 1:
        return value
    return replace(value, on=value.on - timedelta(days=1))


def _with_separators(found: list[Found], context: Context) -> list[Found]:
    """A piece takes along the comma or dash before it, the brackets around it, at the line's end the colon before it and
    at its head the colon after it."""
    folded = context.line.folded
    placed: list[Found] = []
    low, head = 0, True
    for number, piece in enumerate(found):
        high = found[number + 1].start if number + 1 < len(found) else len(folded)
        start, end = max(piece.start, low), piece.end
        head = head and not folded[low:start].strip()
        if folded[start - 1 : start] in ("(", "[") and start > low and end < high and folded[end] in ")]":
            start, end = start - 1, end + 1
        separator = _TAIL_SEPARATOR if _is_tail(found[number:], folded) else _SEPARATOR_BEFORE
        before = separator.search(folded[max(low, start - 20) : start])
        if before is not None:
            start = max(low, start - 20) + before.start()
        after = _SEPARATOR_AFTER.match(folded, end, high) if head else None
        if after is None and piece.choices and isinstance(piece.choices[0], Duration):
            after = _CONTENT_AFTER.match(folded, end, high)
        if after is not None:
            end = after.end()
        placed.append(replace(piece, start=start, end=end))
        low = end
    return _with_brackets(placed, folded)


def _is_tail(found: list[Found], folded: str) -> bool:
    """Whether nothing but these pieces is left of the line."""
    ends = [*(piece.start for piece in found[1:]), len(folded)]
    return all(
        not folded[piece.end : max(piece.end, end)].strip(" .,;:!?)-")
        for piece, end in zip(found, ends, strict=True)
    )


def _with_brackets(found: list[Found], folded: str) -> list[Found]:
    """Brackets around several pieces and nothing else go with them, if all of them are sure."""
    pieces = list(found)
    for first, opening in enumerate(pieces):
        if folded[opening.start - 1 : opening.start] not in ("(", "["):
            continue
        last = first
        while last + 1 < len(pieces) and not folded[pieces[last].end : pieces[last + 1].start].strip():
            last += 1
        closed = folded[pieces[last].end : pieces[last].end + 1] in (")", "]")
        if last > first and closed and all(piece.sure for piece in pieces[first : last + 1]):
            pieces[first] = replace(pieces[first], start=pieces[first].start - 1)
            pieces[last] = replace(pieces[last], end=pieces[last].end + 1)
    return pieces
