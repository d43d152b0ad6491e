"""The chain of digests: what is digested, and the proof that nothing was altered or removed.

Each entry's digest is SHA-256 over the canonical JSON of all that it says and the digest before it. A person's text enters
through a salted digest of its own, so that erasing the text leaves the chain whole and does not allow guessing it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from .models import Chain, Entry, EntryText


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: the same bytes on every database."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def text_digest(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def file_digest(salt: str, name: str, sha256: str, size: int) -> str:
    """What the chain keeps of a file: salted like a text, so that erasing the file leaves nothing to guess."""
    return hashlib.sha256(canonical([salt, name, sha256, size])).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def entry_digest(entry: Entry) -> str:
    """The digest of an entry from its own columns and `previous`."""
    said: list[Any] = [
        entry.previous, str(entry.id), str(entry.business_id), entry.seq, entry.type, _moment(entry.at), entry.day.isoformat(),
        _id(entry.actor_id), entry.door, entry.subject_type, str(entry.subject_id), _id(entry.delegation_id),
        _id(entry.thread_id), _id(entry.reader_id), entry.data, entry.text_digest,
    ]  # fmt: skip
    return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the proof found wrong: `seq` is the entry's number in its business (0: the chain's head)."""

    code: str
    seq: int


def verify(business_id: UUID) -> Iterator[Finding]:
    """Walk the whole chain of a business and yield what is wrong with it; nothing when all is whole."""
    previous, expected = "", 1
    entries = Entry.objects.filter(business_id=business_id).order_by("seq").select_related("text")
    for entry in entries.iterator(chunk_size=2000):
        if entry.seq != expected:
            yield Finding("entry_missing", expected)
            expected = entry.seq
        if entry.previous != previous:
            yield Finding("link_broken", entry.seq)
        if entry_digest(entry) != entry.digest:
            yield Finding("entry_altered", entry.seq)
        yield from _verify_text(entry)
        previous, expected = entry.digest, expected + 1
    head = Chain.objects.filter(business_id=business_id).first()
    if (head.seq if head else 0) != expected - 1 or (head.digest if head else "") != previous:
        yield Finding("head_differs", 0)


def _verify_text(entry: Entry) -> Iterator[Finding]:
    text: EntryText | None = getattr(entry, "text", None)
    if text is None:
        if entry.text_digest:
            yield Finding("text_missing", entry.seq)
    elif not text.erased_at and text_digest(text.salt, text.body) != entry.text_digest:
        yield Finding("text_altered", entry.seq)
