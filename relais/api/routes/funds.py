"""Held funds in the API: holdings with what stands where, movements, and every act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from relais.acts.refusal import Refused
from relais.api.door import actor_for, need
from relais.api.pages import Listed, listed
from relais.funds import actions
from relais.funds.models import Holding, Transaction
from relais.funds.querysets import standing

router = Router(tags=["funds"])

Limit = Annotated[int, Query(50, ge=1, le=200)]
Minor = Annotated[int, Field(description="minor units of the currency", ge=-(2**63), lt=2**63)]


class HoldingOut(Schema):
    """Money of one milestone (`id` is the milestone's), minor units by where it stands."""

    id: UUID
    delegation: UUID
    payee: UUID | None
    title: str
    currency: str
    agreed: int | None
    pledged: int
    held: int
    disputed: int
    released: int
    paid: int


class MovementOut(Schema):
    """One movement of a holding."""

    id: UUID
    holding: UUID
    delegation: UUID
    move: str
    amount: int
    currency: str
    at: datetime
    transferred_on: date | None
    reference: str
    reason: str


class AmountIn(Schema):
    """How much; none is all that stands there."""

    amount: Minor | None = None


class SumIn(Schema):
    """How much."""

    amount: Minor


class TransferIn(AmountIn):
    """A real transfer: its day and reference."""

    transferred_on: date
    reference: str


class HoldIn(TransferIn):
    """A real transfer that brought this much."""

    amount: Minor


class RefundIn(TransferIn):
    """A transfer back, and why."""

    reason: str = ""


class DisputeIn(AmountIn):
    """What is in dispute, and why."""

    reason: str


class SettleIn(SumIn):
    """What goes to the executor of all that is in dispute, and why."""

    reason: str


def _holdings_out(holdings: list[Holding]) -> dict[UUID, dict[str, Any]]:
    stands = standing(holding.id for holding in holdings)
    return {
        h.id: {
            "id": h.id,
            "delegation": h.delegation_id,
            "payee": h.payee_id,
            "title": h.title,
            "currency": h.currency,
            "agreed": h.agreed,
            **{
                kind: stands[h.id].get(kind, 0)
                for kind in ("pledged", "held", "disputed", "released", "paid")
            },
        }
        for h in holdings
    }


def _movement(t: Transaction) -> dict[str, Any]:
    return {
        "id": t.id,
        "holding": t.milestone_id,
        "delegation": t.delegation_id,
        "move": t.move,
        "amount": t.amount,
        "currency": t.currency,
        "at": t.at,
        "transferred_on": t.transferred_on,
        "reference": t.reference,
        "reason": t.reason,
    }


@router.get("/holdings", response=Listed[HoldingOut], summary="List holdings", operation_id="list_holdings")
def list_holdings(
    request: HttpRequest, after: str = "", delegation: UUID | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """Holdings that you may see, newest first."""
    rows = Holding.objects.visible_to(need(request, "funds:read"))
    if delegation:
        rows = rows.filter(delegation_id=delegation)
    page = listed(rows, after, lambda row: row, limit=limit)
    out = _holdings_out(page["items"])
    return {"items": list(out.values()), "next": page["next"]}


@router.get("/holdings/{holding_id}", response=HoldingOut, summary="One holding", operation_id="get_holding")
def get_holding(request: HttpRequest, holding_id: UUID) -> dict[str, Any]:
    """What stands where for one milestone."""
    found = Holding.objects.visible_to(need(request, "funds:read")).filter(pk=holding_id).first()
    if found is None:
        raise Refused("not_found")
    return _holdings_out([found])[found.id]


@router.get(
    "/movements", response=Listed[MovementOut], summary="List movements", operation_id="list_movements"
)
def list_movements(
    request: HttpRequest,
    after: str = "",
    holding: UUID | None = None,
    delegation: UUID | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Movements that you may see, newest first."""
    rows = Transaction.objects.visible_to(need(request, "funds:read"))
    if holding:
        rows = rows.filter(milestone_id=holding)
    if delegation:
        rows = rows.filter(delegation_id=delegation)
    return listed(rows, after, _movement, limit=limit)


@router.post(
    "/holdings/{holding_id}/pledges", response={201: MovementOut}, summary="Pledge", operation_id="pledge"
)
def pledge(request: HttpRequest, holding_id: UUID, body: SumIn) -> Any:
    by = actor_for(request, "funds:write")
    return 201, _movement(actions.pledge(holding_id, body.amount, by=by, now=timezone.now()))


@router.post(
    "/holdings/{holding_id}/unpledges",
    response={201: MovementOut},
    summary="Take a pledge back",
    operation_id="unpledge",
)
def unpledge(request: HttpRequest, holding_id: UUID, body: AmountIn) -> Any:
    by = actor_for(request, "funds:write")
    return 201, _movement(actions.unpledge(holding_id, body.amount, by=by, now=timezone.now()))


@router.post("/holdings/{holding_id}/holds", response={201: MovementOut}, summary="Hold", operation_id="hold")
def hold(request: HttpRequest, holding_id: UUID, body: HoldIn) -> Any:
    by = actor_for(request, "funds:write")
    done = actions.hold(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        by=by,
        now=timezone.now(),
    )
    return 201, _movement(done)


@router.post(
    "/holdings/{holding_id}/releases", response={201: MovementOut}, summary="Release", operation_id="release"
)
def release(request: HttpRequest, holding_id: UUID, body: AmountIn) -> Any:
    by = actor_for(request, "funds:write")
    return 201, _movement(actions.release(holding_id, body.amount, by=by, now=timezone.now()))


@router.post(
    "/holdings/{holding_id}/refunds",
    response={201: MovementOut},
    summary="Return to the business",
    operation_id="refund",
)
def refund(request: HttpRequest, holding_id: UUID, body: RefundIn) -> Any:
    by = actor_for(request, "funds:write")
    done = actions.refund(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        reason=body.reason,
        by=by,
        now=timezone.now(),
    )
    return 201, _movement(done)


@router.post(
    "/holdings/{holding_id}/payments",
    response={201: MovementOut},
    summary="Record the payment",
    operation_id="pay",
)
def pay(request: HttpRequest, holding_id: UUID, body: TransferIn) -> Any:
    by = actor_for(request, "funds:write")
    done = actions.pay(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        by=by,
        now=timezone.now(),
    )
    return 201, _movement(done)


@router.post(
    "/holdings/{holding_id}/disputes", response={201: MovementOut}, summary="Dispute", operation_id="dispute"
)
def dispute(request: HttpRequest, holding_id: UUID, body: DisputeIn) -> Any:
    by = actor_for(request, "funds:write")
    done = actions.dispute(holding_id, body.amount, reason=body.reason, by=by, now=timezone.now())
    return 201, _movement(done)


@router.post(
    "/holdings/{holding_id}/settlements",
    response={201: MovementOut},
    summary="Settle a dispute",
    operation_id="settle",
)
def settle(request: HttpRequest, holding_id: UUID, body: SettleIn) -> Any:
    by = actor_for(request, "funds:write")
    done = actions.settle(holding_id, body.amount, reason=body.reason, by=by, now=timezone.now())
    return 201, _movement(done)
