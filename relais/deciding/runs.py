"""How long the delegate really took: typed by hand, then what was delivered for the delegations opened from the case."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from relais.deciding.models import Case, CaseDelegation
from relais.delegations.models import Delivery
from relais.engine.decide.fitting import RUNS_LIMIT

TIMES_MOST: Final = 200


def delivered(case: Case) -> list[int]:
    """Minutes of the first delivery of each milestone, oldest first: what comes after it is redoing. One query."""
    rows = (
        Delivery.objects.filter(delegation__in=case.delegations.values("delegation_id"), minutes__gt=0)
        .order_by("at", "id")
        .values_list("milestone_id", "minutes")
    )
    first: dict[object, int] = {}
    for milestone, minutes in rows[: 2 * RUNS_LIMIT]:
        first.setdefault(milestone, minutes)
    return list(first.values())[: RUNS_LIMIT - TIMES_MOST]


def runs_of(case: Case) -> list[int]:
    """All runs, as minutes. No query where the case says that it has no delegation (`with_delegations`)."""
    return [*case.times, *(delivered(case) if getattr(case, "has_delegations", True) else [])]


def with_delegations(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Cases that know whether a delegation was opened from them."""
    return cases.annotate(has_delegations=Exists(CaseDelegation.objects.filter(case=OuterRef("pk"))))
