"""Important work: the best minutes that dated work can spare, the densest work in the best of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from relais.engine.plan.arranging import arrange
from relais.engine.plan.board import Board, Placed, Wish
from relais.engine.plan.calendar import (
    Calendar,
    Part,
    Span,
    ceil_minute,
    cut,
    floor_minute,
    midnights,
    moment_of,
)  # fmt: skip
from relais.engine.plan.demand import Job
from relais.engine.plan.outcome import Piece
from relais.engine.plan.problem import Problem
from relais.engine.plan.room import take_best
from relais.engine.plan.waiting import rooms


def place_important(
    problem: Problem,
    calendar: Calendar,
    kept: Sequence[Job],
    wishes: Sequence[Wish],
    previous: Sequence[Piece] = (),
) -> list[Placed]:
    """Where important work goes so that all of `kept` still fits: (index of the wish, span of the axis, energy).

    Minutes of highest energy first, as far as there is room (a matroid, so greedy takes the best set), then the
    highest densities on the best of them (the rearrangement inequality): exact where work may be cut anywhere. Whole
    blocks, least pieces and one most important task a day are searched for (`arranging`).
    """
    if not wishes or not calendar.length:
        return []
    hard, soft, taken = rooms(kept, calendar.length, len(calendar.energies), problem.safety_minutes)
    is_bound = any(wish.is_bound for wish in wishes)
    days = midnights(calendar, problem.zone) if any(wish.most_important for wish in wishes) else []
    edges = [edge for span in taken for edge in span]
    parts = _beside(cut(calendar, [*hard.dates, *(soft.dates if soft else ()), *days, *edges]), taken)
    if not is_bound:
        best = take_best(parts, sum(wish.minutes for wish in wishes), hard, soft)
        return list(_hand_out(best, wishes))
    board = Board(
        parts, calendar.breaks(), days, tuple(wishes), _days_by_hand(problem, calendar, wishes, days)
    )
    return arrange(board, hard, soft, list(_on_axis(previous, calendar, wishes)))


def _on_axis(
    pieces: Sequence[Piece], calendar: Calendar, wishes: Sequence[Wish]
) -> Iterator[tuple[int, Span]]:
    """Pieces of a previous plan as (index of the wish, span of the axis), as far as their time is still working time."""
    index = {wish.id: n for n, wish in enumerate(wishes)}
    for piece in pieces:
        if piece.id in index:
            start, end = floor_minute(piece.start), ceil_minute(piece.end)
            first, last = calendar.position(start), calendar.position(end)
            if last - first == end - start:
                yield index[piece.id], (first, last)


def _beside(parts: Sequence[Part], taken: Sequence[Span]) -> list[Part]:
    """The parts that are not taken; they are cut where what is taken begins and ends."""
    starts: set[int] = set()
    for first, last in taken:
        starts.update(part[0] for part in parts if first <= part[0] < last)
    return [part for part in parts if part[0] not in starts]


def _hand_out(best: Sequence[tuple[Span, float]], wishes: Sequence[Wish]) -> Iterator[Placed]:
    """The best minutes to the densest work, the next best to the next."""
    order = iter(sorted(range(len(wishes)), key=lambda n: (-wishes[n].density, wishes[n].id)))
    wish, left = -1, 0
    for (first, last), energy in best:
        begin = first
        while begin < last:
            if not left:
                wish = next(order)
                left = wishes[wish].minutes
            step = min(left, last - begin)
            yield wish, (begin, begin + step), energy
            begin += step
            left -= step


def _days_by_hand(
    problem: Problem, calendar: Calendar, wishes: Sequence[Wish], days: Sequence[int]
) -> dict[int, int]:
    """The days that hand-placed pieces of a most important task take; -1 where all of that task is placed."""

    def date_of(minute: int) -> date:
        return moment_of(minute).astimezone(problem.zone).date()

    most_important = {task.id for task in problem.important if task.most_important}
    slots = [slot for slot in problem.fixed if slot.task in most_important]
    if not slots:
        return {}
    number = {date_of(calendar.minute_of(u)): n for n, u in enumerate((0, *days))}
    index = {wish.id: n for n, wish in enumerate(wishes)}
    taken: dict[int, int] = {}
    for slot in slots:
        for minute in (floor_minute(slot.start), ceil_minute(slot.end) - 1):
            if (day := number.get(date_of(minute))) is not None:
                taken[day] = index.get(slot.task or "", -1)
    return taken
