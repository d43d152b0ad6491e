"""What a member may read of procedures and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

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


class RunQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        runs = self.filter(business_id=member.business_id)
        return runs if member.is_management else runs.filter(by=member)

    def open(self) -> Self:
        return self.filter(finished_at=None, given_up_at=None)
