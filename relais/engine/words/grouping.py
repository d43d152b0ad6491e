"""Average-link clustering of sparse vectors, to a threshold, with what a person put together or kept apart.

The similarity of two clusters is the mean cosine between their notes (UPGMA; Sokal and Michener 1958). Vectors have the length 1,
so that this mean is the product of the clusters' sums over their sizes, and no table of pairs is needed. Clusters are merged
along chains of nearest neighbours (Benzécri 1982; Murtagh 1983): average link never brings a merged cluster nearer to a
third than the nearer of its parts was, so this merges what merging the nearest pair first would have merged, ties aside.

What a person put together is a cluster of several *parts*, each an ordinary cluster; its similarity to another is that of
its most similar part, so that a note joins such a cluster by resembling one part of it, however different the others are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Sum = dict[int, float] | NDArray[np.float64]

THRESHOLD: Final = 0.22
"""The least mean cosine of two clusters that are merged; tuned with the weights of `features`."""
_TIE: Final = 1e-9
"""Similarities that differ by less are equal: above the noise of adding floats in another order."""

MANY: Final = 1_000
"""Up to so many vectors every merge is exact; of more, those that are VERY_ALIKE are merged first."""
VERY_ALIKE: Final = 0.5
_BLOCK: Final = 256

_FEW: Final = 64
"""Up to so many features, a sum is kept and multiplied one feature at a time."""

Vector = Mapping[str, float]


def grouped(
    vectors: Sequence[Vector],
    together: Iterable[Sequence[int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    threshold: float = THRESHOLD,
) -> list[list[int]]:
    """The clusters of some vectors, as lists of their indices in rising order, the first index deciding the order.

    `vectors`: weights by feature, of the length 1, none negative; an empty one is like nothing else. `together`: disjoint
    sets of indices, each of which ends in one cluster. `apart`: pairs of indices that never share one; none may be within
    a set of `together`. `threshold`: above 0.
    Ties are decided by the order of the vectors. Time: O(n) for each merge, about n merges; memory O(n).
    """
    sets = [sorted(one) for one in together]
    held = {index for one in sets for index in one} | {index for pair in apart for index in pair}
    clusters = [_parts(vectors, one, threshold) for one in sets]
    done = {index for one in sets for index in one}
    clusters += [_Cluster([index], [[index]]) for index in sorted(held - done)]
    clusters += [
        _Cluster(one, [one]) for one in _alike(vectors, sorted(set(range(len(vectors))) - held), threshold)
    ]
    clusters.sort(key=lambda one: one.members[0])
    return sorted(_Merging(vectors, clusters, apart, threshold).run())


@dataclass(slots=True)
class _Cluster:
    members: list[int]
    parts: list[list[int]]
    """The members by part."""
    forbidden: set[int] = field(default_factory=set)
    """Clusters that it must not be merged with."""


def _parts(vectors: Sequence[Vector], members: list[int], threshold: float) -> _Cluster:
    """What was put together, with the parts that it has by itself."""
    inside = grouped([vectors[index] for index in members], threshold=threshold)
    return _Cluster(members, [[members[index] for index in part] for part in inside])


def _alike(vectors: Sequence[Vector], free: list[int], threshold: float) -> list[list[int]]:
    """Vectors that nobody held, each alone; where they are many, those that are very alike as one from the start.

    Vectors are compared within those that have the same heaviest feature, a block at a time, so that time and memory stay
    proportional to their number. Merging the very alike first is what average link does too, blocks and ties aside.
    """
    if len(free) <= MANY:
        return [[index] for index in free]
    by_feature: defaultdict[str, list[int]] = defaultdict(list)
    for index in free:
        vector = vectors[index]
        by_feature[max(vector, key=lambda one: (vector[one], one), default="")].append(index)
    found = []
    for indices in by_feature.values():
        for first in range(0, len(indices), _BLOCK):
            block = indices[first : first + _BLOCK]
            near = _block([vectors[index] for index in block], max(threshold, VERY_ALIKE))
            found += [[block[index] for index in one] for one in near]
    return found


def _block(vectors: Sequence[Vector], threshold: float) -> list[list[int]]:
    """The clusters of a few vectors: the same chains on a table of all pairs."""
    import numpy

    having: defaultdict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for row, vector in enumerate(vectors):
        for feature, weight in vector.items():
            having[feature][0].append(row)
            having[feature][1].append(weight)
    means = numpy.zeros((len(vectors), len(vectors)))
    # Not one product of matrices: its library starts threads, which cost more than they save.
    for rows, weights in having.values():
        if len(rows) > 1:
            means[numpy.ix_(rows, rows)] += numpy.multiply.outer(weights, weights)
    numpy.fill_diagonal(means, -1.0)
    members: list[list[int]] = [[index] for index in range(len(vectors))]
    chain: list[int] = []
    waiting = list(range(len(vectors) - 1, -1, -1))
    while chain or waiting:
        if not chain:
            chain.append(waiting.pop())
        row = means[chain[-1]]
        near = int(row.argmax())
        if row[near] < threshold:
            chain.pop()
        elif len(chain) > 1 and row[chain[-2]] == row[near]:
            kept, lost = sorted((chain.pop(), chain.pop()))
            total = len(members[kept]) + len(members[lost])
            merged = (len(members[kept]) * means[kept] + len(members[lost]) * means[lost]) / total
            merged[[kept, lost]] = -1.0
            means[kept] = means[:, kept] = merged
            means[lost] = means[:, lost] = -1.0
            members[kept] += members[lost]
            members[lost] = []
            chain = chain or [kept]
        else:
            chain.append(near)
    return [one for one in members if one]


class _Merging:
    """Clusters and parts by number; the lower of two numbers stays when they are merged.

    A *row* is a part as it was at first. What a part has in common with all others is summed over rows, and then by the part that
    each row belongs to now: the lists of rows by feature never change.
    """

    def __init__(
        self,
        vectors: Sequence[Vector],
        clusters: list[_Cluster],
        apart: Iterable[tuple[int, int]],
        threshold: float,
    ) -> None:
        import numpy  # 25 MB that a server which groups nothing need not carry

        self.numpy, self.threshold = numpy, threshold
        self.clusters = clusters
        self.parts_of: list[list[int]] = []
        rows: list[list[int]] = []
        for cluster in clusters:
            self.parts_of.append(list(range(len(rows), len(rows) + len(cluster.parts))))
            rows += cluster.parts
        self.owner = [number for number, cluster in enumerate(clusters) for _ in cluster.parts]
        self.rows_of = [[row] for row in range(len(rows))]
        self.part_of_row = numpy.arange(len(rows))
        self.size = numpy.array([len(row) for row in rows], dtype=numpy.float64)
        self._sum(vectors, rows)
        self._forbid(apart)

    def _sum(self, vectors: Sequence[Vector], rows: list[list[int]]) -> None:
        """The sum of each row, and for each feature of several rows, which have it and how much."""
        sums: list[dict[str, float]] = []
        having: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            total: dict[str, float] = {}
            for index in row:
                for feature, weight in vectors[index].items():
                    total[feature] = total.get(feature, 0.0) + weight
            sums.append(total)
            for feature in total:
                having[feature].append(number)
        numbers = {feature: n for n, feature in enumerate(f for f, rows in having.items() if len(rows) > 1)}
        self.columns = [
            (
                self.numpy.array(having[feature], dtype=self.numpy.intp),
                self.numpy.array([sums[row][feature] for row in having[feature]]),
            )
            for feature in numbers
        ]
        self.sums: list[_Sum] = [
            self._added({}, {numbers[f]: weight for f, weight in total.items() if f in numbers})
            for total in sums
        ]
        # The same once more, end to end, for sums of many features.
        empty = (self.numpy.zeros(0, dtype=self.numpy.intp), self.numpy.zeros(0))
        self.all_rows = self.numpy.concatenate([empty[0], *(rows for rows, _ in self.columns)])
        self.all_weights = self.numpy.concatenate([empty[1], *(weights for _, weights in self.columns)])
        lengths = [len(rows) for rows, _ in self.columns]
        self.all_features = self.numpy.repeat(self.numpy.arange(len(lengths)), lengths)

    def _forbid(self, apart: Iterable[tuple[int, int]]) -> None:
        number_of = {index: n for n, cluster in enumerate(self.clusters) for index in cluster.members}
        for one, other in apart:
            first, second = number_of[one], number_of[other]
            self.clusters[first].forbidden.add(second)
            self.clusters[second].forbidden.add(first)

    def run(self) -> list[list[int]]:
        gone: set[int] = set()
        for start in range(len(self.clusters)):
            chain = [] if start in gone else [start]
            while chain:
                before = chain[-2] if len(chain) > 1 else None
                near = self._nearest(chain[-1], before)
                if near is None:
                    chain.pop()  # it was alone on the chain: similarity is the same both ways
                elif (other := self.owner[near[1]]) == before:
                    stays, goes = sorted((chain.pop(), chain.pop()))
                    self._merge(stays, goes, *sorted(near))
                    gone.add(goes)
                    chain = chain or [stays]
                else:
                    chain.append(other)
        return [sorted(one.members) for number, one in enumerate(self.clusters) if number not in gone]

    def _nearest(self, cluster: int, before: int | None) -> tuple[int, int] | None:
        """The parts, one of this cluster and one of another, that are the most similar; None when none is similar enough.

        The cluster before on the chain is taken when no other is nearer, so that the chain ends.
        """
        best, found = self.threshold, None
        back, way_back = 0.0, None
        for part in self.parts_of[cluster]:
            means = self._means(cluster, part)
            if before is not None:
                similar, other = max((means[one], -one) for one in self.parts_of[before])
                if similar > back + _TIE:
                    back, way_back = similar, (part, -other)
            top = means.max()
            if top >= best and (found is None or top > best + _TIE):
                best, found = top, (part, int(self.numpy.argmax(means >= top - _TIE)))
        return way_back if way_back is not None and back >= best - _TIE else found

    def _means(self, cluster: int, part: int) -> NDArray[np.float64]:
        """The mean cosine of a part and every other, below 0 where they must not be merged."""
        count, total = len(self.rows_of), self.sums[part]
        if isinstance(total, dict):
            scores = self.numpy.zeros(count)
            for feature, weight in total.items():
                rows, weights = self.columns[feature]
                scores[rows] += weight * weights
        else:
            products = total[self.all_features] * self.all_weights
            scores = self._by_number(self.all_rows, products)
        means = self._by_number(self.part_of_row, scores)
        means /= self.size * self.size[part]
        for other in (cluster, *self.clusters[cluster].forbidden):
            means[self.parts_of[other]] = -1.0
        return means

    def _by_number(self, numbers: NDArray[np.intp], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of the weights that have each number of a row or a part."""
        summed = self.numpy.bincount(numbers, weights=weights, minlength=len(self.rows_of))
        return summed.astype(self.numpy.float64, copy=False)

    def _merge(self, stays: int, goes: int, kept: int, lost: int) -> None:
        """Merge two clusters at two of their parts, each lower number staying."""
        self.sums[kept] = self._added(self.sums[kept], self.sums[lost])
        self.sums[lost] = {}
        self.size[kept] += self.size[lost]
        self.part_of_row[self.rows_of[lost]] = kept
        self.rows_of[kept] += self.rows_of[lost]
        self.rows_of[lost] = []
        self.parts_of[stays] = sorted({*self.parts_of[stays], *self.parts_of[goes]} - {lost})
        for one in self.parts_of[stays]:
            self.owner[one] = stays
        self.clusters[stays].members += self.clusters[goes].members
        for one in self.clusters[goes].forbidden:
            self.clusters[one].forbidden.discard(goes)
            self.clusters[one].forbidden.add(stays)
            self.clusters[stays].forbidden.add(one)
        self.parts_of[goes] = []

    def _added(self, one: _Sum, other: _Sum) -> _Sum:
        if isinstance(one, dict) and isinstance(other, dict):
            added = {f: one.get(f, 0.0) + other.get(f, 0.0) for f in sorted({*one, *other})}
            return added if len(added) <= _FEW else self._spread(added)
        return self._spread(one) + self._spread(other)

    def _spread(self, total: _Sum) -> NDArray[np.float64]:
        if not isinstance(total, dict):
            return total
        spread = self.numpy.zeros(len(self.columns))
        spread[list(total)] = list(total.values())
        return spread
