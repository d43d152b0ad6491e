"""Putting the brief before the executor: proposed, withdrawn, accepted, or sent back for a change."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.actions.giving import give_procedure, take_procedure_back
from relais.delegations.entries import (
    ChangeAsked,
    DelegationAccepted,
    DelegationProposed,
    ProposalWithdrawn,
)
from relais.delegations.models import (
    Acceptance,
    Brief,
    ChangeRequest,
    Delegation,
    Proposal,
    State,
)
from relais.delegations.states import restate
from relais.people.gates import member_of


def brief_digest(brief: Brief) -> str:
    """SHA-256 over the parts of a brief, as the chain keeps it."""
    said = json.dumps(
        {part: getattr(brief, part) for part in Brief.PARTS}, sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(said.encode()).hexdigest()


@verb
def propose(delegation_id: UUID, *, by: Actor, now: datetime) -> Proposal:
    """Put the brief before the executor; from here it is frozen. Refused while a part is empty or nobody is to read it."""
    member = member_of(by)
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED)
    brief = _brief_to_propose(delegation, now)
    rules.ready_to_propose(delegation, brief, now)
    proposal = Proposal(brief=brief, by=member, at=now)
    proposal.save(force_insert=True)
    if delegation.executor_id is not None:
        delegation.proposed_at = delegation.proposed_at or now
        delegation.save(update_fields=["proposed_at"])
        give_procedure(delegation, now)
    restate(delegation, now)
    data = DelegationProposed(
        delegation=delegation.title, number=brief.number, brief_sha256=brief_digest(brief)
    )
    note(delegation, data, by=by, now=now, subject=proposal)
    return proposal


def _brief_to_propose(delegation: Delegation, now: datetime) -> Brief:
    """The brief of the highest number; proposed before and not changed since, its copy under the next number."""
    brief = delegation.briefs.order_by("-number")[0]
    if not Proposal.objects.filter(brief=brief).exists():
        return brief
    copied = {part: getattr(brief, part) for part in Brief.PARTS}
    again = Brief(
        id=new_id(),
        delegation=delegation,
        number=brief.number + 1,
        written_by=brief.written_by,
        written_at=brief.written_at,
        **copied,
    )
    again.save(force_insert=True)
    return again


@verb
def withdraw_proposal(delegation_id: UUID, *, by: Actor, now: datetime) -> Proposal:
    """Take the proposal back before it is answered: the brief can be changed again."""
    delegation = loaded(delegation_id, by, "delegation.change")
    proposal = _open_proposal(delegation)
    # The executor may answer at the same moment: the delegation is locked, and only an unanswered proposal is withdrawn.
    proposal.withdrawn_at = now
    proposal.save(update_fields=["withdrawn_at"])
    take_procedure_back(delegation, delegation.procedure, now)
    restate(delegation, now)
    data = ProposalWithdrawn(delegation=delegation.title, number=proposal.brief.number)
    note(delegation, data, by=by, now=now, subject=proposal)
    return proposal


@verb
def accept(delegation_id: UUID, *, by: Actor, now: datetime) -> Acceptance:
    """The executor takes the work on, as the brief says it."""
    member = member_of(by)
    delegation = loaded(delegation_id, by)
    rules.own_work(delegation, member)
    proposal = _open_proposal(delegation)
    acceptance = Acceptance(proposal=proposal, by=member, at=now)
    acceptance.save(force_insert=True)
    restate(delegation, now)
    data = DelegationAccepted(delegation=delegation.title, number=proposal.brief.number)
    note(delegation, data, by=by, now=now, subject=acceptance)
    return acceptance


@verb
def ask_for_change(delegation_id: UUID, text: str, *, by: Actor, now: datetime) -> ChangeRequest:
    """The executor says what they would have otherwise before taking the work on."""
    member = member_of(by)
    text = clean_text(text, limit=rules.TEXT_LIMIT)
    delegation = loaded(delegation_id, by)
    rules.own_work(delegation, member)
    proposal = _open_proposal(delegation)
    data = ChangeAsked(delegation=delegation.title, number=proposal.brief.number)
    entry = note(delegation, data, by=by, now=now, subject=proposal, text=text)
    request = ChangeRequest(proposal=proposal, entry=entry, by=member, at=now)
    request.save(force_insert=True)
    restate(delegation, now)
    return request


def _open_proposal(delegation: Delegation) -> Proposal:
    """The proposal that waits for an answer."""
    if delegation.state != State.PROPOSED:
        if delegation.state in (State.DRAFT, State.CHANGE_ASKED):
            raise Refused("proposal_already_answered")
        rules.in_state(delegation, (State.PROPOSED,))
    return (
        Proposal.objects.filter(brief__delegation=delegation)
        .select_related("brief")
        .order_by("-brief__number")[0]
    )
