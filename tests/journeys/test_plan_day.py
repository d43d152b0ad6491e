"""A day in a real browser: a line captured, made a task, its two questions, time, focus, planned again, closed once in two tabs.

It is morning wherever the owner is: a zone is taken in which the day has just begun, and every weekday is one of work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.durability.instance import Instance
from tests.journeys.looking import fits
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

OWNER: Final = "olive.owner@example.org"
ZONES: Final = (
    "Pacific/Honolulu", "America/Phoenix", "America/Bogota", "America/Sao_Paulo", "Africa/Abidjan", "Africa/Nairobi",
    "Asia/Karachi", "Asia/Bangkok", "Asia/Tokyo", "Pacific/Guadalcanal", "Pacific/Tarawa",
)  # fmt: skip
"""Zones whose clocks never change, all around the world."""
SEED: Final = """
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from relais.planning import actions
from relais.planning.hours import DEFAULT
from tests.cast import by, make_cast
owner = make_cast().owner
owner.person.language, owner.person.timezone = {language!r}, {zone!r}
owner.person.save(update_fields=["language", "timezone"])
now = timezone.now()
said = {{"by": by(owner), "now": now}}
actions.set_pattern({{n: DEFAULT[0] for n in range(7)}}, **said)
today = now.astimezone(ZoneInfo({zone!r})).date()
goal = actions.set_goal(
    "Second course", stake="offer", starts_on=today, due_on=today + timedelta(days=90), unit="lessons", from_value=0,
    to_value=10, **said,
)
actions.write_task({title!r}, minutes=300, moves_business=True, goal_id=goal.id, **said)
for n in (0, 1):
    actions.propose_week(today - timedelta(days=today.weekday()) + timedelta(weeks=n), **said)
"""
FR: Final = {
    "lesson": "Refaire le cours 4",
    "line": "TVA demain 16h30 !180€ 45min",
    "unsure": "pas urgent",
    "make": "En faire une tâche",
    "answer": "Y répondre",
    "no": "Non",
    "urgent": "Elle est urgente.",
    "today": "Aujourd’hui",
    "start": "Commencer",
    "running": "Le temps court",
    "stop": "Arrêter",
    "focus": "Ne voir qu’elle",
    "leave": "Quitter la concentration",
    "lost": "Du temps a été perdu",
    "lose": "Ce temps est perdu",
    "again": "Le reste a été replanifié : du temps a été perdu.",
    "seen": "Vu",
    "close": "Clôturer la journée",
    "note": "Le noter",
    "closed": "Vous avez fait ce que vous aviez décidé, et cela n’a pas marché.",
    "already": "peut-être dans une autre fenêtre",
    "reopen": "Rouvrir cette journée",
}
EN: Final = {
    "lesson": "Redo lesson 4",
    "line": "VAT tomorrow 16:30 !180€ 45min",
    "unsure": "not urgent",
    "make": "Make it a task",
    "answer": "Answer them",
    "no": "No",
    "urgent": "It is urgent.",
    "today": "Today",
    "start": "Start",
    "running": "Time is running",
    "stop": "Stop",
    "focus": "Focus on it alone",
    "leave": "Leave the focus",
    "lost": "Time was lost",
    "lose": "This time was lost",
    "again": "The rest was planned again: time was lost.",
    "seen": "Seen",
    "close": "Close the day",
    "note": "Note it",
    "closed": "You did what you had decided, and it did not work.",
    "already": "perhaps in another window",
    "reopen": "Reopen this day",
}


def morning() -> ZoneInfo:
    """A zone where it is about half past nine."""

    def distance(name: str) -> float:
        clock = datetime.now(UTC).astimezone(ZoneInfo(name))
        return abs(clock.hour + clock.minute / 60 - 9.7)

    return ZoneInfo(min(ZONES, key=distance))


def press(page: Page, name: str, within: Locator | None = None) -> None:
    """Press the button that begins with this name, and wait for the page that answers."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        button = (within or page.locator("main")).get_by_role(
            "button", name=re.compile(f"^{re.escape(name)}")
        )
        button.locator("visible=true").first.click()
    fits(page)


@pytest.mark.parametrize(
    ("language", "javascript", "phone"),
    [("fr", True, False), ("en", False, True)],
    ids=["french-desk", "english-phone-without-javascript"],
)
def test_a_day_from_the_first_line_to_the_close(
    instance: Instance, visit: Callable[..., Page], language: str, javascript: bool, phone: bool
) -> None:
    words, zone = {"fr": FR, "en": EN}[language], morning()
    instance.python(SEED.format(language=language, zone=str(zone), title=words["lesson"]))
    page = visit(language=language, javascript=javascript, phone=phone)
    home = sign_in(page, instance, OWNER)
    captures_a_line_and_makes_it_a_task(page, words, javascript=javascript)
    answers_its_questions(page, words)
    page.goto(home)
    starts_and_stops(page, words)
    focuses(page, home, words)
    loses_the_morning(page, home, words, zone)
    closes_the_day_once(
        page, home, words, visit(language=language, javascript=javascript, phone=phone), instance
    )


def captures_a_line_and_makes_it_a_task(page: Page, words: dict[str, str], *, javascript: bool) -> None:
    page.locator("#capture").fill(words["line"], force=True)
    if javascript:
        page.locator("#capture").press("Enter")
        place = page.locator("[data-captured]")
        expect(place).to_contain_text("45\u00a0min")
        # The time is sent back with one tap and read again with one more, without leaving the page.
        place.locator(".chip", has_text="16:30").locator("a.not").click()
        expect(place.locator(".chip", has_text="16:30")).to_have_count(0)
        place.locator(".chips", has_text="16").last.get_by_role("link").last.click()
        expect(place.locator(".chip", has_text="16:30")).to_have_count(1)
        press(page, words["make"], place)
    else:
        with page.expect_navigation():
            page.locator("#capture").press("Enter")
        expect(page.locator(".messages")).to_contain_text("45\u00a0min")
        with page.expect_navigation():
            page.locator(".messages a").click()
        fits(page)
        expect(page.locator(".chip", has_text="16:30")).to_have_count(1)
        press(page, words["make"])
    with page.expect_navigation():
        page.locator(".messages").get_by_role("link", name=words["answer"]).click()


def answers_its_questions(page: Page, words: dict[str, str]) -> None:
    press(page, words["no"], page.locator(".questions"))
    expect(page.locator(".questions")).to_contain_text(words["urgent"])


def starts_and_stops(page: Page, words: dict[str, str]) -> None:
    first = page.locator("main section.now").first
    expect(first).to_contain_text(words["lesson"])
    press(page, words["start"], first)
    expect(first).to_contain_text(words["running"])
    press(page, words["stop"], first)
    expect(first).not_to_contain_text(words["running"])


def focuses(page: Page, home: str, words: dict[str, str]) -> None:
    press(page, words["focus"])
    expect(page.get_by_role("heading", level=1)).to_have_text(words["lesson"])
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.goto(home)
    assert page.url.endswith("/plan/focus/"), "Today is away"
    press(page, words["leave"])
    assert page.url == home
    press(page, words["stop"], page.locator("main section.now").first)


def loses_the_morning(page: Page, home: str, words: dict[str, str], zone: ZoneInfo) -> None:
    page.get_by_text(words["lost"], exact=True).locator("visible=true").first.click()
    now = datetime.now(UTC).astimezone(zone)
    page.locator("[name=starts]").fill(f"{now + timedelta(minutes=1):%H:%M}")
    page.locator("[name=ends]").fill("15:00")
    press(page, words["lose"])
    news = page.locator(".news")
    expect(news).to_contain_text(words["again"])
    expect(news).to_contain_text(words["lesson"])
    press(page, words["seen"], news)
    expect(page.locator(".news")).to_have_count(0)


def closes_the_day_once(
    page: Page, home: str, words: dict[str, str], other: Page, instance: Instance
) -> None:
    """Two tabs: one closes, the other is told what the day says, and nothing typed there is lost."""
    sign_in(other, instance, OWNER)
    for tab in (page, other):
        tab.goto(f"{home}plan/close/")
        fits(tab)
        for name, answer in (
            ("important_done", "part"),
            ("mail_done", "yes"),
            ("did_as_decided", "yes"),
            ("it_worked", "no"),
        ):
            tab.locator(f"[name={name}][value={answer}]").check()
    page.locator("[name=top]").fill("Top 1")
    press(page, words["note"])
    expect(page.locator("[name=mail_done][value=yes]")).to_be_checked()
    page.locator("[name=flop]").fill("Images")
    press(page, words["close"])
    expect(page.locator("main")).to_contain_text(words["closed"])
    expect(page.locator(".highlights").first).to_contain_text("Top 1")
    expect(page.locator(".highlights").last).to_contain_text("Images")
    expect(page.locator("aside")).to_contain_text(words["lesson"])

    other.locator("[name=top]").fill("From the other tab")
    press(other, words["close"])
    expect(other.locator("main")).to_contain_text(words["already"])
    expect(other.locator("main")).to_contain_text(words["closed"])
    expect(other.locator("[name=top]")).to_have_value("From the other tab")
    press(other, words["note"])
    expect(other.locator(".highlights").first).to_contain_text("From the other tab")
    press(other, words["reopen"])
    assert other.url == home
