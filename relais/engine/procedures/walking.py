"""Walks down the blocks of a file and gives each one to its owner: introduction, section, step, afterword."""

from dataclasses import dataclass, field

from .blocks import Block
from .definitions import with_definitions
from .headline import flatten, shortened
from .items import Draft, Piece, Shelf, add_list, set_title, together
from .judging import PARAGRAPH_LEVEL, Judged
from .reading import Section

_SEPARATOR = " › "


@dataclass(slots=True)
class Parts:
    """The blocks outside of steps."""

    introduction: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    afterword: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """`path`: the open headings (level, text). `scopes`: the open heading steps (heading level, their draft).
    `pending`: text whose owner is not known yet. `last_list`: the list the latest steps came from."""

    shelf: Shelf
    judged: Judged
    parts: Parts = field(default_factory=Parts)
    path: list[tuple[int, str]] = field(default_factory=list)
    scopes: list[tuple[int, Draft]] = field(default_factory=list)
    pending: list[Block] = field(default_factory=list)
    last_list: Block | None = None
    first_number_seen: bool = False

    def section(self) -> str:
        return _SEPARATOR.join(text for _, text in self.path)


def walk(shelf: Shelf, blocks: list[Block], judged: Judged) -> Parts:
    """Fill `shelf` with the steps of `blocks`, in order, and return what stands around them."""
    state = _Walk(shelf, judged)
    for block in blocks:
        if block.start in judged.headings:
            _heading_step(state, block)
        elif block.kind == "list" and block.start in judged.lists:
            _list(state, block)
        else:
            if block.kind == "heading":
                _heading(state, block)
            state.pending.append(block)
    _end(state)
    return state.parts


def _level_of(block: Block) -> int:
    return block.level if block.kind == "heading" else PARAGRAPH_LEVEL


def _heading(state: _Walk, block: Block) -> None:
    """An ordinary heading. Below an open heading step it is part of that step's text."""
    while state.scopes and state.scopes[-1][0] >= block.level:
        _give_to_last(state)
        state.scopes.pop()
    if state.scopes:
        return
    while state.path and state.path[-1][0] >= block.level:
        state.path.pop()
    _open(state.path, block, state)


def _give_to_last(state: _Walk) -> None:
    """The scope of a heading step closes: the text at hand is still its own."""
    if state.shelf.drafts:
        state.shelf.drafts[-1].pieces.extend(Piece(b) for b in state.pending)
        state.pending.clear()


def _open(path: list[tuple[int, str]], block: Block, state: _Walk) -> None:
    """Add a heading to the path; one without text only closes those before it."""
    if block.content.strip():
        text, _ = flatten(" ".join(block.content.split("\n"))[:1000], state.shelf.source.env)
        path.append((block.level, text or shortened(block.content)))


def _heading_step(state: _Walk, block: Block) -> None:
    level = _level_of(block)
    if state.scopes:
        _give_to_last(state)
    while state.scopes and state.scopes[-1][0] >= level:
        state.scopes.pop()
    if not state.scopes:
        while state.path and state.path[-1][0] >= level:
            state.path.pop()
    _settle(state, None)
    shelf = state.shelf
    draft = shelf.add(Draft(block.start + 1, len(state.scopes), state.section()))
    set_title(shelf, draft, state.judged.headings[block.start].split("\n"))
    if not draft.title:
        draft.pieces.append(Piece(block))
        draft.title = shortened(block.content)
    state.scopes.append((level, draft))
    state.last_list = None


def _list(state: _Walk, block: Block) -> None:
    _settle(state, block)
    if block.ordered and block.items and block.items[0].number == 1:
        if state.first_number_seen:
            codes = {f.code for f in state.shelf.findings}
            if "numbering_restarts" not in codes:
                state.shelf.note("numbering_restarts", block.start)
        state.first_number_seen = True
    add_list(state.shelf, block, len(state.scopes), state.section())
    state.last_list = block


def _settle(state: _Walk, block: Block | None) -> None:
    """Share out the pending text before a list (`block`) or a heading step (None)."""
    pending, state.pending = state.pending, []
    if not pending:
        return
    if not state.shelf.drafts:
        at = _last_heading(pending, state)
        state.parts.introduction.extend(pending[:at])
        _add_sections(state, pending[at:])
        return
    at = next((i for i, b in enumerate(pending) if b.kind == "heading"), len(pending))
    own_text = state.last_list is None and bool(state.scopes)
    if own_text:
        at = len(pending)
    goes_on = block is not None and at == len(pending) and _continues(state.last_list, block)
    if not own_text and not goes_on and at == len(pending) and block is not None:
        at = _lead_from(pending)
    kept, lead = pending[:at], pending[at:]
    state.shelf.drafts[-1].pieces.extend(Piece(b) for b in kept)
    if kept and not own_text:
        state.shelf.note("text_between_lists", kept[0].start, "note" if goes_on else "unsure")
    _add_sections(state, lead)


def _last_heading(pending: list[Block], state: _Walk) -> int:
    """Where the section of the first step begins: at the headings right above it that are still open."""
    if not state.path:
        return len(pending)
    level = state.path[-1][0]
    at = len(pending)
    for index in range(len(pending) - 1, -1, -1):
        if pending[index].kind == "heading" and pending[index].level == level:
            at = index
            break
    while (
        0 < at < len(pending)
        and pending[at - 1].kind == "heading"
        and pending[at - 1].level < pending[at].level
    ):
        at -= 1
    return at


def _continues(before: Block | None, block: Block) -> bool:
    """Does `block` go on counting where the list before it stopped?"""
    if before is None or before.ordered != block.ordered or not block.ordered:
        return False
    last, first = before.items[-1].number, block.items[0].number
    return last is not None and first is not None and first > 1 and first > last


def _lead_from(pending: list[Block]) -> int:
    """Paragraphs at the end that lead into the next list ("Then, in the other account:")."""
    if pending[-1].kind != "paragraph" or not pending[-1].content.rstrip("*_ ").endswith((":", "：")):
        return len(pending)
    at = len(pending)
    while at > 0 and pending[at - 1].kind in ("paragraph", "quote"):
        at -= 1
    return at


def _add_sections(state: _Walk, blocks: list[Block]) -> None:
    """Each run of headings opens a section, with the text that follows it; text without heading is one too."""
    at = 0
    open_path: list[tuple[int, str]] = []
    while at < len(blocks):
        start = at
        while at < len(blocks) and blocks[at].kind == "heading":
            _push(open_path, blocks[at], state)
            at += 1
        headings, first = blocks[start:at], at
        while at < len(blocks) and blocks[at].kind != "heading":
            at += 1
        source = state.shelf.source
        state.parts.sections.append(
            Section(
                title=_SEPARATOR.join(text for _, text in open_path) if headings else state.section(),
                heading=together(source, [Piece(b) for b in headings]),
                note=with_definitions(together(source, [Piece(b) for b in blocks[first:at]]), source.env),
                before=len(state.shelf.drafts),
                line=blocks[start].start + 1,
            )
        )


def _push(path: list[tuple[int, str]], block: Block, state: _Walk) -> None:
    """Follow the headings of a run; those above it are taken from where the walk stands now."""
    while path and path[-1][0] >= block.level:
        path.pop()
    if not path:
        path.extend(entry for entry in state.path if entry[0] < block.level)
    _open(path, block, state)


def _end(state: _Walk) -> None:
    """After the last step: what is still inside its scope, or directly under its list, is its own."""
    pending, state.pending = state.pending, []
    if not state.shelf.drafts:
        state.parts.introduction.extend(pending)
        return
    last = state.shelf.drafts[-1]
    at = 0
    while at < len(pending) and (state.scopes or _hangs_on(pending[at])):
        at += 1
    last.pieces.extend(Piece(b) for b in pending[:at])
    if at and not state.scopes:
        state.shelf.note("text_between_lists", pending[0].start, "unsure")
    state.parts.afterword.extend(pending[at:])
    if pending[at:]:
        state.shelf.note("text_after_steps", pending[at].start)


def _hangs_on(block: Block) -> bool:
    """Code, a picture or loose bullets right under the last list belong to its last step."""
    if block.kind == "paragraph":
        return block.content.startswith("![")
    return block.kind in ("code", "table") or (block.kind == "list" and not block.ordered)
