"""The working week, what comes back, days off, calendars and the feed, as a browser without JavaScript uses them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.config.buckets import Buckets
from relais.config.masking import masked
from relais.people.models import Membership
from relais.planning import actions, reading
from relais.planning.hours import DEFAULT, DayHours, Slot
from relais.planning.models import BusyTime, Calendar, DayOff, Feed, Recurring, Task
from relais.planning.tests import plans
from relais.planning.views import feed
from tests.cast import NOW, Cast, by

SignIn = Callable[..., Client]
ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:School\r
BEGIN:VEVENT\r
UID:1\r
DTSTART:20261124T080000Z\r
DTEND:20261124T110000Z\r
SUMMARY:Parents' evening\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20261126\r
SUMMARY:Holiday\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:3\r
DTSTART:not a date\r
SUMMARY:Broken\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def owner(cast: Cast, signed_in: SignIn, time_machine: Any) -> Client:
    time_machine.move_to(NOW)
    return signed_in(cast.owner)


def url(name: str, *args: object) -> str:
    return reverse(f"planning:{name}", args=["alizes", *args])


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def typed(page: str) -> dict[str, str]:
    """What a browser would send of the page's own form: every control with its value."""
    said = {}
    form = page[page.index('<form method="post" class="stack pattern"') :]
    form = form[: form.index("</form>")]
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            said[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        said[name] = chosen[1] if chosen else ""
    return said


# --- the working week -------------------------------------------------------------------------------------------------


def test_the_defaults_are_shown_and_sending_them_back_changes_nothing(owner: Client, cast: Cast) -> None:
    page = owner.get(url("pattern")).content.decode()
    assert "These are the hours that hold" in page
    said = typed(page)
    assert (said["starts-0-0"], said["ends-0-0"], said["day-2"]) == ("09:00", "12:00", "12:30")
    assert owner.post(url("pattern"), said).status_code == 303
    assert reading.pattern_of(cast.owner).week == DEFAULT
    assert "pattern.set" not in plans.types()


def test_a_day_is_changed_and_others_follow_it(owner: Client, cast: Cast) -> None:
    said = typed(owner.get(url("pattern")).content.decode())
    said |= {
        "ends-0-4": "16:30",
        "energy-0-4": "30",
        "starts-0-5": "16:30",
        "ends-0-5": "16:45",
        "same-4": "0",
    }
    said |= {"starts-0-6": "", "kind-0-6": "mail", "safety_minutes": "2 h"}
    assert owner.post(url("pattern"), said).status_code == 303
    shown = reading.pattern_of(cast.owner)
    monday = shown.week[0]
    assert Slot("work", time(15, 45), time(16, 30), 30) in monday.slots
    assert Slot("close", time(16, 30), time(16, 45), 100) in monday.slots
    assert (shown.week[4], shown.safety_minutes) == (monday, 120)
    assert shown.week[1] == DEFAULT[1]


def test_a_day_can_be_made_free_and_stretches_added(owner: Client, cast: Cast) -> None:
    said = typed(owner.get(url("pattern")).content.decode())
    said |= {name: "" for name in said if re.match(r"(starts|ends)-4-", name)}
    said |= {"starts-5-0": "09:00", "ends-5-0": "10:00", "day-5": "10:00"}
    assert owner.post(url("pattern"), said).status_code == 303
    week = reading.pattern_of(cast.owner).week
    assert week[4].slots == ()
    assert week[5] == DayHours(time(10), (Slot("work", time(9), time(10)),))
    assert "free" in text_of(owner.get(url("pattern")))


@pytest.mark.parametrize(
    ("change", "why", "field"),
    [
        ({"ends-0-6": "18:00", "starts-0-6": "17:20"}, "ends after the wall", "day-0"),
        ({"starts-0-6": "09:30", "ends-0-6": "10:00"}, "overlap", "day-0"),
        ({"starts-0-6": "17:25", "ends-0-6": "17:22"}, "ends after it begins", "day-0"),
        ({"starts-0-6": "17:25"}, "Give both times", "ends-0-6"),
        ({"safety_minutes": "soon"}, "Write how long", "safety_minutes"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    owner: Client, cast: Cast, change: dict[str, str], why: str, field: str
) -> None:
    said = typed(owner.get(url("pattern")).content.decode()) | change
    answer = owner.post(url("pattern"), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert f'id="id_{field}_error"' in page
    assert typed(page)[next(iter(change))] == next(iter(change.values()))
    assert reading.pattern_of(cast.owner).is_default or reading.pattern_of(cast.owner).week == DEFAULT


def test_in_french(cast: Cast, signed_in: SignIn, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    cast.owner.person.language = "fr"
    cast.owner.person.save()
    client = signed_in(cast.owner)
    for name, said in (
        ("pattern", "Rythme"), ("recurring", "Ce qui revient"), ("days-off", "Jours de congé"),
        ("calendars", "Agendas"), ("feed", "Le plan dans votre agenda"),
    ):  # fmt: skip
        assert said in text_of(client.get(url(name))), name
    assert "mercredi" in text_of(client.get(url("pattern"))).lower()


def test_pages_take_ten_queries_at_most(owner: Client, cast: Cast) -> None:
    for number in range(5):
        actions.set_recurring(f"Work {number}", weekdays=(number,), by=by(cast.owner), now=NOW)
        actions.add_day_off(date(2026, 12, 1 + number), by=by(cast.owner), now=NOW)
        owner.post(url("calendar-files"), {"file": SimpleUploadedFile(f"{number}.ics", ICS)})
    for name in ("pattern", "recurring", "days-off", "calendars", "feed"):
        owner.get(url(name))
        with CaptureQueriesContext(connection) as queries:
            assert owner.get(url(name)).status_code == 200
        assert len(queries) <= 10, (name, [query["sql"][:120] for query in queries])


# --- what comes back, days off ------------------------------------------------------------------------------------------


def test_what_comes_back_is_set_changed_and_ended(owner: Client) -> None:
    new = {"title": "Invoices", "minutes": "45 min", "weekdays": ["1", "3"], "every_weeks": "2"}
    assert owner.post(url("recurring"), new).status_code == 303
    row = Recurring.objects.get()
    assert (row.minutes, row.weekdays, row.every_weeks) == (45, 0b1010, 2)
    assert "every 2 weeks: Tuesday, Thursday" in text_of(owner.get(url("recurring")))
    changed = {"title": "Invoices", "every_weeks": "1", "month_day": "31", "consequence": "a reminder"}
    assert owner.post(url("recurring-page", row.id), changed).status_code == 303
    assert "on the last day of each month" in text_of(owner.get(url("recurring")))
    both = owner.post(url("recurring"), {**new, "month_day": "3"})
    assert both.status_code == 422
    assert "Say on which weekdays" in text_of(both)
    assert owner.post(url("recurring-end", row.id)).status_code == 303
    assert "It was ended" in text_of(owner.get(url("recurring-page", row.id)))


def test_days_off_are_taken_and_given_back(owner: Client) -> None:
    said = {"first_on": "2026-12-24", "last_on": "2027-01-01", "title": "Christmas"}
    assert owner.post(url("days-off"), said).status_code == 303
    assert "24 Dec 2026 to 1 Jan 2027 · Christmas" in text_of(owner.get(url("days-off")))
    wrong = owner.post(url("days-off"), {**said, "last_on": "2026-12-01"})
    assert wrong.status_code == 422
    assert 'id="id_last_on_error"' in wrong.content.decode()
    assert owner.post(url("day-off-removal", DayOff.objects.get().id)).status_code == 303
    assert not DayOff.objects.exists()


# --- calendars ----------------------------------------------------------------------------------------------------------


def test_a_file_is_respected_and_what_could_not_be_read_is_listed(owner: Client, cast: Cast) -> None:
    plans.important(cast.owner, minutes=300)
    plans.proposed(cast.owner)
    assert (
        owner.post(url("calendar-files"), {"file": SimpleUploadedFile("school.ics", ICS)}).status_code == 303
    )
    page = text_of(owner.get(url("calendars")))
    assert "School" in page
    assert "2 busy times" in page
    assert "Line 15: its beginning cannot be read" in page
    busy = BusyTime.objects.get()
    assert not [
        line for line in plans.picture(cast.owner) if line.startswith(("Tue 24 09", "Tue 24 10", "Thu 26"))
    ]
    calendar = Calendar.objects.get()
    assert owner.post(url("calendar-refreshing", calendar.id)).status_code == 404, (
        "a file cannot be read again"
    )
    assert owner.post(url("calendar-removal", calendar.id)).status_code == 303
    assert not BusyTime.objects.filter(pk=busy.pk).exists()
    assert not DayOff.objects.exists()


def test_what_is_no_calendar_is_refused_beside_the_field(owner: Client) -> None:
    answer = owner.post(url("calendar-files"), {"file": SimpleUploadedFile("photo.ics", b"\x89PNG")})
    assert answer.status_code == 422
    assert "This is no calendar that can be read" in text_of(answer)
    assert 'id="id_file_error"' in answer.content.decode()
    for address, why in (
        ("ftp://example.org/a.ics", "This is no address of a calendar"),
        ("http://127.0.0.1/a.ics", "RELAIS_CALENDAR_NETWORKS"),
        ("http://[::1]:8000/a.ics", "RELAIS_CALENDAR_NETWORKS"),
    ):
        answer = owner.post(url("calendar-addresses"), {"url": address})
        assert answer.status_code == 422, address
        assert why in text_of(answer), address
        assert 'id="id_url_error"' in answer.content.decode()
    assert not Calendar.objects.exists()


@pytest.fixture
def served() -> Iterator[Any]:
    """A server of calendars on this machine: what it answers is `served.answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = self.server.answer  # type: ignore[attr-defined]
            self.send_response(status)
            self.send_header("Content-Type", "text/calendar")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.answer = (200, ICS)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read_and_read_again(owner: Client, served: Any, settings: Any) -> None:
    settings.CALENDAR_NETWORKS = (ip_network("127.0.0.0/8"),)
    address = f"http://127.0.0.1:{served.server_port}/secret-token/school.ics"
    assert owner.post(url("calendar-addresses"), {"url": address, "name": "Mine"}).status_code == 303
    calendar = Calendar.objects.get()
    page = owner.get(url("calendars")).content.decode()
    assert "Mine" in page
    assert "secret-token" not in page, "an address may be a secret: only its server is shown"
    served.answer = (404, b"")
    assert owner.post(url("calendar-refreshing", calendar.id)).status_code == 303
    assert "What it said before still counts" in text_of(owner.get(url("calendars")))
    assert BusyTime.objects.count() == 1
    served.answer = (200, ICS.replace(b"DTSTART:not a date", b"DTSTART:20261125T080000Z\r\nDURATION:PT1H"))
    owner.post(url("calendar-refreshing", calendar.id))
    page = text_of(owner.get(url("calendars")))
    assert "still counts" not in page
    assert "could not be read" not in page
    assert BusyTime.objects.count() == 2


# --- the feed -----------------------------------------------------------------------------------------------------------


def address_in(response: Any) -> str:
    found = re.search(r'id="secret"[^>]*value="([^"]+)"', response.content.decode())
    assert found
    return str(found[1].removeprefix("http://testserver"))


def test_the_feed_is_made_shown_once_renewed_and_ended(owner: Client, cast: Cast) -> None:
    lesson = plans.important(cast.owner, "Lesson 4; first, take", minutes=60)
    plans.task(cast.owner, "VAT", minutes=45, due=actions.Due(on=date(2026, 11, 27)), consequence="fine")
    plans.proposed(cast.owner)
    made = owner.post(url("feed-making"))
    address, program = address_in(made), Client()
    assert "no-store" in made["Cache-Control"]
    assert 'id="secret"' not in owner.get(url("feed")).content.decode(), "shown once"
    answer = program.get(address)
    body = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "SUMMARY:Lesson 4\\; first\\, take" in body
    assert f"UID:{lesson.id}.1@relais" in body
    assert "SUMMARY:Due: VAT" in body
    assert "DTSTART;VALUE=DATE:20261127" in body
    assert program.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    actions.finish_task(lesson.id, by=by(cast.owner), now=NOW)
    assert program.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200
    renewed = address_in(owner.post(url("feed-making")))
    assert program.get(address).status_code == 404
    assert program.get(renewed).status_code == 200
    assert owner.post(url("feed-end")).status_code == 303
    assert program.get(renewed).status_code == 404
    assert Feed.objects.filter(ended_at=None).count() == 0


def test_a_piece_keeps_its_name_when_it_is_planned_again(owner: Client, cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=60)
    plans.proposed(cast.owner)
    address = address_in(owner.post(url("feed-making")))
    before = Client().get(address).content
    actions.lose_time(plans.at("2026-11-23 09:00"), plans.at("2026-11-23 17:00"), by=by(cast.owner), now=NOW)
    after = Client().get(address).content
    assert before != after
    for body in (before, after):
        assert re.findall(rb"UID:(.*?)\r", body) == [f"{task.id}.1@relais".encode()]


def test_the_feed_of_who_left_opens_nothing(owner: Client, cast: Cast) -> None:
    address = address_in(owner.post(url("feed-making")))
    Membership.objects.filter(pk=cast.owner.pk).update(left_at=NOW)
    assert Client().get(address).status_code == 404


def test_who_guesses_addresses_is_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "RATE", 3)
    monkeypatch.setattr(feed, "buckets", Buckets())
    answers = [Client().get(f"/feeds/plan/guess{number}.ics") for number in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    assert Client(REMOTE_ADDR="192.0.2.7").get("/feeds/plan/guess.ics").status_code == 404


def test_a_feed_takes_few_queries_whatever_is_planned(owner: Client, cast: Cast) -> None:
    for number in range(20):
        plans.important(cast.owner, f"Work {number}", minutes=60)
    plans.proposed(cast.owner)
    address = address_in(owner.post(url("feed-making")))
    Client().get(address)
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    assert len(queries) <= 10, [query["sql"][:120] for query in queries]


def test_secrets_of_addresses_stand_in_no_log() -> None:
    assert masked("GET /feeds/plan/abc-DEF_1.ics HTTP/1.1") == "GET /feeds/plan/… HTTP/1.1"
    assert masked("/link/abc/?x=1") == "/link/…/?x=1"
    assert masked("/invitation/abc/") == "/invitation/…/"
    assert masked("/b/alizes/plan/feed/") == "/b/alizes/plan/feed/"


def test_nobody_but_the_member_sees_them(owner: Client, cast: Cast, signed_in: SignIn) -> None:
    owner.post(url("recurring"), {"title": "Secret work", "weekdays": ["1"], "every_weeks": "1"})
    owner.post(url("days-off"), {"first_on": "2026-12-24", "title": "Secret day"})
    owner.post(url("calendar-files"), {"file": SimpleUploadedFile("Secret.ics", ICS)})
    manager = signed_in(cast.manager)
    for name in ("recurring", "days-off", "calendars", "feed"):
        assert "Secret" not in manager.get(url(name)).content.decode()
    assert Task.objects.filter(member=cast.manager).count() == 0
