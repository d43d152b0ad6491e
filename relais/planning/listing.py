"""A goal as it stands, and what stands open after a lapse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Max, Model, OuterRef, Q, QuerySet, Subquery

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.models import Day, Goal, Stretch, Task, Week
from relais.planning.planner import progress_of
from relais.planning.rows import NEEDED, task_row
from relais.planning.shown import GoalRow, Lapse

LAPSE_DAYS: Final = 12
"""Days without a plan or a close after which it was a lapse: two weeks that were missed, weekends at both ends."""
SHOWN: Final = 30
BEHIND: Final = Decimal("0.1")


# --- goals ------------------------------------------------------------------------------------------------------------------


def goal_row(goal: Goal, on: date, *, open_tasks: int = 0) -> GoalRow:
    """A goal as it stands on a day."""
    progress = progress_of(goal)
    length = (goal.due_on - goal.starts_on).days + 1
    gone = Decimal((on - goal.starts_on).days) / length
    gone = min(max(gone, Decimal(0)), Decimal(1))
    return GoalRow(
        id=goal.id, title=goal.title, stake=goal.stake, unit=goal.unit, from_value=goal.from_value, to_value=goal.to_value,
        value=goal.value, starts_on=goal.starts_on, due_on=goal.due_on, progress=progress, time_gone=gone,
        is_behind=progress + BEHIND < gone, open_tasks=open_tasks, is_dropped=goal.dropped_at is not None,
    )  # fmt: skip


# --- after a lapse ------------------------------------------------------------------------------------------------------------


def lapse_of(member: Membership, now: datetime) -> Lapse | None:
    """Whether the member comes back after a lapse, and to what: dates that are over (dead), work that was left (moves), what is
    urgent and not important (delegates). None otherwise, and for who never planned. Four queries at most."""
    since = _last_act(member)
    if since is None or now - since < timedelta(days=LAPSE_DAYS):
        return None
    rows = [task_row(task, now) for task in _left.rows(member)]
    dead = [row for row in rows if row.is_passed]
    delegates = [row for row in rows if not row.is_passed and row.asks_drop_or_delegate]
    moves = [row for row in rows if not row.is_passed and not row.asks_drop_or_delegate]
    return Lapse(
        since=since,
        days=(now - since).days,
        dead=tuple(dead[:SHOWN]),
        moves=tuple(moves[:SHOWN]),
        delegates=tuple(delegates[:SHOWN]),
        more=sum(max(0, len(part) - SHOWN) for part in (dead, moves, delegates)),
    )


def _last_act(member: Membership) -> datetime | None:
    """When the member last planned a week, closed a day or worked with the clock running."""
    moments = _last.first(member) or ()
    return max((moment for moment in moments if moment is not None), default=None)


def _left_of(member: Membership) -> QuerySet[Any]:
    """What is open and important or dated, the next date first."""
    found = Task.objects.filter(member=member).open().filter(Q(due_at__isnull=False) | Q(moves_business=True))
    return found.select_related("goal").only(*NEEDED).order_by("due_at", "id")[: 3 * SHOWN + 1]


def _last_of(member: Membership) -> QuerySet[Any]:
    """The last week proposed, day closed and stretch begun, in one row."""

    def last(model: type[Model], name: str) -> Subquery:
        rows = model._default_manager.filter(member=OuterRef("pk")).order_by().values("member")
        return Subquery(rows.annotate(last=Max(name)).values("last"))

    found = Membership.objects.filter(pk=member.pk)
    return found.values_list(last(Week, "proposed_at"), last(Day, "closed_at"), last(Stretch, "started_at"))


_left: Final = OfMember(_left_of)
_last: Final = OfMember(_last_of)
