"""Solved problems."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.activities import actions, models
from relais.activities.noting import Solved, find, solved_of
from relais.activities.showing.notes import with_uses
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Limit, Listed, Shape, example
from relais.people.models import Membership

room = Room("notes")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"


class Note(Shape):
    """A solved problem. `entry` is its line in the log; `used`: how often it served again."""

    model_config = example(
        id=ID, title="Images look blurred on phones", wrong="Too small", solution="Export at 2x", activity=None, entry=ID,
        procedure=None, used=0, used_at=None, made_by=ID, made_at="2026-11-23T08:52:00Z", dropped_at=None,
    )  # fmt: skip

    id: UUID
    title: str | None = Field(description="None once its text was erased.")
    wrong: str | None
    solution: str | None
    activity: UUID | None
    entry: UUID
    procedure: UUID | None
    used: int
    used_at: datetime | None
    made_by: UUID
    made_at: datetime
    dropped_at: datetime | None


class NoteIn(Body):
    model_config = example(title="Images look blurred on phones", wrong="Too small", solution="Export at 2x")

    title: str
    wrong: str = ""
    solution: str
    activity: UUID | None = None


class NewNote(NoteIn):
    model_config = example(title="Images look blurred on phones", solution="Export at 2x")

    made_from: UUID | None = Field(None, description="The entry of the captured line that it is made of.")


def _note(row: Any) -> dict[str, Any]:
    written = getattr(row.entry, "text", None)
    solved = None if written is None or written.erased_at else solved_of(written.body)
    return {
        "id": row.id, "title": solved and solved.title, "wrong": solved and solved.wrong,
        "solution": solved and solved.solution, "activity": row.activity_id, "entry": row.entry_id,
        "procedure": row.procedure_id, "used": row.n_uses, "used_at": row.used_at, "made_by": row.made_by_id,
        "made_at": row.made_at, "dropped_at": row.dropped_at,
    }  # fmt: skip


def _rows(member: Membership) -> Any:
    return with_uses(models.Note.objects.visible_to(member))


def _one(request: HttpRequest, note_id: UUID) -> dict[str, Any]:
    return _note(found(_rows(reader(request, "activity.keep")), note_id))


@room.reads("", Listed[Note], name="list_notes", says="List notes", scope="decide:read")
def list_notes(
    request: HttpRequest, after: After = "", limit: Limit = 50,
    q: Annotated[str, Query("", max_length=200, description="What does not work, in a few words: the best first.")] = "",
) -> Any:  # fmt: skip
    """Newest first. With `q` those that say it, accents, endings and typing errors forgiven; one page of them."""
    member = reader(request, "activity.keep")
    rows = _rows(member).filter(dropped_at=None)
    if not q.strip():
        return listed(page_of(rows, after, limit), _note)
    ids = find(member, q)[:limit]
    near = {row.id: row for row in rows.filter(id__in=ids)}
    return {"items": [_note(near[key]) for key in ids if key in near], "next": ""}


@room.reads("/{uuid:note_id}", Note, name="get_note", says="One note", scope="decide:read")
def get_note(request: HttpRequest, note_id: UUID) -> Any:
    """As it was written last."""
    return _one(request, note_id)


@room.acts("", Note, name="keep_note", says="Keep a note", scope="decide:write")
def keep_note(request: HttpRequest, body: NewNote) -> Any:
    """With `made_from`, that captured line is sorted by it."""
    done = actions.keep_note(
        Solved(body.title, body.wrong, body.solution), activity_id=body.activity, origin_id=body.made_from,
        **acting(request),
    )  # fmt: skip
    return _one(request, done.pk)


@room.acts("/{uuid:note_id}", Note, name="change_note", says="Rewrite a note", scope="decide:write")
def change_note(request: HttpRequest, note_id: UUID, body: NoteIn) -> Any:
    """All of it is said again; the same changes nothing."""
    solved = Solved(body.title, body.wrong, body.solution)
    actions.change_note(note_id, solved, activity_id=body.activity, **acting(request))
    return _one(request, note_id)


@room.acts("/{uuid:note_id}/uses", Note, name="use_note", says="Say that a note served", scope="decide:write")
def use_note(request: HttpRequest, note_id: UUID) -> Any:
    """It served again."""
    actions.use_note(note_id, **acting(request))
    return _one(request, note_id)


@room.acts(
    "/{uuid:note_id}/uses/taking-back",
    Note,
    name="take_back_use",
    says="Take a use back",
    scope="decide:write",
)
def take_back_use(request: HttpRequest, note_id: UUID) -> Any:
    """The last one that the member said."""
    actions.take_back_use(note_id, **acting(request))
    return _one(request, note_id)


@room.acts("/{uuid:note_id}/dropping", Note, name="drop_note", says="Put a note away", scope="decide:write")
def drop_note(request: HttpRequest, note_id: UUID) -> Any:
    """It is not found any more."""
    actions.drop_note(note_id, **acting(request))
    return _one(request, note_id)


@room.acts(
    "/{uuid:note_id}/restoration",
    Note,
    name="restore_note",
    says="Take a note up again",
    scope="decide:write",
)
def restore_note(request: HttpRequest, note_id: UUID) -> Any:
    """It is found again."""
    actions.restore_note(note_id, **acting(request))
    return _one(request, note_id)
