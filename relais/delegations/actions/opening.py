"""Opening a delegation: a draft with an empty brief and one milestone, the whole work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.activities.actions import sorted_into
from relais.activities.rules import activity_of
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import keep_money_places, note
from relais.delegations.entries import DelegationOpened
from relais.delegations.models import Brief, Delegation, Milestone, State
from relais.engine.words.fold import search_terms
from relais.log.querysets import entries_visible_to
from relais.people.gates import require
from relais.people.models import Membership

SILENCE_DAYS = 14


@verb
def open_delegation(
    title: str,
    *,
    executor_id: UUID | None = None,
    procedure_id: UUID | None = None,
    currency: str | None = None,
    silence_days: int | None = SILENCE_DAYS,
    from_entry_id: UUID | None = None,
    activity_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Delegation:
    """A new draft, in the business's currency unless said otherwise; the captured line that led to it (its
    entry) counts as sorted. `activity_id`: what recurs and is handed over; the time of deliveries counts for it."""
    member = require(by, "delegation.change")
    delegation = Delegation(
        id=new_id(),
        business=member.business,
        title=rules.title_of(title),
        executor=rules.executor_of(executor_id, seen_by=member),
        procedure=rules.procedure_of(procedure_id, seen_by=member),
        activity=activity_of(activity_id, seen_by=member),
        currency=rules.currency_of(currency or member.business.currency),
        silence_days=rules.silence_of(silence_days),
        state=State.DRAFT,
        opened_by=member,
        opened_at=now,
        moved_at=now,
    )
    delegation.words = " " + " ".join(search_terms(delegation.title)) + " "
    delegation.save(force_insert=True)
    Brief(id=new_id(), delegation=delegation, number=1, written_by=member, written_at=now).save(
        force_insert=True
    )
    Milestone(id=new_id(), delegation=delegation, position=1).save(force_insert=True)
    keep_money_places(delegation, now)
    if from_entry_id is not None:
        _sort_line(from_entry_id, delegation, member=member, by=by, now=now)
    note(delegation, DelegationOpened(delegation=delegation.title), by=by, now=now)
    return delegation


@step
def _sort_line(
    entry_id: UUID, delegation: Delegation, *, member: Membership, by: Actor, now: datetime
) -> None:
    """What the delegation was made from: a captured line is sorted by it, a request of the log stays as it is."""
    origin = entries_visible_to(member).filter(pk=entry_id).first()
    if origin is None:
        raise Refused("not_found")
    sorted_into(origin, "delegation", delegation.id, by=by, now=now)
