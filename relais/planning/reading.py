"""What pages read of a plan. Each function says how many queries it makes; none writes.

week_of(member, monday, now=now)     today_of(member, now=now)      day_of(member, on, now=now)
close_of(member, on, now=now)        tasks, to_decide, quarter_of, lapse_of: see `listing`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from relais.people.models import Membership
from relais.planning.hours import SAFETY, Hours, hours_of
from relais.planning.listing import lapse_of, quarter_of, task_of, tasks, to_decide
from relais.planning.models import (
    BusyTime,
    Day,
    Highlight,
    Pattern,
    Piece,
    Replanning,
    SlotKind,
    Stretch,
    Task,
    Week,
)
from relais.planning.planner import Loaded, end_of_horizon, free_on, minute_up, minutes_between, plan_of
from relais.planning.rows import NEEDED, changes_of, task_row, with_margins
from relais.planning.rules import zone_of
from relais.planning.shown import (
    Block,
    Closing,
    DayPlan,
    HighlightRow,
    PatternShown,
    Running,
    TaskRow,
    Today,
    WeekPlan,
)

__all__ = [
    "Span", "close_of", "dates_of", "day_of", "day_plan", "days_of", "lapse_of", "pattern_of", "quarter_of", "task_of", "tasks",
    "to_decide", "today_of", "week_of",
]  # fmt: skip

SHOWN_LEFT_OUT: Final = 10
SHOWN_DATES: Final = 10
BREAK_AFTER: Final = 90
"""Minutes of work after which a break is proposed."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is loaded for some days in a row: five queries."""

    member: Membership
    now: datetime
    pattern: Pattern | None
    hours: Hours
    first: date
    last: date
    pieces: tuple[Piece, ...]
    busy: tuple[BusyTime, ...]
    rows: Mapping[date, Day]

    @property
    def today(self) -> date:
        return self.hours.today(self.now)

    @property
    def zone_changed(self) -> bool:
        return self.pattern is not None and self.pattern.zone != self.member.person.timezone

    @property
    def free_time(self) -> Loaded:
        """What `free_on` looks at, every piece taken for one that stays."""
        busy = tuple((row.starts_at, row.ends_at) for row in self.busy)
        now = minute_up(self.now)
        return Loaded(self.member, now, now, self.hours, 0, (), {}, self.pieces, None, busy, {})


def week_of(member: Membership, monday: date, *, now: datetime) -> WeekPlan:
    """A week with its days, what does not fit, its dates and their margins, and what changed. Ten queries at most."""
    span = _span(member, monday, monday + timedelta(days=6), now)
    week = Week.objects.filter(member=member, monday=monday).first()
    days = tuple(day_plan(span, monday + timedelta(days=n)) for n in range(7))
    left_out = _left_out(span, now) if week else []
    until = span.hours.midnight(monday + timedelta(days=7))
    dates = [row for row in _dates(span, until=until) if row.is_urgent]
    placed = {
        piece.task_id: piece.task
        for piece in span.pieces
        if span.first <= span.hours.today(piece.starts_at) <= span.last
    }
    unseen = Replanning.objects.filter(member=member, seen_at=None).order_by("-id").first()
    return WeekPlan(
        monday=monday, zone=span.hours.zone, days=days, dates=tuple(dates),
        proposed_at=week.proposed_at if week else None, kept_at=week.kept_at if week else None,
        left_out=tuple(left_out[:SHOWN_LEFT_OUT]), left_out_more=max(0, len(left_out) - SHOWN_LEFT_OUT),
        important=sum(task.moves_business is True for task in placed.values()),
        free=sum(day.free for day in days),
        changes=changes_of(member, unseen), zone_changed=span.zone_changed,
        may_propose=_this_monday(span.today) <= monday <= end_of_horizon(span.today) - timedelta(days=6),
    )  # fmt: skip


def day_of(member: Membership, on: date, *, now: datetime) -> DayPlan:
    """One day. Five queries."""
    return day_plan(_span(member, on, on, now), on)


def days_of(member: Membership, first: date, last: date, *, now: datetime) -> tuple[DayPlan, ...]:
    """Days in a row, both included. Five queries."""
    span = _span(member, first, last, now)
    return tuple(day_plan(span, first + timedelta(days=n)) for n in range((last - first).days + 1))


def dates_of(member: Membership, *, now: datetime) -> tuple[TaskRow, ...]:
    """The dates that are over and open, then the next ten with their margins. Six queries."""
    today = day_now(member, now)
    return _dates(_span(member, today, today, now), until=None)


def today_of(member: Membership, *, now: datetime) -> Today:
    """Today: the day as a strip, what goes on now, dates and their margins. Ten queries at most."""
    today = day_now(member, now)
    span = _span(member, today, today, now)
    day = day_plan(span, today)
    ahead = [block for block in day.blocks if block.end > now]
    unseen = Replanning.objects.filter(member=member, seen_at=None).order_by("-id").first()
    dates = _dates(span, until=None)
    return Today(
        day=day, zone=span.hours.zone,
        now_block=next((block for block in ahead if block.start <= now), None),
        next_block=next((block for block in ahead if block.start > now), None),
        running=_running(member, now),
        dates=tuple(row for row in dates if not row.is_passed),
        passed=tuple(row for row in dates if row.is_passed),
        changes=changes_of(member, unseen), zone_changed=span.zone_changed,
        is_planned=Week.objects.filter(member=member, monday=_this_monday(today)).exists(),
    )  # fmt: skip


def close_of(member: Membership, on: date, *, now: datetime) -> Closing:
    """What the close of a day asks: what is left of it, its tops and flops, the next day of work. Six queries."""
    span = _span(member, on, on + timedelta(days=7), now)
    day = day_plan(span, on)
    seen: dict[UUID, TaskRow] = {}
    for block in day.blocks:
        if block.task is not None and not block.task.outcome:
            seen.setdefault(block.task.id, block.task)
    following = (day_plan(span, on + timedelta(days=n)) for n in range(1, 8))
    highlights = Highlight.objects.filter(member=member, on=on).order_by("id")
    return Closing(
        day=day,
        zone=span.hours.zone,
        highlights=tuple(HighlightRow(row.id, row.kind, row.text) for row in highlights),
        left=tuple(seen.values()),
        next_day=next(
            (one for one in following if any(True for _slot in span.hours.work(one.on, one.on))), None
        ),
    )


def pattern_of(member: Membership) -> PatternShown:
    """The working week as its page shows it. Two queries."""
    pattern = Pattern.objects.filter(pk=member.id).first()
    hours = hours_of(member, pattern=pattern)
    return PatternShown(
        hours.zone, hours.week, pattern.safety_minutes if pattern else SAFETY, pattern is None
    )


def day_now(member: Membership, now: datetime) -> date:
    """The day that it is where the person is."""
    return now.astimezone(zone_of(member)).date()


def _this_monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


# --- days -----------------------------------------------------------------------------------------------------------------


def _span(member: Membership, first: date, last: date, now: datetime) -> Span:
    """Load some days: the pieces, busy times and rows of them, and all that stays by hand from now on, for margins."""
    pattern = Pattern.objects.filter(pk=member.id).first()
    hours = hours_of(member, since=min(first, now.date() - timedelta(days=2)), pattern=pattern)
    begin, end = hours.midnight(first), hours.midnight(last + timedelta(days=1))
    shown = Q(starts_at__lt=end, ends_at__gt=begin)
    pieces = Piece.objects.filter(shown | Q(by_hand=True, ends_at__gt=now), member=member)
    needed = (
        "member_id",
        "task_id",
        "starts_at",
        "ends_at",
        "by_hand",
        *(f"task__{name}" for name in NEEDED),
    )
    busy = BusyTime.objects.filter(shown | Q(ends_at__gt=now), member=member)
    rows = Day.objects.filter(member=member, on__gte=first, on__lte=last)
    return Span(
        member=member,
        now=now,
        pattern=pattern,
        hours=hours,
        first=first,
        last=last,
        pieces=tuple(pieces.select_related("task__goal").only(*needed).order_by("starts_at")),
        busy=tuple(busy.order_by("starts_at")),
        rows={row.on: row for row in rows.select_related("most_important__goal")},
    )


def day_plan(span: Span, on: date) -> DayPlan:
    """One day of what is loaded."""
    row = span.rows.get(on)
    best = row.most_important if row else None
    answers = {
        name: getattr(row, name, None)
        for name in (
            "focus_since", "closed_at", "important_done", "mail_done", "did_as_decided", "it_worked",
        )
    }  # fmt: skip
    return DayPlan(
        on=on,
        is_today=on == span.today,
        is_short=span.hours.is_short(on),
        off=span.hours.off_on(on),
        wall=span.hours.wall(on),
        blocks=tuple(sorted(_blocks(span, on, best), key=lambda block: (block.start, block.end))),
        most_important=task_row(best, span.now) if best else None,
        is_chosen=bool(row and row.is_chosen),
        free=sum(minutes_between(start, end) for start, end, _energy in free_on(span.free_time, on)),
        **answers,
    )


def _blocks(span: Span, on: date, best: Task | None) -> Iterator[Block]:
    for slot in span.hours.slots(on):
        if slot.kind != SlotKind.WORK:
            yield Block(slot.kind, slot.start, slot.end)
    begin, end = span.hours.midnight(on), span.hours.midnight(on + timedelta(days=1))
    for busy in span.busy:
        if busy.starts_at < end and busy.ends_at > begin:
            kind = "busy" if busy.calendar_id else "lost"
            yield Block(kind, max(busy.starts_at, begin), min(busy.ends_at, end), busy.title, busy_id=busy.id)
    seen: set[UUID] = set()
    for piece in span.pieces:
        if not begin <= piece.starts_at < end:
            continue
        yield Block(
            "task", piece.starts_at, piece.ends_at, piece.task.title, piece_id=piece.id,
            task=task_row(piece.task, span.now), by_hand=piece.by_hand,
            is_most_important=best is not None and piece.task_id == best.id, is_first=piece.task_id not in seen,
        )  # fmt: skip
        seen.add(piece.task_id)


# --- dates and what does not fit --------------------------------------------------------------------------------------------


def _dates(span: Span, *, until: datetime | None) -> tuple[TaskRow, ...]:
    """The next dates, or all before `until`, with their margins. One query.

    A margin depends on the work with an earlier date only, so the first dates are planned without the rest.
    """
    dated = Task.objects.filter(member=span.member).open().dated()
    if until is not None:
        dated = dated.filter(due_at__lte=until)
    dated = dated.select_related("goal").only(*NEEDED).order_by("due_at", "id")
    found: Sequence[Task] = list(dated[: 10 * SHOWN_DATES])
    margins = _margins(span, [task for task in found if task.due_at and task.due_at > span.now])
    rows = with_margins((task_row(task, span.now) for task in found), margins)
    ahead = [row for row in rows if not row.is_passed]
    return (*(row for row in rows if row.is_passed), *(ahead if until else ahead[:SHOWN_DATES]))


def _margins(span: Span, dated: Iterable[Task]) -> dict[datetime, int]:
    tasks_ahead = tuple(dated)
    if not tasks_ahead:
        return {}
    now = minute_up(span.now)
    hand = tuple(piece for piece in span.pieces if piece.by_hand and piece.ends_at > now)
    busy = tuple((row.starts_at, row.ends_at) for row in span.busy if row.ends_at > now)
    loaded = Loaded(span.member, now, now, span.hours, 0, tasks_ahead, {}, hand, None, busy, {})
    return dict(plan_of(loaded).plan.margins)


def _left_out(span: Span, now: datetime) -> list[TaskRow]:
    """What the week has no time for: dates that cannot be met, then important work without any. One query."""
    placed = Piece.objects.filter(task=OuterRef("pk"), ends_at__gt=now)
    found = (
        Task.objects.filter(member=span.member)
        .open()
        .filter(Q(short_minutes__isnull=False) | Q(moves_business=True))
        .filter(~Exists(placed))
        .select_related("goal")
        .only(*NEEDED)
        .order_by("due_at", "id")
    )
    rows = [task_row(task, now) for task in found[: 10 * SHOWN_LEFT_OUT]]
    return sorted(rows, key=lambda row: (row.short is None, row.goal_id is None))


def _running(member: Membership, now: datetime) -> Running | None:
    stretch = Stretch.objects.filter(member=member, ended_at=None).select_related("task__goal").first()
    if stretch is None:
        return None
    minutes = max(0, minutes_between(stretch.started_at, now))
    return Running(task_row(stretch.task, now), stretch.started_at, minutes, minutes >= BREAK_AFTER)
