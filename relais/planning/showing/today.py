"""Today, for who keeps a plan: the one important task, the day as a strip, dates with their margins, what changed.

The page may make ten queries, and what waits for the member takes some of them: whatever is one row here is a column of the query
that counts what waits (`columns`); the rest is three queries (pieces, time that is taken, tasks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, Exists, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from relais.acts.prepared import Several
from relais.config.dates import clock_text, duration_text, weekday_text
from relais.engine.plan.day import plan
from relais.log.wording import language
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import Hours, read_week
from relais.planning.listing import LAPSE_DAYS
from relais.planning.models import (
    BusyTime,
    Day,
    DayOff,
    Pattern,
    Piece,
    Replanning,
    SlotKind,
    Stretch,
    Task,
    Week,
)
from relais.planning.planner import Loaded, minute_up, minutes_between, problem_of
from relais.planning.reading import BREAK_AFTER
from relais.planning.rows import NEEDED, change_of, task_row, with_margins
from relais.planning.rules import penalty_of
from relais.planning.showing.changes import ChangesShown, changes_shown
from relais.planning.showing.day import LONGER, StripRow, note_of, state_of, strip_of
from relais.planning.showing.margins import full_day
from relais.planning.showing.words import consequence_text, due_text
from relais.planning.shown import Block, Changes, DayPlan, TaskRow

AHEAD: Final = timedelta(days=30)
"""How far ahead Today looks for dates: margins beyond that are the week's and the task's own pages."""
DATES_READ: Final = 40
DATES_SHOWN: Final = 6
MISSED_SHOWN: Final = 4
MARGINS: Final = 12
"""How many of the next dates are planned for their margins; what cannot be met is known of all."""
CHANGES_SHOWN: Final = 8
_IDS: Final = CHANGES_SHOWN + 2


# --- what is shown -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Now:
    """The task of the moment: the one whose time runs, or the day's most important. `piece_id`: its piece under way, or the
    next one, which begins at `clock`; `amount`: its pieces of the day; `running_since`: None while its time does not run."""

    id: UUID
    title: str
    url: str
    piece_id: UUID | None
    clock: str
    note: str
    amount: str
    is_most_important: bool
    is_done: bool
    running_since: datetime | None
    running: str
    break_due: bool


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date with its margin. `way`: what could make room where it cannot be met."""

    id: UUID
    title: str
    url: str
    due: str
    state: str
    tone: str
    way: str = ""


@dataclass(frozen=True, slots=True)
class PlanToday:
    """Everything of the plan that Today shows. `missed`: dates that cannot be met or are over; `dates`: the others."""

    on: date
    name: str
    is_planned: bool
    is_focusing: bool
    closed_at: datetime | None
    off: str | None
    running: Now | None
    most: Now | None
    strip: tuple[StripRow, ...]
    missed: tuple[DateRow, ...]
    missed_more: int
    dates: tuple[DateRow, ...]
    news: ChangesShown | None
    news_more: int
    has_lapsed: bool
    zone_changed: bool
    lost_from: str
    lost_to: str
    longer: tuple[int, ...] = LONGER


# --- what is read ------------------------------------------------------------------------------------------------------


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


def _nothing(kind: Any) -> Cast:
    return Cast(Value(None), kind)


def _taken_of(member: Membership, since: datetime, until: datetime, day: date) -> QuerySet[Any]:
    """Busy and lost times, and days off, as rows of one shape: (id, calendar, title, start, end, first day, last day)."""
    busy = BusyTime.objects.filter(member=member, ends_at__gt=since, starts_at__lt=until).values_list(
        "id", "calendar_id", "title", "starts_at", "ends_at", _nothing(DateField()), _nothing(DateField())
    )
    off = DayOff.objects.filter(member=member, last_on__gte=day).values_list(
        "id",
        "calendar_id",
        "title",
        _nothing(DateTimeField()),
        _nothing(DateTimeField()),
        "first_on",
        "last_on",
    )
    return busy.union(off, all=True)


def _tasks_of(member: Membership, until: datetime, ids: list[UUID]) -> QuerySet[Any]:
    """The next dates, and the tasks of `ids`."""
    own = Task.objects.filter(member=member)
    dated = own.open().filter(due_at__lte=until).order_by("due_at").values("pk")[:DATES_READ]
    wanted = own.filter(pk__in=Subquery(dated)).values("pk").union(own.filter(pk__in=ids).values("pk"))
    return own.filter(pk__in=wanted).select_related("goal").only(*NEEDED).order_by("due_at", "id")


_pieces = OfMember(_pieces_of, start=datetime, end=datetime)
_taken = OfMember(_taken_of, since=datetime, until=datetime, day=date)
_tasks = OfMember(_tasks_of, until=datetime, ids=Several(UUID, _IDS))


# --- the day -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """What Today is made of."""

    member: Membership
    row: Mapping[str, Any]
    now: datetime
    hours: Hours
    pieces: Sequence[Piece]
    busy: Sequence[tuple[Any, ...]]
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


def is_kept(row: Mapping[str, Any]) -> bool:
    """Whether the member keeps a plan: their first act on it gave them a working week."""
    return bool(row.get("plan_week"))


def plan_today(member: Membership, row: Mapping[str, Any], *, now: datetime) -> PlanToday:
    """Today's plan; `row` has `columns`. Three queries."""
    read = _read(member, row, now)
    day = _day(read)
    dates = _with_margins(read)
    workday = full_day(read.hours)
    running = _running(read)
    most = _most(read, day)
    if running is not None and most is not None and running.id == most.id:
        most = None
    shown = {one.piece_id for one in (running, most) if one is not None}
    missed = [one for one in dates if one.is_urgent and (one.is_passed or _is_short(one))]
    others = [one for one in dates if one not in missed]
    news, news_more = _news(read)
    known = {one.id: one for one in dates}
    blocks = tuple(
        replace(block, task=known.get(block.task.id, block.task)) if block.task else block
        for block in day.blocks
    )
    return PlanToday(
        on=read.today,
        name=weekday_text(read.today, language()),
        is_planned=row["plan_is_planned"],
        is_focusing=row["plan_focus_since"] is not None,
        closed_at=row["plan_closed_at"],
        off=day.off,
        running=running,
        most=most,
        strip=strip_of(replace(day, blocks=blocks), read.slug, now=now, workday=workday, without=shown),
        missed=tuple(_date_row(one, read, workday, dates) for one in missed[:MISSED_SHOWN]),
        missed_more=max(0, len(missed) - MISSED_SHOWN),
        dates=tuple(_date_row(one, read, workday, dates) for one in others[:DATES_SHOWN]),
        news=news,
        news_more=news_more,
        has_lapsed=_has_lapsed(row, now),
        zone_changed=row["plan_is_planned"] and row["plan_zone"] != member.person.timezone,
        lost_from=clock_text(now),
        lost_to=clock_text(max(day.wall, now)),
    )


def _read(member: Membership, row: Mapping[str, Any], now: datetime) -> _Read:
    zone = ZoneInfo(member.person.timezone)
    plain = Hours(zone=zone, week=read_week(row["plan_week"]))
    today = plain.today(now)
    start, end = plain.midnight(today), plain.midnight(today + timedelta(days=1))
    taken = _taken.rows(member, since=start, until=now + AHEAD, day=today)
    off = tuple((first, last, title) for _id, _cal, title, *_at, first, last in taken if first is not None)
    changes = row["plan_news_changes"] or []
    ids = [row["plan_most"], row["plan_running"], *(UUID(one["task"]) for one in changes[:CHANGES_SHOWN])]
    known = [task_id for task_id in ids if task_id is not None]
    tasks = _tasks.rows(member, until=now + AHEAD, ids=known or [member.id])  # an id that no task has
    return _Read(
        member=member,
        row=row,
        now=now,
        hours=replace(plain, off=tuple(sorted(off))),
        pieces=_pieces.rows(member, start=start, end=end),
        busy=[one for one in taken if one[3] is not None],
        tasks={task.id: task for task in tasks},
        tasks_url=reverse("planning:tasks", args=[member.business.slug]),
    )


def _day(read: _Read) -> DayPlan:
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


def _blocks(read: _Read, most: Task | None) -> Iterator[Block]:
    begin, end = read.hours.midnight(read.today), read.hours.midnight(read.today + timedelta(days=1))
    for slot in read.hours.slots(read.today):
        if slot.kind != SlotKind.WORK:
            yield Block(slot.kind, slot.start, slot.end)
    for busy_id, calendar_id, title, start, stop, *_days in read.busy:
        if start < end and stop > begin:
            kind = "busy" if calendar_id else "lost"
            yield Block(kind, max(start, begin), min(stop, end), title, busy_id=busy_id)
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


# --- the task of the moment --------------------------------------------------------------------------------------------


def _running(read: _Read) -> Now | None:
    task, since = read.tasks.get(read.row["plan_running"]), read.row["plan_running_since"]
    return _now(read, task, since) if task is not None and since is not None else None


def _most(read: _Read, day: DayPlan) -> Now | None:
    task = read.tasks.get(read.row["plan_most"])
    return _now(read, task, None) if task is not None and day.closed_at is None else None


def _now(read: _Read, task: Task, since: datetime | None) -> Now:
    row = task_row(task, read.now)
    end = read.hours.midnight(read.today + timedelta(days=1))
    pieces = [piece for piece in read.pieces if piece.task_id == task.id and piece.starts_at < end]
    ahead = [piece for piece in pieces if piece.ends_at > read.now]
    minutes = max(0, minutes_between(since, read.now)) if since else 0
    reader, is_most = language(), task.id == read.row["plan_most"]
    return Now(
        id=task.id,
        title=task.title,
        url=read.url(task.id),
        piece_id=ahead[0].id if ahead else None,
        clock=clock_text(ahead[0].starts_at) if ahead else "",
        note=note_of(row, most=is_most),
        amount=" + ".join(
            duration_text(minutes_between(one.starts_at, one.ends_at), reader) for one in pieces
        ),
        is_most_important=is_most,
        is_done=row.outcome == "done",
        running_since=since,
        running=duration_text(minutes, reader),
        break_due=minutes >= BREAK_AFTER,
    )


# --- dates -------------------------------------------------------------------------------------------------------------


def _with_margins(read: _Read) -> list[TaskRow]:
    """The open dates, the next first, with the working time that each still has to spare.

    A margin depends only on the work with an earlier date, so the first dates are planned without the rest.
    """
    open_ones = (task for task in read.tasks.values() if task.ended_at is None)
    dated = sorted(
        ((task.due_at, task) for task in open_ones if task.due_at), key=lambda row: (row[0], row[1].id)
    )
    ahead = tuple(task for due_at, task in dated if read.now < due_at <= read.now + AHEAD)[:MARGINS]
    margins: Mapping[datetime, int] = {}
    if ahead:
        now = minute_up(read.now)
        hand = tuple(piece for piece in read.pieces if piece.by_hand and piece.ends_at > now)
        busy = tuple((one[3], one[4]) for one in read.busy if one[4] > now)
        loaded = Loaded(
            member=read.member, now=now, start=now, hours=read.hours, safety_minutes=0, tasks=ahead, goals={},
            by_hand=hand, busy=busy, passed={}, under_way=None,
        )  # fmt: skip
        margins = dict(plan(problem_of(loaded)).margins)
    rows = with_margins((task_row(task, read.now) for _due_at, task in dated), margins)
    return list(rows)


def _is_short(task: TaskRow) -> bool:
    return task.short is not None or (task.margin is not None and task.margin < 0)


def _date_row(task: TaskRow, read: _Read, workday: int, dates: Iterable[TaskRow]) -> DateRow:
    state, tone = state_of(task, workday)
    due, cost = due_text(task, language()), consequence_text(task, language())
    follows = _("otherwise: %(cost)s") % {"cost": cost} if task.is_urgent else _("not urgent")
    return DateRow(
        id=task.id,
        title=task.title,
        url=read.url(task.id),
        due=f"{due} · {follows}",
        state=state,
        tone=tone,
        way=_way(task, read, dates) if _is_short(task) and not task.is_passed else "",
    )


def _way(task: TaskRow, read: _Read, dates: Iterable[TaskRow]) -> str:
    """Which other work before that date is the cheapest to move, drop or delegate, if that alone makes room."""
    needed = task.short if task.short is not None else -(task.margin or 0)
    rivals = [
        one
        for one in dates
        if one.id != task.id and not one.is_passed and one.left >= needed and one.due_at and task.due_at
        and one.due_at <= task.due_at
    ]  # fmt: skip
    if not rivals:
        return ""
    best = min(rivals, key=lambda one: (penalty_of(read.tasks[one.id]), one.left, one.id))
    return _("“%(task)s” (%(time)s) comes first: without it there is room.") % {
        "task": best.title,
        "time": duration_text(best.left, language()),
    }


# --- what changed ------------------------------------------------------------------------------------------------------


def _news(read: _Read) -> tuple[ChangesShown | None, int]:
    """What changed since the member last looked, and how many changes are not told here."""
    stored = read.row["plan_news_changes"] or []
    named = {str(task.id): task.title for task in read.tasks.values()}
    rows = tuple(change_of(one, named.get(one["task"], "")) for one in stored[:CHANGES_SHOWN])
    changes = Changes(read.now, read.row["plan_news_reason"], rows) if rows else None
    return changes_shown(changes), max(0, len(stored) - CHANGES_SHOWN)


def _has_lapsed(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether nothing was planned, closed or worked on for so long that coming back has a page of its own."""
    moments = [row["plan_last_week"], row["plan_last_close"], row["plan_last_stretch"]]
    latest = max((moment for moment in moments if moment is not None), default=None)
    return latest is not None and now - latest >= timedelta(days=LAPSE_DAYS)
