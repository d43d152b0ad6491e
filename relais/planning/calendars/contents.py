"""What a calendar holds once it was read, what could not be read of it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from relais.engine.values import Period

ProblemCode = Literal[
    "component_unfinished",
    "end_before_start",
    "end_unreadable",
    "event_unreadable",
    "exception_unreadable",
    "line_unreadable",
    "period_unreadable",
    "recurrence_too_dense",
    "recurrence_unreadable",
    "start_missing",
    "start_unreadable",
    "todo_unreadable",
    "too_many_occurrences",
    "zone_guessed",
    "zone_unknown",
]


class CalendarRefused(Exception):
    """A calendar of which nothing can be used. `code`: not_a_calendar, too_large, too_many_components, too_slow_to_read.

    `params`: `limit`, the bound that was passed, where there is one.
    """

    def __init__(self, code: str, **params: int | float | str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. `bytes` of the file; `components` (events, tasks, zones) in it; `occurrences` of all events in the
    asked span; `steps`: days, or shorter rhythms, to look at for one recurrence; `seconds` for the whole."""

    bytes: int = 5_000_000
    components: int = 20_000
    occurrences: int = 20_000
    steps: int = 60_000
    seconds: float = 20.0
    problems: int = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read. `line`: where its component begins in the file, from 1. `uid`: of the component, ""
    when it has none. `detail`: the name of a zone or a property."""

    code: ProblemCode
    line: int
    uid: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """A period that is taken, in UTC."""

    period: Period
    title: str
    uid: str


@dataclass(frozen=True, slots=True)
class AllDay:
    """Days [first, after) that an event takes as a whole, on the calendar of the wall."""

    first: date
    after: date
    title: str
    uid: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A task of the calendar that is neither done nor cancelled. `due`: in UTC, a date, or None."""

    title: str
    due: datetime | date | None
    uid: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is taken in the asked span, in order of time; all open tasks; and the problems, in order of the file.

    `problems_left_out`: how many more problems there were.
    """

    name: str
    busy: tuple[Busy, ...]
    days: tuple[AllDay, ...]
    todos: tuple[Todo, ...]
    problems: tuple[Problem, ...] = ()
    problems_left_out: int = 0


@dataclass(slots=True)
class Problems:
    """Gathers problems, the first of each kind for each component, up to a limit."""

    limit: int
    listed: dict[Problem, None] = field(default_factory=dict)
    left_out: int = 0

    def add(self, code: ProblemCode, line: int, uid: str = "", detail: str = "") -> None:
        """Notes a problem once."""
        problem = Problem(code, line, uid, detail[:200])
        if problem in self.listed:
            return
        if len(self.listed) < self.limit:
            self.listed[problem] = None
        else:
            self.left_out += 1
