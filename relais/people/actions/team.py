"""Roles, titles and departures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.people import seams
from relais.people.entries import MemberLeft, MemberTitled, RoleChanged
from relais.people.gates import member_of, require
from relais.people.models import MatterGrant, Membership, Person
from relais.people.roles import Role, may
from relais.people.rules import (
    clean_role,
    clean_title,
    guard_may_change,
    guard_may_give,
    guard_not_last_owner,
    lock_owners,
)

SEES_SINGLE_MATTERS = (Role.REVIEWER, Role.MEDIATOR)


@verb
def change_role(membership_id: UUID, *, role: str, by: Actor, now: datetime) -> Membership:
    """Give a member another role.

    Refused: `not_allowed`, `only_owner_gives_role`, `only_owner_changes_management`, `last_owner`, `nothing_changed`,
    `member_gone`, and what rooms above refuse (`seams.before_leaving`) where the new role cannot perform delegations.
    """
    member = require(by, "team.change")
    role = clean_role(role)
    other = _lock(membership_id, member)
    guard_may_change(member, other)
    guard_may_give(member, role)
    if other.role == role:
        raise Refused("nothing_changed", field="role")
    guard_not_last_owner(other)
    if not may(role, "delegation.perform"):
        seams.guard_leaving(other)
    before, other.role = other.role, role
    other.save(update_fields=["role"])
    if role not in SEES_SINGLE_MATTERS:
        _end_grants(other, now=now)
    said = RoleChanged(before=before, after=role)
    record(other.business, said, by=by, now=now, subject=other, reader_id=other.id)
    return other


@verb
def change_title(membership_id: UUID, *, title: str, by: Actor, now: datetime) -> Membership:
    """Say what a member does here ("webmaster"); an empty title removes it."""
    member = require(by, "team.change")
    title = clean_title(title)
    other = _lock(membership_id, member)
    guard_may_change(member, other)
    if other.title == title:
        raise Refused("nothing_changed", field="title")
    other.title = title
    other.save(update_fields=["title"])
    record(other.business, MemberTitled(title=title), by=by, now=now, subject=other, reader_id=other.id)
    return other


@verb
def end_membership(membership_id: UUID, *, by: Actor, now: datetime) -> Membership:
    """End a member's part in the business, or leave it oneself. What they wrote stays; they see nothing more.

    Refused: `not_allowed`, `only_owner_changes_management`, `last_owner`, `member_gone`, and what rooms above refuse
    (`seams.before_leaving`: work in hand).
    """
    member = member_of(by)
    by_themselves = membership_id == member.id
    if not by_themselves:
        require(by, "team.change")
    other = _lock(membership_id, member)
    guard_may_change(member, other)
    guard_not_last_owner(other)
    seams.guard_leaving(other)
    other.left_at = now
    other.save(update_fields=["left_at"])
    _end_grants(other, now=now)
    Person.objects.filter(id=other.person_id, last_business_id=other.business_id).update(last_business=None)
    said = MemberLeft(role=other.role, by_themselves=by_themselves)
    record(other.business, said, by=by, now=now, subject=other)
    return other


def _lock(membership_id: UUID, member: Membership) -> Membership:
    """A current member of the same business that the actor may see, locked together with the owners."""
    # Owners first and by id, so that two owners who act on each other cannot lock crosswise.
    list(lock_owners(member.business))
    other = (
        Membership.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("business", "person")
        .filter(id=membership_id)
        .first()
    )
    if other is None:
        raise Refused("not_found")
    if other.left_at is not None:
        raise Refused("member_gone")
    return other


def _end_grants(membership: Membership, *, now: datetime) -> None:
    MatterGrant.objects.filter(membership=membership, ended_at=None).update(ended_at=now)
