"""Today, for who keeps a plan: the one important task, the day as a strip, dates with their margins, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from relais.config.dates import clock_text, duration_text, weekday_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.listing import LAPSE_DAYS
from relais.planning.margins import full_day
from relais.planning.models import Task
from relais.planning.planner import minutes_between
from relais.planning.rows import change_of, task_row
from relais.planning.rules import penalty_of
from relais.planning.showing.changes import ChangesShown, changes_shown
from relais.planning.showing.day import BREAK_AFTER, LONGER, StripRow, note_of, state_of, strip_of
from relais.planning.showing.today_read import CHANGES_SHOWN, Read, dates_of, day_of, read_today
from relais.planning.showing.words import consequence_text, due_text
from relais.planning.shown import Changes, DayPlan, TaskRow

DATES_SHOWN: Final = 6
MISSED_SHOWN: Final = 4


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


def is_kept(row: Mapping[str, Any]) -> bool:
    """Whether the member keeps a plan: their first act on it gave them a working week."""
    return bool(row.get("plan_week"))


def plan_today(member: Membership, row: Mapping[str, Any], *, now: datetime) -> PlanToday:
    """Today's plan; `row` has `columns`. Three queries."""
    read = read_today(member, row, now)
    day = day_of(read)
    dates = dates_of(read)
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


# --- the task of the moment --------------------------------------------------------------------------------------------


def _running(read: Read) -> Now | None:
    task, since = read.tasks.get(read.row["plan_running"]), read.row["plan_running_since"]
    return _now(read, task, since) if task is not None and since is not None else None


def _most(read: Read, day: DayPlan) -> Now | None:
    task = read.tasks.get(read.row["plan_most"])
    return _now(read, task, None) if task is not None and day.closed_at is None else None


def _now(read: Read, task: Task, since: datetime | None) -> Now:
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


def _is_short(task: TaskRow) -> bool:
    return task.short is not None or (task.margin is not None and task.margin < 0)


def _date_row(task: TaskRow, read: Read, workday: int, dates: Iterable[TaskRow]) -> DateRow:
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


def _way(task: TaskRow, read: Read, dates: Iterable[TaskRow]) -> str:
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


def _news(read: Read) -> tuple[ChangesShown | None, int]:
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
