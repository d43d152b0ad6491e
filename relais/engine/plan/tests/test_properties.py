"""What holds for every problem: drawn around the night when clocks change, with everything that one may have."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from relais.engine.plan import day
from relais.engine.plan.calendar import calendar_of, ceil_minute, floor_minute
from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.demand import Job, completions, fits, in_order, latest, margins
from relais.engine.plan.problem import Dated, Fixed, Important, Problem, Window

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 10, 24, 22, tzinfo=PARIS).timestamp()  # the clocks change five hours later
SPAN = 900  # minutes
PLAIN = settings(max_examples=60, deadline=None)


def moment(minute):
    return datetime.fromtimestamp(START + 60 * minute, tz=PARIS)


def begin(one):
    return one.start.timestamp()


def end(one):
    return one.end.timestamp()


@st.composite
def windows(draw):
    found, minute = [], 0
    for _ in range(draw(st.integers(0, 6))):
        minute += draw(st.sampled_from([0, 0, 10, 60]))
        length = draw(st.integers(1, 120))
        energy = draw(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]))
        found.append(Window(moment(minute), moment(minute + length), energy))
        minute += length
    return tuple(found)


@st.composite
def dated(draw, earliest=True):
    found = []
    for n in range(draw(st.integers(0, 6))):
        due = draw(st.integers(-30, SPAN))
        start = due - draw(st.integers(0, 400)) if earliest and draw(st.integers(0, 3)) == 0 else None
        found.append(
            Dated(
                f"d{n}", draw(st.integers(1, 90)), moment(due), draw(st.integers(1, 20)),
                None if start is None else moment(start),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def important(draw, simple=False):
    found = []
    for n in range(draw(st.integers(0, 4))):
        minutes, value = draw(st.integers(1, 200)), draw(st.integers(0, 500))
        if simple:
            found.append(Important(f"i{n}", minutes, value, least_piece=1))
        else:
            found.append(
                Important(
                    f"i{n}", minutes, value, draw(st.booleans()), draw(st.sampled_from([1, 25, 40])),
                    draw(st.booleans()),
                )
            )  # fmt: skip
    return tuple(found)


@st.composite
def problems(draw, earliest=True, simple=False):
    tasks, wishes = draw(dated(earliest)), draw(important(simple))
    slots = [
        Fixed("busy", moment(first), moment(first + length))
        for first, length in draw(st.lists(st.tuples(st.integers(0, SPAN), st.integers(1, 60)), max_size=3))
    ]
    names = [one.id for one in (*tasks, *wishes)]
    if names and draw(st.booleans()):
        first = draw(st.integers(0, SPAN))
        slots.append(Fixed("hand", moment(first), moment(first + 30), task=draw(st.sampled_from(names))))
    safety = draw(st.sampled_from([0, 0, 30, 200]))
    return Problem(
        PARIS, moment(draw(st.integers(-10, 200))), draw(windows()), tuple(slots), tasks, wishes, safety
    )


def jobs_of(problem):
    calendar = calendar_of(problem)
    return in_order([
        Job(
            one.id, one.minutes, calendar.position(floor_minute(one.due)),
            calendar.position(ceil_minute(one.earliest)) if one.earliest else 0, one.penalty,
        )
        for one in problem.dated
    ])  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(problems())
def test_every_plan_passes_the_independent_check(problem):
    assert check(problem, plan(problem)) == ()


@PLAIN
@given(problems())
def test_the_same_problem_gives_the_same_plan_in_whatever_order_it_is_told(problem):
    found = plan(problem)
    assert plan(problem) == found
    turned = replace(
        problem, windows=problem.windows[::-1], fixed=problem.fixed[::-1], dated=problem.dated[::-1],
    )  # fmt: skip
    assert plan(turned).pieces == found.pieces


@PLAIN
@given(problems())
def test_margins_alone_are_those_of_the_plan_and_need_no_windows_after_the_last_date(problem):
    assert day.margins(problem) == plan(problem).margins
    last = max((task.due.timestamp() for task in problem.dated), default=0)
    shorter = replace(problem, windows=tuple(one for one in problem.windows if one.start.timestamp() < last))
    assert day.margins(shorter) == plan(problem).margins


@PLAIN
@given(problems())
def test_the_penalty_alone_is_that_of_the_plan(problem):
    assert day.penalty(problem) == plan(problem).penalty


@settings(max_examples=150, deadline=None)
@given(problems())
def test_planning_again_with_nothing_changed_changes_nothing(problem):
    found = plan(problem)
    again = plan(problem, found)
    assert plan(problem, again) == again
    assert again.penalty == found.penalty
    if not any(one.whole or one.least_piece > 1 or one.most_important for one in problem.important):
        assert again == found
    assert [one.code for one in check(problem, again)] == []
    assert again.value >= found.value * (1 - 1e-9)
    if again.value <= found.value * (1 + 1e-9):
        assert again.pieces == found.pieces


@PLAIN
@given(problems(), problems())
def test_planning_again_after_any_change_is_sound(before, after):
    assert check(after, plan(after, plan(before))) == ()


@PLAIN
@given(problems(earliest=False))
def test_the_margins_and_the_earliest_date_first_give_the_same_verdict(problem):
    jobs = jobs_of(problem)
    least = min(margins(jobs).values(), default=0)
    assert (
        fits(jobs)
        == (least >= 0)
        == all(end <= job.due for job, end in zip(jobs, completions(jobs), strict=True))
    )
    assert fits(jobs) or plan(replace(problem, fixed=())).given_up or problem.fixed


@PLAIN
@given(dated(earliest=False))
def test_with_as_many_minutes_more_before_every_date_it_fits_and_with_one_less_it_does_not(tasks):
    jobs = [Job(one.id, one.minutes, 10 * n, 0, 1) for n, one in enumerate(tasks)]
    missing = -min(margins(jobs).values(), default=0)
    assume(missing > 0)
    assert fits([replace(job, due=job.due + missing) for job in jobs])
    assert not fits([replace(job, due=job.due + missing - 1) for job in jobs])


@PLAIN
@given(dated(earliest=False))
def test_the_reserve_is_the_least_at_every_moment(tasks):
    """R*(t) = max(P(t), 0, max over d > t of P(d) − (d − t))."""
    jobs = in_order([Job(one.id, one.minutes, 40 + 60 * n, 0, 1) for n, one in enumerate(tasks)])
    assume(fits(jobs))
    spans = [span for _, span in latest(jobs, [job.due for job in jobs])]
    for t in range(0, 420, 7):
        due_by_then = sum(job.minutes for job in jobs if job.due <= t)
        forced = [
            sum(other.minutes for other in jobs if other.due <= job.due) - (job.due - t)
            for job in jobs if job.due > t
        ]  # fmt: skip
        reserve = max([due_by_then, 0, *forced])
        assert sum(max(0, min(last, t) - first) for first, last in spans) == reserve


@PLAIN
@given(problems(earliest=False, simple=True))
def test_important_work_stays_within_every_margin(problem):
    """X(d) ≤ S(d) for the dates that are kept."""
    found = plan(problem)
    calendar = calendar_of(problem)
    gone = {one.id for one in found.given_up}
    wishes = {one.id for one in problem.important}
    by_hand = {one.task for one in problem.fixed}
    assume(not by_hand & {one.id for one in problem.dated})
    for date, left in margins([job for job in jobs_of(problem) if job.id not in gone]).items():
        used = sum(
            min(date, calendar.position(floor_minute(piece.end)))
            - min(date, calendar.position(floor_minute(piece.start)))
            for piece in found.pieces if piece.id in wishes
        )  # fmt: skip
        assert used <= left


@PLAIN
@given(problems(earliest=False, simple=True), st.integers(1, 30), st.integers(60, SPAN))
def test_more_dated_work_never_leaves_more_for_important_work(problem, minutes, due):
    shorter = [replace(task, minutes=1 + task.minutes // 30) for task in problem.dated]
    hours = Window(moment(-120), moment(0), 0.5)
    problem = replace(
        problem, now=hours.start, windows=(hours, *problem.windows), fixed=(), dated=tuple(shorter)
    )
    before = plan(problem)
    after = plan(replace(problem, dated=(*problem.dated, Dated("more", minutes, moment(due), 1000))))
    if not before.given_up and not after.given_up:
        assert after.value <= before.value + 1e-9


@PLAIN
@given(problems(simple=True), st.integers(1, 60))
def test_a_window_more_never_costs_anything(problem, minutes):
    before = plan(problem)
    last = max([moment(SPAN), *(one.end for one in problem.windows)], key=datetime.timestamp)
    window = Window(last, last + timedelta(minutes=minutes), 0.5)
    after = plan(replace(problem, windows=(*problem.windows, window)))
    assert after.penalty <= before.penalty + 1e-9
    if after.given_up == before.given_up:
        assert after.value >= before.value - 1e-9


@PLAIN
@given(problems(earliest=False, simple=True))
def test_work_kept_by_hand_where_it_was_planned_changes_nothing(problem):
    found = plan(problem)
    assume(found.pieces and not problem.safety_minutes)
    piece = found.pieces[-1]
    again = plan(
        replace(problem, fixed=(*problem.fixed, Fixed("hand", piece.start, piece.end, task=piece.id)))
    )
    assert again.penalty == pytest.approx(found.penalty)
    energy = {one.id: one.density for one in problem.important}
    by_hand = energy.get(piece.id, 0.0) * sum(
        window.energy * max(0.0, min(end(window), end(piece)) - max(begin(window), begin(piece))) / 60
        for window in problem.windows
    )
    assert again.value + by_hand == pytest.approx(found.value)


@PLAIN
@given(st.data())
def test_important_minutes_have_the_greatest_value_of_all_placements(data):
    """Against every placement of minutes, on an axis of nine."""
    energies = data.draw(st.lists(st.sampled_from([0.2, 0.5, 1.0]), min_size=9, max_size=9))
    dues = data.draw(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), max_size=3))
    densities = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    problem = Problem(
        PARIS, moment(0),
        tuple(Window(moment(n), moment(n + 1), energy) for n, energy in enumerate(energies)), (),
        tuple(Dated(f"d{n}", minutes, moment(due), 1) for n, (due, minutes) in enumerate(dues)),
        tuple(Important(f"i{n}", 1, density, least_piece=1) for n, density in enumerate(densities)),
    )  # fmt: skip
    jobs = jobs_of(problem)
    assume(fits(jobs))
    best = 0.0
    for chosen in range(1 << 9):
        minutes = [n for n in range(9) if chosen >> n & 1]
        if len(minutes) <= len(densities) and all(
            sum(1 for n in minutes if n < date) <= left for date, left in margins(jobs).items()
        ):
            pairs = zip(
                sorted((energies[n] for n in minutes), reverse=True),
                sorted(densities, reverse=True),
                strict=False,
            )
            best = max(best, sum(energy * density for energy, density in pairs))
    assert plan(problem).value == pytest.approx(best)
