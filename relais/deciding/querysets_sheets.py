"""What a member may read of scenario sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from relais.people.models import Membership


class SheetQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """What may go wrong, and what the business can bear, is management's."""
        if not member.may("activity.keep"):
            return self.none()
        return self.filter(business_id=member.business_id)

    def kept(self) -> Self:
        return self.filter(dropped_at=None)


class OutcomeQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        if not member.may("activity.keep"):
            return self.none()
        return self.filter(business_id=member.business_id)

    def present(self) -> Self:
        return self.filter(removed_at=None)

    def told(self) -> Self:
        """Those of which it was said whether they happened."""
        return self.filter(told_at__isnull=False)
