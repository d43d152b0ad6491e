"""Misspelt words and the words that they stand for."""

from __future__ import annotations

import pytest

from relais.engine.words.spelling import Speller, alignment

KNOWN = Speller(
    ["image", "facture", "newsletter", "hebergement", "mail", "sauvegarde", "livraison", "photo", "compte"]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("iamge", "image"),  # two letters swapped
        ("miage", "image"),  # the first two
        ("mial", "mail"),
        ("factuer", "facture"),
        ("facure", "facture"),  # one missing
        ("facturre", "facture"),  # one too many
        ("fakture", "facture"),  # one wrong
        ("newsleter", "newsletter"),
        ("nwesletter", "newsletter"),
        ("hebegrement", "hebergement"),
        ("hebergemnet", "hebergement"),
        ("sauvgared", "sauvegarde"),  # two errors
        ("livraison", "livraison"),
        # these stand for nothing known
        ("imagination", None),
        ("phota", None),  # short words have too many neighbours
        ("conte", None),
        ("malle", None),
        ("cat", None),
        ("", None),
        ("x" * 100, None),
    ],
)
def test_a_misspelt_word_is_read_as_the_word_it_stands_for(written: str, meant: str | None) -> None:
    assert KNOWN.nearest(written) == meant


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abd", 1), ("abc", "xabc", 1),
        ("abcd", "badc", 2), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ],
)  # fmt: skip
def test_the_distance_counts_errors(one: str, other: str, distance: int) -> None:
    assert alignment(one, other, 5) == alignment(other, one, 5) == distance
    assert alignment(one, other, 0) == min(distance, 1)
