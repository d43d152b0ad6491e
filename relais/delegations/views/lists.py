"""The list of delegations, by state, and its export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relais.acts.paging import pages_by_id
from relais.config.csvfile import csv_file
from relais.config.money import decimal_text
from relais.delegations.listing import COUNT_UP_TO, Filters, counts, listed, page_of, with_facts
from relais.delegations.models import State
from relais.engine.values import Money
from relais.funds.querysets import standing_of_delegations
from relais.people.doors import BusinessRequest, in_business
from relais.people.models import Membership
from relais.people.named import team_of

QUERY_LIMIT = 200
TABS = (
    State.DELIVERED, State.TO_REDO, State.RUNNING, State.PROPOSED, State.CHANGE_ASKED, State.DRAFT, State.ACCEPTED,
    State.CLOSED,
)  # fmt: skip


def _filters(request: BusinessRequest) -> Filters:
    """What is not understood is left out: a mistyped address still shows the list."""
    state = request.GET.get("state", "")
    try:
        person = UUID(request.GET["person"]) if request.GET.get("person") else None
    except ValueError:
        person = None
    return Filters(
        state=state if state in {*State.values, "all"} else "",
        person=person,
        query=request.GET.get("q", "").strip()[:QUERY_LIMIT],
    )


@in_business()
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The delegations that the member may see: those under way first, each state a tab."""
    filters = _filters(request)
    team = team_of(request.member)
    page = page_of(request.member, filters, request.GET.get("after", ""), team)
    is_management = request.member.may("delegation.see_all")
    found = counts(request.member)
    able = [one for one in team.values() if one.may("delegation.perform")]
    context = {
        "page": page,
        "tabs": _tabs(request, filters, found),
        "filters": filters,
        "people": sorted(able, key=lambda one: one.role != "executor") if is_management else [],
        "is_management": is_management,
        "has_any": any(found.values()),
    }
    return render(request, "delegations/index.html", context)


def _tabs(request: BusinessRequest, filters: Filters, found: dict[str, int]) -> list[dict[str, Any]]:
    """Under way, then each state that has something, then all."""
    address = reverse("delegations:index", args=[request.business.slug])
    kept = request.GET.copy()
    for name in ("after", "state"):
        kept.pop(name, None)

    def tab(state: str, label: Any, count: int | None) -> dict[str, Any]:
        params = kept.copy()
        if state:
            params["state"] = state
        query = params.urlencode()
        shown = None if count is None else f"{COUNT_UP_TO}+" if count > COUNT_UP_TO else str(count)
        return {
            "url": f"{address}?{query}" if query else address,
            "label": label,
            "count": shown,
            "current": filters.state == state,
        }

    states = [
        tab(state, state.label, found[state]) for state in TABS if found[state] or filters.state == state
    ]
    return [tab("", _("All open"), None), *states, tab("all", _("All"), None)]


COLUMNS = (
    "delegation", "state", "executor", "procedure", "opened", "state_since", "due", "currency", "pledged", "held", "disputed",
    "released", "paid", "id",
)  # fmt: skip
MONEY = ("pledged", "held", "disputed", "released", "paid")


@in_business()
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as CSV, as it is filtered, newest first."""
    rows = with_facts(listed(request.member, _filters(request)))
    sees_names, sees_rates = request.member.may("team.see"), request.member.sees_rates

    def lines() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=500):
            stands = _standing(request, page)
            for row in page:
                shown = row.executor if sees_names or row.executor_id == request.member.id else None
                yield _cells(row, stands[row.id], shown, sees_rates)

    return csv_file(f"{request.business.slug}-delegations", COLUMNS, lines())


def _standing(request: BusinessRequest, rows: Sequence[Any]) -> dict[UUID, dict[str, int]]:
    """The money of these delegations; nothing for who may not see rates."""
    if not request.member.sees_rates:
        return {row.id: {} for row in rows}
    return standing_of_delegations(row.id for row in rows)


def _cells(
    row: Any, balances: dict[str, int], executor: Membership | None, sees_rates: bool
) -> tuple[Any, ...]:
    return (
        row.title, row.state, str(executor or ""), row.procedure.title if row.procedure else "",
        row.opened_at.isoformat(timespec="seconds"), row.moved_at.isoformat(timespec="seconds"), row.next_due or "", row.currency,
        *(decimal_text(Money(balances.get(kind, 0), row.currency)) if sees_rates else "" for kind in MONEY), row.id,
    )  # fmt: skip
