"""Writing tasks, and answering the two questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from relais.activities.actions import sorted_into
from relais.activities.models import Capture
from relais.activities.rules import activity_of
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.engine.values import Money
from relais.engine.words.fold import search_terms
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import asks_for_time, keeper, note, own_task
from relais.planning.applying import end_of, remake
from relais.planning.entries import TaskAnswered, TaskChanged, TaskWritten
from relais.planning.hours import hours_of
from relais.planning.models import Task


class Keep(Enum):
    """What is not said stays as it is (None says something: no date, no estimate)."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Due:
    """By when: a moment (`at`, aware), or a day (`on`) whose end counts in the person's zone. Neither: no date."""

    at: datetime | None = None
    on: date | None = None


class Said(TypedDict, total=False):
    """What can be said of a task; what is left out stays as it is.

    `minutes`: None for not estimated. `moves_business`: None for not answered. `consequence`: in words; `amount`: what a missed
    date costs. `activity_id`: the activity that the time spent counts for. `whole`: in one piece; else in pieces of
    `least_piece` minutes at least. `earliest_on`: not before that day.
    """

    minutes: int | None
    moves_business: bool | None
    due: Due
    consequence: str
    amount: Money | None
    goal_id: UUID | None
    activity_id: UUID | None
    whole: bool
    least_piece: int
    earliest_on: date | None


@verb
def write_task(title: str, *, by: Actor, now: datetime, **said: Unpack[Said]) -> Task:
    """A new task of the member's own, planned at once where a week is.

    Refused: `text_empty`, `estimate_out_of_range`, `due_moment_or_day`, `goal_unknown` and what `rules` says of the rest. A
    date that is over is kept as it is: the task shows among those to decide on.
    """
    member = keeper(by)
    return _write(title, said, member, by=by, now=now)


@verb
def write_task_from_line(
    capture_id: UUID, title: str, *, by: Actor, now: datetime, **said: Unpack[Said]
) -> Task:
    """A task made of a captured line, as it was read or corrected; the line counts as sorted.

    Refused: `not_found`, `line_already_sorted`, and as `write_task`.
    """
    member = keeper(by)
    line = Capture.objects.visible_to(member).select_related("entry").filter(pk=capture_id).first()
    if line is None:
        raise Refused("not_found")
    if line.sorted_at is not None:
        raise Refused("line_already_sorted")
    task = _write(title, said, member, by=by, now=now)
    sorted_into(line.entry, "task", task.id, by=by, now=now)
    return task


@step
def _write(title: str, said: Said, member: Membership, *, by: Actor, now: datetime) -> Task:
    task = Task(id=new_id(), business_id=member.business_id, member=member, made_at=now)
    _set_title(task, title)
    _set(task, said, member)
    task.entry = note(member, TaskWritten(), by=by, now=now, subject=task, text=task.title)
    task.save(force_insert=True)
    if asks_for_time(task):  # what else is written waits for an answer
        remake(member, "new_date" if task.due_at else "changed", now=now, about=task)
    return task


@verb
def change_task(
    task_id: UUID, *, title: str | Keep = KEEP, by: Actor, now: datetime, **said: Unpack[Said]
) -> Task:
    """Say something else of a task. Saying the same changes nothing and records nothing. Refused: `task_already_ended`."""
    member = keeper(by)
    task = own_task(task_id, member)
    rules.still_open(task)
    before, had_time = _columns(task), asks_for_time(task)
    if title is not KEEP:
        _set_title(task, title)
    _set(task, said, member)
    changed = [name for name, value in _columns(task).items() if before[name] != value]
    if not changed:
        return task
    data = TaskChanged(seq=task.entry.seq)
    entry = note(member, data, by=by, now=now, subject=task, text=task.title if "title" in changed else "")
    if "title" in changed:
        task.entry = entry
        changed.append("entry")
    task.save(update_fields=changed)
    if had_time or asks_for_time(task):
        remake(member, "new_date" if "due_at" in changed else "changed", now=now, about=task)
    return task


@verb
def answer_questions(
    task_id: UUID,
    *,
    moves_business: bool,
    due: Due | Keep = KEEP,
    consequence: str | Keep = KEEP,
    amount: Money | Keep | None = KEEP,
    by: Actor,
    now: datetime,
) -> Task:
    """The two questions: does it move the business? is there a mandatory date with a bad consequence?

    A date without a consequence is a wish, and no urgency. Refused: `task_already_ended`.
    """
    member = keeper(by)
    task = own_task(task_id, member)
    rules.still_open(task)
    said: Said = {"moves_business": moves_business}
    if due is not KEEP:
        said["due"] = due
    if consequence is not KEEP:
        said["consequence"] = consequence
    if amount is not KEEP:
        said["amount"] = amount
    before, had_time = _columns(task), asks_for_time(task)
    _set(task, said, member)
    changed = [name for name, value in _columns(task).items() if before[name] != value]
    if not changed:
        return task
    task.save(update_fields=changed)
    data = TaskAnswered(seq=task.entry.seq, important=task.is_important, urgent=task.is_urgent)
    note(member, data, by=by, now=now, subject=task)
    if had_time or asks_for_time(task):
        remake(member, "changed", now=now, about=task)
    return task


# --- what is said of a task -------------------------------------------------------------------------------------------

_COLUMNS: Final = (
    "title", "words", "minutes", "moves_business", "due_at", "due_on", "consequence", "consequence_amount",
    "consequence_currency", "goal_id", "activity_id", "whole", "least_piece", "earliest_on",
)  # fmt: skip


def _columns(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in _COLUMNS}


def _set_title(task: Task, title: str) -> None:
    task.title = rules.title_of(title)
    task.words = " " + " ".join(search_terms(task.title)) + " "


def _set(task: Task, said: Said, member: Membership) -> None:
    if "minutes" in said:
        task.minutes = rules.minutes_of(said["minutes"])
    if "moves_business" in said:
        task.moves_business = said["moves_business"]
    if "due" in said:
        set_due(task, said["due"], member)
    if "consequence" in said:
        task.consequence = rules.line_of(
            said["consequence"], limit=rules.CONSEQUENCE_LIMIT, field="consequence"
        )
    if "amount" in said:
        task.consequence_amount, task.consequence_currency = rules.money_of(said["amount"])
    if "goal_id" in said:
        task.goal = rules.goal_of(said["goal_id"], seen_by=member)
    if "activity_id" in said:
        task.activity = activity_of(said["activity_id"], seen_by=member)
    _set_pieces(task, said)


def _set_pieces(task: Task, said: Mapping[str, Any]) -> None:
    if "whole" in said:
        task.whole = said["whole"]
    if "least_piece" in said:
        task.least_piece = rules.least_piece_of(said["least_piece"])
    if "earliest_on" in said:
        day = said["earliest_on"]
        task.earliest_on = rules.day_of(day, field="earliest_on") if day else None


def set_due(task: Task, due: Due, member: Membership) -> None:
    """Give a task its date. Refused: `due_moment_or_day`, `date_out_of_range`."""
    if due.at is not None and due.on is not None:
        raise Refused("due_moment_or_day", field="due")
    task.due_on = rules.day_of(due.on, field="due") if due.on else None
    if task.due_on is not None:
        task.due_at = end_of(task.due_on, hours_of(member))
    else:
        task.due_at = rules.moment_of(due.at, field="due") if due.at else None
