"""Forecasts against what happened, and how little few cases say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relais.engine.decide.calibration import Forecast, calibrate, lateness
from relais.engine.decide.drawing import generator
from relais.engine.faults import InputRefused

DAY = date(2026, 1, 1)


def cases(*pairs):
    return [Forecast(p, happened, DAY + timedelta(days=n)) for n, (p, happened) in enumerate(pairs)]


def judged(count, lean, seed):
    """Forecasts of a person who says what is true, less `lean`."""
    random, found = generator(seed), []
    for n in range(count):
        said = random.uniform(0.15, 0.75)
        found.append(Forecast(said, random.random() < said + lean, DAY + timedelta(days=n)))
    return found


def test_the_brier_score_over_time():
    found = calibrate(cases((0.8, True), (0.8, False), (0.5, True)))
    assert [round(one.score, 6) for one in found.over_time] == [0.04, 0.34, 0.31]
    assert (found.over_time[-1].cases, found.score) == (3, pytest.approx(0.31))


def test_cases_of_one_day_are_one_point_in_any_order():
    given = [
        Forecast(0.9, happened=True, on=DAY),
        Forecast(0.1, happened=True, on=DAY),
        Forecast(0.5, happened=False, on=DAY - timedelta(days=9)),
    ]
    found = calibrate(given)
    assert [(one.on, one.cases) for one in found.over_time] == [(DAY - timedelta(days=9), 1), (DAY, 3)]
    assert found == calibrate(given[::-1])


def test_always_right_and_always_half():
    assert calibrate(cases((1.0, True), (0.0, False))).score == 0.0
    assert calibrate(cases((0.5, True), (0.5, False))).score == 0.25


def test_few_cases_say_little():
    few = calibrate(judged(6, 0.2, 1))
    assert few.blind > 0.3
    assert not few.is_leaning
    assert few.cases_needed > 60


def test_many_cases_show_a_lean():
    assert calibrate(judged(2_000, 0.2, 1)).is_leaning
    assert calibrate(judged(2_000, 0.2, 1)).lean == pytest.approx(0.2, abs=0.04)


def test_true_forecasts_seldom_look_as_if_they_leaned():
    """Five in a hundred, by what is promised; over 200 persons more than 20 has a chance below 1 in 1,000."""
    leaning = sum(calibrate(judged(40, 0.0, seed)).is_leaning for seed in range(200))
    assert leaning <= 20


def test_the_expected_score_of_true_forecasts():
    scores = [calibrate(judged(40, 0.0, seed)) for seed in range(100)]
    within = sum(abs(one.score - one.expected) <= 2 * one.spread for one in scores)
    assert within >= 0.9 * len(scores)


def test_bands():
    found = calibrate(cases((0.1, False), (0.15, False), (0.2, True), (1.0, True)))
    assert [(one.low, one.high, one.cases, one.happened) for one in found.bands] == [
        (0.0, 0.2, 2, 0), (0.2, 0.4, 1, 1), (0.8, 1.0, 1, 1),
    ]  # fmt: skip
    assert found.bands[0].share_low == 0.0
    assert found.bands[0].share_high > 0.6  # two cases say next to nothing


def test_no_case_at_all():
    found = calibrate([])
    assert (found.cases, found.score, found.over_time, found.cases_needed) == (0, None, (), None)


def test_a_probability_that_cannot_be_is_named():
    with pytest.raises(InputRefused) as refused:
        calibrate(cases((0.5, True), (1.1, False)))
    assert [(one.path, one.code) for one in refused.value.faults] == [
        ("forecasts[1].probability", "probability_out_of_range")
    ]


def test_how_late_paybacks_come():
    found = lateness([5, 20, 8, 15, 7])
    assert found.mean == 11
    assert (round(found.low, 3), round(found.high, 3)) == (3.196, 18.804)  # t = 2.776445 with four degrees
    assert lateness([3.0]).low is None
    assert lateness([]).mean is None
