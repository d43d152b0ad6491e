"""What is read out of a procedure's file: values only, and the limits that they keep."""

from dataclasses import dataclass, replace
from typing import Literal

MAX_BYTES = 1_000_000
MAX_LINE = 100_000
MAX_LINES = 50_000
MAX_STEPS = 2_000

Severity = Literal["note", "unsure", "problem"]
"""note: worth knowing · unsure: the person should look · problem: nothing could be made of it."""


class ReadingRefused(Exception):
    """The file cannot be read at all. `code` is data: too_large, line_too_long,
    too_many_lines, too_many_steps, binary."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the reader noticed. The sentence is written elsewhere, in the reader's language.

    `line` is the 1-based source line, 0 for the whole file; `words` quotes at most 80 characters of the source.
    """

    code: str
    line: int
    words: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One step. `title` is plain text on one line; `body` and `expected` are Markdown, "" when absent.

    `level` is 0 for a main step and at most one more than the step before. `checked_box` is None without a box.
    `line` is the 1-based source line. `section` is the path of headings it stands under, joined by " › ".
    """

    title: str
    body: str = ""
    expected: str = ""
    level: int = 0
    checked_box: bool | None = None
    line: int = 0
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Text that stands between steps, before step number `before` (0-based), under the heading path `title`.

    `heading` is the source of the heading lines ("" when the text only leads into a second list),
    `note` the Markdown that follows them.
    """

    title: str
    heading: str
    note: str
    before: int
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, shared out: every non-blank line stands in exactly one part (see `unaccounted`)."""

    title: str
    introduction: str
    steps: tuple[ReadStep, ...]
    afterword: str = ""
    findings: tuple[Finding, ...] = ()
    sections: tuple[Section, ...] = ()
    front_matter: str = ""

    def lead_in(self, index: int) -> str:
        """The Markdown (headings and notes) that stands right before step number `index`, 0-based."""
        told = [part for s in self.sections if s.before == index for part in (s.heading, s.note) if part]
        return "\n\n".join(told)


def flat(reading: Reading) -> Reading:
    """The same reading without sections and front matter, for a store that keeps only texts and steps.

    Front matter becomes a code block at the start of the introduction; headings and notes between steps open the
    body of the step that they lead to (before the first step: they close the introduction). Nothing is lost.
    """
    leads: dict[int, list[str]] = {}
    for section in reading.sections:
        parts = [p for p in (section.heading, section.note) if p]
        leads.setdefault(section.before, []).extend(parts)
    front = f"```\n{reading.front_matter}\n```" if reading.front_matter else ""
    introduction = [front, reading.introduction, *leads.pop(0, [])]
    steps = tuple(
        replace(step, body="\n\n".join(p for p in (*leads.get(index, []), step.body) if p))
        for index, step in enumerate(reading.steps)
    )
    return replace(
        reading,
        introduction="\n\n".join(p for p in introduction if p),
        steps=steps,
        sections=(),
        front_matter="",
    )
