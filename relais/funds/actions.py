"""Every act on held funds. Verbs are called by pages and programs; steps by the verbs of the rooms above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step, verb
from relais.config.money import currency_known
from relais.engine.funds.entries import Act, Kind, Move, moves_to_hold
from relais.engine.values import Money
from relais.funds.entries import (
    FundsDisputed,
    FundsHeld,
    FundsPaid,
    FundsPledged,
    FundsRefunded,
    FundsReleased,
    FundsSettled,
    FundsUnpledged,
)
from relais.funds.ledger import available, balances_of, lock, money, post
from relais.funds.models import Account, Holding, Transaction
from relais.funds.providers import Transfer, provider_of
from relais.people.gates import member_of, require
from relais.people.models import Business, Membership

# --- steps: called by verbs of the rooms above ------------------------------------------------------------------------


@step
def open_holding(
    *,
    milestone_id: UUID,
    delegation_id: UUID,
    business: Business,
    title: str,
    payee: Membership | None,
    currency: str,
    agreed: int | None,
    now: datetime,
) -> Holding:
    """Make place for the money of a milestone, or bring its title, payee, currency and agreed price up to date.

    Refused as `money_already_there` when the payee or the currency changes under money.
    """
    if not currency_known(currency):
        raise Refused("currency_unknown", field="currency")
    if agreed is not None and not money(agreed, currency).is_positive:
        raise Refused("amount_not_positive", field="amount")
    holding = Holding.objects.select_for_update().filter(pk=milestone_id).first()
    if holding is None:
        holding = Holding(id=milestone_id, delegation_id=delegation_id, business=business, opened_at=now)
    elif _would_move(holding, currency, payee) and _has_money(holding):
        raise Refused("money_already_there", field="currency" if holding.currency != currency else "executor")
    holding.title, holding.payee, holding.currency, holding.agreed = title, payee, currency, agreed
    holding.save()
    return holding


def _would_move(holding: Holding, currency: str, payee: Membership | None) -> bool:
    """Whether money would change currency or hands. Held for nobody yet, it waits for whoever was invited."""
    is_taken_away = holding.payee_id is not None and holding.payee_id != (payee.id if payee else None)
    return holding.currency != currency or is_taken_away


def _has_money(holding: Holding) -> bool:
    return Account.objects.filter(milestone=holding).exclude(balance=0).exclude(kind="payer").exists()


@step
def await_verdict(milestone_id: UUID, waits: bool) -> None:
    """Say that a delivery of the milestone waits for its verdict, or no longer does: meanwhile nothing held goes back."""
    Holding.objects.filter(pk=milestone_id).update(to_judge=waits)


@step
def close_holdings(milestone_ids: Iterable[UUID], *, now: datetime) -> None:
    """No money comes in for these any more. Ask what stands on them afterwards: from here on nothing can be added."""
    # The update locks the rows, so that a hold under way either came before, and is seen, or finds the holding closed.
    Holding.objects.filter(pk__in=list(milestone_ids)).update(closed_at=now)


@step
def release_step(
    *,
    milestone_id: UUID,
    amount_minor: int | None,
    by: Actor,
    now: datetime,
    transferred_on: date | None = None,
    reference: str = "",
) -> Money:
    """Release held money inside another verb (a verdict, the silence rule): all that is held when `amount_minor` is None.

    With the date and reference of a transfer, what is released is recorded as paid too. Returns what was released (zero when
    nothing was held and all was asked for). Records no entry: the verb's own entry says it.
    """
    holding = lock(Holding.objects.get(pk=milestone_id))
    held = available(holding, Kind.HELD)
    amount = held if amount_minor is None else money(amount_minor, holding.currency, field="release")
    if amount.is_zero:
        return amount
    post(holding, [Move(Act.RELEASE, holding.id, amount)], by=by, now=now)
    if transferred_on or reference:
        transfer = _sent(holding, amount, transferred_on, reference, now)
        post(holding, [Move(Act.PAY, holding.id, amount)], by=by, now=now, transfer=transfer)
    return amount


# --- verbs ------------------------------------------------------------------------------------------------------------


@verb
def pledge(milestone_id: UUID, amount_minor: int, *, by: Actor, now: datetime) -> Transaction:
    """Promise money for a milestone; no transfer yet."""
    holding = _load(milestone_id, by)
    amount = _positive(amount_minor, holding)
    done = post(_open(holding), [Move(Act.PLEDGE, holding.id, amount)], by=by, now=now)
    return _recorded(holding, done, FundsPledged(holding.title, amount.minor, amount.currency), by, now)


@verb
def unpledge(milestone_id: UUID, amount_minor: int | None, *, by: Actor, now: datetime) -> Transaction:
    """Take back what was pledged and not held."""
    holding = _load(milestone_id, by)
    amount = _amount(holding, amount_minor, Kind.PLEDGED)
    done = post(holding, [Move(Act.UNPLEDGE, holding.id, amount)], by=by, now=now)
    return _recorded(holding, done, FundsUnpledged(holding.title, amount.minor, amount.currency), by, now)


@verb
def hold(
    milestone_id: UUID,
    amount_minor: int,
    *,
    transferred_on: date | None,
    reference: str,
    by: Actor,
    now: datetime,
) -> Transaction:
    """Record a transfer that brought money to be held. What was pledged is used first."""
    holding = _load(milestone_id, by)
    amount = _positive(amount_minor, holding)
    transfer = provider_of().receive(
        amount, on=transferred_on, reference=reference, today=_today(holding, now)
    )
    moves = moves_to_hold(balances_of(_open(holding)), holding.id, amount)
    done = post(holding, moves, by=by, now=now, transfer=transfer)
    return _recorded(holding, done, FundsHeld(holding.title, *_transferred(amount, transfer)), by, now)


@verb
def release(milestone_id: UUID, amount_minor: int | None, *, by: Actor, now: datetime) -> Transaction:
    """Release held money to the executor, in whole (None) or in part: it is owed from now on."""
    holding = _load(milestone_id, by)
    amount = _amount(holding, amount_minor, Kind.HELD)
    done = post(holding, [Move(Act.RELEASE, holding.id, amount)], by=by, now=now)
    return _recorded(holding, done, FundsReleased(holding.title, amount.minor, amount.currency), by, now)


@verb
def refund(
    milestone_id: UUID,
    amount_minor: int | None,
    *,
    transferred_on: date | None,
    reference: str,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Transaction:
    """Return held money to the owner, in whole or in part, by a real transfer.

    Refused as `verdict_comes_first` while a delivery waits: what was held for it stays until it is judged or disputed.
    """
    holding = _load(milestone_id, by)
    if holding.to_judge:
        raise Refused("verdict_comes_first")
    amount = _amount(holding, amount_minor, Kind.HELD)
    transfer = provider_of().send_back(
        amount, on=transferred_on, reference=reference, today=_today(holding, now)
    )
    reason = clean_text(reason, limit=300, required=False, field="reason")
    done = post(holding, [Move(Act.REFUND, holding.id, amount)], by=by, now=now, transfer=transfer)
    return _recorded(
        holding, done, FundsRefunded(holding.title, *_transferred(amount, transfer)), by, now, reason
    )


@verb
def pay(
    milestone_id: UUID,
    amount_minor: int | None,
    *,
    transferred_on: date | None,
    reference: str,
    by: Actor,
    now: datetime,
) -> Transaction:
    """Record the transfer that paid the executor what was released."""
    holding = _load(milestone_id, by)
    amount = _amount(holding, amount_minor, Kind.RELEASED)
    transfer = _sent(holding, amount, transferred_on, reference, now)
    done = post(holding, [Move(Act.PAY, holding.id, amount)], by=by, now=now, transfer=transfer)
    return _recorded(holding, done, FundsPaid(holding.title, *_transferred(amount, transfer)), by, now)


@verb
def dispute(
    milestone_id: UUID, amount_minor: int | None, *, reason: str, by: Actor, now: datetime
) -> Transaction:
    """Set held money aside until a ruling. Either side may: the owner, or the one who works for it."""
    member = member_of(by)
    holding = Holding.objects.visible_to(member).filter(pk=milestone_id).first()
    if holding is None:
        raise Refused("not_found")
    if not may_dispute(member, holding):
        raise Refused("not_allowed")
    holding = lock(holding)
    reason = clean_text(reason, limit=5000, field="reason")
    amount = _amount(holding, amount_minor, Kind.HELD)
    done = post(holding, [Move(Act.DISPUTE, holding.id, amount)], by=by, now=now)
    return _recorded(
        holding, done, FundsDisputed(holding.title, amount.minor, amount.currency), by, now, reason
    )


@verb
def settle(
    milestone_id: UUID, to_executor_minor: int, *, reason: str, by: Actor, now: datetime
) -> Transaction:
    """A mediator's ruling on all that is in dispute: so much to the executor, the rest returned."""
    holding = _load(milestone_id, by, right="funds.settle")
    reason = clean_text(reason, limit=5000, field="reason")
    disputed = available(holding, Kind.DISPUTED)
    released = money(to_executor_minor, holding.currency)
    if released.minor < 0 or released > disputed or disputed.is_zero:
        raise Refused("not_enough_disputed", field="amount", available=str(disputed.minor))
    returned = disputed - released
    done: Transaction | None = None
    for act, amount in ((Act.SETTLE_RELEASE, released), (Act.SETTLE_REFUND, returned)):
        if amount.is_positive:
            done = post(holding, [Move(act, holding.id, amount)], by=by, now=now)
    assert done is not None  # noqa: S101  (disputed is not zero, so one of the two moved)
    data = FundsSettled(holding.title, released.minor, released.currency, returned.minor, returned.currency)
    return _recorded(holding, done, data, by, now, reason)


def may_dispute(member: Membership, holding: Holding) -> bool:
    """Either side: who moves the money, or who works for it."""
    return member.may("funds.move") or holding.payee_id == member.id


# --- inside -----------------------------------------------------------------------------------------------------------


def _load(milestone_id: UUID, by: Actor, *, right: str = "funds.move") -> Holding:
    """The holding, seen by the actor who has the right, and locked: two acts on it happen one after the other."""
    member = member_of(by)
    holding = Holding.objects.visible_to(member).filter(pk=milestone_id).first()
    if holding is None:
        raise Refused("not_found")
    require(by, right)  # type: ignore[arg-type]
    return lock(holding)


def _positive(minor: int, holding: Holding) -> Money:
    amount = money(minor, holding.currency)
    if not amount.is_positive:
        raise Refused("amount_not_positive", field="amount")
    return amount


def _open(holding: Holding) -> Holding:
    if holding.closed_at is not None:
        raise Refused("holding_closed")
    return holding


def _amount(holding: Holding, minor: int | None, kind: Kind) -> Money:
    """What was asked for, or all that stands there; all of nothing is refused."""
    if minor is not None:
        return money(minor, holding.currency)
    everything = available(holding, kind)
    if everything.is_zero:
        raise Refused("nothing_to_do")
    return everything


def _today(holding: Holding, now: datetime) -> date:
    return now.astimezone(ZoneInfo(holding.business.timezone)).date()


def _sent(holding: Holding, amount: Money, on: date | None, reference: str, now: datetime) -> Transfer:
    return provider_of().send(amount, on=on, reference=reference, today=_today(holding, now))


def _transferred(amount: Money, transfer: Transfer) -> tuple[int, str, str, str]:
    return amount.minor, amount.currency, transfer.on.isoformat(), transfer.reference


def _recorded(
    holding: Holding, done: Transaction, data: EntryData, by: Actor, now: datetime, text: str = ""
) -> Transaction:
    record(
        holding.business,
        data,
        by=by,
        now=now,
        subject=done,
        delegation_id=holding.delegation_id,
        reader_id=holding.payee_id,
        text=text,
    )
    return done
