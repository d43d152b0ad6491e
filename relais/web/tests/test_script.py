"""What the script adds in a real browser: the keyboard, drafts, the line that is kept, the connection that comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from relais.activities.models import Capture
from relais.people.models import Membership
from tests.cast import Cast, make_cast

# The time of the first one holds the making of the test database too, beside other browsers.
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of a server on the test's database. Django's own test server would answer for our style and script."""
    with override_settings(STATIC_URL="/not-ours/"):
        server = LiveServer("localhost")
    yield server.url
    server.stop()


Opened = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: str) -> Iterator[Opened]:
    """Open Today, signed in, in a profile of its own: `opened(cast.owner, has_touch=True)`; no script may fail there."""
    contexts, errors = list[Any](), list[str]()

    def open_today(member: Membership, **options: Any) -> Any:
        context = browser.new_context(
            **{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options}
        )
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return _signed_in(context, site, member)

    yield open_today
    for context in contexts:
        context.close()
    assert errors == []


def _signed_in(context: Any, site: str, member: Membership) -> Any:
    client = Client()
    client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{site}/b/alizes/")
    return page


def test_letters_go_places_and_never_while_one_types(opened: Opened, people: Cast) -> None:
    page = opened(people.owner)
    for letter, place in (
        ("l", "/log/"),
        ("d", "/delegations/"),
        ("p", "/plan/"),
        ("r", "/procedures/"),
        ("t", "/b/alizes/"),
    ):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(lambda url, place=place: url.endswith(place))
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "capture"
    page.keyboard.type("g d n ? / typed")
    assert page.input_value("#capture") == "g d n ? / typed"
    assert page.url.endswith("/b/alizes/")


def test_n_begins_a_line_in_the_log_from_anywhere(opened: Opened, people: Cast) -> None:
    page = opened(people.owner)
    page.keyboard.press("n")
    page.wait_for_url("**/log/#composer")
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")


def test_a_question_mark_lists_the_keys_and_turns_them_off(opened: Opened, people: Cast) -> None:
    page = opened(people.owner)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    assert dialog.is_visible()
    dialog.get_by_label("Use these keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") != "capture"


def test_a_line_is_kept_without_leaving_the_page_and_once(opened: Opened, site: str, people: Cast) -> None:
    page = opened(people.owner)
    for thought in ("Renew the domain", "Thank Eve"):
        page.fill("#capture", thought)
        page.press("#capture", "Enter")
        page.get_by_text("Kept.").wait_for()
        assert page.input_value("#capture") == ""
        page.wait_for_function("() => document.querySelector('.capture [role=status]').textContent === ''")
    assert page.url == f"{site}/b/alizes/"
    assert Capture.objects.filter(by=people.owner).count() == 2


def test_a_lost_connection_says_so_and_the_line_is_kept_when_it_is_back(opened: Opened, people: Cast) -> None:
    page = opened(people.owner)
    page.context.set_offline(True)
    page.fill("#capture", "Written in a tunnel")
    page.press("#capture", "Enter")
    page.get_by_text("Connection lost").wait_for()
    assert page.input_value("#capture") == "Written in a tunnel"
    page.context.set_offline(False)
    page.get_by_text("Kept.").wait_for()
    assert Capture.objects.filter(by=people.owner).count() == 1


def test_on_a_phone_the_line_is_one_tap_away(opened: Opened, people: Cast) -> None:
    page = opened(people.owner, viewport={"width": 360, "height": 740}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".bar .add").tap()
    page.wait_for_function("() => document.activeElement.id === 'capture'")
    box = page.locator("#capture").bounding_box()
    assert 0 < box["y"] < 740
    page.keyboard.type("On the train")
    page.keyboard.press("Enter")
    page.get_by_text("Kept.").wait_for()


def test_a_phone_opens_the_other_places_under_more(opened: Opened, people: Cast) -> None:
    page = opened(people.owner, viewport={"width": 360, "height": 740}, has_touch=True)
    page.locator(".bar summary").tap()
    page.locator(".bar").get_by_role("link", name="Held funds").tap()
    page.wait_for_url("**/funds/")


def test_a_draft_survives_a_closed_tab_and_goes_once_it_was_sent(
    opened: Opened, site: str, people: Cast
) -> None:
    page = opened(people.owner)
    page.goto(f"{site}/b/alizes/log/")
    box = page.locator("#composer textarea").first
    assert box.get_attribute("data-draft") is not None
    box.fill("A long request that must not be lost")
    page.wait_for_timeout(400)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{site}/b/alizes/log/")
    assert page.locator("#composer textarea").first.input_value() == "A long request that must not be lost"
    page.get_by_text("A draft that this device kept.").wait_for()
    page.locator("#composer .primary").click()
    page.locator(".entry").first.wait_for()
    page.goto(f"{site}/b/alizes/log/")
    assert page.locator("#composer textarea").first.input_value() == ""


def test_signing_out_leaves_no_draft_on_a_shared_computer(opened: Opened, site: str, people: Cast) -> None:
    page = opened(people.owner)
    page.goto(f"{site}/b/alizes/log/")
    page.locator("#composer textarea").first.fill("Not for the next person")
    page.wait_for_timeout(400)
    page.locator(".rail").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft'))") == []


def test_without_a_script_a_line_is_kept_and_one_comes_back(opened: Opened, site: str, people: Cast) -> None:
    page = opened(people.owner, java_script_enabled=False)
    page.fill("#capture", "No script here")
    page.get_by_role("button", name="Keep").click()
    page.locator("main").get_by_text("Captured.").wait_for()
    assert page.url == f"{site}/b/alizes/"
    assert Capture.objects.filter(by=people.owner).count() == 1


def test_the_chosen_theme_wins_over_the_device(opened: Opened, people: Cast) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = opened(people.owner, color_scheme="dark")
    assert page.evaluate(ground) == "rgb(23, 22, 20)"
    people.owner.person.theme = "light"
    people.owner.person.save(update_fields=["theme"])
    page.reload()
    assert page.evaluate(ground) == "rgb(251, 250, 246)"
