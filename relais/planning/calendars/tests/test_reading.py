"""What is read in calendars as programs really write them, and what is said of the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.planning.calendars.contents import AllDay, CalendarRefused, Limits
from relais.planning.calendars.reading import read_calendar

PARIS = ZoneInfo("Europe/Paris")
START, END = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 14, tzinfo=UTC)


def calendar(*components, head="", line_end="\r\n"):
    """A file with these components, each given as text with one property a line."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", *head.split()]
    for component in components:
        lines += [line.strip() for line in component.strip().splitlines()]
    return (line_end.join([*lines, "END:VCALENDAR"]) + line_end).encode()


def event(text, uid="one@example.org", summary="Meeting"):
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\nSUMMARY:{summary}\n{text.strip()}\nEND:VEVENT"


def read(*components, zone=PARIS, start=START, end=END, limits=None, **options):
    return read_calendar(calendar(*components, **options), zone=zone, start=start, end=end, limits=limits)


def busy(found):
    """When each period begins and ends, in Paris."""
    return [
        f"{taken.period.start.astimezone(PARIS):%d/%m %H:%M}-{taken.period.end.astimezone(PARIS):%H:%M}"
        for taken in found.busy
    ]


def codes(found):
    return [problem.code for problem in found.problems]


def refusal(data, **limits):
    with pytest.raises(CalendarRefused) as caught:
        read_calendar(data, zone=PARIS, start=START, end=END, limits=Limits(**limits))
    return caught.value.code


class TestTimes:
    @pytest.mark.parametrize(
        ("times", "expected"),
        [
            ("DTSTART:20261124T090000Z\nDTEND:20261124T100000Z", ["24/11 10:00-11:00"]),
            (
                "DTSTART;TZID=America/New_York:20261124T090000\nDTEND;TZID=America/New_York:20261124T100000",
                ["24/11 15:00-16:00"],
            ),
            ("DTSTART:20261124T090000\nDTEND:20261124T100000", ["24/11 09:00-10:00"]),
            ("DTSTART:20261124T090000Z\nDURATION:PT30M", ["24/11 10:00-10:30"]),
            ("DTSTART;TZID=Romance Standard Time:20261124T090000\nDURATION:PT1H", ["24/11 09:00-10:00"]),
            ('DTSTART;TZID="Eastern Standard Time":20261124T090000\nDURATION:PT1H', ["24/11 15:00-16:00"]),
            (
                'DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20261124T090000\nDURATION:PT1H',
                ["24/11 15:00-16:00"],
            ),
            ("DTSTART;TZID=(GMT+10) Canberra, Sydney:20261124T190000\nDURATION:PT1H", ["24/11 09:00-10:00"]),
            (
                'DTSTART;TZID="(GMT+10:00) Canberra, Melbourne, Sydney":20261124T190000\nDURATION:PT1H',
                ["24/11 09:00-10:00"],
            ),
            (
                "DTSTART;TZID=/freeassociation.example/Europe/Berlin:20261124T090000\nDURATION:PT1H",
                ["24/11 09:00-10:00"],
            ),
            ("DTSTART;TZID=Etc/UTC:20261124T090000\nDURATION:PT1H", ["24/11 10:00-11:00"]),
            (
                "DTSTART;VALUE=DATE-TIME;TZID=Europe/London:20261124T090000\nDURATION:PT1H",
                ["24/11 10:00-11:00"],
            ),
        ],
    )
    def test_are_read_in_the_zone_that_is_meant(self, times, expected):
        found = read(event(times))
        assert (busy(found), found.problems) == (expected, ())

    def test_without_a_zone_follow_the_person(self):
        found = read(event("DTSTART:20261124T090000\nDURATION:PT1H"), zone=ZoneInfo("America/Montreal"))
        assert busy(found) == ["24/11 15:00-16:00"]

    def test_are_kept_in_utc_with_title_and_uid(self):
        taken = read(event("DTSTART:20261124T090000Z\nDURATION:PT1H", summary="Été\\, déjà")).busy[0]
        assert taken.period.start == datetime(2026, 11, 24, 9, tzinfo=UTC)
        assert (taken.title, taken.uid) == ("Été, déjà", "one@example.org")

    @pytest.mark.parametrize(
        "text",
        [
            "DTSTART:20261124T090000Z",
            "DTSTART:20261124T090000Z\nDTEND:20261124T090000Z",
            "DTSTART:20261124T090000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT",
            "DTSTART:20261124T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
            "DTSTART:20261124T090000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "DTSTART;VALUE=DATE:20261124\nTRANSP:TRANSPARENT",
            "DTSTART:20261122T090000Z\nDURATION:PT1H",
            "DTSTART:20261122T230000Z\nDTEND:20261123T000000Z",
            "DTSTART:20261214T000000Z\nDURATION:PT1H",
        ],
    )
    def test_no_time_is_taken_by_what_is_free_cancelled_of_no_length_or_outside(self, text):
        found = read(event(text))
        assert (found.busy, found.days, found.problems) == ((), (), ())

    def test_an_event_that_reaches_into_the_span_is_whole(self):
        assert busy(read(event("DTSTART:20261122T220000Z\nDURATION:PT3H"))) == ["22/11 23:00-02:00"]

    @pytest.mark.parametrize(
        ("text", "after"),
        [
            ("DTSTART;VALUE=DATE:20261124", 25),
            ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", 27),
            ("DTSTART:20261124\nDTEND:20261125", 25),
            ("DTSTART;VALUE=DATE:20261124\nDURATION:P2D", 26),
        ],
    )
    def test_whole_days_are_days_of_the_wall(self, text, after):
        found = read(event(text))
        assert found.days == (
            AllDay(date(2026, 11, 24), date(2026, 11, after), "Meeting", "one@example.org"),
        )
        assert found.busy == ()

    def test_the_days_of_the_span_are_those_of_the_person(self):
        day = event("DTSTART;VALUE=DATE:20261123")
        tokyo = ZoneInfo("Asia/Tokyo")
        before = datetime(2026, 11, 23, 14, tzinfo=UTC)
        assert len(read(day, zone=tokyo, start=before).days) == 1
        assert len(read(day, zone=tokyo, start=before + timedelta(hours=1)).days) == 0


ZONE = """
    BEGIN:VTIMEZONE
    TZID:{name}
    {location}
    BEGIN:STANDARD
    DTSTART:{year}1101T020000
    RRULE:{rule}
    TZOFFSETFROM:-0200
    TZOFFSETTO:-0300
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:{year}0401T020000
    RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU
    TZOFFSETFROM:-0300
    TZOFFSETTO:-0200
    END:DAYLIGHT
    END:VTIMEZONE
"""
YEARLY = "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"


def zone(name="Home", location="COMMENT:ours", year=2000, rule=YEARLY):
    return ZONE.format(name=name, location=location, year=year, rule=rule)


class TestZones:
    EVENT = event("DTSTART;TZID=Home:20261124T090000\nDURATION:PT1H")

    def test_a_zone_of_the_file_is_used(self):
        assert busy(read(zone(), self.EVENT)) == ["24/11 13:00-14:00"]

    def test_even_when_it_comes_after_the_event(self):
        assert busy(read(self.EVENT, zone())) == ["24/11 13:00-14:00"]

    def test_even_when_it_begins_in_the_year_one(self):
        assert busy(read(zone(year="0001"), self.EVENT)) == ["24/11 13:00-14:00"]

    def test_never_in_another_file(self):
        read(zone(), self.EVENT)
        found = read(self.EVENT)
        assert (busy(found), codes(found)) == (["24/11 09:00-10:00"], ["zone_unknown"])

    def test_its_known_name_counts_more_than_its_definition(self):
        assert busy(read(zone(location="X-LIC-LOCATION:Asia/Tokyo"), self.EVENT)) == ["24/11 01:00-02:00"]
        paris = event("DTSTART;TZID=Europe/Paris:20261124T090000\nDURATION:PT1H")
        assert busy(read(zone(name="Europe/Paris"), paris)) == ["24/11 09:00-10:00"]

    @pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYEASTER=1", "NONSENSE"])
    def test_a_definition_that_cannot_be_trusted_is_not_used(self, rule):
        found = read(zone(rule=rule), self.EVENT)
        assert (busy(found), codes(found)) == (["24/11 09:00-10:00"], ["zone_unknown"])

    def test_an_unknown_zone_with_an_offset_is_guessed_and_said(self):
        found = read(event('DTSTART;TZID="(UTC-03:00) Nowhere":20261124T090000\nDURATION:PT1H'))
        assert (busy(found), codes(found)) == (["24/11 13:00-14:00"], ["zone_guessed"])
        assert found.problems[0].detail == "(UTC-03:00) Nowhere"


DAILY = "DTSTART;TZID=Europe/Paris:20261120T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=7"


class TestRecurrences:
    def test_count_from_their_start(self):
        assert busy(read(event(DAILY))) == [f"{day}/11 09:00-10:00" for day in (23, 24, 25, 26)]

    def test_keep_the_hour_of_the_wall_across_a_clock_change(self):
        found = read(
            event("DTSTART;TZID=Europe/Paris:20261020T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"),
            start=datetime(2026, 10, 20, tzinfo=UTC),
            end=datetime(2026, 11, 4, tzinfo=UTC),
        )
        assert busy(found) == ["20/10 09:00-10:00", "27/10 09:00-10:00", "03/11 09:00-10:00"]

    @pytest.mark.parametrize("until", ["20261125T235900Z", "20261125T090000", "20261125", "20261125T080000Z"])
    def test_end_on_a_moment_or_a_day_with_or_without_zone(self, until):
        text = f"DTSTART;TZID=Europe/Paris:20261120T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL={until}"
        assert busy(read(event(text)))[-1] == "25/11 09:00-10:00"

    def test_leave_out_their_exceptions(self):
        found = read(event(DAILY + "\nEXDATE;TZID=Europe/Paris:20261124T090000\nEXDATE;VALUE=DATE:20261126"))
        assert busy(found) == ["23/11 09:00-10:00", "25/11 09:00-10:00"]

    @pytest.mark.parametrize(
        "exception", ["EXDATE:20261124T080000Z", "EXDATE;TZID=America/New_York:20261124T030000"]
    )
    def test_know_an_exception_that_is_written_in_another_zone(self, exception):
        assert busy(read(event(f"{DAILY}\n{exception}"))) == [f"{day}/11 09:00-10:00" for day in (23, 25, 26)]

    def test_move_from_one_occurrence_on(self):
        later = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261125T090000\nDTSTART:20261125T130000Z\nDURATION:PT2H"
        found = read(event(DAILY), event(later))
        assert busy(found) == [
            "23/11 09:00-10:00",
            "24/11 09:00-10:00",
            "25/11 14:00-16:00",
            "26/11 14:00-16:00",
        ]

    def test_of_whole_days_know_an_exception_at_midnight(self):
        days = (
            "DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Paris:20261124T000000"
        )
        assert [taken.first.day for taken in read(event(days)).days] == [23, 25]

    def test_add_their_dates_and_periods(self):
        dates = "\nRDATE;TZID=Europe/Paris:20261201T140000\nRDATE;VALUE=PERIOD:20261202T130000Z/PT3H"
        assert busy(read(event(DAILY + dates)))[-2:] == ["01/12 14:00-15:00", "02/12 14:00-17:00"]

    def test_follow_what_was_moved_or_cancelled(self):
        moved = "RECURRENCE-ID;TZID=Europe/Paris:{}T090000\nDTSTART:{}\nDURATION:PT2H\nSTATUS:{}"
        found = read(
            event(DAILY),
            event(moved.format("20261124", "20261210T150000Z", "CONFIRMED"), summary="Moved"),
            event(moved.format("20261125", "20261125T080000Z", "CANCELLED")),
        )
        assert busy(found) == ["23/11 09:00-10:00", "26/11 09:00-10:00", "10/12 16:00-18:00"]
        assert found.busy[-1].title == "Moved"

    def test_of_two_versions_the_later_counts(self):
        version = "DTSTART:20261124T{}0000Z\nDURATION:PT1H\nSEQUENCE:{}"
        found = read(event(version.format("14", 2)), event(version.format("09", 1)))
        assert busy(found) == ["24/11 15:00-16:00"]

    def test_of_whole_days_are_whole_days(self):
        found = read(event("DTSTART;VALUE=DATE:20120701\nRRULE:FREQ=MONTHLY"))
        assert [taken.first for taken in found.days] == [date(2026, 12, 1)]

    def test_events_without_uid_are_not_one_series(self):
        text = "BEGIN:VEVENT\nDTSTART:20261124T{}0000Z\nDURATION:PT1H\nEND:VEVENT"
        assert busy(read(text.format("09"), text.format("12"))) == ["24/11 10:00-11:00", "24/11 13:00-14:00"]

    @pytest.mark.parametrize(
        ("rule", "code"),
        [
            ("FREQ=NEVER", "recurrence_unreadable"),
            ("NONSENSE", "recurrence_unreadable"),
            ("FREQ=DAILY;INTERVAL=0", "recurrence_unreadable"),
            ("FREQ=DAILY;BYMONTHDAY=99", "recurrence_unreadable"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "recurrence_unreadable"),
            ("FREQ=SECONDLY", "recurrence_too_dense"),
            ("FREQ=MINUTELY", "recurrence_too_dense"),
            (
                "FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=0,5,10,15,20,25;BYSECOND=1,2,3,4,5,6,7,8",
                "recurrence_too_dense",
            ),
        ],
    )
    def test_a_rule_that_cannot_be_used_costs_only_itself(self, rule, code):
        found = read(event(f"DTSTART:20261124T090000Z\nDURATION:PT1H\nRRULE:{rule}"))
        assert (busy(found)[:1], codes(found)) == (["24/11 10:00-11:00"], [code])


class TestProblems:
    GOOD = event("DTSTART:20261124T090000Z\nDURATION:PT1H", uid="good")

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("DTSTART:SOON", "start_unreadable"),
            ("DTSTART:20261399T990000Z", "start_unreadable"),
            ("DTEND:20261124T090000Z", "start_missing"),
            ("DTSTART:20261124T090000Z\nDTEND:", "end_unreadable"),
            ("DTSTART:20261124T090000Z\nDURATION:-PT1W1D", "end_unreadable"),
            ("DTSTART:20261124T090000Z\nDTEND:20261124T080000Z", "end_before_start"),
            ("DTSTART:20261124T090000Z\nDURATION:PT1H\nEXDATE:NEVER", "exception_unreadable"),
            ("DTSTART:20261124T090000Z\nDURATION:PT1H\nRDATE:NEVER", "recurrence_unreadable"),
            ("DTSTART;;VALUE=DATE-TIME:20261124T090000", "line_unreadable"),
        ],
    )
    def test_what_cannot_be_read_is_listed_and_the_rest_is_used(self, text, code):
        found = read(self.GOOD, event(text, uid="bad"))
        assert "good" in {taken.uid for taken in found.busy}
        assert found.problems[0].code == code
        assert found.problems[0].uid == "bad"
        assert found.problems[0].line == 11

    def test_a_file_that_breaks_off_is_used_as_far_as_it_goes(self):
        data = calendar(self.GOOD, event("DTSTART:20261125T090000Z\nDURATION:PT1H", uid="last"))
        found = read_calendar(data[: data.rindex(b"END:VEVENT")], zone=PARIS, start=START, end=END)
        assert busy(found) == ["24/11 10:00-11:00", "25/11 10:00-11:00"]
        assert codes(found) == ["component_unfinished"]

    def test_an_event_inside_another_counts_as_well(self):
        found = read("BEGIN:VEVENT\nUID:open\nDTSTART:20261123T090000Z\nDURATION:PT1H", self.GOOD)
        assert busy(found) == ["23/11 10:00-11:00", "24/11 10:00-11:00"]

    def test_an_alarm_is_not_the_event(self):
        alarm = "\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nDTSTART:BROKEN\nEND:VALARM"
        found = read(event("DTSTART:20261124T090000Z\nDURATION:PT1H" + alarm))
        assert (busy(found), found.problems) == (["24/11 10:00-11:00"], ())

    def test_only_so_many_are_listed(self):
        found = read(*[event("DTSTART:X", uid=str(number)) for number in range(9)], limits=Limits(problems=4))
        assert (len(found.problems), found.problems_left_out) == (4, 5)


class TestTasksAndFreeBusy:
    def test_open_tasks_are_listed_apart(self):
        task = "BEGIN:VTODO\nUID:{0}\nSUMMARY:{0}\n{1}\nEND:VTODO"
        found = read(
            task.format("taxes", "DUE;TZID=Europe/Paris:20261130T120000"),
            task.format("rent", "DUE;VALUE=DATE:20261201"),
            task.format("someday", "STATUS:NEEDS-ACTION"),
            task.format("done", "STATUS:COMPLETED"),
            task.format("gone", "STATUS:CANCELLED"),
            task.format("ticked", "PERCENT-COMPLETE:100"),
        )
        assert [(todo.title, todo.due) for todo in found.todos] == [
            ("taxes", datetime(2026, 11, 30, 11, tzinfo=UTC)),
            ("rent", date(2026, 12, 1)),
            ("someday", None),
        ]
        assert found.busy == ()

    def test_free_busy_periods_are_taken_unless_free(self):
        found = read(
            """BEGIN:VFREEBUSY
            UID:fb
            FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261124T090000Z/PT2H,20261125T090000Z/20261125T100000Z
            FREEBUSY;FBTYPE=FREE:20261126T090000Z/PT2H
            FREEBUSY:20261127T090000Z/PT1H
            END:VFREEBUSY"""
        )
        assert busy(found) == ["24/11 10:00-12:00", "25/11 10:00-11:00", "27/11 10:00-11:00"]


class TestFiles:
    @pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_every_end_of_line_is_read(self, line_end, mark):
        data = mark + calendar(event("DTSTART:20261124T090000Z\nDURATION:PT1H"), line_end=line_end)
        assert busy(read_calendar(data, zone=PARIS, start=START, end=END)) == ["24/11 10:00-11:00"]

    @pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t"])
    def test_folded_lines_are_joined(self, fold):
        data = calendar(event("DTSTART:20261124T090000Z\nDURATION:PT1H", summary="A title"))
        folded = data.replace(b"A title", b"A ti" + fold + b"tle")
        assert read_calendar(folded, zone=PARIS, start=START, end=END).busy[0].title == "A title"

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
    def test_western_letters_are_read(self, encoding):
        text = calendar(event("DTSTART:20261124T090000Z\nDURATION:PT1H", summary="Réunion")).decode()
        found = read_calendar(text.encode(encoding), zone=PARIS, start=START, end=END)
        assert found.busy[0].title == "Réunion"

    def test_the_name_is_told(self):
        assert read(head="X-WR-CALNAME:Private").name == "Private"

    def test_a_calendar_without_frame_is_read(self):
        data = event("DTSTART:20261124T090000Z\nDURATION:PT1H").encode()
        assert len(read_calendar(data, zone=PARIS, start=START, end=END).busy) == 1

    @pytest.mark.parametrize("data", [b"", b"<html>Sign in</html>", b"\x00\x01\x02" * 99, b"\n" * 9999])
    def test_something_else_is_refused(self, data):
        assert refusal(data) == "not_a_calendar"

    def test_too_much_is_refused(self):
        one = calendar(*[event("DTSTART:20261124T090000Z", uid=str(n)) for n in range(5)])
        assert refusal(one, bytes=len(one) - 1) == "too_large"
        assert refusal(one, components=4) == "too_many_components"
        assert refusal(one, seconds=-1) == "too_slow_to_read"

    def test_occurrences_are_bounded_and_the_bound_is_said(self):
        many = event("DTSTART:20261124T000000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY")
        found = read(many, limits=Limits(occurrences=10))
        assert (len(found.busy), codes(found)) == (10, ["too_many_occurrences"])

    def test_a_span_must_be_aware_and_last(self):
        for start, end in ((END, START), (START.replace(tzinfo=None), END)):
            with pytest.raises(ValueError, match=r"period_empty|moment_naive"):
                read(start=start, end=end)


class TestBounds:
    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=SECONDLY",
            "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
            "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;COUNT=999999999",
        ],
    )
    @pytest.mark.parametrize("start", ["19700101T000000Z", "20261120T000000Z"])
    def test_no_rule_takes_long(self, rule, start):
        before = process_time()
        read(event(f"DTSTART:{start}\nDURATION:PT1H\nRRULE:{rule}"))
        assert process_time() - before < 2

    @pytest.mark.parametrize(
        "data",
        [
            b"BEGIN:VCALENDAR\n" + b"BEGIN:A\n" * 100_000,
            b"BEGIN:VEVENT\n" + b"BEGIN:A\nEND:B\n" * 50_000,
            b"BEGIN:VEVENT\n" + b" \n" * 500_000,
            b"BEGIN:VEVENT\nDTSTART" + b";" * 1_000_000,
            b"BEGIN:VEVENT\nDTSTART" + b';A="' * 250_000 + b":20261124\nEND:VEVENT\n",
        ],
        ids=["open", "crossed", "folds", "signs", "quotes"],
    )
    def test_no_shape_takes_long(self, data):
        before = process_time()
        read_calendar(data, zone=PARIS, start=START, end=END)
        assert process_time() - before < 3


LINES = st.sampled_from(
    [
        *[
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VTODO",
            "END:VTODO",
            "BEGIN:VTIMEZONE",
        ],
        *[
            "END:VTIMEZONE",
            "UID:a",
            "UID:b",
            "DTSTART:20261124T090000Z",
            "DTSTART;VALUE=DATE:20261124",
            "DTSTART:9",
        ],
        *[
            "DTEND:20261124T100000Z",
            "DTEND;VALUE=DATE:20261126",
            "DURATION:PT1H",
            "DURATION:-P9999999W",
            "RRULE:FREQ=DAILY",
        ],
        *[
            "RRULE:FREQ=WEEKLY;UNTIL=99991231",
            "RDATE:20261125",
            "RDATE;VALUE=PERIOD:20261125T000000Z/PT1H",
            "EXDATE:20261124",
        ],
        *[
            "RECURRENCE-ID:20261124T090000Z",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261124",
            "SEQUENCE:x",
            "SEQUENCE:2",
        ],
        *[
            "TZID:Z",
            "DTSTART;TZID=Z:00010101T000000",
            "DTEND:99991231T235959Z",
            "SUMMARY:é",
            " ",
            "",
            ":",
            ";",
            "STATUS:CANCELLED",
        ],
    ]
)


@settings(deadline=None)
@given(st.lists(LINES | st.text(max_size=20), max_size=40))
def test_any_file_is_read_or_refused(lines):
    try:
        found = read_calendar("\n".join(lines).encode(), zone=PARIS, start=START, end=END)
    except CalendarRefused:
        assert not any(line.startswith("BEGIN:V") for line in lines)
        return
    for taken in found.busy:
        assert taken.period.start < END
        assert taken.period.end > START
