"""What changed between two versions: steps matched by their origin, words compared.

Steps that kept their order are the longest increasing run of old positions (patience sorting, Fredman 1975); the others moved.
Words are compared with difflib's Ratcliff/Obershelp matcher, within a budget, so that no text can make a page slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal
from uuid import UUID

from .content import Content, StepText

Mark = Literal["same", "ins", "del"]
Piece = tuple[Mark, str]
Pieces = tuple[Piece, ...]
Kind = Literal["same", "changed", "moved", "added", "removed"]

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
BUDGET = 3_000_000
"""Comparisons of one word with another, in all, on one page."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step of either version. `number` is its place now, `was` before; none where it is not there."""

    kind: Kind
    number: int | None
    was: int | None
    title: Pieces
    body: Pieces
    expected: Pieces


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two versions differ in; `introduction` and `afterword` are empty where nothing changed."""

    title: Pieces
    introduction: Pieces
    steps: tuple[StepChange, ...]
    afterword: Pieces
    unchanged: int

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.introduction or self.steps or self.afterword)


@dataclass(slots=True)
class _Budget:
    left: int = field(default=BUDGET)

    def words(self, old: str, new: str) -> Pieces:
        """The words of both texts, marked."""
        if old == new:
            return (("same", new),) if new else ()
        for split in (_TOKEN.findall, _lines):
            before, after = split(old), split(new)
            cost = len(before) * len(after)
            if cost <= self.left:
                self.left -= cost
                return _merged(before, after)
        return (*((("del", old),) if old else ()), *((("ins", new),) if new else ()))

    def changed(self, old: str, new: str) -> Pieces:
        return () if old == new else self.words(old, new)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _merged(before: Sequence[str], after: Sequence[str]) -> Pieces:
    """Both texts as pieces. Changes with only white space between them are one change: phrases, not confetti."""
    pieces: list[Piece] = []
    gone = come = ""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        same = "".join(after[j1:j2])
        if tag != "equal":
            gone, come = gone + "".join(before[i1:i2]), come + same
        elif (gone or come) and same.isspace() and j2 < len(after) and "\n" not in same:
            gone, come = gone + same, come + same
        else:
            pieces += [*_change_of(gone, come), ("same", same)]
            gone = come = ""
    return (*pieces, *_change_of(gone, come))


def _change_of(gone: str, come: str) -> list[Piece]:
    """What was taken out and put in, without white space that both end with."""
    kept = come[len(come.rstrip()) :] if gone and come and gone.endswith(come[len(come.rstrip()) :]) else ""
    if kept:
        gone, come = gone.removesuffix(kept), come.removesuffix(kept)
    told: list[Piece] = [("del", gone)] if gone else []
    if come:
        told.append(("ins", come))
    if kept:
        told.append(("same", kept))
    return told


def compare(old: Content, new: Content) -> Difference:
    """What `new` changed of `old`. Steps that stayed as they were are only counted."""
    budget = _Budget()
    where = {step.origin: index for index, step in enumerate(old.steps) if step.origin}
    kept = [(j, where[step.origin]) for j, step in enumerate(new.steps) if step.origin in where]
    steady = _longest_increasing([i for _j, i in kept])
    stayed = {kept[k][0] for k in steady}
    taken = {i for _j, i in kept}
    changes: list[tuple[tuple[int, int], StepChange]] = []
    unchanged = 0
    for j, step in enumerate(new.steps):
        change = _change(old, where, j, step, budget, moved=j not in stayed)
        if change.kind == "same":
            unchanged += 1
        else:
            changes.append(((j, 1), change))
    anchors = [kept[k] for k in steady]
    changes += [
        ((_after(i, anchors), 2), _removed(i, gone)) for i, gone in enumerate(old.steps) if i not in taken
    ]
    changes.sort(key=lambda pair: pair[0])
    return Difference(
        title=budget.changed(old.title, new.title),
        introduction=budget.changed(old.introduction, new.introduction),
        steps=tuple(change for _place, change in changes),
        afterword=budget.changed(old.afterword, new.afterword),
        unchanged=unchanged,
    )


def _after(i: int, steady: Sequence[tuple[int, int]]) -> int:
    """Where a removed step stood, told in the new order: right after the last steady step before it."""
    at = bisect_left(steady, i, key=lambda pair: pair[1])
    return steady[at - 1][0] if at else -1


def _change(
    old: Content, where: dict[UUID, int], j: int, step: StepText, budget: _Budget, *, moved: bool
) -> StepChange:
    i = where.get(step.origin) if step.origin else None
    if i is None:
        return StepChange(
            "added", j + 1, None, _all("ins", step.title), _all("ins", step.body), _all("ins", step.expected)
        )
    before = old.steps[i]
    said = (before.title, before.body, before.expected, before.level)
    kind: Kind = "moved" if moved else "changed"
    if said == (step.title, step.body, step.expected, step.level):
        if not moved:
            return StepChange("same", j + 1, i + 1, (), (), ())
        return StepChange("moved", j + 1, i + 1, _all("same", step.title), (), ())
    return StepChange(
        kind, j + 1, i + 1,
        budget.words(before.title, step.title), budget.words(before.body, step.body),
        budget.words(before.expected, step.expected),
    )  # fmt: skip


def _removed(i: int, gone: StepText) -> StepChange:
    return StepChange(
        "removed", None, i + 1, _all("del", gone.title), _all("del", gone.body), _all("del", gone.expected)
    )


def _all(mark: Mark, text: str) -> Pieces:
    return ((mark, text),) if text else ()


def _longest_increasing(values: Sequence[int]) -> list[int]:
    """The indexes of one longest strictly increasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        back.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [index]
    found: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(index)
        index = back[index]
    return found[::-1]
