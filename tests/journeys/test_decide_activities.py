"""What recurs in a real browser: an activity added, timed, imported, decided on; its hours shown; a problem noted and found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.test_every_page import axe, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

OWNER = "olive.owner@example.org"
SEED = """
from tests.cast import make_cast
owner = make_cast().owner
owner.person.language = {language!r}
owner.person.save(update_fields=["language"])
"""
WORDS = {
    "fr": {
        "place": "Décider", "add": "Ajouter une activité", "name": "Qu’est-ce qui revient ?", "save": "L’ajouter",
        "timer": "Lancer le chronomètre", "runs": "Le chronomètre tourne sur « Courrier »", "stop": "Arrêter",
        "import": "Importer un fichier de temps", "look": "Le regarder", "first": "Le jour d’abord",
        "again": "Regarder de nouveau",
        "take": "Importer 3 lignes", "hours": "Heures", "told": "sont passés à exécuter", "keep": "Garder : je continue",
        "why": "Pourquoi ?", "decide": "Décider", "decided": "à revoir le", "notes": "Mémos", "note": "Noter un problème résolu",
        "problem": "Le problème en quelques mots", "solved": "Qu’est-ce qui l’a résolu ?", "save_note": "Garder le mémo",
        "search": "Qu’est-ce qui ne marche pas ?", "find": "Chercher",
    },
    "en": {
        "place": "Decide", "add": "Add an activity", "name": "What recurs?", "save": "Add it", "timer": "Start the timer",
        "runs": "The timer runs on “Courrier”", "stop": "Stop", "import": "Import a file of time", "look": "Look at it",
        "first": "Day first", "again": "Look again", "take": "Import 3 rows", "hours": "Hours", "told": "went into executing",
        "keep": "Keep: I go on", "why": "Why?", "decide": "Decide", "decided": "look again on", "notes": "Notes",
        "note": "Note a solved problem", "problem": "The problem in a few words", "solved": "What solved it?",
        "save_note": "Keep the note", "search": "What does not work?", "find": "Search",
    },
}  # fmt: skip


def time_file() -> bytes:
    """Three days that can be read in two ways, in the encoding of an old spreadsheet."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday() + 14)
    days = [day for n in range(60) if (day := monday - timedelta(days=n)).day <= 12 and day.day != day.month][
        :3
    ]
    rows = "".join(f"{day:%d/%m/%Y};Courrier;1,5\n" for day in days)
    return f"Date;Activité;Durée (h)\n{rows}".encode("cp1252")


@pytest.mark.parametrize(("language", "phone", "javascript"), [("fr", False, True), ("en", True, False)])
def test_hours_are_brought_in_decided_on_and_a_problem_is_found_again(
    instance: Instance, visit: Callable[..., Page], language: str, *, phone: bool, javascript: bool
) -> None:
    said = WORDS[language]
    instance.python(SEED.format(language=language))
    page = visit(language=language, phone=phone, javascript=javascript)
    home = sign_in(page, instance, OWNER)
    page.goto(f"{home}activities/")
    page.get_by_role("link", name=said["add"]).first.click()
    page.get_by_label(said["name"]).fill("Courrier")
    page.get_by_role("button", name=said["save"]).click()
    activity = page.url
    page.get_by_role("button", name=said["timer"]).click()
    page.goto(f"{home}log/")
    expect(page.get_by_text(said["runs"])).to_be_visible()
    page.get_by_role("button", name=re.compile(f"^{said['stop']}")).click()
    expect(page.get_by_text(said["runs"])).to_have_count(0)

    page.goto(f"{home}activities/")
    page.get_by_role("link", name=said["import"]).click()
    page.set_input_files("input[type=file]", {"name": "t.csv", "mimeType": "text/csv", "buffer": time_file()})  # type: ignore[arg-type]
    page.get_by_role("button", name=said["look"]).click()
    expect(page.get_by_role("button", name=said["take"])).to_have_count(0)
    page.get_by_label(said["first"]).check()
    page.get_by_role("button", name=said["again"]).click()
    page.get_by_role("button", name=said["take"]).click()
    page.get_by_role("link", name=said["hours"], exact=True).or_(page.locator("main a.primary")).first.click()
    expect(page.get_by_text(said["told"])).to_be_visible()
    expect(page.get_by_role("img")).to_be_visible()
    assert not javascript or axe(page) == []

    page.goto(activity)
    page.get_by_label(said["keep"]).check()
    page.get_by_label(said["why"]).fill("Mine")
    page.locator("#decision").get_by_role("button", name=said["decide"], exact=True).click()
    expect(page.locator("#decision")).to_contain_text(said["decided"])
    assert not javascript or axe(page) == []

    page.get_by_role("link", name=said["notes"], exact=True).first.click()
    page.get_by_role("link", name=said["note"]).first.click()
    page.get_by_label(said["problem"]).fill("Images floues sur téléphone")
    page.get_by_label(said["solved"]).fill("Exporter en 2x")
    page.get_by_role("button", name=said["save_note"]).click()
    page.goto(f"{home}activities/notes/")
    page.get_by_label(said["search"]).fill("imagse flou")
    page.get_by_role("button", name=said["find"]).click()
    expect(page.get_by_role("link", name="Images floues sur téléphone")).to_be_visible()
