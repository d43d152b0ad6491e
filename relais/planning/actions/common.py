"""What the verbs of this room share: the member's plan under a lock, their own rows, the private entry."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step
from relais.people.gates import require
from relais.people.models import Membership
from relais.planning.hours import DEFAULT, SAFETY, write_week
from relais.planning.models import Pattern, Piece, Recurring, Task

M = TypeVar("M", bound=Model)


@step
def keeper(by: Actor) -> Membership:
    """The member who acts on their plan, and their plan locked.

    Every verb locks the pattern first, so that two acts on one plan (two tabs) happen one after the other on PostgreSQL; on
    SQLite writers queue anyway. The first act of all makes the default pattern.
    """
    member = require(by, "plan.keep")
    pattern_of(member)
    return member


@step
def pattern_of(member: Membership) -> Pattern:
    """The member's pattern, locked; the default one at its first use."""
    # Two first acts at once: the second meets the primary key, waits, and finds the row of the first.
    pattern, _made = Pattern.objects.select_for_update().get_or_create(
        member=member,
        defaults={"zone": member.person.timezone, "week": write_week(DEFAULT), "safety_minutes": SAFETY},
    )
    return pattern


@step
def note(
    member: Membership,
    data: EntryData,
    *,
    by: Actor,
    now: datetime,
    subject: Model,
    text: str = "",
    entry_id: UUID | None = None,
) -> Entry:
    """Record the one entry of a verb, for nobody but the member."""
    return record(
        member.business,
        data,
        by=by,
        now=now,
        subject=subject,
        reader_id=member.id,
        text=text,
        entry_id=entry_id,
    )


def own(model: type[M], row_id: UUID, member: Membership) -> M:
    """A row of the member's own plan; refused as `not_found` otherwise."""
    row: M | None = model._default_manager.filter(pk=row_id, member=member).first()
    if row is None:
        raise Refused("not_found")
    return row


def own_task(task_id: UUID, member: Membership) -> Task:
    """A task of the member's own, with the entry that wrote it."""
    task: Task | None = (
        Task.objects.visible_to(member).select_related("entry", "goal").filter(pk=task_id).first()
    )
    if task is None:
        raise Refused("not_found")
    return task


def own_recurring(recurring_id: UUID, member: Membership) -> Recurring:
    found: Recurring | None = (
        Recurring.objects.visible_to(member).select_related("entry").filter(pk=recurring_id).first()
    )
    if found is None:
        raise Refused("not_found")
    return found


@step
def clear_pieces(task: Task, now: datetime) -> bool:
    """Take the time that a task had from now on out of the plan; what lies before now stays as it was. Whether it had any."""
    gone, _of_models = Piece.objects.filter(task=task, starts_at__gte=now).delete()
    cut = Piece.objects.filter(task=task, starts_at__lt=now, ends_at__gt=now).update(ends_at=now)
    return bool(gone or cut)


def asks_for_time(task: Task) -> bool:
    """Whether the planner may place a task. What is neither important nor dated takes no time but what is given it by hand, and
    nothing has to be planned again for it."""
    return task.due_at is not None or bool(task.moves_business)
