"""Gates: what must be so before the work of a delegation starts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Limit, Listed, Shape, example
from relais.delegations import actions, models

room = Room("delegations")
ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
GateKindName = Literal["backup", "rights", "other"]


class Gate(Shape):
    """While a gate is not cleared, nothing is run or delivered for its delegation. `note`: what was done, and where it is."""

    model_config = example(
        id=ID, delegation=ID, title="A backup of the blog", kind="backup", opened_by=ID, opened_at="2026-11-23T08:52:00Z",
        cleared_by=ID, cleared_at="2026-11-23T09:20:00Z", note="Restored once; kept in the shared folder.",
    )  # fmt: skip

    id: UUID
    delegation: UUID
    title: str
    kind: GateKindName
    opened_by: UUID
    opened_at: datetime
    cleared_by: UUID | None
    cleared_at: datetime | None
    note: str | None


class NewGate(Body):
    """What must be so first."""

    model_config = example(title="A backup of the blog, restored once", kind="backup")

    title: str
    kind: GateKindName = "other"


class Clearing(Body):
    """What was done, and where it is kept."""

    model_config = example(text="Restored once; kept in the shared folder.")

    text: str = ""


def _gate(row: models.Gate) -> dict[str, Any]:
    entry = row.cleared_entry
    text = getattr(entry, "text", None) if entry is not None else None
    return {
        **plain(row, ("id", "title", "kind", "opened_at", "cleared_at")),
        "delegation": row.delegation_id,
        "opened_by": row.opened_by_id,
        "cleared_by": row.cleared_by_id,
        "note": text.body if text is not None and text.erased_at is None else None,
    }


def _one(gate_id: UUID) -> dict[str, Any]:
    return _gate(models.Gate.objects.select_related("cleared_entry__text").get(pk=gate_id))


@room.reads(
    "/{uuid:delegation_id}/gates",
    Listed[Gate],
    name="list_gates",
    says="List gates",
    scope="delegations:read",
)
def list_gates(request: HttpRequest, delegation_id: UUID, after: After = "", limit: Limit = 50) -> Any:
    """Those that stand, cleared or not."""
    delegation = found(models.Delegation.objects.visible_to(reader(request)), delegation_id)
    rows = models.Gate.objects.filter(delegation=delegation).standing()
    return listed(page_of(rows.select_related("cleared_entry__text"), after, limit), _gate)


@room.acts(
    "/{uuid:delegation_id}/gates", Gate, name="open_gate", says="Set a gate", scope="delegations:write"
)
def open_gate(request: HttpRequest, delegation_id: UUID, body: NewGate) -> Any:
    """Something must be so before the work starts; work under way stops until it is."""
    done = actions.open_gate(delegation_id, body.title, kind=body.kind, **acting(request))
    return _one(done.pk)


@room.acts(
    "/gates/{uuid:gate_id}/clearing", Gate, name="clear_gate", says="Clear a gate", scope="delegations:write"
)
def clear_gate(request: HttpRequest, gate_id: UUID, body: Clearing) -> Any:
    """It is so."""
    return _one(actions.clear_gate(gate_id, text=body.text, **acting(request)).pk)


@room.acts(
    "/gates/{uuid:gate_id}/reopening",
    Gate,
    name="reopen_gate",
    says="Take a clearing back",
    scope="delegations:write",
)
def reopen_gate(request: HttpRequest, gate_id: UUID) -> Any:
    """It is not so (any more): the work waits again."""
    return _one(actions.reopen_gate(gate_id, **acting(request)).pk)


@room.acts(
    "/gates/{uuid:gate_id}/removal", Gate, name="remove_gate", says="Remove a gate", scope="delegations:write"
)
def remove_gate(request: HttpRequest, gate_id: UUID) -> Any:
    """It is not asked for any more."""
    return _one(actions.remove_gate(gate_id, **acting(request)).pk)
