"""Delegations as what a line of the log is about, and as what a reviewer or mediator is given to see."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from relais.config.addresses import address
from relais.delegations.models import Delegation
from relais.log import matters
from relais.log.matters import Matter
from relais.people.models import Membership
from relais.people.prepared import OfMember


class DelegationMatters:
    """Before the brief was proposed its executor knows nothing of it, and reads nothing about it."""

    def options(self, member: Membership, limit: int) -> list[Matter]:
        return [_matter(*one) for one in _options(limit).rows(member)]

    def find(self, member: Membership, identifier: UUID) -> Matter | None:
        found = Delegation.objects.visible_to(member).filter(pk=identifier).values_list(*_NEEDED).first()
        return _matter(*found) if found else None

    def titles(self, member: Membership, identifiers: Sequence[UUID]) -> dict[UUID, str]:
        seen = Delegation.objects.visible_to(member).filter(pk__in=identifiers)
        return dict(seen.values_list("id", "title"))

    def url(self, slug: str, identifier: UUID) -> str:
        return address("delegations:page", slug, identifier)


_NEEDED = ("id", "title", "executor_id", "proposed_at")


@functools.cache
def _options(limit: int) -> OfMember:
    """Every page with a composer offers them."""
    return OfMember(
        lambda member: (
            Delegation.objects.visible_to(member).under_way().order_by("-id").values_list(*_NEEDED)[:limit]
        )
    )


def _matter(identifier: UUID, title: str, executor: UUID | None, proposed_at: datetime | None) -> Matter:
    return Matter(identifier, title, executor if proposed_at else None)


MATTERS = DelegationMatters()
matters.offer("delegation", MATTERS)
