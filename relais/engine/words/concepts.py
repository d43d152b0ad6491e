"""The domain's words: which concept a word or an expression of French or English says. The words stand in `concepts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from relais.engine.words.fold import compounds, english_stem, fold, french_stem
from relais.engine.words.spelling import LEAST_LETTERS, Speller

_LIGHT: Final = frozenset({"acts", "common"})
"""What is done (search, write, send) and what nearly everything is about (customer, site) say less than the rest."""
_IGNORED: Final = "ignored"
_UNSTEMMED: Final = "unstemmed"
_STEMS: Final[dict[str, Callable[[str], str]]] = {"fr": french_stem, "en": english_stem}


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea, such as `images.picture`; `field` is the table that it stands in."""

    name: str
    field: str

    @property
    def is_light(self) -> bool:
        """Whether it says little by itself, and belongs to no field."""
        return self.field in _LIGHT


@dataclass(slots=True)
class Language:
    """The words of one language, by their stems, taken from the word with its accents or without them.

    `unstemmed`: folded words that are their own stems.
    """

    snowball: Callable[[str], str]
    unstemmed: frozenset[str]
    stems: dict[str, str] = field(default_factory=dict)
    """Each stem of a known word, and the one under which the word is kept."""
    said: dict[tuple[str, ...], tuple[Concept, ...]] = field(default_factory=dict)
    """The concepts of a word, or of the words of an expression."""
    longest: dict[str, int] = field(default_factory=dict)
    """How many words the longest expression has that begins with this one."""

    def add(self, expression: Sequence[str], concept: Concept) -> None:
        key = tuple(self._keep(word, fold(word)) for word in expression)
        self.said[key] = tuple(dict.fromkeys([*self.said.get(key, ()), concept]))
        self.longest[key[0]] = max(len(key), self.longest.get(key[0], 0))

    def _keep(self, word: str, bare: str) -> str:
        if bare in self.unstemmed:
            return self.stems.setdefault(bare, bare)
        kept = self.stems.setdefault(self.snowball(word), self.snowball(word))
        self.stems.setdefault(self.snowball(bare), kept)
        return kept

    def key(self, word: str, bare: str) -> tuple[str, bool]:
        """The stem under which a word is kept, and whether it is known. `word`: in lower case; `bare`: folded."""
        if bare in self.unstemmed:
            return bare, True
        if kept := self.stems.get(self.snowball(word)):
            return kept, True
        stem = self.snowball(bare)
        return self.stems.get(stem, stem), stem in self.stems


class Vocabulary:
    """Every concept, and the words that are skipped.

    `small`: articles, pronouns and the like, skipped everywhere; `noise`: words that say nothing of what recurs
    (times, amounts, "again"), skipped but inside an expression. Both folded, of both languages.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        ignored = data[_IGNORED]
        self.small = frozenset(_listed(ignored["small"].values()))
        noise = ",".join(ignored["noise"].values()).split(",")
        self.noise = frozenset(fold(word) for one in noise for word in self.words(one)) - self.small
        self.languages = {
            name: Language(stem, frozenset(_listed([data[_UNSTEMMED][name]])))
            for name, stem in _STEMS.items()
        }
        self._written: dict[str, str] = {}
        concepts = []
        for table, inside in data.items():
            if table in {_IGNORED, _UNSTEMMED}:
                continue
            for name, by_language in inside.items():
                concepts.append(concept := Concept(f"{table}.{name}", table))
                for language, expressions in by_language.items():
                    self._add(self.languages[language], expressions, concept)
        self.concepts = tuple(concepts)
        self._speller = Speller([*self._written, *self.small, *self.noise])

    def words(self, text: str) -> Iterator[str]:
        """The words of a text in lower case. A compound is several, but one when a part of it is small ("rendez-vous")."""
        for parts in compounds(text):
            if len(parts) > 1 and any(fold(part) in self.small for part in parts):
                yield "".join(parts)
            else:
                yield from parts

    def _add(self, language: Language, expressions: str, concept: Concept) -> None:
        for expression in expressions.split(","):
            kept = [word for word in self.words(expression) if fold(word) not in self.small]
            if kept:
                language.add(kept, concept)
            for word in kept:
                self._written.setdefault(fold(word), word)

    def corrected(self, word: str) -> str | None:
        """The known word, with its accents, that a folded word misspells; None when none is near."""
        if not word.isalpha() or len(word) < LEAST_LETTERS:
            return None
        near = self._speller.nearest(word)
        return None if near is None else self._written.get(near, near)


def _listed(lists: Iterable[str]) -> Iterator[str]:
    for one in lists:
        yield from (fold(word.strip()) for word in one.split(","))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words that come with Relais, read once."""
    text = resources.files("relais.engine.words").joinpath("concepts.toml").read_text(encoding="utf-8")
    return Vocabulary(tomllib.loads(text))
