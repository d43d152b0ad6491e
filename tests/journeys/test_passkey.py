"""Signing in without a mail: a passkey, a password, and the other devices signed out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

PASSWORD = "un relais bien gardé 2026"


def give_authenticator(page: Page) -> None:
    """What a telephone has: keeps passkeys, opened by a finger that is always the right one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
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


def sign_out(page: Page, origin: str) -> None:
    page.goto(f"{origin}/settings/")
    page.locator("main").get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/sign-in/"))


def owner_in(page: Page, instance: Instance) -> None:
    """Signed in by a link, in English; the instance's address by a name, since a passkey belongs to a name."""
    sign_in(page, instance, "owner", language="en")


def executors_email(instance: Instance) -> str:
    return instance.python(
        "from relais.people.models import Membership\n"
        "print(Membership.objects.filter(role='executor').order_by('id').first().person.email)"
    ).strip()


@pytest.fixture
def by_name(example: Instance) -> Instance:
    """The example reached as localhost: browsers give passkeys to names, not to numbers."""
    named = Instance.__new__(Instance)
    named.__dict__.update(example.__dict__)
    named.address = example.address.replace("127.0.0.1", "localhost")
    return named


def test_a_passkey_is_added_and_signs_in(by_name: Instance, visit: Callable[..., Page]) -> None:
    page = visit()
    give_authenticator(page)
    owner_in(page, by_name)
    page.goto(f"{by_name.address}/settings/")
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("main [name=name]").fill("Telephone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("main")).to_contain_text("Telephone")
    sign_out(page, by_name.address)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/b/[^/]+/$"))
    page.goto(f"{by_name.address}/account/passkeys/")
    expect(page.locator("main")).to_contain_text("last used")
    # Taken away again, it no longer opens anything.
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Use the passkey").click()  # how one signs in changes: is it you?
    page.get_by_role("button", name="Remove", exact=False).click()
    expect(page.locator("main")).to_contain_text("No passkey yet")
    sign_out(page, by_name.address)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("This passkey")
    assert "/b/" not in page.url


def test_a_device_is_seen_and_signed_out(example: Instance, visit: Callable[..., Page]) -> None:
    here, there = visit(), visit(phone=True)
    owner_in(here, example)
    today = sign_in(there, example, "owner")
    here.goto(f"{example.address}/settings/")
    here.get_by_role("link", name="Devices signed in").click()
    rows = here.locator("main tbody tr")
    assert rows.count() >= 2
    expect(rows.filter(has_text="this one")).to_have_count(1)
    expect(rows.first).to_contain_text("Chrom")
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(rows).to_have_count(1)
    there.goto(today)
    expect(there).to_have_url(re.compile("/sign-in/"))
    here.goto(today)
    expect(here).to_have_url(today)


def test_a_password_is_set_and_used(example: Instance, visit: Callable[..., Page]) -> None:
    page = visit()
    # Not the owner's: with a password, they would be asked for it where the other tests use a passkey.
    sign_in(page, example, "executor", language="en")
    email = executors_email(example)
    page.goto(f"{example.address}/settings/")
    page.get_by_role("link", name="Password", exact=True).click()
    # One that is on every list is refused, and says so.
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill("password")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".errors, .errorlist").first).to_be_visible()
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator("main")).to_contain_text("The password is set.")
    sign_out(page, example.address)
    page.get_by_text("With a password", exact=True).click()
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill("not this one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("main")).to_contain_text("The address or the password is not right.")
    assert page.locator("[name=login]").input_value() == email, "the address stays typed"
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/b/[^/]+/$"))
