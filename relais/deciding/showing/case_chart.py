"""The picture of a case: what it costs with and without delegation, added up, where the two meet, and how sure that is.

Coordinates are worked out here; the template writes them as SVG, with words of the page's own style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, expm1, floor, log10
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relais.config.dates import day_text
from relais.deciding.case_words import hours_text, money_text
from relais.deciding.reckoning import Reckoned
from relais.engine.decide.breakeven import Case, date_after

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 78, 18, 34, 44
POINTS: Final = 60
ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place. `at` is a coordinate as SVG writes it."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table beside the picture."""

    when: str
    without: str
    delegated: str
    won: str


@dataclass(frozen=True, slots=True)
class Chart:
    unit: str
    without: str
    delegated: str
    without_end: tuple[str, str]
    delegated_end: tuple[str, str]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    meeting: tuple[str, str] | None
    band: tuple[str, str] | None
    label: str
    label_at: str
    label_side: str
    alternative: str
    rows: tuple[Row, ...]


def chart_of(found: Reckoned, unit: str, currency: str, language: str) -> Chart:
    """`unit`: money or hours."""
    return _Drawing(found, unit, currency, language).chart()


class _Drawing:
    def __init__(self, found: Reckoned, unit: str, currency: str, language: str) -> None:
        self.case: Case = found.case
        self.answer: Mapping[str, Any] = found.answer
        self.start = date.fromisoformat(found.file["start"])
        self.unit, self.currency, self.language = unit, currency, language
        rows = self.answer["balance" if unit == "money" else "owner_hours"]
        setup = self.case.setup_cost if unit == "money" else self.case.train_h
        won = [(0, -setup), *((n, value) for n, value in rows)]
        self.meets: int | None = self.answer["occurrence" if unit == "money" else "owner_hours_occurrence"]
        end = self._end(won[-1][0])
        self.won = [one for one in won if one[0] <= end]
        self.end = self.won[-1][0]

    def _end(self, last: int) -> int:
        """The occurrence up to which is drawn: twice the payback, all of its band, two months at least, a year of never."""
        per_week = self.case.per_week or 1.0
        least = 52 * per_week if self.meets is None else 8 * per_week
        late = self._share(0.9)
        wanted = max(least, 2 * (self.meets or 0), 1.15 * (late or 0), 4)
        return int(min(last, max(wanted, 4)))

    def _percentile(self, share: float) -> Mapping[str, Any] | None:
        """A percentile of the payback, which is in money."""
        unsure = self.answer["uncertainty"]
        if unsure is None or self.unit != "money":
            return None
        return next(one for one in unsure["percentiles"] if one["share"] == share)

    def _share(self, share: float) -> float | None:
        """The same in occurrences, None where it never comes."""
        at = self._percentile(share)
        if at is None:
            return None
        if at["weeks"] is not None and self.case.per_week:
            return float(at["weeks"] * self.case.per_week)
        return None if at["occurrence"] is None else float(at["occurrence"])

    def without_at(self, n: float) -> float:
        """What n times cost the owner who does them, in money (discounted) or hours."""
        if self.unit == "hours":
            return self.case.owner_h * n
        each, decline = self.case.owner_rate * self.case.owner_h, self.case.decline
        if decline == 0.0:
            return each * n
        return each * exp(-decline) * expm1(-decline * n) / expm1(-decline)

    def chart(self) -> Chart:
        points = _thinned(self.won, POINTS)
        both = [(n, self.without_at(n), self.without_at(n) - won) for n, won in points]
        top = max(max(a, b) for _n, a, b in both) or 1.0
        steps = _steps(top)
        high = max(top, steps[-1])
        x: Callable[[float], float] = lambda n: LEFT + (WIDTH - LEFT - RIGHT) * n / self.end  # noqa: E731
        y: Callable[[float], float] = lambda v: HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * v / high  # noqa: E731
        meeting = None
        if self.meets is not None and self.meets <= self.end:
            meeting = (_px(x(self.meets)), _px(y(self.without_at(self.meets))))
        early, late = self._share(0.1), self._share(0.9)
        band = None
        if early is not None and early < self.end:
            begin = x(early)
            band = (_px(begin), _px(max(2.0, x(min(late or self.end, self.end)) - begin)))
        at = x(self.meets) if self.meets is not None else 0.0
        side = "end" if at > WIDTH * 0.6 else "middle" if at > WIDTH * 0.35 else "start"
        last = both[-1]
        return Chart(
            unit=self.unit,
            without=" ".join(f"{_px(x(n))},{_px(y(a))}" for n, a, _b in both),
            delegated=" ".join(f"{_px(x(n))},{_px(y(b))}" for n, _a, b in both),
            without_end=(_px(x(last[0])), _px(y(last[1]))),
            delegated_end=(_px(x(last[0])), _px(y(last[2]))),
            across=tuple(Mark(_px(x(n)), self._tick(n)) for n in self._across()),
            up=tuple(Mark(_px(y(v)), self._value(v, bare=True)) for v in steps),
            meeting=meeting,
            band=band,
            label=self._label(),
            label_at=_px(min(max(at, LEFT + 4), WIDTH - RIGHT)),
            label_side=side,
            alternative=self._alternative(both),
            rows=tuple(self._rows()),
        )

    def _across(self) -> list[float]:
        return [self.end * n / 4 for n in range(5)]

    def _day(self, n: float) -> date | None:
        if self.case.per_week is None:
            return None
        try:
            return self.start + timedelta(weeks=n / self.case.per_week)
        except OverflowError:
            return None

    def _tick(self, n: float) -> str:
        day = self._day(n)
        if day is None:
            return str(round(n))
        text = day_text(day, self.language)
        spread = (self._day(self.end) or day) - self.start
        # Over more than two years the day says nothing; within, the year only where it begins to.
        return text if spread.days <= 730 else text.split("\N{NO-BREAK SPACE}", 1)[1]

    def _when(self, n: int) -> str:
        per_week = self.case.per_week
        day = date_after(self.start, n / per_week) if per_week else None
        return day_text(day, self.language) if day else _("after %(n)s times") % {"n": n}

    def _late(self, share: float) -> str:
        at = self._percentile(share)
        if at is None or at["occurrence"] is None:
            return _("never")
        if not at["date"]:
            return self._when(at["occurrence"])
        return pgettext("between", "%(day)s") % {
            "day": day_text(date.fromisoformat(at["date"]), self.language)
        }

    def _value(self, value: float, *, bare: bool = False) -> str:
        if self.unit == "hours":
            return hours_text(value, self.language)
        rounded = round(value) if bare and abs(value) >= 10 else value
        return money_text(rounded, self.currency, self.language)

    def _label(self) -> str:
        if self.meets is None:
            return ""
        return _("paid back: %(when)s") % {"when": self._when(self.meets)}

    def _alternative(self, both: Sequence[tuple[float, float, float]]) -> str:
        """The picture in words: both lines at the start and the end, where they meet, and the band."""
        last = both[-1]
        said = {
            "end": self._when(int(last[0])), "setup": self._value(both[0][2]), "without": self._value(last[1]),
            "delegated": self._value(last[2]), "meets": "" if self.meets is None else self._when(self.meets),
        }  # fmt: skip
        if self.unit == "hours":
            first = (
                _(
                    "Your hours, added up. Doing it yourself: from nothing to %(without)s by %(end)s. "
                    "Delegating it: from %(setup)s of teaching to %(delegated)s."
                )
                % said
            )
        else:
            first = (
                _(
                    "Cost, added up. Doing it yourself: from nothing to %(without)s by %(end)s. "
                    "Delegating it: from %(setup)s at the start to %(delegated)s."
                )
                % said
            )
        second = _("The lines never meet.") if self.meets is None else _("They meet on %(meets)s.") % said
        if self.meets is not None and self.case.per_week is None:
            second = _("They meet %(meets)s.") % said
        if self._share(0.1) is None:
            return f"{first} {second}"
        said |= {"early": self._late(0.1), "late": self._late(0.9)}
        return f"{first} {second} " + _("Eight times in ten between %(early)s and %(late)s.") % said

    def _rows(self) -> list[Row]:
        found = []
        for n, won in _thinned(self.won, ROWS):
            without = self.without_at(n)
            found.append(
                Row(
                    self._when(n) if n else _("at the start"),
                    self._value(without),
                    self._value(without - won),
                    self._value(won),
                )
            )
        return found


def _thinned(rows: Sequence[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """About so many of the rows at even places, the first and the last among them."""
    if len(rows) <= most:
        return list(rows)
    step = (len(rows) - 1) / (most - 1)
    return [rows[round(n * step)] for n in range(most)]


def _steps(top: float) -> list[float]:
    """Round numbers from 0 to about the top: 0, 500, 1000, 1500."""
    raw = top / 4
    size = 10 ** floor(log10(raw)) if raw > 0 else 1.0
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw)
    return [n * step for n in range(floor(top / step) + 1)] or [0.0]


def _px(value: float) -> str:
    return f"{value:.1f}"
