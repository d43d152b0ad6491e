"""What break-even promises, whatever the numbers: never is said, more training never pays back sooner, money and hours agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.engine.decide.breakeven import Case, breakeven, date_after, faults
from relais.engine.decide.learning import RATES
from relais.engine.decide.payback import payback
from relais.engine.decide.ranges import Range
from relais.engine.decide.slack import Need, first_start, needs
from relais.engine.decide.tests.test_reference import CASE
from relais.engine.faults import InputRefused

START = date(2026, 11, 23)
PLAIN = settings(max_examples=60, deadline=None)


def number(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def cases(draw):
    first, redo = draw(number(0, 4)), draw(number(0, 1))
    return Case(
        owner_rate=draw(number(0, 100)), owner_h=draw(number(0, 3)), deleg_rate=draw(number(0, 60)), first_h=first,
        floor_h=round(first * draw(st.sampled_from([0.0, 0.3, 0.6, 1.0])), 4),
        learning_rate=draw(st.sampled_from([0.6, 0.8, 0.95, 1.0])), train_h=draw(number(0, 20)),
        handover_cost=draw(number(0, 200)), redo_first=redo, redo_last=round(redo * draw(st.sampled_from([0.0, 0.5, 1.0])), 4),
        redo_decay=draw(number(0, 1)), review_h=draw(number(0, 0.5)), rework_h=draw(number(0, 2)),
        per_week=draw(st.sampled_from([0.25, 1.0, 3.0, 40.0])), discount_per_year=draw(st.sampled_from([0.0, 0.05, 0.5])),
    )  # fmt: skip


def summed(case, until):
    """The balance, straight from the formula."""
    money, found = -case.setup_cost, []
    for n in range(1, until + 1):
        money += case.gain(n) * (1 + case.discount_per_year) ** (-n / case.per_week / (365.2425 / 7))
        found.append(money)
    return found


@PLAIN
@given(cases())
def test_the_balance_is_below_zero_before_and_never_after(case):
    found = breakeven(case)
    balances = summed(case, 400)
    tiny = 1e-9 * (1 + case.setup_cost + case.owner_rate)
    if found.occurrence is None:
        assert found.reason
        assert found.weeks is found.date is None
        assert case.setup_cost == 0 or balances[-1] < tiny
    elif found.occurrence <= 400:
        assert all(money >= -tiny for money in balances[found.occurrence - 1 :])
        if found.occurrence > 1:
            before = balances[found.occurrence - 2]
            assert before < tiny or case.gain(found.occurrence) < tiny


@PLAIN
@given(cases(), st.floats(0, 30))
def test_more_training_never_pays_back_sooner(case, more):
    sooner, later = (
        breakeven(case).occurrence,
        breakeven(replace(case, train_h=case.train_h + more)).occurrence,
    )
    assert later is None or (sooner is not None and later >= sooner)


@PLAIN
@given(cases())
def test_money_and_hours_agree(case):
    """Where only the owner's hours cost, one unit of money each, the two balances are one."""
    hours_only = replace(case, owner_rate=1.0, deleg_rate=0.0, handover_cost=0.0, discount_per_year=0.0)
    found = breakeven(hours_only)
    assert found.occurrence == found.hours_occurrence
    for (n, money), (m, hours) in zip(found.balance, found.owner_hours, strict=True):
        assert n == m
        assert money == pytest.approx(hours, abs=1e-7)


@PLAIN
@given(cases())
def test_one_draw_of_what_is_known_is_the_case_itself(case):
    drawn = payback(case, {}, seed=3, draws=1).percentiles[3].occurrence
    exact = breakeven(case).occurrence
    if exact is None or drawn is None:
        assert exact == drawn
    elif exact <= 256:
        assert drawn == exact
    else:
        assert drawn == pytest.approx(exact, rel=0.01)


def test_a_floor_that_costs_more_than_doing_it_never_pays_back():
    found = breakeven(replace(CASE, deleg_rate=80.0), START)
    assert (found.occurrence, found.reason, found.weeks, found.date) == (None, "no_gain", None, None)
    assert found.hours_occurrence == 6  # the owner's hours come back all the same


@pytest.mark.parametrize(
    "change", [{"owner_h": 0.0}, {"owner_rate": 0.0}, {"owner_rate": 0.0, "deleg_rate": 0.0}]
)
def test_no_hours_and_no_rate_never_pay_back(change):
    assert breakeven(replace(CASE, **change)).occurrence is None


def test_a_tool_that_costs_nothing_an_hour():
    found = breakeven(replace(CASE, deleg_rate=0.0))
    assert found.occurrence == 7


def test_nothing_to_pay_pays_back_at_once():
    free = replace(CASE, train_h=0.0, handover_cost=0.0, first_h=0.0, floor_h=0.0)
    assert (breakeven(free).occurrence, breakeven(free).hours_occurrence) == (1, 1)


def test_a_discount_may_eat_what_is_left():
    slow = replace(CASE, train_h=400.0, per_week=0.1)
    assert breakeven(slow).occurrence is not None
    found = breakeven(replace(slow, discount_per_year=0.5))
    assert (found.occurrence, found.reason) == (None, "discounted")


@pytest.mark.parametrize("discount", [0.0, 0.05])
@pytest.mark.parametrize(("training", "rate"), [(800, 0.8), (3_000, 0.95)])
def test_far_paybacks_are_the_summed_ones(discount, training, rate):
    """Beyond a thousand occurrences sums are integrals: the same occurrence, the same balances."""
    case = replace(CASE, train_h=training, learning_rate=rate, per_week=200.0, discount_per_year=discount)
    found = breakeven(case)
    balances = summed(case, 2 * found.occurrence)
    assert found.occurrence == 1 + next(n for n, money in enumerate(balances) if money >= 0)
    assert found.occurrence > 1_500
    for n, money in found.balance:
        assert money == pytest.approx(balances[n - 1], abs=1e-3)


@pytest.mark.parametrize(
    "change",
    [
        {"per_week": 1e-9, "discount_per_year": 10.0}, {"per_week": 1e6, "discount_per_year": 1e-12}, {"train_h": 1e12},
        {"owner_rate": 1e12, "deleg_rate": 1e12}, {"redo_decay": 1e12}, {"redo_decay": 1e-15}, {"learning_rate": 1e-300},
    ],
)  # fmt: skip
def test_the_ends_of_what_is_allowed_are_computed(change):
    """Whatever is not refused has an answer, in both ways of computing it."""
    case = replace(CASE, **change)
    found = breakeven(case, START)
    drawn = payback(case, {}, seed=1, draws=1, start=START).percentiles[3]
    assert (found.occurrence is None) == bool(found.reason)
    assert drawn.occurrence == found.occurrence


def test_a_payback_too_far_is_never_and_says_so():
    found = breakeven(replace(CASE, handover_cost=1e9))
    assert (found.occurrence, found.reason) == (None, "too_far")


def test_without_a_frequency_there_is_an_occurrence_and_no_date():
    found = breakeven(replace(CASE, per_week=None), START)
    assert (found.occurrence, found.weeks, found.date, found.gain_per_week_after_learning) == (
        21,
        None,
        None,
        None,
    )


def test_dates():
    assert date_after(START, 10.0) == date(2027, 2, 1)
    assert date_after(START, 3 / 0.3) == date(2027, 2, 1)
    assert date_after(START, 0.1) == date(2026, 11, 24)
    assert date_after(START, 1e9) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"learning_rate": 0.0}, ("learning_rate", "learning_rate_out_of_range")),
        ({"learning_rate": 1.01}, ("learning_rate", "learning_rate_out_of_range")),
        ({"owner_rate": -1.0}, ("owner_rate", "amount_out_of_range")),
        ({"train_h": float("nan")}, ("train_h", "amount_out_of_range")),
        ({"redo_first": 1.5}, ("redo_first", "share_out_of_range")),
        ({"per_week": 0.0}, ("per_week", "per_week_out_of_range")),
        ({"per_week": None, "discount_per_year": 0.1}, ("per_week", "per_week_missing")),
        ({"discount_per_year": -0.1}, ("discount_per_year", "discount_out_of_range")),
        ({"floor_h": 2.5}, ("floor_h", "floor_above_first")),
        ({"redo_last": 0.4}, ("redo_last", "redo_last_above_first")),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(change, fault):
    case = replace(CASE, **change)
    assert [(one.path, one.code) for one in faults(case)] == [fault]
    with pytest.raises(InputRefused):
        breakeven(case)


def test_words_for_learning():
    assert RATES == {"quick": 0.7, "usual": 0.8, "slow": 0.9}


# --- ranges -----------------------------------------------------------------------------------------------------------

RANGES = {"train_h": Range(3, 5, 12), "redo_first": Range(0.1, 0.3, 0.6), "per_week": Range(2, 3, 4)}


def test_the_same_seed_draws_the_same_again():
    one = payback(CASE, RANGES, seed=7, draws=2_000, start=START)
    assert one == payback(CASE, dict(reversed(RANGES.items())), seed=7, draws=2_000, start=START)
    assert one != payback(CASE, RANGES, seed=8, draws=2_000, start=START)


def test_what_the_payback_depends_on_most_comes_first():
    found = payback(CASE, RANGES, seed=1, draws=4_000, start=START)
    assert [one.name for one in found.depends_on] == ["train_h", "per_week", "redo_first"]
    training, often, _ = found.depends_on
    assert training.correlation > 0.7
    assert training.low.occurrence < 21 < training.high.occurrence
    assert often.correlation < -0.3  # more often, sooner
    assert often.low.date > often.high.date
    dates = [one.date for one in found.percentiles]
    assert dates == sorted(dates)
    assert found.never == 0.0


def test_never_is_a_share_and_then_no_percentile():
    found = payback(CASE, {"deleg_rate": Range(20, 50, 120)}, seed=1, draws=4_000, start=START)
    assert 0.2 < found.never < 0.8
    last = found.percentiles[-1]
    assert (last.occurrence, last.weeks, last.date) == (None, None, None)
    assert found.percentiles[0].occurrence is not None


@pytest.mark.parametrize(
    ("ranges", "fault"),
    [
        ({"train_h": Range(5, 3, 8)}, ("train_h", "range_reversed")),
        ({"train_h": Range(-1, 3, 8)}, ("train_h", "amount_out_of_range")),
        ({"learning_rate": Range(0, 0.8, 0.9)}, ("learning_rate", "learning_rate_out_of_range")),
        ({"nothing": Range(1, 2, 3)}, ("nothing", "input_unknown")),
    ],
)
def test_ranges_that_cannot_be(ranges, fault):
    with pytest.raises(InputRefused) as refused:
        payback(CASE, ranges, seed=1)
    assert [(one.path, one.code) for one in refused.value.faults] == [fault]


# --- is now the moment? -----------------------------------------------------------------------------------------------


@PLAIN
@given(cases(), st.integers(1, 8))
def test_what_the_learning_asks_is_the_sum_of_its_weeks(case, weeks):
    asked = needs(case, weeks)
    count = int(round(weeks * case.per_week, 9))
    redone = sum(case.redone(n) for n in range(1, count + 1))
    hours = case.train_h + case.review_h * (count + redone)
    assert sum(one.owner_h for one in asked) == pytest.approx(hours, abs=1e-6)
    worked = case.train_h + case.rework_h * redone + sum(case.curve.time(n) for n in range(1, count + 1))
    assert sum(one.cash for one in asked) == pytest.approx(
        case.deleg_rate * worked + case.handover_cost, abs=1e-5
    )


def test_the_first_start_on_which_hours_and_cash_both_hold():
    asked = (Need(2.0, 60.0), Need(2.0, 20.0))
    found = first_start(asked, free_h=[1.0, 2.0, 2.0, 3.0, 3.0], cash=[500.0, 70.0, 70.0, 60.0, 80.0])
    assert found.first == 3
    assert (found.first_hours, found.first_cash) == (1, 3)
    assert (found.hours_short, found.cash_short) == (1.0, 10.0)


def test_no_week_that_was_given_holds():
    found = first_start((Need(2.0, 10.0), Need(2.0, 10.0)), free_h=[9.0, 1.0], cash=[100.0, 100.0])
    assert (found.first, found.first_hours, found.first_cash) == (None, None, 0)


def test_the_frequency_must_be_known_for_a_week_to_ask_anything():
    with pytest.raises(InputRefused) as refused:
        needs(replace(CASE, per_week=None), 0)
    assert {fault.code for fault in refused.value.faults} == {"per_week_missing", "weeks_out_of_range"}
