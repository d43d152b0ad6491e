"""From a list to its steps: the first paragraph is the title, nested lists are steps below, the rest is the body."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .blocks import Block, Item, Source
from .definitions import with_definitions
from .headline import headline, shortened, without_box
from .patterns import EXPECTED_LABEL, TEXT_OPEN, expected_at
from .reading import MAX_STEPS, Finding, ReadingRefused, ReadStep, Severity

LONG_BODY = 4_000
"""A body of more characters is hard to follow at once: finding `long_step`."""


@dataclass(slots=True)
class Piece:
    """One block of a step's own text, and the column its lines begin at."""

    block: Block
    column: int = 0
    hard: bool = False


@dataclass(slots=True)
class Draft:
    """A step in the making. `lead`: Markdown that its title could not hold; `pieces`: its own blocks, in order."""

    line: int
    level: int
    section: str
    title: str = ""
    box: bool | None = None
    lead: str = ""
    expected: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Shelf:
    """What has been read so far."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, draft: Draft) -> Draft:
        if len(self.drafts) >= MAX_STEPS:
            raise ReadingRefused("too_many_steps")
        self.drafts.append(draft)
        return draft

    def note(self, code: str, start: int, severity: Severity = "note") -> None:
        """Record a finding on the 0-based line `start`, once per code and line."""
        words = self.source.lines[start].strip()[:80] if start < len(self.source.lines) else ""
        finding = Finding(code, start + 1, words, severity)
        if finding not in self.findings[-20:]:
            self.findings.append(finding)


def add_list(shelf: Shelf, block: Block, level: int, section: str) -> None:
    """Every item of `block` as a step of `level`, in order, each followed by the steps nested in it."""
    plain = not block.ordered and not block.has_boxes
    for item in block.items:
        if is_empty(item):
            shelf.note("empty_step", item.start)
            continue
        _add_item(shelf, item, level, section, plain_lists=plain)


def is_empty(item: Item) -> bool:
    """Only a marker, or only a box."""
    if len(item.blocks) != 1 or item.blocks[0].kind != "paragraph":
        return not item.blocks
    return item.box is not None and not without_box(item.blocks[0].content).strip()


def _add_item(shelf: Shelf, item: Item, level: int, section: str, *, plain_lists: bool) -> None:
    draft = shelf.add(Draft(item.start + 1, level, section, box=item.box))
    rest = _take_title(shelf, draft, item)
    if not draft.title:
        draft.pieces = [Piece(b, item.column, hard=b.start == item.start) for b in item.blocks]
        draft.title = shortened("\n".join(_text_of(shelf.source, p) for p in draft.pieces))
        shelf.note("title_made", item.start, "unsure")
        return
    lists = [i for i, b in enumerate(rest) if b.kind == "list" and (b.ordered or b.has_boxes or plain_lists)]
    first, last = (lists[0], lists[-1]) if lists else (len(rest), len(rest))
    for index, block in enumerate(rest):
        if index in lists:
            add_list(shelf, block, level + 1, section)
            continue
        owner = draft if index < first or index > last else shelf.drafts[-1]
        owner.pieces.append(Piece(block, item.column))
        if owner is not draft:
            shelf.note("text_between_lists", block.start, "unsure")
        elif index > last:
            shelf.note("text_after_steps", block.start)


def _take_title(shelf: Shelf, draft: Draft, item: Item) -> Sequence[Block]:
    """Set the draft's title from the item's first block if it is a paragraph or a heading; the other blocks."""
    first = item.blocks[0]
    if first.kind not in ("paragraph", "heading"):
        return item.blocks
    lines = first.content.split("\n")
    if item.box is not None:
        lines[0] = without_box(lines[0])
    set_title(shelf, draft, lines)
    return item.blocks[1:]


def set_title(shelf: Shelf, draft: Draft, lines: list[str]) -> None:
    """The title from a paragraph's lines; what it cannot hold becomes the start of the body."""
    if not any(line.strip() for line in lines):
        return
    told = headline(lines, shelf.source.env)
    draft.title, draft.lead = told.title, told.body
    if told.expected:
        draft.expected.append(told.expected)


def finished(shelf: Shelf) -> tuple[ReadStep, ...]:
    """The drafts as steps, with the expected result taken out of the body."""
    steps = []
    for draft in shelf.drafts:
        body, expected = (with_definitions(t, shelf.source.env) for t in _body_of(shelf, draft))
        if len(body) > LONG_BODY:
            shelf.note("long_step", draft.line - 1)
        steps.append(ReadStep(draft.title, body, expected, draft.level, draft.box, draft.line, draft.section))
    return tuple(steps)


def _body_of(shelf: Shelf, draft: Draft) -> tuple[str, str]:
    kept: list[Piece] = []
    expected = [_without_label(text) for text in draft.expected]
    waiting = bool(expected) and not expected[-1]
    for piece in draft.pieces:
        if waiting:
            expected[-1] = _unquoted(piece, _text_of(shelf.source, piece))
            waiting = False
            continue
        told = _told_in(shelf.source, piece) if not expected else None
        if told is None:
            kept.append(piece)
            continue
        before, text = told
        if before is not None:
            kept.append(before)
        expected.append(_without_label(text))
        waiting = not expected[-1] or text.rstrip().endswith(":")
        if waiting and expected[-1]:
            expected.append("")
    parts = [draft.lead, together(shelf.source, kept)]
    return "\n\n".join(p for p in parts if p.strip()), "\n\n".join(e for e in expected if e)


def _told_in(source: Source, piece: Piece) -> tuple[Piece | None, str] | None:
    """Where a paragraph tells the expected result: the piece before it, and the text from there on."""
    block = piece.block
    if block.kind != "paragraph":
        return None
    lines = source.cut(block.start, block.end, piece.column, hard=piece.hard)
    at = expected_at(lines)
    if at is None:
        return None
    before = Block("paragraph", block.start, block.start + at)
    return (Piece(before, piece.column, piece.hard) if at else None), "\n".join(lines[at:])


def _without_label(text: str) -> str:
    """«Expected: a banner» is "a banner"; "You should see a banner" stays whole."""
    match = EXPECTED_LABEL.match(text)
    if match is None:
        return text.strip("\n")
    head = match.group()
    rest = text[match.end() :]
    return (rest if head.count("**") % 2 == 0 else rest.replace("**", "", 1)).strip("\n")


def _unquoted(piece: Piece, text: str) -> str:
    if piece.block.kind != "quote":
        return text
    stripped = [line.strip() for line in text.split("\n")]
    return "\n".join(line.removeprefix(">").removeprefix(" ") for line in stripped)


def _text_of(source: Source, piece: Piece) -> str:
    block = piece.block
    return "\n".join(source.cut(block.start, block.end, piece.column, hard=piece.hard)).strip("\n")


def together(source: Source, pieces: Sequence[Piece]) -> str:
    """The Markdown of these pieces; blank lines that stood between two neighbours stay as they were."""
    texts: list[str] = []
    previous: Piece | None = None
    for piece in pieces:
        if previous is not None:
            texts.append("\n" * (1 + _gap(source, previous, piece)))
        texts.append(_text_of(source, piece))
        previous = piece
    return "".join(texts)


def _gap(source: Source, previous: Piece, piece: Piece) -> int:
    """Blank lines to leave between two pieces: as in the file when they are neighbours there, else one."""
    start, end = previous.block.end, piece.block.start
    between = source.lines[start:end]
    if end < start or len(between) > 50 or any(line.strip() for line in between):
        return 1
    opaque = TEXT_OPEN in (previous.block.content, piece.block.content)
    return max(1, len(between)) if opaque else len(between)
