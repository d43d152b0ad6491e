"""The week in a real browser: proposed, changed by drag (mouse and finger), by arrow keys and by a plain form, kept, printed.

The days are those of the next week, so that it does not matter on which day and at what hour the tests run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.durability.instance import Instance
from tests.journeys.signing import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

PARIS = ZoneInfo("Europe/Paris")
OWNER = "olive.owner@example.org"
REST = 600
"""Milliseconds after which a finger rests."""
SEED = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from relais.planning import actions
from tests.cast import by, make_cast
owner = make_cast().owner
owner.person.language = {language!r}
owner.person.save(update_fields=["language"])
now, zone = timezone.now(), ZoneInfo("Europe/Paris")
today = now.astimezone(zone).date()
monday = today - timedelta(days=today.weekday())
said = {{"by": by(owner), "now": now}}
lesson = actions.write_task("Refaire le cours 4", minutes=60, moves_business=True, **said)
for n in (0, 1):
    actions.propose_week(monday + timedelta(weeks=n), **said)
tuesday = datetime.combine(monday + timedelta(days=8), datetime.min.time(), tzinfo=zone)
actions.place_piece(lesson.id, starts_at=tuesday + timedelta(hours=10), minutes=60, **said)
actions.write_task("Déclaration de TVA", minutes=45, moves_business=False, **said)
"""


def next_monday() -> date:
    today = datetime.now(UTC).astimezone(PARIS).date()
    return today + timedelta(days=7 - today.weekday())


def pieces(instance: Instance, title: str) -> list[str]:
    """Where the task stands: "Thu 14:00 by hand", in order."""
    said = instance.python(
        "from zoneinfo import ZoneInfo\nfrom relais.planning.models import Piece\n"
        f"for p in Piece.objects.filter(task__title={title!r}).order_by('starts_at'):\n"
        "    print(p.starts_at.astimezone(ZoneInfo('Europe/Paris')).strftime('%a %H:%M'), 'by hand' if p.by_hand else '')"
    )
    return [line.strip() for line in said.strip().splitlines()]


def piece(page: Page, title: str) -> Locator:
    return page.locator("[data-piece]", has_text=title)


def drag(page: Page, moved: Locator, *, day: date, hour: int) -> None:
    """Pull a piece by its top to an hour of a day, as a hand does it: in several steps."""
    box = moved.bounding_box()
    column = page.locator(f'ol[data-day="{day}"]').bounding_box()
    label = page.locator(".hours > span", has_text=re.compile(rf"^{hour}:00$")).bounding_box()
    assert box
    assert column
    assert label
    page.mouse.move(box["x"] + 20, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 20, steps=4)
    page.mouse.move(column["x"] + column["width"] / 2, label["y"] + 8, steps=8)
    page.mouse.up()


def test_a_week_is_changed_by_drag_and_by_keyboard_in_french(
    instance: Instance, visit: Callable[..., Page]
) -> None:
    instance.python(SEED.format(language="fr"))
    page, monday = visit(language="fr"), next_monday()
    sign_in(page, instance, OWNER)
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="La semaine d’après").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("proposée")
    lesson = piece(page, "Refaire le cours 4")
    expect(lesson).to_contain_text("fixée")

    drag(page, lesson, day=monday + timedelta(days=3), hour=14)
    said = page.locator("[data-week-said]")
    expect(said).to_contain_text("« Refaire le cours 4 » est placée : jeudi", use_inner_text=False)
    expect(lesson).to_be_focused()
    assert pieces(instance, "Refaire le cours 4") == ["Thu 14:00 by hand"]

    # Two quarters later and a day on, then taken back.
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(said).to_contain_text("14:30. Entrée la place là")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("est revenue où elle était")
    assert pieces(instance, "Refaire le cours 4") == ["Thu 14:00 by hand"]

    # Wednesday is short: it is refused there, in words, and nothing moved.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("[data-week-refused]")).to_contain_text("12:30")
    expect(lesson).to_be_focused()
    assert pieces(instance, "Refaire le cours 4") == ["Thu 14:00 by hand"]

    for key in ("ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(said).to_contain_text("est placée : vendredi")
    expect(page.locator("[data-week-refused]")).to_be_empty()
    assert pieces(instance, "Refaire le cours 4") == ["Fri 13:45 by hand"]

    page.get_by_role("button", name="Garder cette semaine").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("proposée")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1

    # Let go, it is planned by itself: this week or the next, but no longer where it was put.
    lesson.press("Enter")
    page.get_by_role("button", name="La laisser se planifier d’elle-même").click()
    expect(page.locator(".messages")).to_contain_text("se planifie de nouveau")
    assert not any("by hand" in line for line in pieces(instance, "Refaire le cours 4"))


def finger(page: Page, *touches: tuple[str, float, float], rest: int = REST) -> None:
    """One finger on the glass, as the browser itself hears of it: start, move, end, each at a place."""
    session = page.context.new_cdp_session(page)
    for kind, x, y in touches:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(rest if kind == "touchStart" else 30)


def test_a_week_is_changed_by_touch(instance: Instance, browser: Browser) -> None:
    """A finger that rests on a piece pulls it; one that wipes over it scrolls, and nothing moves."""
    instance.python(SEED.format(language="en"))
    context = browser.new_context(
        viewport={"width": 1180, "height": 820}, has_touch=True, timezone_id="Europe/Paris", locale="en-GB"
    )
    page, monday = context.new_page(), next_monday()
    home = sign_in(page, instance, OWNER)
    page.goto(f"{home}plan/weeks/{monday}/")
    lesson = piece(page, "Refaire le cours 4")
    lesson.scroll_into_view_if_needed()

    box = lesson.bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + 6
    scrolled = page.evaluate("scrollY")
    wiped = [("touchMove", x, y - n * 15) for n in range(1, 9)]
    finger(page, ("touchStart", x, y), *wiped, ("touchEnd", 0, 0), rest=0)
    page.wait_for_timeout(REST)
    assert page.evaluate("scrollY") > scrolled, "a finger that wipes scrolls"
    assert pieces(instance, "Refaire le cours 4") == ["Tue 10:00 by hand"]

    page.evaluate("scrollTo(0, 0)")
    lesson.scroll_into_view_if_needed()
    box = lesson.bounding_box()
    column = page.locator(f'ol[data-day="{monday + timedelta(days=3)}"]').bounding_box()
    label = page.locator(".hours > span", has_text=re.compile(r"^11:00$")).bounding_box()
    assert box
    assert column
    assert label
    x, y, to = box["x"] + 20, box["y"] + 4, column["x"] + column["width"] / 2
    finger(
        page,
        ("touchStart", x, y),
        ("touchMove", (x + to) / 2, y + 10),
        ("touchMove", to, label["y"] + 8),
        ("touchEnd", 0, 0),
    )
    expect(page.locator("[data-week-said]")).to_contain_text("is placed: Thursday", use_inner_text=False)
    assert pieces(instance, "Refaire le cours 4") == ["Thu 11:00 by hand"]
    # A tap still opens the page of the piece.
    lesson.tap()
    expect(page.get_by_role("button", name="Place it there")).to_be_visible()
    context.close()


def test_a_week_is_changed_by_plain_forms_on_an_english_phone(
    instance: Instance, visit: Callable[..., Page]
) -> None:
    instance.python(SEED.format(language="en"))
    page, monday = visit(javascript=False, phone=True), next_monday()
    home = sign_in(page, instance, OWNER)
    page.goto(f"{home}plan/weeks/{monday}/")
    expect(page.get_by_role("heading", name=re.compile("Tuesday"))).to_be_visible()
    piece(page, "Refaire le cours 4").click()
    expect(page.get_by_text("You placed it there: it stays, whatever happens.")).to_be_visible()

    # Past the wall of the short Wednesday: refused, and what was typed stays.
    page.get_by_label("Day").fill(str(monday + timedelta(days=2)))
    page.get_by_label("Begins at").fill("12:00")
    page.get_by_role("button", name="Place it there").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is planned past the wall of the day (12:30).")
    expect(page.get_by_label("Begins at")).to_have_value("12:00")
    page.get_by_label("Begins at").fill("10:15")
    page.get_by_role("button", name="Place it there").click()
    expect(page.locator("[data-piece]", has_text="10:15")).to_be_visible()
    assert pieces(instance, "Refaire le cours 4") == ["Wed 10:15 by hand"]

    # Tasks: the second question, then the one that follows of an urgent task that is not important.
    page.get_by_role("link", name="Tasks", exact=True).click()
    page.get_by_role("link", name="Déclaration de TVA").click()
    expect(page.get_by_text("No date: it is not urgent.")).to_be_visible()
    page.get_by_text("Yes, there is").click()
    page.get_by_label("Date").fill(str(monday + timedelta(days=2)))
    page.get_by_role("button", name="Keep the date").click()
    expect(page.get_by_text("without a consequence: it is not urgent")).to_be_visible()
    page.get_by_text("There is a consequence").click()
    page.get_by_label("What it costs, in EUR").fill("180")
    page.get_by_role("button", name="Keep the date").click()
    expect(page.get_by_text("€180.00. It is urgent.")).to_be_visible()
    decide = page.get_by_role("region", name="Urgent and not important: drop it, or hand it to whom?")
    decide.get_by_role("button", name="Eve Executor").click()
    expect(page).to_have_url(re.compile(r"/delegations/[0-9a-f-]+/brief/$"))
    expect(page.locator("textarea[name=failure]")).to_have_value(
        re.compile("180,00")
    )  # in the language of the business

    # The quarter: a goal, and where it stands.
    page.goto(f"{home}plan/quarter/")
    page.get_by_role("link", name="Set a goal").first.click()
    page.get_by_label("What is to be reached?").fill("The second course")
    page.get_by_label("Better offer").check()
    page.get_by_label("What is counted").fill("lessons")
    page.get_by_label("To", exact=True).fill("10")
    page.get_by_role("button", name="Set the goal").click()
    expect(page.get_by_text("2 stakes have no goal: Positioning, Selling.")).to_be_visible()
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
    page.get_by_role("link", name="Note where it stands").click()
    page.get_by_label("Where it stands now").fill("4.5")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text(re.compile(r"4\.5\slessons now: 45% of the way"))).to_be_visible()


def test_a_full_week_prints_on_one_page(example: Instance, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(sign_in(page, example, "owner") + "plan/")
    expect(page.locator("[data-piece]").nth(8)).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
