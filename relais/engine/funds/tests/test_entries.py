"""Held funds told as stories: what is done, and where the money then stands.

A line is an act, its amount, and the balances after it; or "refused" and why, and then nothing has moved.
Balances not written are zero. The stories count in whole euros or dollars, the code in cents.
"""

import pytest

from relais.engine.funds.entries import (
    ROUTES,
    Account,
    Act,
    Kind,
    Move,
    Posting,
    Refused,
    Route,
    balances_of,
    moves_to_hold,
    post,
)
from relais.engine.values import Money

STORIES = """
the work is accepted, and paid
    pledge 100 EUR             payer -100, pledged 100
    hold 100 EUR               payer -100, held 100
    release 100 EUR            payer -100, released 100
    pay 100 EUR                payer -100, paid 100

one part is accepted, the rest goes back
    pledge 100 EUR             payer -100, pledged 100
    hold 100 EUR               payer -100, held 100
    release 60 EUR             payer -100, held 40, released 60
    refund 40 EUR              payer -60, released 60
    pay 60 EUR                 payer -60, paid 60

the owner changes their mind before paying
    pledge 100 EUR             payer -100, pledged 100
    unpledge 30 EUR            payer -70, pledged 70
    unpledge 70 EUR
    unpledge 1 EUR             refused not_enough_pledged

they do not agree, and the mediator splits
    pledge 100 USD             payer -100, pledged 100
    hold 100 USD               payer -100, held 100
    dispute 100 USD            payer -100, disputed 100
    release 1 USD              refused not_enough_held
    refund 1 USD               refused not_enough_held
    settle_release 70 USD      payer -100, disputed 30, released 70
    settle_refund 30 USD       payer -70, released 70
    settle_refund 1 USD        refused not_enough_disputed
    pay 70 USD                 payer -70, paid 70

nothing is released twice, nor beyond what is held
    pledge 100 EUR             payer -100, pledged 100
    release 100 EUR            refused not_enough_held
    hold 60 EUR                payer -100, pledged 40, held 60
    release 61 EUR             refused not_enough_held
    release 60 EUR             payer -100, pledged 40, released 60
    release 60 EUR             refused not_enough_held
    refund 60 EUR              refused not_enough_held
    pay 61 EUR                 refused not_enough_released
    pay 60 EUR                 payer -100, pledged 40, paid 60
    pay 60 EUR                 refused not_enough_released

nothing can be held that was not pledged
    hold 1 EUR                 refused not_enough_pledged

an act needs an amount
    pledge 0 EUR               refused amount_not_positive
    pledge -1 EUR              refused amount_not_positive

a milestone has one currency at a time
    pledge 100 EUR             payer -100, pledged 100
    pledge 100 USD             refused currency_mismatch
    hold 100 USD               refused currency_mismatch
    unpledge 100 EUR
    pledge 100 USD             payer -100, pledged 100
"""


def read_stories():
    for story in STORIES.strip().split("\n\n"):
        title, *lines = story.splitlines()
        yield pytest.param([line.split(None, 3) for line in lines], id=title)


def money(whole, currency):
    return Money(int(whole) * 100, currency)


@pytest.mark.parametrize("lines", list(read_stories()))
def test_story(lines):
    balances = {}
    for act, amount, currency, *rest in lines:
        result = post(balances, [Move(Act(act), "logo", money(amount, currency))])
        told = rest[0].strip() if rest else ""
        if told.startswith("refused"):
            assert isinstance(result, Refused), (act, amount, result)
            assert told == f"refused {result.code}"
            continue
        assert isinstance(result, Posting), (act, amount, result)
        balances |= dict(result.after)
        pairs = (pair.split() for pair in told.split(", ") if pair)
        expected = {Account("logo", Kind(kind), currency): int(minor) * 100 for kind, minor in pairs}
        assert {account: minor for account, minor in balances.items() if minor} == expected


def pledge(amount, milestone="logo"):
    return Move(Act.PLEDGE, milestone, amount)


def hold(amount, milestone="logo"):
    return Move(Act.HOLD, milestone, amount)


def test_nothing_to_do():
    assert post({}, []) == Refused("nothing_to_do")


def test_holding_what_was_never_pledged_pledges_it_in_the_same_transaction():
    moves = moves_to_hold({}, "logo", money(100, "EUR"))
    assert moves == (pledge(money(100, "EUR")), hold(money(100, "EUR")))
    result = post({}, moves)
    assert isinstance(result, Posting)
    assert [(entry.position, entry.account.kind, entry.minor) for entry in result.entries] == [
        (0, Kind.PAYER, -100_00),
        (0, Kind.PLEDGED, 100_00),
        (1, Kind.PLEDGED, -100_00),
        (1, Kind.HELD, 100_00),
    ]
    assert dict(result.after) == balances_of(result.entries)


def test_holding_uses_what_was_pledged_first():
    balances = {Account("logo", Kind.PLEDGED, "EUR"): 40_00}
    euros = money(100, "EUR")
    assert moves_to_hold(balances, "logo", euros) == (pledge(money(60, "EUR")), hold(euros))
    assert moves_to_hold(balances, "logo", money(40, "EUR")) == (hold(money(40, "EUR")),)


def test_one_refused_move_refuses_the_whole_transaction():
    moves = [pledge(money(100, "EUR")), hold(money(101, "EUR"))]
    assert post({}, moves) == Refused("not_enough_pledged", position=1, available=100_00)


def test_milestones_do_not_lend_to_each_other():
    balances = {Account("logo", Kind.PLEDGED, "EUR"): 100_00}
    assert post(balances, [hold(money(1, "EUR"), "site")]) == Refused("not_enough_pledged", available=0)


def test_one_transaction_over_several_milestones_and_currencies_sums_to_zero_in_each():
    result = post({}, [pledge(money(100, "EUR")), pledge(money(80, "USD"), "site")])
    assert isinstance(result, Posting)
    for currency in ("EUR", "USD"):
        assert sum(entry.minor for entry in result.entries if entry.account.currency == currency) == 0


def test_a_balance_that_would_be_too_large_is_refused():
    largest = Money(10**15 - 1, "EUR")
    result = post({}, [pledge(largest)])
    assert isinstance(result, Posting)
    assert post(dict(result.after), [pledge(Money(1, "EUR"))]) == Refused("amount_too_large")
    # Once it is all paid nothing is pledged, but so much has come from the payer.
    later = {Account("logo", Kind.PAYER, "EUR"): -(10**15) + 1, Account("logo", Kind.PAID, "EUR"): 10**15 - 1}
    assert post(later, [pledge(Money(1, "EUR"))]) == Refused("amount_too_large")
    # Balances that cannot be true do not make an entry that the ledger could not hold.
    full = {Account("logo", Kind.PLEDGED, "EUR"): 10**15 - 1}
    assert post(full, [pledge(Money(1, "EUR"))]) == Refused("amount_too_large")


def test_an_act_out_of_the_table_is_refused():
    move = Move("steal", "logo", money(1, "EUR"))  # type: ignore[arg-type]
    assert post({}, [move]) == Refused("unknown_move")


def test_posting_changes_no_balance_that_it_was_given():
    balances = {Account("logo", Kind.PLEDGED, "EUR"): 40_00}
    post(balances, [hold(money(10, "EUR"))])
    assert balances == {Account("logo", Kind.PLEDGED, "EUR"): 40_00}


def test_every_act_has_a_route_and_paid_is_the_end():
    assert set(ROUTES) == set(Act)
    assert all(route.source is not Kind.PAID for route in ROUTES.values())
    assert all(route != Route(route.source, route.source) for route in ROUTES.values())
