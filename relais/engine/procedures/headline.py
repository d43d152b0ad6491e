"""From the first paragraph of a step to its title: one plain line, and whatever that line cannot carry."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .patterns import BOX, OWN_LINE, TITLE_MARK, expected_at

CUT_OVER = 120
"""A longer first paragraph is cut after its first sentence; the rest opens the body. In characters."""
TITLE_MAX = 200
_PARSE_MAX = 4_000

_INLINE = MarkdownIt("commonmark")
_LABEL = re.compile(r"\]\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+|[^\w\s!-/:-@\[-`{-~]")
_SENTENCE_END = re.compile(r"[.!?…][*_)\"»”’]{0,4}\s+(?=[^\W\d_]|[*`\[(\"«“])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|ex|p\.ex|vs|no|mr|mrs|dr|m|st)|\b[A-Z])\.\s*$", re.IGNORECASE
)
_INLINE_SIGN = re.compile(r"[\\`*_\[\]<&]")
_DECORATION = re.compile(r"^[\s#>*+\-`~|=_\d.)\[\]]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """`title` is plain text; `body` and `expected` are the Markdown that the title does not hold."""

    title: str
    body: str = ""
    expected: str = ""


def words(text: str) -> Counter[str]:
    """What must never be lost of a text: its words and symbols, without marks."""
    return Counter(_WORD.findall(html.unescape(_LABEL.sub("]", text).replace("\\", ""))))


def headline(lines: Sequence[str], env: dict[str, Any]) -> Headline:
    """Read the paragraph `lines` (without list marker, checkbox or "Step 3:")."""
    cleaned = [line.strip() for line in lines]
    if cleaned and cleaned[0].endswith(TITLE_MARK):
        title, _ = flatten(cleaned[0].removesuffix(TITLE_MARK), env)
        return Headline(title, "\n".join(cleaned[1:]))
    end = _end_of_head(lines)
    head, rest = cleaned[:end], cleaned[end:]
    told = expected_at(rest)
    expected = "\n".join(rest[told:]) if told is not None else ""
    after = rest[:told] if told is not None else rest
    title, carried = _fit("\n".join(head), env)
    body = "\n".join(part for part in (carried, "\n".join(after)) if part)
    if carried and after:
        body = carried + "\n\n" + "\n".join(after)
    return Headline(title, body, expected)


def _end_of_head(lines: Sequence[str]) -> int:
    """The title ends at a hard line break, or before a line that opens something else."""
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index].strip()
        if before.endswith(("  ", "\\", "<br>", "<br/>", "<br />")) or OWN_LINE.match(line):
            return index
        if expected_at([line]) is not None:
            return index
    return len(lines)


def _fit(source: str, env: dict[str, Any]) -> tuple[str, str]:
    """A title for `source`, and the Markdown that it leaves to the body."""
    if len(source) > _PARSE_MAX:
        return shortened(source[:_PARSE_MAX]), source
    title, pieces = flatten(source, env)
    if len(title) <= CUT_OVER:
        return _safe(source, title, pieces)
    for match in _SENTENCE_END.finditer(source):
        first, rest = source[: match.end()].rstrip(), source[match.end() :]
        if match.start() < 15 or _ABBREVIATION.search(first[-12:]) or not _balanced(first):
            continue
        start, pieces = flatten(first, env)
        if len(start) > TITLE_MAX:
            break
        start, carried = _safe(first, start, pieces)
        return start, f"{carried}\n\n{rest}" if carried else rest
    if len(title) <= TITLE_MAX:
        return _safe(source, title, pieces)
    return shortened(title), source


def _safe(source: str, title: str, pieces: list[str]) -> tuple[str, str]:
    """Links and images go to the body; and when a word would still be lost, the whole paragraph does."""
    carried = "\n".join(pieces)
    if words(source) - words(f"{title}\n{carried}") or not title:
        return title or shortened(source), source
    return title, carried


def _balanced(source: str) -> bool:
    return (
        source.count("`") % 2 == 0
        and source.count("**") % 2 == 0
        and source.count("__") % 2 == 0
        and source.count("[") == source.count("]")
        and source.count("(") == source.count(")")
    )


def flatten(source: str, env: dict[str, Any]) -> tuple[str, list[str]]:
    """The plain text of inline Markdown on one line, and its links and images as Markdown."""
    if not _INLINE_SIGN.search(source):
        return " ".join(source.split()), []
    tokens = _INLINE.parseInline(source, {"references": env.get("references", {})})
    children = (tokens[0].children or []) if tokens else []
    plain = "".join(_plain(children))
    return " ".join(plain.split()), _pieces(children)


def _plain(children: Sequence[Token]) -> Iterator[str]:
    for token in children:
        if token.type in ("text", "code_inline", "image", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def _pieces(children: Sequence[Token]) -> list[str]:
    """Links and images, written again so that they stand without the rest of the file."""
    pieces: list[str] = []
    opened: tuple[int, Token] | None = None
    for index, token in enumerate(children):
        if token.type == "link_open" and token.markup != "autolink":
            opened = (index, token)
        elif token.type == "link_close" and opened is not None:
            text = " ".join("".join(_plain(children[opened[0] : index])).split())
            pieces.append(f"[{_bracketed(text)}]({_target(opened[1], 'href')})")
            opened = None
        elif token.type == "image":
            pieces.append(f"![{_bracketed(token.content)}]({_target(token, 'src')})")
    return pieces


def _bracketed(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))


def _target(token: Token, name: str) -> str:
    address = str(token.attrGet(name) or "")
    if not address or re.search(r"[\s()<>]", address):
        address = f"<{address}>"
    title = str(token.attrGet("title") or "").replace('"', '\\"')
    return f'{address} "{title}"' if title else address


def shortened(text: str) -> str:
    """A label of at most 80 characters from the first line of `text` that says something."""
    for line in text.splitlines():
        label = " ".join(_DECORATION.sub("", line).split())
        if words(label):
            return label if len(label) <= 80 else label[:79].rstrip() + "…"
    return " ".join(text.split())[:80] or "…"


def without_box(line: str) -> str:
    """The line without its checkbox."""
    return BOX.sub("", line.lstrip(), count=1)
