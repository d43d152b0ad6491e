"""Goals of three months, and the readings of their measures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.plan_shapes import Goal, GoalIn, GoalReading, NewReading
from relais.api.shapes import After, Limit, Listed
from relais.planning import actions, models
from relais.planning.planner import progress_of

room = Room("goals")


def _measure(value: Decimal) -> str:
    """A number as it is read: without the zeros that its column adds."""
    return f"{value.normalize() + 0:f}"


def _goal(row: models.Goal) -> dict[str, Any]:
    return {
        **plain(row, ("id", "title", "stake", "starts_on", "due_on", "unit", "made_at", "dropped_at")),
        "from_value": _measure(row.from_value),
        "to_value": _measure(row.to_value),
        "value": _measure(row.value),
        "progress": round(float(progress_of(row)), 4),
        "made_by": row.made_by_id,
    }


def _reading(row: models.GoalReading) -> dict[str, Any]:
    return {"id": row.id, "goal": row.goal_id, "value": _measure(row.value), "by": row.by_id, "at": row.at}


def _one(request: HttpRequest, goal_id: UUID) -> dict[str, Any]:
    member = reader(request, "plan.keep")
    return _goal(found(models.Goal.objects.visible_to(member), goal_id))


def _said(body: GoalIn) -> dict[str, Any]:
    return body.model_dump(exclude={"title"})


@room.reads("", Listed[Goal], name="list_goals", says="List goals", scope="plan:read")
def list_goals(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    dropped: Annotated[
        bool, Query(default=False, description="Those dropped, instead of the others.")
    ] = False,
) -> Any:
    """They are the business's: whoever keeps a plan sees them."""
    rows = models.Goal.objects.visible_to(reader(request, "plan.keep"))
    page = page_of(rows.filter(dropped_at__isnull=not dropped), after, limit)
    return listed(page, _goal)


@room.reads("/{uuid:goal_id}", Goal, name="get_goal", says="One goal", scope="plan:read")
def get_goal(request: HttpRequest, goal_id: UUID) -> Any:
    """With its measure as it was last read."""
    return _one(request, goal_id)


@room.reads(
    "/{uuid:goal_id}/readings",
    Listed[GoalReading],
    name="list_readings",
    says="List readings",
    scope="plan:read",
)
def list_readings(request: HttpRequest, goal_id: UUID, after: After = "", limit: Limit = 50) -> Any:
    """How the measure of a goal went."""
    member = reader(request, "plan.keep")
    goal = found(models.Goal.objects.visible_to(member), goal_id)
    return listed(page_of(goal.readings.all(), after, limit), _reading)


@room.acts("", Goal, name="set_goal", says="Set a goal", scope="plan:write")
def set_goal(request: HttpRequest, body: GoalIn) -> Any:
    """Its measure stands where it starts."""
    return _one(request, actions.set_goal(body.title, **_said(body), **acting(request)).pk)


@room.acts("/{uuid:goal_id}", Goal, name="change_goal", says="Change a goal", scope="plan:write")
def change_goal(request: HttpRequest, goal_id: UUID, body: GoalIn) -> Any:
    """All of it is said again; the same changes nothing."""
    actions.change_goal(goal_id, title=body.title, **_said(body), **acting(request))
    return _one(request, goal_id)


@room.acts(
    "/{uuid:goal_id}/readings",
    GoalReading,
    name="read_goal",
    says="Read a goal's measure",
    scope="plan:write",
)
def read_goal(request: HttpRequest, goal_id: UUID, body: NewReading) -> Any:
    """Keep where it stands now."""
    return _reading(actions.read_goal(goal_id, body.value, **acting(request)))


@room.acts("/{uuid:goal_id}/drop", Goal, name="drop_goal", says="Drop a goal", scope="plan:write")
def drop_goal(request: HttpRequest, goal_id: UUID) -> Any:
    """It is not pursued any more; its tasks stay."""
    actions.drop_goal(goal_id, **acting(request))
    return _one(request, goal_id)


@room.acts(
    "/{uuid:goal_id}/restoration", Goal, name="restore_goal", says="Take a goal up again", scope="plan:write"
)
def restore_goal(request: HttpRequest, goal_id: UUID) -> Any:
    """Under way again, as it was."""
    actions.restore_goal(goal_id, **acting(request))
    return _one(request, goal_id)
