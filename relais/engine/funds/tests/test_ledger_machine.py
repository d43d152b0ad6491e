"""Any sequence of acts, over several milestones and currencies, keeps every invariant of the ledger.

The machine compares `post` with plain arithmetic of its own, and has the independent checker read the whole
ledger after each act. Then sound ledgers are damaged, one way after another, and the checker must see it: a
checker that never finds anything would prove nothing.
"""

import dataclasses
from collections import Counter

import hypothesis.strategies as st
from hypothesis import assume, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from relais.engine.funds.check import Line, Stated, Transaction, check
from relais.engine.funds.entries import Act, Kind, Move, Posting, Refused, balances_of, moves_to_hold, post
from relais.engine.values import Money

CURRENCIES = ("EUR", "USD", "JPY")
MILESTONES = ("logo", "site", "support")
# Few amounts, so that acts often meet exactly what is there.
AMOUNTS = st.sampled_from([1, 2, 3, 50, 100, 9_999, 10**9])
MOVES = st.builds(
    Move,
    st.sampled_from(Act),
    st.sampled_from(MILESTONES),
    st.builds(Money, AMOUNTS, st.sampled_from(CURRENCIES)),
)
# What the acts mean, said once more in the words of the issue: from, to.
MEANING = {
    "pledge": "payer pledged",
    "unpledge": "pledged payer",
    "hold": "pledged held",
    "release": "held released",
    "refund": "held payer",
    "dispute": "held disputed",
    "settle_release": "disputed released",
    "settle_refund": "disputed payer",
    "pay": "released paid",
}


class Book:
    """A ledger as the database would keep it: transactions, and their lines, in the order of their seals."""

    def __init__(self):
        self.transactions = []
        self.balances = {}

    def act(self, moves):
        result = post(self.balances, moves)
        if isinstance(result, Posting):
            self.balances |= dict(result.after)
            seal = len(self.transactions) + 1
            self.transactions.append(Transaction(f"t{seal}", seal, tuple(map(line_of, result.entries))))
        return result

    def stated(self):
        return [
            Stated(account.milestone, account.kind, account.currency, minor)
            for account, minor in self.balances.items()
        ]


def line_of(entry):
    account = entry.account
    return Line(entry.position, entry.act, account.milestone, account.kind, account.currency, entry.minor)


class LedgerMachine(RuleBasedStateMachine):
    @initialize()
    def open_book(self):
        self.book = Book()
        self.model = Counter()  # (milestone, kind, currency) -> minor units
        self.flows = Counter()  # (milestone, act) -> minor units

    def expected(self, model, move):
        """What should happen, by plain arithmetic: None, or the code of the refusal."""
        currency, minor = move.amount.currency, move.amount.minor
        if any(m == move.milestone and c != currency and model[m, k, c] for m, k, c in list(model)):
            return "currency_mismatch"
        source, target = MEANING[move.act].split()
        if source != "payer" and model[move.milestone, source, currency] < minor:
            return f"not_enough_{source}"
        model[move.milestone, source, currency] -= minor
        model[move.milestone, target, currency] += minor
        return None

    def play(self, moves):
        model = self.model.copy()
        code = next(filter(None, (self.expected(model, move) for move in moves)), None)
        before = dict(self.book.balances)
        result = self.book.act(moves)
        if code is None:
            assert isinstance(result, Posting), result
            self.model = model
            for move in moves:
                self.flows[move.milestone, move.act] += move.amount.minor
        else:
            assert isinstance(result, Refused)
            assert result.code == code
            assert self.book.balances == before

    @rule(move=MOVES)
    def one_act(self, move):
        self.play([move])

    @rule(moves=st.lists(MOVES, min_size=2, max_size=4))
    def several_acts_at_once(self, moves):
        self.play(moves)

    @rule(milestone=st.sampled_from(MILESTONES), minor=AMOUNTS, currency=st.sampled_from(CURRENCIES))
    def a_transfer_comes_in(self, milestone, minor, currency):
        self.play(moves_to_hold(self.book.balances, milestone, Money(minor, currency)))

    @rule(milestone=st.sampled_from(MILESTONES), data=st.data())
    def everything_that_is_there_moves(self, milestone, data):
        """Takes the whole of an account, the case at the edge."""
        full = [
            (act, kind, currency)
            for (owner, kind, currency), minor in self.model.items()
            for act in Act
            if owner == milestone and minor > 0 and MEANING[act].split()[0] == kind
        ]
        assume(full)
        act, kind, currency = data.draw(st.sampled_from(full))
        whole = Money(self.model[milestone, kind, currency], currency)
        self.play([Move(act, milestone, whole)])
        again = self.book.act([Move(act, milestone, whole)])
        assert isinstance(again, Refused)
        assert again.code == f"not_enough_{kind}"

    @invariant()
    def balances_are_the_sum_of_entries(self):
        sums = Counter()
        for transaction in self.book.transactions:
            for line in transaction.lines:
                sums[line.milestone, line.kind, line.currency] += line.minor
        shown = {(a.milestone, a.kind, a.currency): minor for a, minor in self.book.balances.items()}
        assert {key: minor for key, minor in sums.items() if minor} == {k: m for k, m in shown.items() if m}
        assert +self.model == +Counter(shown)

    @invariant()
    def everything_sums_to_zero_and_only_the_payer_is_below(self):
        sums = Counter()
        for account, minor in self.book.balances.items():
            sums[account.milestone, account.currency] += minor
            assert minor >= 0 or account.kind is Kind.PAYER
        assert not any(sums.values())

    @invariant()
    def nothing_leaves_twice(self):
        for milestone in MILESTONES:
            flow = {act: self.flows[milestone, act] for act in MEANING}
            released = flow["release"] + flow["settle_release"]
            assert released + flow["refund"] + flow["settle_refund"] <= flow["hold"]
            assert flow["pay"] <= released

    @invariant()
    def the_independent_checker_finds_nothing(self):
        assert check(self.book.transactions, self.book.stated()) == ()


LedgerMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase


@st.composite
def books(draw):
    """A sound ledger with at least one transaction."""
    book = Book()
    for milestone in draw(st.lists(st.sampled_from(MILESTONES), min_size=1, unique=True)):
        amount = Money(draw(AMOUNTS) + 3, draw(st.sampled_from(CURRENCIES)))
        book.act(moves_to_hold(book.balances, milestone, amount))
        for act in draw(st.lists(st.sampled_from(Act), max_size=8)):
            book.act([Move(act, milestone, Money(draw(st.integers(1, 3)), amount.currency))])
    return book


CHANGES = {
    "minor": st.integers(-(10**16), 10**16),
    "kind": st.sampled_from([*Kind, "pocket"]).map(str),
    "currency": st.sampled_from([*CURRENCIES, "XXX"]),
    "milestone": st.sampled_from([*MILESTONES, "another"]),
    "act": st.sampled_from([*Act, "steal"]).map(str),
    "position": st.integers(0, 9),
}


@settings(deadline=None)
@given(books(), st.data())
def test_any_change_to_one_entry_is_found(book, data):
    n = data.draw(st.integers(0, len(book.transactions) - 1))
    lines = list(book.transactions[n].lines)
    k = data.draw(st.integers(0, len(lines) - 1))
    what = data.draw(st.sampled_from(sorted(CHANGES)))
    value = data.draw(CHANGES[what])
    assume(value != getattr(lines[k], what))
    lines[k] = dataclasses.replace(lines[k], **{what: value})
    book.transactions[n] = dataclasses.replace(book.transactions[n], lines=tuple(lines))
    assert check(book.transactions, book.stated())


@settings(deadline=None)
@given(books(), st.data())
def test_a_missing_entry_is_found_even_without_stated_balances(book, data):
    n = data.draw(st.integers(0, len(book.transactions) - 1))
    lines = list(book.transactions[n].lines)
    lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    book.transactions[n] = dataclasses.replace(book.transactions[n], lines=tuple(lines))
    codes = {finding.code for finding in check(book.transactions)}
    assert {"unbalanced", "out_of_table"} <= codes


@settings(deadline=None)
@given(books(), st.data())
def test_a_missing_transaction_is_found_against_the_stated_balances(book, data):
    stated = book.stated()
    gone = book.transactions.pop(data.draw(st.integers(0, len(book.transactions) - 1)))
    moved = Counter()
    for line in gone.lines:
        moved[line.milestone, line.kind, line.currency] += line.minor
    assume(any(moved.values()))
    assert "total_differs" in {finding.code for finding in check(book.transactions, stated)}


@settings(deadline=None)
@given(books(), st.data())
def test_an_act_posted_behind_the_guard_is_found(book, data):
    """One more unit than an account has, written straight to the table."""
    (milestone, kind, currency), minor = data.draw(
        st.sampled_from(
            [
                ((account.milestone, account.kind, account.currency), minor)
                for account, minor in book.balances.items()
                if account.kind not in {Kind.PAYER, Kind.PAID}
            ]
        )
    )
    act = data.draw(st.sampled_from([act for act, way in MEANING.items() if way.split()[0] == kind]))
    source, target = MEANING[act].split()
    lines = (
        Line(0, act, milestone, source, currency, -minor - 1),
        Line(0, act, milestone, target, currency, minor + 1),
    )
    book.transactions.append(Transaction("forged", len(book.transactions) + 1, lines))
    found = {(finding.code, finding.transaction) for finding in check(book.transactions)}
    assert ("negative_account", "forged") in found


def test_balances_of_is_what_the_postings_say():
    book = Book()
    result = book.act(moves_to_hold({}, "logo", Money(100, "EUR")))
    assert balances_of(result.entries) == book.balances
