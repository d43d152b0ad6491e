"""The margin that dates have: the working time left before each, when all that is due before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Final

from relais.engine.plan.day import margins
from relais.people.models import Membership
from relais.planning.hours import Hours
from relais.planning.models import Piece, SlotKind, Task
from relais.planning.planner import Loaded, minute_up, problem_of
from relais.planning.taken import Taken

DATES_MOST: Final = 500


def margins_of(
    dated: Sequence[Task],
    *,
    member: Membership,
    hours: Hours,
    pieces: Iterable[Piece],
    busy: Iterable[Taken],
    now: datetime,
) -> Mapping[datetime, int]:
    """The margin of each date that is to come, in working minutes, by its moment.

    `dated` are all open tasks due until the last of them: only what is due before a date counts, so nothing else is planned.
    None is given where there are more than DATES_MOST.
    """
    start = minute_up(now)
    ahead = tuple(task for task in dated if task.due_at is not None and task.due_at > now)
    if not ahead or len(ahead) > DATES_MOST:
        return {}
    loaded = Loaded(
        member=member, now=start, start=start, hours=hours, safety_minutes=0, tasks=ahead, goals={}, passed={},
        by_hand=tuple(piece for piece in pieces if piece.by_hand and piece.ends_at > start), under_way=None,
        busy=tuple((one.start, one.end) for one in busy if one.end > start),
    )  # fmt: skip
    return dict(margins(problem_of(loaded, horizon=loaded.today)))


def full_day(hours: Hours) -> int:
    """The working minutes of the longest weekday: what "a day" of margin is."""
    return max(
        sum(_minutes(slot.starts, slot.ends) for slot in day.slots if slot.kind == SlotKind.WORK)
        for day in hours.week.values()
    )


def _minutes(starts: time, ends: time) -> int:
    return 60 * (ends.hour - starts.hour) + ends.minute - starts.minute
