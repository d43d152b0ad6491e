"""Dates given up, compared with every subset of small problems; and the table, which large ones need."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.engine.plan import giving_up
from relais.engine.plan.demand import Job, fits, in_order
from relais.engine.plan.giving_up import in_units, least_penalty, relaxation_bound
from relais.engine.plan.relaxation import relax
from relais.engine.plan.table import tabulate
from relais.engine.plan.waiting import least_penalty_waiting, minutes_short

PENALTIES = st.one_of(st.integers(1, 9).map(float), st.sampled_from([0.5, 1.25, 0.1, 33.33]))


@st.composite
def jobs(draw, earliest=False):
    found = []
    for n in range(draw(st.integers(0, 8))):
        due = draw(st.integers(0, 45))
        start = max(0, due - draw(st.integers(0, 30))) if earliest and draw(st.booleans()) else 0
        found.append(Job(f"j{n}", draw(st.integers(1, 14)), due, start, draw(PENALTIES)))
    return in_order(found)


def by_trying(ordered):
    """The least penalty of all subsets."""
    every = range(len(ordered))
    return min(
        sum(ordered[n].weight for n in out)
        for size in range(len(ordered) + 1)
        for out in combinations(every, size)
        if fits([ordered[n] for n in every if n not in out])
    )


@settings(max_examples=150, deadline=None)
@given(jobs())
def test_the_penalty_is_the_least_of_all_subsets(ordered):
    choice = least_penalty(ordered)
    assert choice.is_exact
    assert choice.penalty == choice.bound == pytest.approx(by_trying(ordered))
    assert relaxation_bound(ordered) <= choice.penalty + 1e-9
    kept = [job for n, job in enumerate(ordered) if n not in choice.rejected]
    assert fits(kept)
    for n, short in zip(
        choice.rejected, minutes_short(kept, [ordered[n] for n in choice.rejected]), strict=True
    ):
        job = ordered[n]
        assert short >= 1
        less = Job(job.id, job.minutes - short, job.due, 0, 1)
        assert fits(in_order([*kept, less]))
        assert not fits(in_order([*kept, Job(job.id, less.minutes + 1, job.due, 0, 1)]))


@settings(max_examples=100, deadline=None)
@given(jobs(earliest=True))
def test_with_earliest_starts_as_well(ordered):
    choice = least_penalty_waiting(ordered)
    least = by_trying(ordered)
    assert choice.bound <= least + 1e-9
    assert choice.penalty >= least - 1e-9
    if choice.is_exact:
        assert choice.penalty == pytest.approx(least)
    kept = [job for n, job in enumerate(ordered) if n not in choice.rejected]
    assert fits(kept)
    gone = [ordered[n] for n in choice.rejected]
    for job, short in zip(gone, minutes_short(kept, gone), strict=True):
        # With that many minutes less it fits (at once where nothing of it would be left), with one more it does not.
        assert short >= job.minutes or fits(in_order([*kept, replace(job, minutes=job.minutes - short)]))
        if not fits(in_order([*kept, job])):
            assert not fits(in_order([*kept, replace(job, minutes=job.minutes - short + 1)]))


@settings(max_examples=100, deadline=None)
@given(jobs())
def test_the_table_finds_what_the_list_of_states_finds(ordered):
    possible = [job for job in ordered if job.minutes <= job.due]
    _, weights = in_units([job.weight for job in possible])
    relaxed = relax(possible, weights)
    trial = tabulate(relaxed, sum(weights))
    whole = [
        Job(job.id, job.minutes, job.due, 0, weight) for job, weight in zip(possible, weights, strict=True)
    ]
    if possible:
        assert trial.cost == by_trying(whole)
        assert trial.cost == sum(weights[n] for n in trial.found)


def test_below_the_least_penalty_the_table_finds_nothing():
    ordered = [Job("a", 10, 15, 0, 5), Job("b", 10, 16, 0, 7)]
    relaxed = relax(ordered, [5, 7])
    assert tabulate(relaxed, 4.5 - relaxed.cost).found is None
    assert tabulate(relaxed, 5.5 - relaxed.cost).found == [0]


def test_penalties_that_follow_durations_are_exact_too(monkeypatch):
    """The hardest kind for a bound; the table decides where the list of states is not allowed to."""
    ordered = in_order(
        [Job(f"j{n:03}", 5 + n * 37 % 236, 240 + n * 7919 % 9000, 0, 25 + n * 37 % 236) for n in range(150)]
    )
    free = least_penalty(ordered)
    monkeypatch.setattr(giving_up, "STATES", 1)
    tabled = least_penalty(ordered)
    assert free.is_exact
    assert tabled.is_exact
    assert free.penalty == tabled.penalty


def test_units_are_decimal():
    unit, whole = in_units([0.1, 0.25, 3.0])
    assert [float(unit * one) for one in whole] == [0.1, 0.25, 3.0]
    assert whole == [2, 5, 60]
