"""Reads one captured line: "TVA mercredi 12h !180€ 45min", "call the printer tomorrow 20min".

Both languages are read whichever the interface speaks, since people mix them; `language` only decides how 3/4 and
1,200 are read. What has two plausible readings is not applied: it stays in the title and is offered.

Days. A date without a year and a weekday are their next occurrence. A date more than nine months ahead may be one that has
just passed, and a weekday named on that very day may be today: unsure. "Next Friday" is unsure while this week still has
a Friday. "Avant vendredi" and "before Friday" are due on Thursday, unless a time follows; "by" and "pour" are due on
the day. After "de", "from", "après", "until", two days in one line, or a rhythm ("tous les lundis", "Mon-Fri"): unsure.
A weekday or month that begins a name ("Black Friday", "rue du 8 mai"), quotations, links and numbers of telephones stay plain.
What is past is unsure, and applied only if the person says so.

Times. A time without a date is its next occurrence. "Minuit" closes the day that is named. Hours: see `clock`.
A time beside a day that is unsure is unsure too, so that it never means another day.

Money. A number after "!" without a currency is handed over as a number. See `consequences`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from relais.engine.capture.consequences import COMMON_CURRENCIES
from relais.engine.capture.folding import Line, fold_line, tidy
from relais.engine.capture.found import Context, Found
from relais.engine.capture.moments import due_at, local_day
from relais.engine.capture.reading import Clock, Consequence, Day, Duration, Instant, Part, Reading, Span
from relais.engine.capture.scanning import scan
from relais.engine.capture.surroundings import place

DAY_END: Final = time(17, 0)

_V = TypeVar("_V", Day, Clock, Instant, Duration, Consequence)


def read_line(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    language: Literal["fr", "en"],
    day_end: time = DAY_END,
    currencies: Mapping[str, int] = COMMON_CURRENCIES,
    refused: Collection[Span] = (),
    accepted: Mapping[Span, int] | None = None,
) -> Reading:
    """The line with its date, time, duration and consequence told apart from its title. Never raises for any text.

    `now` must be aware. `day_end`: when a day on which something is due closes. `currencies`: the ISO 4217 codes to
    recognise, with their number of decimals. `refused`: spans of parts that the person sent back; nothing
    that touches one is recognised. `accepted`: for the span of a part, which of its choices the person means; a
    number beyond the choices is passed over. A reading with the same arguments is always the same.

    Raises ValueError when `now` is naive.
    """
    if now.utcoffset() is None:
        raise ValueError("now must be aware")
    context = Context(fold_line(text), now, local_day(now, zone), zone, language)
    found = place(scan(context, currencies, refused), context)
    parts = [_part(piece, context.line, accepted or {}) for piece in found]
    meant = {
        part.span for part in parts if _accepted(part.span, len(part.choices), accepted or {}) is not None
    }
    parts = _without_conflicts(parts, meant)
    day, clock = _first(parts, Day), _first(parts, Clock) or _first(parts, Instant)
    past = any(part.span in meant and part.kind in ("day", "time") for part in parts)
    due = due_at(day, clock, now=now, zone=zone, day_end=day_end, past=past)
    if due is None:
        parts = [_unsure(part) if part.kind in ("day", "time") else part for part in parts]
    duration = _first(parts, Duration)
    return Reading(
        title=_title(text, parts),
        due=due,
        day_only=due is not None and clock is None,
        minutes=duration.minutes if duration else None,
        consequence=_first(parts, Consequence),
        parts=tuple(parts),
    )


def _part(piece: Found, line: Line, accepted: Mapping[Span, int]) -> Part:
    span = line.at[piece.start], line.at[piece.end]
    chosen = _accepted(span, len(piece.choices), accepted)
    if chosen is None and piece.sure:
        chosen = 0
    return Part(*span, piece.choices, chosen)


def _accepted(span: Span, choices: int, accepted: Mapping[Span, int]) -> int | None:
    for (start, end), choice in accepted.items():
        if start < span[1] and span[0] < end and 0 <= choice < choices:
            return choice
    return None


def _without_conflicts(parts: list[Part], meant: Collection[Span]) -> list[Part]:
    """Parts that contradict each other are unsure, except the one that the person chose."""
    for kind in ("day", "time", "duration", "consequence"):
        rivals = [part for part in parts if part.sure and part.kind == kind]
        chosen = [part for part in rivals if part.span in meant]
        if chosen:
            others = [part for part in rivals if part.value != chosen[0].value]
            parts = [_unsure(part) if part in others else part for part in parts]
        elif len({part.value for part in rivals}) > 1:
            parts = [_unsure(part) if part in rivals else part for part in parts]
    return _without_doubtful_moments(parts, meant)


def _without_doubtful_moments(parts: list[Part], meant: Collection[Span]) -> list[Part]:
    """A time is unsure beside a day that is, beside a rhythm, and when it was counted from now and a day is named."""
    days = [part for part in parts if part.kind == "day"]
    rhythm = any(part.kind == "repetition" for part in parts)
    lost_day = bool(days) and not any(part.sure for part in days)
    twice = any(part.sure for part in days) and any(
        part.sure and isinstance(part.value, Instant) for part in parts
    )

    def doubtful(part: Part) -> bool:
        if part.span in meant or part.kind not in ("day", "time"):
            return False
        return rhythm or twice or (lost_day and part.kind == "time")

    return [_unsure(part) if doubtful(part) else part for part in parts]


def _unsure(part: Part) -> Part:
    return replace(part, chosen=None)


def _first(parts: list[Part], kind: type[_V]) -> _V | None:
    """What the first applied part of this kind says."""
    return next((part.value for part in parts if part.sure and isinstance(part.value, kind)), None)


def _title(text: str, parts: list[Part]) -> str:
    """What no applied part covers, in one line; the whole line when nothing but them is there."""
    title, at = "", 0
    for part in [*(part for part in parts if part.sure), Part(len(text), len(text), (), None)]:
        piece = text[at : part.start]
        if piece.strip():
            closing = piece.lstrip()[:1] in ".,)]…"
            title = (
                title.rstrip() + piece.lstrip()
                if closing or title.rstrip()[-1:] in "(["
                else f"{title} {piece}"
            )
        at = part.end
    return tidy(title) or tidy(text)
