"""Days of a plan as they are read. Each function says how many queries it makes; none writes.

Lists are in `listing`; the week's page and Today, which may make ten queries in all, read theirs in `showing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import DEFAULT, SAFETY, Hours, read_week
from relais.planning.listing import lapse_of
from relais.planning.margins import margins_of
from relais.planning.models import Day, Highlight, Pattern, Piece, SlotKind, Task
from relais.planning.planner import Loaded, free_on, minute_up, minutes_between
from relais.planning.rows import NEEDED, task_row
from relais.planning.rules import zone_of
from relais.planning.shown import Block, Closing, DayPlan, HighlightRow, PatternShown, TaskRow
from relais.planning.taken import Taken, blocks_of, taken_of

__all__ = [
    "Span", "close_of", "dates_of", "day_of", "day_plan", "days_of", "lapse_of", "pattern_of",
]  # fmt: skip

DATES_READ: Final = 100
SHOWN_DATES: Final = 10


@dataclass(frozen=True, slots=True)
class Span:
    """What is loaded for some days in a row: four queries."""

    member: Membership
    now: datetime
    hours: Hours
    first: date
    last: date
    pieces: tuple[Piece, ...]
    busy: Sequence[Taken]
    rows: Mapping[date, Day]

    @property
    def today(self) -> date:
        return self.hours.today(self.now)

    @property
    def free_time(self) -> Loaded:
        """What `free_on` looks at, every piece taken for one that stays."""
        busy = tuple((one.start, one.end) for one in self.busy)
        now = minute_up(self.now)
        return Loaded(self.member, now, now, self.hours, 0, (), {}, self.pieces, None, busy, {})


def day_of(member: Membership, on: date, *, now: datetime) -> DayPlan:
    """One day. Four queries."""
    return day_plan(_span(member, on, on, now), on)


def days_of(member: Membership, first: date, last: date, *, now: datetime) -> tuple[DayPlan, ...]:
    """Days in a row, both included. Four queries."""
    span = _span(member, first, last, now)
    return tuple(day_plan(span, first + timedelta(days=n)) for n in range((last - first).days + 1))


def dates_of(member: Membership, *, now: datetime) -> tuple[TaskRow, ...]:
    """The dates that are over and open, then the next ten with their margins. Four queries.

    A margin depends on the work with an earlier date only, so the first dates are planned without the rest.
    """
    dated = Task.objects.filter(member=member).open().dated().select_related("goal").only(*NEEDED)
    found: list[Task] = list(dated.order_by("due_at", "id")[:DATES_READ])
    ahead = [task for task in found if task.due_at and task.due_at > now]
    margins: Mapping[datetime, int] = {}
    if ahead:
        plain, until = _plain_hours(member), max(task.due_at for task in ahead if task.due_at)
        hours, busy = taken_of(member, plain, plain.today(now), until=until)
        hand = Piece.objects.filter(member=member, by_hand=True, ends_at__gt=now, starts_at__lt=until)
        margins = margins_of(ahead, member=member, hours=hours, pieces=hand, busy=busy, now=now)
    rows = [task_row(task, now, margin=margins.get(task.due_at) if task.due_at else None) for task in found]
    return (
        *(row for row in rows if row.is_passed),
        *[row for row in rows if not row.is_passed][:SHOWN_DATES],
    )


def close_of(member: Membership, on: date, *, now: datetime) -> Closing:
    """What the close of a day asks: what is left of it, its tops and flops, the next day of work. Five queries."""
    span = _span(member, on, on + timedelta(days=7), now)
    day = day_plan(span, on)
    seen: dict[UUID, TaskRow] = {}
    for block in day.blocks:
        if block.task is not None and not block.task.outcome:
            seen.setdefault(block.task.id, block.task)
    following = (day_plan(span, on + timedelta(days=n)) for n in range(1, 8))
    highlights = _highlights.rows(member, on=on)
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
    """The working week as its page shows it. One query."""
    pattern = _pattern.first(member)
    week = read_week(pattern.week) if pattern else DEFAULT
    return PatternShown(
        ZoneInfo(member.person.timezone), week, pattern.safety_minutes if pattern else SAFETY, pattern is None
    )


def day_now(member: Membership, now: datetime) -> date:
    """The day that it is where the person is."""
    return now.astimezone(zone_of(member)).date()


# --- days -----------------------------------------------------------------------------------------------------------------


def _plain_hours(member: Membership) -> Hours:
    """The hours of a member, without days off. One query."""
    stored = _week.first(member)
    return Hours(zone=ZoneInfo(member.person.timezone), week=read_week(stored) if stored else DEFAULT)


def _span(member: Membership, first: date, last: date, now: datetime) -> Span:
    """Load some days: their pieces, the time that is taken, and what was said of each."""
    plain = _plain_hours(member)
    begin, end = plain.midnight(first), plain.midnight(last + timedelta(days=1))
    hours, busy = taken_of(member, plain, min(first, plain.today(now)), until=end)
    return Span(
        member=member,
        now=now,
        hours=hours,
        first=first,
        last=last,
        pieces=tuple(_pieces.rows(member, begin=begin, end=end)),
        busy=busy,
        rows={row.on: row for row in _days.rows(member, first=first, last=last)},
    )


def _pieces_of(member: Membership, begin: datetime, end: datetime) -> QuerySet[Any]:
    own = ("member_id", "task_id", "starts_at", "ends_at", "by_hand", *(f"task__{name}" for name in NEEDED))
    found = Piece.objects.filter(member=member, starts_at__lt=end, ends_at__gt=begin)
    return found.select_related("task__goal").only(*own).order_by("starts_at")


def _days_of(member: Membership, first: date, last: date) -> QuerySet[Any]:
    rows = Day.objects.filter(member=member, on__gte=first, on__lte=last)
    return rows.select_related("most_important__goal")


_week: Final = OfMember(lambda member: Pattern.objects.filter(pk=member.id).values_list("week", flat=True))
_pattern: Final = OfMember(lambda member: Pattern.objects.filter(pk=member.id))
_pieces: Final = OfMember(_pieces_of, begin=datetime, end=datetime)
_days: Final = OfMember(_days_of, first=date, last=date)
_highlights: Final = OfMember(
    lambda member, on: Highlight.objects.filter(member=member, on=on).order_by("id"), on=date
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
    yield from blocks_of(span.busy, begin, end)
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
