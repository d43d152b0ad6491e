"""What Today reads of a plan. The page may make ten queries, and what waits for the member takes some of them.

Whatever is one row is a column of the query that counts what waits (`columns`); the rest is three queries: pieces, time that is
taken, tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Q, QuerySet, Subquery, UUIDField
from django.urls import reverse

from relais.acts.prepared import Several
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import Hours, read_week
from relais.planning.margins import margins_of
from relais.planning.models import (
    Day,
    Pattern,
    Piece,
    Replanning,
    SlotKind,
    Stretch,
    Task,
    Week,
)
from relais.planning.rows import NEEDED, task_row
from relais.planning.shown import Block, DayPlan, TaskRow
from relais.planning.taken import Taken, blocks_of, taken_of

AHEAD: Final = timedelta(days=30)
"""How far ahead Today looks for dates: margins beyond that are the week's and the task's own pages."""
DATES_READ: Final = 40
MARGINS: Final = 12
"""How many of the next dates are planned for their margins; what cannot be met is known of all."""
CHANGES_SHOWN: Final = 8
_IDS: Final = CHANGES_SHOWN + 2


def columns(member: Membership, *, today: date, monday: date) -> dict[str, Any]:
    """The single rows of a plan as columns of the query that every page makes; none for who keeps no plan."""
    if not member.may("plan.keep"):
        return {}
    pattern = Pattern.objects.filter(pk=member.id)
    day = Day.objects.filter(member=member, on=today)
    running = Stretch.objects.filter(member=member, ended_at=None)
    news = Replanning.objects.filter(member=member, seen_at=None).order_by("-id")
    weeks = Week.objects.filter(member=member)
    closed = Day.objects.filter(member=member, closed_at__isnull=False).order_by("-on")
    spent = Stretch.objects.filter(member=member).order_by("-started_at")
    return {
        "plan_zone": Subquery(pattern.values("zone")[:1]),
        "plan_week": Subquery(pattern.values("week")[:1]),
        "plan_most": Subquery(day.values("most_important_id")[:1], output_field=UUIDField()),
        "plan_closed_at": Subquery(day.values("closed_at")[:1]),
        "plan_focus_since": Subquery(day.values("focus_since")[:1]),
        "plan_is_planned": Exists(weeks.filter(monday=monday)),
        "plan_running": Subquery(running.values("task_id")[:1], output_field=UUIDField()),
        "plan_running_since": Subquery(running.values("started_at")[:1]),
        "plan_news_reason": Subquery(news.values("reason")[:1]),
        "plan_news_changes": Subquery(news.values("changes")[:1]),
        "plan_last_week": Subquery(weeks.order_by("-monday").values("proposed_at")[:1]),
        "plan_last_close": Subquery(closed.values("closed_at")[:1]),
        "plan_last_stretch": Subquery(spent.values("started_at")[:1]),
    }


_needed = [f"task__{name}" for name in NEEDED]


def _pieces_of(member: Membership, start: datetime, end: datetime) -> QuerySet[Any]:
    """The pieces of a day, and what stays by hand after it."""
    found = Piece.objects.filter(Q(starts_at__lt=end) | Q(by_hand=True), member=member, starts_at__gte=start)
    return (
        found.select_related("task__goal")
        .only("member_id", "task_id", "starts_at", "ends_at", "by_hand", *_needed)
        .order_by("starts_at", "id")
    )


def _tasks_of(member: Membership, until: datetime, ids: list[UUID]) -> QuerySet[Any]:
    """The next dates, and the tasks of `ids`."""
    own = Task.objects.filter(member=member)
    dated = own.open().filter(due_at__lte=until).order_by("due_at").values("pk")[:DATES_READ]
    wanted = own.filter(pk__in=Subquery(dated)).values("pk").union(own.filter(pk__in=ids).values("pk"))
    return own.filter(pk__in=wanted).select_related("goal").only(*NEEDED).order_by("due_at", "id")


_pieces = OfMember(_pieces_of, start=datetime, end=datetime)
_tasks = OfMember(_tasks_of, until=datetime, ids=Several(UUID, _IDS))


@dataclass(frozen=True, slots=True)
class Read:
    """What Today is made of."""

    member: Membership
    row: Mapping[str, Any]
    now: datetime
    hours: Hours
    pieces: Sequence[Piece]
    busy: Sequence[Taken]
    tasks: Mapping[UUID, Task]
    tasks_url: str

    @property
    def today(self) -> date:
        return self.hours.today(self.now)

    @property
    def slug(self) -> str:
        return self.member.business.slug

    def url(self, task_id: UUID) -> str:
        """The page of a task; its address is put together, for reversing each costs more than the query."""
        return f"{self.tasks_url}{task_id}/"


def read_today(member: Membership, row: Mapping[str, Any], now: datetime) -> Read:
    """Read the plan around today; `row` has `columns`. Three queries."""
    zone = ZoneInfo(member.person.timezone)
    plain = Hours(zone=zone, week=read_week(row["plan_week"]))
    today = plain.today(now)
    start, end = plain.midnight(today), plain.midnight(today + timedelta(days=1))
    hours, busy = taken_of(member, plain, today, until=now + AHEAD)
    changes = row["plan_news_changes"] or []
    ids = [row["plan_most"], row["plan_running"], *(UUID(one["task"]) for one in changes[:CHANGES_SHOWN])]
    known = [task_id for task_id in ids if task_id is not None]
    tasks = _tasks.rows(member, until=now + AHEAD, ids=known or [member.id])  # an id that no task has
    return Read(
        member=member,
        row=row,
        now=now,
        hours=hours,
        pieces=_pieces.rows(member, start=start, end=end),
        busy=busy,
        tasks={task.id: task for task in tasks},
        tasks_url=reverse("planning:tasks", args=[member.business.slug]),
    )


def day_of(read: Read) -> DayPlan:
    """Today as a day of the plan."""
    today, hours = read.today, read.hours
    most = read.tasks.get(read.row["plan_most"])
    blocks = sorted(_blocks(read, most), key=lambda block: (block.start, block.end))
    return DayPlan(
        on=today,
        is_today=True,
        is_short=hours.is_short(today),
        off=hours.off_on(today),
        wall=hours.wall(today),
        blocks=tuple(blocks),
        most_important=task_row(most, read.now) if most else None,
        is_chosen=False,
        free=0,
        closed_at=read.row["plan_closed_at"],
    )


def _blocks(read: Read, most: Task | None) -> Iterator[Block]:
    begin, end = read.hours.midnight(read.today), read.hours.midnight(read.today + timedelta(days=1))
    for slot in read.hours.slots(read.today):
        if slot.kind != SlotKind.WORK:
            yield Block(slot.kind, slot.start, slot.end)
    yield from blocks_of(read.busy, begin, end)
    seen: set[UUID] = set()
    for piece in read.pieces:
        if piece.starts_at >= end:
            continue
        yield Block(
            "task", piece.starts_at, piece.ends_at, piece.task.title, piece_id=piece.id,
            task=task_row(piece.task, read.now), by_hand=piece.by_hand,
            is_most_important=most is not None and piece.task_id == most.id, is_first=piece.task_id not in seen,
        )  # fmt: skip
        seen.add(piece.task_id)


def dates_of(read: Read) -> list[TaskRow]:
    """The open dates, the next first, with the working time that each still has to spare.

    A margin depends only on the work with an earlier date, so the first dates are planned without the rest.
    """
    open_ones = (task for task in read.tasks.values() if task.ended_at is None)
    dated = sorted(
        ((task.due_at, task) for task in open_ones if task.due_at), key=lambda row: (row[0], row[1].id)
    )
    ahead = tuple(task for due_at, task in dated if read.now < due_at <= read.now + AHEAD)[:MARGINS]
    margins = margins_of(
        ahead, member=read.member, hours=read.hours, pieces=read.pieces, busy=read.busy, now=read.now
    )
    return [task_row(task, read.now, margin=margins.get(due_at)) for due_at, task in dated]
