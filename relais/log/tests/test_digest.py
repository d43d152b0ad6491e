"""The digest: at each person's hour in their own zone, once a day at most, and only when something waits."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from relais import worker
from relais.acts.models import Notice
from relais.log import actions
from relais.log.digest import moment_of, send_digests
from relais.people.models import Membership, Person
from tests.cast import NOW, Cast, by, make_business

PARIS, NEW_YORK, TOKYO = "Europe/Paris", "America/New_York", "Asia/Tokyo"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "moment"),
    [
        (PARIS, "15:00", "2026-11-23 13:59", None),
        (PARIS, "15:00", "2026-11-23 14:00", "2026-11-23 14:00"),
        (PARIS, "15:00", "2026-11-23 14:59", "2026-11-23 14:00"),
        (PARIS, "15:00", "2026-11-23 15:00", None),
        (PARIS, "15:00", "2026-07-23 13:30", "2026-07-23 13:00"),  # summer
        (NEW_YORK, "15:00", "2026-11-23 20:10", "2026-11-23 20:00"),
        (TOKYO, "08:00", "2026-11-22 23:10", "2026-11-22 23:00"),
        ("Asia/Kathmandu", "15:00", "2026-11-23 09:15", "2026-11-23 09:15"),
        (PARIS, "23:30", "2026-11-23 23:10", "2026-11-23 22:30"),  # past midnight: still yesterday's hour
        # 29 March 2026: 02:30 does not exist in Paris, it comes at 03:30
        (PARIS, "02:30", "2026-03-29 01:30", "2026-03-29 01:30"),
        (PARIS, "02:30", "2026-03-29 00:59", None),
        # 25 October 2026: 02:30 comes twice, the first counts
        (PARIS, "02:30", "2026-10-25 00:30", "2026-10-25 00:30"),
        (PARIS, "02:30", "2026-10-25 01:30", None),
    ],
)
def test_the_mail_hour_in_every_zone_and_across_clock_changes(
    zone: str, hour: str, now: str, moment: str | None
) -> None:
    found = moment_of(time.fromisoformat(hour), ZoneInfo(zone), utc(now))
    assert found == (utc(moment) if moment else None)


def run(day: str, minutes: int = 24 * 60, step: int = 10) -> list[Notice]:
    """Let the worker look every ten minutes, from that moment on; the digests it wrote."""
    before = set(Notice.objects.values_list("pk", flat=True))
    start = utc(day)
    for minute in range(0, minutes, step):
        send_digests(start + timedelta(minutes=minute))
    return list(Notice.objects.exclude(pk__in=before).filter(kind="digest").order_by("made_at"))


def ask(member: Membership, to: Membership, text: str = "Resize the images", now: datetime = NOW) -> object:
    return actions.write(text=text, to=to.id, by=by(member), now=now)


def live(member: Membership, zone: str, hour: str, language: str = "en") -> Person:
    person = member.person
    person.timezone, person.mail_hour, person.language = zone, time.fromisoformat(hour), language
    person.save(update_fields=["timezone", "mail_hour", "language"])
    return person


def test_each_gets_one_mail_at_their_hour_and_who_has_nothing_waiting_gets_none(cast: Cast) -> None:
    live(cast.executor, NEW_YORK, "15:00")
    live(cast.other_executor, TOKYO, "08:00")
    ask(cast.owner, cast.executor)
    ask(cast.owner, cast.other_executor)
    digests = run("2026-11-24 00:00")
    assert [(one.email, one.made_at) for one in digests] == [
        ("eve.executor@example.org", utc("2026-11-24 20:00")),
        ("otto.other@example.org", utc("2026-11-24 23:00")),
    ]


@pytest.mark.parametrize("first", ["2026-03-28 00:00", "2026-10-24 00:00"])
def test_across_a_change_of_clocks_there_is_one_mail_each_day(cast: Cast, first: str) -> None:
    for hour in ("02:30", "15:00"):
        person = live(cast.executor, PARIS, hour)
        Person.objects.filter(pk=person.pk).update(last_digest_at=None)
        ask(cast.owner, cast.executor)
        digests = run(first, minutes=72 * 60)
        days = [one.made_at.astimezone(ZoneInfo(PARIS)).date() for one in digests]
        assert len(days) == len(set(days)) == 3, (hour, days)


def test_changing_hour_or_zone_during_the_day_brings_no_second_mail(cast: Cast) -> None:
    live(cast.executor, PARIS, "15:00")
    ask(cast.owner, cast.executor)
    assert len(run("2026-11-24 00:00", minutes=15 * 60)) == 1
    live(cast.executor, PARIS, "18:00")
    assert run("2026-11-24 15:00", minutes=6 * 60) == []
    live(cast.executor, NEW_YORK, "15:00")
    assert run("2026-11-24 19:00", minutes=3 * 60) == []


def test_a_worker_that_was_away_leaves_the_digest_to_the_next_day(cast: Cast) -> None:
    live(cast.executor, PARIS, "15:00")
    ask(cast.owner, cast.executor)
    assert send_digests(utc("2026-11-24 19:00")) == 0
    assert len(run("2026-11-25 00:00")) == 1


def test_an_answer_is_told_once_and_an_open_request_every_day(cast: Cast) -> None:
    live(cast.owner, PARIS, "15:00")
    live(cast.executor, PARIS, "15:00")
    entry = ask(cast.owner, cast.executor)
    assert [one.email for one in run("2026-11-24 00:00")] == ["eve.executor@example.org"]
    assert [one.email for one in run("2026-11-25 00:00")] == ["eve.executor@example.org"]
    actions.reply(entry.pk, text="Done", by=by(cast.executor), now=utc("2026-11-25 16:00"))  # type: ignore[attr-defined]
    assert [one.email for one in run("2026-11-26 00:00")] == ["olive.owner@example.org"]
    assert run("2026-11-27 00:00") == []


def test_the_mail_is_in_the_readers_language_with_addresses_that_work(cast: Cast, settings: object) -> None:
    settings.PUBLIC_URL = "https://relais.example.org"  # type: ignore[attr-defined]
    live(cast.executor, PARIS, "15:00", "fr")
    entry = ask(cast.owner, cast.executor, "Redimensionner <les> images & l’affiche")
    worker.run_once(utc("2026-11-24 14:00"))
    [sent] = mail.outbox
    assert sent.to == ["eve.executor@example.org"]
    assert sent.subject == "Boutique des Alizés\u00a0: une chose vous attend"
    assert "Redimensionner <les> images & l’affiche" in sent.body
    assert f"https://relais.example.org/b/alizes/log/entries/{entry.pk}/" in sent.body  # type: ignore[attr-defined]


def test_one_mail_tells_of_all_the_businesses_of_a_person(cast: Cast) -> None:
    other = make_business("other", "Other Business")
    boss = Membership.objects.create(business=other, person=cast.owner.person, role="owner", joined_at=NOW)
    member = Membership.objects.create(
        business=other, person=cast.executor.person, role="executor", joined_at=NOW
    )
    live(cast.executor, PARIS, "15:00")
    ask(cast.owner, cast.executor)
    actions.write(text="There too", to=member.id, by=by(boss), now=NOW)
    [digest] = [one for one in run("2026-11-24 00:00") if one.email.startswith("eve")]
    assert [one["name"] for one in digest.data["businesses"]] == ["Boutique des Alizés", "Other Business"]
    assert digest.business is None


def test_someone_who_left_gets_nothing(cast: Cast) -> None:
    live(cast.executor, PARIS, "15:00")
    ask(cast.owner, cast.executor)
    Membership.objects.filter(pk=cast.executor.pk).update(left_at=NOW)
    assert run("2026-11-24 00:00") == []
