"""Dated work beside what is taken: late, and in pieces that somebody would begin."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from relais.engine.plan.demand import Job, fits
from relais.engine.plan.leftover import gaps, place_late

VAT = Job("vat", 45, 300, 0, 180.0)


def test_work_that_a_break_would_cut_into_crumbs_goes_whole_before_it() -> None:
    """Free until 100 and from 270 on, a break at 290: 20 minutes, 10 and 15 would be the latest."""
    assert place_late([VAT], 300, [(100, 270)], 0) == [(0, (85, 100)), (0, (270, 300))]
    assert place_late([VAT], 300, [(100, 270)], 0, [290]) == [(0, (55, 100))]


def test_where_no_free_time_holds_it_whole_it_stays_in_pieces() -> None:
    taken = [(30, 60), (90, 280)]
    assert place_late([VAT], 300, taken, 0) == [(0, (65, 90)), (0, (280, 300))]
    assert place_late([VAT], 300, taken, 0, [290]) == [(0, (65, 90)), (0, (280, 290)), (0, (290, 300))]


def test_it_waits_for_its_earliest_start() -> None:
    late = Job("vat", 45, 300, 60, 180.0)
    assert place_late([late], 300, [(100, 270)], 0, [290])[0] == (0, (85, 100))


jobs = st.lists(
    st.builds(Job, st.uuids().map(str), st.integers(1, 80), st.integers(1, 900), st.just(0), st.just(1.0)),
    min_size=1,
    max_size=8,
)


@given(
    jobs, st.lists(st.integers(0, 899), max_size=12, unique=True), st.lists(st.integers(1, 899), max_size=5)
)
def test_whatever_is_taken_all_of_it_is_done_once_before_its_date(
    asked: list[Job], edges: list[int], pauses: list[int]
) -> None:
    edges = sorted(edges[: len(edges) // 2 * 2])
    taken = list(zip(edges[::2], edges[1::2], strict=True))
    room = [sum(b - max(0, min(b, a)) for a, b in gaps(job.due, [(x, min(y, job.due)) for x, y in taken if x < job.due]))
            for job in asked]  # fmt: skip
    ordered = sorted(asked, key=lambda job: job.due)
    free = [
        Job(job.id, job.minutes, here, 0, 1.0) for job, here in sorted(zip(asked, room, strict=True), key=lambda one: one[0].due)
    ]  # fmt: skip
    if not fits(free):
        return
    mended = place_late(ordered, 1000, taken, 0, sorted(set(pauses)))
    for n, job in enumerate(ordered):
        mine = [span for k, span in mended if k == n]
        assert sum(b - a for a, b in mine) == job.minutes
        assert max(b for _, b in mine) <= job.due
    spans = sorted([*taken, *(span for _, span in mended)])
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
