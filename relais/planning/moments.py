"""What the worker does in this room when a moment has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.dues import due_kind


@due_kind("plan.morning")
def morning(subject_id: UUID, number: int, now: datetime) -> None:
    """A person's day begins: what was left is planned again."""
    from relais.planning import actions  # the planner's engine is loaded when there is something to plan

    actions.plan_morning(subject_id, by=Actor.system(), now=now)
