"""What the worker does in this room when a moment has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.dues import due_kind
from relais.delegations import actions


@due_kind("delivery.silence")
def silence(subject_id: UUID, number: int, now: datetime) -> None:
    """The time for a verdict is over."""
    actions.accept_by_silence(subject_id, by=Actor.system(), now=now)


@due_kind("delivery.reminder")
def reminder(subject_id: UUID, number: int, now: datetime) -> None:
    """Half of that time is over, or six sevenths: the next digest says so."""
    actions.remind(subject_id, number)
