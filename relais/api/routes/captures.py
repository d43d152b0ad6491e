"""Captured lines: one line at once, sorted later."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.activities import actions, models
from relais.api.door import acting, found, reader
from relais.api.pages import page_of
from relais.api.rooms import Room
from relais.api.routes.log import around_texts, latest_text
from relais.api.shapes import After, Body, Limit, Listed, Shape, example
from relais.people.models import Membership

room = Room("captures")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"


class Sorted(Shape):
    """What became of a line, and of which entry, delegation, procedure, task or note it is the origin."""

    into: Literal["request", "delegation", "procedure", "task", "note", "done", "dropped"]
    into_id: UUID | None
    at: datetime


class Capture(Shape):
    """A captured line. `entry` is its line in the log."""

    model_config = example(
        id=ID,
        text="Ask Eve about the VAT number",
        by=ID,
        entry=ID,
        captured_at="2026-11-23T08:52:00Z",
        sorted=None,
    )

    id: UUID
    text: str | None = Field(description="None once it was erased.")
    by: UUID
    entry: UUID
    captured_at: datetime
    sorted: Sorted | None


class NewCapture(Body):
    """One line, 1000 characters at most."""

    model_config = example(text="Ask Eve about the VAT number")

    text: str


class Sorting(Body):
    """Done, or dropped. What is made from a line (`made_from` of the act that makes it) is sorted by that."""

    model_config = example(into="done")

    into: Literal["done", "dropped"]


def _rows(member: Membership) -> Any:
    return models.Capture.objects.visible_to(member).select_related(
        "entry__text", "entry__correction", "sorting"
    )


def _shaped(rows: Any) -> list[dict[str, Any]]:
    near = around_texts([row.entry for row in rows])
    return [
        {
            "id": row.id,
            "text": latest_text(row.entry, near)[0],
            "by": row.by_id,
            "entry": row.entry_id,
            "captured_at": row.captured_at,
            "sorted": _sorted(row),
        }
        for row in rows
    ]


def _sorted(row: models.Capture) -> dict[str, Any] | None:
    sorting: models.Sorting | None = getattr(row, "sorting", None)
    return {"into": sorting.into, "into_id": sorting.into_id, "at": sorting.at} if sorting else None


def _one(request: HttpRequest, capture_id: UUID) -> Any:
    member = reader(request)
    return _shaped([found(_rows(member), capture_id)])[0]


@room.reads("", Listed[Capture], name="list_captures", says="List captured lines", scope="log:read")
def list_captures(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    to_sort: Annotated[bool, Query(default=False, description="Only those still to be sorted.")] = False,
) -> Any:
    """One's own; management shares its own."""
    member = reader(request)
    rows = _rows(member)
    page = page_of(rows.to_sort() if to_sort else rows, after, limit)
    return {"items": _shaped(page.rows), "next": page.next}


@room.reads("/{uuid:capture_id}", Capture, name="get_capture", says="One captured line", scope="log:read")
def get_capture(request: HttpRequest, capture_id: UUID) -> Any:
    """The line, and what became of it."""
    return _one(request, capture_id)


@room.acts("", Capture, name="capture", says="Capture a line", scope="log:write")
def capture(request: HttpRequest, body: NewCapture) -> Any:
    """Kept at once, sorted later."""
    return _one(request, actions.capture(text=body.text, **acting(request)).pk)


@room.acts(
    "/{uuid:capture_id}/sorting", Capture, name="sort_capture", says="Sort a captured line", scope="log:write"
)
def sort_capture(request: HttpRequest, capture_id: UUID, body: Sorting) -> Any:
    """Say that it is done or dropped."""
    return _one(request, actions.sort(capture_id, into=body.into, **acting(request)).pk)


@room.acts(
    "/{uuid:capture_id}/unsorting", Capture, name="unsort_capture", says="Put a line back", scope="log:write"
)
def unsort_capture(request: HttpRequest, capture_id: UUID) -> Any:
    """Among those to sort."""
    return _one(request, actions.unsort(capture_id, **acting(request)).pk)
