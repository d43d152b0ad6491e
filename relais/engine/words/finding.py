"""Notes found again by what they say: accents, endings and typing errors forgiven, French found by English and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Final

from relais.engine.words.concepts import Concept, vocabulary
from relais.engine.words.reading import Reader, Unit
from relais.engine.words.recurring import Note
from relais.engine.words.spelling import Speller

CONCEPT_SHARE: Final = 0.6
"""What another word for the same thing is worth, the word itself being worth 1."""
FIELD_SHARE: Final = 0.15
"""What another thing of the same field is worth."""
LEAST_SHARE: Final = 0.2
"""A note that says less of what is wanted is not found."""
LEAST_BEGINNING: Final = 3
"""Letters from which the beginning of a word finds the word."""


@dataclass(frozen=True, slots=True)
class Near:
    """A note that was found. `share`: how much of what was wanted it says, from 0 to 1, rare words counting more."""

    id: str
    share: float


class Finder:
    """An index of notes. Making it takes about as long as grouping the notes; asking it, milliseconds."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._notes = tuple(notes)
        self._reader = Reader(vocabulary(), numbers=True)
        self._having: defaultdict[str, set[int]] = defaultdict(set)
        for number, note in enumerate(self._notes):
            for unit in self._reader.units(note.text):
                for key in (*(stem for stems in unit.stems for stem in stems), *_meanings(unit.concepts)):
                    self._having[key].add(number)
        self._stems = sorted(key for key in self._having if key[0] not in "=#")
        self._speller = Speller(self._stems)

    def nearest(self, wanted: str, limit: int = 10) -> tuple[Near, ...]:
        """The notes that say most of `wanted`, the best first; of equals, the shorter, then the one that was given first.

        A word that no note has is read as the word that it begins or misspells.
        """
        shares: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        for unit in self._reader.units(wanted):
            said, rarity = self._said(unit)
            whole += rarity
            for number, share in said.items():
                shares[number] += rarity * share
        found = [(round(share / whole, 9), n) for n, share in shares.items() if share >= LEAST_SHARE * whole]
        found.sort(key=lambda one: (-one[0], len(self._notes[one[1]].text), one[1]))
        return tuple(Near(self._notes[number].id, share) for share, number in found[:limit])

    def _said(self, unit: Unit) -> tuple[dict[int, float], float]:
        """How much of a word or an expression each note says, and how rare it is among the notes."""
        said: defaultdict[int, float] = defaultdict(float)
        rarest = []
        for stems in unit.stems:
            having = set().union(*(self._having.get(self._meant(stem), ()) for stem in stems))
            for number in having:
                said[number] += 1 / len(unit.stems)
            rarest.append(len(having))
        for key, worth in _meanings(unit.concepts).items():
            having = self._having.get(key, set())
            for number in having:
                said[number] = max(said[number], worth)
            if worth == CONCEPT_SHARE:
                rarest.append(len(having))
        # A word of the domain is as rare as what it means, though no note has the word itself.
        count = min((count for count in rarest if count), default=0)
        return said, log((1 + len(self._notes)) / (1 + count)) + 1

    def _meant(self, stem: str) -> str:
        if stem in self._having:
            return stem
        if len(stem) >= LEAST_BEGINNING and (begun := self._begun(stem)) is not None:
            return begun
        return self._speller.nearest(stem) or stem

    def _begun(self, beginning: str) -> str | None:
        """The commonest stem that begins so, then the first in the alphabet."""
        begun = (stem for stem in self._stems if stem.startswith(beginning))
        return min(begun, key=lambda stem: (-len(self._having[stem]), stem), default=None)


def _meanings(concepts: Iterable[Concept]) -> dict[str, float]:
    """The keys of some concepts and their fields, with what each is worth."""
    found = {f"#{concept.field}": FIELD_SHARE for concept in concepts if not concept.is_light}
    return found | {f"={concept.name}": CONCEPT_SHARE for concept in concepts}
