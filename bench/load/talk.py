"""What is said beside the work: requests and replies in threads, corrections, and lines captured on the way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bench.load.log import Said
from bench.load.stage import Actress, Member, Stage, Story
from relais.activities.entries import LineCaptured, LineSorted
from relais.activities.models import Capture, Sorting
from relais.acts.types import EntryData
from relais.log.entries import EntryCorrected, ReplyWritten, RequestSettled, RequestWritten
from relais.log.models import Correction, Thread

if TYPE_CHECKING:
    from bench.load.delegations import Delegating

ENTRIES = 20
"""Log entries of a delegation that ran its course; a run through many steps may make them more."""
FORGOTTEN = 0.004
"""How many requests are never answered."""


class Talk:
    """The threads of one delegation, between whoever delegates and whoever does it."""

    def __init__(self, of: Delegating) -> None:
        self.of, self.open_thread = of, None
        self.open_thread: dict[str, Any] | None

    def threads(self, room: int) -> Story:
        """Requests with their replies until `room` entries are written."""
        while room > 0:
            yield self.of.later(14)
            length = min(room, self.of.rng.choice((2, 3, 3, 4, 5)))
            yield from self._thread(length)
            room -= length

    def _thread(self, length: int) -> Story:
        of = self.of
        asker, other = (of.boss, of.executor) if of.chance(0.55) else (of.executor, of.boss)
        if length == 1:
            self._note(of.executor)
            return
        row = self._ask(asker, other)
        settles = length > 2 and of.chance(0.75)
        corrects = length > 3 and of.chance(0.05)
        replies = length - 1 - settles - corrects
        for number in range(replies):
            yield of.later(3)
            # Now and then the asker adds something; the last word is an answer, but for the few that are forgotten.
            adds = number % 2 and number < replies - 1
            forgotten = number == replies - 1 and of.chance(FORGOTTEN)
            self._reply(row, asker if adds or forgotten else other)
        if corrects:
            yield of.later(0.2)
            self._correct(row, asker)
        if settles:
            yield of.later(4)
            data = RequestSettled(seq=row["seq"])
            entry = of.note(data, asker, "thread", row["root_id"], thread=row["root_id"])
            row |= {"state": "settled", "last_seq": entry.seq, "last_at": of.now, "last_by_id": asker.id}
        self.keep()

    def _ask(self, asker: Member, other: Member) -> dict[str, Any]:
        of = self.of
        root = of.id()
        asked_of = other.id if asker is of.boss else None
        data = RequestWritten(to=asked_of or "", delegation=of.title)
        text = of.text(asker, 6, 45)
        entry = of.note(data, asker, "thread", root, text=text, entry=root)
        row: dict[str, Any] = {
            "root_id": root, "business_id": of.stage.business, "asked_by_id": asker.id, "asked_of_id": asked_of,
            "reader_id": of.executor.id, "delegation_id": of.id_, "state": "open", "last_seq": entry.seq,
            "last_at": of.now, "last_by_id": asker.id, "replies": 0, "seq": entry.seq,
        }  # fmt: skip
        self.open_thread = row
        return row

    def _note(self, writer: Member) -> None:
        of = self.of
        root = of.id()
        data = RequestWritten(delegation=of.title, note=True)
        entry = of.note(data, writer, "thread", root, text=of.text(writer, 6, 45), entry=root)
        of.stage.book.sheet(Thread).add(
            root_id=root, business_id=of.stage.business, asked_by_id=writer.id, reader_id=of.executor.id,
            delegation_id=of.id_, state="note", last_seq=entry.seq, last_at=of.now, last_by_id=writer.id,
        )  # fmt: skip

    def _reply(self, row: dict[str, Any], writer: Member) -> None:
        of = self.of
        data = ReplyWritten(seq=row["seq"])
        entry = of.note(data, writer, "thread", row["root_id"], thread=row["root_id"], text=of.text(writer))
        state = "open" if writer.id == row["asked_by_id"] else "answered"
        row |= {
            "state": state, "last_seq": entry.seq, "last_at": of.now, "last_by_id": writer.id, "replies": row["replies"] + 1,
        }  # fmt: skip

    def _correct(self, row: dict[str, Any], asker: Member) -> None:
        of, root = self.of, row["root_id"]
        entry = of.note(
            EntryCorrected(seq=row["seq"]), asker, "entry", root, thread=root, text=of.text(asker, 6, 45)
        )
        of.stage.book.sheet(Correction).add(corrected_id=root, by_entry_id=entry.id)

    def keep(self) -> None:
        """Write the thread at hand as it is now."""
        if self.open_thread is not None:
            row = {name: value for name, value in self.open_thread.items() if name != "seq"}
            self.of.stage.book.sheet(Thread).add(**row)
            self.open_thread = None


class Capturing(Actress):
    """A line that crossed someone's mind, and what became of it; `forgotten` is the chance that nothing does."""

    def __init__(self, stage: Stage, start: datetime, forgotten: float) -> None:
        super().__init__(stage, start)
        team = stage.team
        self.sorted_at: datetime | None = None
        self.forgotten = forgotten
        self.by = team.owner if self.chance(0.6) else self.rng.choice([*team.managers, *team.executors])

    def tell(self) -> Story:
        self.line, self.reader = self.id(), None if self.by.is_management else self.by.id
        self.entry = self._said(LineCaptured(), text=self.text(self.by, 3, 12))
        self.captured_at = self.now
        try:
            if self.chance(self.forgotten):
                return
            yield self.later(30)
            into = self.rng.choice(("done", "dropped"))
            self._said(LineSorted(seq=self.entry.seq, into=into))
            self.stage.book.sheet(Sorting).add(capture_id=self.line, into=into, at=self.now)
            self.sorted_at = self.now
        finally:
            self.keep()

    def _said(self, data: EntryData, **said: object) -> Said:
        return self.record(
            data, self.by, subject_type="capture", subject=self.line, reader=self.reader, **said
        )

    def keep(self) -> None:
        """Write the line as it is at the end."""
        self.stage.book.sheet(Capture).add(
            id=self.line, business_id=self.stage.business, by_id=self.by.id, entry_id=self.entry.id,
            captured_at=self.captured_at, sorted_at=self.sorted_at,
        )  # fmt: skip
