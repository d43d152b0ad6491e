"""The words of the domain are well kept: in both languages, readable, and each said once."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources

import pytest

from relais.engine.words.concepts import vocabulary
from relais.engine.words.fold import fold

DATA = tomllib.loads(resources.files("relais.engine.words").joinpath("concepts.toml").read_text("utf-8"))
TABLES = {name: table for name, table in DATA.items() if name not in {"ignored", "unstemmed"}}


def expressions() -> Iterator[tuple[str, str, str]]:
    for table, concepts in TABLES.items():
        for concept, by_language in concepts.items():
            for language, listed in by_language.items():
                for expression in listed.split(","):
                    yield f"{table}.{concept}", language, expression.strip()


def test_every_concept_is_said_in_both_languages() -> None:
    assert all(set(one) == {"fr", "en"} for table in TABLES.values() for one in table.values())


def test_every_expression_can_be_read() -> None:
    """None of them is nothing but words that are skipped."""
    words = vocabulary()
    for concept, language, expression in expressions():
        read = [fold(word) for word in words.words(expression)]
        kept = [word for word in read if word not in words.small]
        assert kept, (concept, language, expression)
        assert len(kept) > 1 or kept[0] not in words.noise, (concept, language, expression)


def test_no_concept_says_a_thing_twice() -> None:
    twice = [one for one, count in Counter(expressions()).items() if count > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("expression", "language", "concept"),
    [
        ("mises en page", "fr", "layout.layout"),
        ("réseau social", "fr", "social.social"),
        ("stock photos", "en", "images.picture_bank"),
        ("sous-titres", "fr", "layout.block"),
        ("customs", "en", "shipping.customs"),
        ("customers", "en", "common.customer"),
    ],
)
def test_what_words_mean(expression: str, language: str, concept: str) -> None:
    words = vocabulary()
    known = words.languages[language]
    read = [word for word in words.words(expression) if fold(word) not in words.small]
    said = known.said[tuple(known.key(word, fold(word))[0] for word in read)]
    assert concept in [one.name for one in said]
