"""What the week and a task are made of, in as few queries as a page may make."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)

from relais.acts.prepared import Several
from relais.delegations.models import Delegation, State
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import DEFAULT, Hours, read_week
from relais.planning.margins import margins_of
from relais.planning.models import Day, Pattern, Piece, Replanning, Task, Week
from relais.planning.planner import end_of_horizon
from relais.planning.reading import Span, day_plan
from relais.planning.rows import NEEDED, change_of, task_row
from relais.planning.shown import Changes, TaskRow, WeekPlan
from relais.planning.taken import taken_of

COUNT_UP_TO: Final = 99
SHOWN_LEFT_OUT: Final = 10
TASKS_READ: Final = 100
CHANGES_READ: Final = 100
CHANGES_USUAL: Final = 10

# --- the single rows --------------------------------------------------------------------------------------------------


class CountUpTo(Subquery):
    """How many rows a query with a limit has, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _standing_of(member: Membership, monday: date, sunday: date, since: datetime) -> QuerySet[Any]:
    """The member's hours, a week, what changed and was not seen, how much has no time (as `_timeless` has it), and how many
    deliveries wait for a verdict: one row."""
    pattern = Pattern.objects.filter(pk=OuterRef("pk"))
    week = Week.objects.filter(member=OuterRef("pk"), monday=monday)
    unseen = Replanning.objects.filter(member=OuterRef("pk"), seen_at=None).order_by("-id")
    waiting = Delegation.objects.filter(business_id=member.business_id, state=State.DELIVERED).order_by()
    return Membership.objects.filter(pk=member.pk).values(
        hours=Subquery(pattern.values("week")[:1]),
        zone=Subquery(pattern.values("zone")[:1]),
        proposed_at=Subquery(week.values("proposed_at")[:1]),
        kept_at=Subquery(week.values("kept_at")[:1]),
        at=Subquery(unseen.values("at")[:1]),
        reason=Subquery(unseen.values("reason")[:1]),
        changes=Subquery(unseen.values("changes")[:1]),
        n_timeless=CountUpTo(_timeless(member, sunday, since).order_by().values("pk")[: COUNT_UP_TO + 1]),
        n_waiting=CountUpTo(waiting.values("pk")[: COUNT_UP_TO + 1]),
    )


def _timeless(member: Membership, sunday: date, since: datetime) -> QuerySet[Any]:
    """What has no time from `since` on, though it is important or its date cannot be met: such dates first, then what serves a
    goal. What today had time for and went by counts as done until the day is closed."""
    placed = Piece.objects.filter(task=OuterRef("pk"), ends_at__gt=since)
    found: Any = Task.objects.filter(
        Q(short_minutes__isnull=False) | Q(moves_business=True), member_id=member.id
    )
    # NULLs come first on one database and last on the other.
    order = [
        ExpressionWrapper(Q(short_minutes=None), BooleanField()), ExpressionWrapper(Q(goal=None), BooleanField()),
        F("due_at").asc(nulls_last=True), "id",
    ]  # fmt: skip
    rows: QuerySet[Any] = (
        found.open().filter(~Exists(placed)).exclude(earliest_on__gt=sunday).order_by(*order)
    )
    return rows


_standing = OfMember(_standing_of, monday=date, sunday=date, since=datetime)


def hours_in(member: Membership, stored: Any) -> Hours:
    """The hours of `Pattern.week` (or its JSON), without days off; the default ones where there is none."""
    week = json.loads(stored) if isinstance(stored, str) else stored
    return Hours(zone=ZoneInfo(member.person.timezone), week=read_week(week) if week else DEFAULT)


# --- a week ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekRead:
    """A week, and how many deliveries wait for a verdict."""

    plan: WeekPlan
    waiting: int
    hours: Hours


def read_week_of(member: Membership, monday: date, *, now: datetime) -> WeekRead:
    """A week with its days, what does not fit, its dates and their margins, and what changed. Five queries."""
    sunday = monday + timedelta(days=6)
    zone = ZoneInfo(member.person.timezone)
    today = now.astimezone(zone).date()
    midnight = datetime.combine(today, time(), tzinfo=zone)
    row = _standing.first(member, monday=monday, sunday=sunday, since=midnight)
    plain = hours_in(member, row["hours"])
    begin, end = plain.midnight(monday), plain.midnight(sunday + timedelta(days=1))
    hours, busy = taken_of(member, plain, min(monday, today), until=end)
    span = Span(
        member=member,
        now=now,
        hours=hours,
        first=monday,
        last=sunday,
        pieces=tuple(_pieces.rows(member, begin=begin, end=end, now=now, first=min(begin, now))),
        busy=busy,
        rows={one.on: one for one in _days.rows(member, monday=monday, sunday=sunday)},
    )
    days = tuple(day_plan(span, monday + timedelta(days=n)) for n in range(7))
    stored = (row["changes"] or [])[:CHANGES_READ]
    is_proposed = row["proposed_at"] is not None
    ids = [UUID(one["task"]) for one in stored] or [member.id]  # an id that no task has
    tasks = (_tasks if len(ids) <= CHANGES_USUAL else _tasks_many).rows(
        member, ids=ids, until=end, sunday=sunday, since=midnight
    )
    left_out = _left_out(tasks, span, now) if is_proposed else []
    placed = {piece.task_id: piece.task for piece in span.pieces if begin <= piece.starts_at < end}
    plan = WeekPlan(
        monday=monday, zone=hours.zone, days=days, dates=_dates(tasks, span, until=end),
        proposed_at=row["proposed_at"], kept_at=row["kept_at"],
        left_out=tuple(left_out), left_out_more=max(0, row["n_timeless"] - len(left_out)) if is_proposed else 0,
        important=sum(task.moves_business is True for task in placed.values()),
        free=sum(day.free for day in days),
        changes=_changes(row, stored, tasks),
        zone_changed=row["zone"] is not None and row["zone"] != member.person.timezone,
        may_propose=today - timedelta(days=today.weekday()) <= monday <= end_of_horizon(today) - timedelta(days=6),
    )  # fmt: skip
    return WeekRead(plan, row["n_waiting"] if member.may("delegation.judge") else 0, hours)


def _pieces_of(
    member: Membership, begin: datetime, end: datetime, now: datetime, first: datetime
) -> QuerySet[Any]:
    """The pieces of some days, and what stays by hand after now. `first`: the earlier of both, which an index knows."""
    which = Q(starts_at__lt=end, ends_at__gt=begin) | Q(by_hand=True, ends_at__gt=now)
    needed = (
        "member_id",
        "task_id",
        "starts_at",
        "ends_at",
        "by_hand",
        *(f"task__{name}" for name in NEEDED),
    )
    found = Piece.objects.filter(which, member=member, ends_at__gt=first).select_related("task__goal")
    return found.only(*needed).order_by("starts_at", "id")


def _days_of(member: Membership, monday: date, sunday: date) -> QuerySet[Any]:
    rows = Day.objects.filter(member=member, on__gte=monday, on__lte=sunday)
    return rows.select_related("most_important__goal")


def _tasks_of(
    member: Membership, ids: list[UUID], until: datetime, sunday: date, since: datetime
) -> QuerySet[Any]:
    """The open dates until a moment, the first of what has no time from `since` on, and the tasks of `ids`: each once, with
    `has_time`."""
    own = Task.objects.filter(member=member)
    placed = Piece.objects.filter(task=OuterRef("pk"), ends_at__gt=since)
    dated = own.open().filter(due_at__lte=until).order_by("due_at", "id").values("pk")[:TASKS_READ]
    left = _timeless(member, sunday, since).values("pk")[:SHOWN_LEFT_OUT]
    # One list of ids: asked for as "either", SQLite finds out twice what has no time.
    wanted = own.filter(pk__in=Subquery(dated)).values("pk").union(
        own.filter(pk__in=Subquery(left)).values("pk"), own.filter(pk__in=ids).values("pk")
    )  # fmt: skip
    return (
        own.filter(pk__in=wanted).select_related("goal").only(*NEEDED).annotate(has_time=Exists(placed))
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )  # fmt: skip


_pieces = OfMember(_pieces_of, begin=datetime, end=datetime, now=datetime, first=datetime)
_days = OfMember(_days_of, monday=date, sunday=date)
_tasks = OfMember(_tasks_of, ids=Several(UUID, CHANGES_USUAL), until=datetime, sunday=date, since=datetime)
_tasks_many = OfMember(
    _tasks_of, ids=Several(UUID, CHANGES_READ), until=datetime, sunday=date, since=datetime
)


def _left_out(tasks: list[Any], span: Span, now: datetime) -> list[TaskRow]:
    """Of `tasks`, the first that have no time, as `_timeless` has it."""
    rows = [
        task_row(task, now)
        for task in tasks
        if task.ended_at is None and not task.has_time and (task.short_minutes is not None or task.moves_business)
        and (task.earliest_on is None or task.earliest_on <= span.last)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.short is None, row.goal_id is None))[:SHOWN_LEFT_OUT]


def _dates(tasks: list[Any], span: Span, *, until: datetime) -> tuple[TaskRow, ...]:
    dated = [
        task for task in tasks if task.ended_at is None and task.due_at is not None and task.due_at <= until
    ]
    margins = margins_of(
        dated, member=span.member, hours=span.hours, pieces=span.pieces, busy=span.busy, now=span.now
    )
    rows = (task_row(task, span.now, margin=margins.get(task.due_at)) for task in dated)
    return tuple(row for row in rows if row.is_urgent)


def _changes(row: Any, stored: list[Any], tasks: list[Any]) -> Changes | None:
    if row["at"] is None:
        return None
    named = {str(task.id): task.title for task in tasks}
    return Changes(
        row["at"], row["reason"], tuple(change_of(one, named.get(one["task"], "")) for one in stored)
    )


# --- one task ----------------------------------------------------------------------------------------------------------------


def with_hours(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Tasks with their member's stored hours as `hours`: their JSON, for one row of many is read."""
    hours = Pattern.objects.filter(pk=OuterRef("member_id")).values("week")[:1]
    return tasks.annotate(hours=Subquery(hours, output_field=TextField()))


def pieces_ahead(member: Membership, task: Task, *, now: datetime) -> tuple[Piece, ...]:
    """The pieces from now on of a task, and all that stay by hand. One query."""
    return tuple(_ahead.rows(member, task=task.id, now=now))


_ahead = OfMember(
    lambda member, task, now: (
        Piece.objects.filter(Q(task_id=task) | Q(by_hand=True), member=member, ends_at__gt=now)
        .order_by("starts_at", "id")
    ),
    task=UUID,
    now=datetime,
)  # fmt: skip
