"""What a member may read of captured lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from relais.people.roles import MANAGEMENT

if TYPE_CHECKING:
    from relais.people.models import Membership


class CaptureQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """A line is its author's alone; those of management are shared by management."""
        lines = self.filter(business_id=member.business_id)
        if member.is_management:
            return lines.filter(models.Q(by=member) | models.Q(entry__reader=None, by__role__in=MANAGEMENT))
        return lines.filter(by=member)

    def to_sort(self) -> Self:
        return self.filter(sorted_at=None)
