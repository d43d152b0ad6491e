"""The running log: entries, requests, replies, corrections, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from relais.acts.models import Entry as Row
from relais.acts.paging import Page, page_by_seq
from relais.acts.refusal import Refused
from relais.acts.types import data_of
from relais.api.door import acting, found, reader
from relais.api.pages import is_key
from relais.api.rooms import Room
from relais.api.routes.files import files_of
from relais.api.shapes import After, Body, Day, Flag, Limit, Listed, Shape, example
from relais.log import actions
from relais.log.display import name_for, say
from relais.log.entries import EntryCorrected
from relais.log.loading import Around, around
from relais.log.models import Attachment
from relais.log.querysets import entries_visible_to
from relais.log.reading import Filters
from relais.log.reading import page_of as filtered
from relais.log.uploads import path_of
from relais.log.wording import held
from relais.people.models import Membership

room = Room("log")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"


class File(Shape):
    """A file beside an entry. Its bytes are at `/log/files/{id}`."""

    id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


class Subject(Shape):
    """The row that an entry is about."""

    type: str
    id: UUID


class Request(Shape):
    """Where a request stands. `to` is who was asked; none: management."""

    state: Literal["open", "answered", "settled", "note"]
    asked_by: UUID
    to: UUID | None
    due_on: date | None
    replies: int


class Entry(Shape):
    """One line of the log. `sentence` says in the member's language what happened, `text` what a person wrote.

    `data` is typed by `type`. `text` is the latest; `corrected_by` names the entries that replaced earlier ones.
    """

    model_config = example(
        id=ID,
        seq=42,
        at="2026-11-23T08:52:00Z",
        day="2026-11-23",
        type="request.written",
        door="web",
        actor=ID,
        sentence="Olive Owner wrote a request.",
        text="Where is the invoice of October?",
        erased_at=None,
        corrected_by=[],
        subject={"type": "thread", "id": ID},
        delegation=None,
        thread=None,
        data={"to": ID, "delegation": "", "procedure": "", "procedure_id": "", "due_on": "", "note": False},
        files=[],
        request={"state": "open", "asked_by": ID, "to": ID, "due_on": None, "replies": 0},
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )

    id: UUID
    seq: int
    at: datetime
    day: date
    type: str
    door: str
    actor: UUID | None = Field(description="The member; none: the system itself.")
    sentence: str
    text: str | None
    erased_at: datetime | None
    corrected_by: list[UUID]
    subject: Subject
    delegation: UUID | None
    thread: UUID | None = Field(description="The entry that this one replies to.")
    data: dict[str, Any]
    files: list[File]
    request: Request | None
    digest: str


class NewEntry(Body):
    """A request, or a note when it asks nobody. `to` is a member; without it, the delegation's executor or management."""

    model_config = example(text="Where is the invoice of October?", to=ID, due_on="2026-11-30")

    text: str
    to: UUID | None = None
    delegation: UUID | None = None
    procedure: UUID | None = None
    due_on: Day | None = None
    files: list[str] = Field([], description="Handles of files sent before.")
    made_from: UUID | None = Field(None, description="The entry of the captured line that this is made from.")


class NewReply(Body):
    """What is answered. `settles` ends the request with the same act."""

    model_config = example(text="In the folder “2026-10”.", settles=True)

    text: str
    files: list[str] = Field([], description="Handles of files sent before.")
    settles: Flag = False


class NewText(Body):
    """The text as it should have been."""

    model_config = example(text="Where is the invoice of November?")

    text: str


# --- shapes -----------------------------------------------------------------------------------------------------------


# What goes out; turning columns into objects is what a page costs most.
_SHOWN = (
    "id", "seq", "at", "day", "type", "door", "actor_id", "subject_type", "subject_id", "delegation_id", "thread_id",
    "data", "digest", "text__body", "text__erased_at", "correction__corrected_id", "thread__asked_by_id",
    "thread__asked_of_id", "thread__due_on", "thread__state", "thread__replies", "thread__last_seq",
)  # fmt: skip


def whole(member: Membership) -> Any:
    """The entries that a member may read, with all that is one to one with them."""
    return entries_visible_to(member).select_related("text", "thread", "correction").only(*_SHOWN)


def shaped(entries: Sequence[Row], member: Membership) -> list[dict[str, Any]]:
    """Entries (from `whole`) as they go out, with three queries more at most."""
    near = around(entries, member, with_replies=False)
    return [_entry(entry, near, member) for entry in entries]


def around_texts(entries: Sequence[Row]) -> Around:
    """The corrections and files of entries that another row (a delivery, a capture) shows: two queries at most, or none."""
    near = Around(today=timezone.localdate())
    corrected = [entry.pk for entry in entries if getattr(entry, "correction", None) is not None]
    if corrected:
        later = Row.objects.filter(subject_id__in=corrected, type=EntryCorrected.type)
        for entry in later.select_related("text").order_by("seq"):
            near.corrections.setdefault(entry.subject_id, []).append(entry)
    holders = [entry.pk for entry in entries if "_files" in entry.data]
    if holders:
        for file in Attachment.objects.filter(entry__in=holders, erased_at=None).order_by("id"):
            near.files.setdefault(file.entry_id, []).append(file)
    return near


def latest_text(entry: Row, near: Around) -> tuple[str | None, datetime | None]:
    """What an entry says by now, and when that was erased."""
    corrections = near.corrections.get(entry.pk, ())
    text = getattr(corrections[-1] if corrections else entry, "text", None)
    if text is None:
        return None, None
    return (None, text.erased_at) if text.erased_at else (text.body, None)


def _entry(entry: Row, near: Around, member: Membership) -> dict[str, Any]:
    text, erased_at = latest_text(entry, near)
    who = name_for(near.members.get(entry.actor_id), member)
    return {
        "id": entry.pk,
        "seq": entry.seq,
        "at": entry.at,
        "day": entry.day,
        "type": entry.type,
        "door": entry.door,
        "actor": entry.actor_id,
        "sentence": say(data_of(entry.type, entry.data), who, rates=member.sees_rates),
        "text": text,
        "erased_at": erased_at,
        "corrected_by": [one.pk for one in near.corrections.get(entry.pk, ())],
        "subject": {"type": entry.subject_type, "id": entry.subject_id},
        "delegation": entry.delegation_id,
        "thread": entry.thread_id,
        "data": held(entry.data, member),
        "files": [file_shape(file) for file in near.files.get(entry.pk, ()) if file.erased_at is None],
        "request": _request(entry),
        "digest": entry.digest,
    }


def file_shape(file: Attachment) -> dict[str, Any]:
    return {
        "id": file.pk, "name": file.name, "size": file.size, "media_type": file.media_type, "sha256": file.sha256,
    }  # fmt: skip


def _request(entry: Row) -> dict[str, Any] | None:
    thread = getattr(entry, "thread", None)
    if thread is None:
        return None
    return {
        "state": thread.state,
        "asked_by": thread.asked_by_id,
        "to": thread.asked_of_id,
        "due_on": thread.due_on,
        "replies": thread.replies,
    }


def one_entry(request: HttpRequest, entry_id: UUID) -> dict[str, Any]:
    member = reader(request)
    return shaped([found(whole(member), entry_id)], member)[0]


# --- reading ----------------------------------------------------------------------------------------------------------


@room.reads("/entries", Listed[Entry], name="list_entries", says="List or search entries", scope="log:read")
def list_entries(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    q: Annotated[
        str,
        Query("", max_length=200, description="Words that the text has; accents and endings are forgiven."),
    ] = "",
    state: Annotated[
        Literal["open", "answered", "settled", "note"] | None,
        Query(None, description="Only requests in this state."),
    ] = None,
    person: Annotated[
        UUID | None, Query(None, description="The member who acted; of requests also who was asked.")
    ] = None,
    delegation: UUID | None = None,
    thread: Annotated[
        UUID | None, Query(None, description="The replies to this entry, and what became of it.")
    ] = None,
    type: Annotated[str | None, Query(None, max_length=60, description="`delivery.made`, for one.")] = None,  # noqa: A002
    since: Annotated[Day | None, Query(None, description="From this day of the business on.")] = None,
    until: Annotated[Day | None, Query(None, description="To this day of the business, included.")] = None,
) -> Any:
    """Newest first. An executor reads what names them, a reviewer or mediator the matters given to them."""
    member = reader(request)
    filters = Filters(q=q, person=person, delegation=delegation, state=state or "", since=since, until=until)
    is_by_seq = bool(q.strip()) or not state
    if after and not is_key(after, by_seq=is_by_seq):
        raise Refused("after_invalid", field="after")
    page: Page[Row]
    if q.strip() or state:
        if thread or type:
            raise Refused("filters_apart", field="thread" if thread else "type")
        page = filtered(member, filters, after, size=limit)
        rows = {row.pk: row for row in whole(member).filter(pk__in=[row.pk for row in page.rows])}
        page = replace(page, rows=tuple(rows[row.pk] for row in page.rows))
    else:
        page = page_by_seq(_narrowed(member, filters, thread, type), after, size=limit)
    return {"items": shaped(page.rows, member), "next": page.next}


def _narrowed(member: Membership, filters: Filters, thread: UUID | None, kind: str | None) -> Any:
    given = {
        "actor_id": filters.person, "delegation_id": filters.delegation, "thread_id": thread, "type": kind,
        "day__gte": filters.since, "day__lte": filters.until,
    }  # fmt: skip
    wanted = {name: value for name, value in given.items() if value is not None}
    return whole(member).filter(**wanted)


@room.reads("/entries/{uuid:entry_id}", Entry, name="get_entry", says="One entry", scope="log:read")
def get_entry(request: HttpRequest, entry_id: UUID) -> Any:
    """A line of the log; its replies are the entries of its thread."""
    return one_entry(request, entry_id)


@room.reads(
    "/files/{uuid:file_id}", None, name="get_file", says="The bytes of a file", scope="log:read",
    extra={
        "responses": {
            200: {
                "description": "The bytes, with the media type that was found in them.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)  # fmt: skip
def get_file(request: HttpRequest, file_id: UUID) -> Any:
    """For whoever reads its entry. Always a download: nothing in it runs."""
    file: Attachment = found(Attachment.objects.visible_to(reader(request)), file_id)
    try:
        content = default_storage.open(path_of(file.sha256))
    except FileNotFoundError as error:
        raise Refused("not_found") from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox", "ETag": f'"{file.sha256}"'},
    )


# --- writing ----------------------------------------------------------------------------------------------------------


@room.acts("/entries", Entry, name="write_entry", says="Write a request or a note", scope="log:write")
def write_entry(request: HttpRequest, body: NewEntry) -> Any:
    """Management writes to anyone; the others to management."""
    entry = actions.write(
        text=body.text,
        to=body.to,
        delegation_id=body.delegation,
        procedure_id=body.procedure,
        due_on=body.due_on,
        files=files_of(body.files, reader(request)),
        origin_id=body.made_from,
        **acting(request),
    )
    return one_entry(request, entry.pk)


@room.acts("/entries/{uuid:entry_id}/replies", Entry, name="reply", says="Reply", scope="log:write")
def reply(request: HttpRequest, entry_id: UUID, body: NewReply) -> Any:
    """Puts the request before the other side."""
    files = files_of(body.files, reader(request))
    entry = actions.reply(entry_id, text=body.text, files=files, settles=body.settles, **acting(request))
    return one_entry(request, entry.pk)


@room.acts(
    "/entries/{uuid:entry_id}/corrections", Entry, name="correct", says="Correct a text", scope="log:write"
)
def correct(request: HttpRequest, entry_id: UUID, body: NewText) -> Any:
    """A new entry that replaces what the latest one says; both stay readable. Only its author does."""
    return one_entry(request, actions.correct(entry_id, text=body.text, **acting(request)).pk)


@room.acts(
    "/entries/{uuid:entry_id}/settlement",
    Entry,
    name="settle_request",
    says="Settle a request",
    scope="log:write",
)
def settle_request(request: HttpRequest, entry_id: UUID) -> Any:
    """It is done with. Answers with the request's entry."""
    return one_entry(request, actions.settle(entry_id, **acting(request)).pk)


@room.acts(
    "/entries/{uuid:entry_id}/reopening",
    Entry,
    name="reopen_request",
    says="Reopen a request",
    scope="log:write",
)
def reopen_request(request: HttpRequest, entry_id: UUID) -> Any:
    """It is not done with after all. Answers with the request's entry."""
    return one_entry(request, actions.reopen(entry_id, **acting(request)).pk)


@room.acts(
    "/entries/{uuid:entry_id}/erasure", Entry, name="erase", says="Erase a text for good", scope="log:write"
)
def erase(request: HttpRequest, entry_id: UUID) -> Any:
    """The text with its corrections and files, for a person's lawful request. The chain still verifies.

    Answers with the entry that says so. Its author does, or the owner.
    """
    return one_entry(request, actions.erase(entry_id, **acting(request)).pk)
