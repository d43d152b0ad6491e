"""What a member may load of what is decided: what is management's, and what is its author's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from relais.delegations.models import Delegation, State

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

    def with_brief_begun(self) -> Self:
        """Cases and comparisons with the draft of a delegation of their activity, if one is begun: `draft_id`."""
        drafts = Delegation.objects.filter(activity=OuterRef("activity_id"), state=State.DRAFT).order_by(
            "-id"
        )
        return self.annotate(draft_id=Subquery(drafts.values("pk")[:1]))


class SheetQuerySet(ManagementQuerySet):
    def kept(self) -> Self:
        return self.filter(dropped_at=None)


class OutcomeQuerySet(ManagementQuerySet):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def told(self) -> Self:
        """Those of which it was said whether they happened."""
        return self.filter(told_at__isnull=False)
