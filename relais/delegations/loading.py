"""The queries behind the page of a delegation, prepared once a process."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery, Sum

from relais.acts.prepared import Prepared
from relais.delegations.models import Brief, Delegation, Delivery, Gate, Milestone
from relais.funds.models import Account
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.procedures.models import Run

SHOWN = ("pledged", "held", "disputed", "released", "paid")


def _balance(kind: str) -> Subquery:
    accounts = Account.objects.filter(milestone_id=OuterRef("pk"), kind=kind).order_by()
    return Subquery(accounts.values("milestone_id").annotate(total=Sum("balance")).values("total"))


def _last_run(member: Membership, delegation: UUID, column: str) -> Subquery:
    """Of the reader's last run for the work: a column of the brief, because a query more would be one too many."""
    mine = Run.objects.filter(by=member, delegation_id=delegation, given_up_at=None).order_by("-id")
    return Subquery(mine.values(column)[:1])


BRIEFS = OfMember(
    lambda member, delegation: (
        Brief.objects.filter(delegation__in=Delegation.objects.visible_to(member).filter(pk=delegation))
        .select_related(
            "delegation__executor__person",
            "delegation__opened_by__person",
            "delegation__procedure",
            "delegation__invitation",
            "delegation__closure",
            "proposal__acceptance",
            "proposal__change_request__entry__text",
        )
        .annotate(
            last_run_id=_last_run(member, delegation, "id"),
            last_run_finished_at=_last_run(member, delegation, "finished_at"),
            has_gates=Exists(Gate.objects.filter(delegation_id=delegation).standing()),
        )
        .order_by("-number")[:3]
    ),
    delegation=UUID,
)
MILESTONES = Prepared(
    lambda delegation: (
        Milestone.objects.filter(delegation_id=delegation, dropped_at=None)
        .order_by("position")
        .annotate(**{f"in_{kind}": _balance(kind) for kind in SHOWN})
    ),
    delegation=UUID,
)
DELIVERIES = Prepared(
    lambda delegation: (
        Delivery.objects.filter(delegation_id=delegation)
        .select_related("verdict__step", "verdict__by__person", "run__version", "milestone")
        .order_by("-number")[:60]
    ),
    delegation=UUID,
)
GATES = Prepared(
    lambda delegation: (
        Gate.objects.filter(delegation_id=delegation)
        .standing()
        .select_related("cleared_by__person", "cleared_entry__text")
        .order_by("id")
    ),
    delegation=UUID,
)
