"""After planning again, the page says what changed and why."""

from relais.engine.plan.day import plan
from relais.engine.plan.differences import differences
from relais.engine.plan.tests.tables import problem

BASE = """
window Mon 09:00-12:00 1.0
window Tue 09:00-12:00 0.5
dated vat 60 by Mon 12:00 costs 180
important course 120 worth 900
"""


def changes(before, after):
    before, after = problem(before), problem(after)
    return [
        (one.id, one.kind, one.reason, one.minutes)
        for one in differences(before, plan(before), after, plan(after))
    ]


def test_nothing_changed():
    assert changes(BASE, BASE) == []


def test_a_task_more_takes_the_time_of_another():
    assert changes(BASE, BASE + "dated call 60 by Mon 12:00 costs 200") == [
        ("call", "new", "task_added", 60),
        ("course", "moved", "made_room", 0),
    ]


def test_a_task_that_is_gone_leaves_its_time():
    assert changes(BASE + "dated call 60 by Mon 12:00 costs 200", BASE) == [
        ("course", "moved", "made_room", 0),
        ("call", "gone", "task_removed", -60),
    ]


def test_a_window_that_is_lost_costs_a_date():
    assert changes(
        "window Mon 09:00-12:00 1 \n dated vat 120 by Mon 12:00 costs 9",
        "window Mon 09:00-10:00 1 \n dated vat 120 by Mon 12:00 costs 9",
    ) == [("vat", "given_up", "time_lost", -120)]


def test_and_won_again_it_can_be_met_again():
    assert changes(
        "window Mon 09:00-10:00 1 \n dated vat 120 by Mon 12:00 costs 9",
        "window Mon 09:00-12:00 1 \n dated vat 120 by Mon 12:00 costs 9",
    ) == [("vat", "met_again", "time_won", 120)]


def test_a_longer_task():
    assert changes(BASE, BASE.replace("course 120", "course 150")) == [
        ("course", "longer", "task_changed", 30),
    ]


def test_what_was_placed_by_hand():
    found = changes(BASE, BASE + "hand course Mon 11:00-12:00")
    assert ("course", "shorter", "placed_by_hand", -60) in found


def test_time_that_went_as_planned_is_not_a_change():
    assert [
        kind
        for _, kind, *_ in changes(
            BASE, BASE.replace("course 120 worth 900", "course 60 worth 450") + "now Mon 10:00"
        )
    ] == []


def test_time_that_went_otherwise_moves_what_was_planned_in_it():
    assert changes(BASE, BASE + "now Mon 10:00") == [("course", "longer", "time_passed", 60)]
