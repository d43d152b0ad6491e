"""Subscribed calendars are read again by the worker: some hours later, by one worker, outside any transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from relais import worker
from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.people.models import Membership
from relais.planning import actions, rereading, subscriptions
from relais.planning.actions.calendars import EVERY
from relais.planning.calendars.addresses import networks
from relais.planning.calendars.tests.server import Answers, serving
from relais.planning.models import BusyTime, Calendar, Replanning
from relais.planning.tests import plans
from relais.planning.tests.test_calendars import BROKEN, DENTIST, HOLIDAY, ics
from tests.cast import NOW, Cast, by, make_cast

LATER = NOW + EVERY


class Subscribed:
    """A calendar at an address on this machine. `said`: its body, or the status that it answers with; `asked`: how often."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.said: bytes | int = ics(DENTIST)
        self.asked = 0

    def answer(self, handler: Answers, rest: str) -> None:
        self.asked += 1
        if isinstance(self.said, int):
            handler.send(b"", status=self.said)
        else:
            handler.send(self.said)

    def subscribe(self, port: int, member: Membership) -> None:
        url = f"http://127.0.0.1:{port}/mine?secret"
        contents = subscriptions.fetch(url, member, now=NOW)
        self.id = actions.add_calendar(contents, url=url, by=by(member), now=NOW).pk

    @property
    def row(self) -> Calendar:
        return Calendar.objects.get(pk=self.id)


@pytest.fixture
def subscribed(request: Any, monkeypatch: Any, settings: Any) -> Iterator[Subscribed]:
    is_race = request.node.get_closest_marker("race") is not None
    cast = make_cast() if is_race else request.getfixturevalue("cast")
    settings.CALENDAR_NETWORKS = networks(["127.0.0.0/8"])
    it = Subscribed(cast)
    monkeypatch.setattr(Answers, "mine", lambda handler, rest: it.answer(handler, rest), raising=False)
    with serving() as port:
        it.subscribe(port, cast.owner)
        yield it


def refreshed() -> list[dict[str, Any]]:
    return list(
        Entry.objects.filter(type="calendar.refreshed").order_by("seq").values_list("data", flat=True)
    )


def busy() -> list[str]:
    return list(BusyTime.objects.order_by("starts_at").values_list("title", flat=True))


def test_it_is_read_again_some_hours_later_and_not_before(subscribed: Subscribed) -> None:
    worker.run_once(LATER - timedelta(seconds=1))
    assert subscribed.asked == 1, "once, when it was subscribed to"
    worker.run_once(LATER)
    worker.run_once(LATER)
    assert subscribed.asked == 2
    assert (subscribed.row.read_at, subscribed.row.next_at) == (LATER, LATER + EVERY)


def test_what_it_says_now_moves_the_plan_and_the_log_says_so_for_its_member_alone(
    subscribed: Subscribed,
) -> None:
    owner = subscribed.cast.owner
    plans.important(owner, minutes=1_500)
    plans.proposed(owner)
    assert any(line.startswith("Thu 26") for line in plans.picture(owner))
    subscribed.said = ics(DENTIST, HOLIDAY, BROKEN)
    worker.run_once(LATER)
    assert not any(line.startswith("Thu 26") for line in plans.picture(owner))
    assert [one["code"] for one in subscribed.row.unread] == ["start_unreadable"]
    assert Replanning.objects.filter(member=owner, reason="calendar", seen_at=None).count() == 1
    entry = Entry.objects.get(type="calendar.refreshed")
    assert (entry.actor_id, entry.door, entry.reader_id) == (None, "worker", owner.id)
    assert list(verify(owner.business_id)) == []


def test_nothing_new_leaves_rows_as_they_are_and_writes_no_entry(subscribed: Subscribed) -> None:
    stood = list(BusyTime.objects.values_list("pk", flat=True))
    worker.run_once(LATER)
    assert list(BusyTime.objects.values_list("pk", flat=True)) == stood
    assert refreshed() == []
    assert not Replanning.objects.exists()


WEEKLY = "SUMMARY:Yoga|DTSTART;TZID=Europe/Paris:20261102T180000|DTEND;TZID=Europe/Paris:20261102T190000|RRULE:FREQ=WEEKLY"


def test_what_time_alone_brings_into_view_is_nothing_new(subscribed: Subscribed) -> None:
    subscribed.said = ics(WEEKLY)
    worker.run_once(LATER)
    first = busy()
    worker.run_once(LATER + timedelta(days=14))
    assert len(refreshed()) == 1, "the yoga, once; not again as its weeks go by"
    assert len(busy()) == len(first)
    ahead = BusyTime.objects.order_by("-starts_at").values_list("starts_at", flat=True)[0]
    assert ahead > LATER + timedelta(days=14 + 360)


def test_a_failure_is_kept_with_its_code_told_once_in_the_log_and_tried_more_and_more_rarely(
    subscribed: Subscribed,
) -> None:
    subscribed.said = 404
    now, waits = LATER, []
    for _try in range(9):
        worker.run_once(now)
        row = subscribed.row
        assert row.next_at is not None
        waits.append(row.next_at - now)
        now = row.next_at
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)]
    assert waits[-2:] == [timedelta(hours=24)] * 2
    assert (row.failure, row.failures, row.read_at) == ("calendar_not_found", 9, NOW)
    assert busy() == ["Dentist"], "what was read before stays"
    assert [one["failure"] for one in refreshed()] == ["calendar_not_found"]

    subscribed.said = ics(DENTIST)
    worker.run_once(now)
    row = subscribed.row
    assert (row.failure, row.failures, row.next_at) == ("", 0, now + EVERY)
    assert [one["failure"] for one in refreshed()] == ["calendar_not_found", ""], (
        "and that it can be read again"
    )


def test_a_calendar_on_which_the_reader_breaks_waits_as_one_that_failed(
    subscribed: Subscribed, monkeypatch: Any
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(subscriptions, "fetch", broken)
    worker.run_once(LATER)
    assert (subscribed.row.failure, subscribed.row.next_at) == (
        "calendar_answer_broken", LATER + timedelta(minutes=15),
    )  # fmt: skip


@pytest.mark.parametrize("why", ["left", "closed", "role"])
def test_nothing_is_asked_for_a_person_who_left_and_it_goes_on_when_they_are_back(
    subscribed: Subscribed, why: str
) -> None:
    owner = subscribed.cast.owner

    def set_gone(is_gone: bool) -> None:
        if why == "left":
            Membership.objects.filter(pk=owner.pk).update(left_at=NOW if is_gone else None)
        elif why == "closed":
            type(owner.person).objects.filter(pk=owner.person_id).update(is_active=not is_gone)
        else:
            Membership.objects.filter(pk=owner.pk).update(role="executor" if is_gone else "owner")

    set_gone(True)
    worker.run_once(LATER)
    assert subscribed.asked == 1
    set_gone(False)
    worker.run_once(LATER)
    assert subscribed.asked == 2


def meanwhile(subscribed: Subscribed, monkeypatch: Any, act: Any) -> None:
    """The worker reads the calendar; `act` happens while the answer is on its way."""
    fetch = subscriptions.fetch

    def slow(url: str, member: Membership, *, now: datetime) -> Any:
        contents = fetch(url, member, now=now)
        act()
        return contents

    monkeypatch.setattr(subscriptions, "fetch", slow)
    worker.run_once(LATER)


def test_removed_while_the_answer_is_on_its_way_it_stays_removed(
    subscribed: Subscribed, monkeypatch: Any
) -> None:
    owner = subscribed.cast.owner
    meanwhile(
        subscribed, monkeypatch, lambda: actions.remove_calendar(subscribed.id, by=by(owner), now=LATER)
    )
    assert not BusyTime.objects.exists()
    assert refreshed() == []


def test_left_while_the_answer_is_on_its_way_nothing_is_kept(
    subscribed: Subscribed, monkeypatch: Any
) -> None:
    subscribed.said = ics(DENTIST, HOLIDAY)
    owner = subscribed.cast.owner
    meanwhile(subscribed, monkeypatch, lambda: Membership.objects.filter(pk=owner.pk).update(left_at=LATER))
    assert (subscribed.row.read_at, busy(), refreshed()) == (NOW, ["Dentist"], [])


def test_read_by_its_member_meanwhile_theirs_stands(subscribed: Subscribed, monkeypatch: Any) -> None:
    owner = subscribed.cast.owner
    newer = subscriptions.read(ics(WEEKLY), owner, now=LATER)
    meanwhile(
        subscribed,
        monkeypatch,
        lambda: actions.refresh_calendar(
            subscribed.id, newer, by=by(owner), now=LATER + timedelta(seconds=1)
        ),
    )
    assert set(busy()) == {"Yoga"}
    assert subscribed.row.next_at == LATER + timedelta(seconds=1) + EVERY


def test_read_by_hand_the_worker_waits_from_then_on(subscribed: Subscribed) -> None:
    owner = subscribed.cast.owner
    at = LATER - timedelta(minutes=1)
    contents = subscriptions.read(ics(DENTIST), owner, now=at)
    actions.refresh_calendar(subscribed.id, contents, by=by(owner), now=at)
    worker.run_once(LATER)
    assert subscribed.asked == 1


def test_a_calendar_of_a_file_has_nothing_to_be_read_from(cast: Cast) -> None:
    row = actions.add_calendar(
        subscriptions.read(ics(DENTIST), cast.owner, now=NOW), by=by(cast.owner), now=NOW
    )
    assert row.next_at is None
    assert rereading.read_due_calendars(NOW + timedelta(days=400)) == 0


def test_the_page_says_why_it_could_not_be_read(subscribed: Subscribed, client: Client) -> None:
    subscribed.said = 401
    worker.run_once(LATER)
    client.force_login(subscribed.cast.owner.person)
    said = client.get(f"/b/{subscribed.cast.business.slug}/plan/calendars/").content.decode()
    assert "asks to sign in" in said
    assert "secret" not in said.replace("secret address", "")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_asks_outside_any_transaction(
    subscribed: Subscribed, monkeypatch: Any
) -> None:
    fetch, inside, both = subscriptions.fetch, [], threading.Barrier(3)

    def watched(url: str, member: Membership, *, now: datetime) -> Any:
        inside.append(connection.in_atomic_block)
        return fetch(url, member, now=now)

    def work() -> None:
        both.wait()
        worker.run_once(LATER)
        connection.close()

    monkeypatch.setattr(subscriptions, "fetch", watched)
    subscribed.said = ics(DENTIST, HOLIDAY)
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (subscribed.asked, inside) == (2, [False])
    assert len(refreshed()) == 1
    assert list(verify(subscribed.cast.business.id)) == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_while_reading_leaves_it_to_be_read_a_little_later(
    subscribed: Subscribed, monkeypatch: Any
) -> None:
    class Killed(BaseException):
        pass

    def dies(*args: object, **options: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(subscriptions, "fetch", dies)
        with pytest.raises(Killed):
            worker.run_once(LATER)
    worker.run_once(LATER + rereading.LEASE - timedelta(seconds=1))
    assert subscribed.asked == 1
    worker.run_once(LATER + rereading.LEASE)
    assert (subscribed.asked, subscribed.row.failure) == (2, "")
