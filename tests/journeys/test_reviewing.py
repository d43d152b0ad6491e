"""What keeps coming back, reviewed in a real browser: flops grouped, a group decided on, looked at again, handed over.

French on a desk with its keyboard, English on a phone without a script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.test_every_page import axe, sign_in, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

OWNER: Final = "olive.owner@example.org"
SEED: Final = """
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.utils import timezone
from relais.activities.actions import add_activity, decide
from relais.activities.actions.activities import Known
from relais.planning import actions
from tests.cast import by, make_cast
owner = make_cast().owner
owner.person.language = {language!r}
owner.person.save(update_fields=["language"])
now = timezone.now()
today = now.astimezone(ZoneInfo("Europe/Paris")).date()
said = {{"by": by(owner), "now": now}}
for n, text in enumerate({flops!r}):
    actions.note_highlight("flop", text, on=today - timedelta(days=9 - 2 * n), **said)
before = now - timedelta(days=40)
vat = add_activity(Known(title={vat!r}), by=by(owner), now=before)
decide(
    vat.id, choice="automate", reason={reason!r}, look_again_on=today - timedelta(days=2), confidence="0.7",
    expected_minutes=10, by=by(owner), now=before,
)
"""
FLOPS: Final = (
    "Deux heures de recherche d’images", "encore 2 h à chercher des photos", "image hunting again",
    "Images et photos, toute la matinée",
)  # fmt: skip
FR: Final = {
    "flops": FLOPS, "vat": "TVA", "reason": "Un tableau suffira.", "title": "Recherche d’images",
    "recurring": "Ce qui revient", "review": "Passer cette période en revue", "forecast": "Pronostic", "no": "Non",
    "lesson": "Qu’en retenez-vous ?", "next": "Garder la réponse et continuer", "name": "Nom de la nouvelle activité",
    "delegate": "Déléguer", "why": "Pourquoi ?", "sure": "Quelle chance que cela ait marché",
    "minutes": "Durée de chaque fois", "decide": "Décider et continuer", "missing": "Choisissez : garder",
    "skip": "Passer", "finish": "Terminer la revue", "decided": "« Recherche d’images » : à déléguer",
    "worked": "n’a pas marché", "candidates": "À déléguer", "brief": "Écrire le brief", "hours": "de votre semaine",
    "back": "Annuler la décision", "again": "La poursuivre",
}  # fmt: skip
EN: Final = {
    "flops": FLOPS, "vat": "VAT", "reason": "A sheet will do.", "title": "Image search",
    "recurring": "What recurs", "review": "Review this period", "forecast": "Forecast", "no": "No",
    "lesson": "What do you learn from it?", "next": "Keep the answer, go on", "name": "Name of the new activity",
    "delegate": "Delegate", "why": "Why?", "sure": "How likely is it to have worked",
    "minutes": "How long each time", "decide": "Decide, go on", "missing": "Choose: keep",
    "skip": "Skip it", "finish": "Finish the review", "decided": "“Image search” is to be delegated",
    "worked": "did not work", "candidates": "Delegate next", "brief": "Write the brief", "hours": "of your week",
    "back": "Take the decision back", "again": "Go on with it",
}  # fmt: skip


def plain(text: str) -> re.Pattern[str]:
    """A text whose spaces may be of any kind."""
    return re.compile(re.sub(r"\s", r"\\s", re.escape(text).replace(r"\ ", " ")))


@pytest.mark.parametrize(("language", "said"), [("fr", FR), ("en", EN)])
def test_what_keeps_coming_back_is_decided_on(
    instance: Instance, visit: Callable[..., Page], language: str, said: dict[str, str]
) -> None:
    instance.python(SEED.format(language=language, **{key: said[key] for key in ("flops", "vat", "reason")}))
    script = language == "fr"
    page = visit(javascript=script, phone=not script, language=language, dark=not script)
    home = sign_in(page, instance, OWNER)

    # Four wordings in two languages, one thing.
    page.goto(f"{home}decide/recurring/")
    expect(page.locator(".group-row")).to_have_count(1)
    expect(page.locator(".group-row")).to_contain_text("4 flops")
    if script:
        assert not axe(page)
    page.get_by_role("button", name=said["review"]).click()

    # First the decision whose day has come: what was forecast, and what came of it.
    expect(page.get_by_role("heading", level=1)).to_have_text(said["vat"])
    expect(page.locator("main")).to_contain_text(said["reason"])
    expect(page.locator("main")).to_contain_text(said["forecast"])
    page.get_by_label(said["no"], exact=True).check()
    page.get_by_label(plain(said["lesson"])).fill("90 %")
    if script:
        assert not axe(page) + too_wide(page)
    page.get_by_role("button", name=said["next"]).click()

    # Then what recurs. Left halfway, the review waits where it was left.
    page.goto(f"{home}decide/reviews/")
    page.get_by_role("link", name=said["again"]).click()
    page.locator("main a.button.primary").click()
    expect(page.get_by_label(plain(said["name"]))).to_be_visible()
    page.get_by_label(plain(said["name"])).fill(said["title"])
    page.get_by_label(plain(said["minutes"])).fill("1 h")
    page.get_by_label(plain(said["why"])).fill("x")
    page.get_by_label(plain(said["sure"])).fill("170")
    page.get_by_label(said["delegate"], exact=True).check()
    page.get_by_role("button", name=said["decide"]).click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.get_by_label(plain(said["name"]))).to_have_value(said["title"])
    page.get_by_label(plain(said["sure"])).fill("80")
    page.get_by_role("button", name=said["decide"]).click()

    # With the keyboard back and forth; the last point is skipped.
    expect(page.get_by_role("heading", level=1)).to_have_text(said["vat"])
    if script:
        page.keyboard.press("k")
        expect(page.get_by_role("button", name=said["back"])).to_be_visible()
        page.keyboard.press("j")
        expect(page.get_by_role("heading", level=1)).to_have_text(said["vat"])
    page.get_by_role("button", name=said["skip"], exact=True).click()
    expect(page.locator("main")).to_contain_text(plain(said["decided"]))
    expect(page.locator("main")).to_contain_text(plain(said["worked"]))
    page.get_by_role("button", name=said["finish"]).click()

    # What was decided is what to delegate next, with its figures; the brief begins with what is known.
    page.locator("main").get_by_role("link", name=said["candidates"]).last.click()
    first = page.locator(".candidates > li").first
    expect(first.get_by_role("heading")).to_have_text(said["title"])
    expect(first).to_contain_text(said["hours"])
    assert not too_wide(page)
    first.get_by_role("button", name=said["brief"]).click()
    expect(page).to_have_url(re.compile(r"/delegations/[0-9a-f-]+/brief/$"))
    expect(page.locator("textarea[name=results]")).to_have_value(re.compile(r"1\sh"))
