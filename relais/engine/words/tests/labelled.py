"""The labelled notes, read; and how well groups match labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import comb
from pathlib import Path
from typing import Literal

FILE = Path(__file__).parent / "labelled-notes.txt"


def labelled(half: Literal["tuning", "aside", "all"]) -> list[tuple[str, str]]:
    """Topic and note. "aside" is every second note of each topic: weights and threshold were chosen without it."""
    found, topic, place = [], "", 0
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            topic, place = line[2:], 0
        elif line and not line.startswith("#"):
            if half == "all" or (half == "tuning") == (place % 2 == 0):
                found.append((topic, line))
            place += 1
    return found


def pairwise(topics: Sequence[str], groups: Iterable[Sequence[int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of notes: is a pair in one group, and is it of one topic?"""
    grouped = right = 0
    for group in groups:
        grouped += comb(len(group), 2)
        right += sum(comb(count, 2) for count in Counter(topics[index] for index in group).values())
    alike = sum(comb(count, 2) for count in Counter(topics).values())
    precision, recall = right / max(grouped, 1), right / alike
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    from relais.engine.words.recurring import Note, recurring

    for half in ("aside", "tuning", "all"):
        topics, texts = zip(*labelled(half), strict=True)
        found = recurring(Note(str(number), text) for number, text in enumerate(texts))
        measured = pairwise(topics, [[int(note) for note in group.notes] for group in found.groups])
        named = zip(("precision", "recall", "F1"), measured, strict=True)
        print(half, *(f"{name} {value:.3f}" for name, value in named))  # noqa: T201
