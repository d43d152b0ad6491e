"""The one place that turns rows into the engine's problem, and asks it for a plan.

`load` reads everything that a plan depends on, `problem_of` writes it as a problem, `plan_of` has it solved. What comes of the
plan is written by `applying`. Nothing here writes.

What a minute of important work is worth: 1, and more the further its goal is behind its time (up to 2), so that the best
hours go to what needs them most. What is measured counts, and the share of time gone by is taken on a Monday, so that a plan
does not change from one hour to the next by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from relais.acts.refusal import Refused
from relais.engine.plan.day import penalty, plan
from relais.engine.plan.outcome import Piece as Planned
from relais.engine.plan.outcome import Plan
from relais.engine.plan.problem import Dated, Fixed, Important, Problem, ProblemRefused, Window
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import SAFETY, Hours, Timed, hours_of
from relais.planning.models import BusyTime, Day, Goal, Pattern, Piece, Stretch, Task
from relais.planning.rules import penalty_of

DEFAULT_MINUTES: Final = 30
"""What a task takes that nobody estimated; pages say so."""
WEEKS: Final = 4
"""This week and the next three are planned; dated work farther ahead counts, up to FARTHEST."""
FARTHEST: Final = timedelta(days=366)
OVERRUN: Final = 15
"""Minutes that a task keeps once it took as long as planned and is not done."""
LATER_DAY: Final = 0.95
"""What an hour is worth a day later: important work does not wait for a slightly better hour of another day."""
LATER_WEEK: Final = 0.4
"""What it is worth a week later: work that this week has an hour for, good or not, is not left to the next."""
GREAT: Final = 60
"""Minutes from which important work for a goal is a task of its own day: one such task a day."""

TASK_FIELDS: Final = (
    "id", "minutes", "spent_minutes", "moves_business", "due_at", "due_on", "consequence", "consequence_amount",
    "consequence_currency", "goal_id", "whole", "least_piece", "earliest_on", "recurring_id", "short_minutes", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that a plan depends on. `start`: from when on there is something to plan (a closed day is over)."""

    member: Membership
    now: datetime
    start: datetime
    hours: Hours
    safety_minutes: int
    tasks: tuple[Task, ...]
    goals: Mapping[UUID, Goal]
    by_hand: tuple[Piece, ...]
    under_way: Piece | None
    busy: tuple[tuple[datetime, datetime], ...]
    passed: Mapping[UUID, int]

    @property
    def today(self) -> date:
        return self.hours.today(self.now)


def load(member: Membership, now: datetime, *, pattern: Pattern | None = None) -> Loaded:
    """Read what a plan depends on, in nine queries at most, whatever the number of tasks."""
    now = minute_up(now)
    pattern = pattern or Pattern.objects.filter(pk=member.id).first()
    hours = hours_of(member, since=now.date() - timedelta(days=2), pattern=pattern)
    today = hours.today(now)
    is_closed = bool(_closed.rows(member, today=today))
    start = max(now, hours.midnight(today + timedelta(days=1))) if is_closed else now
    pieces = _placed.rows(member, start=start)
    return Loaded(
        member=member,
        now=now,
        start=start,
        hours=hours,
        safety_minutes=pattern.safety_minutes if pattern else SAFETY,
        tasks=tuple(_tasks.rows(member, now=now)),
        goals={goal.id: goal for goal in _goals.rows(member, today=today)},
        by_hand=tuple(piece for piece in pieces if piece.by_hand),
        under_way=next((piece for piece in pieces if not piece.by_hand), None),
        busy=tuple(_busy.rows(member, start=start)),
        passed={} if is_closed else _passed(member, hours.midnight(today), now),
    )  # fmt: skip


def _placed_of(member: Membership, start: datetime) -> QuerySet[Any]:
    """What stays by hand after a moment, and the piece that is under way then."""
    which = Q(by_hand=True) | Q(starts_at__lt=start)
    return Piece.objects.filter(which, member=member, ends_at__gt=start, task__ended_at=None)


_closed = OfMember(
    lambda member, today: Day.objects.filter(member=member, on=today, closed_at__isnull=False).values_list(
        "on"
    ),
    today=date,
)
_placed = OfMember(_placed_of, start=datetime)
_tasks = OfMember(
    lambda member, now: Task.objects.filter(member=member).to_plan(now).only(*TASK_FIELDS).order_by("id"),
    now=datetime,
)
_goals = OfMember(
    lambda member, today: Goal.objects.visible_to(member).live().filter(due_on__gte=today), today=date
)
_busy = OfMember(
    lambda member, start: (
        BusyTime.objects.filter(member=member, ends_at__gt=start)
        .values_list("starts_at", "ends_at").order_by("starts_at")
    ),
    start=datetime,
)  # fmt: skip
_pieces_since = OfMember(
    lambda member, since, now: (
        Piece.objects.filter(member=member, starts_at__gte=since, starts_at__lt=now)
        .values_list("task_id", "starts_at", "ends_at")
    ),
    since=datetime, now=datetime,
)  # fmt: skip
_stretches_since = OfMember(
    lambda member, since: (
        Stretch.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), member=member)
        .values_list("task_id", "started_at", "ended_at")
    ),
    since=datetime,
)  # fmt: skip


def minute_up(now: datetime) -> datetime:
    """The next whole minute: what is planned begins then at the earliest."""
    whole = now.astimezone(UTC).replace(second=0, microsecond=0)
    return whole if whole == now else whole + timedelta(minutes=1)


def _passed(member: Membership, since: datetime, now: datetime) -> dict[UUID, int]:
    """Minutes that each task got today and that its sum does not hold yet: those of time that runs, or what its plan gave it
    until now beyond what was recorded, which is taken as done until the day is closed."""
    planned: dict[UUID, int] = {}
    for task_id, start, end in _pieces_since.rows(member, since=since, now=now):
        planned[task_id] = planned.get(task_id, 0) + minutes_between(start, min(end, now))
    recorded: dict[UUID, int] = {}
    running: dict[UUID, int] = {}
    for task_id, start, ended in _stretches_since.rows(member, since=since):
        sums = running if ended is None else recorded
        sums[task_id] = sums.get(task_id, 0) + max(0, minutes_between(max(start, since), ended or now))
    passed = {
        task_id: max(planned.get(task_id, 0) - recorded.get(task_id, 0), running.get(task_id, 0))
        for task_id in planned.keys() | running.keys()
    }
    return {task_id: minutes for task_id, minutes in passed.items() if minutes > 0}


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one moment to another."""
    return int((end - start).total_seconds()) // 60


# --- what is left to do -----------------------------------------------------------------------------------------------


def minutes_left(task: Task, passed: int = 0) -> int:
    """Minutes that a task still takes; `passed` of them went by today and are not in its sum yet."""
    minutes = task.minutes or DEFAULT_MINUTES
    left = minutes - task.spent_minutes if task.spent_minutes < minutes else OVERRUN
    return max(0, left - passed)


def progress_of(goal: Goal) -> Decimal:
    """How far a goal's measure went, from 0 to 1."""
    done = (goal.value - goal.from_value) / (goal.to_value - goal.from_value)
    return min(max(done, Decimal(0)), Decimal(1))


def worth_of(goal: Goal | None, today: date) -> float:
    """What a minute of important work brings: 1, and a tenth more for each tenth by which its goal is behind its time."""
    if goal is None:
        return 1.0
    monday = today - timedelta(days=today.weekday())
    length = (goal.due_on - goal.starts_on).days + 1
    gone = min(max((monday - goal.starts_on).days / length, 0.0), 1.0)
    return 1.0 + round(max(0.0, gone - float(progress_of(goal))), 1)


# --- the problem ------------------------------------------------------------------------------------------------------


def problem_of(loaded: Loaded, *, under_way: Sequence[Piece] = (), horizon: date | None = None) -> Problem:
    """The engine's problem: windows until the last date within reach, busy time and what was placed by hand, the work.

    `under_way` are pieces that go on to their end as if placed by hand. `horizon`: the last day that is planned whatever the
    dates are, the Sunday of the last week unless said otherwise.
    """
    today, start = loaded.today, loaded.start
    first = loaded.hours.today(start)
    dated = [
        task
        for task in loaded.tasks
        if task.due_at is not None and start < task.due_at <= loaded.now + FARTHEST
    ]
    last = end_of_horizon(today) if horizon is None else horizon
    if dated:
        last = max(last, *(loaded.hours.today(task.due_at) for task in dated if task.due_at))
    windows = tuple(
        Window(max(slot.start, start), slot.end, _worth_of_hour(slot, loaded))
        for slot in loaded.hours.work(first, last)
        if slot.end > start
    )
    jobs = tuple(filter(None, (_dated(task, loaded) for task in dated)))
    wishes = _important(loaded, windows)
    planned = {job.id for job in jobs} | {wish.id for wish in wishes}
    hand = tuple(_fixed(piece, planned, start) for piece in (*loaded.by_hand, *under_way))
    until = loaded.hours.midnight(last + timedelta(days=1))
    busy = tuple(Fixed(f"busy:{n}", max(a, start), b) for n, (a, b) in enumerate(loaded.busy) if a < until)
    return Problem(
        zone=loaded.hours.zone,
        now=start,
        windows=windows,
        fixed=(*busy, *hand),
        dated=jobs,
        important=wishes,
        safety_minutes=loaded.safety_minutes,
    )


def _fixed(piece: Piece, planned: Collection[str], start: datetime) -> Fixed:
    """A piece that stays where it is; its minutes count for its task, if that is planned."""
    task = str(piece.task_id)
    return Fixed(
        f"piece:{piece.id}",
        max(piece.starts_at, start),
        piece.ends_at,
        task=task if task in planned else None,
    )


def _worth_of_hour(slot: Timed, loaded: Loaded) -> float:
    """The energy of an hour, less the later it is in its week, and much less in a later week."""
    day, today = loaded.hours.today(slot.start), loaded.today
    weeks = (day - today + timedelta(days=today.weekday())).days // 7
    worth: float = slot.energy / 100 * LATER_DAY ** day.weekday() * LATER_WEEK**weeks
    return worth


def end_of_horizon(today: date) -> date:
    """The Sunday of the last week that is planned."""
    return today + timedelta(days=6 - today.weekday(), weeks=WEEKS - 1)


def _dated(task: Task, loaded: Loaded) -> Dated | None:
    left = minutes_left(task, loaded.passed.get(task.id, 0))
    if not left or task.due_at is None:
        return None
    earliest = loaded.hours.midnight(task.earliest_on) if task.earliest_on else None
    return Dated(str(task.id), left, task.due_at, penalty_of(task), earliest=earliest)


def _important(loaded: Loaded, windows: Sequence[Window]) -> tuple[Important, ...]:
    """Important work without a date to come, the most worth first, as much of it as the horizon could hold at most.

    What is beyond that cannot be planned whatever the dates are, and is not given to the engine.
    """
    until = loaded.hours.midnight(end_of_horizon(loaded.today) + timedelta(days=1))
    room = sum(minutes_between(window.start, window.end) for window in windows if window.start < until)
    worth_of_goal: dict[UUID | None, float] = {
        goal_id: worth_of(goal, loaded.today) for goal_id, goal in loaded.goals.items()
    }
    ranked = sorted(
        (
            (-worth_of_goal.get(task.goal_id, 1.0), task.id, task)
            for task in loaded.tasks
            if task.moves_business and (task.due_at is None or task.due_at <= loaded.start)
            and (task.earliest_on is None or task.earliest_on <= loaded.today)
        ),
        key=lambda row: row[:2],
    )  # fmt: skip
    chosen = []
    for worth, _id, task in ranked:
        left = minutes_left(task, loaded.passed.get(task.id, 0))
        if room <= 0:
            break
        if left:
            room -= left
            chosen.append(
                Important(
                    str(task.id), left, value=-worth * left, whole=task.whole,
                    least_piece=min(task.least_piece, left),
                    most_important=task.goal_id is not None and left >= GREAT,
                )
            )  # fmt: skip
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Made:
    """A plan, the problem that it answers, and the piece under way that goes on in it, if one does."""

    problem: Problem
    plan: Plan
    under_way: Piece | None


def plan_of(loaded: Loaded, standing: Sequence[Piece] = ()) -> Made:
    """The plan of what was loaded. The work under way goes on to the end of its piece, unless that time is taken or a date
    would be missed for it. With the pieces `standing`, important work stays there as far as it still fits and nothing better
    is found at once. Refused: `plan_too_large`."""
    before = _planned_before(loaded, standing)
    piece = _goes_on(loaded)
    if piece is None:
        return _made(problem_of(loaded), None, before)
    made = _made(problem_of(loaded, under_way=(piece,)), piece, before)
    if not made.plan.given_up:
        return made
    free = problem_of(loaded)
    return made if made.plan.penalty <= penalty(free) else _made(free, None, before)


def _planned_before(loaded: Loaded, standing: Sequence[Piece]) -> Plan | None:
    """The pieces that stand from now on as a plan that the engine goes on from."""
    if not standing:
        return None
    pieces = tuple(
        Planned(str(piece.task_id), max(piece.starts_at, loaded.start), piece.ends_at)
        for piece in sorted(standing, key=lambda piece: piece.starts_at)
        if piece.ends_at > loaded.start
    )
    return Plan(
        pieces=pieces, margins=(), latest_start=(), given_up=(), penalty=0.0, penalty_lower_bound=0.0, value=0.0, proof="bound",
        findings=(),
    )  # fmt: skip


def _made(problem: Problem, under_way: Piece | None, before: Plan | None) -> Made:
    try:
        return Made(problem, plan(problem, before), under_way)
    except ProblemRefused as refused:
        if any(fault.code == "too_many" for fault in refused.faults):
            raise Refused("plan_too_large") from refused
        raise


def _goes_on(loaded: Loaded) -> Piece | None:
    """The piece under way, as long as its task still takes."""
    piece = loaded.under_way
    task = next((one for one in loaded.tasks if piece is not None and one.id == piece.task_id), None)
    if piece is None or task is None:
        return None
    left = minutes_left(task, loaded.passed.get(task.id, 0))
    end = min(piece.ends_at, loaded.start + timedelta(minutes=left))
    taken = [*loaded.busy, *((p.starts_at, p.ends_at) for p in loaded.by_hand)]
    if end <= loaded.start or any(a < end and b > loaded.start for a, b in taken):
        return None
    return Piece(
        id=piece.id, member_id=piece.member_id, task_id=piece.task_id, starts_at=loaded.start, ends_at=end
    )


# --- free time, for what is placed by hand ----------------------------------------------------------------------------


def free_on(loaded: Loaded, day: date, *, but: Iterable[UUID] = ()) -> list[tuple[datetime, datetime, int]]:
    """The free working time of a day from now on, `(start, end, energy)`: without busy time and what was placed by hand
    (but for the pieces named in `but`)."""
    skipped = set(but)
    taken = sorted([*loaded.busy, *((p.starts_at, p.ends_at) for p in loaded.by_hand if p.id not in skipped)])
    free = []
    for slot in loaded.hours.work(day, day):
        start = max(slot.start, loaded.start)
        for a, b in taken:
            if b <= start or a >= slot.end:
                continue
            if a > start:
                free.append((start, a, slot.energy))
            start = max(start, b)
        if start < slot.end:
            free.append((start, slot.end, slot.energy))
    return free


def spent_of(task: Task) -> int:
    """Minutes recorded for a task, from its stretches that are over."""
    minutes = 0
    for start, end in task.stretches.filter(ended_at__isnull=False).values_list("started_at", "ended_at"):
        minutes += minutes_between(start, end or start)
    return minutes
