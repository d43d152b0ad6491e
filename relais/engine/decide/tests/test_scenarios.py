"""What a scenario sheet promises: seeds reproduce, a free safeguard never hurts, impossible sheets are refused by name."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.engine.decide import drawing
from relais.engine.decide.ranges import Range
from relais.engine.decide.safeguards import best_set, order
from relais.engine.decide.scenarios import (
    Act,
    Dependence,
    Outcome,
    Probability,
    Safeguard,
    Sheet,
    expected_losses,
    extreme_probabilities,
    faults,
)  # fmt: skip
from relais.engine.decide.simulation import simulate
from relais.engine.faults import InputRefused

PLAIN = settings(max_examples=40, deadline=None)


def sure(value):
    return Probability(value, value)


def outcome(name, probability=0.5, effect=(10, 20, 60), **more):
    given = probability if isinstance(probability, Probability) else sure(probability)
    return Outcome(name, given, Range(*effect), **more)


THEFT = outcome("theft", 0.1, (150, 300, 900))
DELAY = outcome("delay", 0.6, (20, 50, 200))
FAME = outcome("fame", 0.3, (100, 200, 400), kind="gain")
BACKUP = Safeguard("backup", 10.0, (Act("theft", probability=0.2, effect=0.5),))
CALL = Safeguard("call", 25.0, (Act("delay", effect=0.5), Act("theft", probability=0.9)))
GUARD = Safeguard("guard", 500.0, (Act("theft", probability=0.0),))
SHEET = Sheet(
    (THEFT, DELAY, FAME), (BACKUP, CALL, GUARD), (Dependence("theft", "delay", 0.5),), bearable=400.0
)


# --- drawn ------------------------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_again():
    assert simulate(SHEET, seed=5, draws=5_000) == simulate(SHEET, seed=5, draws=5_000)
    assert (
        simulate(SHEET, seed=5, draws=5_000).before.mean != simulate(SHEET, seed=6, draws=5_000).before.mean
    )


@st.composite
def sheets(draw, free):
    outcomes, names = [], [f"o{n}" for n in range(draw(st.integers(1, 5)))]
    for n, name in enumerate(names):
        low, width, more = (draw(st.integers(0, 50)) for _ in range(3))
        outcomes.append(
            outcome(
                name, draw(st.sampled_from([0.0, 0.02, 0.2, 0.5])), (low, low + width, low + width + more),
                kind=draw(st.sampled_from(["loss", "loss", "gain"])), group="g" if n < 2 and draw(st.booleans()) else "",
            )
        )  # fmt: skip
    losses = [one.id for one in outcomes if one.kind == "loss"]
    factor = st.sampled_from([0.0, 0.3, 0.7, 1.0])
    safeguards = tuple(
        Safeguard(
            f"s{n}", 0.0 if free else draw(st.integers(0, 20)),
            tuple(Act(name, draw(factor), draw(factor)) for name in losses if draw(st.booleans())),
        )
        for n in range(draw(st.integers(1, 4)))
    )  # fmt: skip
    alone = [one.id for one in outcomes if not one.group]
    pairs = ((Dependence(alone[0], alone[1], draw(st.sampled_from([-0.5, 0.3, 0.9]))),) if len(alone) > 1 else ())  # fmt: skip
    return Sheet(tuple(outcomes), safeguards, pairs, bearable=draw(st.integers(0, 200)))


@PLAIN
@given(sheets(free=True), st.integers(0, 99))
def test_a_free_safeguard_never_hurts(sheet, seed):
    found = simulate(sheet, seed=seed, draws=500)
    before = found.before
    tiny = 1e-9
    for step in found.steps:
        assert step.worst <= before.worst + tiny
        assert step.beyond <= before.beyond
        assert step.bought.loss_after <= step.bought.loss_before + tiny
    after = found.after
    assert after.expected <= before.expected + tiny
    assert after.mean <= before.mean + tiny
    assert all(a[1] <= b[1] + tiny for a, b in zip(after.percentiles, before.percentiles, strict=True))


@PLAIN
@given(sheets(free=False))
def test_draws_agree_with_the_exact_expected_loss(sheet):
    found = simulate(sheet, seed=1, draws=4_000)
    for outlook in (found.before, found.after):
        assert outlook.mean == pytest.approx(outlook.expected, abs=5 * outlook.error + 1e-9)
        assert outlook.least.expected - 1e-9 <= outlook.expected <= outlook.most.expected + 1e-9


@PLAIN
@given(sheets(free=False))
def test_shares_of_the_watch_list_add_up(sheet):
    outlook = simulate(sheet, seed=1, draws=1_000).before
    assert {one.id for one in outlook.watch} == {one.id for one in sheet.outcomes}
    if outlook.deviation > 0:
        assert sum(one.variance_share for one in outlook.watch) == pytest.approx(1, abs=1e-6)
    if outlook.worst > 1e-9:
        assert sum(one.worst_share for one in outlook.watch) == pytest.approx(1, abs=1e-6)


def test_what_is_rare_and_large_is_what_to_watch():
    rare, common = outcome("rare", 0.02, (4_000, 5_000, 6_000)), outcome("common", 0.9, (80, 100, 120))
    watch = simulate(Sheet((common, rare)), seed=2).before.watch
    assert watch[0].id == "rare"
    assert watch[0].worst_share > 0.9
    assert watch[0].expected == pytest.approx(100)


def test_the_worst_and_the_chance_of_ruin_of_a_coin():
    """Losing 100 once in ten: the worst 5 % all lose 100, and a tenth of the draws lose more than 50."""
    found = simulate(Sheet((outcome("coin", 0.1, (100, 100, 100)),), bearable=50.0), seed=3).before
    assert found.worst == pytest.approx(100)
    assert found.beyond_low < 0.1 < found.beyond_high
    rare = simulate(Sheet((outcome("coin", 0.01, (100, 100, 100)),), bearable=100.0), seed=3).before
    assert rare.worst == pytest.approx(20, abs=1.5)  # a fifth of the worst twentieth
    assert rare.beyond == 0.0  # a loss of exactly what can be borne is borne
    assert 0 < rare.beyond_high < 1e-4


def test_outcomes_of_a_group_exclude_each_other():
    worst, best = (
        outcome("worst", 0.5, (100, 100, 100), group="result"),
        outcome("best", 0.5, (1, 1, 1), group="result"),
    )
    found = simulate(Sheet((worst, best)), seed=1).before
    assert {value for _, value in found.percentiles} == {1.0, 100.0}
    assert found.mean == pytest.approx(50.5, abs=5 * found.error)


def test_ranges_of_probability_give_the_figures_a_range():
    unsure = outcome("o", Probability(0.02, 0.08), (100, 100, 100))
    found = simulate(Sheet((unsure,), bearable=50.0), seed=1).before
    assert (found.expected, found.least.expected, found.most.expected) == pytest.approx((5, 2, 8))
    assert found.least.beyond == pytest.approx(0.02, abs=0.003)
    assert found.most.beyond == pytest.approx(0.08, abs=0.005)
    assert (found.least.worst, found.most.worst) == pytest.approx((40, 100), abs=5)


def test_sure_probabilities_have_no_range():
    found = simulate(SHEET, seed=1, draws=1_000)
    for outlook in (found.before, found.after):
        for end in (outlook.least, outlook.most):
            assert (end.expected, end.worst, end.beyond) == pytest.approx(
                (outlook.expected, outlook.worst, outlook.beyond)
            )


def test_what_is_left_of_a_group_goes_to_what_weighs_most():
    mild = outcome("mild", Probability(0.2, 0.6), (10, 10, 10), group="g")
    grave = outcome("grave", Probability(0.1, 0.5), (100, 100, 100), group="g")
    sheet = Sheet((mild, grave))
    assert extreme_probabilities(sheet, worst=True) == pytest.approx({"mild": 0.5, "grave": 0.5})
    assert extreme_probabilities(sheet, worst=False) == {"mild": 0.2, "grave": 0.1}


def test_another_way_of_drawing_finds_the_same():
    """Numpy's own beta variables, and a number of their own for what happens: nothing of ours but the sheet."""
    generator, count = np.random.default_rng(11), 200_000
    total = np.zeros(count)
    for one in (THEFT, DELAY, FAME):
        a, b = one.effect.shapes
        size = one.effect.low + (one.effect.high - one.effect.low) * generator.beta(a, b, count)
        total += np.where(generator.random(count) < one.probability.mean, size, 0) * (
            -1 if one.kind == "gain" else 1
        )
    total.sort()
    found = simulate(Sheet((THEFT, DELAY, FAME), bearable=200.0), seed=1).before
    assert found.deviation == pytest.approx(total.std(), rel=0.015)
    assert found.worst == pytest.approx(total[-count // 20 :].mean(), rel=0.015)
    assert found.beyond == pytest.approx((total > 200).mean(), abs=0.003)
    for share, loss in found.percentiles:
        assert loss == pytest.approx(total[round(share * count)], abs=6)


def test_hours_count_at_their_rate():
    hours = outcome("o", 0.5, (1, 2, 3), unit="hours")
    assert expected_losses(Sheet((hours,), hour_rate=40.0)) == {"o": pytest.approx(40)}


def test_nothing_can_happen():
    found = simulate(Sheet((outcome("o", 0.0),), bearable=0.0), seed=1, draws=100)
    assert (found.before.mean, found.before.worst, found.before.beyond, found.before.deviation) == (
        0,
        0,
        0,
        0,
    )
    assert sum(found.counts_before) == 100


def test_bars_hold_every_draw():
    found = simulate(SHEET, seed=1, draws=5_000)
    assert len(found.edges) == 1 + len(found.counts_before)
    assert sum(found.counts_before) == sum(found.counts_after) == 5_000


# --- safeguards -------------------------------------------------------------------------------------------------------


@PLAIN
@given(sheets(free=False))
def test_the_best_set_is_the_best_of_all(sheet):
    def total(chosen):
        return sum(expected_losses(sheet, chosen).values()) + sum(one.cost for one in chosen)

    everything = [c for n in range(len(sheet.safeguards) + 1) for c in combinations(sheet.safeguards, n)]
    best = best_set(sheet)
    found = total([one for one in sheet.safeguards if one.id in best])
    assert found == pytest.approx(min(total(chosen) for chosen in everything), abs=1e-9)


def test_the_order_of_buying():
    found = order(SHEET)
    assert [one.id for one in found] == ["backup", "call", "guard"]
    backup, call, guard = found
    # Theft is expected to cost 0.1 · 375, delay 0.6 · 70: the backup leaves a tenth of the first.
    assert backup.loss_before - backup.loss_after == pytest.approx(37.5 * 0.9)
    assert (backup.pays, call.pays, guard.pays) == (True, False, False)
    assert call.loss_before - call.loss_after == pytest.approx(42 * 0.5 + 3.75 * 0.1)
    assert call.saves_alone == pytest.approx(
        42 * 0.5 + 37.5 * 0.1
    )  # alone it saves more, and still not its cost
    assert guard.net < 0


def test_the_cost_of_what_is_bought_is_in_the_outlook():
    found = simulate(SHEET, seed=1, draws=2_000)
    assert found.after.expected == pytest.approx(found.before.expected - 37.5 * 0.9 + 10)


# --- dependence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rank", [-0.7, 0.2, 0.5, 0.8])
def test_ranks_correlate_as_asked(rank):
    generator = drawing.generator(1)
    rho = drawing.pearson_of_rank(rank)
    one = generator.standard_normal(50_000)
    other = rho * one + np.sqrt(1 - rho**2) * generator.standard_normal(50_000)
    a = drawing.quantiles(Range(1, 3, 8), drawing.normal_shares(one))
    b = drawing.quantiles(Range(0, 9, 10), drawing.normal_shares(other))
    assert drawing.rank_correlation(a, b) == pytest.approx(rank, abs=0.015)


@pytest.mark.parametrize(
    "given_range", [Range(1, 3, 8), Range(0, 0, 10), Range(0, 10, 10), Range(10, 11, 30)]
)
def test_drawn_quantiles_are_the_exact_ones(given_range):
    shares = np.array([0.0005, 0.0019, 0.002, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9981, 0.9995])
    many = np.tile(shares, 1_000)  # enough for the quick way
    width = given_range.high - given_range.low
    for drawn in (drawing.quantiles(given_range, shares), drawing.quantiles(given_range, many)[:10]):
        exact = [given_range.quantile(share) for share in shares]
        assert drawn == pytest.approx(exact, abs=1e-4 * width)


# --- refused ----------------------------------------------------------------------------------------------------------


def dependence(*ranks):
    pairs = [("theft", "delay"), ("theft", "fame"), ("delay", "fame")]
    return tuple(Dependence(*pair, rank) for pair, rank in zip(pairs, ranks, strict=False))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"outcomes": ()}, ("outcomes", "outcomes_missing")),
        ({"outcomes": (replace(THEFT, probability=sure(1.2)),)}, ("outcomes[0].probability", "probability_out_of_range")),
        ({"outcomes": (outcome("a", float("nan")),)}, ("outcomes[0].probability", "probability_out_of_range")),
        ({"outcomes": (replace(THEFT, probability=Probability(0.5, 0.2)),)}, ("outcomes[0].probability", "range_reversed")),
        ({"outcomes": (replace(THEFT, effect=Range(900, 300, 150)),)}, ("outcomes[0].effect", "range_reversed")),
        ({"outcomes": (replace(THEFT, effect=Range(1, 30, 20)),)}, ("outcomes[0].effect", "range_reversed")),
        ({"outcomes": (replace(THEFT, effect=Range(-1, 3, 20)),)}, ("outcomes[0].effect", "amount_out_of_range")),
        ({"outcomes": (THEFT, THEFT)}, ("outcomes[1].id", "id_repeated")),
        ({"outcomes": (replace(THEFT, id=""),)}, ("outcomes[0].id", "id_empty")),
        ({"outcomes": (replace(THEFT, unit="hours"),)}, ("hour_rate", "hour_rate_missing")),
        ({"outcomes": (outcome("a", 0.6, group="g"), outcome("b", group="g"))},
         ("outcomes[1].probability", "probabilities_above_one")),
        ({"outcomes": tuple(outcome(f"o{n}") for n in range(51))}, ("outcomes", "too_many")),
        ({"bearable": -1.0}, ("bearable", "amount_out_of_range")),
    ],
)  # fmt: skip
def test_outcomes_that_cannot_be(change, fault):
    sheet = replace(Sheet((THEFT,)), **change)
    assert [(one.path, one.code) for one in faults(sheet)] == [fault]
    with pytest.raises(InputRefused):
        simulate(sheet, seed=1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"safeguards": (Safeguard("s", 1.0, (Act("fire"),)),)}, ("safeguards[0].acts[0].outcome", "outcome_unknown")),
        ({"safeguards": (Safeguard("s", 1.0, (Act("fame"),)),)}, ("safeguards[0].acts[0].outcome", "safeguard_of_gain")),
        ({"safeguards": (Safeguard("s", 1, (Act("theft", 2),)),)}, ("safeguards[0].acts[0].probability", "factor_out_of_range")),
        ({"safeguards": (Safeguard("s", -1.0, ()),)}, ("safeguards[0].cost", "amount_out_of_range")),
        ({"safeguards": (BACKUP, BACKUP)}, ("safeguards[1].id", "id_repeated")),
        ({"dependences": dependence(1.0)}, ("rank_correlations[0]", "correlation_out_of_range")),
        ({"dependences": (Dependence("theft", "theft", 0.5),)}, ("rank_correlations[0]", "correlation_with_itself")),
        ({"dependences": dependence(0.5) * 2}, ("rank_correlations[1]", "correlation_repeated")),
        ({"dependences": dependence(0.9, 0.9, -0.9)}, ("rank_correlations", "correlations_contradict")),
    ],
)  # fmt: skip
def test_safeguards_and_dependences_that_cannot_be(change, fault):
    assert [(one.path, one.code) for one in faults(replace(SHEET, **change))] == [fault]


def test_probabilities_that_add_up_to_one_are_fine():
    thirds = tuple(outcome(f"o{n}", 1 / 3, group="g") for n in range(3))
    assert faults(Sheet(thirds)) == ()
    tenths = tuple(outcome(f"o{n}", 0.1, group="g") for n in range(10))
    assert (
        simulate(Sheet(tenths), seed=1, draws=1_000).before.percentiles[0][1] > 0
    )  # one of them always happens


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"draws": 0, "seed": 1}, "draws_out_of_range"),
        ({"draws": 10**8, "seed": 1}, "draws_out_of_range"),
        ({"seed": -1}, "seed_out_of_range"),
    ],
)  # fmt: skip
def test_draws_and_seeds_that_cannot_be(asked, code):
    with pytest.raises(InputRefused) as refused:
        simulate(SHEET, **asked)
    assert [one.code for one in refused.value.faults] == [code]
