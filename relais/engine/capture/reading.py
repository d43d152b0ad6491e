"""What a captured line says, as values: no clock, no sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from relais.engine.values import Money

Span = tuple[int, int]
"""The place [start, end) of characters in the line as it was given."""

Kind = Literal["day", "time", "duration", "consequence", "repetition"]
PartOfDay = Literal["morning", "afternoon", "evening"]

DAY_MINUTES: Final = 24 * 60
PART_ENDS: Final[dict[PartOfDay, int]] = {"morning": 12 * 60, "afternoon": 18 * 60, "evening": 22 * 60}
"""When each part of a day is over, in minutes after midnight: what is due "tomorrow morning" is due at noon."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, perhaps only a part of it."""

    on: date
    part: PartOfDay | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day, in minutes after midnight: 0 opens the day, 1440 ("minuit", "midnight") closes it."""

    minute: int


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment counted from now ("dans 2 heures"), aware, in UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Duration:
    """The time that the work takes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens when the date is missed: money, a bare number whose currency the reader must add, or a word."""

    money: Money | None = None
    number: Decimal | None = None
    text: str = ""


Value = Day | Clock | Instant | Duration | Consequence

_KINDS: Final[dict[type[Value], Kind]] = {
    Day: "day",
    Clock: "time",
    Instant: "time",
    Duration: "duration",
    Consequence: "consequence",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the line that was recognised.

    `choices`: what it may mean, the likeliest first; none for a repetition, which is only pointed out.
    `chosen`: the choice that was applied; None when unsure, and then the piece stays in the title.
    """

    start: int
    end: int
    choices: tuple[Value, ...]
    chosen: int | None

    @property
    def span(self) -> Span:
        return self.start, self.end

    @property
    def sure(self) -> bool:
        return self.chosen is not None

    @property
    def value(self) -> Value | None:
        """What was applied, or the likeliest of what it may mean; None for a repetition."""
        return self.choices[self.chosen or 0] if self.choices else None

    @property
    def kind(self) -> Kind:
        return _KINDS[type(self.choices[self.chosen or 0])] if self.choices else "repetition"


@dataclass(frozen=True, slots=True)
class Reading:
    """A captured line.

    `title`: the line without the parts that were applied, its spacing tidied; the whole line, tidied, when nothing
    else is left. It is empty only if the line holds nothing but white space.
    `due`: aware, in UTC, or None. `day_only`: only a day, or a part of one, was named, and
    `due` is when that closes.
    `minutes`: how long the work takes, or None. `consequence`: what a missed date costs, or None.
    `parts`: in the order of the line, disjoint; those that are not sure were not applied.
    """

    title: str
    due: datetime | None
    day_only: bool
    minutes: int | None
    consequence: Consequence | None
    parts: tuple[Part, ...]

    @property
    def urgent(self) -> bool:
        """Whether it has a date and something bad happens when it is missed; a date alone is not urgent."""
        return self.due is not None and self.consequence is not None

    @property
    def unsure(self) -> tuple[Part, ...]:
        """What may be a date, a time, a duration or a consequence, and was left in the title."""
        return tuple(part for part in self.parts if not part.sure)
