"""Other calendars that the plan respects: added, read again, removed; and the reason of each refusal has a text."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from relais.acts.refusal import Refused, known_reasons
from relais.planning import actions, subscriptions
from relais.planning.calendars.fetching import FetchCode
from relais.planning.models import BusyTime, Calendar, DayOff
from relais.planning.tests import plans
from relais.planning.tests.plans import refused
from tests.cast import NOW, Cast, by


def ics(*events: str, name: str = "Home") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", f"X-WR-CALNAME:{name}"]
    for number, event in enumerate(events):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}",
            "DTSTAMP:20261101T000000Z",
            *event.split("|"),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


DENTIST = "SUMMARY:Dentist|DTSTART;TZID=Europe/Paris:20261124T090000|DTEND;TZID=Europe/Paris:20261124T110000"
HOLIDAY = "SUMMARY:Holiday|DTSTART;VALUE=DATE:20261126|DTEND;VALUE=DATE:20261128"
BROKEN = "SUMMARY:Broken|DTSTART:soon"


def added(cast: Cast, *events: str) -> Calendar:
    contents = subscriptions.read(ics(*events), cast.owner, now=NOW)
    return actions.add_calendar(contents, by=by(cast.owner), now=NOW)


def test_busy_times_and_whole_days_are_respected_and_what_cannot_be_read_is_listed(cast: Cast) -> None:
    plans.important(cast.owner, minutes=1_500)
    plans.proposed(cast.owner)
    row = added(cast, DENTIST, HOLIDAY, BROKEN)
    assert (row.name, row.events, row.read_at) == ("Home", 2, NOW)
    assert [one["code"] for one in row.unread] == ["start_unreadable"]
    picture = plans.picture(cast.owner)
    assert {line[:6] for line in picture} == {"Mon 23", "Tue 24", "Wed 25"}
    assert next(line[:18] for line in picture if line.startswith("Tue")) == "Tue 24 11:00-12:00"
    assert "calendar.added" in plans.types()


def test_read_again_what_it_says_now_stands_in_the_place_of_what_it_said(cast: Cast) -> None:
    row = added(cast, DENTIST, HOLIDAY)
    again = subscriptions.read(ics(DENTIST), cast.owner, now=NOW)
    actions.refresh_calendar(row.id, again, by=by(cast.owner), now=NOW + timedelta(days=1))
    assert (BusyTime.objects.count(), DayOff.objects.count()) == (1, 0)
    actions.refresh_calendar(
        row.id, None, failure="calendar_not_found", by=by(cast.owner), now=NOW + timedelta(days=2)
    )
    row.refresh_from_db()
    assert (row.failure, row.read_at, row.tried_at) == (
        "calendar_not_found", NOW + timedelta(days=1), NOW + timedelta(days=2),
    )  # fmt: skip
    assert BusyTime.objects.count() == 1


def test_a_calendar_that_is_removed_takes_its_times_with_it(cast: Cast) -> None:
    row = added(cast, DENTIST, HOLIDAY)
    with refused("not_found"):
        actions.remove_calendar(row.id, by=by(cast.manager), now=NOW)
    with refused("not_found"):
        actions.regain_time(BusyTime.objects.get().id, by=by(cast.owner), now=NOW)
    with refused("not_found"):
        actions.remove_day_off(DayOff.objects.get().id, by=by(cast.owner), now=NOW)
    actions.remove_calendar(row.id, by=by(cast.owner), now=NOW)
    assert not BusyTime.objects.exists()
    assert not DayOff.objects.exists()


def test_what_is_no_calendar_or_lies_in_the_servers_own_network_is_refused(cast: Cast) -> None:
    with refused("calendar_not_a_calendar"):
        subscriptions.read(b"<html>", cast.owner, now=NOW)
    for url in ("http://127.0.0.1/x.ics", "http://[::1]/x.ics", "http://169.254.169.254/latest"):
        with refused("calendar_address_refused") as no:
            subscriptions.fetch(url, cast.owner, now=NOW)
        assert no.refusal.field == "url"
    with refused("calendar_address_invalid"):
        subscriptions.fetch("file:///etc/passwd", cast.owner, now=NOW)


@pytest.mark.parametrize(
    "code", [*get_args(FetchCode), "not_a_calendar", "too_large", "too_many_components", "too_slow_to_read"]
)
def test_every_way_in_which_a_calendar_fails_has_a_text(code: str) -> None:
    assert f"calendar_{code}" in known_reasons()
    assert Refused(f"calendar_{code}", host="example.org", limit=1, status=403).text
