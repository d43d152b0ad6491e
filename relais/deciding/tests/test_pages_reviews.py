"""What recurs, the review and Delegate next, as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.activities.actions import decide
from relais.activities.models import Activity, Decision
from relais.deciding import actions
from relais.deciding.models import Rates, Review, ReviewItem
from relais.deciding.tests import noted
from relais.deciding.tests.noted import IMAGES, TODAY, ids, together
from relais.delegations.models import Brief, Delegation
from relais.people.models import Business
from tests.cast import NOW, Cast, by

SignIn = Callable[..., Client]


@pytest.fixture
def owner(cast: Cast, signed_in: SignIn, time_machine: Any) -> Client:
    time_machine.move_to(NOW)
    return signed_in(cast.owner)


def url(name: str, *args: object) -> str:
    return reverse(f"deciding:{name}", args=["alizes", *args])


def text_of(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    return " ".join(text.split())


# --- what recurs ------------------------------------------------------------------------------------------------------


def test_an_empty_page_teaches(owner: Client) -> None:
    assert "Note a top or a flop" in text_of(owner.get(url("recurring")))
    assert "Add an activity" in text_of(owner.get(url("next")))
    assert "Choose a rhythm" in text_of(owner.get(url("reviews")))


def test_what_recurs_is_counted_with_its_days_and_notes(owner: Client, cast: Cast) -> None:
    noted.images(cast.owner)
    noted.note(cast.owner, "Slept well", kind="top")
    page = text_of(owner.get(url("recurring")))
    assert "1 thing came back, 1 came once: 4 notes in all." in page
    assert "3 flops . From 16 Nov 2026 to 22 Nov 2026, about every 3 days." in page
    assert all(text in page for text in IMAGES)
    assert "Slept well" not in page
    assert "Slept well" in text_of(owner.get(url("recurring"), {"show": "alone"}))
    assert "No top and no flop" in text_of(
        owner.get(url("recurring"), {"from": "2026-01-01", "to": "2026-02-01"})
    )


def test_a_note_of_another_period_is_said_and_not_counted(owner: Client, cast: Cast) -> None:
    noted.images(cast.owner, first=10)
    page = text_of(owner.get(url("recurring"), {"period": "two-weeks"}))
    assert "2 flops" in page
    assert "and 1 time in other periods" in page


def test_groups_are_merged_split_and_taken_back(owner: Client, cast: Cast) -> None:
    pictures, mail = noted.images(cast.owner), noted.mails(cast.owner)
    refused = owner.post(url("group-merging"), {"group": [pictures[0].id]})
    assert refused.status_code == 422
    assert "A group has two notes or more." in text_of(refused)
    done = owner.post(url("group-merging"), {"group": [pictures[0].id, mail[0].id]}, follow=True)
    assert "6 flops" in text_of(done)
    assert "Merged of several groups" in text_of(done)
    undo = re.search(r'action="([^"]+/undoing/)"', done.content.decode())
    assert undo
    owner.post(url("group-split", pictures[0].id), {"out": ids(mail)})
    assert together(cast.owner, pictures[0]) == set(IMAGES)
    refused = owner.post(url("group-split", pictures[0].id), {"out": ids(pictures)})
    assert (refused.status_code, "Leave at least one note" in text_of(refused)) == (422, True)
    assert len(re.findall(r'name="out"[^>]* checked', refused.content.decode())) == 3, (
        "what was ticked stays ticked"
    )
    owner.post(undo[1])
    assert owner.post(url("group-confirmation", mail[0].id)).status_code == 303


def test_what_came_once_is_put_into_a_group_from_its_page(owner: Client, cast: Cast) -> None:
    pictures = noted.images(cast.owner)
    alone = noted.note(cast.owner, "Stood in front of the lighthouse catalogue until noon")
    page = owner.get(url("group", alone.id)).content.decode()
    offered = re.findall(r'<option value="([0-9a-f-]{36})">', page)
    assert len(offered) == 1
    assert owner.post(url("group-merging"), {"group": [alone.id, offered[0]]}).status_code == 303
    assert alone.text in together(cast.owner, pictures[0])


def test_a_group_becomes_an_activity_with_how_often_it_came(owner: Client, cast: Cast) -> None:
    rows = noted.images(cast.owner)
    page = owner.get(url("group", rows[0].id)).content.decode()
    assert re.search(r'name="times"[^>]*value="2.3"', page), "every third day"
    said = {"title": "Image search", "times": "2.3", "unit": "week", "minutes": "x"}
    refused = owner.post(url("group-activity", rows[0].id), said)
    assert refused.status_code == 422
    assert 'value="Image search"' in refused.content.decode()
    assert owner.post(url("group-activity", rows[0].id), said | {"minutes": "40 min"}).status_code == 303
    activity = Activity.objects.get()
    assert (activity.title, activity.per_week, activity.minutes) == ("Image search", Decimal("2.3"), 40)
    later = noted.note(cast.owner, "Looking for photos again", days_ago=0)
    page = text_of(owner.get(url("group", later.id)))
    assert "Count 1 more note in it" in page
    owner.post(url("group-activity", later.id), {"activity": activity.id})
    later.refresh_from_db()
    assert later.activity_id == activity.id


def test_the_notes_of_a_period_are_exported(owner: Client, cast: Cast) -> None:
    noted.images(cast.owner)
    noted.note(cast.owner, "=HYPERLINK(1)")
    lines = b"".join(owner.get(url("recurring-export")).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "group,on,kind,text,activity,times,note"
    assert len(lines) == 5
    assert any(",'=HYPERLINK(1)," in line for line in lines)


def test_every_page_of_groups_is_reached_by_its_key(
    owner: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relais.deciding.showing.recurring.GROUPS", 1)
    noted.images(cast.owner)
    noted.mails(cast.owner)
    first = owner.get(url("recurring")).content.decode()
    after = re.search(r'href="\?([^"]*after=[^"]+)" rel="next"', first)
    assert after
    second = owner.get(f"{url('recurring')}?{after[1].replace('&amp;', '&')}").content.decode()
    assert "This is the end." in second
    names = [re.search(r"<h2><a [^>]*>([^<]+)", page) for page in (first, second)]
    assert len({name[1] for name in names if name}) == 2


# --- the review -------------------------------------------------------------------------------------------------------


def test_a_review_is_gone_through_left_and_taken_up_again(owner: Client, cast: Cast) -> None:
    noted.images(cast.owner)
    noted.mails(cast.owner)
    opened = owner.post(url("reviews"))
    review = Review.objects.get()
    assert opened["Location"] == url("review-point", review.id, 1)
    page = text_of(owner.get(opened["Location"]))
    assert "1 of 2" in page
    assert "In this period: 3 flops." in page
    said = {
        "choice": "delegate",
        "reason": "",
        "title": "Image search",
        "confidence": "70",
        "expected_minutes": "20 min",
    }
    refused = owner.post(opened["Location"], said)
    assert refused.status_code == 422
    assert 'value="70"' in refused.content.decode()
    done = owner.post(opened["Location"], said | {"reason": "Nobody needs me for it."})
    assert done["Location"] == url("review-point", review.id, 2)
    decision = Decision.objects.get()
    assert (decision.confidence, decision.expected_minutes) == (Decimal("0.70"), 20)
    assert "Go on with it" in text_of(owner.get(url("reviews")))
    assert "is still to be dealt with" in text_of(owner.get(url("review", review.id)))
    assert owner.post(url("review-skip", review.id, 2))["Location"] == url("review", review.id)
    owner.post(url("review-finish", review.id))
    summary = text_of(owner.get(url("review", review.id)))
    assert "“Image search” is to be delegated; looked at again on 18 January 2027." in summary
    assert "1 decision taken, out of 2 points." in summary
    assert "Take the decision back" not in text_of(owner.get(url("review-point", review.id, 1)))


def test_its_day_to_look_again_has_come(owner: Client, cast: Cast, time_machine: Any) -> None:
    search = noted.activity(cast.owner)
    soon = TODAY.replace(day=24)
    decide(
        search.id, choice="automate", reason="A script will do.", look_again_on=soon, confidence=Decimal("0.7"),
        expected_minutes=30, by=by(cast.owner), now=NOW,
    )  # fmt: skip
    time_machine.move_to(NOW.replace(day=25))
    owner.post(url("reviews"))
    review = Review.objects.get()
    page = text_of(owner.get(url("review-point", review.id, 1)))
    assert "Forecast: 70% likely to have worked, 30 min of yours a week." in page
    assert "A script will do." in page
    said = {"worked": "no", "actual_minutes": "1 h 30", "lesson": "Too fragile."}
    assert owner.post(url("review-point", review.id, 1), said).status_code == 303
    after = text_of(owner.get(url("review-point", review.id, 2)))
    assert "It did not work: 1 h 30 min of yours a week." in after, (
        "what came of it stands beside the next decision"
    )
    summary = text_of(owner.get(url("review", review.id)))
    assert "“Image search”: what was decided did not work." in summary


def test_a_point_dealt_with_in_another_window_is_refused_and_what_was_typed_stays(
    owner: Client, cast: Cast
) -> None:
    noted.activity(cast.owner)
    owner.post(url("reviews"))
    item = ReviewItem.objects.get()
    actions.skip_item(item.id, by=by(cast.owner), now=NOW)
    late = owner.post(url("review-point", item.review_id, 1), {"choice": "keep", "reason": "Because."})
    assert late.status_code == 409
    assert not Decision.objects.exists()
    assert owner.post(url("review-reconsideration", item.review_id, 1)).status_code == 303
    assert (
        owner.post(
            url("review-point", item.review_id, 1), {"choice": "keep", "reason": "Because."}
        ).status_code
        == 303
    )


def test_the_rhythm_is_offered_kept_and_downloaded(owner: Client) -> None:
    assert owner.get(url("review-calendar")).status_code == 404
    page = owner.get(url("review-rhythm")).content.decode()
    assert re.search(r'value="two_weeks"[^>]*checked', page)
    assert (
        owner.post(url("review-rhythm"), {"every": "month", "weekday": "0", "at": "25:00"}).status_code == 422
    )
    assert (
        owner.post(url("review-rhythm"), {"every": "month", "weekday": "0", "at": "09:30"}).status_code == 303
    )
    assert "On the first Monday of each month, at 09:30. Next: Monday 7 December." in text_of(
        owner.get(url("reviews"))
    )
    file = owner.get(url("review-calendar"))
    assert file["Content-Type"].startswith("text/calendar")
    assert b"RRULE:FREQ=MONTHLY;BYDAY=1MO" in file.content
    owner.post(url("review-rhythm-end"))
    assert "Choose a rhythm" in text_of(owner.get(url("reviews")))


def test_nothing_to_review_is_said(owner: Client) -> None:
    refused = owner.post(url("reviews"), {"first_on": "2026-11-01", "last_on": "2026-11-20"})
    assert refused.status_code == 422
    assert "Nothing to review in this period" in text_of(refused)
    assert 'value="2026-11-01"' in refused.content.decode()


# --- delegate next ----------------------------------------------------------------------------------------------------


def test_the_best_comes_first_with_its_reasons_in_figures(owner: Client, cast: Cast) -> None:
    noted.activity(cast.owner, "VAT", per_week=Decimal("0.25"), minutes=60)
    search = noted.activity(cast.owner, "Image search", per_week=Decimal(3), minutes=40, liked=1)
    noted.activity(cast.owner, "Layout", minutes=None)
    actions.attach_group(ids(noted.images(cast.owner)), search.id, by=by(cast.owner), now=NOW)
    page = text_of(owner.get(url("next")))
    assert page.index("Image search") < page.index("VAT")
    assert "It takes 2 h of your week." in page
    assert re.search(r"Teaching it has paid back after \d+ weeks; then it brings €[\d,]+ a week\.", page)
    assert re.search(r"After a year, the learning paid, it has brought €[\d,]+\.", page)
    assert "It was a flop 3 times in three months." in page
    assert "You like it 1 out of 5." in page
    assert "Layout It is not known how long it takes." in page
    assert page.count("This is an assumption: correct it.") == 2


def test_what_is_missing_is_said_and_then_it_is_ranked(owner: Client, cast: Cast) -> None:
    layout = noted.activity(cast.owner, "Layout", minutes=None, liked=2)
    assert owner.post(url("next-completion", layout.id), {"times": "3", "unit": "month"}).status_code == 422
    said = {"times": "3", "unit": "month", "minutes": "1 h"}
    assert owner.post(url("next-completion", layout.id), said).status_code == 303
    layout.refresh_from_db()
    assert (layout.per_week, layout.minutes, layout.liked) == (Decimal("0.690"), 60, 2)
    page = text_of(owner.get(url("next")))
    assert "To complete" not in page
    assert "It takes 40 min of your week." in page or "It takes 41 min of your week." in page


def test_rates_are_kept_for_the_whole_page(owner: Client, cast: Cast) -> None:
    noted.activity(cast.owner)
    refused = owner.post(
        url("next-rates"), {"owner_hour": "much", "delegate_hour": "12", "learning": "usual"}
    )
    assert (refused.status_code, 'value="much"' in refused.content.decode()) == (422, True)
    owner.post(url("next-rates"), {"owner_hour": "10", "delegate_hour": "60", "learning": "slow"})
    rates = Rates.objects.get()
    assert (rates.owner_hour, rates.delegate_hour, rates.learning) == (1000, 6000, "slow")
    page = text_of(owner.get(url("next")))
    assert "Teaching it never pays back at these rates." in page
    assert "Not advised at these rates" in page
    assert "This is an assumption" not in page


def test_without_a_figure_for_the_currency_nothing_is_guessed(owner: Client, cast: Cast) -> None:
    Business.objects.filter(pk=cast.business.pk).update(currency="MGA")
    noted.activity(cast.owner)
    page = text_of(owner.get(url("next")))
    assert "It is not known what an hour of yours is worth and what an hour of a delegate costs." in page
    assert "It takes" not in page


def test_the_brief_begins_with_what_is_known(owner: Client, cast: Cast) -> None:
    search = noted.activity(cast.owner)
    done = owner.post(url("next-brief", search.id))
    made = Delegation.objects.get(activity=search)
    assert done["Location"] == reverse("delegations:brief", args=["alizes", made.id])
    brief = Brief.objects.get(delegation=made)
    assert brief.delegation.title == "Image search"
    assert "3 fois par semaine, 40 min à chaque fois" in brief.results.replace("\xa0", " "), (
        "in the business's language"
    )
    page = text_of(owner.get(url("next")))
    assert "Brief begun Image search" in page
    assert "Write the brief" not in page


def test_what_was_decided_to_delegate_stays_until_its_brief_is_begun(owner: Client, cast: Cast) -> None:
    search, kept = noted.activity(cast.owner), noted.activity(cast.owner, "Support")
    later = TODAY.replace(year=2027)
    for row, choice in ((search, "delegate"), (kept, "keep")):
        decide(row.id, choice=choice, reason="So.", look_again_on=later, by=by(cast.owner), now=NOW)
    page = text_of(owner.get(url("next")))
    assert "You decided on 23 November 2026 to delegate it." in page
    assert "Support" not in page
    assert "1 activity is not listed" in page


# --- queries, languages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_take_few_queries_in_both_languages(owner: Client, cast: Cast, language: str) -> None:
    cast.owner.person.language = language
    cast.owner.person.save(update_fields=["language"])
    pictures = noted.images(cast.owner)
    noted.mails(cast.owner)
    for n in range(6):
        noted.activity(cast.owner, f"Activity {n}", minutes=40 if n % 2 else None)
    activity = noted.activity(cast.owner)
    actions.attach_group(ids(pictures), activity.id, by=by(cast.owner), now=NOW)
    actions.set_rhythm("month", weekday=0, at=NOW.time(), by=by(cast.owner), now=NOW)
    review = actions.open_review(by=by(cast.owner), now=NOW)
    pages = [url(name) for name in ("recurring", "reviews", "review-rhythm", "next")]
    pages += [url("group", pictures[0].id), url("review", review.id), url("review-point", review.id, 1)]
    pages += [url("next-completion", activity.id)]
    for address in pages:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert owner.get(address).status_code == 200
        assert len(queries) <= 10, (address, len(queries))
