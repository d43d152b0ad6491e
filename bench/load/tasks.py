"""The tasks of one member: written or captured, answered, worked on, ended; and those that are still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bench.load.people import CURRENCY, ZONE
from bench.load.stage import Actress, Member, Stage, Story
from bench.load.words import RARE, Text
from relais.activities.entries import LineCaptured
from relais.activities.models import Capture, Sorting
from relais.acts.types import EntryData
from relais.engine.words.fold import search_terms
from relais.planning import entries as said
from relais.planning.models import Outcome, Stretch, Task

WAITS_MOST: Final = 24 * 7.0
"""Hours between two acts on a task at most: four of them are over within `TAKES`."""
TAKES: Final = timedelta(days=35)
CONSEQUENCES: Final = ("180 € d’amende", "le client part", "the fair is missed", "la page reste fausse")
LOCAL: Final = ZoneInfo(ZONE)


@dataclass(slots=True)
class Keeper:
    """A member who keeps a plan. `alive`: tasks that can be worked on, as they will be written; `quarter`: the goals under way;
    `rare_once_in`: one title out of so many has the rare word."""

    member: Member
    rare_once_in: int
    alive: dict[str, dict[str, Any]] = field(default_factory=dict)
    quarter: list[str] = field(default_factory=list)
    busy_until: datetime | None = None


def end_of(day: date) -> datetime:
    """The end of a day on the wall."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LOCAL).astimezone(UTC)


def title_of(stage: Stage, keeper: Keeper) -> tuple[str, str, Text]:
    """A title, its words as lists search them, and the same as the text of an entry."""
    title, words = stage.writer.title(keeper.member.language)
    if stage.rng.random() < 1 / keeper.rare_once_in:
        title = f"{title} {RARE}"
        words = f" {' '.join(search_terms(title))} "
    return title, words, Text(title, tuple(dict.fromkeys(search_terms(title))))


class Doing(Actress):
    """The story of one task. `kind`: "ended", or what an open one is ("to_decide", "important", "dated", "urgent", "someday")."""

    def __init__(self, stage: Stage, keeper: Keeper, start: datetime, kind: str) -> None:
        super().__init__(stage, start)
        self.keeper, self.kind, self.by = keeper, kind, keeper.member
        self.title, self.words, self.text_of = title_of(stage, keeper)
        self.row: dict[str, Any] = {}
        self.line: dict[str, Any] = {}

    def tell(self) -> Story:
        try:
            yield self.now
            if self.chance(0.3):
                self._capture()
                yield self.later(2, most=WAITS_MOST)
            self._write()
            if self.kind != "ended":
                return
            yield self.later(3, most=WAITS_MOST)
            self._answer()
            yield self.later(12, most=WAITS_MOST)
            self._spend()
            yield self.later(1, most=WAITS_MOST)
            self._end()
        finally:
            self.keep()

    def note(self, data: EntryData, text: Text | None = None, subject: str = "") -> Any:
        return self.record(
            data, self.by, subject_type="task" if not subject else "capture", subject=subject or self.row["id"],
            reader=None if subject else self.by.id, text=text,
        )  # fmt: skip

    def _capture(self) -> None:
        line = self.id()
        entry = self.note(LineCaptured(), self.text_of, subject=line)
        self.line = {
            "id": line, "business_id": self.stage.business, "by_id": self.by.id, "entry_id": entry.id,
            "captured_at": self.now, "sorted_at": None,
        }  # fmt: skip

    def _write(self) -> None:
        self.row = {
            "id": self.id(), "business_id": self.stage.business, "member_id": self.by.id, "title": self.title,
            "words": self.words, "minutes": self.rng.choice((None, 15, 30, 30, 45, 60, 60, 90, 120, 180)),
            "made_at": self.now, **self._terms(),
        }  # fmt: skip
        entry = self.note(said.TaskWritten(), self.text_of)
        self.row["entry_id"], self.seq = entry.id, entry.seq
        if self.line:
            self.line["sorted_at"] = self.now
            sorting = self.stage.book.sheet(Sorting)
            sorting.add(capture_id=self.line["id"], into="task", into_id=self.row["id"], at=self.now)
        if self.kind == "ended":
            self.keeper.alive[self.row["id"]] = self.row

    def _terms(self) -> dict[str, Any]:
        """What is said of the task as it is written."""
        match self.kind:
            case "someday":
                return {"moves_business": False}
            case "important":
                return {
                    "moves_business": True,
                    "goal_id": self._goal(),
                    "minutes": self.rng.choice((60, 90, 120, 240)),
                }
            case "dated" | "urgent":
                return {"moves_business": self.kind == "dated", **self._due(self.stage.end, 60)}
        return {"moves_business": None}

    def _goal(self) -> str | None:
        return self.rng.choice(self.keeper.quarter) if self.keeper.quarter and self.chance(0.6) else None

    def _due(self, since: datetime, days: int) -> dict[str, Any]:
        """A day by which it is to be done; two of three have a consequence, in words or as an amount."""
        on = since.astimezone(LOCAL).date() + timedelta(days=self.rng.randint(2, days))
        due: dict[str, Any] = {"due_on": on, "due_at": end_of(on)}
        if self.kind == "urgent" or self.chance(0.66):
            if self.chance(0.5):
                due |= {"consequence": self.rng.choice(CONSEQUENCES)}
            else:
                due |= {
                    "consequence_amount": self.rng.randint(20, 400) * 100,
                    "consequence_currency": CURRENCY,
                }
        return due

    def _answer(self) -> None:
        important = self.chance(0.5)
        self.row |= {"moves_business": important, "goal_id": self._goal() if important else None}
        if not important or self.chance(0.2):
            self.row |= self._due(self.now, 20)
        urgent = "due_at" in self.row and bool(
            self.row.get("consequence") or self.row.get("consequence_amount")
        )
        self.note(said.TaskAnswered(seq=self.seq, important=important, urgent=urgent))

    def _spend(self) -> None:
        """Time written down afterwards; never two tasks at once."""
        until = self.now.replace(second=0, microsecond=0)
        wanted = until - timedelta(minutes=self.row["minutes"] or 30)
        start = max(wanted, self.keeper.busy_until or wanted)
        if start >= until:
            return
        self.keeper.busy_until = until
        minutes = int((until - start).total_seconds()) // 60
        self.stage.book.sheet(Stretch).add(
            id=self.id(), member_id=self.by.id, task_id=self.row["id"], started_at=start, ended_at=until
        )
        self.row["spent_minutes"] = minutes
        self.note(said.TimeRecorded(seq=self.seq, minutes=minutes))

    def _end(self) -> None:
        del self.keeper.alive[self.row["id"]]
        roll, begun = self.rng.random(), self.stage.begun
        data: EntryData
        if roll < 0.8 or not begun:
            outcome, data = (
                Outcome.DONE,
                said.TaskFinished(seq=self.seq, minutes=self.row.get("spent_minutes", 0)),
            )
        elif roll < 0.92:
            outcome, data = Outcome.DROPPED, said.TaskDropped(seq=self.seq)
        else:
            outcome, data = Outcome.DELEGATED, said.TaskHandedOver(seq=self.seq)
            self.row["delegation_id"] = begun[-1]
        self.row |= {"ended_at": self.now, "outcome": outcome.value}
        self.note(data)

    def keep(self) -> None:
        """Write the task, and the line that it was, as they are at the end."""
        if self.row:
            self.stage.book.sheet(Task).add(**self.row)
        if self.line:
            self.stage.book.sheet(Capture).add(**self.line)
