"""A passkey made, used to sign in, and asked for after a password, in a real browser with a virtual authenticator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from relais.people import actions
from relais.people.models import Person
from tests.cast import make_cast

# The time of the first one holds the making of the test database too, beside other browsers.
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PASSWORD = "correct horse battery staple"


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of a server on the test's database. Django's own test server would answer for our style and script."""
    with override_settings(STATIC_URL="/not-ours/"):
        server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of Chromium in a fresh profile; a violation of the policy or an error of a script fails the test."""
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Manila")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [text for text in said if "favicon" not in text] == []


def authenticator(page: Any) -> Any:
    """A device that keeps passkeys and says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, device["authenticatorId"]


def come_in(page: Any, base: str, email: str) -> None:
    from relais.acts.actor import Actor

    link = actions.make_person_link(email, by=Actor(None, "cli"), now=timezone.now())
    page.goto(f"{base}/link/{link.token}/")
    page.get_by_role("button", name="Continue as").click()
    page.wait_for_url(lambda url: "/link/" not in url)


def sign_out(page: Any, base: str) -> None:
    page.goto(f"{base}/settings/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


def test_a_passkey_is_made_and_signs_in(page: Any, site: str) -> None:
    cast = make_cast()
    person: Person = cast.executor.person
    session, device = authenticator(page)
    come_in(page, site, person.email)
    page.goto(f"{site}/account/passkeys/new/")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account/passkeys/")
    assert page.get_by_role("strong").filter(has_text="Passkey 1").is_visible()
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    sign_out(page, site)
    page.goto(f"{site}/sign-in/?next=/settings/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/settings/")
    assert page.get_by_text(person.email).is_visible()

    # With a passkey, a password alone no longer opens the account; a link still does.
    person.refresh_from_db()
    person.set_password(PASSWORD)
    person.save()
    page.context.clear_cookies()
    page.goto(f"{site}/sign-in/")
    page.get_by_text("With a password").click()
    page.locator("#login").fill(person.email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/login/confirm/")
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)

    come_in(page, site, person.email)
    page.goto(f"{site}/account/passkeys/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the passkey").click()
    page.wait_for_url("**/account/passkeys/")
    assert page.get_by_role("heading", name="No passkey yet").is_visible()


def test_a_passkey_that_fails_says_so_and_nothing_is_sent(page: Any, site: str) -> None:
    make_cast()
    authenticator(page)
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey did not work").wait_for()
    assert page.url.endswith("/sign-in/")


def test_the_zone_of_the_browser_stands_in_the_first_form(page: Any, site: str) -> None:
    page.goto(site + actions.console_link(timezone.now()))
    assert page.locator("select[name=timezone]").input_value() == "Asia/Manila"
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/welcome/")
    assert Person.objects.get().timezone == "Asia/Manila"
