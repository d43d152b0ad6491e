"""Looking around first: the example business, opened through the page, seen by its owner and by an executor."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.conftest import link_in
from tests.journeys.signing import sign_in
from tests.journeys.words import EN, FR

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


def open_example(page: Page, link: str, language: str) -> str:
    """First steps, and the example instead of a business of one's own; the address of Today."""
    words = {"fr": FR, "en": EN}[language]
    page.goto(link)
    page.get_by_label(words["your name"]).fill("Camille Durand")
    page.get_by_label(words["your e-mail"]).fill("camille@example.org")
    page.locator("[name=language]").select_option(language)
    page.get_by_role("button", name=words["go on"], exact=True).click()
    page.get_by_role("button", name=words["open example"]).click(timeout=60_000)
    page.wait_for_url(re.compile(r"/b/[^/]+/$"), timeout=60_000)
    return page.url


@pytest.mark.parametrize(("language", "javascript"), [("fr", True), ("en", False)])
def test_the_example_opens_by_a_button_and_gives_its_owner_things_to_do(
    empty: Instance, visit: Callable[..., Page], language: str, javascript: bool
) -> None:
    page = visit(language=language, javascript=javascript)
    today = open_example(page, link_in(empty.start()), language)
    assert page.get_attribute("html", "lang") == language
    acts = page.locator("main .waits a")
    assert acts.count() >= 3, "the owner of the example has things to do"
    first = acts.first.get_attribute("href")
    acts.first.click()
    page.wait_for_url(re.compile(re.escape(str(first).split("#")[0])))
    expect(page.locator("main h1")).to_be_visible()
    # All of it happened in the past, and the chain holds.
    page.goto(f"{today}log/")
    assert page.locator(".event, article").count() >= 10
    assert "camille" not in empty.run("verify").lower()
    # The button pressed again leads to the same example.
    page.goto(f"{empty.address}/welcome/")
    page.get_by_role("button", name={"fr": FR, "en": EN}[language]["open example"]).click(timeout=60_000)
    page.wait_for_url(today, timeout=60_000)


def test_an_executor_of_the_example_sees_only_their_own(
    example: Instance, visit: Callable[..., Page]
) -> None:
    """No other executor's name, rate or work, on any page they can reach by a link from Today."""
    found = example.python(
        "from relais.people.models import Membership\n"
        "rows = Membership.objects.filter(role='executor', left_at=None).order_by('id')\n"
        "print(*[f'{m.person.email}|{m.person.name}' for m in rows], sep='\\n')"
    )
    (email, name), *others = (line.split("|") for line in found.strip().splitlines())
    page = visit()
    today = sign_in(page, example, email)
    for place in (
        "",
        "log/",
        "delegations/",
        "procedures/",
        "team/",
        "funds/",
        "funds/movements/",
        "captures/",
    ):
        answer = page.goto(today + place)
        assert answer is not None
        assert answer.status == 200, place
        shown = page.locator("main").inner_text()
        for _other_email, other in others:
            assert other not in shown, f"{other} stands on /{place}"
            assert other.split()[0] not in shown.split(), f"{other} stands on /{place}"
    assert name in page.locator("body").inner_text()
    theirs = set(links(page, today + "delegations/"))
    assert theirs, "the executor has work of their own"
    owner = visit()
    all_of_it = set(links(owner, sign_in(owner, example, "owner") + "delegations/"))
    hidden = all_of_it - theirs
    assert hidden, "the owner sees more"
    for address in sorted(hidden)[:3]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        expect(page.locator("h1")).to_be_visible()
    for forbidden in ("delegations/new/", "procedures/new/", "settings/tokens/", "log/outbox/"):
        answer = page.goto(today + forbidden)
        assert answer is not None
        assert answer.status in (403, 404) or forbidden == "settings/tokens/", forbidden


def links(page: Page, address: str) -> list[str]:
    page.goto(address)
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main a')].map(a => a.href.split('#')[0])"
    )
    return [link for link in found if re.search(r"/delegations/[0-9a-f-]{36}/$", link)]
