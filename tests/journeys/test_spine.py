"""One delegation, from the first line to the payment, as a new user walks it: through pages only, in a real browser."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.durability.instance import Instance
from tests.journeys.conftest import link_in
from tests.journeys.words import EN, FR, TOLD

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(180)]

PICTURES = os.environ.get("RELAIS_PICTURES", "")
"""A folder: a picture of every page of the story is kept there, to be looked at."""
FILES = Path(__file__).parent / "files"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BRIEF = {
    "fr": {
        "results": "Chaque colis perdu a sa réponse en un jour.",
        "guidelines": "Jusqu’à 30 € sans demander.",
        "resources_human": "Camille, à midi.",
        "resources_material": "La boîte du support.",
        "resources_financial": "100 $ pour le mois.",
        "accountability": "Dix réponses relues chaque vendredi.",
        "success": "La deuxième boutique.",
        "failure": "On relit tout ensemble, une semaine.",
    },
    "en": {
        "results": "Every lost parcel has its answer within a day.",
        "guidelines": "Up to 30 € without asking.",
        "resources_human": "Camille, at noon.",
        "resources_material": "The support mailbox.",
        "resources_financial": "$100 a month.",
        "accountability": "Ten answers are read every Friday.",
        "success": "The second shop.",
        "failure": "We read everything together, for a week.",
    },
}
SAID = {
    "fr": {
        "title": "Répondre aux colis perdus",
        "file": "commande-non-recue.md",
        "change": "Le lundi, je ne peux pas avant midi. Est-ce possible ?",
        "changed": "Dix réponses relues chaque vendredi ; le lundi, à partir de midi.",
        "asked": "Combien de colis sont en retard ?",
        "answered": "Trois, dont deux à Lyon. La liste est jointe.",
        "note": "Le menu s’appelle « Ventes ».",
        "first": "Trois réponses parties.",
        "seen": "La procédure ne le disait pas.",
        "corrected": "Ouvrir la boutique, Ventes",
        "second": "Refait avec la version 2.",
    },
    "en": {
        "title": "Answer about lost parcels",
        "file": "parcel-lost.md",
        "change": "On Mondays I cannot before noon. Is that possible?",
        "changed": "Ten answers are read every Friday; on Mondays, from noon.",
        "asked": "How many parcels are late?",
        "answered": "Three, two of them in Lyon. The list is attached.",
        "note": "The menu is called “Sales”.",
        "first": "Three answers sent.",
        "seen": "The procedure did not say so.",
        "corrected": "Open the shop, Sales",
        "second": "Done again with version 2.",
    },
}


@dataclass
class Reader:
    """A person at a browser: what they press is named as they read it."""

    page: Page
    words: Mapping[str, str]

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def named(self, key: str, **fields: object) -> str:
        return self.words[key].format(**fields)

    def press(self, key: str, *, within: Locator | None = None, **fields: object) -> None:
        """Press the button or follow the link with this name, and wait for the page that answers."""
        name = self.named(key, **fields)
        place = within or self.main
        either = place.get_by_role("button", name=name, exact=True).or_(
            place.get_by_role("link", name=name, exact=True)
        )
        self.follow(either.locator("visible=true").first)

    def follow(self, what: Locator) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded") as going:
            what.click()
        answer = going.value
        assert answer is None or answer.status < 400, f"{answer.status} at {self.page.url}"
        self.no_surprise()

    def no_surprise(self) -> None:
        """The page is whole, and fits the screen."""
        expect(self.main).to_be_visible()
        if PICTURES:
            number = len(list(Path(PICTURES).glob("*.png")))
            self.page.screenshot(path=Path(PICTURES) / f"{number:03}.png", full_page=True)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{self.page.url} is {width} px wide"  # type: ignore[index]

    def to(self, key: str) -> None:
        """Go to a place by the navigation that this screen shows; on a phone some are behind "More"."""
        bar = self.page.locator("nav.rail:visible, nav.bar:visible").first
        link = bar.get_by_role("link", name=re.compile("^" + re.escape(self.words[key]))).locator(
            "visible=true"
        )
        if not link.count():
            bar.get_by_text(self.words["more"], exact=True).click()
        self.follow(link.first)

    def open_details(self, key: str) -> None:
        self.main.get_by_text(self.words[key], exact=True).locator("visible=true").first.click()

    def field(self, name: str) -> Locator:
        return self.main.locator(f"[name={name}]").locator("visible=true").first


@dataclass
class Story:
    """The two persons, and what is known of where things stand."""

    instance: Instance
    owner: Reader
    executor: Reader
    language: str
    javascript: bool
    business: str = ""
    sheet: str = ""
    invitation: str = ""

    @property
    def said(self) -> Mapping[str, str]:
        return SAID[self.language]


@pytest.mark.parametrize(
    ("language", "javascript", "phone"),
    [("fr", True, False), ("en", False, True)],
    ids=["french-desk", "english-phone-without-javascript"],
)
def test_one_delegation_from_the_first_line_to_the_payment(
    tmp_path: Path, visit: Callable[..., Page], language: str, javascript: bool, phone: bool
) -> None:
    instance = Instance(
        tmp_path, sqlite=True, migrated=True, LANG={"fr": "fr_FR.UTF-8", "en": "en_GB.UTF-8"}[language]
    )
    words = {"fr": FR, "en": EN}[language]
    owner = Reader(visit(javascript=javascript, phone=phone, language=language), words)
    executor = Reader(visit(javascript=javascript, phone=True, language=language), words)
    story = Story(instance, owner, executor, language, javascript)
    try:
        opens_the_business(story)
        imports_a_procedure(story)
        writes_the_brief(story)
        invites_the_executor(story)
        joins_and_asks_for_a_change(story)
        changes_the_brief_and_is_accepted(story)
        holds_money(story)
        asks_and_is_answered_in_the_log(story)
        runs_the_procedure_and_delivers(story)
        finds_the_procedure_wrong_and_corrects_it(story)
        delivers_again_and_is_accepted_in_part(story)
        settles_the_money_and_closes(story)
        reads_it_all_in_the_log(story)
        proves_the_chain_and_moves_house(story, tmp_path)
    finally:
        instance.end()


def opens_the_business(story: Story) -> None:
    one, page = story.owner, story.owner.page
    page.goto(link_in(story.instance.start()))
    one.field("name").fill("Camille Durand")
    page.get_by_label(one.words["your e-mail"]).fill("camille@example.org")
    one.field("language").select_option(story.language)
    one.field("timezone").select_option("Europe/Paris")
    one.press("go on")
    page.get_by_label(one.words["business name"]).fill("Atelier Durand")
    one.field("currency").select_option("EUR")
    one.field("timezone").select_option("Europe/Paris")
    one.field("language").select_option(story.language)
    one.press("open business")
    story.business = page.url
    assert page.get_attribute("html", "lang") == story.language
    expect(one.main).to_contain_text(one.words["nothing waits"])


def imports_a_procedure(story: Story) -> None:
    one = story.owner
    one.press("write procedure")
    one.to("procedures")
    one.press("import")
    one.field("file").set_input_files(FILES / story.said["file"])
    one.press("preview")
    expect(one.main).to_contain_text(one.words["found"])
    expect(one.main).to_contain_text(one.words["unsure"])
    expect(one.main).to_contain_text(one.words["everything kept"])
    one.press("create draft")
    one.press("publish", number=1)
    # Nothing is lost: the nested items are steps, code and <details> are shown.
    expect(one.main.locator("pre", has_text="1Z999")).to_be_visible()
    expect(one.main.locator("details details, .prose details").first).to_be_visible()


def writes_the_brief(story: Story) -> None:
    one = story.owner
    one.to("today")
    one.press("write brief")
    one.field("title").fill(story.said["title"])
    one.field("procedure").select_option(index=1)
    one.press("to the brief")
    parts = BRIEF[story.language]
    for part, text in parts.items():
        if part != "failure":
            one.field(part).fill(text)
    one.press("keep brief")
    expect(one.main).to_contain_text(one.words["still to write"])
    one.follow(one.main.get_by_role("link", name=story.said["title"]).first)
    story.sheet = one.page.url.split("#")[0]
    expect(one.main.get_by_role("button", name=one.words["propose"], exact=True)).to_have_count(0)
    # Even a button of an older tab proposes nothing while a part is empty.
    token = one.main.locator("[name=csrfmiddlewaretoken]").first.input_value()
    refused = one.page.context.request.post(
        f"{story.sheet}proposal/",
        form={"csrfmiddlewaretoken": token, "key": "an-older-tab-0001"},
        headers={"Referer": story.sheet},
    )
    assert refused.status in (409, 422), refused.status
    one.press("finish brief")
    assert one.field("results").input_value() == parts["results"]
    one.field("failure").fill(parts["failure"])
    one.press("keep brief")


def invites_the_executor(story: Story) -> None:
    one = story.owner
    one.press("choose")
    one.field("currency").select_option("USD")
    one.field("amount_0").fill("100")
    one.press("keep terms")
    one.press("choose")
    one.main.get_by_label(one.words["email"]).fill("hery@example.org")
    one.press("invite")
    one.press("propose")
    one.press("hand over")
    row = one.main.locator("tr", has_text="hery@example.org")
    expect(row).to_contain_text("/invitation/")
    story.invitation = re.findall(r"https?://\S+/invitation/\S+", row.inner_text())[0]


def joins_and_asks_for_a_change(story: Story) -> None:
    other, page = story.executor, story.executor.page
    page.goto(story.invitation)
    other.no_surprise()
    page.get_by_label(other.words["your name"]).fill("Hery Rakoto")
    other.field("language").select_option(story.language)
    other.field("timezone").select_option("Indian/Antananarivo")
    page.get_by_label(other.words["green"]).check()
    other.press("join")
    assert page.url.split("#")[0] == story.sheet, "the brief is what one comes to"
    for text in BRIEF[story.language].values():
        expect(other.main).to_contain_text(text)
    other.open_details("ask change")
    other.field("text").fill(story.said["change"])
    other.press("ask change")
    # The link worked once: whoever finds it later is not let in.
    found = story.owner.page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    answer = found.goto(story.invitation)
    assert answer is not None
    assert answer.status == 409, answer.status
    found.context.close()


def changes_the_brief_and_is_accepted(story: Story) -> None:
    one, other = story.owner, story.executor
    one.page.goto(story.sheet)
    expect(one.main).to_contain_text(one.words["change asked"])
    expect(one.main).to_contain_text(story.said["change"])
    one.press("change brief")
    one.field("accountability").fill(story.said["changed"])
    one.press("keep brief")
    one.press("propose again")
    other.page.reload()
    expect(other.main).to_contain_text(story.said["changed"])
    other.press("accept")


def holds_money(story: Story) -> None:
    one = story.owner
    one.page.reload()
    one.press("hold money")
    assert one.field("amount").input_value() == {"fr": "100,00", "en": "100.00"}[story.language]
    one.field("reference").fill("VIR 2026-118")
    one.press("hold")
    assert money_of(story, "held") == {"fr": "100,00\xa0$US", "en": "$100.00"}[story.language]


def money_of(story: Story, key: str) -> str:
    term = story.owner.main.locator("#money dt", has_text=story.owner.words[key]).first
    return term.locator("xpath=following-sibling::dd[1]").inner_text().strip()


def asks_and_is_answered_in_the_log(story: Story) -> None:
    one, other = story.owner, story.executor
    one.to("log")
    one.field("text").fill(story.said["asked"])
    one.field("to").select_option(index=1)
    one.press("write")
    other.to("today")
    other.follow(other.main.locator("a.button", has_text=other.words["answer"]).first)
    other.field("text").fill(story.said["answered"])
    other.open_details("attach")
    other.field("files").set_input_files({"name": "retards.png", "mimeType": "image/png", "buffer": PICTURE})
    other.press("reply")
    one.to("today")
    one.follow(one.main.locator("a.button", has_text=one.words["read"]).first)
    expect(one.main).to_contain_text(story.said["answered"])
    expect(one.main).to_contain_text(one.words["answered"])
    address = one.main.get_by_role("link", name="retards.png").get_attribute("href")
    assert one.page.context.request.get(f"{story.instance.address}{address}").body() == PICTURE
    inks = {
        style
        for who in (one, other)
        for style in who.main.locator("article").evaluate_all(
            "all => all.map(a => a.className.match(/ink-\\d/)[0])"
        )
    }
    assert len(inks) == 2, "each writes in an ink of their own"


def runs_the_procedure_and_delivers(story: Story) -> None:
    other = story.executor
    other.page.goto(story.sheet)
    other.press("run")
    tick(other, 1)
    expect(other.main.get_by_role("heading", level=1)).to_have_text(other.named("step", number=2))
    other.open_details("note")
    other.field("note").fill(story.said["note"])
    other.press("failed") if not story.javascript else other.main.get_by_role(
        "button", name=other.words["failed"]
    ).click()
    expect(other.main.get_by_role("heading", level=1)).to_have_text(other.named("step", number=3))
    if story.javascript:
        other.page.wait_for_load_state("networkidle")
    other.press("leave")
    other.press("resume")
    for number in range(3, 11):
        expect(other.main.get_by_role("heading", level=1)).to_have_text(other.named("step", number=number))
        tick(other, number)
    other.press("finish run")
    other.press("to deliver")
    other.press("deliver")
    other.field("text").fill(story.said["first"])
    other.field("hours").fill("1")
    other.field("minutes").fill("20")
    other.press("deliver")


def tick(reader: Reader, number: int) -> None:
    """Tick the step that is shown, and wait until the next one is there."""
    heading = reader.main.get_by_role("heading", level=1)
    before = heading.inner_text()
    reader.main.locator(".run-bar button.primary").click()
    expect(heading, f"step {number}").not_to_have_text(before)


def finds_the_procedure_wrong_and_corrects_it(story: Story) -> None:
    one = story.owner
    one.to("today")
    one.follow(one.main.locator("a.button", has_text=one.words["judge"]).first)
    expect(one.main).to_contain_text(story.said["note"])
    one.main.get_by_label(one.words["redo"], exact=True).check()
    one.main.locator("label.choice", has_text=re.compile(r"^\s*2\.")).click()
    one.main.get_by_label(one.words["procedure wrong"]).check()
    one.field("note").fill(story.said["seen"])
    one.press("verdict")
    one.press("correct")
    step = one.main.locator("#to-correct")
    expect(step).to_be_in_viewport()
    step.locator("[name=step_title]").fill(story.said["corrected"])
    one.press("publish", number=2)
    expect(one.main).to_contain_text(story.said["corrected"])


def delivers_again_and_is_accepted_in_part(story: Story) -> None:
    one, other = story.owner, story.executor
    other.page.goto(story.sheet)
    expect(other.main).to_contain_text(story.said["seen"])
    other.press("deliver")
    other.field("text").fill(story.said["second"])
    other.field("minutes").fill("15")
    other.press("deliver")
    one.to("today")
    one.follow(one.main.locator("a.button", has_text=one.words["judge"]).first)
    one.main.get_by_label(one.words["accepted"], exact=True).check()
    one.main.get_by_label(one.words["release part"]).check()
    one.main.get_by_label(one.words["how much"]).fill("80")
    one.press("verdict")


def settles_the_money_and_closes(story: Story) -> None:
    one = story.owner
    one.press("return", within=one.page.locator("#money"))
    if one.page.locator("[name=reference]").count():
        one.field("reference").fill("VIR 2026-131")
    if one.page.locator("[name=reason]").count():
        one.field("reason").fill("20")
    one.follow(one.main.locator("form button.primary"))
    one.press("pay")
    one.field("reference").fill("VIR 2026-140")
    one.follow(one.main.locator("form button.primary"))
    one.press("close")
    expect(one.main).to_contain_text(one.words["closed"])


def reads_it_all_in_the_log(story: Story) -> None:
    for reader in (story.owner, story.executor):
        reader.to("log")
    one = story.owner
    in_order(log_of(one), TOLD[story.language])
    # The same log, read in the other language.
    other_language = {"fr": "en", "en": "fr"}[story.language]
    one.to("log")
    switch(one)
    assert one.page.get_attribute("html", "lang") == other_language
    told = [
        theirs if not theirs[0].isupper() else mine
        for mine, theirs in zip(TOLD[story.language], TOLD[other_language], strict=True)
    ]
    in_order(log_of(one), told)


def switch(reader: Reader) -> None:
    """Read in the other language from now on, by the button at the foot of the navigation."""
    button = reader.page.get_by_role("button", name=reader.words["other language"]).locator("visible=true")
    if not button.count():
        reader.page.locator("nav.rail:visible, nav.bar:visible").first.get_by_text(
            reader.words["more"], exact=True
        ).click()
    reader.follow(button.first)


def log_of(reader: Reader) -> list[str]:
    """Every line of the log, oldest first, page by page."""
    lines: list[str] = []
    while True:
        lines += reader.main.locator(".event, article").all_inner_texts()
        older = reader.main.locator("a[rel=next]")
        if not older.count():
            return [" ".join(line.replace("\xa0", " ").split()) for line in reversed(lines)]
        reader.follow(older.first)


def in_order(lines: list[str], told: list[str] | tuple[str, ...]) -> None:
    at = 0
    for words in told:
        found = next((n for n in range(at, len(lines)) if words in lines[n]), None)
        assert found is not None, f"“{words}” is not told after line {at}:\n" + "\n".join(lines)
        at = found + 1


def proves_the_chain_and_moves_house(story: Story, folder: Path) -> None:
    proof = story.instance.run("verify")
    parcel = folder / "parcel.zip"
    slug = story.business.rstrip("/").rsplit("/", 1)[1]
    story.instance.run("export", slug, str(parcel))
    # The French one moves to a machine that has nothing: making the tables there takes long, and once is enough.
    elsewhere = Instance(folder / "elsewhere", sqlite=True, migrated=story.language != "fr")
    elsewhere.data.parent.mkdir(exist_ok=True)
    elsewhere.run("import", str(parcel))
    heads = [set(re.findall(r"[0-9a-f]{16,64}", said)) for said in (proof, elsewhere.run("verify"))]
    assert heads[0], proof
    assert heads[0] == heads[1], "the same chain stands in both"
