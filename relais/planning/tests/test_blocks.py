"""A block of the week is written at once: what people wrote is escaped, and only what can be moved says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relais.config.ids import new_id
from relais.planning.showing.blocks import block_html
from relais.planning.showing.week import BlockShown

BLOCK = BlockShown(
    kind="task", classes="block task b-1 l-4", title='<b>"A" & B</b>', note="else: <i>", hours="09:00–10:00",
    start="2026-11-24T09:00", row=1, rows=4, is_over=False, overlaps=False, minutes=60, piece_id=new_id(), task_id=new_id(),
    is_most_important=False, is_done=False, by_hand=False,
)  # fmt: skip


def test_what_people_wrote_is_escaped() -> None:
    html = block_html(BLOCK, "shop")
    assert html.count("&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;") == 2, "as text, and for the week's script"
    assert "else: &lt;i&gt;" in html
    assert not any(tag in html for tag in ("<b>", "<i>"))


@pytest.mark.parametrize(
    ("change", "there", "gone"),
    [
        ({}, "/plan/pieces/", "✓"),
        ({"piece_id": None}, "/plan/tasks/", "data-piece"),
        ({"piece_id": None, "task_id": None}, '<li class="block task b-1 l-4"><span', "<a"),
        ({"is_most_important": True}, '<span class="visually-hidden">The most important: </span>', "fixed"),
        ({"is_done": True, "by_hand": True}, "✓ ", "The most important"),
        ({"by_hand": True}, '<small class="fixed">fixed</small>', "✓"),
        ({"note": ""}, "data-start", 'class="note"'),
    ],
)
def test_it_says_what_it_is(change: dict[str, object], there: str, gone: str) -> None:
    html = block_html(replace(BLOCK, **change), "shop")  # type: ignore[arg-type]
    assert there in html
    assert gone not in html
