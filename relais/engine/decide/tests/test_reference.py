"""The reference values of the specification, and its worked example."""

from __future__ import annotations

import json
from datetime import date
from math import isclose, pi, sin
from pathlib import Path

import pytest

from relais.engine.decide import beta
from relais.engine.decide.breakeven import Case, breakeven
from relais.engine.decide.drawing import pearson_of_rank
from relais.engine.decide.learning import Curve, powers
from relais.engine.decide.ranges import Range
from relais.engine.decide.scenarios import Dependence, Outcome, Probability, Sheet
from relais.engine.decide.simulation import simulate

REFERENCE = json.loads((Path(__file__).parent / "reference_values.json").read_text())
CURVES = [
    (int(rate[:-1]) / 100, int(n), row)
    for rate, rows in REFERENCE["learning_curve"].items()
    for n, row in rows.items()
]
PERTS = REFERENCE["pert"]


@pytest.mark.parametrize(("rate", "n", "row"), CURVES)
def test_the_learning_curve(rate, n, row):
    curve = Curve(1.0, 0.0, rate)  # the values are told to four decimals
    assert curve.time(n) == pytest.approx(row["unit"], abs=5.1e-5)
    assert curve.total(n) == pytest.approx(row["cum"], abs=5.1e-5)
    assert curve.total(n) == pytest.approx(row["closed"], abs=5.1e-5)


@pytest.mark.parametrize("exponent", [0.0, 0.074, 0.32, 0.5146, 1.0, 1.7])
@pytest.mark.parametrize("n", [1, 63, 64, 65, 100, 5_000])
def test_the_total_in_constant_time_is_the_sum(exponent, n):
    assert powers(n, exponent) == pytest.approx(sum(k**-exponent for k in range(1, n + 1)), rel=1e-12)


EXAMPLE = REFERENCE["break_even_example"]
GIVEN = EXAMPLE["inputs"]
CASE = Case(
    owner_rate=GIVEN["owner_rate"], owner_h=GIVEN["owner_h"], deleg_rate=GIVEN["deleg_rate"], first_h=GIVEN["first_h"],
    floor_h=GIVEN["floor_h"], learning_rate=GIVEN["LR"], train_h=GIVEN["train_h"], handover_cost=GIVEN["handover_cost"],
    redo_first=GIVEN["q0"], redo_last=GIVEN["q1"], redo_decay=GIVEN["kq"], review_h=GIVEN["review_h"],
    rework_h=GIVEN["rework_h"], per_week=3,
)  # fmt: skip


def test_the_break_even_example():
    found = breakeven(CASE, date(2026, 11, 23))
    assert found.occurrence == EXAMPLE["break_even_occurrence"] == 21
    balance = dict(found.balance)
    for n, money in EXAMPLE["balance_at"]:
        assert round(balance[n], 4) == money
    assert (found.weeks, found.date) == (7.0, date(2027, 1, 11))
    # 60 − (20 · 0.9 + 6 + 0.05 (16 + 6)), three times a week.
    assert found.gain_per_week_after_learning == pytest.approx(3 * 34.9)


@pytest.mark.parametrize("row", PERTS)
def test_pert(row):
    found = Range(row["a"], row["m"], row["b"])
    assert found.shapes == pytest.approx((row["alpha"], row["beta"]), abs=1e-9)
    assert found.mean == pytest.approx(row["mean"], abs=1e-9)
    assert found.variance == pytest.approx(row["var"], abs=1e-9)
    for share, name in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90")):
        assert round(found.quantile(share), 6) == row[name]


def test_the_variance_of_pert_is_not_the_old_one():
    assert Range(1, 3, 8).variance == pytest.approx(1.607143, abs=5e-7)
    assert PERTS[0]["classic_sd"] ** 2 == pytest.approx(1.361111, abs=5e-7)


@pytest.mark.parametrize(("rank", "pearson"), REFERENCE["rank_to_pearson"].items())
def test_the_normal_correlation_of_a_rank_correlation(rank, pearson):
    assert round(pearson_of_rank(float(rank)), 6) == pearson
    assert isclose(pearson_of_rank(float(rank)), 2 * sin(pi * float(rank) / 6))


@pytest.mark.parametrize("row", REFERENCE["pert_sum_copula"], ids=lambda row: str(row["spearman"]))
def test_dependence_widens_the_sum_and_leaves_its_mean(row):
    """The reference is itself a simulation told to three decimals: both are allowed their noise."""
    ranges = [Range(1, 3, 8), Range(2, 4, 12), Range(0, 5, 10)]
    outcomes = tuple(Outcome(f"o{n}", Probability(1, 1), one) for n, one in enumerate(ranges))
    pairs = tuple(Dependence(f"o{i}", f"o{k}", row["spearman"]) for i in range(3) for k in range(i))
    found = simulate(Sheet(outcomes, dependences=pairs if row["spearman"] else ()), seed=4).before
    assert found.expected == pytest.approx(13.5, abs=1e-9)
    assert found.mean == pytest.approx(13.5, abs=4 * found.error)
    assert found.deviation == pytest.approx(row["sd"], abs=0.03)
    percentiles = dict(found.percentiles)
    assert percentiles[0.1] == pytest.approx(row["p10"], abs=0.06)
    assert percentiles[0.9] == pytest.approx(row["p90"], abs=0.06)


@pytest.mark.parametrize(("seen", "row"), REFERENCE["trust"].items())
def test_quantiles_of_the_beta_distribution(seen, row):
    yes, no = (int(one) for one in seen.split("/"))
    for share, name in ((0.05, "lo05"), (0.025, "lo025"), (0.975, "hi975")):
        assert round(beta.quantile(share, 1 + yes, 1 + no), 6) == row[name]


@pytest.mark.parametrize(
    ("degrees", "t"), [(1, 12.706205), (2, 4.302653), (5, 2.570582), (30, 2.042272), (1000, 1.962339)]
)
def test_quantiles_of_student(degrees, t):
    assert round(beta.student(0.95, degrees), 6) == t


def test_the_interval_of_a_share():
    # Brown, Cai & DasGupta 2001: Jeffreys, and the ends where nothing or everything was seen.
    assert beta.share_between(0, 0) == (0.0, 1.0)
    assert beta.share_between(0, 20)[0] == 0.0
    assert beta.share_between(20, 20)[1] == 1.0
    low, high = beta.share_between(5, 10)
    assert (round(low, 4), round(high, 4)) == (0.2235, 0.7765)
