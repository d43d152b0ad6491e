"""A block of the week as HTML, written at once as `web.rendering` writes controls: a week has fifty, and each would be thirty
nodes of a template."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from relais.config.addresses import address
from relais.planning.showing.week import BlockShown


def block_html(block: BlockShown, slug: str) -> SafeString:
    """The item of a day's list: its hours, what it is, and where it leads. What can be moved says so to the week's script."""
    said = escape(block.title)
    if block.is_done:
        said = f"✓ {said}"
    if block.is_most_important:
        said = f'<span class="visually-hidden">{escape(_("The most important:"))} </span>{said}'
    inside = f'<span class="hours-of">{block.hours}</span> <span class="what">{said}</span>'
    if block.by_hand:
        inside += f' <small class="fixed">{escape(_("fixed"))}</small>'
    if block.note:
        inside += f' <small class="note">{escape(block.note)}</small>'
    if block.task_id:
        inside = f"<a{_link(block, slug)}>{inside}</a>"
    return mark_safe(f'<li class="{block.classes}">{inside}</li>')  # noqa: S308  (what was written by people is escaped)


def _link(block: BlockShown, slug: str) -> str:
    if not block.piece_id:
        return f' href="{escape(address("planning:task", slug, block.task_id))}"'
    return (
        f' href="{escape(address("planning:piece", slug, block.piece_id))}" id="piece-{block.piece_id}" data-piece'
        f' data-task="{block.task_id}" data-start="{block.start}" data-minutes="{block.minutes}"'
        f' data-title="{escape(block.title)}" aria-describedby="week-help"'
    )
