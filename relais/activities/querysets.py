"""What a member may read of activities, decisions and captured lines."""

from __future__ import annotations

from datetime import date
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


class OfManagementQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """What recurs, its time, and what the owner thinks of it, is management's."""
        if not member.may("activity.keep"):
            return self.none()
        return self.filter(business_id=member.business_id)


class ActivityQuerySet(OfManagementQuerySet):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class TimerQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """What runs for a member is theirs."""
        return self.filter(member=member)


class NoteQuerySet(OfManagementQuerySet):
    def kept(self) -> Self:
        return self.filter(dropped_at=None)


class DecisionQuerySet(OfManagementQuerySet):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def to_look_at(self, today: date) -> Self:
        """Those whose day to look again has come, and of which it was not said yet what came of them."""
        return self.filter(judged_at=None, look_again_on__lte=today)
