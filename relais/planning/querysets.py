"""What a member may load of plans and goals."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Self

from django.db import models
from django.db.models import Q

from relais.acts.titles import Titles, stems_of

if TYPE_CHECKING:
    from relais.people.models import Membership


TITLES: Final = Titles("planning_task", "member_id")


class OwnQuerySet(models.QuerySet[Any]):
    """A plan is its member's alone: not even the owner reads another's."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(member=member) if member.may("plan.keep") else self.none()


class GoalQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """The goals are the business's: whoever keeps a plan here sees them."""
        return self.filter(business_id=member.business_id) if member.may("plan.keep") else self.none()

    def live(self) -> Self:
        return self.filter(dropped_at=None)

    def on(self, day: date) -> Self:
        """Those that are under way on a day."""
        return self.filter(starts_on__lte=day, due_on__gte=day)


class TaskQuerySet(OwnQuerySet):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def dated(self) -> Self:
        return self.filter(due_at__isnull=False)

    def urgent(self) -> Self:
        """A date, and a consequence when it is missed."""
        return self.dated().filter(~Q(consequence="") | Q(consequence_amount__isnull=False))

    def to_decide(self) -> Self:
        """Those of which nobody said whether they move the business."""
        return self.filter(moves_business=None)

    def passed(self, now: datetime) -> Self:
        """Open, and their date is over."""
        return self.open().filter(due_at__lte=now)

    def to_plan(self, now: datetime) -> Self:
        """What the planner places: open work with a date to come, and important work, its date passed or not."""
        return self.open().filter(Q(due_at__gt=now) | Q(moves_business=True))

    def called(self, query: str, member: Membership) -> Self:
        """Those of the member whose title has every word of `query`, or words that begin so; accents and endings forgiven."""
        return self.filter(TITLES.called(stems_of(query), member.id))
