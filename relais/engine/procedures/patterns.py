"""The French and English words by which a procedure's file shows what it means."""

import re

_FLAGS = re.IGNORECASE
_STEP = r"(?:é|e\u0301|e)tape|step"
_NUMBER = r"(?:n°|nº|#|no\.?)?\s*\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?(?![\w])"

STEP_HEADING = re.compile(rf"^[*_\s]*(?:{_STEP})\s*{_NUMBER}\s*[*_]*(?:\s*[:.)–—-]+)?[*_\s]*", _FLAGS)
"""«Étape 3 : », "Step 3 - ", "Step 3." at the start of a heading."""

STEP_PARAGRAPH = re.compile(rf"^[*_]*(?:{_STEP})\s*{_NUMBER}\s*[*_]*\s*[:.)–—-]+[*_\s]*", _FLAGS)
"""The same at the start of a paragraph, where the separator is required."""

NUMBERED_HEADING = re.compile(r"^[*_\s]*(\d{1,3})(?:[.)]|\s+[:–—-])[*_]*\s+(?=\S)")

BOX = re.compile(r"^(?:\[([ xX]?)\]|([☐☑☒]))(?=\s|$)\s*")

STEPS_NAME = re.compile(
    r"\b(?:steps?|étapes?|etapes?|proc[ée]dures?|marche à suivre|how[ -]to|mode op[ée]ratoire|instructions?"
    r"|déroulement|checklist|liste de contrôle|comment faire)\b",
    _FLAGS,
)
"""A heading above plain bullets which says that they are steps."""

FACTS_NAME = re.compile(
    r"^[*_\s]*(?:(?:our|nos|quelques|some)\s+)?(?:values?|principles?|glossary|faq|examples?|definitions?"
    r"|valeurs?|principes?|glossaire|exemples?|définitions?)\b",
    _FLAGS,
)
"""A heading above a numbered list which says that it counts facts."""

FACTS_LEAD = re.compile(
    r"(?:\b(?:ways?|reasons?|types?|kinds?|options?|categories|cases"
    r"|façons|manières|raisons|sortes?|catégories|cas|possibilités)\b[^.!?\n]{0,80}"
    r"|\b(?:for example|par exemple|e\.g\.)\s?),?\s?:$",
    _FLAGS,
)
"""The end of a paragraph before a numbered list: "in 3 ways:", « par exemple : »."""

EXPECTED_LABEL = re.compile(
    r"^[*_]*(?:expected(?: results?| outcome| output)?|results?|résultats?(?: attendus?)?|attendu)"
    r"[*_]*\s?:[*_]*(?:\s+|$)",
    _FLAGS,
)
EXPECTED_SENTENCE = re.compile(
    r"^[*_]*(?:you (?:should|will)(?: now)? see|you['’]ll see|you see"
    r"|vous (?:devriez|devez|allez) voir|vous voyez|vous verrez|tu (?:vois|verras|devrais voir))\b",
    _FLAGS,
)

OWN_LINE = re.compile(r"^(?:!\[|</?[a-zA-Z]|[-*+•][^\W_]|\*\*[^*]+\*\*$)")
"""A line inside a step's first paragraph that opens something else: an image, HTML, a bullet without space."""

PROCEDURE_MARK = "<!-- relais:procedure -->"
"""Written by `write_procedure`: the lists of this file are steps, and headings are only sections."""
TEXT_OPEN = "<!-- relais:text -->"
TEXT_CLOSE = "<!-- /relais:text -->"
"""Around text that would otherwise be read as steps."""
TITLE_MARK = "<!-- relais:title -->"
"""After a title that must not be cut."""
MARKS = frozenset({PROCEDURE_MARK, TEXT_OPEN, TEXT_CLOSE})


def expected_at(lines: list[str], first: int = 0) -> int | None:
    """Index of the first line from `first` on which tells the expected result."""
    for index in range(first, len(lines)):
        line = lines[index].strip()[:200]
        if EXPECTED_LABEL.match(line) or EXPECTED_SENTENCE.match(line):
            return index
    return None
