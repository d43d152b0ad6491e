"""Held funds: what an owner may do with money, and what nobody can."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.config.ids import new_id
from relais.funds import actions
from relais.funds.listing import movements_of
from relais.funds.models import Account, Holding, Line, Seal, Transaction
from relais.funds.querysets import standing, totals
from relais.log.actions import erase
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

TODAY = date(2026, 11, 23)


def make_holding(cast: Cast, *, currency: str = "USD") -> Holding:
    with transaction.atomic():
        return actions.open_holding(
            milestone_id=new_id(),
            delegation_id=new_id(),
            business=cast.business,
            title="Page layout",
            payee=cast.executor,
            currency=currency,
            agreed=4000,
            now=NOW,
        )


def hold(cast: Cast, holding: Holding, minor: int, *, key: str | None = None) -> Transaction:
    return actions.hold(
        holding.id, minor, transferred_on=TODAY, reference="SEPA 1", by=by(cast.owner, key=key), now=NOW
    )


def where(holding: Holding) -> dict[str, int]:
    return {kind: minor for kind, minor in standing([holding.id])[holding.id].items() if minor}


def test_money_goes_from_pledge_to_payment(cast: Cast) -> None:
    holding = make_holding(cast)
    owner = by(cast.owner)
    actions.pledge(holding.id, 5000, by=owner, now=NOW)
    assert where(holding) == {"payer": -5000, "pledged": 5000}
    hold(cast, holding, 4000)
    assert where(holding) == {"payer": -5000, "pledged": 1000, "held": 4000}
    actions.release(holding.id, 1500, by=owner, now=NOW)
    actions.pay(holding.id, None, transferred_on=TODAY, reference="W-77", by=owner, now=NOW)
    actions.refund(holding.id, None, transferred_on=TODAY, reference="B-1", by=owner, now=NOW)
    actions.unpledge(holding.id, None, by=owner, now=NOW)
    assert where(holding) == {"payer": -1500, "paid": 1500}
    types = list(Entry.objects.order_by("seq").values_list("type", flat=True))
    assert types == [
        "funds.pledged", "funds.held", "funds.released", "funds.paid", "funds.refunded", "funds.unpledged",
    ]  # fmt: skip
    assert set(Entry.objects.values_list("reader", flat=True)) == {cast.executor.id}


def test_holding_without_a_pledge_pledges_and_holds_at_once(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    assert where(holding) == {"payer": -4000, "held": 4000}
    assert totals(cast.business) == [("USD", "held", 4000)]


@pytest.mark.parametrize(
    ("minor", "code"), [(0, "amount_not_positive"), (-1, "amount_not_positive"), (10**15, "amount_too_large")]
)
def test_impossible_amounts_are_refused_and_nothing_is_written(cast: Cast, minor: int, code: str) -> None:
    holding = make_holding(cast)
    with pytest.raises(Refused) as refusal:
        hold(cast, holding, minor)
    assert refusal.value.code == code
    assert not Transaction.objects.exists()
    assert not Entry.objects.exists()


def test_nothing_is_released_twice_or_beyond_what_is_held(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    actions.release(holding.id, None, by=by(cast.owner), now=NOW)
    with pytest.raises(Refused, match="nothing"):
        actions.release(holding.id, None, by=by(cast.owner), now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.release(holding.id, 1, by=by(cast.owner), now=NOW)
    assert refusal.value.code == "not_enough_held"


@pytest.mark.parametrize("who", ["manager", "executor", "other_executor", "reviewer", "mediator", "stranger"])
def test_only_the_owner_moves_money(cast: Cast, who: str) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    with pytest.raises(Refused) as refusal:
        actions.release(holding.id, None, by=by(getattr(cast, who)), now=NOW)
    assert refusal.value.code == ("not_allowed" if who in ("manager", "executor") else "not_found")
    assert where(holding)["held"] == 4000


def test_the_same_key_holds_once(cast: Cast) -> None:
    holding = make_holding(cast)
    first, again = hold(cast, holding, 4000, key="k"), hold(cast, holding, 4000, key="k")
    assert first == again
    assert where(holding)["held"] == 4000


def test_a_transfer_needs_a_day_that_has_come_and_a_reference(cast: Cast) -> None:
    holding = make_holding(cast)
    for on, reference, code in [
        (None, "R", "transfer_date_missing"),
        (date(9999, 1, 1), "R", "transfer_date_in_future"),
        (date(1999, 1, 1), "R", "date_out_of_range"),
        (TODAY, "  ", "transfer_reference_missing"),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.hold(holding.id, 100, transferred_on=on, reference=reference, by=by(cast.owner), now=NOW)
        assert refusal.value.code == code


def test_a_dispute_is_settled_by_a_ruling(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    actions.dispute(holding.id, None, reason="Not what was asked", by=by(cast.executor), now=NOW)
    assert where(holding)["disputed"] == 4000
    cast.mediator.grants.create(delegation_id=holding.delegation_id, granted_by=cast.owner, granted_at=NOW)
    actions.settle(holding.id, 3000, reason="Three parts of four", by=by(cast.mediator), now=NOW)
    assert where(holding) == {"payer": -3000, "released": 3000}


def test_a_reason_erased_in_the_log_is_gone_from_the_movements(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    said = "Not what Eve's sister was promised"
    movement = actions.dispute(holding.id, None, reason=said, by=by(cast.executor), now=NOW)
    shown = Transaction.objects.with_reason()
    assert shown.get(pk=movement.pk).reason == said
    entry = Entry.objects.get(subject_id=movement.pk)
    erase(entry.id, by=by(cast.owner), now=NOW)
    assert shown.get(pk=movement.pk).reason == ""


def test_nothing_held_goes_back_while_a_delivery_waits_for_its_verdict(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    with transaction.atomic():
        actions.await_verdict(holding.id, waits=True)
    with pytest.raises(Refused) as refusal:
        actions.refund(holding.id, None, transferred_on=TODAY, reference="B", by=by(cast.owner), now=NOW)
    assert refusal.value.code == "verdict_comes_first"
    with transaction.atomic():
        actions.await_verdict(holding.id, waits=False)
    actions.refund(holding.id, None, transferred_on=TODAY, reference="B", by=by(cast.owner), now=NOW)
    assert where(holding) == {}


def test_no_money_comes_in_once_the_work_ended(cast: Cast) -> None:
    holding = make_holding(cast)
    with transaction.atomic():
        actions.close_holdings([holding.id], now=NOW)
    for act in (
        lambda: hold(cast, holding, 4000),
        lambda: actions.pledge(holding.id, 4000, by=by(cast.owner), now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "holding_closed"
    assert where(holding) == {}


def test_payee_and_currency_do_not_change_under_money(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    with pytest.raises(Refused, match="settle it"), transaction.atomic():
        actions.open_holding(
            milestone_id=holding.id,
            delegation_id=holding.delegation_id,
            business=cast.business,
            title="Page layout",
            payee=cast.other_executor,
            currency="USD",
            agreed=4000,
            now=NOW,
        )


def hand_over(holding: Holding, payee: Membership | None) -> None:
    with transaction.atomic():
        actions.open_holding(
            milestone_id=holding.id, delegation_id=holding.delegation_id, business=holding.business,
            title=holding.title, payee=payee, currency=holding.currency, agreed=holding.agreed, now=NOW,
        )  # fmt: skip


def test_movements_are_found_by_who_works_for_them_whoever_that_becomes(cast: Cast) -> None:
    def seen(member: Membership) -> list[str]:
        key = Transaction.objects.key(member)
        rows = Transaction.objects.visible_to(member).order_by(f"-{key}")
        page = movements_of(member, None, None, "")
        assert len(page.rows) == len(rows)
        return [row.move for row in rows]

    holding, other = make_holding(cast), make_holding(cast)
    hold(cast, other, 100)
    hand_over(holding, None)
    hold(cast, holding, 4000)
    assert seen(cast.executor) == ["hold"]  # of the other: this work is nobody's yet
    hand_over(holding, cast.executor)
    assert seen(cast.executor) == ["hold", "hold"]
    actions.refund(holding.id, None, transferred_on=TODAY, reference="B-1", by=by(cast.owner), now=NOW)
    assert seen(cast.executor) == ["refund", "hold", "hold"]
    assert seen(cast.other_executor) == []
    hand_over(
        holding, cast.other_executor
    )  # all the money is back: the work may change hands, and its movements with it
    assert (seen(cast.executor), seen(cast.other_executor)) == (["hold"], ["refund", "hold"])
    assert seen(cast.owner) == ["refund", "hold", "hold"]


# --- what the database itself refuses, whatever the code above says ---------------------------------------------------


def bare_transaction(holding: Holding, lines: list[tuple[Account, int]]) -> Transaction:
    made = Transaction.objects.create(
        business_id=holding.business_id,
        delegation_id=holding.delegation_id,
        milestone=holding,
        move="release",
        amount=1,
        currency=holding.currency,
        at=NOW,
    )
    for account, amount in lines:
        Line.objects.create(transaction=made, account=account, position=0, move="release", amount=amount)
    return made


def refused_by_database(act: object) -> bool:
    try:
        with transaction.atomic():
            act()  # type: ignore[operator]
    except DatabaseError:
        return True
    return False


def test_the_database_refuses_what_does_not_balance_or_goes_below_zero(cast: Cast) -> None:
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    held, payer = (Account.objects.get(milestone=holding, kind=kind) for kind in ("held", "payer"))
    unbalanced = bare_transaction(holding, [(held, -10), (payer, 9)])
    assert refused_by_database(lambda: Seal.objects.create(transaction=unbalanced, lines=2))
    below = bare_transaction(holding, [(held, -4001), (payer, 4001)])
    assert refused_by_database(lambda: Seal.objects.create(transaction=below, lines=2))
    wrong_count = bare_transaction(holding, [(held, -1), (payer, 1)])
    assert refused_by_database(lambda: Seal.objects.create(transaction=wrong_count, lines=3))
    assert where(holding) == {"payer": -4000, "held": 4000}


def test_the_database_refuses_change_and_removal(cast: Cast) -> None:
    holding = make_holding(cast)
    done = hold(cast, holding, 4000)
    held = Account.objects.get(milestone=holding, kind="held")
    for act in (
        lambda: Transaction.objects.filter(pk=done.pk).update(amount=1),
        lambda: Line.objects.filter(transaction=done).update(amount=1),
        lambda: Seal.objects.filter(transaction=done).delete(),
        lambda: Line.objects.create(transaction=done, account=held, position=0, move="hold", amount=1),
        lambda: Account.objects.filter(pk=held.pk).update(balance=9999),
        lambda: Account.objects.filter(pk=held.pk).delete(),
        lambda: Account.objects.filter(pk=held.pk).update(currency="EUR"),
        lambda: Account.objects.create(
            business_id=holding.business_id,
            delegation_id=new_id(),
            milestone=holding,
            kind="paid",
            currency="EUR",
            balance=5,
        ),
    ):
        assert refused_by_database(act)
    assert where(holding) == {"payer": -4000, "held": 4000}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_once_one_wins() -> None:
    from tests.cast import make_cast

    cast = make_cast()
    holding = make_holding(cast)
    hold(cast, holding, 4000)
    start, outcomes = Barrier(4), []

    def release() -> None:
        start.wait()
        try:
            actions.release(holding.id, 4000, by=by(cast.owner), now=NOW)
            outcomes.append("released")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=release) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["not_enough_held"] * 3 + ["released"]
    assert where(holding) == {"payer": -4000, "released": 4000}
