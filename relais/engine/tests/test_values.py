"""Money, shares and periods: what they do, and what they refuse to be."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.engine.values import MONEY_LIMIT, Money, MoneyError, Period, PeriodError, Share

EUROS = st.integers(-MONEY_LIMIT + 1, MONEY_LIMIT - 1).map(lambda minor: Money(minor, "EUR"))
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


def refusal(act):
    with pytest.raises((MoneyError, PeriodError)) as caught:
        act()
    return caught.value.code


class TestMoney:
    def test_adds_and_subtracts_in_one_currency(self):
        assert Money(80_00, "USD") + Money(20_00, "USD") == Money(100_00, "USD")
        assert Money(80_00, "USD") - Money(100_00, "USD") == Money(-20_00, "USD")
        assert -Money(5, "EUR") == Money(-5, "EUR")

    @pytest.mark.parametrize(
        "act",
        [
            lambda a, b: a + b,
            lambda a, b: a - b,
            lambda a, b: a < b,
            lambda a, b: a <= b,
            lambda a, b: a > b,
            lambda a, b: a >= b,
            lambda a, b: Money.total([a, b], "EUR"),
        ],
    )
    def test_never_mixes_currencies(self, act):
        assert refusal(lambda: act(Money(1, "EUR"), Money(1, "USD"))) == "currency_mismatch"

    def test_two_currencies_are_never_equal(self):
        assert Money(0, "EUR") != Money(0, "USD")

    def test_never_mixes_with_numbers(self):
        with pytest.raises(TypeError):
            Money(1, "EUR") + 1
        with pytest.raises(TypeError):
            assert Money(1, "EUR") < 1.5

    @pytest.mark.parametrize("minor", [1.0, 0.1, True, "1", None])
    def test_is_made_of_whole_numbers_only(self, minor):
        assert refusal(lambda: Money(minor, "EUR")) == "amount_not_an_integer"

    @pytest.mark.parametrize("currency", ["", "eur", "EURO", "EU", "E1R", "ÉUR", "€", None, 978])
    def test_has_the_form_of_a_currency(self, currency):
        assert refusal(lambda: Money(1, currency)) == "currency_unknown"

    @pytest.mark.parametrize("minor", [10**15, -(10**15), 10**30])
    def test_has_bounds(self, minor):
        assert refusal(lambda: Money(minor, "EUR")) == "amount_too_large"

    def test_keeps_its_bounds_when_added(self):
        largest = Money(10**15 - 1, "EUR")
        assert refusal(lambda: largest + Money(1, "EUR")) == "amount_too_large"
        assert Money.total([largest, largest, -largest], "EUR") == largest

    def test_cannot_be_changed(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            Money(1, "EUR").minor = 2

    def test_knows_its_sign(self):
        assert Money.zero("EUR").is_zero
        assert not Money.zero("EUR").is_positive
        assert Money(1, "EUR").is_positive
        assert not Money(-1, "EUR").is_positive

    @given(EUROS, EUROS)
    def test_compares_as_its_units_do(self, a, b):
        assert ((a < b), (a <= b), (a > b), (a >= b)) == (
            a.minor < b.minor,
            a.minor <= b.minor,
            a.minor > b.minor,
            a.minor >= b.minor,
        )


class TestSplit:
    @pytest.mark.parametrize(
        ("minor", "weights", "parts"),
        [
            (100_00, (1, 1, 1), (33_34, 33_33, 33_33)),  # the odd cent goes to the first of equals
            (100_00, (1, 2), (33_33, 66_67)),  # to the one that lost most
            (5, (3, 7), (2, 3)),  # 1.5 and 3.5: equal losses, so the first
            (1, (1, 1), (1, 0)),
            (-100_00, (1, 1, 1), (-33_34, -33_33, -33_33)),
            (0, (1, 1), (0, 0)),
            (7, (0, 1), (0, 7)),  # no share, no unit
            (7, (1,), (7,)),
        ],
    )
    def test_by_largest_remainder(self, minor, weights, parts):
        split = Money(minor, "EUR").split(Share.in_ratio(weights))
        assert tuple(part.minor for part in split) == parts

    @given(EUROS, WEIGHTS)
    def test_loses_no_unit_and_is_fair_to_one(self, money, weights):
        parts = money.split(Share.in_ratio(weights))
        assert sum(part.minor for part in parts) == money.minor
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.minor * sum(weights) - money.minor * weight) < sum(weights)

    @pytest.mark.parametrize("shares", [(), (Share(1, 2),), (Share(1, 2), Share(2, 3))])
    def test_needs_the_whole(self, shares):
        assert refusal(lambda: Money(10, "EUR").split(shares)) == "shares_not_whole"

    def test_shares_are_in_lowest_terms(self):
        assert Share(2, 4) == Share(1, 2)
        assert Share.in_ratio((3, 1, 1)) == (Share(3, 5), Share(1, 5), Share(1, 5))

    @pytest.mark.parametrize("pair", [(1, 0), (-1, 2), (3, 2), (1, -2)])
    def test_shares_lie_between_nothing_and_all(self, pair):
        assert refusal(lambda: Share(*pair)) == "share_out_of_range"

    def test_shares_refuse_fractions_of_numbers(self):
        assert refusal(lambda: Share(0.5, 1)) == "share_not_an_integer"
        assert refusal(lambda: Share.in_ratio((0, 0))) == "share_out_of_range"


class TestPeriod:
    NINE, NOON, FIVE = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 12, 17))

    def test_includes_its_start_and_not_its_end(self):
        morning = Period(self.NINE, self.NOON)
        assert self.NINE in morning
        assert self.NOON not in morning
        assert morning.duration == timedelta(hours=3)

    def test_periods_that_touch_do_not_overlap(self):
        morning, afternoon = Period(self.NINE, self.NOON), Period(self.NOON, self.FIVE)
        assert not morning.overlaps(afternoon)
        assert morning.common(afternoon) is None
        assert morning.common(Period(self.NINE, self.FIVE)) == morning

    def test_the_same_moments_elsewhere_are_the_same_period(self):
        antananarivo = ZoneInfo("Indian/Antananarivo")
        assert Period(self.NINE.astimezone(antananarivo), self.NOON) == Period(self.NINE, self.NOON)

    def test_counts_the_hour_that_comes_twice(self):
        paris = ZoneInfo("Europe/Paris")  # summer time ends on 25 October 2026 at 3:00
        night = Period(datetime(2026, 10, 25, 1, tzinfo=paris), datetime(2026, 10, 25, 4, tzinfo=paris))
        assert night.duration == timedelta(hours=4)
        first = datetime(2026, 10, 25, 2, 30, tzinfo=paris)
        assert Period(first, first.replace(fold=1)).duration == timedelta(hours=1)

    def test_refuses_what_is_no_period(self):
        assert refusal(lambda: Period(self.NOON, self.NINE)) == "period_empty"
        assert refusal(lambda: Period(self.NOON, self.NOON)) == "period_empty"
        assert refusal(lambda: Period(self.NINE.replace(tzinfo=None), self.NOON)) == "moment_naive"
        assert (
            refusal(lambda: self.NINE.replace(tzinfo=None) in Period(self.NINE, self.NOON)) == "moment_naive"
        )

    def test_refuses_the_end_of_time_elsewhere(self):
        west = timezone(timedelta(hours=-12))
        last = datetime.max.replace(tzinfo=west)
        assert refusal(lambda: Period(self.NINE, last)) == "moment_out_of_range"
