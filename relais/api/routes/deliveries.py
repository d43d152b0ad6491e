"""Deliveries and their verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.acts.models import Entry
from relais.api.door import acting, found, reader
from relais.api.pages import page_of, plain
from relais.api.rooms import Room
from relais.api.routes.log import File, around_texts, file_shape, latest_text
from relais.api.shapes import After, Body, Day, Flag, Limit, Listed, Minor, Shape, example
from relais.delegations import actions, models
from relais.log.loading import Around
from relais.people.models import Membership

room = Room("delegations")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
OutcomeName = Literal["accepted", "redo", "refused"]
CauseName = Literal["", "procedure_wrong", "not_followed", "brief_unclear", "outside"]


class Verdict(Shape):
    """The judgement of a delivery, for good. `by` none: nobody judged in time, and silence accepted it."""

    outcome: OutcomeName
    cause: CauseName
    step: UUID | None
    step_followed: bool | None
    text: str | None
    entry: UUID
    by: UUID | None
    at: datetime


class Delivery(Shape):
    """Work handed in for a milestone, with the time spent in minutes."""

    model_config = example(
        id=ID, delegation=ID, milestone=ID, number=1, run=None, text="Both pages, with the pictures of the supplier.",
        minutes=130, by=ID, at="2026-11-23T08:52:00Z", accepted_on_silence_at="2026-12-07T08:52:00Z", entry=ID, files=[],
        verdict=None,
    )  # fmt: skip

    id: UUID
    delegation: UUID
    milestone: UUID
    number: int
    run: UUID | None
    text: str | None
    minutes: int
    by: UUID
    at: datetime
    accepted_on_silence_at: datetime | None = Field(
        description="When it counts as accepted if nobody judges it."
    )
    entry: UUID
    files: list[File]
    verdict: Verdict | None


class NewVerdict(Body):
    """Accepted: `release` is what of the held money is set free, in minor units (none: all; 0: nothing), paid at once with
    the day and reference of a transfer. Redo or refused: `cause`, with `step` for a procedure wrong or not followed."""

    model_config = example(outcome="accepted", text="Exactly what was asked.", release=4000)

    outcome: OutcomeName
    text: str = ""
    cause: CauseName = ""
    step: UUID | None = None
    step_followed: Flag | None = Field(
        None, description="For a wrong procedure: whether the step was followed."
    )
    release: Minor | None = None
    transferred_on: Day | None = None
    reference: str = ""


def rows_for(member: Membership) -> Any:
    """Deliveries with all that is one to one with them."""
    return models.Delivery.objects.visible_to(member).select_related(
        "entry__text", "entry__correction", "verdict__entry__text", "verdict__entry__correction"
    )


def shaped(rows: Sequence[models.Delivery]) -> list[dict[str, Any]]:
    """Deliveries (from `rows_for`) as they go out, with two queries more at most."""
    entries: list[Entry] = [row.entry for row in rows]
    entries += [row.verdict.entry for row in rows if hasattr(row, "verdict")]
    near = around_texts(entries)
    return [_delivery(row, near) for row in rows]


def _delivery(row: models.Delivery, near: Around) -> dict[str, Any]:
    return {
        **plain(row, ("id", "number", "minutes", "at", "accepted_on_silence_at")),
        "delegation": row.delegation_id,
        "milestone": row.milestone_id,
        "run": row.run_id,
        "by": row.by_id,
        "entry": row.entry_id,
        "text": latest_text(row.entry, near)[0],
        "files": [file_shape(file) for file in near.files.get(row.entry_id, ())],
        "verdict": _verdict(row.verdict, near) if hasattr(row, "verdict") else None,
    }


def _verdict(row: models.Verdict, near: Around) -> dict[str, Any]:
    return {
        **plain(row, ("outcome", "cause", "step_followed", "at")),
        "step": row.step_id,
        "by": row.by_id,
        "entry": row.entry_id,
        "text": latest_text(row.entry, near)[0],
    }


def one_delivery(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    return shaped([found(rows_for(reader(request)), delivery_id)])[0]


@room.reads("", Listed[Delivery], name="list_deliveries", says="List deliveries", scope="delegations:read")
def list_deliveries(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    delegation: UUID | None = None,
    to_judge: Annotated[
        bool, Query(default=False, description="Only those that wait for a verdict.")
    ] = False,
) -> Any:
    """Those of the delegations that you may see, newest first."""
    rows = rows_for(reader(request))
    if delegation:
        rows = rows.filter(delegation_id=delegation)
    page = page_of(rows.to_judge() if to_judge else rows, after, limit)
    return {"items": shaped(page.rows), "next": page.next}


@room.reads(
    "/{uuid:delivery_id}", Delivery, name="get_delivery", says="One delivery", scope="delegations:read"
)
def get_delivery(request: HttpRequest, delivery_id: UUID) -> Any:
    """With its verdict, if it was judged."""
    return one_delivery(request, delivery_id)


@room.acts(
    "/{uuid:delivery_id}/verdict", Delivery, name="judge", says="Judge a delivery", scope="delegations:write"
)
def judge(request: HttpRequest, delivery_id: UUID, body: NewVerdict) -> Any:
    """Once, for good. A wrong procedure opens its next version at the step."""
    actions.judge(
        delivery_id,
        body.outcome,
        note_text=body.text,
        cause=body.cause,
        step_id=body.step,
        step_followed=body.step_followed,
        release_minor=body.release,
        transferred_on=body.transferred_on,
        reference=body.reference,
        **acting(request),
    )
    return one_delivery(request, delivery_id)
