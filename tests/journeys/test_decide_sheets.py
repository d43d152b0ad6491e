"""A decision in a real browser: an example is begun, made one's own, a safeguard becomes a gate, the executor waits for it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.test_every_page import AXE, RULES, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

SEED = """
from relais.delegations.tests import work
from tests.cast import make_cast
cast = make_cast()
for member in (cast.owner, cast.executor):
    member.person.language = {language!r}
    member.person.save(update_fields=["language"])
print(work.accepted(cast).id)
"""
WORDS = {
    "fr": {
        "begin": "Commencer la fiche",
        "bearable": "La plus grande perte supportable",
        "delegation": "Pour une délégation",
        "costs": "En moyenne, cela coûte",
        "cases": "Écrire les deux cas",
        "what": "Que se passe-t-il, exactement",
        "keep": "Garder",
        "vague": "peut tout vouloir dire",
        "add": "Ajouter une issue",
        "title": "Que peut-il arriver",
        "likely": "Le plus probable",
        "percent": "Probabilité, en %",
        "low": "Au moins",
        "save": "Ajouter l’issue",
        "wrong": "est à l’envers",
        "gate": "En faire un préalable du travail",
        "make": "En faire un préalable",
        "wait": "Pas encore : quelque chose vient d’abord",
        "clear": "C’est fait : lever le préalable",
        "yours": "Le travail est à vous",
        "bad": "Ça se passe mal",
    },
    "en": {
        "begin": "Begin the sheet",
        "bearable": "The greatest loss the business can bear",
        "delegation": "For a delegation",
        "costs": "On average this costs",
        "cases": "Write both cases",
        "what": "What happens, exactly",
        "keep": "Keep this",
        "vague": "could mean anything",
        "add": "Add an outcome",
        "title": "What may happen",
        "likely": "Most likely",
        "percent": "How likely, in %",
        "low": "At least",
        "save": "Add the outcome",
        "wrong": "the wrong way round",
        "gate": "Make it a gate of the work",
        "make": "Make it a gate",
        "wait": "Not yet: something comes first",
        "clear": "It is so: clear the gate",
        "yours": "The work is yours",
        "bad": "It goes wrong",
    },
}


def is_accessible(page: Page) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert not found["violations"], [
        (one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]
    ]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("language", "phone"), [("fr", True), ("en", False)])
def test_a_decision_is_put_in_figures_and_its_safeguard_holds_the_work_back(
    instance: Instance, visit: Callable[..., Page], language: str, phone: bool
) -> None:
    delegation, said = instance.python(SEED.format(language=language)).strip(), WORDS[language]
    page = visit(language=language, phone=phone, dark=phone)
    home = sign_in(page, instance, "olive.owner@example.org")
    page.goto(f"{home}decide/sheets/")
    is_accessible(page)
    page.locator("a[href*='template=access']").click()
    page.get_by_label(said["bearable"]).fill("1500")
    page.get_by_label(said["delegation"]).select_option(delegation)
    page.get_by_role("button", name=said["begin"]).click()
    expect(page.locator(".lead").first).to_contain_text(said["costs"])
    expect(page.locator("svg.histogram")).to_have_attribute("aria-label", re.compile(said["costs"]))
    is_accessible(page)

    # The worst case in words: what is vague is pointed out, and kept.
    page.get_by_role("link", name=said["cases"]).click()
    page.get_by_label(said["what"]).first.fill(said["bad"])
    page.get_by_role("button", name=said["keep"], exact=True).click()
    expect(page.locator("#cases")).to_contain_text(said["vague"])

    # An outcome of one's own; a range the wrong way round is said at its field, and what was typed stays.
    page.get_by_role("link", name=said["add"]).click()
    page.get_by_label(said["title"]).fill("Une page fausse")
    page.get_by_label(said["percent"], exact=True).fill("30")
    page.get_by_label(said["low"], exact=True).fill("90")
    page.get_by_label(said["likely"], exact=True).fill("50")
    page.get_by_role("button", name=said["save"]).click()
    expect(page.locator("#id_likely_error")).to_contain_text(said["wrong"])
    expect(page.get_by_label(said["title"])).to_have_value("Une page fausse")
    page.get_by_label(said["low"], exact=True).fill("10")
    page.get_by_role("button", name=said["save"]).click()
    expect(page.locator("#outcomes")).to_contain_text("Une page fausse")

    # The first safeguard becomes a gate; the executor sees what comes first, then that the work is theirs.
    page.get_by_text(said["gate"]).first.click()
    page.locator("details[open]").get_by_role("button", name=said["make"]).click()
    expect(page.locator(f"#safeguards a[href*='{delegation}']")).to_be_visible()
    other = visit(language=language, phone=phone)
    sign_in(other, instance, "eve.executor@example.org")
    other.goto(f"{home}delegations/{delegation}/")
    expect(other.get_by_role("heading", name=said["wait"])).to_be_visible()
    page.goto(f"{home}delegations/{delegation}/")
    is_accessible(page)
    page.get_by_role("button", name=said["clear"]).click()
    other.reload()
    expect(other.get_by_role("heading", name=said["yours"])).to_be_visible()
    is_accessible(other)
