"""Requests and replies: who reads them, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.files import StoredFile
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.log import matters
from relais.log.actions.amending import attach
from relais.log.entries import ReplyWritten, RequestReopened, RequestSettled, RequestWritten
from relais.log.matters import Matter
from relais.log.models import Thread, ThreadState
from relais.log.querysets import line_to_make_from
from relais.people.gates import require
from relais.people.models import Membership

FIRST_YEAR, LAST_YEAR = 2000, 2100


@verb
def write(
    *,
    text: str,
    to: UUID | None = None,
    delegation_id: UUID | None = None,
    procedure_id: UUID | None = None,
    due_on: date | None = None,
    files: Sequence[StoredFile] = (),
    origin_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Entry:
    """Write a request in the log, or a note when it asks nobody. Returns its entry, the root of a thread.

    `to` is the membership asked (none: the delegation's executor, else management); `origin_id` the entry of the captured
    line that it is made from. Refused: `addressee_unknown`, `addressee_not_in_matter`, `not_found`, `date_out_of_range`.
    """
    member = require(by, "log.write")
    text = clean_text(text)
    if due_on is not None and not FIRST_YEAR <= due_on.year <= LAST_YEAR:
        raise Refused("date_out_of_range", field="due_on")
    matter = _matter("delegation", member, delegation_id)
    procedure = _matter("procedure", member, procedure_id)
    address = _address(member, to, matter)
    thread = Thread(
        root_id=new_id(),
        business_id=member.business_id,
        asked_by_id=member.id,
        asked_of_id=address.asked_of,
        reader_id=address.reader,
        delegation_id=delegation_id,
        procedure_id=procedure_id,
        due_on=due_on,
        state=ThreadState.NOTE if address.is_note else ThreadState.OPEN,
        last_by_id=member.id,
        last_at=now,
    )
    data = RequestWritten(
        to=str(address.asked_of or ""),
        delegation=matter.title if matter else "",
        procedure=procedure.title if procedure else "",
        procedure_id=str(procedure_id or ""),
        due_on=due_on.isoformat() if due_on else "",
        note=address.is_note,
    )
    entry = record(
        member.business, data, by=by, now=now, subject=thread, entry_id=thread.root_id, delegation_id=delegation_id,
        reader_id=address.reader, text=text, files=files,
    )  # fmt: skip
    thread.last_seq = entry.seq
    thread.save(force_insert=True)
    attach(entry, files)
    _made_from(origin_id, member, entry, by, now)
    return entry


@verb
def reply(
    root_id: UUID,
    *,
    text: str,
    files: Sequence[StoredFile] = (),
    settles: bool = False,
    by: Actor,
    now: datetime,
) -> Entry:
    """Write in a thread. A reply always puts the request before the other side; `settles` ends it with the same act.

    Refused: `not_found`, `not_a_request` and `not_yours_to_settle` (when it settles).
    """
    member = require(by, "log.write")
    text = clean_text(text)
    thread = _locked(member, root_id)
    if settles:
        _guard_settling(thread, member)
    data = ReplyWritten(seq=thread.root.seq, settles=settles)
    entry = record(
        member.business, data, by=by, now=now, subject=thread, delegation_id=thread.delegation_id,
        thread_id=thread.root_id, reader_id=thread.reader_id, text=text, files=files,
    )  # fmt: skip
    attach(entry, files)
    thread.state = ThreadState.SETTLED if settles else _state_after_reply(thread, member)
    thread.replies += 1
    _moved(thread, entry, member, "state", "replies")
    return entry


@verb
def settle(root_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """The request is done with. Refused: `not_yours_to_settle`, `not_a_request`, `already_settled`."""
    member = require(by, "log.write")
    thread = _locked(member, root_id)
    _guard_settling(thread, member)
    # Two who settle at once: on PostgreSQL the lock, on SQLite the queue of writers, and here the condition lets one win.
    unsettled = Thread.objects.filter(pk=thread.pk, state__in=(ThreadState.OPEN, ThreadState.ANSWERED))
    if not unsettled.update(state=ThreadState.SETTLED):
        raise Refused("already_settled")
    thread.state = ThreadState.SETTLED
    return _told(thread, RequestSettled(seq=thread.root.seq), member, by, now)


@verb
def reopen(root_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """The request is not done with after all. Refused: `not_yours_to_settle`, `not_settled`."""
    member = require(by, "log.write")
    thread = _locked(member, root_id)
    _guard_settling(thread, member)
    if not Thread.objects.filter(pk=thread.pk, state=ThreadState.SETTLED).update(state=ThreadState.OPEN):
        raise Refused("not_settled")
    thread.state = ThreadState.OPEN
    return _told(thread, RequestReopened(seq=thread.root.seq), member, by, now)


@dataclass(frozen=True, slots=True)
class _Address:
    """Who is asked (none: management), who outside management reads it, and whether it asks anything at all."""

    asked_of: UUID | None
    reader: UUID | None
    is_note: bool = False


def _address(member: Membership, to: UUID | None, matter: Matter | None) -> _Address:
    executor = matter.executor_id if matter else None
    if to is None and executor is not None and executor != member.id:
        return _Address(executor, executor)
    if to is None or to == member.id:
        own = None if member.is_management else member.id
        return _Address(None, own, is_note=member.is_management or to == member.id)
    if to == executor:
        return _Address(executor, executor)
    return _to_someone(member, to, matter)


def _to_someone(member: Membership, to: UUID, matter: Matter | None) -> _Address:
    addressee = Membership.objects.visible_to(member).current().filter(pk=to).first()
    if addressee is None:
        raise Refused("addressee_unknown", field="to")
    if addressee.is_management:
        return _Address(to, None if member.is_management else member.id)
    if not member.is_management:
        raise Refused("addressee_unknown", field="to")
    if matter is not None and addressee.role == "executor":
        raise Refused("addressee_not_in_matter", field="to")
    return _Address(to, to)


def _matter(kind: matters.Kind, member: Membership, identifier: UUID | None) -> Matter | None:
    if identifier is None:
        return None
    found = matters.find(kind, member, identifier)
    if found is None:
        raise Refused("not_found", field=kind)
    return found


def _locked(member: Membership, root_id: UUID) -> Thread:
    thread: Thread | None = Thread.objects.visible_to(member).select_for_update().filter(pk=root_id).first()
    if thread is None:
        raise Refused("not_found")
    return thread


def may_settle(thread: Thread, member: Membership) -> bool:
    return thread.is_request and (member.is_management or thread.asked_by_id == member.id)


def _guard_settling(thread: Thread, member: Membership) -> None:
    if not thread.is_request:
        raise Refused("not_a_request")
    if not may_settle(thread, member):
        raise Refused("not_yours_to_settle")


def _state_after_reply(thread: Thread, member: Membership) -> str:
    """Whose turn it is: the asker's when the other side wrote, else the other side's."""
    if not thread.is_request:
        return ThreadState.NOTE
    if member.id == thread.asked_by_id:
        return ThreadState.OPEN
    on_the_askers_side = member.is_management and thread.asked_by.is_management
    if on_the_askers_side and thread.asked_of_id not in (None, member.id):
        return ThreadState.OPEN
    return ThreadState.ANSWERED


def _moved(thread: Thread, entry: Entry, member: Membership, *changed: str) -> None:
    thread.last_seq, thread.last_at, thread.last_by_id = entry.seq, entry.at, member.id
    thread.save(update_fields=["last_seq", "last_at", "last_by", *changed])


def _told(
    thread: Thread, data: RequestSettled | RequestReopened, member: Membership, by: Actor, now: datetime
) -> Thread:
    entry = record(
        member.business, data, by=by, now=now, subject=thread, delegation_id=thread.delegation_id,
        thread_id=thread.root_id, reader_id=thread.reader_id,
    )  # fmt: skip
    _moved(thread, entry, member)
    return thread


def _made_from(origin_id: UUID | None, member: Membership, entry: Entry, by: Actor, now: datetime) -> None:
    origin = line_to_make_from(member, origin_id) if origin_id else None
    if origin is not None:
        matters.made_from_a_line(origin, "request", entry.pk, by=by, now=now)
