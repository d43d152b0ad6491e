"""What a member may load of what is decided: what is management's, and what is its author's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from relais.people.models import Membership


class OwnQuerySet(models.QuerySet[Any]):
    """Notes are their author's alone, and so is what was said of them and the review that rereads them."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(member=member) if member.may("activity.keep") else self.none()


class ManagementQuerySet(models.QuerySet[Any]):
    """What is decided about an activity, what may go wrong, and the rates reckoned with are management's."""

    def visible_to(self, member: Membership) -> Self:
        if not member.may("activity.keep"):
            return self.none()
        return self.filter(business_id=member.business_id)

    def open(self) -> Self:
        """Cases and comparisons that were not put away."""
        return self.filter(ended_at=None)


class SheetQuerySet(ManagementQuerySet):
    def kept(self) -> Self:
        return self.filter(dropped_at=None)


class OutcomeQuerySet(ManagementQuerySet):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def told(self) -> Self:
        """Those of which it was said whether they happened."""
        return self.filter(told_at__isnull=False)
