"""What keeps coming back: groups of tops and flops, and what is said of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from relais.activities.actions.activities import Known
from relais.acts.refusal import Refused
from relais.api.door import acting, reader
from relais.api.pages import is_key, plain
from relais.api.rooms import Room
from relais.api.routes.decide_shapes import AttachIn, MergeIn, NoteGroups, NotesIn, Said, SplitIn
from relais.api.shapes import LIMIT, After, Day, Limit
from relais.deciding import actions, models
from relais.deciding.groups import InPeriod, NoteRow, in_period, reread
from relais.deciding.rules.reviews import period_of

room = Room("groups")

QUARTER = timedelta(days=91)


def _note(note: NoteRow) -> dict[str, Any]:
    return {**plain(note, ("id", "on", "kind", "text")), "activity": note.activity_id}


def _group(one: InPeriod) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.group.name,
        "activity": one.group.activity_id,
        "confirmed": one.group.is_said,
        "outside": one.outside,
        "notes": [_note(note) for note in one.notes],
    }


def _said(row: models.Regrouping) -> dict[str, Any]:
    return {**plain(row, ("id", "kind", "notes", "out", "made_at", "undone_at")), "activity": row.activity_id}


@room.reads("", NoteGroups, name="list_groups", says="List what keeps coming back", scope="decide:read")
def list_groups(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    first_on: Annotated[Day | None, Query(default=None, description="By default three months ago.")] = None,
    last_on: Annotated[Day | None, Query(default=None, description="By default today.")] = None,
) -> Any:
    """The member's own tops and flops of a period, grouped by what they are about."""
    member = reader(request, "activity.keep")
    if after and not is_key(after):
        raise Refused("after_invalid", field="after")
    last: date = last_on or timezone.localdate()
    first, last = period_of(first_on or last - min(QUARTER, last - date.min), last)
    several, once = in_period(reread(member), first, last)
    begin = next((n for n, one in enumerate(several, start=1) if str(one.key) == after), 0)
    page = several[begin : begin + limit]
    return {
        "first_on": first,
        "last_on": last,
        "items": [_group(one) for one in page],
        "alone": [] if after else [_note(one.notes[0]) for one in once[:LIMIT]],
        "next": str(page[-1].key) if begin + limit < len(several) else "",
    }


@room.acts("/confirmation", Said, name="confirm_group", says="Confirm a group", scope="decide:write")
def confirm_group(request: HttpRequest, body: NotesIn) -> Any:
    """Its notes stay together, whatever is noted later."""
    return _said(actions.confirm_group(body.notes, **acting(request)))


@room.acts("/split", Said, name="split_group", says="Take notes out of a group", scope="decide:write")
def split_group(request: HttpRequest, body: SplitIn) -> Any:
    """They leave the group and its activity, and stay out of it."""
    return _said(actions.split_group(body.notes, body.out, **acting(request)))


@room.acts("/merge", Said, name="merge_groups", says="Merge groups", scope="decide:write")
def merge_groups(request: HttpRequest, body: MergeIn) -> Any:
    """They are one from now on."""
    return _said(actions.merge_groups(body.groups, **acting(request)))


@room.acts("/activity", Said, name="attach_group", says="Say what a group is about", scope="decide:write")
def attach_group(request: HttpRequest, body: AttachIn) -> Any:
    """An activity that is there, or a new one by its title."""
    said = acting(request)
    if body.activity is not None:
        return _said(actions.attach_group(body.notes, body.activity, **said))
    return _said(actions.make_activity_of_group(body.notes, Known(title=body.title), **said))


@room.acts(
    "/said/{uuid:said_id}/undoing",
    Said,
    name="undo_group",
    says="Take back what was said",
    scope="decide:write",
)
def undo_group(request: HttpRequest, said_id: UUID) -> Any:
    """The notes are about what they were about before."""
    return _said(actions.undo_regrouping(said_id, **acting(request)))
