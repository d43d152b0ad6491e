"""A note as weighted features: the concepts that it says, their fields, and the stems of words that are no concept's.

The weights below were tuned on one half of the labelled notes (docs/algorithms/recurring.md) and frozen before the other half was looked at.
They are TF-IDF (Spärck Jones 1972, smoothed): a feature that stands in most notes tells little. A feature counts once
a note, however often it is said, and each note's weights have the length 1, so that their product is the cosine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log, sqrt
from typing import Final

from relais.engine.words.concepts import Concept, Vocabulary
from relais.engine.words.fold import fold
from relais.engine.words.spelling import LEAST_LETTERS, Speller

WORDS_LIMIT: Final = 64
"""Words of one note that are read: a note is a line, and what it is about stands at its beginning."""

Features = dict[str, float]
"""Weight of each feature. `=images.picture` is a concept, `#images` a field, `photo` a stem."""

FIELD_WEIGHT: Final = 0.8
"""Of a concept's field beside the concept itself, which weighs 1."""
LIGHT_WEIGHT: Final = 0.5
"""Of what is done, and of what nearly everything is about."""
OTHER_WEIGHT: Final = 0.4
"""Of a word that is no concept's."""
LONE_WEIGHT: Final = 0.2
"""By how much such a word counts when no other note has it: it makes a note less like all others, but only a little."""
CORRECTED_WEIGHT: Final = 0.9
"""By how much a misspelt word counts."""

_Said = tuple[tuple[Concept, ...], float]
"""What a word or an expression may mean, and how far it is trusted."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as both languages know it. `trust`: below 1 when it was corrected."""

    french: str
    english: str
    noise: bool
    known: bool
    concepts: tuple[Concept, ...]
    """What it means by itself."""
    longest: int
    """Words of the longest expression that begins with it."""
    trust: float = 1.0


class Reader:
    """Reads notes as features; remembers each word that it met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._french, self._english = vocabulary.languages["fr"], vocabulary.languages["en"]
        self._word = cache(self._read_word)

    def features(self, text: str, *, stems: bool = False) -> Features:
        """Features with the weights that do not depend on other notes; empty when the text has no word.

        `stems`: of the words of concepts too, so that the word itself counts besides what it means.
        """
        read = list(self._content(text))
        found: Features = {}
        for word in read if stems else ():
            _add_stems(word, found)
        said: list[_Said] = []
        at = 0
        while at < len(read):
            at += self._one(read, at, found, said)
        _add_concepts(said, found)
        return found or self._noise(text)

    def _content(self, text: str) -> Iterator[_Word]:
        for count, word in enumerate(self._vocabulary.words(text)):
            if count == WORDS_LIMIT:
                return
            if (read := self._word(word)) is not None:
                yield read

    def _noise(self, text: str) -> Features:
        """A note of nothing but noise is about that."""
        bare = (fold(word) for word in self._vocabulary.words(text))
        return dict.fromkeys([word for word in bare if word not in self._vocabulary.small][:WORDS_LIMIT], 1.0)

    def _one(self, read: list[_Word], at: int, found: Features, said: list[_Said]) -> int:
        """Take the longest expression that begins at a word, or the word alone; how many words it has."""
        first = read[at]
        for length in range(min(first.longest, len(read) - at), 1, -1):
            expression = read[at : at + length]
            if concepts := self._concepts(expression):
                said.append((concepts, min(word.trust for word in expression)))
                return length
        if first.concepts and not first.noise:
            said.append((first.concepts, first.trust))
            return 1
        _add_stems(first, found)
        return 1

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
            return None
        if (meant := self._vocabulary.corrected(bare)) is not None:
            if (bare_meant := fold(meant)) in self._vocabulary.small:
                return None
            return replace(self._known(meant, bare_meant), trust=CORRECTED_WEIGHT)
        return read

    def _known(self, word: str, bare: str) -> _Word:
        french, in_french = self._french.key(word, bare)
        english, in_english = self._english.key(bare, bare)
        noise = bare in self._vocabulary.noise
        said = (*self._french.said.get((french,), ()), *self._english.said.get((english,), ()))
        longest = max(self._french.longest.get(french, 0), self._english.longest.get(english, 0))
        known = noise or in_french or in_english
        return _Word(french, english, noise, known, tuple(dict.fromkeys(said)), longest)


def _add_stems(word: _Word, found: Features) -> None:
    if not word.noise:
        stems = dict.fromkeys((word.french, word.english))
        for stem in stems:
            found[stem] = max(found.get(stem, 0.0), OTHER_WEIGHT * word.trust / sqrt(len(stems)))


def _add_concepts(said: Sequence[_Said], found: Features) -> None:
    """A word of several meanings has those of the fields that the rest of the note is about, if any."""
    sure = {concept.field for concepts, _ in said if len(concepts) == 1 for concept in concepts if not concept.is_light}
    for concepts, trust in said:
        meant = [one for one in concepts if len(concepts) > 1 and one.field in sure] or concepts
        for concept in meant:
            weight = trust / len(meant)
            if concept.is_light:
                weight *= LIGHT_WEIGHT
            else:
                name = f"#{concept.field}"
                found[name] = max(found.get(name, 0.0), weight * FIELD_WEIGHT)
            name = f"={concept.name}"
            found[name] = max(found.get(name, 0.0), weight)


def weighted(notes: Sequence[Features]) -> list[Features]:
    """Each note's weights times the rarity of the feature among these notes, scaled to the length 1."""
    notes = _respelt(notes)
    counts = Counter(feature for note in notes for feature in note)
    rarity = {feature: log((1 + len(notes)) / (1 + count)) + 1 for feature, count in counts.items()}
    for feature, count in counts.items():
        if count == 1 and feature[0] not in "=#":
            rarity[feature] *= LONE_WEIGHT
    return [_unit(note, rarity) for note in notes]


def _unit(note: Features, rarity: dict[str, float]) -> Features:
    weights = {feature: weight * rarity[feature] for feature, weight in note.items()}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()}


def _respelt(notes: Sequence[Features]) -> Sequence[Features]:
    """Stems that stand in one note only, read as the commoner stem that they misspell."""
    counts = Counter(feature for note in notes for feature in note if feature[0] not in "=#")
    common = Speller(feature for feature, count in counts.items() if count > 1)
    meant = {
        feature: near
        for feature, count in counts.items()
        if count == 1 and len(feature) > LEAST_LETTERS and (near := common.nearest(feature)) is not None
    }
    return [note if meant.keys().isdisjoint(note) else _read_as(note, meant) for note in notes]


def _read_as(note: Features, meant: dict[str, str]) -> Features:
    read: Features = {}
    for feature, weight in note.items():
        name = meant.get(feature, feature)
        read[name] = max(read.get(name, 0.0), weight)
    return read
