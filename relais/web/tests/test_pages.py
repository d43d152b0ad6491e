"""Home, Today, search, help: each opens on its answer, for every role, in both languages, in few queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from relais.activities.actions import capture
from relais.delegations.tests import work
from relais.log.actions import reply, write
from relais.people.actions import grant_matter
from relais.people.models import Membership, Person
from relais.procedures.actions import start_run
from relais.web.help import PAGES
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """A business where something waits for everyone."""
    procedure = work.procedure(cast)
    delivery = work.delivered(cast, title="Answer shop support mail")
    for member in (cast.reviewer, cast.mediator):
        grant_matter(member.id, delegation_id=delivery.delegation_id, by=by(cast.owner), now=NOW)
    for member in (cast.owner, cast.manager):
        start_run(procedure.id, by=by(member), now=NOW)
    asked = write(text="Is the domain paid?", to=cast.manager.id, by=by(cast.owner), now=NOW)
    reply(asked.id, text="Until March.", by=by(cast.manager), now=NOW)
    work.proposed(cast, title="Lay out an article")
    work.accepted(cast, title="Search for free images")
    write(text="Which image may I use?", by=by(cast.executor), now=NOW)
    write(
        text="Please lay out the article « Affronter ses peurs »",
        to=cast.executor.id,
        by=by(cast.owner),
        now=NOW,
    )
    capture(text="Renew the domain", by=by(cast.owner), now=NOW)
    return cast


def test_nobody_goes_to_the_sign_in(db: None) -> None:
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("people:sign-in")


def test_a_person_without_a_business_is_welcomed(db: None) -> None:
    client = Client()
    client.force_login(
        Person.objects.create_user("new@example.org", name="New"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.get("/")["Location"] == reverse("people:welcome")


def test_home_is_today_of_the_last_business(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.executor).get("/")["Location"] == "/b/alizes/"


ROLES = ["owner", "manager", "executor", "other_executor", "reviewer", "mediator"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_today_is_valid_for_every_role_in_both_languages(
    busy: Cast, signed_in: SignIn, role: str, language: str
) -> None:
    member = getattr(busy, role)
    Person.objects.filter(id=member.person_id).update(language=language)
    answer = signed_in(member).get("/b/alizes/")
    assert answer.status_code == 200
    assert problems(answer.content) == []
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["/b/alizes/", "/b/alizes/search/?q=article", "/help/"])
def test_every_page_takes_few_queries(
    busy: Cast, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object], role: str, path: str
) -> None:
    client = signed_in(getattr(busy, role))
    client.get(path)
    with django_assert_max_num_queries(QUERIES):  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200


def today(client: Client) -> str:
    return client.get("/b/alizes/").content.decode()


def test_what_blocks_others_comes_first_with_one_button_each(busy: Cast, signed_in: SignIn) -> None:
    html = today(signed_in(busy.owner))
    waits = re.findall(r'<li class="slot.*?</li>', html, re.DOTALL)
    assert "Judge delivery 1 of “Answer shop support mail”" in waits[0]
    assert ">Judge<" in waits[0]
    assert "Which image may I use?" in html
    assert all(item.count('<a class="button') == 1 for item in waits)
    assert "Sort the captured line" in waits[-1]


def test_an_executor_sees_what_to_do_now_and_what_is_under_way(busy: Cast, signed_in: SignIn) -> None:
    html = today(signed_in(busy.executor))
    assert "Answer the proposal of “Lay out an article”" in html
    assert "Search for free images" in html
    assert "Under way" in html
    assert "Delegate something" not in html


def test_an_executor_learns_nothing_of_others(busy: Cast, signed_in: SignIn) -> None:
    html = today(signed_in(busy.other_executor))
    assert "Answer shop support mail" not in html
    assert "Eve Executor" not in html
    assert "Nothing waits for you." in html


def test_what_others_did_since_yesterday_is_told(busy: Cast, signed_in: SignIn) -> None:
    html = today(signed_in(busy.manager))
    aside = html[html.index('id="happened"') :]
    assert "Olive Owner" in aside
    assert "Which image may I use?" in aside
    assert "Renew the domain" not in aside, "a captured line is its writer's alone"


def test_what_happened_before_yesterday_is_not_told(busy: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert "Nobody else has written or done anything." in today(signed_in(busy.manager))


def test_a_new_owner_is_taught_the_first_delegation_step_by_step(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    before = today(client)
    assert "Your first delegation, in five steps" in before
    assert before.count('class="done"') == 1, "someone was invited already"
    work.procedure(cast)
    delegation = work.accepted(cast)
    work.hold_money(cast, delegation, 5000)
    after = today(client)
    assert after.count('class="done"') == 4
    assert "Judge the first delivery" in after[after.index('class="next"') :]


def test_only_the_owner_is_taught(cast: Cast, signed_in: SignIn) -> None:
    assert "five steps" not in today(signed_in(cast.manager))
    assert "five steps" not in today(signed_in(cast.executor))


def test_a_stranger_finds_nothing_here(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.stranger).get("/b/alizes/").status_code == 404
    assert signed_in(cast.stranger).get("/b/alizes/search/?q=x").status_code == 404


# --- search


def search(client: Client, words: str) -> str:
    return client.get("/b/alizes/search/", {"q": words}).content.decode()


def test_one_box_finds_titles_people_and_what_was_written(busy: Cast, signed_in: SignIn) -> None:
    client = signed_in(busy.owner)
    html = search(client, "article")
    assert "Lay out an article" in html
    assert "Affronter ses peurs" in html
    assert "Answer a refund mail" in search(client, "refunds")
    assert "Eve Executor" in search(client, "eve")
    assert problems(html) == []


def test_search_forgives_accents_and_endings(busy: Cast, signed_in: SignIn) -> None:
    assert "Search for free images" in search(signed_in(busy.owner), "imagé")


def test_search_shows_an_executor_their_own_only(busy: Cast, signed_in: SignIn) -> None:
    html = search(signed_in(busy.other_executor), "article")
    assert "Lay out an article" not in html
    assert "Affronter" not in html
    assert "Nothing was found" in html
    assert "Eve Executor" not in search(signed_in(busy.other_executor), "eve")


@pytest.mark.parametrize(
    "words", ["", "   ", "'\"<>&%_\\", "a" * 5000, "AND OR NOT NEAR(", "\x00", "été" * 90]
)
def test_no_search_breaks_the_page(busy: Cast, signed_in: SignIn, words: str) -> None:
    answer = signed_in(busy.owner).get("/b/alizes/search/", {"q": words})
    assert answer.status_code == 200
    assert problems(answer.content) == []


# --- help


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_help_is_there_in_both_languages_for_everyone(
    db: None, page: str, language: str
) -> None:
    answer = Client().get(f"/help/{page}/", {"lang": language})
    assert answer.status_code == 200
    assert problems(answer.content) == []
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert len(re.sub(r"<[^>]*>", "", text)) > 600, "a page of help says something"


def test_help_stands_in_the_frame_of_ones_business(cast: Cast, signed_in: SignIn) -> None:
    html = signed_in(cast.executor).get("/help/").content.decode()
    assert 'class="rail"' in html
    assert 'class="rail"' not in Client().get("/help/").content.decode()


def test_a_page_of_help_that_does_not_exist_is_not_found(db: None) -> None:
    assert Client().get("/help/nothing-of-the-kind/").status_code == 404


# --- beside the pages


def test_search_engines_are_sent_away_and_phones_may_install(db: None) -> None:
    assert b"Disallow: /" in Client().get("/robots.txt").content
    manifest = Client().get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["start_url"] == "/"
