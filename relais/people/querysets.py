"""What a person may load of people and businesses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from .models import Membership, Person


class BusinessQuerySet(models.QuerySet[Any]):
    def of(self, person: Person) -> Self:
        """The businesses in which the person works now."""
        return self.filter(memberships__person=person, memberships__left_at=None)


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(left_at=None)

    def last_of(self, person: Person) -> Membership | None:
        """The membership where the person was last, else their newest, with its business and person; None without any."""
        theirs = self.current().filter(person=person).select_related("business").order_by("-joined_at", "-id")
        rows: list[Membership] = list(theirs)
        for row in rows:
            row.person = person
        return next(
            (row for row in rows if row.business_id == person.last_business_id), rows[0] if rows else None
        )

    def visible_to(self, member: Membership) -> Self:
        """Management sees everyone; others see themselves and the owner: never another person's name."""
        same = self.filter(business_id=member.business_id)
        if member.may("team.see"):
            return same
        return same.filter(models.Q(id=member.id) | models.Q(role="owner", left_at=None))


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
