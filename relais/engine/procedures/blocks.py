"""The blocks of a Markdown text with their source lines. Inline marks are not parsed here: that keeps it fast."""

import re
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .patterns import BOX, PROCEDURE_MARK, TEXT_CLOSE, TEXT_OPEN

_MARKER = re.compile(r"^([ \t]*)([-+*]|\d{1,9}[.)])([ \t]*)")
_PLAIN_KINDS = {
    "fence": "code",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
}
_OPENINGS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "blockquote_open": "quote",
    "table_open": "table",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One list item. `column`: where its content begins; `box`: the state of its checkbox, if it has one."""

    start: int
    end: int
    column: int
    number: int | None
    box: bool | None
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Block:
    """Source lines [start, end), 0-based. `kind`: paragraph, heading, list, code, html, quote, table, rule,
    gap (lines without a token: link definitions), text (an opaque region: <details>, our own marks)."""

    kind: str
    start: int
    end: int
    content: str = ""
    level: int = 0
    ordered: bool = False
    items: tuple[Item, ...] = ()

    @property
    def has_boxes(self) -> bool:
        return any(item.box is not None for item in self.items)


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of the file, and the link definitions found in it."""

    lines: list[str]
    env: dict[str, Any] = field(default_factory=dict)

    def cut(self, start: int, end: int, column: int, *, hard: bool = False) -> list[str]:
        """Lines [start, end) without their first `column` columns of white space; `hard`: of anything, in the
        first line, which carries the list marker."""
        cut = [_without(line, column, anything=False) for line in self.lines[start:end]]
        if hard and cut:
            cut[0] = _without(self.lines[start], column, anything=True)
        return cut


def _without(line: str, column: int, *, anything: bool) -> str:
    at = 0
    for index, char in enumerate(line):
        if at >= column:
            return " " * (at - column) + line[index:]
        if char == "\t":
            at += 4 - at % 4
        elif char == " " or anything:
            at += 1
        else:
            return line[index:]
    return " " * max(0, at - column)


_PARSER = MarkdownIt("commonmark").enable("table").disable("inline")


def parse(lines: list[str], *, open_details: bool = False) -> tuple[Source, tuple[Block, ...]]:
    """The source and its top-level blocks, in order and without overlap; every non-blank line is in one of them."""
    source = Source(lines)
    tokens = _PARSER.parse("\n".join(lines), source.env)
    blocks, _ = _gather(tokens, 0, source)
    return source, _grouped(_with_gaps(blocks, source, 0, len(lines)), source, open_details=open_details)


def _gather(tokens: list[Token], at: int, source: Source) -> tuple[list[Block], int]:
    """Blocks from token `at` up to the closing token of their parent, and the place of that one."""
    found: list[Block] = []
    while at < len(tokens) and tokens[at].nesting != -1:
        token = tokens[at]
        start, end = _extent(token, source)
        if token.type in ("bullet_list_open", "ordered_list_open"):
            items, at = _items(tokens, at + 1, source)
            ordered = token.type == "ordered_list_open"
            found.append(Block("list", start, end, items=tuple(items), ordered=ordered))
        elif token.nesting == 1:
            kind = _OPENINGS.get(token.type, "html")
            content = tokens[at + 1].content if kind in ("paragraph", "heading") else ""
            level = int(token.tag[1]) if kind == "heading" else 0
            found.append(Block(kind, start, end, content, level))
            at = _closing(tokens, at)
        elif token.map is not None:
            found.append(Block(_PLAIN_KINDS.get(token.type, "html"), start, end, token.content))
        at += 1
    return found, at


def _extent(token: Token, source: Source) -> tuple[int, int]:
    if token.map is None:
        return 0, 0
    start, end = token.map
    while end > start + 1 and not source.lines[end - 1].strip():
        end -= 1
    return start, end


def _closing(tokens: list[Token], at: int) -> int:
    depth = 0
    while at < len(tokens):
        depth += tokens[at].nesting
        if depth == 0:
            return at
        at += 1
    return at - 1


def _items(tokens: list[Token], at: int, source: Source) -> tuple[list[Item], int]:
    items: list[Item] = []
    while tokens[at].type == "list_item_open":
        token = tokens[at]
        start, end = _extent(token, source)
        blocks, at = _gather(tokens, at + 1, source)
        at += 1
        alone = _MARKER.sub("", source.lines[start]).strip() == ""
        whole = _grouped(_with_gaps(blocks, source, start + alone, end), source)
        box = BOX.match(whole[0].content) if whole and whole[0].kind == "paragraph" else None
        number = int(token.info) if token.info.isdigit() else None
        ticked = None if box is None else (box.group(1) or box.group(2) or " ") in "xX☑☒"
        items.append(Item(start, end, _content_column(source.lines[start]), number, ticked, whole))
    return items, at


def _content_column(line: str) -> int:
    """CommonMark: content begins after the marker and one to four spaces; after more, one space counts."""
    match = _MARKER.match(line)
    if match is None:
        return 0
    before = len((match.group(1) + match.group(2)).expandtabs(4))
    after = len(line[: match.end()].expandtabs(4))
    gap = after - before
    return before + (gap if 1 <= gap <= 4 and match.end() < len(line) else 1)


def _with_gaps(blocks: list[Block], source: Source, start: int, end: int) -> list[Block]:
    """Lines that made no token (link definitions, what lies beyond the deepest nesting) become blocks too."""
    whole: list[Block] = []
    at = start
    for block in [*blocks, Block("end", end, end)]:
        first = at
        while first < block.start:
            last = first
            while last < block.start and source.lines[last].strip():
                last += 1
            if last > first:
                whole.append(Block("gap", first, last))
            first = last + 1
        if block.kind != "end":
            whole.append(block)
        at = max(at, block.end)
    return whole


def _grouped(blocks: list[Block], source: Source, *, open_details: bool = False) -> tuple[Block, ...]:
    """<details> up to </details>, and our own text marks, become one opaque block; our file mark is kept."""
    whole: list[Block] = []
    details = {} if open_details else _details_ends(blocks)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        marked = block.kind == "html" and block.content.strip() == TEXT_OPEN
        if marked:
            last = _marked_end(blocks, at)
            closed = last < len(blocks)
            end = blocks[last].start if closed else blocks[-1].end
            first = block.end
            while first < end and not source.lines[first].strip():
                first += 1
            while end > first and not source.lines[end - 1].strip():
                end -= 1
            if end > first:
                whole.append(Block("text", first, end, TEXT_OPEN))
            at = last + 1
        elif at in details:
            last = details[at]
            whole.append(Block("html", block.start, blocks[last].end, "<details>"))
            at = last + 1
        else:
            whole.append(block)
            at += 1
    return tuple(whole)


def _marked_end(blocks: list[Block], at: int) -> int:
    for index in range(at + 1, len(blocks)):
        if blocks[index].kind == "html" and blocks[index].content.strip() == TEXT_CLOSE:
            return index
    return len(blocks)


def _details_depth(content: str) -> int:
    lowered = content.lower()
    return lowered.count("<details") - lowered.count("</details")


def _details_ends(blocks: list[Block]) -> dict[int, int]:
    """For each block that opens <details>, the block that closes it; nothing for one that stays open."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, block in enumerate(blocks):
        depth = _details_depth(block.content) if block.kind == "html" else 0
        opened.extend([index] * depth)
        for _ in range(min(-depth, len(opened))):
            ends[opened.pop()] = index
    return ends


def is_file_mark(block: Block) -> bool:
    return block.kind == "html" and block.content.strip() == PROCEDURE_MARK
