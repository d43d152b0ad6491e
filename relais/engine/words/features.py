"""A note as weighted features: the concepts that it says, their fields, and the stems of words that are no concept's.

The weights below were tuned on one half of the labelled notes and frozen before the other half was looked at
(docs/algorithms/recurring.md). They are multiplied as in TF-IDF (Spärck Jones 1972, smoothed): a feature that stands in most
notes tells little. A feature counts once a note, however often it is said, and each note's weights have the length 1, so
that their product is the cosine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import Final

from relais.engine.words.reading import Unit
from relais.engine.words.spelling import LEAST_LETTERS, Speller

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


def features(units: Sequence[Unit]) -> Features:
    """Features of a text with the weights that do not depend on other texts; empty when it says nothing.

    A word of several meanings has those of the fields that the rest of the text is about, if any.
    """
    found: Features = {}
    sure = {
        unit.concepts[0].field for unit in units if len(unit.concepts) == 1 and not unit.concepts[0].is_light
    }
    for unit in units:
        if not unit.concepts:
            _add_stems(unit, found)
        meant = [
            one for one in unit.concepts if len(unit.concepts) > 1 and one.field in sure
        ] or unit.concepts
        for concept in meant:
            weight = unit.trust / len(meant)
            if concept.is_light:
                weight *= LIGHT_WEIGHT
            else:
                _add(found, f"#{concept.field}", weight * FIELD_WEIGHT)
            _add(found, f"={concept.name}", weight)
    return found


def _add_stems(unit: Unit, found: Features) -> None:
    for stems in unit.stems:
        for stem in stems:
            _add(found, stem, OTHER_WEIGHT * unit.trust / sqrt(len(stems)))


def _add(found: Features, feature: str, weight: float) -> None:
    found[feature] = max(found.get(feature, 0.0), weight)


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
        _add(read, meant.get(feature, feature), weight)
    return read
