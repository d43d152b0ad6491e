"""The checker reads a whole ledger by itself. Each damage below is one that it must name."""

import ast
import inspect

import pytest

from relais.engine.funds import check as checker
from relais.engine.funds.check import Finding, Line, Stated, Transaction, check


def lines(text):
    """Read "0 hold logo pledged EUR -100", one line each, as entries."""
    for row in text.strip().splitlines():
        position, act, milestone, kind, currency, minor = row.split()
        yield Line(int(position), act, milestone, kind, currency, int(minor))


def transaction(name, seal, text):
    return Transaction(name, seal, tuple(lines(text)))


PLEDGE = transaction("pledge", 1, "0 pledge logo payer EUR -100 \n 0 pledge logo pledged EUR 100")
HOLD = transaction("hold", 2, "0 hold logo pledged EUR -100 \n 0 hold logo held EUR 100")
RELEASE = transaction("release", 3, "0 release logo held EUR -100 \n 0 release logo released EUR 100")
PAY = transaction("pay", 4, "0 pay logo released EUR -100 \n 0 pay logo paid EUR 100")
SOUND = (PLEDGE, HOLD, RELEASE, PAY)


def told(findings):
    return {(finding.code, finding.transaction) for finding in findings}


def test_a_sound_ledger_has_no_finding():
    assert check(SOUND) == ()
    assert check(SOUND, [Stated("logo", "payer", "EUR", -100), Stated("logo", "paid", "EUR", 100)]) == ()
    assert check(()) == ()


def test_the_order_is_that_of_the_seals():
    assert check(reversed(SOUND)) == ()


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("0 pledge logo payer EUR -100 \n 0 pledge logo pledged EUR 101", "unbalanced"),
        ("0 pledge logo payer EUR -100 \n 0 pledge logo pledged EUR 101", "out_of_table"),
        ("0 pledge logo payer EUR -100 \n 0 pledge logo pledged USD 100", "unbalanced"),
        ("0 pledge logo payer EUR -100 \n 0 pledge logo pledged USD 100", "out_of_table"),
        ("0 pledge logo payer EUR -100 \n 0 pledge logo held EUR 100", "out_of_table"),
        ("0 pledge logo payer EUR 100 \n 0 pledge logo pledged EUR -100", "out_of_table"),
        ("0 pledge logo payer EUR -100 \n 0 pledge site pledged EUR 100", "out_of_table"),
        ("0 pledge logo payer EUR -100 \n 1 pledge logo pledged EUR 100", "out_of_table"),
        ("0 pledge logo payer EUR -100 \n 0 unpledge logo pledged EUR 100", "out_of_table"),
        ("0 gift logo payer EUR -100 \n 0 gift logo pledged EUR 100", "unknown_move"),
        ("0 pledge logo payer EUR 0 \n 0 pledge logo pledged EUR 0", "amount_out_of_range"),
        (f"0 pledge logo payer EUR -{10**15} \n 0 pledge logo pledged EUR {10**15}", "amount_out_of_range"),
        ("0 unpledge logo pledged EUR -1 \n 0 unpledge logo payer EUR 1", "negative_account"),
        ("0 refund logo held EUR -1 \n 0 refund logo payer EUR 1", "released_beyond_held"),
        ("0 pay logo released EUR -1 \n 0 pay logo paid EUR 1", "paid_beyond_released"),
        ("0 pledge logo payer USD -1 \n 0 pledge logo pledged USD 1", "mixed_currencies"),
        ("", "no_entries"),
    ],
)
def test_a_damaged_transaction_is_named(damage, finding):
    forged = transaction("forged", 9, damage)
    assert (finding, "forged") in told(check((*SOUND, forged)))


def test_releasing_twice_is_found():
    twice = transaction("twice", 4, "0 release logo held EUR -100 \n 0 release logo released EUR 100")
    assert told(check((PLEDGE, HOLD, RELEASE, twice))) == {
        ("negative_account", "twice"),
        ("released_beyond_held", "twice"),
    }


def test_releasing_before_holding_is_found_even_when_all_is_well_in_the_end():
    early = Transaction("early", 1, RELEASE.lines)
    late = [Transaction(one.id, one.seal + 1, one.lines) for one in (PLEDGE, HOLD)]
    assert ("negative_account", "early") in told(check((early, *late)))


def test_order_within_a_transaction_counts_too():
    both = transaction(
        "both",
        2,
        """
        0 release logo held EUR -100
        0 release logo released EUR 100
        1 hold logo pledged EUR -100
        1 hold logo held EUR 100
        """,
    )
    assert ("negative_account", "both") in told(check((PLEDGE, both)))


def test_a_milestone_that_was_emptied_may_use_another_currency():
    back = transaction("back", 2, "0 unpledge logo pledged EUR -100 \n 0 unpledge logo payer EUR 100")
    dollars = transaction("dollars", 3, "0 pledge logo payer USD -1 \n 0 pledge logo pledged USD 1")
    assert check((PLEDGE, back, dollars)) == ()


def test_one_mistake_is_told_once():
    forged = transaction("forged", 5, "0 refund logo held EUR -50 \n 0 refund logo payer EUR 50")
    after = [
        transaction(f"p{n}", n, "0 pledge a payer EUR -1 \n 0 pledge a pledged EUR 1") for n in (6, 7, 8)
    ]
    found = [finding for finding in check((*SOUND, forged, *after)) if finding.code == "negative_account"]
    assert len(found) == 1


def test_totals_that_do_not_sum_to_zero_are_found():
    torn = transaction("torn", 1, "0 pledge logo payer EUR -100")
    found = check((torn,))
    detail = (("milestone", "logo"), ("currency", "EUR"), ("minor", -100))
    assert Finding("totals_unbalanced", None, detail) in found


def test_unsealed_transactions_do_not_count():
    unsealed = Transaction("unsealed", None, RELEASE.lines)
    assert check((PLEDGE, HOLD, unsealed)) == ()


def test_a_balance_that_counts_an_unsealed_transaction_is_found():
    unsealed = Transaction("unsealed", None, RELEASE.lines)
    stated = [Stated("logo", "payer", "EUR", -100), Stated("logo", "released", "EUR", 100)]
    assert told(check((PLEDGE, HOLD, unsealed), stated)) == {("unsealed_counted", "unsealed")}


@pytest.mark.parametrize(
    "stated",
    [
        [Stated("logo", "payer", "EUR", -100), Stated("logo", "paid", "EUR", 99)],
        [Stated("logo", "payer", "EUR", -100)],
        [Stated("logo", "payer", "EUR", -100), Stated("logo", "paid", "USD", 100)],
        [],
    ],
)
def test_a_stated_balance_that_is_not_the_sum_is_found(stated):
    assert ("total_differs", None) in told(check(SOUND, stated))


def test_repeated_seals_and_transactions_are_found():
    copy = Transaction("pay", 4, PAY.lines)
    assert {("seal_repeated", "pay"), ("transaction_repeated", "pay")} <= told(check((*SOUND, copy)))


def test_the_checker_shares_nothing_with_what_it_checks():
    tree = ast.parse(inspect.getsource(checker))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("relais")} == {"relais.engine.values"}
