"""Posting: the engine decides, the rows are written, the seal's trigger has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step
from relais.config.ids import new_id
from relais.config.money import format_money
from relais.engine.funds import entries as engine
from relais.engine.values import Money, MoneyError
from relais.funds.models import Account, Holding, Line, Seal, Transaction
from relais.funds.providers import Transfer


def money(minor: int, currency: str, *, field: str = "amount") -> Money:
    """An amount from a form or a program, or a coded refusal."""
    try:
        return Money(minor, currency)
    except MoneyError as error:
        raise Refused(error.code, field=field) from error


@step
def lock(holding: Holding) -> Holding:
    """Make acts on one holding queue on PostgreSQL (on SQLite writers queue anyway)."""
    return Holding.objects.select_for_update().get(pk=holding.pk)


def balances_of(holding: Holding) -> dict[engine.Account, int]:
    """What the engine needs to decide: every account of the holding with its balance."""
    return {
        engine.Account(a.milestone_id, engine.Kind(a.kind), a.currency): a.balance
        for a in Account.objects.filter(milestone=holding)
    }


def available(holding: Holding, kind: engine.Kind) -> Money:
    """What stands on one account of the holding now."""
    return Money(
        balances_of(holding).get(engine.Account(holding.id, kind, holding.currency), 0), holding.currency
    )


@step
def post(
    holding: Holding,
    moves: Sequence[engine.Move],
    *,
    by: Actor,
    now: datetime,
    transfer: Transfer | None = None,
) -> Transaction:
    """Write one sealed transaction of these moves, named after the last. The holding must be locked.

    Raises Refused with the engine's code; the database refuses again, should this code ever be wrong.
    """
    decided = engine.post(balances_of(holding), moves)
    if isinstance(decided, engine.Refused):
        params = {}
        if decided.available is not None:
            params["available"] = format_money(
                Money(decided.available, holding.currency), get_language() or "en"
            )
        raise Refused(decided.code, field="amount", **params)
    main = moves[-1]
    transaction = Transaction(
        id=new_id(),
        business_id=holding.business_id,
        delegation_id=holding.delegation_id,
        milestone=holding,
        move=main.act.value,
        amount=main.amount.minor,
        currency=main.amount.currency,
        at=now,
        by_id=by.member.id if by.member else None,
        transferred_on=transfer.on if transfer else None,
        reference=transfer.reference if transfer else "",
        provider=transfer.provider if transfer else "manual",
    )
    transaction.save(force_insert=True)
    accounts = {entry.account: _account(holding, entry.account) for entry in decided.entries}
    Line.objects.bulk_create(
        Line(
            id=new_id(),
            transaction=transaction,
            account_id=accounts[entry.account],
            position=entry.position,
            move=entry.act.value,
            amount=entry.minor,
        )
        for entry in decided.entries
    )
    Seal(transaction=transaction, lines=len(decided.entries)).save(force_insert=True)
    return transaction


def _account(holding: Holding, account: engine.Account) -> UUID:
    found, _made = Account.objects.get_or_create(
        milestone=holding,
        kind=account.kind.value,
        currency=account.currency,
        defaults={"id": new_id(), "business_id": holding.business_id, "delegation_id": holding.delegation_id},
    )
    pk: UUID = found.pk
    return pk
