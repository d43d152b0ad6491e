"""Rows of the database as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from relais.engine.values import Money
from relais.people.models import Membership
from relais.planning.models import Replanning, Task
from relais.planning.planner import DEFAULT_MINUTES, minutes_left
from relais.planning.shown import Change, Changes, TaskRow

NEEDED: Final = (
    "id", "member_id", "title", "minutes", "spent_minutes", "moves_business", "due_at", "due_on", "consequence",
    "consequence_amount", "consequence_currency", "goal_id", "goal__title", "short_minutes", "outcome", "ended_at",
    "delegation_id", "recurring_id", "whole", "least_piece", "earliest_on",
)  # fmt: skip
"""What `task_row` reads of a task (with `select_related("goal")`)."""


def task_row(task: Task, now: datetime, *, margin: int | None = None) -> TaskRow:
    """A task, loaded with its goal, as pages show it."""
    amount = None
    if task.consequence_amount is not None:
        amount = Money(task.consequence_amount, task.consequence_currency)
    return TaskRow(
        id=task.id,
        title=task.title,
        minutes=task.minutes or DEFAULT_MINUTES,
        is_estimated=task.minutes is not None,
        left=0 if task.ended_at else minutes_left(task),
        spent=task.spent_minutes,
        is_important=task.moves_business,
        is_urgent=task.is_urgent,
        is_passed=task.ended_at is None and task.due_at is not None and task.due_at <= now,
        due_at=task.due_at,
        due_on=task.due_on,
        consequence=task.consequence,
        amount=amount,
        goal_id=task.goal_id,
        goal=task.goal.title if task.goal else "",
        short=task.short_minutes,
        outcome=task.outcome,
        ended_at=task.ended_at,
        delegation_id=task.delegation_id,
        is_recurring=task.recurring_id is not None,
        margin=margin,
    )


def changes_of(member: Membership, row: Replanning | None) -> Changes | None:
    """What a replanning changed, with the titles of the tasks as they are now. One query."""
    if row is None:
        return None
    named = dict(
        Task.objects.filter(member=member, id__in={one["task"] for one in row.changes}).values_list(
            "id", "title"
        )
    )
    return Changes(
        row.at, row.reason, tuple(change_of(one, named.get(UUID(one["task"]), "")) for one in row.changes)
    )


def change_of(stored: Mapping[str, Any], title: str) -> Change:
    """One of the changes that a `Replanning` keeps, with the title that its task has now."""
    task_id = UUID(stored["task"])
    return Change(
        code=stored["code"],
        task_id=task_id,
        title=title,
        start_before=_moment(stored["from"]),
        start_after=_moment(stored["to"]),
        minutes=stored["minutes"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
