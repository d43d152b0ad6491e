"""Solved problems: kept, rewritten, served again, put away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count

from relais.activities import rules
from relais.activities.entries import (
    NoteChanged,
    NoteDropped,
    NoteKept,
    NoteRestored,
    NoteUsed,
    NoteUseTakenBack,
)
from relais.activities.models import Note, NoteUse
from relais.activities.noting import Solved, body_of, solved_of
from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.log.matters import made_from_a_line
from relais.log.querysets import line_to_make_from
from relais.people.gates import require
from relais.people.models import Membership

PART_LIMIT = 8_000


@verb
def keep_note(
    solved: Solved,
    *,
    activity_id: UUID | None = None,
    origin_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Note:
    """Keep a solved problem. `origin_id`: the entry of the captured line that it is made of, which is sorted by it.

    Refused: `text_empty` (the title, what solved it), `text_too_long`, `activity_unknown`.
    """
    member = require(by, "activity.keep")
    solved = _cleaned(solved)
    note = Note(
        id=new_id(), business_id=member.business_id, title=solved.title, activity=rules.activity_of(activity_id, seen_by=member),
        made_by=member, made_at=now, changed_at=now,
    )  # fmt: skip
    note.entry = record(member.business, NoteKept(), by=by, now=now, subject=note, text=body_of(solved))
    note.save(force_insert=True)
    if origin_id is not None:
        origin = line_to_make_from(member, origin_id)
        if origin is None:
            raise Refused("not_found")
        made_from_a_line(origin, "note", note.id, by=by, now=now)
    return note


@verb
def change_note(
    note_id: UUID, solved: Solved, *, activity_id: UUID | None = None, by: Actor, now: datetime
) -> Note:
    """Say it again, better; the same changes nothing. Both texts stay in the log. Refused: as `keep_note`."""
    member = require(by, "activity.keep")
    note = _load(note_id, member)
    if note.dropped_at is not None:
        raise Refused("note_already_dropped")
    solved, activity = _cleaned(solved), rules.activity_of(activity_id, seen_by=member)
    before = getattr(note.entry, "text", None)
    if (before and solved_of(before.body) == solved) and activity == note.activity:
        return note
    note.title, note.activity, note.changed_at = solved.title, activity, now
    data = NoteChanged(seq=note.entry.seq)
    note.entry = record(member.business, data, by=by, now=now, subject=note, text=body_of(solved))
    note.save(update_fields=["title", "activity", "changed_at", "entry"])
    return note


@verb
def use_note(note_id: UUID, *, by: Actor, now: datetime) -> NoteUse:
    """It served again. Refused: `note_already_dropped`."""
    member = require(by, "activity.keep")
    note = _load(note_id, member)
    if note.dropped_at is not None:
        raise Refused("note_already_dropped")
    use = NoteUse(id=new_id(), note=note, by=member, at=now)
    use.save(force_insert=True)
    times = NoteUse.objects.filter(note=note).aggregate(count=Count("pk"))["count"]
    record(member.business, NoteUsed(seq=note.entry.seq, times=times), by=by, now=now, subject=note)
    return use


@verb
def take_back_use(note_id: UUID, *, by: Actor, now: datetime) -> Note:
    """Undo of the last time that the member said so. Refused: `note_was_not_used`."""
    member = require(by, "activity.keep")
    note = _load(note_id, member)
    last = NoteUse.objects.filter(note=note, by=member).order_by("-id").first()
    if last is None or not NoteUse.objects.filter(pk=last.pk).delete()[0]:
        raise Refused("note_was_not_used")
    record(member.business, NoteUseTakenBack(seq=note.entry.seq), by=by, now=now, subject=note)
    return note


@verb
def drop_note(note_id: UUID, *, by: Actor, now: datetime) -> Note:
    """Put it away: it is not found any more. Refused: `note_already_dropped`."""
    member = require(by, "activity.keep")
    note = _load(note_id, member)
    if note.dropped_at is not None:
        raise Refused("note_already_dropped")
    note.dropped_at = note.changed_at = now
    note.save(update_fields=["dropped_at", "changed_at"])
    record(member.business, NoteDropped(seq=note.entry.seq), by=by, now=now, subject=note)
    return note


@verb
def restore_note(note_id: UUID, *, by: Actor, now: datetime) -> Note:
    """Take it up again. Refused: `note_not_dropped`."""
    member = require(by, "activity.keep")
    note = _load(note_id, member)
    if note.dropped_at is None:
        raise Refused("note_not_dropped")
    note.dropped_at, note.changed_at = None, now
    note.save(update_fields=["dropped_at", "changed_at"])
    record(member.business, NoteRestored(seq=note.entry.seq), by=by, now=now, subject=note)
    return note


@step
def note_made_into(origin: Entry, into: str, into_id: UUID, *, by: Actor, now: datetime) -> None:
    """A procedure was made of a note: the note says so from then on."""
    if into == "procedure":
        Note.objects.filter(entry=origin).update(procedure_id=into_id, changed_at=now)


def _cleaned(solved: Solved) -> Solved:
    return Solved(
        title=rules.title_of(solved.title),
        wrong=clean_text(solved.wrong, limit=PART_LIMIT, required=False, field="wrong"),
        solution=clean_text(solved.solution, limit=PART_LIMIT, field="solution"),
    )


def _load(note_id: UUID, member: Membership) -> Note:
    found: Note | None = (
        Note.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("entry__text", "activity")
        .filter(pk=note_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found
