"""The hundred problems of the specification with their exact answers, through the file that the command line reads."""

import json
from pathlib import Path

import pytest

from relais.cli.problemfile import read_problem, written
from relais.engine.plan.calendar import calendar_of, floor_minute
from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.demand import Job, in_order
from relais.engine.plan.giving_up import relaxation_bound

CASES = json.loads((Path(__file__).parent / "day-plan-cases.json").read_text())


def test_there_are_a_hundred():
    assert len(CASES) == 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_case(case):
    expected = case["expected"]
    problem = read_problem(json.dumps(case["problem"]).encode())
    found = plan(problem)
    said = json.loads(written(problem, found))
    assert check(problem, found) == ()
    assert said["margins"] == expected["margins"]
    assert said["penalty"] == said["penalty_lower_bound"] == expected["penalty"]
    assert said["proof"] == "exact"
    assert bool(said["given_up"]) is not expected["feasible"]
    assert max(0, -min(said["margins"].values())) == expected["overload_minutes"]
    assert said["value"] >= expected["value"] - 1e-6
    free = [piece for piece in found.pieces if piece.id == "free"]
    assert sum((one.end - one.start).seconds // 60 for one in free) == expected["free_minutes"]
    if expected["feasible"]:
        assert said["latest_start"] == expected["latest_start"]
        assert reserved(problem, said, expected) == expected["reserved_min"]
    else:
        assert set(said["latest_start"].values()) == {None}
    calendar = calendar_of(problem)
    jobs = [
        Job(one.id, one.minutes, calendar.position(floor_minute(one.due)), 0, one.penalty)
        for one in problem.dated
    ]
    assert relaxation_bound(in_order(jobs)) == pytest.approx(expected["penalty_lower_bound"], abs=1e-6)


def reserved(problem, said, expected):
    """Minutes of dated work that the latest starts put before each moment asked: R*(t)."""
    from datetime import datetime

    calendar = calendar_of(problem)
    found = {}
    for moment in expected["reserved_min"]:
        t = calendar.position(floor_minute(datetime.fromisoformat(moment)))
        starts = [
            (
                calendar.position(floor_minute(datetime.fromisoformat(said["latest_start"][one.id]))),
                one.minutes,
            )
            for one in problem.dated
        ]
        found[moment] = sum(max(0, min(minutes, t - start)) for start, minutes in starts)
    return found
