"""Writing the brief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.entries import BriefWritten
from relais.delegations.models import Brief, Delegation, Proposal
from relais.people.gates import member_of
from relais.people.models import Membership


@verb
def write_brief(
    delegation_id: UUID, parts: Mapping[str, str], *, stamp: str | None = None, by: Actor, now: datetime
) -> Brief:
    """Keep what was written of the brief, complete or not; parts not given stay as they are.

    A brief that was proposed is frozen: after a change request or a withdrawal, the next number begins as its copy.
    `stamp` (`Brief.stamp`) is what the editor was opened on; saved by another since, it is refused. Saying the same again
    changes nothing and records nothing.
    """
    member = member_of(by)
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED)
    brief = delegation.briefs.order_by("-number")[0]
    written = {
        part: clean_text(parts[part], limit=rules.PART_LIMIT, required=False, field=part)
        for part in Brief.PARTS
        if part in parts
    }
    if all(getattr(brief, part) == text for part, text in written.items()):
        return brief
    if stamp is not None and stamp != brief.stamp:
        raise Refused("brief_changed_meanwhile")
    if Proposal.objects.filter(brief=brief).exists():
        brief = _next_number(delegation, brief, member)
    for part, text in written.items():
        setattr(brief, part, text)
    brief.written_by, brief.written_at = member, now
    brief.save()
    data = BriefWritten(delegation=delegation.title, number=brief.number, empty=len(brief.empty_parts()))
    note(delegation, data, by=by, now=now, subject=brief)
    return brief


def _next_number(delegation: Delegation, brief: Brief, member: Membership) -> Brief:
    copied = {part: getattr(brief, part) for part in Brief.PARTS}
    return Brief(id=new_id(), delegation=delegation, number=brief.number + 1, written_by=member, **copied)
