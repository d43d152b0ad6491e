"""The word that a misspelt one stands for: character pairs find candidates, an edit distance decides.

Pairs of neighbouring letters are the n-grams of Ukkonen (*Approximate string-matching with q-grams and maximal matches*,
Theoretical Computer Science 92, 1992): a word with few errors shares most of them. What remains is compared by
the optimal string alignment distance (Damerau, *A technique for computer detection and correction of spelling errors*,
CACM 7(3), 1964): an insertion, a deletion, a substitution or a swap of neighbours counts one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

LEAST_LETTERS = 4
"""Shorter words are too near to each other to be corrected."""
SWAP_LETTERS = 5
MOST_LETTERS = 32
"""A longer word is an address or a number, and is compared with nothing."""


class Speller:
    """Words to correct towards, folded (`fold.fold`): no capitals, no accents."""

    def __init__(self, words: Iterable[str]) -> None:
        self._alike: defaultdict[tuple[str, int], list[tuple[int, int, str]]] = defaultdict(list)
        for word in sorted(set(words)):
            if LEAST_LETTERS <= len(word) <= MOST_LETTERS:
                self._alike[word[0], len(word)].append((_letters(word), _pairs(word), word))

    def nearest(self, word: str, *, other_than: str = "") -> str | None:
        """The word within the errors that its length allows, the nearest first, then the first in the alphabet.

        One of the first two letters must be the first letter of the word that was meant: a wrong first letter is
        rare, and forgiving it would cost most of the time and of the precision. None when no word is near.
        """
        length = len(word)
        if not LEAST_LETTERS <= length <= MOST_LETTERS:
            return None
        best: tuple[int, str] | None = None
        for distance, found in self._near(word, length, errors_allowed(length)):
            if found != other_than and (best is None or (distance, found) < best):
                best = distance, found
        return best[1] if best else None

    def _near(self, word: str, length: int, allowed: int) -> Iterator[tuple[int, str]]:
        letters, pairs = _letters(word), _pairs(word)
        # A swap breaks three pairs of each word, any other error two; one swap is reckoned with.
        least = pairs.bit_count() - 2 * allowed - 1
        # A substitution takes a letter away and brings another, any other error changes one at most: nearly all words end here.
        most = 2 * allowed
        for letter in {word[0], word[1]}:
            for other_length in range(length - allowed, length + allowed + 1):
                for other_letters, other_pairs, other in self._alike.get((letter, other_length), ()):
                    if (letters ^ other_letters).bit_count() > most:
                        continue
                    if (pairs & other_pairs).bit_count() < least:
                        continue
                    if length <= SWAP_LETTERS and sorted(word) != sorted(other):
                        continue
                    if (distance := alignment(word, other, allowed)) <= allowed:
                        yield distance, other


def errors_allowed(letters: int) -> int:
    """How many errors a word of so many letters may have: two from nine letters on, one below.

    In a word of at most SWAP_LETTERS the one error must be a swap ("mial"): it has too many neighbours otherwise.
    """
    return 2 if letters >= 9 else 1


def alignment(one: str, other: str, limit: int) -> int:
    """The optimal string alignment distance; `limit` + 1 when it is above `limit`."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _rest(one, other)
    one, other = _rest(one[::-1], other[::-1])  # backwards, which changes no distance
    longest = max(len(one), len(other))
    if longest < 2:
        return longest
    if limit == 1:
        return 1 if longest == 2 and one == other[::-1] else 2
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, facing in enumerate(other, 1):
            best = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _rest(one: str, other: str) -> tuple[str, str]:
    """Two words without what they begin with alike."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return one[start:], other[start:]


def _letters(word: str) -> int:
    """The letters of a word as a set of bits; those beyond a to z share bits, as in `_pairs`."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _pairs(word: str) -> int:
    """The pairs of neighbouring letters as a set of bits, one pair standing for each end.

    Letters beyond a to z share bits, which lets more candidates through and loses none.
    """
    bits = 0
    padded = f" {word} "
    for one, other in pairwise(padded):
        bits |= 1 << ((ord(one) & 31) << 5 | (ord(other) & 31))
    return bits
