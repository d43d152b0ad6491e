"""The steps that every verb uses: record an entry, keep a text, notify, promise a moment, erase a text."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.acts import search
from relais.config.ids import new_id

from .actor import Actor
from .chain import entry_digest, text_digest
from .files import StoredFile
from .models import Chain, Due, Entry, EntryText, Notice
from .refusal import Refused
from .types import EntryData
from .verbs import step

TEXT_LIMIT = 100_000


def clean_text(
    text: str, *, limit: int = TEXT_LIMIT, required: bool = True, field: str | None = "text"
) -> str:
    """A text as it will be kept: line ends made plain, ends trimmed; refused when empty, too long or not text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not text:
        raise Refused("text_empty", field=field)
    if len(text) > limit:
        raise Refused("text_too_long", field=field, limit=limit)
    if any(ord(c) < 32 and c not in "\n\t" for c in text) or any("\ud800" <= c <= "\udfff" for c in text):
        raise Refused("text_with_control_characters", field=field)
    return text


@step
def record(
    business: Any,
    data: EntryData,
    *,
    by: Actor,
    now: datetime,
    subject: Any,
    delegation_id: UUID | None = None,
    thread_id: UUID | None = None,
    reader_id: UUID | None = None,
    text: str = "",
    files: Sequence[StoredFile] = (),
    entry_id: UUID | None = None,
) -> Entry:
    """Add one entry to the log of `business` (a `people.Business`), chained to the one before, with its text if any.

    `subject` is the saved row that the entry is about. Text must have gone through `clean_text`. `files` enter the chain by
    their digests; follow with `log.actions.attach(entry, files)`, which keeps their rows.
    `entry_id` is given where a row beside the entry must know it beforehand.
    """
    stored = data.stored()
    if files:
        stored["_files"] = [file.digest for file in files]
    chain, _made = Chain.objects.select_for_update().get_or_create(business_id=business.id)
    entry = Entry(
        id=entry_id or new_id(),
        business_id=business.id,
        seq=chain.seq + 1,
        type=data.type,
        at=now,
        day=now.astimezone(ZoneInfo(business.timezone)).date(),
        actor_id=by.member.id if by.member else None,
        door=by.door,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        delegation_id=delegation_id,
        thread_id=thread_id,
        reader_id=reader_id,
        data=stored,
        previous=chain.digest,
    )
    salt = secrets.token_hex(16) if text else ""
    entry.text_digest = text_digest(salt, text) if text else ""
    entry.digest = entry_digest(entry)
    entry.save(force_insert=True)
    chain.seq, chain.digest = entry.seq, entry.digest
    chain.save(update_fields=["seq", "digest"])
    if text:
        EntryText(entry=entry, salt=salt, body=text).save(force_insert=True)
        search.index(entry, text)
    return entry


@step
def erase_text(entry: Entry, *, now: datetime) -> None:
    """Erase the text of an entry for good (a person's lawful request). The chain still verifies."""
    standing = EntryText.objects.filter(entry=entry, erased_at=None)
    if standing.update(body="", salt="", erased_at=now):
        search.forget(entry)


@step
def notify(
    kind: str,
    *,
    email: str,
    language: str,
    now: datetime,
    business: Any | None = None,
    data: dict[str, Any] | None = None,
    secret: str = "",
    send_after: datetime | None = None,
) -> Notice:
    """Put a notice in the outbox, to be sent after commit and not before `send_after`."""
    notice = Notice(
        id=new_id(), kind=kind, email=email, language=language, business=business, data=data or {}, secret=secret,
        made_at=now, send_after=send_after or now,
    )  # fmt: skip
    notice.save(force_insert=True)
    return notice


@step
def due_at(kind: str, subject_id: UUID, at: datetime, *, number: int = 0) -> None:
    """Promise that the worker acts at `at`. The same kind, subject and number is promised once."""
    Due.objects.get_or_create(
        kind=kind, subject_id=subject_id, number=number, defaults={"id": new_id(), "at": at}
    )


@step
def due_done(kind: str, subject_id: UUID, *, now: datetime, number: int | None = None) -> None:
    """Lift what was promised: it was done, or is no longer needed."""
    waiting = Due.objects.filter(kind=kind, subject_id=subject_id, done_at=None)
    if number is not None:
        waiting = waiting.filter(number=number)
    waiting.update(done_at=now)
