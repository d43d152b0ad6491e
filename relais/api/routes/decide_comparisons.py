"""Who could do it: comparisons and their providers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from relais.api.door import acting, found, reader, scoped
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.decide_case_shapes import (
    Comparison,
    ComparisonIn,
    ComparisonResult,
    NewComparison,
    OpenedDelegation,
    Provider,
    ProviderIn,
)
from relais.api.shapes import After, Limit, Listed
from relais.deciding import actions, models
from relais.deciding.actions import ProviderSaid, Rate
from relais.deciding.comparing import compared, told

room = Room("comparisons")
READ, WRITE = "decide:read", "decide:write"


def _rows(request: HttpRequest) -> Any:
    rows = models.Comparison.objects.visible_to(reader(request, "activity.keep"))
    return rows.prefetch_related("providers", "exchanges")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize() + 0:f}"


def _provider(row: models.Provider) -> dict[str, Any]:
    names = ("id", "name", "kind", "currency", "pay", "pay_per", "fees", "accepted", "removed_at")
    numbers = ("fee_percent", "hours", "review_hours", "rework_hours", "output_per_hour")
    return {
        **plain(row, names),
        **{name: _number(getattr(row, name)) for name in numbers},
        "present": row.is_present,
    }


def _comparison(row: models.Comparison) -> dict[str, Any]:
    return {
        **plain(row, ("id", "currency", "owner_rate", "output", "made_at", "ended_at")),
        "activity": row.activity_id,
        "providers": [_provider(one) for one in row.providers.all() if one.removed_at is None],
        "exchanges": [
            {"currency": one.currency, "rate": _number(one.rate), "on": one.on, "source": one.source}
            for one in row.exchanges.all()
        ],
        "made_by": row.made_by_id,
    }


def _one(request: HttpRequest, comparison_id: UUID) -> dict[str, Any]:
    return _comparison(found(_rows(request), comparison_id))


@room.reads("", Listed[Comparison], name="list_comparisons", says="List comparisons", scope=READ)
def list_comparisons(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    ended: Annotated[
        bool, Query(default=False, description="Those put away, instead of the others.")
    ] = False,
) -> Any:
    """With their providers."""
    return listed(page_of(_rows(request).filter(ended_at__isnull=not ended), after, limit), _comparison)


@room.reads(
    "/{uuid:comparison_id}", Comparison, name="get_comparison", says="One comparison", scope=READ
)  # fmt: skip
def get_comparison(request: HttpRequest, comparison_id: UUID) -> Any:
    """With its providers, and the rates of exchange that it counts by."""
    return _one(request, comparison_id)


@room.reads(
    "/{uuid:comparison_id}/result",
    ComparisonResult,
    name="get_comparison_result",
    says="Who costs least",
    scope=READ,
)
def get_comparison_result(request: HttpRequest, comparison_id: UUID) -> Any:
    """What a useful hour costs with each, and what would change the order."""
    row = found(_rows(request), comparison_id)
    providers = [one for one in row.providers.all() if one.removed_at is None]
    return told(compared(row, providers, row.exchanges.all()))


@room.acts("", Comparison, name="make_comparison", says="Compare providers", scope=WRITE)
def make_comparison(request: HttpRequest, body: NewComparison) -> Any:
    """In the currency of the business."""
    made = actions.make_comparison(
        body.activity, owner_rate=body.owner_rate, output=body.output, **acting(request)
    )
    return _one(request, made.pk)


@room.acts(
    "/{uuid:comparison_id}", Comparison, name="change_comparison", says="Change a comparison", scope=WRITE
)
def change_comparison(request: HttpRequest, comparison_id: UUID, body: ComparisonIn) -> Any:
    """What the owner's hour is worth, and what is made."""
    actions.change_comparison(
        comparison_id, owner_rate=body.owner_rate, output=body.output, **acting(request)
    )
    return _one(request, comparison_id)


@room.acts(
    "/{uuid:comparison_id}/discard",
    Comparison,
    name="discard_comparison",
    says="Put a comparison away",
    scope=WRITE,
)
def discard_comparison(request: HttpRequest, comparison_id: UUID) -> Any:
    """It can be taken up again."""
    actions.discard_comparison(comparison_id, **acting(request))
    return _one(request, comparison_id)


@room.acts(
    "/{uuid:comparison_id}/restoration",
    Comparison,
    name="restore_comparison",
    says="Take a comparison up again",
    scope=WRITE,
)
def restore_comparison(request: HttpRequest, comparison_id: UUID) -> Any:
    """Where the activity has no other one by now."""
    actions.restore_comparison(comparison_id, **acting(request))
    return _one(request, comparison_id)


def _said(body: ProviderIn) -> ProviderSaid:
    exchange = body.exchange
    return ProviderSaid(
        name=body.name, kind=body.kind, hours=Decimal(body.hours), currency=body.currency, is_present=body.present, pay=body.pay,
        pay_per=body.pay_per, fees=body.fees, fee_percent=Decimal(body.fee_percent), accepted=body.accepted,
        review_hours=Decimal(body.review_hours), rework_hours=Decimal(body.rework_hours),
        output_per_hour=None if body.output_per_hour is None else Decimal(body.output_per_hour),
        exchange=Rate(Decimal(exchange.rate), exchange.on, exchange.source) if exchange else None,
    )  # fmt: skip


@room.acts(
    "/{uuid:comparison_id}/providers", Provider, name="add_provider", says="Add a provider", scope=WRITE
)
def add_provider(request: HttpRequest, comparison_id: UUID, body: ProviderIn) -> Any:
    """Paid in another currency: with its rate of exchange, once for all who are paid in it."""
    return _provider(actions.say_provider(comparison_id, _said(body), **acting(request)))


@room.acts(
    "/{uuid:comparison_id}/providers/{uuid:provider_id}",
    Provider,
    name="change_provider",
    says="Change a provider",
    scope=WRITE,
)
def change_provider(request: HttpRequest, comparison_id: UUID, provider_id: UUID, body: ProviderIn) -> Any:
    """All that is known of it is said again."""
    said = _said(body)
    return _provider(actions.say_provider(comparison_id, said, provider_id=provider_id, **acting(request)))


@room.acts(
    "/{uuid:comparison_id}/providers/{uuid:provider_id}/removal",
    Provider,
    name="remove_provider",
    says="Take a provider out",
    scope=WRITE,
)
def remove_provider(request: HttpRequest, comparison_id: UUID, provider_id: UUID) -> Any:
    """It can be put back."""
    return _provider(actions.remove_provider(comparison_id, provider_id, **acting(request)))


@room.acts(
    "/{uuid:comparison_id}/providers/{uuid:provider_id}/restoration",
    Provider,
    name="restore_provider",
    says="Put a provider back",
    scope=WRITE,
)
def restore_provider(request: HttpRequest, comparison_id: UUID, provider_id: UUID) -> Any:
    """It is compared again."""
    return _provider(actions.restore_provider(comparison_id, provider_id, **acting(request)))


@room.acts(
    "/{uuid:comparison_id}/providers/{uuid:provider_id}/hand-over",
    OpenedDelegation,
    name="hand_to_provider",
    says="Delegate to a provider",
    scope=WRITE,
)
def hand_to_provider(request: HttpRequest, comparison_id: UUID, provider_id: UUID) -> Any:
    """Decided: it is delegated. A draft is opened in the provider's currency, or the one that is begun already is given back."""
    scoped(request, "delegations:write")
    return {"delegation": actions.hand_to_provider(comparison_id, provider_id, **acting(request)).pk}
