"""Held funds: holdings with what stands where, movements, and every act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Day, Limit, Listed, Minor, Shape, example
from relais.funds import actions, models
from relais.funds.querysets import standing

room = Room("funds")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
KINDS = ("pledged", "held", "disputed", "released", "paid")


class Holding(Shape):
    """Money of one milestone (`id` is the milestone's): minor units, by where it stands."""

    model_config = example(
        id=ID, delegation=ID, payee=ID, title="Product pages", currency="EUR", agreed=4000, pledged=0, held=4000,
        disputed=0, released=0, paid=0,
    )  # fmt: skip

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


class Movement(Shape):
    """One movement of a holding. With a real transfer, its day and reference."""

    model_config = example(
        id=ID, holding=ID, delegation=ID, move="hold", amount=4000, currency="EUR", at="2026-11-23T08:52:00Z", by=ID,
        provider="manual", transferred_on="2026-11-23", reference="SEPA 2026-118", reason="",
    )  # fmt: skip

    id: UUID
    holding: UUID
    delegation: UUID
    move: Literal[
        "pledge", "unpledge", "hold", "release", "refund", "dispute", "settle_release", "settle_refund", "pay"
    ]
    amount: int
    currency: str
    at: datetime
    by: UUID | None = Field(description="The member; none: the silence rule.")
    provider: str
    transferred_on: date | None
    reference: str
    reason: str


class Sum(Body):
    """How much."""

    model_config = example(amount=4000)

    amount: Minor


class Part(Body):
    """How much; left out: all that stands there."""

    model_config = example(amount=1500)

    amount: Minor | None = None


class HeldTransfer(Sum):
    """A real transfer that set this much aside."""

    model_config = example(amount=4000, transferred_on="2026-11-23", reference="SEPA 2026-118")

    transferred_on: Day
    reference: str


class Transfer(Part):
    """A real transfer: its day and reference."""

    model_config = example(transferred_on="2026-11-23", reference="SEPA 2026-131")

    transferred_on: Day
    reference: str


class Return(Transfer):
    """A transfer back to the business, and why."""

    model_config = example(
        amount=500, transferred_on="2026-11-23", reference="SEPA 2026-132", reason="One page less"
    )

    reason: str = ""


class Dispute(Part):
    """What is in dispute, and why."""

    model_config = example(reason="Three of the ten pages have no pictures.")

    reason: str


class Ruling(Sum):
    """What goes to the executor of all that is in dispute, and why; the rest returns."""

    model_config = example(amount=2800, reason="Seven pages of ten.")

    reason: str


def _holdings(rows: Sequence[models.Holding]) -> list[Any]:
    stands = standing(row.id for row in rows)
    return [
        plain(
            row, ("id", "title", "currency", "agreed"), delegation=row.delegation_id, payee=row.payee_id,
            **{kind: stands[row.id].get(kind, 0) for kind in KINDS},
        )
        for row in rows
    ]  # fmt: skip


def _done(transaction: models.Transaction) -> Any:
    """A movement just made, as a list shows it."""
    return _movement(models.Transaction.objects.with_reason().get(pk=transaction.pk))


def _movement(row: models.Transaction) -> Any:
    names = ("id", "move", "amount", "currency", "at", "provider", "transferred_on", "reference", "reason")
    return plain(row, names, holding=row.milestone_id, delegation=row.delegation_id, by=row.by_id)


@room.reads("/holdings", Listed[Holding], name="list_holdings", says="List holdings", scope="funds:read")
def list_holdings(
    request: HttpRequest, after: After = "", limit: Limit = 50, delegation: UUID | None = None
) -> Any:
    """What stands where, milestone by milestone: all for management, one's own for an executor."""
    rows = models.Holding.objects.visible_to(reader(request))
    page = page_of(rows.filter(delegation_id=delegation) if delegation else rows, after, limit)
    return {"items": _holdings(page.rows), "next": page.next}


@room.reads(
    "/holdings/{uuid:holding_id}", Holding, name="get_holding", says="One holding", scope="funds:read"
)
def get_holding(request: HttpRequest, holding_id: UUID) -> Any:
    """What stands where for one milestone."""
    return _holdings([found(models.Holding.objects.visible_to(reader(request)), holding_id)])[0]


@room.reads("/movements", Listed[Movement], name="list_movements", says="List movements", scope="funds:read")
def list_movements(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    holding: UUID | None = None,
    delegation: UUID | None = None,
) -> Any:
    """Every movement that you may see, newest first: a balance is their sum."""
    member = reader(request)
    rows = models.Transaction.objects.visible_to(member).with_reason()
    given = {"milestone_id": holding, "delegation_id": delegation}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    return listed(page_of(rows, after, limit, field=models.Transaction.objects.key(member)), _movement)


@room.reads(
    "/movements/{uuid:movement_id}", Movement, name="get_movement", says="One movement", scope="funds:read"
)
def get_movement(request: HttpRequest, movement_id: UUID) -> Any:
    """As it was recorded, for good."""
    return _movement(found(models.Transaction.objects.visible_to(reader(request)).with_reason(), movement_id))


@room.acts("/holdings/{uuid:holding_id}/pledges", Movement, name="pledge", says="Pledge", scope="funds:write")
def pledge(request: HttpRequest, holding_id: UUID, body: Sum) -> Any:
    """A promise that both sides read; no transfer yet."""
    return _done(actions.pledge(holding_id, body.amount, **acting(request)))


@room.acts(
    "/holdings/{uuid:holding_id}/unpledges",
    Movement,
    name="unpledge",
    says="Take a pledge back",
    scope="funds:write",
)
def unpledge(request: HttpRequest, holding_id: UUID, body: Part) -> Any:
    """What was pledged and not held."""
    return _done(actions.unpledge(holding_id, body.amount, **acting(request)))


@room.acts("/holdings/{uuid:holding_id}/holds", Movement, name="hold", says="Hold", scope="funds:write")
def hold(request: HttpRequest, holding_id: UUID, body: HeldTransfer) -> Any:
    """Record a transfer that brought money to be held. What was pledged is used first."""
    done = actions.hold(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        **acting(request),
    )
    return _done(done)


@room.acts(
    "/holdings/{uuid:holding_id}/releases", Movement, name="release", says="Release", scope="funds:write"
)
def release(request: HttpRequest, holding_id: UUID, body: Part) -> Any:
    """Owed to the executor from now on; it cannot be taken back."""
    return _done(actions.release(holding_id, body.amount, **acting(request)))


@room.acts(
    "/holdings/{uuid:holding_id}/refunds",
    Movement,
    name="refund",
    says="Return to the business",
    scope="funds:write",
)
def refund(request: HttpRequest, holding_id: UUID, body: Return) -> Any:
    """By a real transfer; no longer held for the executor."""
    done = actions.refund(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        reason=body.reason,
        **acting(request),
    )
    return _done(done)


@room.acts(
    "/holdings/{uuid:holding_id}/payments",
    Movement,
    name="pay",
    says="Record the payment",
    scope="funds:write",
)
def pay(request: HttpRequest, holding_id: UUID, body: Transfer) -> Any:
    """The transfer that paid the executor what was released."""
    done = actions.pay(
        holding_id,
        body.amount,
        transferred_on=body.transferred_on,
        reference=body.reference,
        **acting(request),
    )
    return _done(done)


@room.acts(
    "/holdings/{uuid:holding_id}/disputes", Movement, name="dispute", says="Dispute", scope="funds:write"
)
def dispute(request: HttpRequest, holding_id: UUID, body: Dispute) -> Any:
    """Set held money aside until a ruling. Either side may."""
    return _done(actions.dispute(holding_id, body.amount, reason=body.reason, **acting(request)))


@room.acts(
    "/holdings/{uuid:holding_id}/settlements",
    Movement,
    name="settle_dispute",
    says="Settle a dispute",
    scope="funds:write",
)
def settle_dispute(request: HttpRequest, holding_id: UUID, body: Ruling) -> Any:
    """A mediator's ruling on all that is in dispute. It is final."""
    return _done(actions.settle(holding_id, body.amount, reason=body.reason, **acting(request)))
