"""What to delegate next: ranked by what the first year brings, each reason with its figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relais.engine.decide.breakeven import breakeven
from relais.engine.decide.four_way import Activity, delegate_next, first_year
from relais.engine.decide.tests.test_reference import CASE
from relais.engine.faults import InputRefused

IMAGES = Activity("images", CASE, owner_hours=3.3, liked=2, flops=7, is_described=True)
SELLING = Activity("selling", replace(CASE, deleg_rate=70.0), owner_hours=5.0, liked=5, moves_forward=True)
SMALL = Activity("small", replace(CASE, per_week=1.0), owner_hours=1.0)


def codes(candidate):
    return {reason.code: reason.figures for reason in candidate.reasons}


def test_the_first_year_ranks():
    found = delegate_next([SELLING, SMALL, IMAGES])
    assert [one.id for one in found] == ["images", "small", "selling"]
    assert [one.is_advised for one in found] == [True, True, False]


def test_reasons_have_their_figures():
    images, _, selling = delegate_next([SELLING, SMALL, IMAGES])
    said = codes(images)
    assert said["hours"] == (3.3,)
    assert said["pays_back"] == pytest.approx((7.0, 104.7))
    assert said["first_year"] == (images.first_year,)
    assert (said["flops"], said["disliked"], said["described"]) == ((7.0,), (2.0,), ())
    assert "never_pays_back" in codes(selling)
    assert "moves_forward" in codes(selling)


def test_the_first_year_is_the_balance_after_52_weeks():
    weekly = replace(CASE, per_week=1.0)
    assert first_year(weekly) == pytest.approx(dict(breakeven(weekly).balance)[52])
    assert first_year(replace(CASE, per_week=0.01)) == -CASE.setup_cost  # it does not come once


def test_what_is_decided_is_left_alone_until_its_date():
    decided = [replace(IMAGES, id=name, decision=name) for name in ("keep", "drop", "automate", "delegate")]
    assert delegate_next(decided) == ()
    again = [replace(one, is_due=True) for one in decided]
    assert [one.id for one in delegate_next(again)] == ["keep"]


def test_equal_ones_by_hours_then_by_name():
    equal = [
        replace(IMAGES, id=name, owner_hours=hours) for name, hours in (("b", 1.0), ("a", 1.0), ("c", 2.0))
    ]
    assert [one.id for one in delegate_next(equal)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"case": replace(CASE, per_week=None)}, ("activities[0].case.per_week", "per_week_missing")),
        ({"case": replace(CASE, learning_rate=0.0)}, ("activities[0].case.learning_rate", "learning_rate_out_of_range")),
        ({"liked": 6}, ("activities[0].liked", "liked_out_of_range")),
        ({"owner_hours": 200.0}, ("activities[0].owner_hours", "amount_out_of_range")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(change, fault):
    with pytest.raises(InputRefused) as refused:
        delegate_next([replace(IMAGES, **change)])
    assert [(one.path, one.code) for one in refused.value.faults] == [fault]
