"""The feed of the plan: what programs that subscribe to it find, and that it reads back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.engine.values import Period
from relais.planning.calendars.reading import read_calendar
from relais.planning.calendars.writing import PlannedEvent, write_calendar

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=PARIS)
STAMP = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
HOUR = Period(NINE, NINE + timedelta(hours=1))


def planned(uid="work@relais", when=HOUR, title="Devis", **options):
    return PlannedEvent(uid, when, title, STAMP, **options)


def written(*events, name="Plan", **options):
    return write_calendar(events, name=name, **options)


def read(data):
    return read_calendar(
        data, zone=PARIS, start=datetime(2026, 11, 1, tzinfo=UTC), end=datetime(2026, 12, 31, tzinfo=UTC)
    )


class TestFeed:
    def test_reads_back_as_it_was(self):
        found = read(
            written(planned(), planned(uid="other", when=date(2026, 11, 25), title="TVA, fin; mois"))
        )
        assert [(taken.uid, taken.period, taken.title) for taken in found.busy] == [
            ("work@relais", HOUR, "Devis")
        ]
        assert [(taken.first, taken.after, taken.title) for taken in found.days] == [
            (date(2026, 11, 25), date(2026, 11, 26), "TVA, fin; mois")
        ]
        assert found.problems == ()
        assert found.name == "Plan"

    def test_is_the_same_for_the_same_plan(self):
        one, two = planned(uid="1"), planned(uid="2")
        assert written(one, two) == written(two, one)

    def test_says_how_often_to_ask_again_and_where_the_plan_is(self):
        data = written(url="https://relais.example/b/s/?a=1;b,2", refresh=timedelta(minutes=30))
        lines = data.decode().split("\r\n")
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT30M" in lines
        assert "X-PUBLISHED-TTL:PT30M" in lines
        assert "URL:https://relais.example/b/s/?a=1;b,2" in lines

    def test_has_what_a_program_needs_to_move_an_entry(self):
        data = written(
            planned(
                sequence=3,
                categories=("Deep work", "a,b"),
                url="https://relais.example/t/1",
                description="a\nb",
            )
        )
        event = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
        assert event["UID"] == "work@relais"
        assert event["DTSTAMP"].dt == STAMP
        assert event["SEQUENCE"] == 3
        assert event["DTSTART"].dt == NINE.astimezone(UTC)
        assert [str(category) for category in event["CATEGORIES"].cats] == ["Deep work", "a,b"]
        assert event["URL"] == "https://relais.example/t/1"
        assert event["DESCRIPTION"] == "a\nb"
        assert event["TRANSP"] == "OPAQUE"

    def test_what_is_free_takes_no_time(self):
        assert read(written(planned(free=True))).busy == ()

    def test_folds_lines_at_75_bytes_and_ends_them_as_the_rfc_says(self):
        data = written(planned(title="é" * 300))
        assert data.endswith(b"END:VCALENDAR\r\n")
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert read(data).busy[0].title == "é" * 300

    def test_an_empty_plan_is_a_calendar(self):
        assert read(written()).busy == ()


class TestRefusals:
    @pytest.mark.parametrize("events", [[planned(), planned()], [planned(uid="")]])
    def test_each_entry_has_an_uid_of_its_own(self, events):
        with pytest.raises(ValueError, match="uid"):
            written(*events)

    def test_a_stamp_is_aware(self):
        with pytest.raises(ValueError, match="stamp"):
            written(PlannedEvent("a", HOUR, "A", STAMP.replace(tzinfo=None)))

    @pytest.mark.parametrize("url", ["https://a.example/\r\nBEGIN:VEVENT", "https://a b"])
    def test_an_address_cannot_bring_lines_of_its_own(self, url):
        with pytest.raises(ValueError, match="address"):
            written(planned(url=url))

    def test_a_program_asks_again_after_some_time(self):
        with pytest.raises(ValueError, match="refresh"):
            written(refresh=timedelta())


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_feed(title, name):
    found = read(written(planned(title=title, description=title, categories=(title,)), name=name))
    assert [taken.uid for taken in found.busy] == ["work@relais"]
    assert found.problems == ()
