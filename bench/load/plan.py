"""What is drawn for a delegation when its story begins, so that the number of its entries can be met."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.load.money import Purse


@dataclass(slots=True)
class Part:
    """A milestone with its purse and what was drawn for it."""

    id: str
    position: int
    title: str
    amount: int | None
    purse: Purse
    redone: bool
    held: bool = False
    paid: bool = False
    outcome: str | None = ""
    """Of the last delivery: empty before there is one, None while it waits for a verdict."""


@dataclass(slots=True)
class Plan:
    """What was drawn for a delegation."""

    stuck_draft: bool
    stuck_proposed: bool
    change_asked: bool
    called_off: bool
    runs: bool
    parts: int
    redone: list[bool] = field(default_factory=list)

    @classmethod
    def draw(cls, rng: random.Random) -> Plan:
        parts = 2 if rng.random() < 0.15 else 1
        return cls(
            stuck_draft=rng.random() < 0.004,
            stuck_proposed=rng.random() < 0.002,
            change_asked=rng.random() < 0.12,
            called_off=rng.random() < 0.04,
            runs=rng.random() < 0.25,
            parts=parts,
            redone=[rng.random() < 0.18 for _ in range(parts)],
        )
