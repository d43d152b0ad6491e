"""Delegations as what a line of the log is about."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from relais.delegations.models import Delegation
from relais.log import matters
from relais.log.matters import Matter
from relais.people.models import Membership


class DelegationMatters:
    """Before the brief was proposed its executor knows nothing of it, and reads nothing about it."""

    def options(self, member: Membership, limit: int) -> list[Matter]:
        found = Delegation.objects.visible_to(member).under_way().order_by("-id")
        return [self._matter(one) for one in found.only(*_NEEDED)[:limit]]

    def find(self, member: Membership, identifier: UUID) -> Matter | None:
        found = Delegation.objects.visible_to(member).filter(pk=identifier).only(*_NEEDED).first()
        return self._matter(found) if found else None

    def url(self, slug: str, identifier: UUID) -> str:
        return reverse("delegations:page", args=[slug, identifier])

    def _matter(self, delegation: Delegation) -> Matter:
        shown = delegation.proposed_at is not None
        return Matter(delegation.id, delegation.title, delegation.executor_id if shown else None)


_NEEDED = ("id", "title", "executor_id", "proposed_at")

matters.offer("delegation", DelegationMatters())
