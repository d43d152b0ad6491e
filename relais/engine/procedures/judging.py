"""Which headings and lists of a file are steps? Each list is judged on its own place in the file."""

from dataclasses import dataclass, field

from .blocks import Block, Source, is_file_mark
from .items import is_empty
from .patterns import FACTS_LEAD, FACTS_NAME, NUMBERED_HEADING, STEP_HEADING, STEP_PARAGRAPH, STEPS_NAME
from .reading import Finding

PARAGRAPH_LEVEL = 7
"""A paragraph "**Step 1:** …" acts as a heading below all headings."""


@dataclass(slots=True)
class Judged:
    """`headings`: first line of a heading that is a step -> its text after "Step 3:". `lists`: first lines of
    the lists that are steps. Lines are 0-based."""

    headings: dict[int, str] = field(default_factory=dict)
    lists: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_steps(self) -> bool:
        return bool(self.headings or self.lists)

    @property
    def first_step(self) -> int | None:
        return min((*self.headings, *self.lists), default=None)


@dataclass(frozen=True, slots=True)
class _Place:
    """A top-level list with the heading above it and the paragraph right before it."""

    block: Block
    heading: str
    lead: str


def judge(source: Source, blocks: tuple[Block, ...]) -> Judged:
    """Decide on every heading and list of `blocks`, with findings for what could have been read otherwise."""
    judged = Judged()
    ours = any(is_file_mark(b) for b in blocks)
    if not ours:
        judged.headings = _explicit(blocks) or _numbered(blocks) or _paragraphs(blocks)
    places = _places(blocks)
    facts = [] if ours else [p for p in places if p.block.ordered and _counts_facts(p)]
    ordered = [p for p in places if p.block.ordered and p not in facts]
    boxes = [p for p in places if not p.block.ordered and p.block.has_boxes]
    _say(judged, source, facts, "list_of_facts")
    if judged.headings:
        start = min(judged.headings)
        before = [p for p in ordered if p.block.start < start]
        ordered = [p for p in ordered if p.block.start > start]
        _say(judged, source, before, "two_lists_possible")
        _say(judged, source, (ordered + boxes)[:1], "heading_steps_and_lists")
    if ordered and boxes:
        few = _count(ordered) < _count(boxes) and not ours
        if few:
            _say(judged, source, ordered, "two_lists_possible")
            ordered = []
        elif not judged.headings:
            _say(judged, source, ordered[:1], "numbers_and_boxes")
    judged.lists = {p.block.start for p in ordered + boxes}
    if not judged.has_steps:
        bullets = [p for p in places if not p.block.ordered and STEPS_NAME.search(p.heading)]
        _say(judged, source, bullets, "bullets_as_steps")
        judged.lists = {p.block.start for p in bullets}
    return judged


def _count(places: list[_Place]) -> int:
    return sum(len(p.block.items) for p in places)


def _say(judged: Judged, source: Source, places: list[_Place], code: str) -> None:
    for place in places:
        start = place.block.start
        judged.findings.append(Finding(code, start + 1, source.lines[start].strip()[:80], "unsure"))


def _places(blocks: tuple[Block, ...]) -> list[_Place]:
    places = []
    heading = lead = ""
    for block in blocks:
        if block.kind == "list" and not all(is_empty(item) for item in block.items):
            places.append(_Place(block, heading, lead))
        if block.kind == "heading":
            heading = " ".join(block.content.split())[:300]
        lead = block.content.strip()[-300:] if block.kind == "paragraph" else ""
    return places


def _counts_facts(place: _Place) -> bool:
    return bool(FACTS_LEAD.search(place.lead) or FACTS_NAME.match(place.heading))


def _explicit(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Headings «Étape 1 : …» or "Step 1 - …"."""
    found = {}
    for block in blocks:
        match = STEP_HEADING.match(block.content) if block.kind == "heading" else None
        if match:
            found[block.start] = _rest(block.content, match.end())
    return found


def _rest(content: str, end: int) -> str:
    """The title after its number; the whole heading when nothing else is said."""
    rest = content[end:].strip()
    opening = content[:end]
    for mark in ("**", "__"):
        if opening.count(mark) % 2 and rest.count(mark) % 2:
            rest = rest.replace(mark, "", 1)
    return rest if rest.strip("*_ ") else content.strip()


def _numbered(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Headings "1. …", "2. …" of one level when they count up from 1 and no other of that level breaks the run."""
    for level in range(1, 7):
        run: list[tuple[Block, int, int]] = []
        broken = False
        for block in (b for b in blocks if b.kind == "heading" and b.level <= level):
            match = NUMBERED_HEADING.match(block.content) if block.level == level else None
            if match is None:
                broken = bool(run)
            elif broken or int(match.group(1)) != len(run) + 1:
                run = []
                break
            else:
                run.append((block, match.end(), level))
        if len(run) >= 2:
            return {block.start: _rest(block.content, end) for block, end, _ in run}
    return {}


def _paragraphs(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Paragraphs "**Step 1:** …", two at least, the first of them numbered 1."""
    found = {}
    for block in blocks:
        match = STEP_PARAGRAPH.match(block.content[:200]) if block.kind == "paragraph" else None
        if match:
            found[block.start] = _rest(block.content, match.end())
    return found if len(found) >= 2 else {}
