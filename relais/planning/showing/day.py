"""A day as its strip shows it: one row a stretch, every string ready in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from relais.config.dates import clock_text, duration_text
from relais.log.wording import language
from relais.planning.showing.words import consequence_text, due_text, working_time_text
from relais.planning.shown import Block, DayPlan, TaskRow

BREAK_AFTER: Final = 90
"""Minutes of work after which a break is proposed."""
LONGER: Final = (15, 30, 60, 120)
"""Minutes by which a task is said to take longer, one button each."""

_NAMED: Final[dict[str, Promise | str]] = {
    "break": gettext_lazy("A real break"),
    "mail": gettext_lazy("Mail and running log"),
    "close": gettext_lazy("Close of the day: tops, flops, tomorrow"),
    "busy": gettext_lazy("Taken"),
    "lost": gettext_lazy("Time lost"),
}


@dataclass(frozen=True, slots=True)
class StripRow:
    """A row of the strip. `kind`: task, mail, break, close, busy, lost or wall. `look`: classes of the style sheet.

    `state` with its `tone`: a margin, or how much is missing. `busy_id`: lost time that can be taken back.
    """

    kind: str
    at: datetime
    iso: str
    clock: str
    title: str
    note: str
    side: str
    state: str
    tone: str
    url: str
    look: str
    busy_id: UUID | None = None


def strip_of(
    day: DayPlan,
    slug: str,
    *,
    now: datetime | None = None,
    workday: int = 0,
    without: Collection[UUID | None] = (),
) -> tuple[StripRow, ...]:
    """The rows of a day until its wall; what is over by `now` is marked. `workday`: working minutes of a full day; `without`:
    pieces that stand elsewhere on the page."""
    tasks = reverse("planning:tasks", args=[slug])
    rows = [
        _row(block, tasks, now, workday)
        for block in day.blocks
        if block.piece_id is None or block.piece_id not in without
    ]
    if not rows:
        return ()
    rows.append(_wall(day, now))
    return tuple(sorted(rows, key=lambda row: row.at))


def _row(block: Block, tasks: str, now: datetime | None, workday: int) -> StripRow:
    look = {"task": "", "mail": "", "close": ""}.get(block.kind, "break")
    if now is not None and block.end <= now:
        look += " past"
    if block.is_most_important:
        look += " most"
    lang = language()
    task = block.task
    title = block.title or (_("a task whose title was erased") if task else str(_NAMED[block.kind]))
    if task is not None and not block.is_first:
        title = _("%(title)s (continued)") % {"title": title}
    state, tone = state_of(task, workday) if task is not None and block.is_first else ("", "")
    return StripRow(
        kind=block.kind,
        at=block.start,
        iso=block.start.isoformat(timespec="minutes"),
        clock=clock_text(block.start),
        title=title,
        note=note_of(task, most=block.is_most_important) if task is not None and block.is_first else "",
        side=duration_text(block.minutes, lang),
        state=state,
        tone=tone,
        url=f"{tasks}{task.id}/" if task is not None else "",
        look=look.strip(),
        busy_id=block.busy_id if block.kind == "lost" else None,
    )


def _wall(day: DayPlan, now: datetime | None) -> StripRow:
    past = " past" if now is not None and day.wall <= now else ""
    return StripRow(
        kind="wall",
        at=day.wall,
        iso=day.wall.isoformat(timespec="minutes"),
        clock=clock_text(day.wall),
        title=_("End of the day"),
        note="",
        side="",
        state="",
        tone="",
        url="",
        look=f"break{past}",
    )


# --- a task in words -------------------------------------------------------------------------------------------------


def note_of(task: TaskRow, *, most: bool = False) -> str:
    """Why the task stands here: important for which goal, urgent before when and at what cost, or only a wish."""
    parts = []
    if most:
        parts.append(_("The most important task of the day"))
    elif task.is_urgent:
        parts.append(_("Urgent and important") if task.is_important else _("Urgent, not important"))
    if task.goal:
        parts.append(_("moves “%(goal)s”") % {"goal": task.goal})
    if task.due_at is not None:
        due, cost = due_text(task, language()), consequence_text(task, language())
        parts.append(
            _("by %(day)s") % {"day": due} if task.due_on else _("before %(moment)s") % {"moment": due}
        )
        parts.append(
            _("otherwise: %(cost)s") % {"cost": cost}
            if cost
            else _("not urgent: nothing follows if it is missed")
        )
    return " · ".join(parts)


def state_of(task: TaskRow, workday: int = 0) -> tuple[str, str]:
    """The margin of a date, or how much is missing, and how it is coloured. `workday`: working minutes of a full day."""
    reader = language()
    if task.outcome == "done":
        return pgettext("task", "done"), "good"
    missing = task.short if task.short is not None else -min(task.margin or 0, 0)
    if missing and not task.is_passed:
        return _("%(time)s missing") % {"time": duration_text(missing, reader)}, "bad"
    if task.is_passed:
        return _("the date is over"), "bad" if task.is_urgent else "plain"
    if task.margin is None:
        return "", ""
    margin = working_time_text(task.margin, workday, reader)
    return _("margin %(time)s") % {"time": margin}, "warn" if task.is_urgent else "plain"
