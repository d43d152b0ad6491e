"""What the plan promises, as tables: on the left of each test a problem, on the right the plan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.problem import ProblemRefused, Window, faults
from relais.engine.plan.tests.tables import MONDAY, problem, rows, told

TABLES = {
    "important work has the morning, the invoice is done just before its date": (
        """
        window Mon 09:00-12:00 1.0
        window Mon 14:00-17:00 0.5
        dated invoice 60 by Mon 16:00 costs 50
        important course 180 worth 900
        """,
        """
        Mon 09:00-12:00 course
        Mon 15:00-16:00 invoice
        """,
    ),
    "what has to be done this morning takes the worse part of it": (
        """
        window Mon 09:00-10:00 0.4
        window Mon 10:00-12:00 1.0
        dated call 60 by Mon 12:00 costs 50
        important course 120 worth 900
        """,
        """
        Mon 09:00-10:00 call
        Mon 10:00-12:00 course
        """,
    ),
    "nothing is planned on breaks, and work goes on after them": (
        """
        window Mon 09:00-12:00 1.0
        fixed Mon 10:00-10:30
        important course 120 worth 900
        """,
        """
        Mon 09:00-10:00 course
        Mon 10:30-11:30 course
        """,
    ),
    "the denser of two tasks has the better hour": (
        """
        window Mon 09:00-10:00 1.0
        window Mon 10:00-11:00 0.6
        important letter 60 worth 100
        important course 60 worth 200
        """,
        """
        Mon 09:00-10:00 course
        Mon 10:00-11:00 letter
        """,
    ),
    "the cheapest date is given up when not all can be met": (
        """
        window Mon 09:00-11:00 1.0
        dated vat 90 by Mon 11:00 costs 180
        dated post 60 by Mon 11:00 costs 20
        """,
        """
        Mon 09:30-11:00 vat
        """,
    ),
    "two cheap dates together may be dearer than one": (
        """
        window Mon 09:00-11:00 1.0
        dated big 120 by Mon 11:00 costs 30
        dated one 60 by Mon 11:00 costs 20
        dated two 60 by Mon 11:00 costs 20
        """,
        """
        Mon 09:00-10:00 one
        Mon 10:00-11:00 two
        """,
    ),
    "a safety margin moves the end of dated work before its date": (
        """
        window Mon 09:00-12:00 1.0
        dated vat 60 by Mon 12:00 costs 180
        safety 30
        """,
        """
        Mon 10:30-11:30 vat
        """,
    ),
    "the safety margin gives way to important work, and no further than it must": (
        """
        window Mon 09:00-11:00 1.0
        window Mon 11:00-12:00 0.2
        dated vat 40 by Mon 12:00 costs 180
        important course 120 worth 900
        safety 60
        """,
        """
        Mon 09:00-11:00 course
        Mon 11:00-11:40 vat
        """,
    ),
    "among equal hours important work leaves the safety margin alone": (
        """
        window Mon 09:00-13:00 1.0
        dated vat 60 by Mon 11:00 costs 180
        important course 120 worth 900
        safety 60
        """,
        """
        Mon 09:00-10:00 vat
        Mon 10:00-12:00 course
        """,
    ),
    "a block is not cut by the break": (
        """
        window Mon 09:00-10:00 1.0
        window Mon 10:30-12:00 0.6
        important film 90 worth 900 whole
        """,
        """
        Mon 10:30-12:00 film
        """,
    ),
    "no piece is shorter than is useful": (
        """
        window Mon 09:00-09:20 1.0
        window Mon 10:00-11:00 0.5
        important course 60 worth 900 least 25
        """,
        """
        Mon 10:00-11:00 course
        """,
    ),
    "one most important task a day, the denser on the better day": (
        """
        window Mon 09:00-11:00 0.6
        window Tue 09:00-11:00 1.0
        important letter 120 worth 100 most
        important course 120 worth 900 most
        """,
        """
        Mon 09:00-11:00 letter
        Tue 09:00-11:00 course
        """,
    ),
    "work placed by hand stays, counts, and keeps the day for itself": (
        """
        window Mon 09:00-12:00 1.0
        window Tue 09:00-12:00 0.5
        hand letter Mon 10:00-11:00
        important letter 120 worth 100 most
        important course 120 worth 900 most
        """,
        """
        Mon 09:00-10:00 letter
        Tue 09:00-11:00 course
        """,
    ),
    "work that must wait begins when it may": (
        """
        window Mon 09:00-12:00 1.0
        dated vat 60 by Mon 12:00 costs 180 from Mon 11:00
        dated post 60 by Mon 12:00 costs 10
        """,
        """
        Mon 10:00-11:00 post
        Mon 11:00-12:00 vat
        """,
    ),
    "the past is not planned": (
        """
        now Mon 10:15
        window Mon 09:00-12:00 1.0
        important course 240 worth 900
        """,
        """
        Mon 10:15-12:00 course
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_table(name):
    asked, expected = TABLES[name]
    given = problem(asked)
    found = plan(given)
    assert told(found) == rows(expected)
    assert check(given, found) == ()


def findings(text):
    return [(one.code, one.id, one.minutes) for one in plan(problem(text)).findings]


def test_a_date_in_the_past_is_given_up_and_said():
    assert findings("now Tue 08:00 \n window Tue 09:00-12:00 1 \n dated vat 60 by Mon 12:00 costs 9") == [
        ("plan.date_past", "vat", 60)
    ]


def test_a_task_longer_than_the_window_is_given_up_and_the_others_are_kept():
    given = problem(
        """
        window Mon 09:00-12:00 1.0
        dated book 600 by Mon 12:00 costs 1000
        dated vat 60 by Mon 12:00 costs 1
        """
    )
    found = plan(given)
    assert told(found) == ["Mon 11:00-12:00 vat"]
    assert [(one.id, one.short_minutes) for one in found.given_up] == [("book", 480)]
    assert [(one.code, one.minutes) for one in found.findings] == [("plan.longer_than_time", 420)]


def test_a_date_at_risk_says_how_much_of_its_margin_is_missing():
    assert findings("window Mon 09:00-11:00 1 \n dated vat 90 by Mon 11:00 costs 9 \n safety 45") == [
        ("plan.date_at_risk", "vat", 15)
    ]


def test_margins_and_latest_starts_are_those_of_the_whole_calendar():
    found = plan(
        problem(
            """
            window Mon 09:00-12:00 1.0
            window Mon 14:00-17:00 1.0
            dated vat 60 by Mon 15:00 costs 9
            dated post 30 by Mon 11:00 costs 9
            important course 600 worth 9
            """
        )
    )
    assert [minutes for _, minutes in found.margins] == [90, 150]
    assert {task: f"{start.astimezone(MONDAY.tzinfo):%H:%M}" for task, start in found.latest_start} == {
        "vat": "14:00", "post": "10:30",
    }  # fmt: skip


def test_no_time_and_no_work_are_plans_too():
    assert plan(problem("")).pieces == ()
    nothing = plan(problem("dated vat 60 by Mon 11:00 costs 9 \n important course 60 worth 9"))
    assert (nothing.pieces, nothing.penalty) == ((), 9)


@pytest.mark.parametrize(
    ("zone", "sunday", "hours"),
    [
        ("Europe/Paris", (2026, 10, 25), 5),  # the hour from 2 to 3 comes twice
        ("Europe/Paris", (2026, 3, 29), 3),  # it does not come
        ("Asia/Tokyo", (2026, 10, 25), 4),
        ("Asia/Tokyo", (2026, 3, 29), 4),
    ],
)
def test_the_night_when_clocks_change_has_the_hours_that_it_has(zone, sunday, hours):
    here = datetime(*sunday, tzinfo=ZoneInfo(zone))
    given = problem("important watch 1000 worth 1000 most \n dated vat 60 by Mon 04:00 costs 9", here)
    given = type(given)(
        given.zone, here, (Window(here, here.replace(hour=4), 1.0),), (), given.dated, given.important
    )
    found = plan(given)
    assert check(given, found) == ()
    assert found.value == hours * 60 - 60
    assert [minutes for _, minutes in found.margins] == [hours * 60 - 60]


def test_a_problem_with_faults_is_refused_with_all_of_them():
    given = problem(
        """
        window Mon 09:00-12:00 1.5
        window Mon 11:00-13:00 1.0
        window Mon 15:00-14:00 1.0
        hand nobody Mon 09:00-10:00
        dated vat 0 by Mon 12:00 costs 0
        important vat 60 worth -1
        """
    )
    expected = {
        ("windows[0].energy", "energy_out_of_range"), ("windows[1]", "windows_overlap"),
        ("windows[2].end", "end_not_after_start"), ("fixed[0].task", "task_unknown"),
        ("dated[0].minutes", "minutes_out_of_range"), ("dated[0].penalty", "penalty_out_of_range"),
        ("important[0].id", "id_repeated"), ("important[0].value", "value_out_of_range"),
    }  # fmt: skip
    assert {(fault.path, fault.code) for fault in faults(given)} == expected
    with pytest.raises(ProblemRefused) as refused:
        plan(given)
    assert {(fault.path, fault.code) for fault in refused.value.faults} == expected


def test_moments_without_a_zone_are_refused():
    window = Window(MONDAY.replace(hour=9, tzinfo=None), MONDAY, 1.0)
    given = problem("")
    given = type(given)(given.zone, MONDAY.replace(tzinfo=None), (window,))
    assert [fault.code for fault in faults(given)] == ["moment_naive", "moment_naive"]
