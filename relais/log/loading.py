"""What must be known around a page of entries, in two queries at most: replies and corrections; files and members."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from relais.acts.models import Entry
from relais.acts.prepared import Prepared, Several
from relais.acts.rows import partly
from relais.log.entries import EntryCorrected
from relais.log.models import Attachment
from relais.log.querysets import entries_visible_to
from relais.people.models import Membership, Person
from relais.people.prepared import OfMember

REPLIES_SHOWN = 200
"""Of all the threads of a page together; the thread's own page has the rest."""


# What a line shows; the rest of the rows stays in the database, since turning columns into objects is what a page costs most.
_SHOWN = (
    "id", "seq", "type", "at", "day", "actor_id", "subject_id", "delegation_id", "thread_id", "data", "text_digest",
    "text__body", "text__erased_at", "correction__corrected_id", "thread__asked_by_id", "thread__asked_of_id",
    "thread__due_on", "thread__state", "thread__last_seq",
)  # fmt: skip


def for_display(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with all that is one to one with them, in the same query, and only what a line shows."""
    return entries.select_related("text", "thread", "correction").only(*_SHOWN)


@dataclass(slots=True)
class Around:
    """Everything a line needs beside its entry."""

    today: date
    replies: dict[UUID, list[Entry]] = field(default_factory=dict)
    corrections: dict[UUID, list[Entry]] = field(default_factory=dict)
    files: dict[UUID, list[Attachment]] = field(default_factory=dict)
    members: dict[UUID | None, Membership] = field(default_factory=dict)


def around(
    entries: Sequence[Entry],
    reader: Membership,
    *,
    with_replies: bool = True,
    known: Iterable[Membership] = (),
) -> Around:
    """Load it for a page of entries (from `for_display`), of which the reader may see every one.

    `known` are members already loaded with their persons, so that they need not be asked for again.
    """
    found = Around(today=timezone.localdate(), members={member.pk: member for member in known})
    related = _related(entries, reader, with_replies)
    roots = {entry.pk for entry in entries} if with_replies else set()
    for entry in related:
        if entry.type == EntryCorrected.type:
            found.corrections.setdefault(entry.subject_id, []).append(entry)
        if entry.thread_id in roots:
            found.replies.setdefault(entry.thread_id, []).append(entry)
    everything = [*entries, *related]
    _files_and_members(found, everything, reader)
    return found


def _related(entries: Sequence[Entry], reader: Membership, with_replies: bool) -> list[Entry]:
    """Replies to these entries and corrections of them and of the replies, oldest first; one query, or none."""
    threads = [entry.pk for entry in entries if _was_written_in(entry)] if with_replies else []
    corrected = [entry.pk for entry in entries if getattr(entry, "correction", None) is not None]
    asked = {name: ids for name, ids in (("threads", threads), ("corrected", corrected)) if ids}
    if not asked:
        return []
    if max(len(ids) for ids in asked.values()) <= ROOM:
        latest = _beside(frozenset(asked)).rows(reader, **asked)
    else:
        latest = list(_written_beside(reader, **asked))
    return sorted({entry.pk: entry for entry in latest}.values(), key=lambda entry: entry.seq)


ROOM = 20


def _written_beside(
    reader: Membership, threads: Sequence[UUID] = (), corrected: Sequence[UUID] = ()
) -> QuerySet[Entry]:
    wanted = Q(pk__in=[])
    if threads:
        wanted |= Q(thread_id__in=threads)
    if corrected:
        wanted |= Q(subject_id__in=corrected, type=EntryCorrected.type)
    rows = for_display(entries_visible_to(reader).filter(wanted))
    return rows.order_by("-seq")[: REPLIES_SHOWN + 50 * max(ROOM, len(threads))]


@functools.cache
def _beside(names: frozenset[str]) -> OfMember:
    return OfMember(_written_beside, **dict.fromkeys(sorted(names), Several(UUID, ROOM)))


def _was_written_in(entry: Entry) -> bool:
    thread = getattr(entry, "thread", None)
    return (thread is not None and thread.last_seq != entry.seq) or getattr(
        entry, "correction", None
    ) is not None


def _files_and_members(found: Around, entries: Sequence[Entry], reader: Membership) -> None:
    found.members[reader.id] = reader
    holders = [entry.pk for entry in entries if "_files" in entry.data]
    wanted = {entry.actor_id for entry in entries}
    wanted |= {entry.thread.asked_of_id for entry in entries if getattr(entry, "thread", None) is not None}
    missing = [one for one in wanted if one is not None and one not in found.members]
    if not holders and not missing:
        return
    # The id of a member is no entry's, and the other way round.
    asked = {"holders": holders or [reader.id], "missing": missing or holders}
    fits = max(map(len, asked.values())) <= ROOM
    for row in sorted(_beside_lines.rows(**asked) if fits else _files_or_members(**asked)):
        if row[0] == MEMBER:
            member = _member(*row[1:])
            found.members[member.pk] = member
        else:
            file = _file(*row[1:])
            found.files.setdefault(file.entry_id, []).append(file)


FILE, MEMBER = 0, 1


def _files_or_members(holders: Sequence[UUID], missing: Sequence[UUID]) -> QuerySet[Any]:
    """Files of entries, and members with their names, as rows of one shape: one query where there would be two."""
    files = Attachment.objects.filter(entry__in=holders).values_list(
        Value(FILE), "id", "entry_id", _no_id, "name", "media_type", _no_text, "size", "erased_at"
    )
    members = Membership.objects.filter(pk__in=missing).values_list(
        Value(MEMBER), "id", "business_id", "person_id", "person__name", "role", "title", "ink", "left_at"
    )
    return files.union(members, all=True)


_no_id, _no_text = Cast(Value(None), UUIDField()), Cast(Value(""), CharField())
_beside_lines = Prepared(_files_or_members, holders=Several(UUID, ROOM), missing=Several(UUID, ROOM))


def _file(
    pk: UUID, entry: UUID, _none: None, name: str, kind: str, _empty: str, size: int, erased: datetime | None
) -> Attachment:
    return partly(Attachment, id=pk, entry_id=entry, name=name, media_type=kind, size=size, erased_at=erased)


def _member(
    pk: UUID, business: UUID, person: UUID, name: str, role: str, title: str, ink: int, left: datetime | None
) -> Membership:
    member = partly(
        Membership,
        id=pk,
        business_id=business,
        person_id=person,
        role=role,
        title=title,
        ink=ink,
        left_at=left,
    )
    member.person = partly(Person, id=person, name=name)
    return member
