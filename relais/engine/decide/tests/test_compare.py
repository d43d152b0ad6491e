"""Providers beside each other: the example that the product tells, and where the order really changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from relais.engine.decide.compare import Exchange, Provider, compare
from relais.engine.faults import InputRefused

DOLLAR = Exchange("USD", 0.92, date(2026, 11, 20), "entered by the owner")
LOCAL = Provider(
    "local", "EUR", hours_per_week=4, pay_per_week=75, accepted=0.95, review_h=0.25, output_per_hour=3
)
FAR = Provider(
    "far", "USD", hours_per_week=12, pay_per_week=25, fee_share=0.1, fees_per_week=1, accepted=0.8, review_h=0.5,
    rework_h=0.2, output_per_hour=3,
)  # fmt: skip
NOBODY = Provider("nobody", "EUR", hours_per_week=5, review_h=5)


def by_id(found):
    return {one.id: one for one in found.providers}


def test_the_cost_of_a_useful_hour():
    found = compare([LOCAL, FAR, NOBODY], currency="EUR", owner_rate=40, exchanges=[DOLLAR])
    rows = by_id(found)
    assert [one.id for one in found.providers] == ["far", "local", "nobody"]
    assert rows["local"].cost == pytest.approx(75 + 10)
    assert rows["local"].useful_hour == pytest.approx(85 / 3.8)
    assert rows["far"].owner_hours == pytest.approx(0.5 + 0.2 * 12 * 0.2)
    assert rows["far"].cost == pytest.approx(0.92 * (25 * 1.1 + 1) + 40 * 0.98)
    assert rows["far"].output == pytest.approx(12 * 0.8 * 3)
    assert rows["far"].unit_cost == pytest.approx(rows["far"].cost / 28.8)
    assert rows["nobody"].useful_hour == 40
    assert rows["nobody"].output is None


def test_the_rate_keeps_its_date_and_its_source():
    rows = by_id(compare([LOCAL, FAR], currency="EUR", owner_rate=40, exchanges=[DOLLAR]))
    assert (rows["far"].exchange, rows["local"].exchange) == (DOLLAR, None)


def number(low, high):
    return st.floats(low, high).map(lambda x: round(x, 3))


providers = st.builds(
    Provider, id=st.just("x"), currency=st.sampled_from(["EUR", "USD", "GBP"]), hours_per_week=number(0.5, 40),
    accepted=number(0.1, 1), pay_per_hour=number(0, 60), pay_per_week=number(0, 300), fee_share=number(0, 0.3),
    fees_per_week=number(0, 20), review_h=number(0, 5), rework_h=number(0, 1),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(providers, providers)
def test_at_a_turning_both_cost_the_same(one, other):
    given_exchanges = [DOLLAR, replace(DOLLAR, currency="GBP", rate=1.15)]
    both = [replace(one, id="a"), replace(other, id="b")]
    found = compare(both, currency="EUR", owner_rate=30, exchanges=given_exchanges)
    assume(found.providers[0].useful_hour > 1e-3)
    for turning in found.turnings:
        exchanges, changed = given_exchanges, both
        if turning.what == "exchange":
            code = next(p.currency for p in both if p.id == turning.id)
            exchanges = [replace(e, rate=turning.at) if e.currency == code else e for e in given_exchanges]
        else:
            changed = [replace(p, **{turning.what: turning.at}) if p.id == turning.id else p for p in both]
        a, b = compare(changed, currency="EUR", owner_rate=30, exchanges=exchanges).providers
        assert a.useful_hour == pytest.approx(b.useful_hour, rel=1e-6)


def test_nothing_accepted_is_last_and_costs_no_number():
    useless = replace(FAR, id="useless", accepted=0.0)
    absent = replace(LOCAL, id="absent", hours_per_week=0.0)
    found = compare([useless, absent, LOCAL], currency="EUR", owner_rate=40, exchanges=[DOLLAR])
    assert [one.id for one in found.providers] == ["local", "absent", "useless"]
    assert found.providers[-1].useful_hour is found.providers[-1].unit_cost is None
    assert found.turnings == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"exchanges": []}, ("providers[0].currency", "exchange_missing")),
        ({"exchanges": [replace(DOLLAR, rate=0.0)]}, ("exchanges[0].rate", "rate_out_of_range")),
        ({"exchanges": [replace(DOLLAR, source=" ")]}, ("exchanges[0].source", "source_missing")),
        ({"exchanges": [DOLLAR, DOLLAR]}, ("exchanges[1].currency", "exchange_repeated")),
        ({"exchanges": [DOLLAR, replace(DOLLAR, currency="EUR")]}, ("exchanges[1].currency", "exchange_of_itself")),
        ({"providers": [replace(FAR, accepted=1.5)]}, ("providers[0].accepted", "share_out_of_range")),
        ({"providers": [replace(FAR, hours_per_week=-1.0)]}, ("providers[0].hours_per_week", "amount_out_of_range")),
        ({"providers": [FAR, FAR]}, ("providers[1].id", "id_repeated")),
        ({"owner_rate": float("inf")}, ("owner_rate", "amount_out_of_range")),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_named(change, fault):
    asked = {"providers": [FAR], "currency": "EUR", "owner_rate": 40.0, "exchanges": [DOLLAR], **change}
    with pytest.raises(InputRefused) as refused:
        compare(**asked)
    assert [(one.path, one.code) for one in refused.value.faults] == [fault]
