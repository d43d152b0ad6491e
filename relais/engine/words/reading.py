"""A text read word by word: which concepts its words and expressions say, and the stems of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Final

from relais.engine.words.concepts import Concept, Vocabulary
from relais.engine.words.fold import fold

WORDS_LIMIT: Final = 64
"""Words of one text that are read: a note is a line, and what it is about stands at its beginning."""
CORRECTED_TRUST: Final = 0.9
"""How far a misspelt word is trusted."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or an expression. `stems`: of each of its words that is not noise, as French and as English, one where they are the
    same; `concepts`: what it may mean, none where it is no word of the domain; `trust`: below 1 when a word of it was corrected.
    """

    stems: tuple[tuple[str, ...], ...]
    concepts: tuple[Concept, ...]
    trust: float


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as both languages know it."""

    french: str
    english: str
    noise: bool
    known: bool
    concepts: tuple[Concept, ...]
    """What it means by itself."""
    longest: int
    """Words of the longest expression that begins with it."""
    trust: float = 1.0
    alone: Unit | None = field(init=False, compare=False)
    """What it is where it begins no expression: made once for all texts."""

    def __post_init__(self) -> None:
        unit = None if self.noise else Unit((self.stems,), self.concepts, self.trust)
        object.__setattr__(self, "alone", unit)

    @property
    def stems(self) -> tuple[str, ...]:
        return (self.french,) if self.french == self.english else (self.french, self.english)


class Reader:
    """Reads texts; remembers each word that it met. `numbers`: whether words with digits are read too, as they stand."""

    def __init__(self, vocabulary: Vocabulary, *, numbers: bool = False) -> None:
        self._vocabulary, self._numbers = vocabulary, numbers
        self._french, self._english = vocabulary.languages["fr"], vocabulary.languages["en"]
        self._word = cache(self._read_word)

    def units(self, text: str) -> list[Unit]:
        """What a text says, one thing after the other; nothing but noise where it has nothing else, and no words nothing."""
        read = self._content(text)
        found: list[Unit] = []
        at = 0
        while at < len(read):
            length, concepts = self._longest(read, at) if read[at].longest > 1 else (1, ())
            if length > 1:
                words = read[at : at + length]
                stems = tuple(word.stems for word in words if not word.noise)
                found.append(Unit(stems, concepts, min(word.trust for word in words)))
            elif (unit := read[at].alone) is not None:
                found.append(unit)
            at += length
        return found or self._noise(text)

    def _content(self, text: str) -> list[_Word]:
        words = islice(self._vocabulary.words(text), WORDS_LIMIT)
        return [read for read in map(self._word, words) if read is not None]

    def _noise(self, text: str) -> list[Unit]:
        bare = (fold(word) for word in self._vocabulary.words(text))
        kept = [word for word in bare if word not in self._vocabulary.small]
        return [Unit(((word,),), (), 1.0) for word in kept[:WORDS_LIMIT]]

    def _longest(self, read: list[_Word], at: int) -> tuple[int, tuple[Concept, ...]]:
        """How many words the longest expression has that begins at a word, and its concepts; 1 where none does."""
        for length in range(min(read[at].longest, len(read) - at), 1, -1):
            if concepts := self._concepts(read[at : at + length]):
                return length, concepts
        return 1, ()

    def _concepts(self, read: Sequence[_Word]) -> tuple[Concept, ...]:
        french = self._french.said.get(tuple(word.french for word in read), ())
        english = self._english.said.get(tuple(word.english for word in read), ())
        return tuple(dict.fromkeys((*french, *english)))

    def _read_word(self, word: str) -> _Word | None:
        """None when it is skipped."""
        bare = fold(word)
        if bare in self._vocabulary.small:
            return None
        read = self._known(word, bare)
        if read.known:
            return read
        if any(char.isdigit() for char in bare):
            return read if self._numbers else None
        if (meant := self._vocabulary.corrected(bare)) is not None:
            if (bare_meant := fold(meant)) in self._vocabulary.small:
                return None
            return replace(self._known(meant, bare_meant), trust=CORRECTED_TRUST)
        return read

    def _known(self, word: str, bare: str) -> _Word:
        french, in_french = self._french.key(word, bare)
        english, in_english = self._english.key(bare, bare)
        noise = bare in self._vocabulary.noise
        said = (*self._french.said.get((french,), ()), *self._english.said.get((english,), ()))
        longest = max(self._french.longest.get(french, 0), self._english.longest.get(english, 0))
        known = noise or in_french or in_english
        return _Word(french, english, noise, known, tuple(dict.fromkeys(said)), longest)
