"""What the rows of a delegation add up to. The state is derived, never set by hand: `restate` caches the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from relais.acts.verbs import step
from relais.delegations.models import (
    Closure,
    Delegation,
    Delivery,
    Milestone,
    Outcome,
    Proposal,
    State,
)


class Standing(StrEnum):
    """What became of the last proposal of a delegation."""

    NONE = "none"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    CHANGE_ASKED = "change_asked"
    ACCEPTED = "accepted"


class Progress(StrEnum):
    """Where a milestone stands, by its last delivery."""

    NOTHING = "nothing"
    WAITING = "waiting"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the state depends on. `milestones`: those not dropped."""

    proposal: Standing
    milestones: tuple[Progress, ...]
    closed: bool


BEFORE_ACCEPTANCE = {
    Standing.NONE: State.DRAFT,
    Standing.WITHDRAWN: State.DRAFT,
    Standing.OPEN: State.PROPOSED,
    Standing.CHANGE_ASKED: State.CHANGE_ASKED,
}


def state_of(facts: Facts) -> State:
    """The state that these facts make.

    What waits for someone comes first: a delivery to judge before one to redo, before work still to come.
    """
    if facts.closed:
        return State.CLOSED
    if facts.proposal is not Standing.ACCEPTED:
        return BEFORE_ACCEPTANCE[facts.proposal]
    if Progress.WAITING in facts.milestones:
        return State.DELIVERED
    if Progress.SENT_BACK in facts.milestones:
        return State.TO_REDO
    if facts.milestones and all(progress is Progress.ACCEPTED for progress in facts.milestones):
        return State.ACCEPTED
    return State.RUNNING


def facts_of(delegation: Delegation) -> Facts:
    """The facts, read from the rows: three queries, four with a proposal."""
    return Facts(
        proposal=_standing_of(delegation.id),
        milestones=tuple(progress_of(delegation.id).values()),
        closed=Closure.objects.filter(delegation=delegation).exists(),
    )


def _standing_of(delegation_id: UUID) -> Standing:
    proposal = (
        Proposal.objects.filter(brief__delegation_id=delegation_id)
        .select_related("acceptance", "change_request")
        .order_by("-brief__number")
        .first()
    )
    if proposal is None:
        return Standing.NONE
    if hasattr(proposal, "acceptance"):
        return Standing.ACCEPTED
    if proposal.withdrawn_at:
        return Standing.WITHDRAWN
    return Standing.CHANGE_ASKED if hasattr(proposal, "change_request") else Standing.OPEN


def progress_of(delegation_id: UUID) -> dict[UUID, Progress]:
    """Where each milestone that was not dropped stands, in their order."""
    milestones = Milestone.objects.filter(delegation_id=delegation_id, dropped_at=None)
    progress = dict.fromkeys(milestones.order_by("position").values_list("id", flat=True), Progress.NOTHING)
    deliveries = (
        Delivery.objects.filter(delegation_id=delegation_id, milestone_id__in=progress)
        .order_by("number")
        .values_list("milestone_id", "verdict__outcome")
    )
    for milestone_id, outcome in deliveries:
        progress[milestone_id] = progress_after(outcome)
    return progress


def progress_after(outcome: str | None) -> Progress:
    """Where a milestone stands after a delivery with this outcome (None: not judged yet)."""
    if outcome is None:
        return Progress.WAITING
    return Progress.ACCEPTED if outcome == Outcome.ACCEPTED else Progress.SENT_BACK


@step
def restate(delegation: Delegation, now: datetime) -> None:
    """Cache the state that the rows make now. Every verb of this room ends here."""
    state = state_of(facts_of(delegation))
    if state != delegation.state:
        delegation.state, delegation.moved_at = state, now
        delegation.save(update_fields=["state", "moved_at"])
