"""Reads a procedure out of a Markdown file, and writes one: the door of this package.

How a file is read:
1. the blocks of the text are found with their source lines; nothing is ever rewritten, only sliced;
2. each list is judged: numbered lists and checkboxes are steps, plain bullets are not unless a heading says so,
   numbered facts ("in 3 ways:") are not;
3. a walk down the file gives every block to one owner: introduction, section, step or afterword.
"""

import re
from pathlib import PurePath

from .account import unaccounted
from .blocks import Block, Source, is_file_mark, parse
from .decoding import decode
from .definitions import with_definitions
from .headline import flatten, shortened
from .items import Piece, Shelf, finished, together
from .judging import Judged, judge
from .reading import (
    MAX_BYTES,
    MAX_LINE,
    MAX_LINES,
    MAX_STEPS,
    Finding,
    Reading,
    ReadingRefused,
    ReadStep,
    Section,
    flat,
)
from .walking import walk
from .writing import write_procedure

__all__ = [
    "MAX_BYTES",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_STEPS",
    "Finding",
    "ReadStep",
    "Reading",
    "ReadingRefused",
    "Section",
    "decode",
    "flat",
    "read_procedure",
    "unaccounted",
    "write_procedure",
]

TITLE_MAX = 200
_NEWLINE = re.compile(r"\r\n?")
_FRONT_TITLE = re.compile(r"^title\s*[:=]\s*(.+?)\s*$", re.MULTILINE)
_FRONT_KEY = re.compile(r"^[\w-]+\s*[:=]", re.MULTILINE)
_INLINE_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]{0,500})?/?>")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_STEP_IN_CODE = re.compile(r"^\s*(?:[-*+]\s+\[[ xX]?\]\s|\d{1,3}[.)]\s)\s*\S", re.MULTILINE)


def read_procedure(text: str, *, file_name: str = "") -> Reading:
    """What `text` holds: title, introduction, steps, afterword, and what the reader was unsure of.

    `file_name` serves only as a title when the text has none. Raises ReadingRefused with a code:
    `too_large`, `line_too_long`, `too_many_lines`, `too_many_steps`, `binary`.
    """
    lines = _lines(text)
    front_end = _front_matter_end(lines)
    body = [""] * front_end + lines[front_end:]
    source, blocks = parse(body)
    judged = judge(source, blocks)
    if not judged.has_steps and any(b.content == "<details>" for b in blocks):
        opened = parse(body, open_details=True)
        again = judge(*opened)
        if again.has_steps:
            (source, blocks), judged = opened, again
    front = "\n".join(lines[:front_end]).rstrip()
    return _read(source, blocks, judged, front, file_name)


def _read(source: Source, blocks: tuple[Block, ...], judged: Judged, front: str, file_name: str) -> Reading:
    shelf = Shelf(source)
    if front:
        shelf.findings.append(Finding("front_matter", 1, front.split("\n", maxsplit=1)[0], "note"))
    shelf.findings.extend(judged.findings)
    blocks = tuple(b for b in blocks if not is_file_mark(b))
    heading = _title_heading(blocks, judged)
    title, left = _title(source, heading, front, file_name)
    parts = walk(shelf, [b for b in blocks if b is not heading], judged)
    steps = finished(shelf)
    if not steps:
        _say_no_steps(shelf, blocks)
    _say_html(shelf, blocks)
    introduction = with_definitions(together(source, [Piece(b) for b in parts.introduction]), source.env)
    afterword = with_definitions(together(source, [Piece(b) for b in parts.afterword]), source.env)
    return Reading(
        title=title,
        introduction="\n\n".join(p for p in (left, introduction) if p),
        steps=steps,
        afterword=afterword,
        findings=tuple(sorted(shelf.findings, key=lambda f: f.line)),
        sections=tuple(parts.sections),
        front_matter=front,
    )


def _lines(text: str) -> list[str]:
    """The lines as CommonMark counts them, once the limits are kept."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ReadingRefused("too_large")
    if "\0" in text:
        raise ReadingRefused("binary")
    lines = _NEWLINE.sub("\n", text.removeprefix("\ufeff")).split("\n")
    if len(lines) > MAX_LINES:
        raise ReadingRefused("too_many_lines")
    if any(len(line) > MAX_LINE for line in lines):
        raise ReadingRefused("line_too_long")
    return lines


def _front_matter_end(lines: list[str]) -> int:
    """The number of lines of YAML between --- (or TOML between +++) at the top; 0 without."""
    fence = lines[0].rstrip()
    if fence not in ("---", "+++"):
        return 0
    closing = ("---", "...") if fence == "---" else ("+++",)
    for index in range(1, min(len(lines), 500)):
        if lines[index].rstrip() in closing:
            found = _FRONT_KEY.search("\n".join(lines[1:index]))
            return index + 1 if found or index == 1 else 0
    return 0


def _title_heading(blocks: tuple[Block, ...], judged: Judged) -> Block | None:
    """The heading that names the whole file: a first-level one before every step, not the name of a part."""
    tops = [b for b in blocks if b.kind == "heading" and b.level == 1]
    if not tops or tops[0].start in judged.headings:
        return None
    first = tops[0]
    if judged.first_step is not None and judged.first_step < first.start:
        return None
    if len(tops) == 1:
        return first
    opens = blocks[0] is first
    part = judged.first_step is not None and judged.first_step < tops[1].start
    return first if opens and not part else None


def _title(source: Source, heading: Block | None, front: str, file_name: str) -> tuple[str, str]:
    """The title, and the Markdown of the heading when the title does not hold all of it."""
    if heading is not None:
        title, pieces = flatten(" ".join(heading.content.split("\n")), source.env)
        whole = "\n".join(source.lines[heading.start : heading.end])
        holds = not unaccounted(whole, Reading(title, "\n".join(pieces), ()))
        if len(title) > TITLE_MAX or not title or not holds:
            return shortened(title or heading.content), whole
        return title, "\n".join(pieces)
    match = _FRONT_TITLE.search(front)
    if match:
        told = " ".join(match.group(1).strip("\"'").split())
        return (told if len(told) <= TITLE_MAX else shortened(told)), ""
    stem = PurePath(file_name.replace("\\", "/")).stem
    return " ".join(re.sub(r"[-_\s]+", " ", stem).split())[:TITLE_MAX], ""


def _say_no_steps(shelf: Shelf, blocks: tuple[Block, ...]) -> None:
    shelf.findings.append(Finding("no_steps", 0, "", "problem"))
    bullets = [b for b in blocks if b.kind == "list" and not b.ordered]
    if sum(len(b.items) for b in bullets) >= 3:
        shelf.note("list_of_advice", bullets[0].start, "unsure")
    for block in blocks:
        if block.kind == "code":
            held = "\n".join(shelf.source.lines[block.start : block.end])
            if len(_STEP_IN_CODE.findall(held)) >= 2:
                shelf.note("steps_in_code", block.start, "unsure")


def _say_html(shelf: Shelf, blocks: tuple[Block, ...]) -> None:
    """One finding for the file, on the first line with HTML outside of code."""
    for block in blocks:
        if block.kind == "code":
            continue
        for index in range(block.start, block.end):
            line = shelf.source.lines[index]
            if block.kind == "html" or ("<" in line and _INLINE_HTML.search(_CODE_SPAN.sub("", line[:2000]))):
                shelf.note("html_kept", index)
                return
