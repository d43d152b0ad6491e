"""Does delegating pay? From an activity to its answer, another answer tried and kept, the providers beside each other, the brief.

In words: the owner takes the image search, sees the assumptions, says what a delegate's hour costs and reads from which day it
has paid back and whether now is the moment. They try a dearer delegate, keep what is right, look at their hours instead of
money, add an agency and themselves to compare, and open the brief: on a desk without JavaScript, on a phone in the dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.durability.instance import Instance
from tests.journeys.test_every_page import AXE, RULES, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

OWNER = "olive.owner@example.org"
SEED = """
from tests.cases import an_activity
from tests.cast import make_cast
owner = make_cast().owner
an_activity(owner, "Image search")
"""
WORDS = {
    "en": {
        "reckon": "Reckon it", "yes": r"^Yes, from ", "never": "No, never.", "try": "Only try them", "keep": "Keep these figures",
        "hours": "Your hours", "moment": "Is now the moment?", "compare": "Compare who could do it",
        "first": "Add the first provider",
        "add": "Add it", "agency": "Local agency", "nobody": "Nobody: you go on doing it", "brief": "Write the brief",
        "against": r"costs least: .*against",
    },
    "fr": {
        "reckon": "Calculer", "yes": r"^Oui, à partir du ", "never": "Non, jamais.", "try": "Juste essayer",
        "keep": "Garder ces chiffres",
        "hours": "Vos heures", "moment": "Est-ce le moment", "compare": "Comparer qui pourrait le faire",
        "first": "Ajouter le premier prestataire", "add": "L’ajouter", "agency": "Agence locale",
        "nobody": r"Personne", "brief": "Écrire le brief", "against": r"coûte le moins.*contre",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    instance = Instance(tmp_path_factory.mktemp("cases"), sqlite=True, migrated=True)
    instance.start()
    instance.python(SEED)
    yield instance
    instance.stop()


def checked(page: Page) -> None:
    """Accessible, and no wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, (page.url, wide)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))",
        RULES,
    )
    assert found == [], page.url


def test_from_an_activity_to_its_brief_without_javascript(
    instance: Instance, visit: Callable[..., Page]
) -> None:
    _walk(instance, visit(javascript=False), "en", check=False)


def test_the_same_on_a_phone_in_french_in_the_dark(instance: Instance, visit: Callable[..., Page]) -> None:
    instance.python(
        "from relais.people.models import Person\nfrom relais.deciding.models import Case, Comparison\n"
        "from django.utils import timezone\n"
        "Person.objects.filter(email='olive.owner@example.org').update(language='fr')\n"
        "Case.objects.update(ended_at=timezone.now())\nComparison.objects.update(ended_at=timezone.now())\n"
        "from relais.acts.actor import Actor\nfrom relais.deciding.actions import take_brief_back\n"
        "from relais.delegations.models import Delegation\nfrom relais.people.models import Membership\n"
        "olive = Actor.of(Membership.objects.get(business__slug='alizes', role='owner'), 'cli')\n"
        "for draft in Delegation.objects.filter(state='draft', activity__isnull=False):\n"
        "    take_brief_back(draft.pk, by=olive, now=timezone.now())"
    )
    _walk(instance, visit(phone=True, language="fr", dark=True), "fr", check=True)


def _walk(instance: Instance, page: Page, language: str, *, check: bool) -> None:
    said = WORDS[language]
    sign_in(page, instance, OWNER)
    page.goto(f"{instance.address}/b/alizes/decide/cases/new/")
    page.get_by_role("link", name="Image search").click()
    page.locator("#id_deleg_rate").fill("20")
    if check:
        checked(page)
    page.get_by_role("button", name=said["reckon"]).first.click()
    answer = page.locator("#answer .lead")
    expect(answer).to_have_text(re.compile(said["yes"]))
    expect(page.locator("#moment")).to_contain_text(said["moment"])
    if check:
        checked(page)

    # Tried, and kept only when told to.
    page.locator("#id_owner_rate").fill("10")
    page.get_by_role("button", name=said["try"]).click()
    expect(answer).to_contain_text(said["never"])
    page.locator("#id_owner_rate").fill("55")
    page.get_by_role("button", name=said["keep"]).click()
    expect(answer).to_have_text(re.compile(said["yes"]))
    expect(page.locator("#id_owner_rate")).to_have_value("55")
    page.locator("#picture").get_by_role("link", name=said["hours"]).click()
    expect(page.locator("svg.chart title")).to_contain_text(said["hours"])
    case = page.url.split("?")[0]

    # Who could do it, beside each other.
    page.get_by_role("link", name=said["compare"]).click()
    page.get_by_role("button", name=said["first"]).click()
    for name, kind, pay in (("Studio", "agency", "300"), ("Olive", "nobody", "")):
        page.locator("#id_name").fill(name)
        page.locator(f"input[name=kind][value={kind}]").check()
        page.locator("#id_pay").fill(pay)
        page.locator("#id_pay_per").select_option("month")
        page.locator("#id_hours").fill("4 h")
        page.get_by_role("button", name=said["add"], exact=True).click()
    expect(page.locator("#answer .lead")).to_have_text(re.compile(said["against"]))
    if check:
        checked(page)

    page.goto(case)
    expect(page.locator("dl.facts")).to_contain_text("Studio")
    page.get_by_role("button", name=said["brief"]).click()
    page.wait_for_url(re.compile(r"/delegations/[0-9a-f-]+/brief/$"))
