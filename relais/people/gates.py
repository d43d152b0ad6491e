"""The gates that every page, API call and verb goes through: who are you here, and may you?"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused

from .models import Membership, Person
from .roles import Right


def member_of(by: Actor) -> Membership:
    """The membership of the actor; refused as `not_found` where they have none (a stranger learns nothing)."""
    if by.member is None:
        raise Refused("not_found")
    return cast(Membership, by.member)


def require(by: Actor, right: Right) -> Membership:
    """The actor's membership, if their role has the right; refused as `not_allowed` otherwise."""
    member = member_of(by)
    if not member.may(right):
        raise Refused("not_allowed")
    return member


def person_of(by: Actor) -> Person:
    """The person of the actor, locked, for acts outside a business; refused as `not_found` where there is none."""
    if by.person_id is not None:
        person = Person.objects.select_for_update().filter(pk=by.person_id, is_active=True).first()
        if person is not None:
            return person
    raise Refused("not_found")


def granted_matters(member: Membership) -> tuple[UUID, ...]:
    """The delegations that a reviewer or a mediator was given to see. Asked once a page, where the member only reads."""
    if member.matters_read is not None:
        return member.matters_read
    matters = tuple(member.grants.filter(ended_at=None).values_list("delegation_id", flat=True))
    if member.only_reads:
        member.matters_read = matters
    return matters
