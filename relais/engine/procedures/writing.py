"""Writes a procedure as Markdown that a person can read, and that `read_procedure` reads back the same."""

import re
from collections.abc import Iterator, Sequence

from .blocks import parse
from .headline import headline
from .patterns import BOX, EXPECTED_SENTENCE, PROCEDURE_MARK, TEXT_CLOSE, TEXT_OPEN, TITLE_MARK, expected_at
from .reading import ReadStep

_SPECIAL = re.compile(r"([\\`*_\[\]<>&!~|#])")
_OPENS_BLOCK = re.compile(r"^(?:[^\w«“\"'(À-ÿ]|\d{1,9}[.)])")
_LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])")
_CLOSERS = ("", "-->", "</script>", "</pre>", "</style>", "</textarea>", "?>", "]]>", ">", "</details>")


def write_procedure(
    title: str,
    introduction: str,
    steps: Sequence[ReadStep],
    *,
    afterword: str = "",
    expected_label: str = "Expected",
) -> str:
    """The Markdown of a procedure. Reading it gives the same titles, levels and bodies of steps.

    A level that jumps is brought down to one below the step before. Where one step has a checkbox, all get one.
    `expected_label` is a word that the reader knows: "Expected", "Résultat attendu". A text that leaves a code
    fence open is closed, so that it cannot swallow the steps after it.
    """
    boxes = any(step.checked_box is not None for step in steps)
    parts = [f"# {_title(title)}"] if title.strip() else []
    if steps:
        parts.append(PROCEDURE_MARK)
    if introduction.strip():
        parts.append(_text(introduction, bullets=boxes))
    section = ""
    run: list[ReadStep] = []
    for step in steps:
        if step.section != section:
            parts.extend(_list(run, expected_label, boxes=boxes))
            run, section = [], step.section
            parts.append(f"## {_title(section)}" if section.strip() else "##")
        run.append(step)
    parts.extend(_list(run, expected_label, boxes=boxes))
    if afterword.strip():
        parts.append(_text(afterword, after=True))
    return "\n\n".join(parts) + "\n"


def _list(steps: Sequence[ReadStep], label: str, *, boxes: bool) -> Iterator[str]:
    """One list, as a tree: numbers count per level, and what is below is indented under its parent's text."""
    if not steps:
        return
    counts: list[int] = []
    columns: list[int] = [0]
    lines: list[str] = []
    airy = False
    for step in steps:
        level = max(0, min(step.level, len(counts)))
        counts = [*counts[:level], counts[level] + 1 if level < len(counts) else 1]
        marker = "-" if boxes else f"{counts[level]}."
        columns = columns[: level + 1]
        indent = columns[level]
        columns.append(indent + len(marker) + 1)
        box = ("[x] " if step.checked_box else "[ ] ") if boxes else ""
        if airy:
            lines.append("")
        lines.append(f"{' ' * indent}{marker} {box}{_title(step.title)}")
        details = _details(step, label, boxes=boxes)
        lines.extend(_indented(part, columns[level + 1]) for part in details)
        airy = bool(details)
    yield "\n".join(lines)


def _details(step: ReadStep, label: str, *, boxes: bool) -> list[str]:
    """The body and the expected result, each after a blank line."""
    parts = []
    if step.body.strip():
        parts += ["", _text(step.body, bullets=boxes)]
    if step.expected.strip():
        parts += ["", _expected(step.expected.strip("\n"), label)]
    return parts


def _expected(expected: str, label: str) -> str:
    lines = expected.split("\n")
    if len(lines) == 1 and EXPECTED_SENTENCE.match(expected.strip()):
        return expected.strip()
    if len(lines) == 1 and _stands(expected) and expected.strip()[:1].isalnum():
        return f"{label}: {expected.strip()}"
    return f"{label}:\n\n" + "\n".join(f"> {line}".rstrip() for line in lines)


def _indented(text: str, column: int) -> str:
    pad = " " * column
    return "\n".join(pad + line if line.strip() else "" for line in text.split("\n"))


def _title(title: str) -> str:
    """The title as inline Markdown: as it is when it reads back as itself, else with its signs escaped."""
    plain = " ".join(title.split())
    if not _OPENS_BLOCK.match(plain) and not BOX.match(plain) and _reads_as(plain, plain):
        return plain
    escaped = _LIST_NUMBER.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", plain))
    if escaped[:1] in ("-", "+", "=", ":"):
        escaped = "\\" + escaped
    return escaped if _reads_as(escaped, plain) else f"{escaped} {TITLE_MARK}"


def _reads_as(source: str, plain: str) -> bool:
    told = headline([source], {})
    return told.title == plain and not told.body and not told.expected


def _text(text: str, *, after: bool = False, bullets: bool = False) -> str:
    """A text that stays a text: between marks when it would be read as steps, headings or an expected result.

    `after`: it stands after the last list, where code or bullets alone would go to the last step.
    `bullets`: what follows may be a list with bullets, which would run on from one that ends this text.
    """
    whole = _closed(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    clear = not (after and not _opens_with_words(whole)) and not (bullets and _ends_with_list(whole))
    if clear and _stands(whole):
        return whole
    return f"{TEXT_OPEN}\n\n{whole}\n\n{TEXT_CLOSE}"


def _opens_with_words(text: str) -> bool:
    _, blocks = parse(text.split("\n"))
    return bool(blocks) and blocks[0].kind == "paragraph" and not blocks[0].content.startswith("![")


def _ends_with_list(text: str) -> bool:
    _, blocks = parse(text.split("\n"))
    return bool(blocks) and blocks[-1].kind == "list"


def _stands(text: str) -> bool:
    """Would the reader keep this text as it is?"""
    lines = text.split("\n")
    if lines[0].strip() in ("---", "+++"):
        return False
    _, blocks = parse(lines)
    for block in blocks:
        if block.kind == "paragraph":
            if expected_at(lines[block.start : block.end]) is not None:
                return False
        elif block.kind == "list":
            if block.ordered or block.has_boxes:
                return False
        elif block.kind not in ("code", "quote", "table", "rule"):
            return False
    return True


def _closed(text: str) -> str:
    """The text with what it leaves open (a code fence, an HTML comment) closed at its end."""
    fence = _open_fence(text)
    for closer in (f"\n{fence}" if fence else "", *(f"\n{c}" for c in _CLOSERS if c)):
        whole = text + closer
        lines = [*whole.split("\n"), "", TEXT_CLOSE]
        _, blocks = parse(lines)
        if blocks and blocks[-1].kind == "html" and blocks[-1].start == len(lines) - 1:
            return whole
    return text


def _open_fence(text: str) -> str:
    """The fence that would close the last code block of `text`, "" when it is closed."""
    lines = text.split("\n")
    _, blocks = parse([*lines, "", TEXT_CLOSE])
    last = blocks[-1] if blocks else None
    if last is None or last.kind != "code" or last.end < len(lines):
        return ""
    match = re.match(r"^ {0,3}(`{3,}|~{3,})", lines[last.start])
    return match.group(1) if match else ""
