"""The hours of a plan in a real browser: the working week, days off, other calendars, and the plan in a calendar program.

Olive opens her working week. Monday is to begin at eight and its break at one; she forgets when an evening stretch ends, is told
beside it, and finds all else as she typed it. The wall moves to seven. She takes a Friday off by hand, and works then after all.
Her children's school gave her a file: its holiday is a day off, its meeting is busy time, and the line that nobody can read
is listed. The calendar of a machine in the server's own network is refused in words, and the address stays. At last she makes the
address of her plan, and a calendar program that knows nothing else reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.durability.instance import Instance
from tests.journeys.looking import fits
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

PARIS: Final = ZoneInfo("Europe/Paris")
OWNER: Final = "olive.owner@example.org"
SEED: Final = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from relais.planning import actions
from tests.cast import by, make_cast
owner = make_cast().owner
owner.person.language = {language!r}
owner.person.save(update_fields=["language"])
now = timezone.now()
said = {{"by": by(owner), "now": now}}
lesson = actions.write_task("Refaire le cours 4", minutes=60, moves_business=True, **said)
today = now.astimezone(ZoneInfo("Europe/Paris")).date()
monday = today + timedelta(days=7 - today.weekday())
actions.propose_week(monday, **said)
at_ten = datetime.combine(monday + timedelta(days=2), datetime.min.time(), tzinfo=ZoneInfo("Europe/Paris")) + timedelta(hours=10)
actions.place_piece(lesson.id, starts_at=at_ten, minutes=60, **said)
"""
SCHOOL: Final = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:École
BEGIN:VEVENT
UID:1
DTSTART;TZID=Romance Standard Time:{tuesday}T090000
DTEND;TZID=Romance Standard Time:{tuesday}T103000
SUMMARY:Conseil de classe
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:{thursday}
SUMMARY:Pont
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:bientôt
SUMMARY:Kermesse
END:VEVENT
END:VCALENDAR
"""
WORDS: Final = {
    "fr": {
        "plan": "Plan",
        "pattern": "Rythme",
        "keep": "Garder ces heures",
        "half": "Donnez les deux heures.",
        "take_off": "Prendre ces congés",
        "work_after_all": "Travailler quand même",
        "file": "Respecter ce fichier",
        "unread": "n’a pas pu être lue",
        "address": "Respecter cet agenda",
        "own_network": "dans le réseau de ce serveur",
        "make": "Faire l’adresse",
    },
    "en": {
        "plan": "Plan",
        "pattern": "Working week",
        "keep": "Keep these hours",
        "half": "Give both times.",
        "take_off": "Take them off",
        "work_after_all": "Work then after all",
        "file": "Respect this file",
        "unread": "could not be read",
        "address": "Respect this calendar",
        "own_network": "in this server’s own network",
        "make": "Make the address",
    },
}


def next_monday() -> date:
    today = datetime.now(UTC).astimezone(PARIS).date()
    return today + timedelta(days=7 - today.weekday())


def press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main").get_by_role("button", name=name).first.click()
    fits(page)


@pytest.mark.parametrize(
    ("language", "javascript", "phone"),
    [("fr", True, True), ("en", False, False)],
    ids=["french-phone", "english-desk-without-javascript"],
)
def test_hours_days_off_and_calendars(
    instance: Instance,
    visit: Callable[..., Page],
    tmp_path: Path,
    language: str,
    javascript: bool,
    phone: bool,
) -> None:
    words = WORDS[language]
    instance.python(SEED.format(language=language))
    page = visit(language=language, javascript=javascript, phone=phone)
    plan = sign_in(page, instance, OWNER) + "plan/"
    changes_the_working_week(page, plan, words)
    takes_a_day_off_and_works_after_all(page, plan, words)
    respects_a_file(page, plan, words, tmp_path)
    asks_for_an_address_of_the_own_network(page, plan, words)
    reads_the_plan_by_its_address(page, plan, words)


def follow(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main").get_by_role("link", name=name).first.click()
    fits(page)


def monday_of(page: Page) -> Locator:
    return page.locator("details.weekday").first


def changes_the_working_week(page: Page, plan: str, words: dict[str, str]) -> None:
    page.goto(plan)
    follow(page, words["pattern"])
    monday = monday_of(page)
    monday.locator("summary").click()
    for name, value in (
        ("starts-0-0", "08:00"),
        ("ends-0-0", "13:00"),
        ("starts-0-1", "13:00"),
        ("ends-0-1", "14:00"),
        ("starts-0-2", "14:00"),
        ("starts-0-6", "17:30"),
        ("day-0", "19:00"),
    ):
        monday.locator(f"[name={name}]").fill(value)
    press(page, words["keep"])
    # An evening stretch without its end: said beside it, the day open, all else as it was typed.
    expect(monday_of(page).get_by_text(words["half"])).to_be_visible()
    expect(page.locator("[name=starts-0-0]")).to_have_value("08:00")
    page.locator("[name=ends-0-6]").fill("18:30")
    press(page, words["keep"])
    summary = monday_of(page).locator("summary")
    expect(summary).to_contain_text(re.compile(r"0?8[:.\s\u202f]?h?[\s\u202f\u00a0]?(00)?"))
    expect(page.locator("[name=day-0]")).to_have_value("19:00")
    expect(page.locator("[name=starts-0-1]")).to_have_value("13:00")


def takes_a_day_off_and_works_after_all(page: Page, plan: str, words: dict[str, str]) -> None:
    page.goto(f"{plan}days-off/")
    friday = next_monday() + timedelta(days=4)
    page.locator("[name=first_on]").fill(str(friday))
    page.locator("[name=last_on]").fill(str(friday - timedelta(days=1)))
    page.locator("[name=title]").fill("Voile")
    press(page, words["take_off"])
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Voile")
    page.locator("[name=last_on]").fill("")
    press(page, words["take_off"])
    expect(page.locator("main li", has_text="Voile")).to_be_visible()
    press(page, words["work_after_all"])
    expect(page.locator("main li", has_text="Voile")).to_have_count(0)


def respects_a_file(page: Page, plan: str, words: dict[str, str], folder: Path) -> None:
    tuesday, thursday = (f"{next_monday() + timedelta(days=n):%Y%m%d}" for n in (1, 3))
    given = folder / "ecole.ics"
    given.write_text(SCHOOL.format(tuesday=tuesday, thursday=thursday), encoding="utf-8")
    page.goto(f"{plan}calendars/")
    page.locator("[name=file]").set_input_files(given)
    press(page, words["file"])
    card = page.locator("section.card", has=page.get_by_role("heading", name="École"))
    expect(card).to_be_visible()
    unread = card.locator("summary", has_text=words["unread"])
    unread.click()
    expect(card.locator("details li").first).to_be_visible()
    page.goto(f"{plan}days-off/")
    expect(page.locator("main li", has_text="Pont")).to_contain_text("École")
    page.goto(f"{plan}weeks/{next_monday()}/")
    expect(page.locator(".block.busy")).to_contain_text("Conseil de classe")


def asks_for_an_address_of_the_own_network(page: Page, plan: str, words: dict[str, str]) -> None:
    page.goto(f"{plan}calendars/")
    address = page.locator("[name=url]")
    address.fill("http://127.0.0.1:8000/secret.ics")
    press(page, words["address"])
    expect(page.locator("main").get_by_text(words["own_network"]).first).to_be_visible()
    expect(address).to_have_value("http://127.0.0.1:8000/secret.ics")
    expect(page.locator("main section.card")).to_have_count(1)


def reads_the_plan_by_its_address(page: Page, plan: str, words: dict[str, str]) -> None:
    page.goto(f"{plan}feed/")
    press(page, words["make"])
    address = page.locator("#secret").input_value()
    with urlopen(address) as answer:  # noqa: S310  (our own server, and no cookies: a calendar program)
        read = answer.read().decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert read.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:Refaire le cours 4" in read
    page.goto(f"{plan}feed/")
    expect(page.locator("#secret")).to_have_count(0)
