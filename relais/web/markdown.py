"""What people wrote in Markdown, as HTML that cannot do anything: no script, no image from elsewhere, no form, no frame.

Two walls. The writer of HTML knows only what CommonMark (with tables and strikethrough) gives, plus a few harmless tags; what
came out is then rebuilt by nh3 (ammonia) from a list of what is allowed. Anything else stays readable as the text it was.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from html import escape
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

LONGEST: Final = 200_000
"""Characters. A longer text is shown as it was written: no text that a verb accepts is that long."""

_KEPT: Final = 1024
_HARMLESS: Final = re.compile(r"</?(?:details(?: open)?|summary|kbd|sub|sup|mark|br ?/?)>", re.IGNORECASE)
_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
_SPECIAL: Final = re.compile(
    r"[\\`*_\[\]<>&~|#]|^\s{0,3}(?:[-+=>]|\d{1,9}[.)])|^ {4}|\t|  $|https?:", re.MULTILINE
)
_TASK: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}

_TAGS: Final = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a", "table",
    "thead", "tbody", "tr", "th", "td", "div", "details", "summary", "kbd", "sub", "sup", "mark",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title"}, "ol": {"start"}, "pre": {"tabindex"}, "div": {"tabindex"}, "details": {"open"},
}  # fmt: skip


class _Renderer(RendererHTML):
    def html_inline(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return _harmless_only(tokens[idx].content)

    def html_block(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        content = tokens[idx].content
        shown = _harmless_only(content)
        return shown if _HARMLESS.match(content.lstrip()) else f"<p>{shown}</p>\n"

    def image(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        """An image elsewhere would tell its server who reads: it is shown as a link to it."""
        token: Token = tokens[idx]
        source = str(token.attrs.get("src", ""))
        name = escape(token.content or source)
        return f'<a href="{escape(source)}">{name}</a>' if _LINK.match(source) else name

    def heading_open(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return f"<{_below(tokens[idx].tag)}>"

    def heading_close(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return f"</{_below(tokens[idx].tag)}>\n"

    def table_open(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return '<div class="scroll" tabindex="0"><table>\n'

    def table_close(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content, quote=False)}</code></pre>\n'

    code_block = fence

    def text(self, tokens: Any, idx: int, options: Any, env: Any) -> str:
        content = tokens[idx].content
        if idx == 0 and content[:4] in _TASK:
            content = _TASK[content[:4]] + content[4:]
        return escape(content, quote=False)


def _below(tag: str) -> str:
    """A heading in a text stands under the headings of the page."""
    return f"h{min(6, int(tag[1]) + 2)}"


def _harmless_only(html: str) -> str:
    shown, end = [], 0
    for found in _HARMLESS.finditer(html):
        shown += [escape(html[end : found.start()], quote=False), found.group().lower()]
        end = found.end()
    return "".join((*shown, escape(html[end:], quote=False)))


def _is_link(address: str) -> bool:
    return bool(_LINK.match(address.strip()))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}, renderer_cls=_Renderer).enable(
        ["table", "strikethrough"]
    )
    parser.validateLink = _is_link  # type: ignore[method-assign, assignment]
    return parser


_md: Final = _parser()
_cache: OrderedDict[bytes, str] = OrderedDict()
_lock = threading.Lock()


def html_of(text: str) -> str:
    """The safe HTML of a Markdown text. The latest thousand are remembered by digest."""
    if not _SPECIAL.search(text):
        return _plain(text)
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    with _lock:
        if (kept := _cache.get(digest)) is not None:
            _cache.move_to_end(digest)
            return kept
    made = _made(text)
    with _lock:
        _cache[digest] = made
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def _plain(text: str) -> str:
    """Most lines of a log are just words: paragraphs parted by empty lines."""
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{_unindented(escape(part, quote=False))}</p>\n" for part in parts if part)


def _unindented(part: str) -> str:
    return "\n".join(line.strip() for line in part.split("\n"))


def _made(text: str) -> str:
    if len(text) > LONGEST:
        return f'<pre tabindex="0">{escape(text, quote=False)}</pre>'
    return nh3.clean(
        _md.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
        allowed_classes={"div": {"scroll"}},
    )
