"""The quarter: the goals of three months by stake, and how far each one's measure went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from relais.config.dates import day_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.listing import BEHIND, goal_row
from relais.planning.models import Goal, GoalReading, Stake, Task
from relais.planning.showing.words import measure_text, measured, percent_text
from relais.planning.shown import GoalRow

AHEAD: Final = timedelta(days=92)
"""Goals that begin within the next three months are shown with those under way, so that they can be planned."""

WHY: Final = {
    Stake.OFFER: gettext_lazy("What you sell gets better for those who buy it."),
    Stake.POSITIONING: gettext_lazy("The right people know what you are for, and for whom."),
    Stake.SELLING: gettext_lazy("Those whom it helps hear of it, and buy it."),
}
_PACES: Final = {
    "reached": (gettext_lazy("reached"), "good"),
    "ahead": (gettext_lazy("ahead of its time"), "good"),
    "in_time": (gettext_lazy("in time"), "plain"),
    "behind": (gettext_lazy("behind its time"), "warn"),
    "missed": (gettext_lazy("not reached"), "bad"),
    "to_come": (gettext_lazy("to come"), "plain"),
}


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal as the quarter shows it. `percent`: how far it went; `gone`: how much of its time went by; both for the bar."""

    id: UUID
    title: str
    terms: str
    words: str
    pace: str
    tone: str
    percent: int
    gone: int
    tasks: str
    read_at: datetime | None
    can_read: bool


@dataclass(frozen=True, slots=True)
class StakeRow:
    key: str
    label: str | Promise
    why: str | Promise
    goals: tuple[GoalShown, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """`on`: the day that it is shown for; `without`: the stakes that no goal is about, as a sentence names them."""

    on: date
    is_now: bool
    before: date
    after: date
    stakes: tuple[StakeRow, ...]
    dropped: tuple[GoalShown, ...]
    without: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.dropped and not any(stake.goals for stake in self.stakes)


def quarter_of(member: Membership, on: date, today: date) -> Quarter:
    """The goals under way on a day, and those that begin in the three months after it. Two queries."""
    found = list(
        Goal.objects.visible_to(member)
        .filter(due_on__gte=on, starts_on__lte=on + AHEAD)
        .annotate(read_at=_read_at())
        .order_by("due_on", "id")
    )
    tasks = _tasks(member, found)
    rows = [(goal, row_of(goal, min(today, on), tasks.get(goal.id))) for goal in found]
    stakes = tuple(
        StakeRow(
            stake.value,
            stake.label,
            WHY[stake],
            tuple(row for goal, row in rows if goal.stake == stake and goal.dropped_at is None),
        )
        for stake in Stake
    )
    return Quarter(
        on=on,
        is_now=on == today,
        before=on - AHEAD,
        after=on + AHEAD,
        stakes=stakes,
        dropped=tuple(row for goal, row in rows if goal.dropped_at is not None),
        without=tuple(str(stake.label) for stake in stakes if not stake.goals),
    )


def _read_at() -> Subquery:
    readings = GoalReading.objects.filter(goal=OuterRef("pk")).order_by("-id")
    return Subquery(readings.values("at")[:1])


def _tasks(member: Membership, goals: Iterable[Goal]) -> dict[UUID, tuple[int, int]]:
    """For each goal, how many of the member's own tasks serve it: open, done."""
    rows = (
        Task.objects.visible_to(member)
        .filter(goal__in=[goal.id for goal in goals])
        .values_list("goal_id")
        .annotate(n_open=Count("pk", filter=Q(ended_at=None)), n_done=Count("pk", filter=Q(outcome="done")))
        .order_by()
    )
    return {goal_id: (left, done) for goal_id, left, done in rows}


def row_of(goal: Any, today: date, tasks: tuple[int, int] | None = None) -> GoalShown:
    """A goal, annotated with `read_at`, in words."""
    reader = language()
    stands = goal_row(goal, today)
    percent, gone = int(stands.progress * 100), int(stands.time_gone * 100)
    label, tone = _PACES[_pace(stands, today)]
    return GoalShown(
        id=goal.id,
        title=goal.title,
        terms=_("From %(from)s to %(to)s by %(day)s.")
        % {
            "from": measure_text(goal.from_value, reader),
            "to": measured(goal.to_value, goal.unit, reader),
            "day": day_text(goal.due_on, reader, long=True),
        },
        words=_words(goal, percent, gone, today, reader),
        pace=str(label),
        tone=tone,
        percent=percent,
        gone=gone,
        tasks=_tasks_text(tasks),
        read_at=goal.read_at,
        can_read=goal.dropped_at is None,
    )


def _pace(goal: GoalRow, today: date) -> str:
    if goal.progress >= 1:
        return "reached"
    if today > goal.due_on:
        return "missed"
    if today < goal.starts_on:
        return "to_come"
    if goal.is_behind:
        return "behind"
    return "ahead" if goal.progress > goal.time_gone + BEHIND else "in_time"


def _words(goal: Any, percent: int, gone: int, today: date, reader: str) -> str:
    said = {
        "now": measured(goal.value, goal.unit, reader),
        "share": percent_text(percent, reader),
        "time": percent_text(gone, reader),
        "day": day_text(goal.starts_on, reader, long=True),
    }
    if today < goal.starts_on:
        return _("It begins on %(day)s.") % said
    if goal.read_at is None:
        return _("Its measure was not read yet; %(time)s of the time is gone.") % said
    return _("%(now)s now: %(share)s of the way, with %(time)s of the time gone.") % said


def _tasks_text(tasks: tuple[int, int] | None) -> str:
    if tasks is None or not any(tasks):
        return ""
    left, done = tasks
    if not done:
        return ngettext("%(left)s task open", "%(left)s tasks open", left) % {"left": left}
    return ngettext("%(left)s task open, %(done)s done", "%(left)s tasks open, %(done)s done", left) % {
        "left": left,
        "done": done,
    }


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a goal's measure."""

    value: str
    who: str
    at: datetime


READINGS_SHOWN: Final = 50


def goal_of(member: Membership, goal_id: UUID) -> Any:
    """A goal with `read_at`, dropped or not; None where the member may not see it."""
    return Goal.objects.visible_to(member).filter(pk=goal_id).annotate(read_at=_read_at()).first()


def readings_of(goal: Goal) -> list[Reading]:
    """The latest readings of a goal, newest first."""
    rows = GoalReading.objects.filter(goal=goal).select_related("by__person").order_by("-id")
    return [
        Reading(measured(row.value, goal.unit, language()), str(row.by.person), row.at)
        for row in rows[:READINGS_SHOWN]
    ]
