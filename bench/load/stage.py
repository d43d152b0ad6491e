"""What every story of the load plays on: one clock of working hours, the people, the book and the log."""

from __future__ import annotations

import heapq
import random
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.load.log import Ids, Log, Said
from bench.load.rows import Book
from bench.load.words import Text, Writer
from relais.acts.files import StoredFile
from relais.acts.types import EntryData

Story = Generator[datetime, None, None]
"""Yields the moment of its next act, and acts when it is resumed; closed when the end of time comes before."""

PACE = 5.0
"""Stretches all waiting: a delegation takes about two months, so that lists of open work fill a page at every size."""


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    person: str
    role: str
    language: str

    @property
    def is_management(self) -> bool:
        return self.role in ("owner", "manager")


@dataclass(slots=True)
class Team:
    owner: Member
    managers: list[Member]
    executors: list[Member]
    reviewer: Member
    mediator: Member


@dataclass(slots=True)
class Stage:
    """Everything that stories share."""

    rng: random.Random
    book: Book
    ids: Ids
    log: Log
    writer: Writer
    business: str
    begin: datetime
    end: datetime
    team: Team
    files: list[StoredFile] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    """The delegations that were opened so far."""


class Actress:
    """A story's place in time: `now` moves forward by working hours, `record` acts at it."""

    def __init__(self, stage: Stage, now: datetime) -> None:
        self.stage, self.rng, self.now = stage, stage.rng, working(stage.rng, now)
        self.acted = self.now

    def later(self, hours: float, *, most: float = 10_000) -> datetime:
        """Some time later, `hours` (stretched) on average and `most` at most, within the hours at which people work."""
        waited = min(self.rng.expovariate(1 / (hours * PACE)) + 0.05, most)
        self.now = working(self.rng, self.now + timedelta(hours=waited))
        return self.now

    def record(self, data: EntryData, actor: Member | None, **said: object) -> Said:
        self.acted = self.now
        door = "worker" if actor is None else "api" if self.rng.random() < 0.08 else "web"
        return self.stage.log.record(
            self.now,
            data,
            actor=actor.id if actor else None,
            door=door,
            **said,  # type: ignore[arg-type]
        )

    def id(self) -> str:
        return self.stage.ids.at(self.now)

    def text(self, member: Member, least: int = 6, most: int = 40) -> Text:
        return self.stage.writer.text(member.language, least, most)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability


def working(rng: random.Random, moment: datetime) -> datetime:
    """The moment, or the next morning when it falls at night (UTC). Never a whole second, as real moments."""
    if 6 <= moment.hour < 19:
        return moment
    days = 0 if moment.hour < 6 else 1
    morning = moment.replace(hour=6, minute=0, second=0) + timedelta(days=days)
    return morning + timedelta(minutes=rng.random() * 300, microseconds=1)


def play(begun: Iterable[tuple[datetime, Story]], end: datetime) -> None:
    """Play all stories in the order of time until `end`. They begin in order; a handful is in memory at once."""
    heap: list[tuple[datetime, int, Story]] = []
    for number, (start, story) in enumerate(begun):
        while heap and heap[0][0] <= start:
            _resume(heap, end)
        at = next(story, None)
        if at is not None:
            heapq.heappush(heap, (at, number, story))
    while heap:
        _resume(heap, end)


def _resume(heap: list[tuple[datetime, int, Story]], end: datetime) -> None:
    at, number, story = heap[0]
    if at > end:
        heapq.heappop(heap)
        story.close()
        return
    following = next(story, None)
    if following is None:
        heapq.heappop(heap)
    else:
        heapq.heapreplace(heap, (following, number, story))
