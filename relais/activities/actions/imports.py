"""A file of time: read and looked at, then imported or put aside; a whole import is undone at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities import rules
from relais.activities.actions.activities import Known, add_activity_row
from relais.activities.entries import TimeImportDone, TimeImportDropped, TimeImportRead, TimeImportUndone
from relais.activities.importing import Answers, New, preview
from relais.activities.models import Activity, TimeImport, TimeSource, TimeSpent
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb, verbs_join
from relais.config.ids import new_id
from relais.engine.timefile.table import Table, Unreadable, decode, read_table
from relais.engine.words.fold import fold
from relais.people.gates import require
from relais.people.models import Membership

CHUNK: Final = 1_000
NAMED_IN_LOG: Final = 20
DRAFTS_MOST: Final = 5
"""Files that a member looks at, at once: an older one is put aside."""


@verb
def read_time_file(content: bytes, *, file_name: str = "", by: Actor, now: datetime) -> TimeImport:
    """Keep a file to look at; nothing of it counts yet.

    Refused: `time_file_too_large`, `time_file_too_many_rows`, `time_file_binary`, `time_file_no_table`.
    """
    member = require(by, "activity.keep")
    try:
        text = decode(content)
        read_table(text)
    except Unreadable as unreadable:
        raise Refused(f"time_file_{unreadable.code}", field="file") from unreadable
    draft = TimeImport(
        id=new_id(), business_id=member.business_id, by=member, text=text, made_at=now,
        file_name=" ".join("".join(c if c.isprintable() else " " for c in file_name).split())[:200],
    )  # fmt: skip
    draft.save(force_insert=True)
    older = TimeImport.objects.filter(by=member, imported_at=None).order_by("-id")[DRAFTS_MOST:]
    TimeImport.objects.filter(pk__in=[row.pk for row in older]).delete()
    record(member.business, TimeImportRead(), by=by, now=now, subject=draft, reader_id=member.id)
    return draft


@verb
def drop_time_file(import_id: UUID, *, by: Actor, now: datetime) -> None:
    """Put a draft aside, with its text. Refused: `import_not_a_draft`."""
    member = require(by, "activity.keep")
    draft = _draft(import_id, member)
    record(member.business, TimeImportDropped(), by=by, now=now, subject=draft, reader_id=member.id)
    draft.delete()


@verb
def import_time(import_id: UUID, answers: Answers, *, by: Actor, now: datetime) -> TimeImport:
    """Import the rows of a draft that can be read and are not here yet, as the person answered.

    Refused: `import_not_a_draft`, `time_file_asks` (something is left open), `import_nothing_new`, `activity_unknown`.
    """
    member = require(by, "activity.keep")
    draft = _draft(import_id, member)
    if answers.activity_id is not None:
        rules.activity_of(answers.activity_id, seen_by=member)
    found = preview(read_table(draft.text), answers, member, today=rules.today_of(member, now))
    if found.is_open:
        raise Refused("time_file_asks")
    if not found.new:
        raise Refused("import_nothing_new")
    created = _create(found.new, member, now)
    _keep(draft, found.new, created, member, now)
    draft.imported_at, draft.text = now, ""
    draft.rows, draft.minutes = len(found.new), found.minutes
    draft.refused = [[one.line, one.code] for one in found.left]
    draft.save(update_fields=["imported_at", "text", "rows", "minutes", "refused"])
    names = tuple(activity.title for activity in created.values())[:NAMED_IN_LOG]
    data = TimeImportDone(rows=draft.rows, minutes=draft.minutes, created=names)
    record(member.business, data, by=by, now=now, subject=draft)
    return draft


@verb
def import_time_file(
    content: bytes, answers: Callable[[Table], Answers], *, file_name: str = "", by: Actor, now: datetime
) -> TimeImport:
    """Read a file and import it at once, as `answers` says of its table. Refused: as `read_time_file` and `import_time`;
    what is refused leaves no draft."""
    with verbs_join():
        draft = read_time_file(content, file_name=file_name, by=by.keyed(None), now=now)
        return import_time(draft.pk, answers(read_table(draft.text)), by=by.keyed(None), now=now)


@verb
def undo_import(import_id: UUID, *, by: Actor, now: datetime) -> TimeImport:
    """Take back all that a file brought; its activities stay. The same file can be imported again.

    Refused: `import_not_done`.
    """
    member = require(by, "activity.keep")
    batch = _load(import_id, member)
    undone = TimeImport.objects.filter(pk=batch.pk, imported_at__isnull=False, undone_at=None)
    # Undone twice at once: the conditional update lets one through.
    if not undone.update(undone_at=now):
        raise Refused("import_not_done")
    batch.undone_at = now
    TimeSpent.objects.filter(batch=batch).delete()
    data = TimeImportUndone(rows=batch.rows, minutes=batch.minutes)
    record(member.business, data, by=by, now=now, subject=batch)
    return batch


@step
def _create(rows: tuple[New, ...], member: Membership, now: datetime) -> dict[str, Activity]:
    """The activities that the file names and the business does not know, each once."""
    made: dict[str, Activity] = {}
    for one in rows:
        name = fold(one.row.activity)
        if one.activity_id is None and name not in made:
            made[name] = add_activity_row(Known(one.row.activity), member, now)
    return made


@step
def _keep(
    batch: TimeImport, rows: tuple[New, ...], created: dict[str, Activity], member: Membership, now: datetime
) -> None:
    spent = [
        TimeSpent(
            id=new_id(), business_id=member.business_id, member_id=one.member_id, on=one.row.on, batch=batch,
            activity_id=one.activity_id or created[fold(one.row.activity)].pk, minutes=one.row.minutes,
            source=TimeSource.IMPORT, digest=one.digest, made_at=now,
        )
        for one in rows
    ]  # fmt: skip
    # Two who import the same file at once: on PostgreSQL the second meets the unique digest and is told what is here.
    try:
        with transaction.atomic():
            TimeSpent.objects.bulk_create(spent, batch_size=CHUNK)
    except IntegrityError as error:
        raise Refused("import_meanwhile") from error


def _draft(import_id: UUID, member: Membership) -> TimeImport:
    found = _load(import_id, member)
    if found.imported_at is not None or found.by_id != member.id:
        raise Refused("import_not_a_draft")
    return found


def _load(import_id: UUID, member: Membership) -> TimeImport:
    found: TimeImport | None = (
        TimeImport.objects.visible_to(member).select_for_update(of=("self",)).filter(pk=import_id).first()
    )
    if found is None:
        raise Refused("not_found")
    return found
