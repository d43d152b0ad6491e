"""A real server with a data folder of its own, and a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.durability.instance import Instance

PHONE = {"width": 360, "height": 740}
FAILED = pytest.StashKey[bool]()
DESK = {"width": 1280, "height": 900}


def link_in(line: str) -> str:
    """The address with a single-use link in what the command line printed."""
    found = re.findall(r"https?://\S+/(?:link|setup|welcome)/\S+", line)
    assert found, line
    return str(found[-1])


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the example business, as `relais demo` makes it."""
    instance = Instance(tmp_path_factory.mktemp("example"), sqlite=True, example=True)
    instance.start()
    yield instance
    instance.stop()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Instance]:
    """A new instance that nobody has opened yet."""
    made = Instance(tmp_path, sqlite=True, migrated=True)
    yield made
    made.end()


@pytest.fixture
def instance(empty: Instance) -> Instance:
    """A server with nobody in it yet."""
    empty.start()
    return empty


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest journeys first, dealt to all processes, each of which begins with an even part of the list.

    What needs the test database stays together: each process that meets one makes a database of its own.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes == 1 or not all(item.get_closest_marker("journey") for item in items):
        return
    long = [item for item in items if item.get_closest_marker("slow")]
    short = iter([item for item in items if not item.get_closest_marker("slow")])
    parts = [long[n::processes] for n in range(processes)]
    for n, part in reversed(list(enumerate(parts))):
        size = len(items) * (n + 1) // processes - len(items) * n // processes
        part.extend(islice(short, max(0, size - len(part))))
    items[:] = [*(item for part in parts for item in part), *short]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixtures whether the test failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: `visit(javascript=False, phone=True, language="fr", dark=True)`.

    Whatever the page complains of (an error, something that the content security policy refused) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_browser(
        *, javascript: bool = True, phone: bool = False, language: str = "en", dark: bool = False
    ) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Paris",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: complaints.append(f"{page.url}: {said.text}") if _is_complaint(said) else None,
        )
        return page

    yield open_browser
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(page for context in contexts for page in context.pages):
            picture = tmp_path / f"failed-{number}.png"
            page.screenshot(path=picture)
            print(f"{page.url}: see {picture}")  # noqa: T201
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def _is_complaint(said: object) -> bool:
    kind, text = said.type, said.text  # type: ignore[attr-defined]
    # A refusal answers 4xx on purpose, and the browser notes it.
    return kind == "error" and "Failed to load resource" not in text
