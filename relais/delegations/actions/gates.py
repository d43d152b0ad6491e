"""Gates: what must be so before the work of a delegation starts. Set, cleared with a note, taken back, removed.

A gate stops work and not agreement: the brief can be proposed and accepted while a gate is in the way, since what must come
first is part of what is agreed on; nothing is run or delivered until it is cleared. Whoever hands the work over clears it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.entries import GateCleared, GateOpened, GateRemoved, GateReopened
from relais.delegations.models import Delegation, Gate
from relais.people.gates import member_of


@verb
def open_gate(delegation_id: UUID, title: str, *, kind: str, by: Actor, now: datetime) -> Gate:
    """Something must be so before the work starts. Work under way stops until it is.

    Refused: `gate_kind_unknown`, `gates_too_many`, `work_already_accepted`, `delegation_is_closed`.
    """
    delegation = loaded(delegation_id, by, "delegation.change")
    return set_gate(delegation, title, kind, by=by, now=now)


@step
def set_gate(delegation: Delegation, title: str, kind: str, *, by: Actor, now: datetime) -> Gate:
    """What `open_gate` does, for a verb that loaded the delegation itself; it records the entry of the act."""
    rules.gates_open_until(delegation)
    if Gate.objects.filter(delegation=delegation).standing().count() >= rules.GATES_MOST:
        raise Refused("gates_too_many", most=rules.GATES_MOST)
    gate = Gate(
        id=new_id(), delegation=delegation, title=rules.title_of(title), kind=rules.gate_kind_of(kind),
        opened_by=member_of(by), opened_at=now,
    )  # fmt: skip
    gate.save(force_insert=True)
    note(delegation, GateOpened(delegation=delegation.title, gate=gate.title), by=by, now=now, subject=gate)
    return gate


@verb
def clear_gate(gate_id: UUID, *, text: str = "", by: Actor, now: datetime) -> Gate:
    """It is so: what was done, where it is kept, is the note. Refused: `gate_cleared_already`, `gate_is_removed`."""
    gate = _loaded(gate_id, by)
    if gate.cleared_at is not None:
        raise Refused("gate_cleared_already")
    text = clean_text(text, limit=rules.TEXT_LIMIT, required=False)
    data = GateCleared(delegation=gate.delegation.title, gate=gate.title)
    gate.cleared_entry = note(gate.delegation, data, by=by, now=now, subject=gate, text=text)
    gate.cleared_by, gate.cleared_at = member_of(by), now
    gate.save(update_fields=["cleared_by", "cleared_at", "cleared_entry"])
    return gate


@verb
def reopen_gate(gate_id: UUID, *, by: Actor, now: datetime) -> Gate:
    """Undo: it is not so (any more), and the work waits again. Refused: `gate_not_cleared_yet`, `gate_is_removed`."""
    gate = _loaded(gate_id, by)
    if gate.cleared_at is None:
        raise Refused("gate_not_cleared_yet")
    gate.cleared_by = gate.cleared_at = gate.cleared_entry = None
    gate.save(update_fields=["cleared_by", "cleared_at", "cleared_entry"])
    data = GateReopened(delegation=gate.delegation.title, gate=gate.title)
    note(gate.delegation, data, by=by, now=now, subject=gate)
    return gate


@verb
def remove_gate(gate_id: UUID, *, by: Actor, now: datetime) -> Gate:
    """It is not asked for any more. Refused: `gate_is_removed`."""
    gate = _loaded(gate_id, by)
    gate.removed_at = now
    gate.save(update_fields=["removed_at"])
    data = GateRemoved(delegation=gate.delegation.title, gate=gate.title)
    note(gate.delegation, data, by=by, now=now, subject=gate)
    return gate


def _loaded(gate_id: UUID, by: Actor) -> Gate:
    """The gate, standing; its delegation is locked first, as by every verb of this room: a delivery at the same moment waits."""
    seen = Gate.objects.visible_to(member_of(by)).filter(pk=gate_id)
    delegation_id = seen.values_list("delegation_id", flat=True).first()
    if delegation_id is None:
        raise Refused("not_found")
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.gates_open_until(delegation)
    gate: Gate = Gate.objects.get(pk=gate_id)
    gate.delegation = delegation
    if gate.removed_at is not None:
        raise Refused("gate_is_removed")
    return gate
