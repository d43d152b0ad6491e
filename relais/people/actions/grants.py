"""Letting a reviewer or a mediator see one delegation, and nothing else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.people import seams
from relais.people.entries import MatterGranted, MatterGrantEnded
from relais.people.gates import require
from relais.people.models import MatterGrant, Membership
from relais.people.roles import Role


@verb
def grant_matter(membership_id: UUID, *, delegation_id: UUID, by: Actor, now: datetime) -> MatterGrant:
    """Let a reviewer or mediator see a delegation that the actor sees.

    Refused: `not_allowed`, `not_found`, `grants_not_for_role`, `matter_unknown`, `nothing_changed` (already granted).
    """
    member = require(by, "team.change")
    other = (
        Membership.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("business")
        .filter(id=membership_id, left_at=None)
        .first()
    )
    if other is None:
        raise Refused("not_found")
    if other.role not in (Role.REVIEWER, Role.MEDIATOR):
        raise Refused("grants_not_for_role")
    if not seams.matter_exists(member, delegation_id):
        raise Refused("matter_unknown", field="delegation")
    # The lock on the membership above makes two who grant the same queue; on SQLite writers queue anyhow.
    grant = MatterGrant.objects.filter(membership=other, delegation_id=delegation_id).first()
    if grant is None:
        grant = MatterGrant(membership=other, delegation_id=delegation_id, granted_by=member, granted_at=now)
        grant.save(force_insert=True)
    elif grant.ended_at is None:
        raise Refused("nothing_changed", field="delegation")
    else:
        grant.granted_by, grant.granted_at, grant.ended_at = member, now, None
        grant.save(update_fields=["granted_by", "granted_at", "ended_at"])
    said = MatterGranted(role=other.role)
    record(
        other.business, said, by=by, now=now, subject=other, delegation_id=delegation_id, reader_id=other.id
    )  # fmt: skip
    return grant


@verb
def end_grant(grant_id: UUID, *, by: Actor, now: datetime) -> MatterGrant:
    """Take a delegation back from a reviewer or mediator."""
    member = require(by, "team.change")
    grant = (
        MatterGrant.objects.select_for_update(of=("self",))
        .select_related("membership__business")
        .filter(id=grant_id, membership__business_id=member.business_id, ended_at=None)
        .first()
    )
    if grant is None:
        raise Refused("not_found")
    grant.ended_at = now
    grant.save(update_fields=["ended_at"])
    said = MatterGrantEnded(role=grant.membership.role)
    record(
        grant.membership.business, said, by=by, now=now, subject=grant.membership,
        delegation_id=grant.delegation_id,
    )  # fmt: skip
    return grant
