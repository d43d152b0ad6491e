"""What happens to a line afterwards: files beside it, corrections, lawful erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.acts.actions import clean_text, erase_text, record
from relais.acts.actor import Actor
from relais.acts.files import StoredFile
from relais.acts.models import Entry, EntryText
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.log import matters
from relais.log.entries import EntryCorrected, EntryErased
from relais.log.files import remove_unused
from relais.log.models import Attachment, Correction, Thread
from relais.log.querysets import entries_visible_to
from relais.people.gates import require
from relais.people.models import Membership
from relais.people.roles import Role

CORRECTED = EntryCorrected.type


@step
def attach(entry: Entry, files: Sequence[StoredFile]) -> list[Attachment]:
    """Keep the rows of the files recorded with an entry: `record(..., files=files)`, then this."""
    if [file.digest for file in files] != entry.data.get("_files", []):
        raise ValueError("attach what was recorded: record(..., files=files)")
    return Attachment.objects.bulk_create(
        Attachment(
            id=new_id(),
            business_id=entry.business_id,
            entry=entry,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
            media_type=file.media_type,
            salt=file.salt,
        )
        for file in files
    )


def original_id(entry: Entry) -> UUID:
    """The entry that was first written, where `entry` is a correction of it."""
    return entry.subject_id if entry.type == CORRECTED else entry.pk


@verb
def correct(entry_id: UUID, *, text: str, by: Actor, now: datetime) -> Entry:
    """Write a text anew. The latest shows, what it replaces stays readable. Returns the new entry.

    Refused: `not_yours_to_correct`, `nothing_to_correct`, `already_erased`, `already_corrected`, `text_unchanged`.
    """
    member = require(by, "log.write")
    text = clean_text(text)
    entry = _load(member, entry_id)
    if entry.actor_id != member.id:
        raise Refused("not_yours_to_correct")
    _guard_correction(entry, text)
    original = entry if entry.type != CORRECTED else Entry.objects.get(pk=entry.subject_id)
    correction = record(
        member.business, EntryCorrected(seq=original.seq), by=by, now=now, subject=original,
        delegation_id=entry.delegation_id, thread_id=entry.thread_id or _own_thread(original),
        reader_id=entry.reader_id, text=text,
    )  # fmt: skip
    _told_in_thread(correction)
    # Two corrections of one text at once: both passed the guard, the unique row lets one of them stand.
    try:
        with transaction.atomic():
            Correction(corrected=entry, by_entry=correction).save(force_insert=True)
    except IntegrityError as error:
        raise Refused("already_corrected") from error
    return correction


@verb
def erase(entry_id: UUID, *, by: Actor, now: datetime) -> Entry:
    """Erase a text for good, with its corrections and files: a person's lawful request. The chain still verifies.

    Returns the entry that says so. Refused: `not_yours_to_erase`, `nothing_to_correct`, `already_erased`.
    """
    member = require(by, "log.write")
    entry = _load(member, entry_id)
    guard_eraser(entry, member)
    original = entry if entry.type != CORRECTED else Entry.objects.get(pk=entry.subject_id)
    versions = [original, *Entry.objects.filter(subject_id=original.pk, type=CORRECTED)]
    _guard_erasure(original, versions)
    for version in versions:
        erase_text(version, now=now)
        matters.erased(version)
    files = _erase_files(versions, now)
    erasure = record(
        member.business, EntryErased(seq=original.seq, files=files), by=by, now=now, subject=original,
        delegation_id=original.delegation_id, thread_id=original.thread_id or _own_thread(original),
        reader_id=original.reader_id,
    )  # fmt: skip
    _told_in_thread(erasure)
    return erasure


def _told_in_thread(entry: Entry) -> None:
    """The thread has one line more; whose turn it is does not change."""
    if entry.thread_id is not None:
        Thread.objects.filter(pk=entry.thread_id).update(last_seq=entry.seq)


def guard_eraser(entry: Entry, member: Membership) -> None:
    """Only its author or the owner erases a text."""
    if entry.actor_id != member.id and member.role != Role.OWNER:
        raise Refused("not_yours_to_erase")


def _load(member: Membership, entry_id: UUID) -> Entry:
    entry = entries_visible_to(member).select_related("text", "correction").filter(pk=entry_id).first()
    if entry is None:
        raise Refused("not_found")
    return entry


def _own_thread(original: Entry) -> UUID | None:
    """The thread that a root entry opened: what happens to the root is told in it."""
    thread = getattr(original, "thread", None)
    return thread.pk if thread else None


def _guard_correction(entry: Entry, text: str) -> None:
    written: EntryText | None = getattr(entry, "text", None)
    if written is None:
        raise Refused("nothing_to_correct")
    if written.erased_at is not None:
        raise Refused("already_erased")
    if getattr(entry, "correction", None) is not None:
        raise Refused("already_corrected")
    if written.body == text:
        raise Refused("text_unchanged", field="text")


def _guard_erasure(original: Entry, versions: list[Entry]) -> None:
    standing = EntryText.objects.filter(entry__in=versions).values_list("erased_at", flat=True)
    if not standing and not original.data.get("_files"):
        raise Refused("nothing_to_correct")
    if standing and all(standing):
        raise Refused("already_erased")


def _erase_files(versions: list[Entry], now: datetime) -> int:
    files = list(Attachment.objects.select_for_update().filter(entry__in=versions, erased_at=None))
    digests = {file.sha256 for file in files}
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(
        name="", sha256="", salt="", media_type="", erased_at=now
    )
    if digests:
        # The bytes go once the erasure is certain; a kill in between leaves them to the worker's collection.
        transaction.on_commit(lambda: remove_unused(digests))
    return len(files)
