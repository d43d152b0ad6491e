"""Capturing a line, and saying what became of it."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities.entries import LineCaptured, LineSorted, LineUnsorted
from relais.activities.models import Capture, Sorting
from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.gates import member_of, require
from relais.people.models import Membership

LINE_LIMIT = 1000
_ENDS = re.compile(r"[ \t\r\n]+")
ALONE = ("done", "dropped")
INTO = ("request", "delegation", "procedure", "task", "note", *ALONE)


@verb
def capture(*, text: str, by: Actor, now: datetime) -> Capture:
    """Keep one line, to be sorted later. It is the author's alone; management shares its own."""
    member = require(by, "capture.write")
    text = clean_text(_ENDS.sub(" ", text[: 10 * LINE_LIMIT]), limit=LINE_LIMIT)
    line = Capture(id=new_id(), business_id=member.business_id, by_id=member.id, captured_at=now)
    line.entry = record(
        member.business, LineCaptured(), by=by, now=now, subject=line, reader_id=_reader(member), text=text
    )
    line.save(force_insert=True)
    return line


@verb
def sort(capture_id: UUID, *, into: str, by: Actor, now: datetime) -> Capture:
    """Say that a line is done or dropped. What is made from it is sorted by the act that makes it (`sorted_into`).

    Refused: `sorting_unknown`, `line_already_sorted`.
    """
    member = require(by, "capture.write")
    if into not in ALONE:
        raise Refused("sorting_unknown", field="into")
    line = _load(member, capture_id)
    _mark(line, into, None, now)
    _tell(line, LineSorted(seq=line.entry.seq, into=into), member, by, now)
    return line


@verb
def unsort(capture_id: UUID, *, by: Actor, now: datetime) -> Capture:
    """Put a line back among those to sort. Refused: `line_not_sorted`."""
    member = require(by, "capture.write")
    line = _load(member, capture_id)
    # Two who undo at once: one deletes the row, the other finds none.
    if not Sorting.objects.filter(capture=line).delete()[0]:
        raise Refused("line_not_sorted")
    Capture.objects.filter(pk=line.pk).update(sorted_at=None)
    _tell(line, LineUnsorted(seq=line.entry.seq), member, by, now)
    return line


@step
def sorted_into(origin: Entry, into: str, into_id: UUID, *, by: Actor, now: datetime) -> None:
    """Something (`into`) was made from the captured line whose entry is `origin`; sorted before, it stays so.

    The act that made it is the entry in the log; nothing more is recorded.
    """
    line = Capture.objects.visible_to(member_of(by)).to_sort().filter(entry=origin).first()
    if line is not None:
        _mark(line, into, into_id, now)


def _reader(member: Membership) -> UUID | None:
    return None if member.is_management else member.id


def _load(member: Membership, capture_id: UUID) -> Capture:
    line: Capture | None = (
        Capture.objects.visible_to(member)
        .select_related("entry")
        .select_for_update(of=("self",))
        .filter(pk=capture_id)
        .first()
    )
    if line is None:
        raise Refused("not_found")
    return line


def _mark(line: Capture, into: str, into_id: UUID | None, now: datetime) -> None:
    # Sorted twice at once: the row is there once.
    try:
        with transaction.atomic():
            Sorting(capture=line, into=into, into_id=into_id, at=now).save(force_insert=True)
    except IntegrityError as error:
        raise Refused("line_already_sorted") from error
    Capture.objects.filter(pk=line.pk).update(sorted_at=now)


def _tell(
    line: Capture, data: LineSorted | LineUnsorted, member: Membership, by: Actor, now: datetime
) -> None:
    record(member.business, data, by=by, now=now, subject=line, reader_id=line.entry.reader_id)
