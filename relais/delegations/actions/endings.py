"""The end of a delegation: closed when the work is done, called off when it is not to be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step, verb
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.actions.giving import take_procedure_back
from relais.delegations.entries import DelegationCalledOff, DelegationClosed
from relais.delegations.models import Closure, Delegation, State
from relais.delegations.states import restate
from relais.funds.actions import close_holdings
from relais.people.gates import member_of


@verb
def close(delegation_id: UUID, *, text: str = "", by: Actor, now: datetime) -> Closure:
    """End a delegation whose work is done: nothing waits for a verdict, and all its money was released or returned."""
    delegation = loaded(delegation_id, by, "delegation.change")
    data = DelegationClosed(delegation=delegation.title)
    return _end(delegation, data, rules.ACCEPTED_ON, text, by=by, now=now)


@verb
def call_off(delegation_id: UUID, *, text: str = "", by: Actor, now: datetime) -> Closure:
    """End a delegation whose work is not to be done (any more), with the reason: no money may be left on it."""
    delegation = loaded(delegation_id, by, "delegation.change")
    states = (rules.ACCEPTED_ON - {State.ACCEPTED}) | rules.NOT_YET_PROPOSED | {State.PROPOSED}
    data = DelegationCalledOff(delegation=delegation.title)
    return _end(delegation, data, states, text, by=by, now=now)


@step
def _end(
    delegation: Delegation,
    data: EntryData,
    states: Collection[str],
    text: str,
    *,
    by: Actor,
    now: datetime,
) -> Closure:
    rules.in_state(delegation, states)
    said = clean_text(text, limit=rules.TEXT_LIMIT, required=False)
    if delegation.state == State.DELIVERED:
        raise Refused("delivery_still_waits")
    close_holdings(delegation.milestones.values_list("id", flat=True), now=now)
    rules.no_money_left(delegation)
    entry = note(delegation, data, by=by, now=now, text=said)
    closure = Closure(
        delegation=delegation,
        called_off=isinstance(data, DelegationCalledOff),
        entry=entry,
        by=member_of(by),
        at=now,
    )
    closure.save(force_insert=True)
    restate(delegation, now)
    take_procedure_back(delegation, delegation.procedure, now)
    return closure
