"""Runs: going through the steps of a procedure once, tick by tick."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest
from ninja import Query

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.procedure_shapes import Step
from relais.api.routes.procedures import step_shape
from relais.api.shapes import After, Body, Flag, Limit, Listed, Moment, Shape, example
from relais.people.models import Membership
from relais.procedures import actions, models

room = Room("runs")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
OUTCOMES = ("done", "failed", "skipped")


class RunFacts(Shape):
    """A run in a list: whose it is, of which version, and how far it went."""

    model_config = example(
        id=ID, procedure=ID, title="Answer a customer", version=2, by=ID, delegation=None, done=3, failed=0, skipped=0,
        started_at="2026-11-23T08:52:00Z", finished_at=None, given_up_at=None,
    )  # fmt: skip

    id: UUID
    procedure: UUID
    title: str
    version: int
    by: UUID
    delegation: UUID | None
    done: int
    failed: int
    skipped: int
    started_at: datetime
    finished_at: datetime | None
    given_up_at: datetime | None


class Tick(Shape):
    """What happened at a step."""

    model_config = example(outcome="done", note="", at="2026-11-23T08:55:00Z")

    outcome: Literal["done", "failed", "skipped"]
    note: str
    at: datetime


class RunStep(Step):
    """A step of the run's version, with what happened at it."""

    tick: Tick | None


class Run(RunFacts):
    """A run with its steps."""

    model_config = example(
        id=ID, procedure=ID, title="Answer a customer", version=2, by=ID, delegation=None, done=1, failed=0, skipped=0,
        started_at="2026-11-23T08:52:00Z", finished_at=None, given_up_at=None,
        steps=[
            {
                "id": ID, "position": 1, "level": 0, "title": "Find the order", "body": "", "expected": "", "origin": ID,
                "tick": {"outcome": "done", "note": "", "at": "2026-11-23T08:55:00Z"},
            }
        ],
    )  # fmt: skip

    steps: list[RunStep]


class NewRun(Body):
    """Which procedure, and for which delegation if any."""

    model_config = example(procedure=ID, delegation=ID)

    procedure: UUID
    delegation: UUID | None = None


class NewTick(Body):
    """What happened at a step: a failure has a note. `at` for a device that kept the tick without network."""

    model_config = example(step=ID, outcome="failed", note="The order has no number.")

    step: UUID
    outcome: Literal["done", "failed", "skipped"] = "done"
    note: str = ""
    at: Moment | None = None


class End(Body):
    """How to end: steps still open count as skipped with `skip_rest`, else they keep the run from ending."""

    model_config = example(skip_rest=False)

    skip_rest: Flag = False


class GivingUp(Body):
    """Why, if one says."""

    model_config = example(reason="The customer called meanwhile.")

    reason: str = ""


def _count(outcome: str) -> Count:
    return Count("ticks", filter=Q(ticks__undone_at=None, ticks__outcome=outcome))


def _rows(member: Membership) -> Any:
    rows = models.Run.objects.visible_to(member).select_related("version")
    return rows.annotate(**{outcome: _count(outcome) for outcome in OUTCOMES})


def _facts(row: Any) -> dict[str, Any]:
    return {
        **plain(row, ("id", "started_at", "finished_at", "given_up_at", *OUTCOMES)),
        "procedure": row.procedure_id,
        "title": row.version.title,
        "version": row.version.number,
        "by": row.by_id,
        "delegation": row.delegation_id,
    }


def _one(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    standing = Prefetch("ticks", models.Tick.objects.filter(undone_at=None))
    row = found(_rows(reader(request)).prefetch_related("version__steps", standing), run_id)
    ticks = {tick.step_id: tick for tick in row.ticks.all()}
    steps = [{**step_shape(step), "tick": _tick(ticks.get(step.id))} for step in row.version.steps.all()]
    return {**_facts(row), "steps": steps}


def _tick(tick: models.Tick | None) -> Any:
    return plain(tick, ("outcome", "note", "at")) if tick else None


@room.reads("", Listed[RunFacts], name="list_runs", says="List runs", scope="procedures:read")
def list_runs(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    procedure: UUID | None = None,
    delegation: UUID | None = None,
    under_way: Annotated[
        bool, Query(default=False, description="Only those neither finished nor given up.")
    ] = False,
) -> Any:
    """Management sees all, an executor their own, a reviewer or mediator those of the matters given to them."""
    rows = _rows(reader(request))
    if procedure:
        rows = rows.filter(procedure_id=procedure)
    if delegation:
        rows = rows.filter(delegation_id=delegation)
    return listed(page_of(rows.open() if under_way else rows, after, limit), _facts)


@room.reads("/{uuid:run_id}", Run, name="get_run", says="One run", scope="procedures:read")
def get_run(request: HttpRequest, run_id: UUID) -> Any:
    """The steps of its version, with what happened at each."""
    return _one(request, run_id)


@room.acts("", Run, name="start_run", says="Start a run", scope="procedures:write")
def start_run(request: HttpRequest, body: NewRun) -> Any:
    """Of the procedure's current version; the run keeps to it."""
    done = actions.start_run(body.procedure, delegation_id=body.delegation, **acting(request))
    return _one(request, done.pk)


@room.acts("/{uuid:run_id}/ticks", Run, name="tick", says="Tick a step", scope="procedures:write")
def tick(request: HttpRequest, run_id: UUID, body: NewTick) -> Any:
    """Done, failed or skipped. Said the same twice, by two devices, it is there once."""
    actions.tick(run_id, body.step, outcome=body.outcome, note=body.note, at=body.at, **acting(request))
    return _one(request, run_id)


@room.acts(
    "/{uuid:run_id}/ticks/{uuid:step_id}/undoing",
    Run,
    name="untick",
    says="Take a tick back",
    scope="procedures:write",
)
def untick(request: HttpRequest, run_id: UUID, step_id: UUID) -> Any:
    """The step is open again; what was said stays in the log."""
    actions.untick(run_id, step_id, **acting(request))
    return _one(request, run_id)


@room.acts("/{uuid:run_id}/finish", Run, name="finish_run", says="Finish a run", scope="procedures:write")
def finish_run(request: HttpRequest, run_id: UUID, body: End) -> Any:
    """All its steps were gone through, or the rest is skipped."""
    actions.finish_run(run_id, skip_rest=body.skip_rest, **acting(request))
    return _one(request, run_id)


@room.acts(
    "/{uuid:run_id}/giving-up", Run, name="give_up_run", says="Give a run up", scope="procedures:write"
)
def give_up_run(request: HttpRequest, run_id: UUID, body: GivingUp) -> Any:
    """Before its end; what was ticked stays readable."""
    actions.give_up_run(run_id, reason=body.reason, **acting(request))
    return _one(request, run_id)
