"""Clocks and zones: both changes of the year in Paris, a zone without any, and an owner who travels."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.acts.dues import run_due
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.hours import DEFAULT, DayHours, Hours, Slot
from relais.planning.models import Pattern, Piece, Replanning
from relais.planning.tests import plans
from relais.planning.tests.plans import PARIS, at
from tests.cast import NOW, Cast, by

TUNIS = ZoneInfo("Africa/Tunis")
TOKYO = ZoneInfo("Asia/Tokyo")
NIGHT = DayHours(time(9), (Slot("work", time(0), time(4)), Slot("work", time(4), time(9))))
ANYWHERE = (
    "Europe/Paris",
    "Africa/Tunis",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Gaza",
)


def minutes(hours: Hours, day: date) -> int:
    return sum(int((slot.end - slot.start).total_seconds()) // 60 for slot in hours.work(day, day))


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        (PARIS, date(2026, 3, 28), 540),
        (PARIS, date(2026, 3, 29), 480),  # 2:00 to 3:00 does not exist
        (PARIS, date(2026, 10, 25), 600),  # 2:00 to 3:00 is there twice
        (TUNIS, date(2026, 3, 29), 540),
        (TUNIS, date(2026, 10, 25), 540),
        (TOKYO, date(2026, 10, 25), 540),
    ],
)
def test_a_night_of_work_is_as_long_as_it_really_is(zone: ZoneInfo, day: date, expected: int) -> None:
    assert minutes(Hours(zone, dict.fromkeys(range(7), NIGHT)), day) == expected


@pytest.mark.parametrize("now", [at("2026-03-25 08:00"), at("2026-10-21 08:00")])
def test_a_week_with_a_change_of_clocks_keeps_its_hours_on_the_wall(cast: Cast, now: datetime) -> None:
    """The change comes on Sunday: from Monday on, nine o'clock is another moment, and still nine o'clock."""
    monday = now.date() - timedelta(days=now.weekday())
    plans.important(cast.owner, minutes=3_000, now=now)
    plans.proposed(cast.owner, monday, now=now)
    plans.proposed(cast.owner, monday + timedelta(days=7), now=now)
    pieces = list(Piece.objects.order_by("starts_at"))
    walls = {(p.starts_at.astimezone(PARIS).hour, p.starts_at.astimezone(PARIS).minute) for p in pieces}
    assert walls <= {(8, 0), (9, 0), (12, 50), (15, 45)}
    assert len({p.starts_at.hour for p in pieces if p.starts_at.astimezone(PARIS).hour == 9}) == 2


def test_what_is_due_on_the_day_of_the_change_is_due_at_its_end(cast: Cast) -> None:
    spring = plans.task(cast.owner, "A", due=Due(on=date(2027, 3, 28)))
    autumn = plans.task(cast.owner, "B", due=Due(on=date(2026, 10, 25)))
    assert spring.due_at == datetime(2027, 3, 28, 22, tzinfo=UTC)
    assert autumn.due_at == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_an_owner_who_travels_finds_their_hours_where_they_are(cast: Cast) -> None:
    plans.important(cast.owner, minutes=300)
    moment = plans.task(cast.owner, "Call", due=Due(at=at("2026-11-25 11:00")), consequence="Lost")
    named = plans.task(cast.owner, "VAT", minutes=60, due=Due(on=date(2026, 11, 26)), consequence="Fine")
    plans.proposed(cast.owner)
    hand = actions.place_piece(moment.id, starts_at=at("2026-11-24 10:00"), by=by(cast.owner), now=NOW)
    cast.owner.person.timezone = "Asia/Tokyo"
    cast.owner.person.save()
    assert plans.today(cast.owner).zone_changed
    remade = actions.replan(reason="zone", by=by(cast.owner), now=NOW)
    assert remade is not None
    assert remade.reason == "zone"
    assert Pattern.objects.get().zone == "Asia/Tokyo"
    # A day ends where the person is; a moment is the same moment everywhere, and so is what was placed by hand.
    assert plans.fresh(named).due_at == datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert plans.fresh(moment).due_at == at("2026-11-25 11:00")
    assert Piece.objects.get(pk=hand.pk).starts_at == at("2026-11-24 10:00")
    later = list(Piece.objects.filter(by_hand=False, starts_at__gt=NOW))
    assert later
    for piece in later:
        assert 9 <= piece.starts_at.astimezone(TOKYO).hour < 17
    assert not plans.today(cast.owner).zone_changed


def test_the_worker_follows_a_traveller_in_the_morning(cast: Cast) -> None:
    plans.important(cast.owner, minutes=300)
    plans.proposed(cast.owner)
    cast.owner.person.timezone = "America/New_York"
    cast.owner.person.save()
    run_due(at("2026-11-24 04:00"))
    assert Replanning.objects.get().reason == "zone"
    later = Piece.objects.filter(starts_at__gt=at("2026-11-24 04:00"))
    assert {piece.starts_at.astimezone(ZoneInfo("America/New_York")).hour for piece in later} <= {9, 12, 15}


@given(
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    zone=st.sampled_from(ANYWHERE),
    week=st.sampled_from([DEFAULT, dict.fromkeys(range(7), NIGHT)]),
)  # fmt: skip
def test_slots_of_any_day_anywhere_are_in_order_within_the_day(
    day: date, zone: str, week: dict[int, DayHours]
) -> None:
    hours = Hours(ZoneInfo(zone), week)
    slots = list(hours.slots(day))
    before = hours.midnight(day)
    for slot in slots:
        assert before <= slot.start < slot.end
        before = slot.end
    assert before <= hours.midnight(day + timedelta(days=1))
    assert all(slot.end <= hours.wall(day) for slot in slots)
