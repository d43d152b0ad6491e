"""The texts of the example, in either language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from relais.procedures.content import Content, StepText

Texts = dict[str, Any]


def texts_of(language: str) -> Texts:
    file = Path(__file__).parent / f"{'fr' if language == 'fr' else 'en'}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def procedure_of(texts: Texts, key: str) -> Content:
    """A procedure as written in the texts."""
    said = texts["procedures"][key]
    return Content(
        title=said["title"],
        introduction=said.get("introduction", ""),
        steps=tuple(StepText(title=t, body=b, expected=e) for t, b, e in said["steps"]),
        afterword=said.get("afterword", ""),
    )
