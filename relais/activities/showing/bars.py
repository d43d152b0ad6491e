"""Weeks as stacked bars: numbers for an inline picture, which says nothing that its words and its table do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from relais.config.dates import number_text, weekday_text
from relais.log.wording import language

WIDTH: Final = 360
HEIGHT: Final = 120
"""Of the bars alone; the days stand below."""
LEFT: Final = 34
"""Room for the hours at the side."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar. `look`: its class."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across with its hours, or a day below."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of weeks. `alternative` says in words what it shows."""

    parts: tuple[Part, ...]
    lines: tuple[Mark, ...]
    days: tuple[Mark, ...]
    alternative: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def bars_of(weeks: Sequence[tuple[date, Sequence[tuple[str, float]]]], alternative: str) -> Bars:
    """A bar for each week (its Monday, and minutes by class, the lowest first)."""
    most = max((sum(minutes for _look, minutes in stack) for _monday, stack in weeks), default=0)
    step = _step(most / 60)
    top = max(step, -(-most / 60 // step) * step)
    scale, slot = HEIGHT / (top * 60), (WIDTH - LEFT) / max(1, len(weeks))
    parts, days = [], []
    for number, (monday, stack) in enumerate(weeks):
        x, y = LEFT + number * slot, float(HEIGHT)
        for look, minutes in stack:
            height = minutes * scale
            y -= height
            if height:
                parts.append(
                    Part(
                        round(x + slot * 0.12, 1), round(y, 1), round(slot * 0.76, 1), round(height, 1), look
                    )
                )
        if number % 4 == 0 or number == len(weeks) - 1:
            middle = WIDTH if number == len(weeks) - 1 else x + slot / 2
            days.append(
                Mark(round(middle, 1), weekday_text(monday, language(), short=True).partition(" ")[2])
            )
    lines = [
        Mark(
            round(HEIGHT - n * step * 60 * scale, 1),
            f"{number_text(n * step, language(), decimals=0 if step >= 1 else 1)} h",
        )
        for n in range(1, int(top / step + 0.5) + 1)
    ]
    return Bars(tuple(parts), tuple(lines), tuple(days), alternative)


def _step(hours: float) -> float:
    """Hours between two lines: three or four lines, on round numbers."""
    return next((step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 200) if hours <= 4 * step), 500)
