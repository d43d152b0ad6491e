"""The review: its rhythm, its points in their order, what is decided at each, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from relais.activities.actions import decide, judge_decision
from relais.activities.actions.activities import Known
from relais.activities.models import Activity, Decision
from relais.acts.waiting import waiting_for
from relais.deciding import actions
from relais.deciding.models import ItemKind, ItemOutcome, Review, Rhythm
from relais.deciding.review_events import calendar_file
from relais.deciding.rhythm import moments_between
from relais.deciding.tests import noted
from relais.deciding.tests.noted import TODAY
from relais.people.models import Membership
from relais.planning.feed import calendar_of
from relais.planning.models import Highlight
from relais.planning.tests.plans import at, refused
from tests.cast import NOW, Cast, by

LATER = NOW + timedelta(days=60)


def every_two_weeks(member: Membership, now: datetime = NOW) -> Rhythm:
    return actions.set_rhythm("two_weeks", weekday=4, at=time(16), by=by(member), now=now)


def opened(member: Membership, now: datetime = NOW) -> Review:
    return actions.open_review(by=by(member), now=now)


def points(review: Review) -> list[tuple[str, str]]:
    rows = review.items.order_by("position").select_related("activity")
    return [(row.kind, row.activity.title if row.activity else "") for row in rows]


# --- the rhythm -------------------------------------------------------------------------------------------------------


def test_the_hour_stays_when_clocks_change(cast: Cast) -> None:
    rhythm = every_two_weeks(cast.owner)
    assert rhythm.starts_on == date(2026, 11, 27)
    found = moments_between(rhythm, NOW, NOW + timedelta(days=160))
    assert {moment.strftime("%a %H:%M") for moment in found} == {"Fri 16:00"}
    assert {moment.utcoffset() for moment in found} == {timedelta(hours=1), timedelta(hours=2)}
    assert all((b.date() - a.date()).days == 14 for a, b in pairwise(found))


@pytest.mark.parametrize("weekday", range(7))
def test_a_month_has_one_review_on_its_first_such_weekday(cast: Cast, weekday: int) -> None:
    rhythm = actions.set_rhythm("month", weekday=weekday, at=time(9), by=by(cast.owner), now=NOW)
    found = moments_between(rhythm, NOW, NOW + timedelta(days=366))
    assert [moment.weekday() for moment in found] == [weekday] * len(found)
    assert [moment.month for moment in found[:5]] == [12, 1, 2, 3, 4]
    assert all(moment.day <= 7 for moment in found)


def test_it_waits_when_its_day_has_come_and_not_before(cast: Cast) -> None:
    noted.images(cast.owner)
    every_two_weeks(cast.owner)

    def waits(now: datetime) -> list[str]:
        return [row.label for row in waiting_for(cast.owner, now) if row.kind == "review"]

    assert waits(at("2026-11-27 15:59")) == []
    assert waits(at("2026-11-27 16:00")) == ["Review what keeps coming back"]
    review = opened(cast.owner, at("2026-11-27 16:05"))
    assert waits(at("2026-11-27 16:06")) == ["Go on with the review"]
    actions.finish_review(review.id, by=by(cast.owner), now=at("2026-11-27 16:30"))
    assert waits(at("2026-12-11 15:59")) == []
    assert waits(at("2026-12-11 16:00")) == ["Review what keeps coming back"]
    actions.end_rhythm(by=by(cast.owner), now=LATER)
    assert waits(LATER) == []
    with refused("rhythm_not_set"):
        actions.end_rhythm(by=by(cast.owner), now=LATER)
    assert [row for row in waiting_for(cast.executor, LATER) if row.kind == "review"] == []


@pytest.mark.parametrize(("every", "rule"), [("two_weeks", "INTERVAL=2"), ("month", "BYDAY=1FR")])
def test_the_calendar_file_repeats_in_its_own_zone(cast: Cast, every: str, rule: str) -> None:
    import recurring_ical_events

    rhythm = actions.set_rhythm(every, weekday=4, at=time(16), by=by(cast.owner), now=NOW)
    text = calendar_file(rhythm, url="https://relais.example.org/b/alizes/decide/reviews/").decode()
    assert rule in text
    assert "DTSTART;TZID=Europe/Paris:" in text
    assert "BEGIN:VTIMEZONE" in text
    read = recurring_ical_events.of(Calendar.from_ical(text)).between(NOW, NOW + timedelta(days=366))
    told = [event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") for event in read]
    ours = [f"{one:%Y-%m-%d %H:%M}" for one in moments_between(rhythm, NOW, NOW + timedelta(days=366))]
    assert told == ours, "the rule says the same days as the house"


def test_the_feed_of_the_plan_has_the_reviews(cast: Cast) -> None:
    every_two_weeks(cast.owner)
    body = calendar_of(cast.owner, url="https://relais.example.org/", now=NOW).decode()
    assert body.count("SUMMARY:Review: what keeps coming back?") == 26
    assert "DTSTART:20261127T150000Z" in body
    assert "Review" not in calendar_of(cast.manager, url="https://relais.example.org/", now=NOW).decode()


# --- its points -------------------------------------------------------------------------------------------------------


def test_decisions_whose_day_has_come_are_asked_about_first(cast: Cast) -> None:
    owner = by(cast.owner)
    support = noted.activity(cast.owner, "Support")
    vat = noted.activity(cast.owner, "VAT")
    for row, days in ((support, 30), (vat, 200)):
        decide(
            row.id,
            choice="keep",
            reason="For now.",
            look_again_on=TODAY + timedelta(days=days),
            by=owner,
            now=NOW,
        )
    noted.activity(cast.owner, "Layout")
    noted.images(cast.owner)
    review = actions.open_review(first_on=TODAY - timedelta(days=20), by=owner, now=LATER)
    assert points(review) == [
        ("look_again", "Support"),
        ("group", ""),
        ("activity", "Support"),
        ("activity", "Layout"),
    ], "what is settled until a later day is left alone"
    with refused("review_already_open"):
        actions.open_review(by=owner, now=LATER)


def test_what_came_up_twice_is_asked_about_whatever_was_decided(cast: Cast) -> None:
    vat = noted.activity(cast.owner, "Image search")
    later = TODAY + timedelta(days=200)
    decide(vat.id, choice="keep", reason="For now.", look_again_on=later, by=by(cast.owner), now=NOW)
    rows = noted.images(cast.owner)
    actions.attach_group(noted.ids(rows), vat.id, by=by(cast.owner), now=NOW)
    assert points(opened(cast.owner)) == [("activity", "Image search")]


def test_a_group_is_decided_on_as_a_new_activity(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    review = opened(cast.owner)
    item = review.items.get()
    assert item.kind == ItemKind.GROUP
    known = Known(title="Image search", per_week=Decimal(2), minutes=40)
    done = actions.decide_item(
        item.id, choice="delegate", reason="Two hours a week.", confidence=Decimal("0.7"), expected_minutes=20,
        known=known, by=by(cast.owner), now=NOW,
    )  # fmt: skip
    decision = Decision.objects.get()
    assert (done.outcome, done.made_id, decision.choice) == (ItemOutcome.DECIDED, decision.id, "delegate")
    assert decision.look_again_on == TODAY + timedelta(days=56), "by default, when the learning is done"
    assert {row.activity_id for row in Highlight.objects.filter(pk__in=noted.ids(rows))} == {
        Activity.objects.get().id
    }
    with refused("item_already_answered"):
        actions.skip_item(item.id, by=by(cast.owner), now=NOW)
    # Taken back: the point is open again, what the notes are about stays said.
    item = actions.reconsider_item(item.id, by=by(cast.owner), now=NOW)
    assert not Decision.objects.standing().exists()
    actions.decide_item(item.id, choice="keep", reason="After all.", by=by(cast.owner), now=NOW)
    assert Activity.objects.count() == 1
    assert [row.choice for row in Decision.objects.standing()] == ["keep"]


def test_a_group_can_be_part_of_an_activity_that_is_there(cast: Cast) -> None:
    search = noted.activity(cast.owner)
    noted.images(cast.owner)
    review = opened(cast.owner)
    item = review.items.get(kind=ItemKind.GROUP)
    with refused("text_empty"):
        actions.decide_item(
            item.id, choice="drop", reason=" ", activity_id=search.id, by=by(cast.owner), now=NOW
        )
    assert not Highlight.objects.filter(activity_id=search.id).exists(), (
        "a refused decision leaves nothing behind"
    )
    actions.decide_item(
        item.id, choice="drop", reason="No.", activity_id=search.id, by=by(cast.owner), now=NOW
    )
    assert Highlight.objects.filter(activity_id=search.id).count() == 3


def test_what_came_of_a_decision_is_said_once(cast: Cast) -> None:
    search = noted.activity(cast.owner)
    soon = TODAY + timedelta(days=30)
    decide(search.id, choice="automate", reason="A script.", look_again_on=soon, by=by(cast.owner), now=NOW)
    review = opened(cast.owner, LATER)
    asked = review.items.get(kind=ItemKind.LOOK_AGAIN)
    with refused("item_kind_wrong"):
        actions.decide_item(asked.id, choice="keep", reason="So.", by=by(cast.owner), now=LATER)
    actions.judge_item(
        asked.id, worked=False, actual_minutes=90, lesson="Too fragile.", by=by(cast.owner), now=LATER
    )
    decision = Decision.objects.get()
    assert (decision.worked, decision.actual_minutes) == (False, 90)
    with refused("judgement_stays"):
        actions.reconsider_item(asked.id, by=by(cast.owner), now=LATER)
    with refused("item_kind_wrong"):
        actions.judge_item(review.items.get(kind="activity").id, worked=True, by=by(cast.owner), now=LATER)


def test_judged_elsewhere_meanwhile_it_is_refused_and_nothing_changes(cast: Cast) -> None:
    search = noted.activity(cast.owner)
    soon = TODAY + timedelta(days=30)
    made = decide(search.id, choice="keep", reason="Still.", look_again_on=soon, by=by(cast.owner), now=NOW)
    review = opened(cast.owner, LATER)
    judge_decision(made.id, worked=True, by=by(cast.manager), now=LATER)
    asked = review.items.get(kind=ItemKind.LOOK_AGAIN)
    with refused("decision_already_judged"):
        actions.judge_item(asked.id, worked=False, by=by(cast.owner), now=LATER)
    actions.skip_item(asked.id, by=by(cast.owner), now=LATER)


def test_the_next_review_begins_where_the_last_one_ended(cast: Cast) -> None:
    noted.images(cast.owner)
    review = opened(cast.owner)
    assert (review.first_on, review.last_on) == (TODAY - timedelta(days=13), TODAY)
    item = review.items.get()
    actions.skip_item(item.id, by=by(cast.owner), now=NOW)
    actions.finish_review(review.id, by=by(cast.owner), now=NOW)
    with refused("review_already_finished"):
        actions.reconsider_item(item.id, by=by(cast.owner), now=NOW)
    with refused("review_already_finished"):
        actions.finish_review(review.id, by=by(cast.owner), now=NOW)
    with refused("review_empty"):
        opened(cast.owner, NOW + timedelta(days=14))
    noted.activity(cast.owner)
    assert opened(cast.owner, NOW + timedelta(days=14)).first_on == TODAY + timedelta(days=1)


def test_a_review_is_its_members_alone(cast: Cast) -> None:
    noted.images(cast.owner)
    review = opened(cast.owner)
    with refused("not_found"):
        actions.finish_review(review.id, by=by(cast.manager), now=NOW)
    with refused("not_found"):
        actions.skip_item(review.items.get().id, by=by(cast.manager), now=NOW)
    with refused("period_backwards"):
        actions.open_review(first_on=TODAY, last_on=TODAY - timedelta(days=1), by=by(cast.manager), now=NOW)
    with refused("every_unknown"):
        actions.set_rhythm("week", weekday=1, at=time(9), by=by(cast.owner), now=NOW)
    with refused("weekday_unknown"):
        actions.set_rhythm("month", weekday=7, at=time(9), by=by(cast.owner), now=NOW)


def test_today_says_it_too(cast: Cast, signed_in: Callable[..., Client], time_machine: Any) -> None:
    noted.images(cast.owner)
    every_two_weeks(cast.owner)
    client = signed_in(cast.owner)
    for moment, expected in (("2026-11-27 15:59", False), ("2026-11-27 16:01", True)):
        time_machine.move_to(at(moment))
        page = client.get("/b/alizes/").content.decode()
        assert ("Review what keeps coming back" in page) is expected
    review = opened(cast.owner, at("2026-11-27 16:02"))
    page = client.get("/b/alizes/").content.decode()
    assert f"/b/alizes/decide/reviews/{review.id}/" in page
