"""A run as it is shown: where one is, what is done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from . import loading
from .models import Run, Step, Tick

AHEAD = 12
"""Steps sent along with the page, so that a phone without network can go on."""
RECENT = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of a run and what was said of it."""

    step: Step
    tick: Tick | None

    @property
    def position(self) -> int:
        return self.step.position


@dataclass(frozen=True)
class Stage:
    """A run with its steps in order. `asked` is the position that the address names, 0 for where one left off."""

    run: Run
    stops: tuple[Stop, ...]
    asked: int = 0

    @classmethod
    def of(cls, run: Run, asked: int = 0) -> Stage:
        ticks = {tick.step_id: tick for tick in loading.ticks.rows(run=run.id)}
        stops = tuple(Stop(step, ticks.get(step.id)) for step in loading.steps.rows(version=run.version_id))
        return cls(run, stops, asked)

    @property
    def total(self) -> int:
        return len(self.stops)

    @cached_property
    def open_stops(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.stops if stop.tick is None)

    @property
    def gone_through(self) -> int:
        return self.total - len(self.open_stops)

    @cached_property
    def current(self) -> Stop | None:
        """The step shown: the one asked for, else the first that is open; none when all are gone through."""
        if 1 <= self.asked <= self.total:
            return self.stops[self.asked - 1]
        return self.open_stops[0] if self.open_stops and self.run.is_open else None

    @property
    def previous(self) -> int:
        """The position before the one shown, 0 at the start."""
        return self.current.position - 1 if self.current else self.total

    def open_after(self, position: int) -> Stop | None:
        """The next open step below `position`, else the first open one, else none."""
        later = [stop for stop in self.open_stops if stop.position > position]
        others = [stop for stop in self.open_stops if stop.position != position]
        return next(iter(later or others), None)

    @property
    def next_position(self) -> int:
        """Where one goes after ticking the step shown, 0 when it was the last."""
        stop = self.open_after(self.current.position) if self.current else None
        return stop.position if stop else 0

    @property
    def ahead(self) -> tuple[tuple[Stop, int], ...]:
        """The open steps that follow the one shown, each with where it leads."""
        if self.current is None:
            return ()
        rest = [s for s in self.open_stops if s.position > self.current.position]
        following = [*[s.position for s in rest[1:]], 0]
        return tuple(zip(rest, following, strict=False))[:AHEAD]

    @cached_property
    def said(self) -> tuple[Stop, ...]:
        """What was gone through, the latest first."""
        ticked = [stop for stop in self.stops if stop.tick is not None]
        return tuple(sorted(ticked, key=lambda s: (s.tick.at, s.position) if s.tick else (), reverse=True))

    @property
    def told(self) -> tuple[Stop, ...]:
        """What was gone through, in the order of the steps."""
        return tuple(stop for stop in self.stops if stop.tick is not None)

    @property
    def just_this(self) -> tuple[Stop, ...]:
        return (self.current,) if self.current else ()

    @property
    def recent(self) -> tuple[Stop, ...]:
        return self.said[:RECENT]

    @property
    def earlier(self) -> tuple[Stop, ...]:
        return self.said[RECENT:]

    @property
    def is_outdated(self) -> bool:
        """Was a newer version published since this run began?"""
        return self.run.is_open and self.run.procedure.current_id != self.run.version_id
