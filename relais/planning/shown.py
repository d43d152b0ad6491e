"""What pages show of a plan: everything that a template needs, nothing formatted. Moments are aware, in UTC; `zone` is the
person's; minutes are whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.engine.values import Money
from relais.planning.hours import DayHours


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list or on its page.

    `minutes` is what it takes in all, `is_estimated` whether someone said so; `left` what is still to do. `is_important` is
    None where nobody answered. `is_urgent`: a date and a consequence; a date alone is a wish. `is_passed`: the date is over.
    `short`: working minutes missing before its date; `margin`: those left before it, where that was asked for.
    """

    id: UUID
    title: str
    minutes: int
    is_estimated: bool
    left: int
    spent: int
    is_important: bool | None
    is_urgent: bool
    is_passed: bool
    due_at: datetime | None
    due_on: date | None
    consequence: str
    amount: Money | None
    goal_id: UUID | None
    goal: str
    short: int | None
    outcome: str
    ended_at: datetime | None
    delegation_id: UUID | None
    is_recurring: bool = False
    margin: int | None = None

    @property
    def asks_drop_or_delegate(self) -> bool:
        """Urgent and not important: drop it, or hand it to whom?"""
        return self.is_urgent and self.is_important is False and not self.outcome


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a day as the strip shows it. `kind`: task, mail, break, close, busy (another calendar) or lost.

    For tasks: `piece_id` is what is moved, `is_first` whether the task begins here (its other blocks say that it goes on).
    """

    kind: str
    start: datetime
    end: datetime
    title: str = ""
    piece_id: UUID | None = None
    busy_id: UUID | None = None
    task: TaskRow | None = None
    by_hand: bool = False
    is_most_important: bool = False
    is_first: bool = True

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day of the week's page, and of Today.

    `off` is the title of a day off (perhaps empty), None on others. `wall`: nothing is planned past it. `free`: working minutes
    that nothing takes, from now on. The answers of the close are None while it is open.
    """

    on: date
    is_today: bool
    is_short: bool
    off: str | None
    wall: datetime
    blocks: tuple[Block, ...]
    most_important: TaskRow | None
    is_chosen: bool
    free: int
    focus_since: datetime | None = None
    closed_at: datetime | None = None
    important_done: bool | None = None
    mail_done: bool | None = None
    did_as_decided: bool | None = None
    it_worked: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that planning again changed.

    `code`: placed, moved, left (no time any more), short (its date cannot be met, `minutes` are missing), met (it can again).
    `title` is empty where its text was erased.
    """

    code: str
    task_id: UUID
    title: str
    start_before: datetime | None
    start_after: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, and why: `reason` is a key of `entries.WHY`."""

    at: datetime
    reason: str
    rows: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week. Without `proposed_at` it has no pieces yet. `left_out`: what does not fit in it, `left_out_more` how many beside
    those. `dates`: its dated tasks that are urgent, with their margins. `zone_changed`: the plan was made in another zone."""

    monday: date
    zone: ZoneInfo
    proposed_at: datetime | None
    kept_at: datetime | None
    days: tuple[DayPlan, ...]
    left_out: tuple[TaskRow, ...]
    left_out_more: int
    dates: tuple[TaskRow, ...]
    important: int
    free: int
    changes: Changes | None
    zone_changed: bool
    may_propose: bool

    @property
    def tightest(self) -> TaskRow | None:
        """The date with the least margin."""
        known = [row for row in self.dates if row.margin is not None]
        return min(known, key=lambda row: row.margin or 0) if known else None


@dataclass(frozen=True, slots=True)
class HighlightRow:
    id: UUID
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What the close asks and shows: the day, its tops and flops, what of it is left, and tomorrow (the next day of work)."""

    day: DayPlan
    zone: ZoneInfo
    highlights: tuple[HighlightRow, ...]
    left: tuple[TaskRow, ...]
    next_day: DayPlan | None


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal: `progress` from 0 to 1, `time_gone` from 0 to 1, `behind` when progress is less than the time gone by a tenth."""

    id: UUID
    title: str
    stake: str
    unit: str
    from_value: Decimal
    to_value: Decimal
    value: Decimal
    starts_on: date
    due_on: date
    progress: Decimal
    time_gone: Decimal
    is_behind: bool
    open_tasks: int
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Lapse:
    """Back after a while: since when nothing was planned or closed, and the tasks by what suggests itself."""

    since: datetime
    days: int
    dead: tuple[TaskRow, ...]
    moves: tuple[TaskRow, ...]
    delegates: tuple[TaskRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PatternShown:
    """The working week as its page shows it."""

    zone: ZoneInfo
    week: Mapping[int, DayHours]
    safety_minutes: int
    is_default: bool = field(default=False)
