"""Nothing lost, nothing twice, nothing that runs: what a form withstands in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.durability.instance import Instance
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

LINE = "Nobody answers the parcel of Lyon"


@pytest.fixture
def owner(example: Instance, visit: Callable[..., Page]) -> Page:
    """The owner of the example, in English, on Today."""
    return signed_in(example, visit())


def signed_in(example: Instance, page: Page, role: str = "owner") -> Page:
    sign_in(page, example, role, language="en")
    return page


def composer(page: Page) -> str:
    """Go to the running log; the address of it."""
    address = re.sub(r"(/b/[^/]+/).*", r"\1log/", page.url)
    page.goto(address)
    return address


def count_in_log(example: Instance, words: str) -> int:
    return int(
        example.python(
            f"from relais.acts.models import EntryText\nprint(EntryText.objects.filter(body__contains={words!r}).count())"
        )
    )


def test_the_keyboard_leads_everywhere(owner: Page) -> None:
    home = owner.url
    owner.keyboard.press("?")
    expect(owner.locator("dialog#keys")).to_be_visible()
    owner.keyboard.press("Escape")
    expect(owner.locator("dialog#keys")).to_be_hidden()
    for letter, place in (
        ("l", "log/"),
        ("d", "delegations/"),
        ("p", "plan/"),
        ("r", "procedures/"),
        ("t", ""),
    ):
        owner.keyboard.press("g")
        owner.keyboard.press(letter)
        expect(owner).to_have_url(home + place)
    owner.keyboard.press("n")
    expect(owner).to_have_url(re.compile("log/#composer$"))
    expect(owner.locator("#composer textarea")).to_be_focused()
    owner.keyboard.type("g l ? are letters here")
    expect(owner.locator("#composer textarea")).to_have_value("g l ? are letters here")
    expect(owner.locator("dialog#keys")).to_be_hidden()


def test_a_draft_survives_a_closed_tab(owner: Page) -> None:
    address = composer(owner)
    owner.locator("#composer textarea").fill("A thought that is not finished")
    owner.wait_for_timeout(400)
    another = owner.context.new_page()
    owner.close()
    another.goto(address)
    expect(another.locator("#composer textarea")).to_have_value("A thought that is not finished")
    another.get_by_role("button", name="Discard it").click()
    another.reload()
    expect(another.locator("#composer textarea")).to_have_value("")


def test_a_line_of_a_megabyte_is_refused_and_kept(owner: Page) -> None:
    composer(owner)
    long = "a long line " * 90_000
    box = owner.locator("#composer textarea")
    box.evaluate("(box, text) => { box.value = text; }", long)
    with owner.expect_navigation() as going:
        owner.get_by_role("button", name="Write it down", exact=True).click()
    assert going.value.status == 422  # type: ignore[union-attr]
    expect(owner.locator("#errors")).to_contain_text("too long")
    assert owner.locator("#composer textarea").input_value().strip() == long.strip(), (
        "what was typed is there"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_too_big_is_refused_and_the_text_kept(
    example: Instance, visit: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = signed_in(example, visit(javascript=javascript))
    composer(page)
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(26 * 2**20)
    page.locator("#composer textarea").fill(LINE)
    page.get_by_text("Attach files", exact=True).click()
    page.locator("#composer [name=files]").set_input_files(big)
    button = page.get_by_role("button", name="Write it down", exact=True)
    if javascript:
        # Told before it travels.
        button.click()
        told = page.locator("#composer [name=files]").evaluate("input => input.validationMessage")
        assert "big.bin" in told
        page.locator("#composer [name=files]").evaluate("input => input.setCustomValidity('')")
    with page.expect_navigation() as going:
        button.click()
    assert going.value.status in (413, 422)  # type: ignore[union-attr]
    expect(page.locator("main")).to_contain_text("big.bin")
    expect(page.locator("#composer textarea")).to_have_value(LINE)
    assert count_in_log(example, LINE) == 0


def test_a_double_click_acts_once(example: Instance, owner: Page) -> None:
    composer(owner)
    owner.locator("#composer textarea").fill("Said once, clicked twice")
    owner.get_by_role("button", name="Write it down", exact=True).dblclick()
    expect(owner.locator("article", has_text="Said once, clicked twice")).to_have_count(1)
    assert count_in_log(example, "Said once, clicked twice") == 1


def test_going_back_and_sending_again_acts_once(example: Instance, visit: Callable[..., Page]) -> None:
    """Without JavaScript the key in the form alone keeps it from being done twice."""
    page = signed_in(example, visit(javascript=False))
    composer(page)
    page.locator("#composer textarea").fill("Sent, gone back, sent again")
    body = page.locator("#composer").evaluate("form => Object.fromEntries(new FormData(form))")
    address = page.locator("#composer").evaluate("form => form.action")
    for _again in range(2):
        answer = page.context.request.post(address, form={k: v for k, v in body.items() if isinstance(v, str)},
                                           headers={"Referer": page.url})  # fmt: skip
        assert answer.status == 200
    assert count_in_log(example, "Sent, gone back, sent again") == 1


def test_the_capture_box_keeps_a_line_and_stays_on_the_page(owner: Page) -> None:
    home = owner.url
    owner.goto(f"{home}delegations/")
    owner.keyboard.press("c")
    owner.keyboard.type("Ask the carrier about Lyon")
    owner.keyboard.press("Enter")
    expect(owner.locator("form.capture [role=status]")).to_have_text("Kept.")
    expect(owner).to_have_url(f"{home}delegations/")
    expect(owner.locator("#capture")).to_have_value("")
    owner.goto(f"{home}captures/")
    expect(owner.locator("main")).to_contain_text("Ask the carrier about Lyon")


def test_without_javascript_the_capture_box_comes_back_to_the_page(
    example: Instance, visit: Callable[..., Page]
) -> None:
    page = signed_in(example, visit(javascript=False, phone=True))
    there = page.url + "delegations/"
    page.goto(there)
    page.locator("nav.bar a.add").click()
    expect(page.locator("#capture")).to_be_in_viewport()
    page.locator("#capture").fill("A line from a phone without scripts")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page).to_have_url(there)


def test_a_tick_without_network_is_sent_later(example: Instance, visit: Callable[..., Page]) -> None:
    page = signed_in(example, visit(phone=True))
    page.goto(f"{page.url}procedures/")
    title = example.python(
        "from relais.procedures.models import Procedure\n"
        "print(Procedure.objects.filter(current__isnull=False, archived_at=None).latest('id').current.title)"
    )
    page.locator("main").get_by_role("link", name=title.strip()).click()
    page.get_by_role("button", name="Run it", exact=True).click()
    heading = page.locator("main h1")
    expect(heading).to_contain_text("Step 1 of")
    page.context.set_offline(True)
    page.locator(".run-bar button.primary").click()
    expect(heading).to_contain_text("Step 2 of")
    expect(page.locator("[data-offline]")).to_contain_text("Offline since")
    expect(page.locator("[data-offline]")).to_contain_text("One tick waits to be sent.")
    page.locator(".run-bar button.primary").click()
    expect(page.locator("[data-offline]")).to_contain_text("2 ticks wait")
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=20_000)
    page.reload()
    expect(heading).to_contain_text("Step 3 of")
    expect(page.locator("main .check li.done")).to_have_count(2)


def test_a_lost_connection_is_said_and_what_was_written_is_sent(example: Instance, owner: Page) -> None:
    composer(owner)
    owner.locator("#composer textarea").fill("Written in a tunnel")
    owner.context.set_offline(True)
    owner.get_by_role("button", name="Write it down", exact=True).click()
    expect(owner.locator("[data-connection]")).to_contain_text("Connection lost")
    expect(owner.locator("#composer textarea")).to_have_value("Written in a tunnel")
    owner.context.set_offline(False)
    expect(owner.locator("article", has_text="Written in a tunnel")).to_have_count(1)
    assert count_in_log(example, "Written in a tunnel") == 1


def test_a_page_or_a_drawing_that_was_attached_never_runs(example: Instance, owner: Page) -> None:
    composer(owner)
    script = "<script>document.title = 'taken over'; fetch('/settings/')</script>"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{script}</svg>'
    owner.locator("#composer textarea").fill("Two files that would like to run <script>alert(1)</script>")
    owner.get_by_text("Attach files", exact=True).click()
    owner.locator("#composer [name=files]").set_input_files(
        [
            {"name": "page.html", "mimeType": "text/html", "buffer": f"<html>{script}</html>".encode()},
            {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": drawing.encode()},
        ]
    )
    owner.get_by_role("button", name="Write it down", exact=True).click()
    line = owner.locator("article", has_text="Two files that would like to run").first
    expect(line).to_contain_text("<script>alert(1)</script>")
    for name in ("page.html", "drawing.svg"):
        with owner.expect_download() as coming:
            line.get_by_role("link", name=name).click()
        assert coming.value.suggested_filename == name
        address = str(line.get_by_role("link", name=name).get_attribute("href"))
        answer = owner.context.request.get(f"{example.address}{address}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        # Not even framed, or named as the source of a script.
        assert answer.headers["content-type"].split(";")[0] not in ("text/html", "image/svg+xml")


def test_an_answer_that_never_comes_loses_nothing(owner: Page) -> None:
    """The server breaks while a line is sent: what was written is still in the form, to be sent again."""
    composer(owner)

    def break_down(route: Route) -> None:
        route.abort("connectionreset")

    owner.route("**/log/entries/", break_down)
    owner.locator("#composer textarea").fill("Sent into nothing")
    owner.get_by_role("button", name="Write it down", exact=True).click()
    owner.wait_for_timeout(500)
    owner.unroute("**/log/entries/")
    composer(owner) if "/log/" in owner.url else owner.go_back()
    expect(owner.locator("#composer textarea")).to_have_value("Sent into nothing")
