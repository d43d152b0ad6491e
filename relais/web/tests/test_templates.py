"""What holds for the templates of every room: nothing inline, every form carries its token, every text can be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import relais

TEMPLATES = sorted(
    file for file in Path(relais.__file__).parent.rglob("templates/**/*.html") if "tests" not in file.parts
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)


def said(file: Path) -> str:
    return COMMENT.sub("", file.read_text())


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: "/".join(file.parts[-2:]))
def test_nothing_is_inline(file: Path) -> None:
    """The Content-Security-Policy would refuse it, and the page would be without."""
    text = said(file)
    assert not re.search(r"<style|\sstyle\s*=", text), "no style in a template: write a class"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "no on… attribute: the script listens"
    assert not re.search(r"hx-on|hx-vals\s*=\s*[\"']js:|javascript:", text), (
        "htmx that evaluates does not run here"
    )
    for script in re.findall(r"<script[^>]*>(?!</script>)", text):
        assert re.search(r"\bsrc=|type=\"application/json\"", script), script


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: "/".join(file.parts[-2:]))
def test_every_form_that_writes_carries_the_token(file: Path) -> None:
    text = said(file)
    for form in re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.DOTALL | re.IGNORECASE):
        assert re.search(r"\{% (act|csrf_token|include)\b|redirect_field|slot", form), form[:160]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: "/".join(file.parts[-2:]))
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", said(file))


@pytest.mark.parametrize(
    "file",
    [f for f in TEMPLATES if "help" not in f.parts and not f.name.startswith("500.")],
    ids=lambda file: "/".join(file.parts[-2:]),
)
def test_every_word_of_a_page_can_be_translated(file: Path) -> None:
    text = re.sub(r"\{% (blocktranslate|blocktrans)\b.*?\{% end\1 %\}", " ", said(file), flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(code|kbd|b lang)[^>]*>.*?</\1>", " ", text, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>|&\w+;", " ", re.sub(r"content=\'[^\']*\'", "", text))
    left = [w for w in re.findall(r"[A-Za-zÀ-ÿ]{3,}", words) if w not in {"Relais", "CSV", "Markdown", "API"}]
    assert not left, left
    for attribute in re.findall(
        r"\b(?:aria-label|placeholder|title|alt)=[\"']([^\"'{]*[A-Za-z]{3,})[\"']", text
    ):
        assert not attribute.strip(), attribute
