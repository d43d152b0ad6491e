"""What a recogniser hands on: a piece of the folded line, before the pieces are weighed against each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from relais.engine.capture.folding import Line
from relais.engine.capture.reading import Value


@dataclass(frozen=True, slots=True)
class Context:
    """What the recognisers know besides the line: the day in the person's zone, the moment, the language."""

    line: Line
    now: datetime
    today: date
    zone: ZoneInfo
    language: Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours written with an h ("2h", "14 h 30"), which may be a time or a duration: `clock` settles it."""

    hours: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A piece, in places of the folded line. `sure`: whether its first choice is meant.

    `weekday`: the weekday that was named (0 is Monday) and waits for a date beside it. `dated`: it is a date, which
    a weekday beside it confirms or contradicts. `closing`: it names the last day of something, which "before" does not
    move. `beside`: a time that is sure beside a day. `hours`: not settled yet.
    """

    start: int
    end: int
    choices: tuple[Value, ...]
    sure: bool
    weekday: int | None = None
    dated: bool = False
    closing: bool = False
    beside: bool = False
    hours: Hours | None = None
