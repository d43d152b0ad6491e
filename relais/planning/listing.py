"""Lists of tasks, the goals of the quarter, and what stands open after a lapse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Model, OuterRef, Q, QuerySet, Subquery

from relais.acts.paging import PAGE, Page
from relais.acts.refusal import Refused
from relais.people.models import Business, Membership
from relais.people.prepared import OfMember
from relais.planning.models import Day, Goal, Stake, Stretch, Task, Week
from relais.planning.planner import progress_of
from relais.planning.rows import NEEDED, task_row
from relais.planning.shown import GoalRow, Lapse, Quarter, TaskRow

FILTERS: Final = ("open", "to_decide", "important", "dated", "someday", "ended")
LAPSE_DAYS: Final = 12
"""Days without a plan or a close after which it was a lapse: two weeks that were missed, weekends at both ends."""
SHOWN: Final = 30
BEHIND: Final = Decimal("0.1")


def tasks(
    member: Membership, filter_name: str = "open", query: str = "", *, after: str = "", now: datetime
) -> Page[TaskRow]:
    """A page of the member's tasks: `open`, `to_decide`, `important`, `dated` (the next date first), `someday` (neither important
    nor dated) or `ended` (the last first); the newest first otherwise. One query."""
    found: Any = Task.objects.visible_to(member)
    if query:
        found = found.called(query)
    found = _filtered(found, filter_name).select_related("goal").only(*NEEDED)
    order = {"dated": "due_at", "ended": "-ended_at"}.get(filter_name, "-id")
    narrowed = _after(found, order, after)
    rows = list(narrowed.order_by(*([order] if order == "-id" else [order, "-id"]))[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    following = _key(rows[-1], order) if more else ""
    return Page(tuple(task_row(task, now) for task in rows), following, not after)


def _filtered(found: Any, name: str) -> Any:
    if name not in FILTERS:
        raise Refused("not_found")
    if name == "ended":
        return found.filter(ended_at__isnull=False)
    found = found.open()
    if name == "to_decide":
        return found.to_decide()
    if name == "important":
        return found.filter(moves_business=True)
    if name == "dated":
        return found.dated()
    if name == "someday":
        return found.filter(moves_business=False, due_at=None)
    return found


def _key(task: Task, order: str) -> str:
    moment = getattr(task, order.lstrip("-")) if order != "-id" else None
    return f"{moment.isoformat()}~{task.id}" if moment else str(task.id)


def _after(found: Any, order: str, after: str) -> Any:
    """What comes after a key; one that cannot be read begins at the start."""
    moment, _sep, identifier = after.rpartition("~")
    try:
        last = UUID(identifier)
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return found
    if order == "-id":
        return found.filter(id__lt=last)
    if at is None or at.utcoffset() is None:
        return found
    name, lookup = order.lstrip("-"), "lt" if order.startswith("-") else "gt"
    return found.filter(Q(**{f"{name}__{lookup}": at}) | Q(**{name: at}, id__lt=last))


def to_decide(member: Membership, *, now: datetime, limit: int = SHOWN) -> tuple[TaskRow, ...]:
    """The tasks that ask for a decision: nobody said whether they move the business, or they are urgent and not important.
    The next date first. One query."""
    asked = Q(moves_business=None) | Q(moves_business=False, due_at__isnull=False) & (
        ~Q(consequence="") | Q(consequence_amount__isnull=False)
    )
    found = Task.objects.visible_to(member).open().filter(asked).select_related("goal").only(*NEEDED)
    rows = [task_row(task, now) for task in found.order_by("due_at", "-id")[:limit]]
    # NULLs come first on one database and last on the other.
    return tuple(sorted(rows, key=lambda row: (row.due_at is None, row.due_at or now)))


def task_of(member: Membership, task_id: UUID, *, now: datetime) -> TaskRow:
    """One task of the member's own. Refused: `not_found`. One query."""
    task = Task.objects.visible_to(member).select_related("goal").filter(pk=task_id).first()
    if task is None:
        raise Refused("not_found")
    return task_row(task, now)


# --- goals ------------------------------------------------------------------------------------------------------------------


def quarter_of(business: Business, on: date) -> Quarter:
    """The goals of a business under way on a day, by stake. One query."""
    goals = (
        Goal.objects.filter(business=business)
        .live()
        .on(on)
        .annotate(n_open=Count("tasks", filter=Q(tasks__ended_at=None)))
        .order_by("due_on", "id")
    )
    by_stake: dict[str, list[GoalRow]] = {stake: [] for stake in Stake.values}
    for goal in goals:
        by_stake[goal.stake].append(goal_row(goal, on, open_tasks=goal.n_open))
    return Quarter(
        on=on,
        goals={stake: tuple(rows) for stake, rows in by_stake.items()},
        without=tuple(stake for stake, rows in by_stake.items() if not rows),
    )


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
