"""What a person of the domain expects of a file, in small files of the shapes that are found in the wild."""

import os
from pathlib import Path
from textwrap import dedent

import pytest

from relais.engine.procedures.markdown import (
    Reading,
    ReadingRefused,
    decode,
    flat,
    read_procedure,
    unaccounted,
    write_procedure,
)


def read(text: str, **named: str) -> Reading:
    text = dedent(text).lstrip("\n")
    reading = read_procedure(text, **named)
    assert unaccounted(text, reading) == ()
    assert unaccounted(text, flat(reading)) == ()
    return reading


def outline(reading: Reading) -> list[str]:
    """The steps as a person would write them down: indentation is the level."""
    return ["  " * step.level + step.title for step in reading.steps]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


SHAPES = [
    ("numbered", "1. Ouvrir\n2. Fermer\n", ["Ouvrir", "Fermer"]),
    ("every item is 1.", "1. Open\n1. Close\n1. Lock\n", ["Open", "Close", "Lock"]),
    ("parenthesis", "1) Open\n2) Close\n", ["Open", "Close"]),
    ("wrong numbers", "1. One\n2. Two\n4. Four\n6. Six\n5. Five\n", ["One", "Two", "Four", "Six", "Five"]),
    ("checkboxes", "- [ ] Ouvrir\n- [x] Fermer\n", ["Ouvrir", "Fermer"]),
    ("checkboxes with stars", "* [ ] Open\n* [X] Close\n", ["Open", "Close"]),
    ("drawn boxes", "- ☐ Ouvrir\n- ☑ Fermer\n", ["Ouvrir", "Fermer"]),
    ("Étape N :", "## Étape 1 : Préparer\n\nTexte\n\n## Étape 2 : Publier\n", ["Préparer", "Publier"]),
    ("Step N -", "### Step 1 - Prepare\n\n### Step 2 – Send\n", ["Prepare", "Send"]),
    ("Step N.", "# Step 1. Prepare\n\n# Step 2. Send\n", ["Prepare", "Send"]),
    ("Step N alone", "## Step 1\n\nDo it.\n\n## Step 2\n\nAgain.\n", ["Step 1", "Step 2"]),
    ("Etape without accent", "## ETAPE 1 — Préparer\n## ETAPE 2 — Publier\n", ["Préparer", "Publier"]),
    ("decomposed accent", "## E\u0301tape 1 : Lire\n## E\u0301tape 2 : Dire\n", ["Lire", "Dire"]),
    ("numbered headings", "## 1. Prepare\n\ntext\n\n## 2. Send\n", ["Prepare", "Send"]),
    ("bold headings", "### **Step 1: Prepare**\n\n### **Step 2: Send**\n", ["Prepare", "Send"]),
    ("bold paragraphs", "**Étape 1 :** Lire\n\ndétail\n\n**Étape 2 :** Dire\n", ["Lire", "Dire"]),
    ("nested", "1. A\n   1. B\n   2. C\n      1. D\n2. E\n", ["A", "  B", "  C", "    D", "E"]),
    ("nested boxes", "- [ ] A\n  - [ ] B\n- [ ] C\n", ["A", "  B", "C"]),
    ("numbers under a box", "- [ ] A\n  1. B\n", ["A", "  B"]),
    ("tabs", "1.\tA\n\t1.\tB\n2.\tC\n", ["A", "  B", "C"]),
    ("loose", "1. A\n\n   more\n\n   and more\n\n2. B\n", ["A", "B"]),
    ("bullets under Étapes", "## Étapes\n\n- Lire\n- Dire\n", ["Lire", "Dire"]),
    ("bullets under Steps, nested", "### Steps:\n\n- Read\n  - Say\n", ["Read", "  Say"]),
    ("bullets under a name", "## Marche à suivre\n\n* Lire\n", ["Lire"]),
    ("steps below headings", "## Étape 1 : A\n\n1. B\n2. C\n\n## Étape 2 : D\n", ["A", "  B", "  C", "D"]),
    ("facts", "You can go in 2 ways:\n\n1. by car\n2. by train\n\nNow:\n\n1. Go\n", ["Go"]),
    ("exemple", "Par exemple :\n\n1. un\n2. deux\n\n## Faire\n\n1. Trois\n", ["Trois"]),
    ("in a code block", "```\n1. no\n2. no\n```\n", []),
    ("in a quotation", "> 1. no\n> 2. no\n", []),
    ("plain bullets", "# Advice\n\n- Be kind\n- Be clear\n- Be brief\n", []),
    ("prose", "Rien que du texte.\n", []),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in SHAPES], ids=[s[0] for s in SHAPES])
def test_shapes(text: str, expected: list[str]) -> None:
    assert outline(read(text)) == expected


def test_a_whole_file_in_french() -> None:
    reading = read("""
        ---
        title: Publier un article
        tags: [blog]
        ---

        # Publier l'article du jour

        Chaque matin avant *10 h*.

        ## Préparer

        À faire la veille :

        1. Relire [le texte](https://exemple.fr/texte).
           Les liens doivent répondre.
        2. Choisir une image :

           ![exemple](image.png)

           | taille | poids |
           |--------|-------|
           | 1200   | 200 k |

        ## Publier

        1. Lancer la commande
           ```shell
           publier --vite

           publier --encore
           ```
           Résultat attendu : la page répond.
        2. Vérifier la page.

           Vous voyez :

           ```
           200 OK
           ```

        ## Contacts

        - Anne
    """)
    assert reading.title == "Publier l'article du jour"
    assert reading.front_matter.startswith("---\ntitle:")
    assert reading.introduction == "Chaque matin avant *10 h*."
    assert outline(reading) == [
        "Relire le texte. Les liens doivent répondre.",
        "Choisir une image :",
        "Lancer la commande",
        "Vérifier la page.",
    ]
    first, second, third, fourth = reading.steps
    assert first.body == "[le texte](https://exemple.fr/texte)"
    assert (first.line, first.section) == (14, "Préparer")
    assert second.body.startswith("![exemple](image.png)\n\n| taille | poids |\n|---")
    assert third.body == "```shell\npublier --vite\n\npublier --encore\n```"
    assert third.expected == "la page répond."
    assert fourth.expected == "Vous voyez :\n\n```\n200 OK\n```"
    assert reading.lead_in(0) == "## Préparer\n\nÀ faire la veille :"
    assert reading.lead_in(2) == "## Publier"
    assert reading.afterword == "## Contacts\n\n- Anne"
    assert codes(reading) == {"front_matter", "numbering_restarts", "text_after_steps"}


def test_a_store_without_sections_loses_nothing() -> None:
    reading = flat(read("# T\n\nIntro\n\n## A\n\n1. one\n\n## B\n\nFirst read.\n\n1. two\n"))
    assert reading.introduction == "Intro\n\n## A"
    assert [s.body for s in reading.steps] == ["", "## B\n\nFirst read."]


EXPECTED = [
    ("1. Save\n   Expected: a green banner\n", "a green banner"),
    ("1. Save\n\n   **Expected result:** a green banner\n", "a green banner"),
    ("1. Save\n\n   You should see a green banner.\n", "You should see a green banner."),
    ("1. Enregistrer\n   Résultat attendu : un bandeau\n", "un bandeau"),
    ("1. Enregistrer\n\n   Vous devriez voir un bandeau.\n", "Vous devriez voir un bandeau."),
    ("1. Save\n\n   Expected:\n\n   > one\n   >\n   > two\n", "one\n\ntwo"),
    ("## Step 1: Save\n\nText.\n\nExpected: banner\n\n## Step 2: Go\n", "banner"),
    ("1. Save\n   1. Press\n\n   Expected: a banner\n", "a banner"),
]


@pytest.mark.parametrize(("text", "expected"), EXPECTED)
def test_expected_result(text: str, expected: str) -> None:
    assert read(text).steps[0].expected == expected


TITLES = [
    ("1. Press **Save** or `git push`\n", "Press Save or git push", ""),
    ("1. See [the guide](https://a.b/c)\n", "See the guide", "[the guide](https://a.b/c)"),
    ("1. See [the guide][g]\n\n[g]: https://a.b/c\n", "See the guide", "[the guide](https://a.b/c)"),
    ("1. See <https://a.b/c>\n", "See https://a.b/c", ""),
    ("1. <a href='x'>Open</a>\n", "Open", "<a href='x'>Open</a>"),
    ("1. Press ![save](s.png) now\n", "Press save now", "![save](s.png)"),
    ("1. Tom &amp; Ann\n", "Tom & Ann", ""),
    ("1. First line  \n   second line\n", "First line", "second line"),
    ("1. Open it\n   ![shot](s.png)\n", "Open it", "![shot](s.png)"),
    ("1. ```\n   run\n   ```\n", "run", "```\nrun\n```"),
    ("1. # Big\n\n   text\n", "Big", "text"),
    (
        f"1. Call the client back. {'Then write it down and go on. ' * 5}\n",
        "Call the client back.",
        "Then write it down and go on. " * 4 + "Then write it down and go on.",
    ),
]


@pytest.mark.parametrize(("text", "title", "body"), TITLES)
def test_titles(text: str, title: str, body: str) -> None:
    step = read(text).steps[0]
    assert (step.title, step.body) == (title, body)


def test_a_title_that_cannot_be_cut_is_shortened_and_stays_whole_in_the_body() -> None:
    words = "word " * 80
    step = read(f"1. {words}\n").steps[0]
    assert step.title.endswith("…")
    assert len(step.title) == 80
    assert step.body == words.strip()


def test_link_definitions_follow_the_texts_that_use_them() -> None:
    reading = read("See [x].\n\n1. One\n\n   Use [it][x].\n\n## End\n\n[x]: https://a.b\n")
    assert reading.introduction == "See [x].\n\n[x]: https://a.b"
    assert reading.steps[0].body == "Use [it][x].\n\n[x]: https://a.b"
    assert reading.afterword == "## End\n\n[x]: https://a.b"


def test_boxes_keep_their_state() -> None:
    assert [s.checked_box for s in read("- [ ] a\n- [x] b\n- c\n").steps] == [False, True, None]


def test_code_that_lost_its_indentation_stays_with_its_step() -> None:
    reading = read("1. One\n\n```\ncode\n```\n\nMore.\n\n2. Two\n\n```\nlast\n```\n\nThe end.\n")
    assert [s.body for s in reading.steps] == ["```\ncode\n```\n\nMore.", "```\nlast\n```"]
    assert reading.afterword == "The end."
    assert [f.severity for f in reading.findings if f.code == "text_between_lists"] == ["note", "unsure"]


def test_a_second_list_has_its_lead_in() -> None:
    reading = read("1. One\n\nThen the other account:\n\n1. Two\n")
    assert reading.lead_in(1) == "Then the other account:"
    assert "numbering_restarts" in codes(reading)


def test_text_after_nested_steps_belongs_to_their_parent() -> None:
    parent, child = read("1. A\n   1. B\n\n   Tell Ann.\n").steps
    assert (parent.body, child.body) == ("Tell Ann.", "")


def test_details_are_kept_whole_and_are_no_steps() -> None:
    details = "<details>\n<summary>Help</summary>\n\n1. not a step\n\n</details>"
    reading = read(f"1. One\n\n{details}\n\n2. Two\n")
    assert outline(reading) == ["One", "Two"]
    assert reading.steps[0].body == details
    assert "html_kept" in codes(reading)


def test_details_are_opened_when_nothing_else_holds_steps() -> None:
    assert outline(read("<details>\n\n1. One\n2. Two\n\n</details>\n")) == ["One", "Two"]


FINDINGS = [
    ("text only", {"no_steps"}),
    ("- a\n- b\n- c\n", {"no_steps", "list_of_advice"}),
    ("```\n- [ ] a\n- [ ] b\n```\n", {"no_steps", "steps_in_code"}),
    ("## Steps\n- a\n", {"bullets_as_steps"}),
    ("1. a\n\n## B\n\n1. b\n", {"numbering_restarts"}),
    ("- [ ] a\n- [ ] b\n\n1. c\n", {"two_lists_possible", "text_after_steps"}),
    ("1. c\n2. d\n\n- [ ] a\n", {"numbers_and_boxes"}),
    ("## Step 1: a\n\n1. b\n\n- [ ] c\n", {"heading_steps_and_lists"}),
    ("## Step 1: a\n\n1. b\n", {"heading_steps_and_lists"}),
    ("1. x\n\n## Step 1: a\n", {"two_lists_possible"}),
    ("1. a <kbd>b</kbd>\n", {"html_kept"}),
    ("1. a `<b>` c\n", set()),
    ("<script>alert(1)</script>\n\n1. a\n", {"html_kept"}),
    ("1. a\n\n   " + "text " * 1000, {"long_step"}),
    ("1. a\n2.\n3. c\n", {"empty_step"}),
    ("1. - a\n   - b\n", {"title_made"}),
]


@pytest.mark.parametrize(("text", "expected"), FINDINGS)
def test_findings(text: str, expected: set[str]) -> None:
    assert codes(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "file_name", "title"),
    [
        ("# A\n\n1. b\n", "", "A"),
        ("A\n===\n\n1. b\n", "", "A"),
        ("---\ntitle: 'Front'\n---\n1. b\n", "", "Front"),
        ('+++\ntitle = "Front"\n+++\n1. b\n', "", "Front"),
        ("1. b\n", "../x/how-to_pay.md", "how to pay"),
        ("1. b\n", "", ""),
        ("# Part one\n\n1. a\n\n# Part two\n\n1. b\n", "whole.md", "whole"),
    ],
)
def test_where_the_title_comes_from(text: str, file_name: str, title: str) -> None:
    assert read(text, file_name=file_name).title == title


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("é" * 500_001, "too_large"),
        ("x" * 100_001, "line_too_long"),
        ("1. a\n" * 2_001, "too_many_steps"),
        ("\n" * 50_000, "too_many_lines"),
        ("a\0b", "binary"),
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_procedure(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "text", "guessed"),
    [
        ("Étape".encode(), "Étape", None),
        ("\ufeffÉtape".encode(), "Étape", None),
        ("Étape".encode("utf-16"), "Étape", None),
        ("1. Lire le texte".encode("utf-16-le"), "1. Lire le texte", "utf-16-le"),
        ("Étape – 5 €".encode("cp1252"), "Étape – 5 €", "cp1252"),
        (b"\x81\xe9", "\x81é", "latin-1"),
        (b"", "", None),
    ],
)
def test_decoding(data: bytes, text: str, guessed: str | None) -> None:
    read_text, finding = decode(data)
    assert read_text == text
    assert (finding.words if finding else None) == guessed


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\3\4\0\0", b"\xff\xfe\0\xd8"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingRefused) as refused:
        decode(data)
    assert refused.value.code == "binary"


def test_the_checker_sees_a_lost_line() -> None:
    text = "# T\n\n1. One\n\n   body\n2. Two\n"
    whole = read_procedure(text)
    assert unaccounted(text, whole) == ()
    assert unaccounted(text + "\nlost\n", whole) == (8,)
    assert unaccounted(text, Reading(whole.title, "", whole.steps[:1])) == (6,)
    assert unaccounted("x\n\nx\n", Reading("", "x", ())) == (3,)


SAMPLES = Path(os.environ.get("RELAIS_SAMPLES") or Path(__file__).parents[5] / "shared" / "samples") / "sop"

# Judged by reading each file: all levels together, then main steps.
JUDGED = {
    "en_18f_changing_name.md": (9, 9),  # two lists of 4 and 5
    "en_18f_hrlinks.md": (16, 16),  # two "Step N" headings, four lists; the example is no procedure
    "en_18f_security_incidents.md": (14, 9),  # 5, 1 and 3 steps; the questions under the last one
    "en_18fguides_accessibility_checklist.md": (20, 20),  # 7, 6, 7 numbered checks
    "en_artsy_migrating_redis.md": (5, 5),  # 4a) to 4c) are text of step 2
    "en_artsy_onboarding_managers.md": (18, 18),
    "en_artsy_open_sourcing.md": (9, 9),  # the "two ways" are facts
    "en_artsy_retrospectives.md": (7, 7),
    "en_govuk_github_unavailable.md": (29, 26),
    "en_govuk_hmrc_paye.md": (15, 15),
    "en_govuk_make_repo_private.md": (21, 21),
    "en_govuk_rename_country.md": (33, 7),  # seven numbered headings, 26 numbered items
    "en_govuk_rotate_fastly.md": (17, 17),
    "en_sg_adding_new_files.md": (30, 30),  # 13, 3, 11 and 3
    "en_sg_ci_playbook.md": (
        68,
        48,
    ),  # 8 more numbered items stand in a bullet "Yes"/"No": text of their step
    "en_sg_design_template_large.md": (0, 0),  # the whole template is one code block
    "en_sg_leaving.md": (25, 25),  # 9, 4, 4, 6, 2; the "3 ways" are facts
    "en_sg_opening_a_new_job.md": (21, 10),  # ten "Step N" headings, a list and a template in one of them
    "en_sg_support_workflow.md": (28, 11),
    "en_thoughtbot_code_review.md": (0, 0),  # advice
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES} (set RELAIS_SAMPLES)")
@pytest.mark.parametrize("name", sorted(JUDGED))
def test_real_files(name: str) -> None:
    text, guess = decode((SAMPLES / name).read_bytes())
    assert guess is None
    reading = read_procedure(text, file_name=name)
    assert (len(reading.steps), sum(s.level == 0 for s in reading.steps)) == JUDGED[name]
    assert unaccounted(text, reading) == ()
    assert unaccounted(text, flat(reading)) == ()
    assert all(s.title and len(s.title) <= 200 and "\n" not in s.title for s in reading.steps)
    written = write_procedure(reading.title, reading.introduction, reading.steps, afterword=reading.afterword)
    again = read_procedure(written)
    assert (again.title, again.introduction) == (reading.title, reading.introduction)
    assert again.afterword == reading.afterword
    kept = [(s.title, s.level, s.body, s.expected, s.checked_box, s.section) for s in reading.steps]
    assert [(s.title, s.level, s.body, s.expected, s.checked_box, s.section) for s in again.steps] == kept


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES} (set RELAIS_SAMPLES)")
def test_every_real_file_is_judged() -> None:
    assert {p.name for p in SAMPLES.glob("*.md")} == set(JUDGED)
