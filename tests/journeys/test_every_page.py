"""Every page of the example business: accessible, valid, within the screen; in both languages and both themes.

The pages are found as a person finds them, by following links from Today: two of each address pattern in French, and one in
English, where only the words differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from justhtml import JustHTML, StrictModeError
from playwright.sync_api import Page, Response

from tests.durability.instance import Instance
from tests.journeys.conftest import PHONE
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(1200)]

AXE = next((Path(__file__).parents[1] / "vendor").glob("axe-core@*/axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d{4}-\d\d-\d\d(?=/)|(?<=/)\d+(?=/)")
NOT_PAGES = re.compile(r"\.(csv|ics|md|zip|json|webmanifest)$|/files/|/sign-out/|/static/|/link/")
EACH = {"fr": 2, "en": 1}


def shape_of(address: str) -> str:
    """The address without its identifiers; a filter counts as a page of its own by its names."""
    parts = urlsplit(address)
    names = ",".join(sorted(re.findall(r"(\w+)=", parts.query)))
    return IDENTIFIER.sub("*", parts.path) + (f"?{names}" if names else "")


def pages_from(page: Page, start: str, each: int) -> Iterator[Response]:
    """The pages that links lead to, breadth first, `each` of a shape. Each stands open when it is given."""
    origin = f"{urlsplit(start).scheme}://{urlsplit(start).netloc}"
    waiting, seen, count = [start], {start}, dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if count.get(shape, 0) >= each:
            continue
        count[shape] = count.get(shape, 0) + 1
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield answer
        links: list[str] = page.evaluate("[...document.links].map(a => a.getAttribute('href'))")
        for link in links:
            there = urljoin(address, link).split("#")[0]
            if there.startswith(origin) and there not in seen and not NOT_PAGES.search(urlsplit(there).path):
                seen.add(there)
                waiting.append(there)


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds wrong, a line each."""
    if not page.evaluate("() => 'axe' in window"):
        # Through the debugger's door: the page's own policy rightly refuses any script but ours.
        page.evaluate(AXE.read_text())
    only: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{v['id']}: {v['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for v in found["violations"]
        for node in v["nodes"][:3]
    ]


def markup_errors(text: str) -> list[str]:
    try:
        JustHTML(text, strict=True)
    except StrictModeError as error:
        return [f"HTML: {error}"[:300]]
    identifiers = re.findall(r'\sid="([^"]+)"', text)
    twice = {i for i in identifiers if identifiers.count(i) > 1}
    return [f"HTML: id twice: {sorted(twice)}"] if twice else []


def too_wide(page: Page) -> list[str]:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return [f"{width} px wide on a phone of {PHONE['width']}"] if width > PHONE["width"] else []


def problems_of(page: Page, answer: Response) -> list[str]:
    """What is wrong with the page that stands open. It is drawn anew as seldom as can be: that is what takes time."""
    found = axe(page) + markup_errors(answer.text())
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in axe(page, ["color-contrast"])]
    found += too_wide(page)
    page.emulate_media(color_scheme="light")
    return [f"{urlsplit(answer.url).path} · {line}" for line in found]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ["owner", "executor"])
def test_every_page_is_accessible_valid_and_fits(
    example: Instance, visit: Callable[..., Page], role: str, language: str
) -> None:
    page = visit(language=language)
    start = sign_in(page, example, role, language=language)
    page.add_init_script(AXE.read_text())  # sent once, and not again for each page
    opened, problems = 0, list[str]()
    for answer in pages_from(page, start, EACH[language]):
        opened += 1
        assert page.get_attribute("html", "lang") == language, answer.url
        problems += problems_of(page, answer)
    assert opened >= (25 if role == "owner" else 12), f"only {opened} pages were found"
    assert not problems, "\n".join(sorted(set(problems)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_before_signing_in(example: Instance, visit: Callable[..., Page], language: str) -> None:
    page = visit(language=language)
    problems = list[str]()
    for path in (
        "/sign-in/",
        "/sign-in/sent/",
        "/link/nothing/",
        "/invitation/nothing/",
        "/nowhere/",
        "/help/",
    ):
        answer = page.goto(f"{example.address}{path}?lang={language}")
        assert answer is not None
        assert page.get_attribute("html", "lang") == language, path
        problems += problems_of(page, answer)
    assert not problems, "\n".join(sorted(set(problems)))
