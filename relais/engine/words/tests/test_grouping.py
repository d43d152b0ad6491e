"""Average link by chains of neighbours is average link: compared with the definition, written down in the plainest way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from math import sqrt

import pytest
from numpy.random import default_rng

from relais.engine.words import grouping
from relais.engine.words.grouping import grouped


def vectors(seed: int, count: int) -> list[dict[str, float]]:
    """Few features, so that many are alike; weights of many digits, so that there are no ties."""
    chance = default_rng(seed)
    found = []
    for _ in range(count):
        features = chance.choice(list("abcdefghij"), size=chance.integers(1, 5), replace=False)
        weights = {str(feature): float(chance.random()) for feature in features}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        found.append({feature: weight / length for feature, weight in weights.items()})
    return found


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())


def plainly(
    given: Sequence[Mapping[str, float]], apart: Sequence[tuple[int, int]], threshold: float
) -> list[list[int]]:
    """Merge the two clusters with the greatest mean cosine, until none is at the threshold."""
    clusters = [[index] for index in range(len(given))]

    def mean(pair: tuple[int, int]) -> float:
        one, other = clusters[pair[0]], clusters[pair[1]]
        if any({first, second} == set(kept) for first, second in product(one, other) for kept in apart):
            return -1.0
        return sum(cosine(given[i], given[j]) for i, j in product(one, other)) / len(one) / len(other)

    while len(clusters) > 1:
        nearest = max(combinations(range(len(clusters)), 2), key=mean)
        if mean(nearest) < threshold:
            break
        clusters[nearest[0]] += clusters.pop(nearest[1])
    return sorted(sorted(one) for one in clusters)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_it_is_average_link(seed: int, threshold: float) -> None:
    given = vectors(seed, 25)
    assert grouped(given, threshold=threshold) == plainly(given, (), threshold)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_average_link_of_what_may_be_merged(seed: int) -> None:
    given = vectors(seed, 20)
    chance = default_rng(seed)
    apart = [
        (int(first), int(second)) for first, second in (chance.choice(20, 2, replace=False) for _ in range(6))
    ]
    assert grouped(given, apart=apart, threshold=0.3) == plainly(given, apart, 0.3)


def test_sums_of_many_features_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given = vectors(5, 60)
    few = grouped(given)
    monkeypatch.setattr(grouping, "_FEW", 2)
    assert grouped(given) == few


def test_many_vectors_end_in_the_same_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear clusters: what is merged first among many cannot change them."""
    chance = default_rng(3)
    given = []
    for number in range(300):
        topic, other = "abcdef"[number % 6], f"x{chance.integers(40)}"
        given.append({topic: sqrt(0.9), other: sqrt(0.1)})
    exact = grouped(given)
    monkeypatch.setattr(grouping, "MANY", 10)
    assert grouped(given) == exact == [list(range(topic, 300, 6)) for topic in range(6)]


def test_an_empty_vector_is_alone() -> None:
    assert grouped([{}, {"a": 1.0}, {}, {"a": 1.0}]) == [[0], [1, 3], [2]]


def test_what_was_put_together_is_joined_through_its_nearest_part() -> None:
    """By the mean of all, the third would be at 1/2 and below the threshold; by the part that it is like, at 1."""
    given = [{"a": 1.0}, {"b": 1.0}, {"a": 1.0}, {"c": 1.0}]
    assert grouped(given, together=[[0, 1]], threshold=0.6) == [[0, 1, 2], [3]]
