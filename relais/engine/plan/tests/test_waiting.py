"""Room beside work that may not begin at once is what Jackson's rule (EDF) leaves of it, minute by minute."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from relais.engine.plan.calendar import Span
from relais.engine.plan.demand import Job, fits, in_order
from relais.engine.plan.leftover import Axis, gaps
from relais.engine.plan.waiting import WaitingRoom

LENGTH = 40
jobs = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 25), st.integers(1, 15)).map(
        lambda row: Job("", row[0], min(row[1] + row[2], LENGTH), row[1], 1.0)
    ),
    max_size=7,
).map(in_order)
spans = st.lists(st.tuples(st.integers(0, LENGTH), st.integers(0, 12)), max_size=5)


def fits_beside(work: list[Job], taken: list[Span]) -> bool:
    """Whether the work fits on what is left of the axis, tried with EDF."""
    axis = Axis(gaps(LENGTH, taken))
    return fits(
        [replace(job, due=axis.position(job.due), earliest=axis.position(job.earliest)) for job in work]
    )


@given(jobs, spans)
def test_a_span_is_free_when_the_work_still_fits_beside_it_and_what_was_taken_before(
    work: list[Job], asked: list[tuple[int, int]]
) -> None:
    assume(fits(work))
    room, taken = WaitingRoom(work), list[Span]()
    for first, most in asked:
        last = min(first + most, LENGTH)
        if any(a < last and b > first for a, b in taken):
            continue
        free = fits_beside(work, [*taken, (first, last)])
        assert room.has((first, last)) is free
        apart = room.copy()
        some = apart.take(first, last - first)
        assert fits_beside(work, [*taken, (first, first + some)])
        assert some == last - first or not fits_beside(work, [*taken, (first, first + some + 1)])
        if free:
            room.take_span((first, last))
            taken.append((first, last))
