"""A line of the log as HTML, written at once: a page shows a hundred, and a template would take longer for them than for all
the rest. Every text is escaped here; what is marked safe already (`html`, `when`) was made so by `wording` and `display`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from relais.log.display import About, FileLine, Line, Version

TONES: Final[Mapping[str, str]] = {"open": "warn", "answered": "good", "settled": "plain", "late": "bad"}
"""How the state of a request is coloured. It is always written too."""


def whole(line: Line) -> SafeString:
    """The line as lists show it."""
    if line.css == "event":
        return mark_safe(  # noqa: S308
            f'<p class="event" id="e{line.seq}">{escape(line.sentence)} {line.when}</p>\n'
        )
    return mark_safe(  # noqa: S308
        f'<article class="{line.css}" id="e{line.seq}">{inside(line, replies=True)}</article>\n'
    )


def inside(line: Line, *, replies: bool) -> SafeString:
    """What stands in the article of a line; with `replies`, the link to its thread."""
    said = f'<b class="said">{escape(line.sentence)}</b>' if line.sentence else f"<b>{escape(line.who)}</b>"
    if not line.beside:
        return mark_safe(f'<div class="by">{said} {line.when}</div>\n{line.html}')  # noqa: S308
    by = f'<div class="by">{said} {line.when}{_standing(line)}</div>\n'
    return mark_safe(f"{by}{line.html}{_beside(line)}{_links(line, replies)}")  # noqa: S308


def _standing(line: Line) -> str:
    """Who was asked, where the request stands, and whether the text was corrected."""
    pieces = []
    if line.addressee:
        tone = TONES.get(line.tone, "plain")
        pieces.append(
            f' <span>→ {escape(line.addressee)}</span> <span class="state {tone}">{escape(line.state)}</span>'
        )
        if line.due:
            pieces.append(f" <span>{escape(_('due %(day)s') % {'day': line.due})}</span>")
    if line.corrected:
        pieces.append(f" <span>{escape(_('corrected on %(moment)s') % {'moment': line.corrected})}</span>")
    return "".join(pieces)


def _beside(line: Line) -> str:
    """That the text was erased, its files, and what it said before."""
    pieces = []
    if line.erased:
        pieces.append(f'<div class="muted">{escape(line.erased)}</div>')
    if line.files:
        pieces.append(f'<ul class="files">{"".join(map(_file, line.files))}</ul>')
    if line.before:
        before = "".join(map(_version, line.before))
        pieces.append(
            f'<details class="plain"><summary>{escape(_("What it said before"))}</summary>{before}</details>'
        )
    return "".join(pieces)


def _file(file: FileLine) -> str:
    if file.erased:
        return f'<li><span class="muted">{escape(file.name)}</span></li>'
    return f'<li><a href="{escape(file.url)}">{escape(file.name)}</a> <small>{escape(file.size)}</small></li>'


def _version(version: Version) -> str:
    return f"<blockquote><small>{escape(version.moment)}</small>{version.html}</blockquote>"


def _links(line: Line, replies: bool) -> str:
    """What it is about, its thread, and the way to reply."""
    links = [_about(one) for one in line.about]
    if line.in_reply:
        links.append(f'<a href="{line.in_reply}#e{line.seq}">{escape(_("In its thread"))}</a>')
    if replies and line.replies_url:
        links.append(f'<a href="{line.replies_url}">{escape(pgettext("verb", "Reply"))}</a>')
    return f'\n<div class="row">{"".join(links)}</div>' if links else ""


def _about(about: About) -> str:
    label = escape(about.label)
    return f'<a href="{escape(about.url)}">{label}</a>' if about.url else f"<span>{label}</span>"
