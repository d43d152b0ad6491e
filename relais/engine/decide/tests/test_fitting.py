"""The learning curve found in times really taken: what it finds, how sure, and when it keeps quiet."""

from __future__ import annotations

from math import exp

import pytest

from relais.engine.decide.drawing import generator
from relais.engine.decide.fitting import RUNS_LEAST, fit
from relais.engine.decide.learning import Curve, Exponential
from relais.engine.faults import InputRefused

PRIOR = Curve(120.0, 60.0, 0.8)


def noisy(curve, runs, share, seed):
    random = generator(seed)
    return [curve.time(n) * (1 + random.normal(0, share)) for n in range(1, runs + 1)]


def test_fewer_than_five_runs_keep_what_was_set():
    found = fit(PRIOR, [100.0] * (RUNS_LEAST - 1))
    assert (found.runs, found.curve, found.power, found.better) == (4, PRIOR, None, None)


def test_times_that_lie_on_a_power_curve_give_it_back():
    truth = Curve(90.0, 25.0, 0.75)
    found = fit(PRIOR, [truth.time(n) for n in range(1, 31)])
    assert found.curve.rate == pytest.approx(0.75, abs=1e-5)
    assert found.curve.first == pytest.approx(90.0, abs=1e-3)
    assert found.curve.floor == pytest.approx(25.0, abs=1e-2)
    assert found.better == "power"


def test_times_that_fall_by_a_constant_share_are_told_apart():
    truth = Exponential(90.0, 25.0, 0.3)
    found = fit(PRIOR, [truth.time(n) for n in range(1, 31)])
    assert found.exponential.curve.speed == pytest.approx(0.3, abs=1e-5)
    assert found.exponential.curve.time(2) == pytest.approx(25 + 65 * exp(-0.3), abs=1e-3)
    assert found.better == "exponential"
    assert found.power is not None


def test_few_noisy_runs_seldom_name_the_wrong_curve():
    """Of forty learners by each curve, eight runs each: those whom the other curve is said of are not one in six."""
    for curve, other in (
        (Curve(90.0, 25.0, 0.75), "exponential"),
        (Exponential(90.0, 25.0, 0.3), "power"),
    ):
        found = [fit(PRIOR, noisy(curve, 8, 0.15, seed)) for seed in range(40)]
        assert sum(one.better == other for one in found) <= 6
        assert any(one.better is None for one in found)
        assert all(one.power.rate_low <= one.power.curve.rate <= one.power.rate_high for one in found)


def test_the_interval_of_the_rate_holds_the_truth_as_often_as_it_says():
    """95 %, over 60 learners of twenty runs: fewer than 85 % would be a promise broken (a chance of about 1 in 500)."""
    truth = Curve(90.0, 20.0, 0.75)
    held = 0
    for seed in range(60):
        random = generator(seed)
        found = fit(PRIOR, [truth.time(n) + random.normal(0, 3) for n in range(1, 21)]).power
        held += found.rate_low <= truth.rate <= found.rate_high
    assert held >= 0.85 * 60


def test_more_runs_say_more():
    few, many = (fit(PRIOR, noisy(Curve(90.0, 20.0, 0.75), runs, 0.05, 1)).power for runs in (8, 80))
    assert many.rate_high - many.rate_low < few.rate_high - few.rate_low


def test_times_that_rise_are_no_learning():
    found = fit(PRIOR, [50.0, 55.0, 60.0, 58.0, 65.0, 70.0])
    assert found.curve.first == found.curve.floor == pytest.approx(sum([50, 55, 60, 58, 65, 70]) / 6)
    assert found.curve.rate == PRIOR.rate


def test_equal_times():
    found = fit(PRIOR, [30.0] * 12)
    assert found.curve.time(100) == pytest.approx(30.0)
    assert found.better is None
    assert found.power.deviation == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("wrong", [0.0, -5.0, float("nan"), float("inf")])
def test_a_time_that_cannot_be_is_named(wrong):
    with pytest.raises(InputRefused) as refused:
        fit(PRIOR, [30.0, wrong, 20.0])
    assert [(one.path, one.code) for one in refused.value.faults] == [("times[1]", "time_out_of_range")]
