"""The running log while it is loaded: entries numbered in the order of time, chained as `acts.record` chains them."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench.load.rows import Book
from bench.load.words import Text
from relais.acts.chain import text_digest
from relais.acts.files import StoredFile
from relais.acts.models import Chain, Entry, EntryText
from relais.acts.types import EntryData

# The same bytes as `chain.canonical`, by an encoder that is made once.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def dashed(identifier: str | None) -> str | None:
    """An identifier as it enters the chain."""
    if identifier is None:
        return None
    i = identifier
    return f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}"


class Ids:
    """UUIDv7 for moments of the past, in order within their millisecond, as 32 hexadecimal digits."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.last, self.count = rng, 0, 0

    def at(self, moment: datetime) -> str:
        milliseconds = int(moment.timestamp() * 1000)
        self.count = self.count + 1 if milliseconds == self.last else 0
        self.last = milliseconds
        number = (
            milliseconds << 80
            | 0x7 << 76
            | (self.count & 0xFFF) << 64
            | 0b10 << 62
            | self.rng.getrandbits(62)
        )
        return f"{number:032x}"


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as others refer to it."""

    id: str
    seq: int


class Log:
    """Records entries; whoever calls does so in the order of time."""

    def __init__(self, book: Book, ids: Ids, rng: random.Random, business: str, zone: str) -> None:
        self.book, self.ids, self.rng, self.business = book, ids, rng, business
        self.zone = ZoneInfo(zone)
        self.entries, self.texts, self.words = book.sheet(Entry), book.sheet(EntryText), book.words()
        self.seq, self.digest, self.with_text = 0, "", 0
        self._dashed_business = dashed(business)

    def record(
        self,
        at: datetime,
        data: EntryData,
        *,
        actor: str | None,
        subject_type: str,
        subject: str,
        delegation: str | None = None,
        thread: str | None = None,
        reader: str | None = None,
        text: Text | None = None,
        files: tuple[StoredFile, ...] = (),
        entry: str | None = None,
        door: str = "web",
    ) -> Said:
        """One entry, with its text kept and indexed. The meaning of each is that of `acts.actions.record`."""
        entry = entry or self.ids.at(at)
        stored = data.stored()
        if files:
            stored["_files"] = [file.digest for file in files]
        salt = f"{self.rng.getrandbits(128):032x}" if text else ""
        digested = text_digest(salt, text.body) if text else ""
        day, previous = at.astimezone(self.zone).date(), self.digest
        self.seq += 1
        said = [
            previous, dashed(entry), self._dashed_business, self.seq, data.type,
            at.astimezone(UTC).isoformat(timespec="microseconds"), day.isoformat(), dashed(actor), door, subject_type,
            dashed(subject), dashed(delegation), dashed(thread), dashed(reader), stored, digested,
        ]  # fmt: skip
        self.digest = hashlib.sha256(_encode(said).encode()).hexdigest()
        self.entries.add(
            id=entry, business_id=self.business, seq=self.seq, type=data.type, at=at, day=day, actor_id=actor, door=door,
            subject_type=subject_type, subject_id=subject, delegation_id=delegation, thread_id=thread, reader_id=reader,
            data=stored, text_digest=digested, previous=previous, digest=self.digest,
        )  # fmt: skip
        if text:
            self.with_text += 1
            self.texts.add(entry_id=entry, salt=salt, body=text.body)
            self.words.add_text(
                text, entry=entry, seq=self.seq, business=self.business, reader=reader, delegation=delegation
            )
        self.book.written(2)
        return Said(entry, self.seq)

    def finish(self) -> None:
        """Write the head of the chain."""
        self.book.sheet(Chain).add(business_id=self.business, seq=self.seq, digest=self.digest)
