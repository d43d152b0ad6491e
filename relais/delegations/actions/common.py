"""What the verbs of this room share: loading under a lock, recording for the right reader, keeping money in place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.files import StoredFile
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step
from relais.delegations.models import Delegation, Milestone
from relais.funds.actions import open_holding
from relais.people.gates import member_of, require
from relais.people.roles import Right


@step
def loaded(delegation_id: UUID, by: Actor, right: Right | None = None) -> Delegation:
    """The delegation, seen by the actor who has the right, and locked.

    Every verb locks this row first, so that two acts on one delegation happen one after the other on PostgreSQL; on
    SQLite writers queue anyway.
    """
    member = member_of(by)
    delegation = (
        Delegation.objects.visible_to(member)
        .select_related("business", "executor__person", "procedure")
        .select_for_update(of=("self",))
        .filter(pk=delegation_id)
        .first()
    )
    if delegation is None:
        raise Refused("not_found")
    if right is not None:
        require(by, right)
    found: Delegation = delegation
    return found


@step
def note(
    delegation: Delegation,
    data: EntryData,
    *,
    by: Actor,
    now: datetime,
    subject: Model | None = None,
    text: str = "",
    files: Sequence[StoredFile] = (),
) -> Entry:
    """Record the one entry of a verb, in the delegation's thread; the executor reads it once the brief was shown to them."""
    return record(
        delegation.business,
        data,
        by=by,
        now=now,
        subject=subject or delegation,
        delegation_id=delegation.id,
        reader_id=delegation.executor_id if delegation.proposed_at else None,
        text=text,
        files=files,
    )


@step
def keep_money_places(delegation: Delegation, now: datetime) -> None:
    """Let funds know of each milestone, its title, price, currency and who works for it."""
    for milestone in Milestone.objects.filter(delegation=delegation, dropped_at=None):
        open_holding(
            milestone_id=milestone.id,
            delegation_id=delegation.id,
            business=delegation.business,
            title=f"{delegation.title} · {milestone.title}" if milestone.title else delegation.title,
            payee=delegation.executor,
            currency=delegation.currency,
            agreed=milestone.amount,
            now=now,
        )
