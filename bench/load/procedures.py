"""Two hundred procedures of eight to fifteen steps, some in a second or third version, and the runs through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.load.stage import Actress, Member, Stage, Story
from relais.acts.types import EntryData
from relais.procedures.entries import (
    ProcedurePublished,
    ProcedureWritten,
    RunFinished,
    RunStarted,
    StepDone,
    StepFailed,
    StepSkipped,
)
from relais.procedures.models import Given, Procedure, Run, Step, Tick, Version

COUNT = 200
LEAST_STEPS, MOST_STEPS = 8, 15
STANDING = 40
"""Procedures that the first executor has for good: more than a page of them, so that a full page is compared with a full one."""


@dataclass(frozen=True, slots=True)
class LoadedStep:
    id: str
    position: int
    title: str


@dataclass(slots=True)
class LoadedVersion:
    id: str
    number: int
    steps: list[LoadedStep]


@dataclass(slots=True)
class LoadedProcedure:
    id: str
    title: str
    versions: list[LoadedVersion] = field(default_factory=list)
    given: dict[str, set[str]] = field(default_factory=dict)
    """By executor, the delegations for which it is given now."""
    given_at: dict[str, datetime] = field(default_factory=dict)
    ended_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def current(self) -> LoadedVersion:
        return self.versions[-1]

    def give(self, executor: str, delegation: str, at: datetime) -> None:
        self.given.setdefault(executor, set()).add(delegation)
        self.given_at[executor] = at

    def take_back(self, executor: str, delegation: str, at: datetime) -> None:
        self.given.get(executor, set()).discard(delegation)
        self.ended_at[executor] = at


class Writing(Actress):
    """A procedure is written, published, and sometimes published again later."""

    def __init__(self, stage: Stage, start: datetime, shelf: list[LoadedProcedure], *, stands: bool) -> None:
        super().__init__(stage, start)
        self.stands = stands
        self.author = self.rng.choice([stage.team.owner, *stage.team.managers])
        title, self.words = stage.writer.title(self.author.language)
        self.made_at, self.shelf = self.now, shelf
        self.procedure = LoadedProcedure(self.id(), title)

    def tell(self) -> Story:
        count = self.rng.randint(LEAST_STEPS, MOST_STEPS)
        self._said(ProcedureWritten(procedure=self.procedure.title, steps=count))
        origins = [self.id() for _ in range(count)]
        yield self.now
        self._publish(origins)
        self.shelf.append(self.procedure)
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2))):
            yield self.later(24 * 200)
            self._publish(origins)

    def _publish(self, origins: list[str]) -> None:
        version = LoadedVersion(self.id(), len(self.procedure.versions) + 1, [])
        writer, language = self.stage.writer, self.author.language
        self.stage.book.sheet(Version).add(
            id=version.id, procedure_id=self.procedure.id, number=version.number, title=self.procedure.title,
            introduction=writer.paragraph(language), made_by_id=self.author.id, made_at=self.now, published_at=self.now,
        )  # fmt: skip
        for position, origin in enumerate(origins, 1):
            step = LoadedStep(self.id(), position, writer.title(language)[0])
            version.steps.append(step)
            self.stage.book.sheet(Step).add(
                id=step.id, version_id=version.id, position=position, title=step.title, origin=origin,
                body=writer.paragraph(language) if position % 2 else "", expected=writer.title(language)[0],
            )  # fmt: skip
        self.procedure.versions.append(version)
        self._said(
            ProcedurePublished(procedure=self.procedure.title, number=version.number, steps=len(origins))
        )

    def _said(self, data: EntryData) -> None:
        self.record(data, self.author, subject_type="procedure", subject=self.procedure.id)

    def keep(self) -> None:
        """Write the rows that change while time goes by, once it has gone."""
        procedure = self.procedure
        if self.stands:
            procedure.give(self.stage.team.executors[0].id, "for good", self.made_at)
        self.stage.book.sheet(Procedure).add(
            id=procedure.id, business_id=self.stage.business, title=procedure.title, words=self.words,
            current_id=procedure.current.id, made_at=self.made_at,
        )  # fmt: skip
        for executor, delegations in procedure.given.items():
            at = procedure.given_at[executor]
            self.stage.book.sheet(Given).add(
                id=self.stage.ids.at(at), procedure_id=procedure.id, member_id=executor, at=at,
                ended_at=None if delegations else procedure.ended_at[executor],
            )  # fmt: skip


def write_all(stage: Stage, shelf: list[LoadedProcedure]) -> Iterator[tuple[datetime, Writing]]:
    """The procedures, written one after the other in the first month."""
    start = stage.begin + timedelta(days=14)
    for number in range(COUNT):
        at = start + timedelta(hours=number)
        yield at, Writing(stage, at, shelf, stands=number < STANDING)


class Running:
    """One going-through of the steps: how many entries it takes is known beforehand."""

    def __init__(self, of: Actress, procedure: LoadedProcedure, by: Member, delegation: str) -> None:
        self.of, self.procedure, self.by, self.delegation = of, procedure, by, delegation
        self.version = procedure.current
        self.id = ""
        self.failed: LoadedStep | None = None
        self.outcomes: dict[str, int] = {"done": 0, "failed": 0, "skipped": 0}
        self.started = self.of.now
        self.finished: datetime | None = None

    @property
    def entries(self) -> int:
        return len(self.version.steps) + 2

    def tell(self) -> Story:
        of, title = self.of, self.procedure.title
        self.id, self.started = of.id(), of.now
        try:
            self._said(RunStarted(procedure=title, number=self.version.number), "run", self.id)
            for step in self.version.steps:
                yield of.later(0.3)
                self._tick(step)
            yield of.later(0.2)
            said = RunFinished(procedure=title, number=self.version.number, **self.outcomes)
            self._said(said, "run", self.id)
            self.finished = of.now
        finally:
            self._keep()

    def _tick(self, step: LoadedStep) -> None:
        of = self.of
        outcome = of.rng.choices(("done", "skipped", "failed"), (92, 5, 3))[0]
        note = of.text(self.by, 4, 14) if outcome == "failed" or of.chance(0.15) else None
        kinds: dict[str, type[EntryData]] = {"done": StepDone, "failed": StepFailed, "skipped": StepSkipped}
        tick = of.id()
        of.stage.book.sheet(Tick).add(
            id=tick,
            run_id=self.id,
            step_id=step.id,
            outcome=outcome,
            note=note.body if note else "",
            at=of.now,
        )
        self.outcomes[outcome] += 1
        if outcome == "failed":
            self.failed = step
        data = kinds[outcome](procedure=self.procedure.title, position=step.position, step=step.title)  # type: ignore[call-arg]
        self._said(data, "tick", tick, text=note)

    def _said(self, data: EntryData, subject_type: str, subject: str, **said: object) -> None:
        self.of.record(
            data,
            self.by,
            subject_type=subject_type,
            subject=subject,
            delegation=self.delegation,
            reader=self.by.id,
            **said,
        )

    def _keep(self) -> None:
        self.of.stage.book.sheet(Run).add(
            id=self.id, business_id=self.of.stage.business, procedure_id=self.procedure.id, version_id=self.version.id,
            by_id=self.by.id, delegation_id=self.delegation, started_at=self.started, finished_at=self.finished,
        )  # fmt: skip
