"""The distribution of a sheet as a picture: two panels over one axis, without and with the safeguards that pay.

Most decisions do nothing most of the time: one bar then dwarfs all others. Such a bar is cut, marked as cut, and says its share.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final

from django.utils.translation import gettext as _

from relais.deciding.showing.amounts import money_text, share_text

WIDTH: Final = 480
LEFT: Final = 6
PANEL: Final = 92
GAP: Final = 34
TOP: Final = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """`cut`: it is taller than the picture; `label`: its share, where it is cut."""

    x: float
    y: float
    width: float
    height: float
    cut: bool
    label: str
    beyond: bool


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    top: float
    base: float
    bars: tuple[Bar, ...]
    mean: float
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All in units of the drawing; `ticks`: place and label; `bearable`: place of the line, None where none is in sight."""

    width: int
    height: float
    base: float
    panels: tuple[Panel, ...]
    ticks: tuple[tuple[float, str, str], ...]
    bearable: float | None
    bearable_label: str
    bearable_anchor: str


def picture_of(result: dict[str, Any], bearable: float | None, currency: str) -> Picture:
    """From a stored result."""
    edges = result["histogram"]["edges"]
    low, high = edges[0], edges[-1]

    def place(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * (WIDTH - 2 * LEFT), 1)

    titles = [("before", _("Without safeguards"))]
    if any(one["pays"] for one in result["safeguards"]):
        titles.append(("after", _("With the safeguards that pay")))
    tallest = _scale([count for kind, _title in titles for count in result["histogram"][kind]])
    panels = []
    for n, (kind, title) in enumerate(titles):
        base = TOP + PANEL + n * (PANEL + GAP)
        counts = result["histogram"][kind]
        bars = tuple(
            _bar(
                count,
                sum(counts),
                tallest,
                base,
                place(left),
                place(right),
                bearable is not None and left >= bearable,
            )
            for count, left, right in zip(counts, edges, edges[1:], strict=False)
            if count
        )
        panels.append(Panel(title, base - PANEL, base, bars, place(result[kind]["expected_loss"]), kind))
    bottom = panels[-1].base
    line = place(bearable) if bearable is not None and low <= bearable <= high else None
    return Picture(
        width=WIDTH, height=bottom + 24, base=bottom, panels=tuple(panels), bearable=line,
        ticks=tuple(_ticks(low, high, place, currency)),
        bearable_label="" if bearable is None else _("can be borne: %(amount)s") % {"amount": money_text(bearable, currency)},
        bearable_anchor="end" if line is not None and line > WIDTH * 0.6 else "start",
    )  # fmt: skip


def _scale(counts: list[int]) -> float:
    """The count that fills the height: that of the tallest bar, or of the tallest but those that dwarf the others."""
    ordered = sorted({count for count in counts if count}, reverse=True)
    for taller, next_one in itertools.pairwise(ordered):
        if taller <= 4 * next_one:
            return float(taller)
    return float(ordered[-1]) if len(ordered) > 1 else float(ordered[0])


def _bar(count: int, whole: int, tallest: float, base: float, left: float, right: float, beyond: bool) -> Bar:
    cut = count > tallest
    height = PANEL if cut else max(1.0, round(count / tallest * PANEL * 0.8, 1))
    return Bar(
        left, round(base - height, 1), max(1.5, round(right - left - 1, 1)), height, cut,
        share_text(count / whole) if cut else "", beyond,
    )  # fmt: skip


def _ticks(low: float, high: float, place: Any, currency: str) -> list[tuple[float, str, str]]:
    """Three to six round amounts. What is below zero is won."""
    rough = (high - low) / 4
    size = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough)
    found = []
    value = ceil(low / step) * step
    while value <= high + step * 1e-9:
        x = place(value)
        anchor = "start" if x < 40 else "end" if x > WIDTH - 45 else "middle"
        sign = "+" if value < -step * 1e-6 else ""
        found.append((x, sign + money_text(value, currency), anchor))
        value += step
    return found
