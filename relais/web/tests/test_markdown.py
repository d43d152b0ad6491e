"""What people write is shown as they meant it, and cannot do anything."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from relais.web.markdown import html_of

ALLOWED = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a", "table",
    "thead", "tbody", "tr", "th", "td", "div", "details", "summary", "kbd", "sub", "sup", "mark",
}  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example)",
        "![x](https://evil.example/spy.png)",
        "<svg/onload=alert(1)>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<iframe src=https://evil.example></iframe>",
        "<style>*{display:none}</style>",
        "<form action=https://evil.example><input name=q></form>",
        "</main></body><script>alert(1)</script>",
        "<a href='vbscript:x'>x</a>",
        "`<script>`</code></pre><script>alert(1)</script>",
        "[a]: javascript:alert(1)\n\n[a]",
        '<https://ok.example/"onmouseover=alert(1)>',
    ],
)
def test_no_text_can_run_or_reach_out(attack: str) -> None:
    page = JustHTML(html_of(attack), fragment=True, sanitize=False)
    for element in page.query("*"):
        assert element.name in ALLOWED
        assert not any(name.startswith("on") or name in ("style", "id", "src") for name in element.attrs)
        target = str(element.attrs.get("href", "#"))
        assert re.match(r"https?://|mailto:|tel:|/(?!/)|#", target), target


@given(st.text(max_size=400))
def test_whatever_is_written_only_harmless_elements_come_out(text: str) -> None:
    page = JustHTML(html_of(text), fragment=True, sanitize=False)
    assert {element.name for element in page.query("*")} <= ALLOWED


@given(st.text(alphabet="ab c\n.,'é", max_size=200))
def test_plain_words_come_out_as_they_went_in(text: str) -> None:
    words = re.sub(r"<[^>]*>", " ", html_of(text)).replace("&#x27;", "'").split()
    assert words == text.split()


def test_tags_that_people_mention_stay_readable() -> None:
    html = html_of("Ajoute <meta name=robots> dans le <head>, et a < b.")
    assert "&lt;meta name=robots&gt;" in html
    assert "&lt;head&gt;" in html


def test_lists_tables_code_and_tasks_are_shown() -> None:
    html = html_of(
        "1. one\n1. two\n\n- [ ] to do\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```"
    )
    assert "<ol>" in html
    assert "☐ to do" in html
    assert "☑ done" in html
    assert '<div class="scroll" tabindex="0"><table>' in html
    assert '<pre tabindex="0"><code>x &lt; y' in html


def test_details_are_kept_and_always_closed() -> None:
    html = html_of("<details><summary>More</summary>\n\ntext **bold**\n\n")
    assert "<details><summary>More</summary>" in html
    assert html.count("<details>") == html.count("</details>") == 1
    assert "<strong>bold</strong>" in html


def test_headings_of_a_text_stand_under_those_of_the_page() -> None:
    html = html_of("# One\n\n## Two\n\n###### Six")
    assert re.findall(r"<(h\d)>", html) == ["h3", "h4", "h6"]


def test_links_tell_nothing_to_where_they_lead() -> None:
    assert 'rel="nofollow noopener noreferrer"' in html_of("[x](https://example.org)")


def test_a_text_met_again_costs_nothing_and_a_huge_one_ends() -> None:
    text = "**bold** and `code`\n\n" * 400
    html_of(text)
    start = time.perf_counter()
    for _ in range(100):
        html_of(text)
    assert time.perf_counter() - start < 0.25
    start = time.perf_counter()
    html_of("[" * 50_000)
    html_of("> " * 20_000)
    html_of("*a " * 30_000)
    assert time.perf_counter() - start < 10
