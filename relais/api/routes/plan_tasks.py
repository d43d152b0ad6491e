"""Tasks: written, answered for, timed, ended; and a line read for what it says of one."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.plan_shapes import (
    Answers,
    Handover,
    Line,
    LineRead,
    NewStretch,
    NewTask,
    Stretch,
    Task,
    TaskChange,
)
from relais.api.shapes import After, Limit, Listed
from relais.engine.values import Money, MoneyError
from relais.people.models import Membership
from relais.planning import actions, lines, models
from relais.planning.actions import Due
from relais.planning.actions.tasks import Said

room = Room("tasks")

#: What is called otherwise outside.
_RENAMED = {"goal": "goal_id", "activity": "activity_id"}
_PLAIN = (
    "minutes",
    "moves_business",
    "consequence",
    "goal",
    "activity",
    "whole",
    "least_piece",
    "earliest_on",
)


# --- shapes -----------------------------------------------------------------------------------------------------------


def task_shape(row: models.Task) -> dict[str, Any]:
    names = (
        "id", "title", "minutes", "spent_minutes", "due_at", "due_on", "consequence", "whole", "least_piece", "earliest_on",
        "short_minutes", "made_at", "ended_at",
    )  # fmt: skip
    return {
        **plain(row, names),
        "entry": row.entry_id,
        "important": row.moves_business,
        "urgent": row.is_urgent,
        "amount": row.consequence_amount,
        "currency": row.consequence_currency,
        "goal": row.goal_id,
        "activity": row.activity_id,
        "recurring": row.recurring_id,
        "delegation": row.delegation_id,
        "outcome": row.outcome or None,
    }


def stretch_shape(row: models.Stretch) -> dict[str, Any]:
    return {**plain(row, ("id", "started_at", "ended_at", "assumed")), "task": row.task_id}


def _one(request: HttpRequest, task_id: UUID) -> dict[str, Any]:
    member = reader(request, "plan.keep")
    return task_shape(found(models.Task.objects.visible_to(member), task_id))


def said_by(body: Any, member: Membership) -> Said:
    """What a body says of a task: only what was sent, so that the rest stays as it is."""
    sent = body.model_fields_set
    said: dict[str, Any] = {_RENAMED.get(name, name): getattr(body, name) for name in _PLAIN if name in sent}
    if sent & {"due_at", "due_on"}:
        said["due"] = Due(at=body.due_at, on=body.due_on)
    if sent & {"amount", "currency"}:
        said["amount"] = _money(body, member)
    return Said(**said)  # type: ignore[typeddict-item]


def _money(body: Any, member: Membership) -> Money | None:
    if body.amount is None:
        return None
    try:
        return Money(body.amount, body.currency or member.business.currency)
    except MoneyError as error:
        raise Refused(
            error.code, field="currency" if error.code.startswith("currency") else "amount"
        ) from error


# --- reading ----------------------------------------------------------------------------------------------------------


@room.reads("", Listed[Task], name="list_tasks", says="List tasks", scope="plan:read")
def list_tasks(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    q: Annotated[str, Query("", max_length=200, description="Words of the title, or how they begin.")] = "",
    which: Annotated[
        Literal["all", "open", "to_decide", "important", "dated", "urgent", "short", "ended"],
        Query(
            default="all",
            description="Those still open of which that is true; `short`: their date cannot be met; `ended`: all others.",
        ),
    ] = "all",
) -> Any:
    """One's own: nobody else sees them."""
    member = reader(request, "plan.keep")
    rows = _which(models.Task.objects.visible_to(member), which)
    return listed(page_of(rows.called(q, member) if q.strip() else rows, after, limit), task_shape)


def _which(rows: Any, which: str) -> Any:
    if which == "all":
        return rows
    if which == "ended":
        return rows.filter(ended_at__isnull=False)
    rows = rows.open()
    if which == "important":
        return rows.filter(moves_business=True)
    if which == "short":
        return rows.filter(short_minutes__isnull=False)
    return {"open": lambda: rows, "to_decide": rows.to_decide, "dated": rows.dated, "urgent": rows.urgent}[
        which
    ]()


@room.reads("/{uuid:task_id}", Task, name="get_task", says="One task", scope="plan:read")
def get_task(request: HttpRequest, task_id: UUID) -> Any:
    """As it stands now."""
    return _one(request, task_id)


@room.reads("/stretches", Listed[Stretch], name="list_stretches", says="List time spent", scope="plan:read")
def list_stretches(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    task: Annotated[UUID | None, Query(None, description="Only that on one task.")] = None,
) -> Any:
    """What was measured, and what was written down afterwards."""
    rows = models.Stretch.objects.visible_to(reader(request, "plan.keep"))
    return listed(page_of(rows.filter(task=task) if task else rows, after, limit), stretch_shape)


@room.acts(
    "/lines", LineRead, name="read_line", says="Read a line", scope="plan:read", status=200, keyed=False
)
def read_line(request: HttpRequest, body: Line) -> Any:
    """Its date, time, duration and consequence, French or English. Nothing is written."""
    member = reader(request, "plan.keep")
    refused = [(span.start, span.end) for span in body.refused]
    accepted = {(span.start, span.end): span.choice for span in body.accepted}
    read = lines.read(body.text, member, now=timezone.now(), refused=refused, accepted=accepted)
    said = lines.said_in(read, member)
    due, amount = said.get("due", Due()), said.get("amount")
    return {
        "title": read.title,
        "minutes": read.minutes,
        "due_at": due.at,
        "due_on": due.on,
        "consequence": said.get("consequence", ""),
        "amount": amount.minor if amount else None,
        "currency": amount.currency if amount else "",
        "parts": [
            {
                "start": part.start, "end": part.end, "kind": part.kind, "text": body.text[part.start : part.end],
                "sure": part.sure, "choices": len(part.choices),
            }
            for part in read.parts
        ],
    }  # fmt: skip


# --- writing ----------------------------------------------------------------------------------------------------------


@room.acts("", Task, name="write_task", says="Write a task", scope="plan:write")
def write_task(request: HttpRequest, body: NewTask) -> Any:
    """Planned at once, where a week is."""
    member = reader(request, "plan.keep")
    said = said_by(body, member)
    if body.capture is None:
        done = actions.write_task(body.title, **said, **acting(request))
    else:
        done = actions.write_task_from_line(body.capture, body.title, **said, **acting(request))
    return _one(request, done.pk)


@room.acts("/{uuid:task_id}", Task, name="change_task", says="Change a task", scope="plan:write")
def change_task(request: HttpRequest, task_id: UUID, body: TaskChange) -> Any:
    """What is left out stays as it is."""
    member = reader(request, "plan.keep")
    title = body.title if "title" in body.model_fields_set else actions.KEEP
    actions.change_task(task_id, title=title, **said_by(body, member), **acting(request))
    return _one(request, task_id)


@room.acts(
    "/{uuid:task_id}/answers",
    Task,
    name="answer_questions",
    says="Answer the two questions",
    scope="plan:write",
)
def answer_questions(request: HttpRequest, task_id: UUID, body: Answers) -> Any:
    """A date without a consequence is a wish: the task is not `urgent`."""
    member, sent = reader(request, "plan.keep"), body.model_fields_set
    actions.answer_questions(
        task_id,
        moves_business=body.moves_business,
        due=Due(at=body.due_at, on=body.due_on) if sent & {"due_at", "due_on"} else actions.KEEP,
        consequence=body.consequence if "consequence" in sent else actions.KEEP,
        amount=_money(body, member) if sent & {"amount", "currency"} else actions.KEEP,
        **acting(request),
    )
    return _one(request, task_id)


@room.acts("/{uuid:task_id}/finish", Task, name="finish_task", says="Finish a task", scope="plan:write")
def finish_task(request: HttpRequest, task_id: UUID) -> Any:
    """It is done; time that runs on it stops."""
    actions.finish_task(task_id, **acting(request))
    return _one(request, task_id)


@room.acts("/{uuid:task_id}/drop", Task, name="drop_task", says="Drop a task", scope="plan:write")
def drop_task(request: HttpRequest, task_id: UUID) -> Any:
    """It is not to be done."""
    actions.drop_task(task_id, **acting(request))
    return _one(request, task_id)


@room.acts("/{uuid:task_id}/reopening", Task, name="reopen_task", says="Reopen a task", scope="plan:write")
def reopen_task(request: HttpRequest, task_id: UUID) -> Any:
    """It was not done, or is to be done after all."""
    actions.reopen_task(task_id, **acting(request))
    return _one(request, task_id)


@room.acts("/{uuid:task_id}/handover", Task, name="hand_over", says="Hand a task over", scope="plan:write")
def hand_over(request: HttpRequest, task_id: UUID, body: Handover) -> Any:
    """Opens a `delegation` with what is known: title, date, consequence. Its brief is still to be written."""
    actions.hand_over(task_id, executor_id=body.executor, procedure_id=body.procedure, **acting(request))
    return _one(request, task_id)


# --- time -------------------------------------------------------------------------------------------------------------


@room.acts("/{uuid:task_id}/start", Stretch, name="start", says="Start the clock", scope="plan:write")
def start(request: HttpRequest, task_id: UUID) -> Any:
    """Time runs on one task at once: what ran on another stops."""
    return stretch_shape(actions.start(task_id, **acting(request)))


@room.acts("/stop", Stretch, name="stop", says="Stop the clock", scope="plan:write")
def stop(request: HttpRequest) -> Any:
    """A task that took longer than planned has the rest planned again."""
    return stretch_shape(actions.stop(**acting(request)))


@room.acts(
    "/{uuid:task_id}/stretches", Stretch, name="record_time", says="Write down time spent", scope="plan:write"
)
def record_time(request: HttpRequest, task_id: UUID, body: NewStretch) -> Any:
    """Time that was not measured."""
    done = actions.record_time(task_id, started_at=body.started_at, ended_at=body.ended_at, **acting(request))
    return stretch_shape(done)
