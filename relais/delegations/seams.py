"""Where this room answers the rooms below it, which know nothing of delegations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from relais.acts.refusal import Refused
from relais.delegations.actions.joining import take_over
from relais.delegations.models import Delegation, State
from relais.log import matters
from relais.log.matters import Matter
from relais.people import seams
from relais.people.models import Membership

seams.when_joined(take_over)


@seams.before_leaving
def keep_if_busy(membership: Membership) -> None:
    """Nobody leaves while work is in their hands: it is closed or called off first."""
    in_hand = (
        Delegation.objects.under_way()
        .filter(executor=membership, proposed_at__isnull=False)
        .exclude(state=State.DRAFT)
        .first()
    )
    if in_hand is not None:
        raise Refused("work_in_hand", delegation=in_hand.title)


class Matters:
    """The delegations, as a line of the log can be about one and a reviewer or mediator be given one to see."""

    def options(self, member: Membership, limit: int) -> list[Matter]:
        found = Delegation.objects.visible_to(member).under_way().order_by("-id")
        return [_matter(delegation) for delegation in found[:limit]]

    def find(self, member: Membership, identifier: UUID) -> Matter | None:
        found = Delegation.objects.visible_to(member).filter(pk=identifier).first()
        return _matter(found) if found else None

    def titles(self, member: Membership, identifiers: Sequence[UUID]) -> dict[UUID, str]:
        seen = Delegation.objects.visible_to(member).filter(pk__in=identifiers)
        return dict(seen.values_list("id", "title"))

    def url(self, slug: str, identifier: UUID) -> str:
        return reverse("delegations:page", args=[slug, identifier])


def _matter(delegation: Delegation) -> Matter:
    """Whoever was not shown the brief yet reads nothing of what is written about it."""
    return Matter(delegation.id, delegation.title, delegation.executor_id if delegation.proposed_at else None)


_matters = Matters()
seams.offer_matters(_matters)
matters.offer("delegation", _matters)
