"""Notes found again by what they say: accents, endings and typing errors forgiven, French found by English and the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Final

from relais.engine.words.concepts import vocabulary
from relais.engine.words.features import CORRECTED_WEIGHT, Features, Reader
from relais.engine.words.recurring import Note
from relais.engine.words.spelling import Speller

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
        self._reader = Reader(vocabulary())
        self._having: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, note in enumerate(self._notes):
            for feature, weight in self._reader.features(note.text, stems=True).items():
                self._having[feature].append((number, weight))
        self._stems = sorted(feature for feature in self._having if feature[0] not in "=#")
        self._speller = Speller(self._stems)

    def nearest(self, wanted: str, limit: int = 10) -> tuple[Near, ...]:
        """The notes that say most of `wanted`, the first the best; of equals, the shorter, then the first given.

        A word that no note has is read as the word that it begins or misspells.
        """
        asked = {
            feature: weight * self._rarity(feature)
            for feature, weight in self._known(self._reader.features(wanted, stems=True)).items()
        }
        whole = sum(weight * weight for weight in asked.values())
        shares: defaultdict[int, float] = defaultdict(float)
        for feature, weight in asked.items():
            for number, there in self._having.get(feature, ()):
                shares[number] += weight * min(weight, there * self._rarity(feature)) / whole
        found = [(share, number) for number, share in shares.items() if share >= LEAST_SHARE]
        found.sort(key=lambda one: (-round(one[0], 9), len(self._notes[one[1]].text), one[1]))
        return tuple(Near(self._notes[number].id, min(share, 1.0)) for share, number in found[:limit])

    def _rarity(self, feature: str) -> float:
        return log((1 + len(self._notes)) / (1 + len(self._having.get(feature, ())))) + 1

    def _known(self, asked: Features) -> Features:
        known: Features = {}
        for feature, weight in asked.items():
            meant = self._meant(feature)
            trust = 1.0 if feature == meant else CORRECTED_WEIGHT
            known[meant] = max(known.get(meant, 0.0), weight * trust)
        return known

    def _meant(self, feature: str) -> str:
        if feature in self._having or feature[0] in "=#":
            return feature
        if len(feature) >= LEAST_BEGINNING and (begun := self._begun(feature)) is not None:
            return begun
        return self._speller.nearest(feature) or feature

    def _begun(self, beginning: str) -> str | None:
        """The commonest stem that begins so, then the first in the alphabet."""
        begun = [stem for stem in self._stems if stem.startswith(beginning)]
        return min(begun, key=lambda stem: (-len(self._having[stem]), stem), default=None)
