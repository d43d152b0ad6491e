"""Lists of delegations: narrowed, counted, with what a row shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, Min, OuterRef, QuerySet, Subquery

from relais.delegations.models import Delegation, Milestone, State
from relais.people.models import Membership

COUNT_UP_TO = 99


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. No state: all that are not closed."""

    state: str = ""
    person: UUID | None = None
    query: str = ""


def listed(member: Membership, filters: Filters) -> QuerySet[Any]:
    """The delegations that the member may see under these filters, without order."""
    found = Delegation.objects.visible_to(member)
    if filters.query:
        found = found.called(filters.query)
    if filters.person is not None and member.may("delegation.see_all"):
        found = found.filter(executor_id=filters.person)
    if filters.state == "all":
        return found
    return found.filter(state=filters.state) if filters.state else found.under_way()


def with_facts(delegations: QuerySet[Any]) -> QuerySet[Any]:
    """With executor, procedure and `next_due`, as lists and exports show them."""
    due = (
        Milestone.objects.filter(delegation=OuterRef("pk"), dropped_at=None, due_on__isnull=False)
        .order_by()
        .values("delegation")
        .annotate(first=Min("due_on"))
        .values("first")
    )
    return delegations.select_related("executor__person", "procedure").annotate(next_due=Subquery(due))


class _CountUpTo(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counts(member: Membership) -> dict[str, int]:
    """How many there are in each state, counted up to one past COUNT_UP_TO: one query that never reads more than that."""
    seen = Delegation.objects.visible_to(member).order_by().values("pk")
    columns = {
        f"n_{state}": _CountUpTo(seen.filter(state=state)[: COUNT_UP_TO + 1]) for state in State.values
    }
    row: Any = Membership.objects.values(**columns).get(pk=member.pk)
    return {state: row[f"n_{state}"] or 0 for state in State.values}
