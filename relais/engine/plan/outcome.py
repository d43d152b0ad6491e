"""What planning gives: pieces of work in time, what was given up, and what should be known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Proof = Literal["exact", "bound"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Work on the task `id` during `[start, end)`, in UTC."""

    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Dated work that is not planned, and `short_minutes`: the working minutes that are missing to put it back."""

    id: str
    penalty: float
    short_minutes: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the person should know of the task `id`; `minutes` says how much.

    `plan.date_given_up`       its date cannot be met with the others; minutes missing
    `plan.date_past`           its date is not after now; minutes left to do
    `plan.longer_than_time`    it alone is longer than the working time before its date; minutes missing
    `plan.date_at_risk`        planned, but with less than the safety margin before its date; minutes missing from it
    `plan.important_left`      important work that found no time; minutes left
    """

    code: str
    id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a problem, in the order of time.

    `margins`: working minutes left at each distinct date of `dated`, before anything is given up; negative when
    minutes are missing. `latest_start`: for each dated task the moment at which it has to begin at the latest when
    dated work has the whole calendar; None when not everything fits. `penalty`: the sum of what is given up;
    `penalty_lower_bound`: what no plan can be below, equal when `proof` is `exact`. `value`: density of each
    important task times the energy of its minutes, summed.
    """

    pieces: tuple[Piece, ...]
    margins: tuple[tuple[datetime, int], ...]
    latest_start: tuple[tuple[str, datetime | None], ...]
    given_up: tuple[GivenUp, ...]
    penalty: float
    penalty_lower_bound: float
    value: float
    proof: Proof
    findings: tuple[Finding, ...]
