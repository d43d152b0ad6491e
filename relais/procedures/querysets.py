"""What a member may read of procedures and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from relais.acts.titles import reading, stems_of
from relais.people.gates import granted_matters
from relais.people.roles import Role

if TYPE_CHECKING:
    from relais.people.models import Membership


class ProcedureQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """Management sees all; others the procedures given to them."""
        procedures = self.filter(business_id=member.business_id)
        if member.may("procedure.see_all"):
            return procedures
        return procedures.filter(given__member=member, given__ended_at=None, current__isnull=False)

    def in_use(self) -> Self:
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def called(self, query: str) -> Self:
        """Those whose title has every word of `query`, or words that begin so; accents and endings forgiven."""
        return self.filter(reading(stems_of(query)))

    def with_facts(self, member: Membership) -> Self:
        """With `step_count` and `last_run_at` (of runs that the member may see), as lists show them."""
        from .models import Run, Step, Version

        runs = Run.objects.visible_to(member).filter(procedure=OuterRef("pk")).order_by("-id")
        # Positions are 1, 2, 3…: the last one is the count, and an index answers it at once.
        steps = Step.objects.filter(version=OuterRef("current")).order_by("-position").values("position")
        drafts = Version.objects.filter(procedure=OuterRef("pk"), published_at=None, discarded_at=None)
        return self.select_related("current").annotate(
            step_count=Subquery(steps[:1]),
            last_run_at=Subquery(runs.values("started_at")[:1]),
            draft_number=Subquery(drafts.values("number")[:1]),
        )


class RunQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """Management sees all; an executor their own; a reviewer or a mediator those of the matters granted to them."""
        runs = self.filter(business_id=member.business_id)
        if member.is_management:
            return runs
        if member.role in (Role.REVIEWER, Role.MEDIATOR):
            return runs.filter(delegation_id__in=granted_matters(member))
        return runs.filter(by=member)

    def open(self) -> Self:
        return self.filter(finished_at=None, given_up_at=None)
