"""What a member may load of delegations and deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from django.db import models
from django.db.models.expressions import RawSQL

from relais.acts.titles import Titles, reading, stems_of
from relais.people.gates import granted_matters
from relais.people.roles import Role

if TYPE_CHECKING:
    from relais.people.models import Membership


TITLES: Final = Titles("delegations_delegation", "business_id")


class DelegationQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """Management sees all; an executor their own, once proposed; a reviewer or mediator what was granted."""
        delegations = self.filter(business_id=member.business_id)
        if member.may("delegation.see_all"):
            return delegations
        if member.role in (Role.REVIEWER, Role.MEDIATOR):
            return delegations.filter(id__in=granted_matters(member))
        return delegations.filter(executor=member, proposed_at__isnull=False).exclude(state="draft")

    def called(self, query: str, member: Membership) -> Self:
        """Those whose title has every word of `query`, or words that begin so; accents and endings forgiven.

        `member` is who asks: those who see all of a business ask its index, the few that others see are read.
        """
        stems = stems_of(query)
        if member.may("delegation.see_all"):
            return self.filter(TITLES.called(stems, member.business_id))
        return self.filter(reading(stems))

    # States written out and no parameters: only so does the planner see that they are the condition of an index.

    def under_way(self) -> Self:
        return self.exclude(state=RawSQL("'closed'", ()))

    def in_executors_hands(self) -> Self:
        """What the executor moves on: an answer to a proposal, work that came back."""
        return self.filter(state__in=[RawSQL("'proposed'", ()), RawSQL("'to_redo'", ())])

    def in_managements_hands(self) -> Self:
        """What management moves on, beside deliveries to judge: a change asked for, work to settle and close."""
        return self.filter(state__in=[RawSQL("'change_asked'", ()), RawSQL("'accepted'", ())])


class DeliveryQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        deliveries = self.filter(business_id=member.business_id)
        if member.may("delegation.see_all"):
            return deliveries
        if member.role in (Role.REVIEWER, Role.MEDIATOR):
            return deliveries.filter(delegation_id__in=granted_matters(member))
        return deliveries.filter(delegation__executor=member)

    def to_judge(self) -> Self:
        return self.filter(judged_at=None)


class GateQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """Whoever sees a delegation sees what its work waits for and must respect."""
        delegations: Any = self.model._meta.get_field("delegation").related_model
        return self.filter(delegation__in=delegations.objects.visible_to(member))

    def standing(self) -> Self:
        return self.filter(removed_at=None)

    def in_the_way(self) -> Self:
        return self.filter(cleared_at=None, removed_at=None)
