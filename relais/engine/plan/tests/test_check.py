"""The checker finds what a plan may have wrong. Each damage below is one that it must name."""

import ast
import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from relais.engine.plan import check as checker
from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.outcome import GivenUp, Piece
from relais.engine.plan.tests.tables import moment, problem

GIVEN = problem(
    """
    window Mon 09:00-12:00 1.0
    window Mon 14:00-17:00 0.5
    window Tue 09:00-12:00 1.0
    fixed Mon 15:00-15:30
    dated vat 60 by Mon 17:00 costs 180 from Mon 14:00
    dated post 30 by Tue 10:00 costs 20
    dated book 900 by Mon 17:00 costs 5
    important course 120 worth 900 least 25 most
    important film 60 worth 100 whole
    important letter 60 worth 50 most
    """
)
SOUND = plan(GIVEN)
HOUR = timedelta(hours=1)


def codes(found):
    return {wrong.code for wrong in check(GIVEN, found)}


def at(task, day, clocks):
    start, end = clocks.split("-")
    return Piece(task, moment(day, start), moment(day, end))


def without(task):
    return tuple(piece for piece in SOUND.pieces if piece.id != task)


def test_a_sound_plan_has_nothing_wrong():
    assert check(GIVEN, SOUND) == ()
    assert [one.id for one in SOUND.given_up] == ["book"]


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((*SOUND.pieces, at("course", "Tue", "11:00-11:00")), "piece_empty"),
        ((*SOUND.pieces, at("nobody", "Tue", "11:00-11:30")), "piece_unknown"),
        ((*without("film"), at("film", "Mon", "11:30-12:30")), "piece_outside"),
        ((*without("vat"), at("vat", "Mon", "14:30-15:30")), "piece_outside"),
        ((*without("post"), *[at("post", "Mon", "09:00-09:30")]), "pieces_overlap"),
        ((*without("post"), at("post", "Tue", "09:45-10:15")), "piece_after_date"),
        ((*without("vat"), at("vat", "Mon", "11:00-12:00")), "piece_too_early"),
        (without("vat"), "dated_incomplete"),
        ((*SOUND.pieces, at("book", "Mon", "14:00-14:10")), "given_up_planned"),
        ((*without("course"), at("course", "Mon", "09:00-11:30")), "important_too_long"),
        ((*without("film"), at("film", "Mon", "11:00-11:30")), "important_broken"),
        ((*without("course"), at("course", "Mon", "09:00-09:20")), "piece_too_short"),
        ((*without("letter"), at("letter", "Mon", "14:00-14:10")), "two_most_important"),
        ((*without("course"), at("course", "Mon", "09:00-10:00")), "value_wrong"),
    ],
)
def test_pieces(pieces, code):
    assert code in codes(replace(SOUND, pieces=pieces))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ({"given_up": (*SOUND.given_up, SOUND.given_up[0])}, "given_up_unknown"),
        ({"given_up": (GivenUp("nobody", 1, 1),)}, "given_up_unknown"),
        ({"given_up": (*SOUND.given_up, GivenUp("post", 20, 30))}, "given_up_fits"),
        ({"given_up": (replace(SOUND.given_up[0], short_minutes=1),)}, "short_minutes_wrong"),
        ({"given_up": (replace(SOUND.given_up[0], penalty=6),)}, "penalty_wrong"),
        ({"penalty": 6.0}, "penalty_wrong"),
        ({"penalty_lower_bound": 6.0}, "bound_wrong"),
        ({"penalty_lower_bound": 4.0}, "bound_wrong"),
        ({"value": SOUND.value + 1}, "value_wrong"),
        ({"margins": SOUND.margins[1:]}, "margin_wrong"),
        ({"margins": tuple((date, left + 1) for date, left in SOUND.margins)}, "margin_wrong"),
        ({"latest_start": tuple((task, GIVEN.now) for task, _ in SOUND.latest_start)}, "latest_start_wrong"),
    ],
)  # fmt: skip
def test_what_is_said_of_it(damage, code):
    assert code in codes(replace(SOUND, **damage))


def test_a_latest_start_an_hour_too_early_is_wrong():
    given = problem("window Mon 09:00-12:00 1 \n dated vat 60 by Mon 12:00 costs 1")
    sound = plan(given)
    early = replace(sound, latest_start=tuple((task, start - HOUR) for task, start in sound.latest_start))
    assert [wrong.code for wrong in check(given, early)] == ["latest_start_wrong"]


def test_it_shares_no_code_with_the_planner():
    imported = [
        node.module
        for node in ast.walk(ast.parse(inspect.getsource(checker)))
        if isinstance(node, ast.ImportFrom)
    ]
    ours = {name for name in imported if name.startswith("relais")}
    assert ours == {"relais.engine.plan.outcome", "relais.engine.plan.problem"}
