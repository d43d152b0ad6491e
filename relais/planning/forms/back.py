"""The form of coming back: for each task, what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.acts.forms import ActForm
from relais.log.fields import date_input
from relais.planning.actions import Decision, Due
from relais.planning.showing.day import note_of
from relais.planning.shown import TaskRow

WHAT: Final = (
    ("drop", pgettext_lazy("task", "Drop")),
    ("keep", _("Plan it again")),
    ("move", _("New date")),
    ("hand_over", pgettext_lazy("task", "Delegate")),
)
TITLES: Final[dict[str, tuple[Promise | str, Promise | str]]] = {
    "drop": (_("Dead"), _("Their date is over. Unless you say otherwise, they are dropped.")),
    "keep": (_("Moves"), _("Still to be done: they find a new time in this week and the next.")),
    "hand_over": (
        _("To delegate"),
        _("Urgent and not important: a delegation is opened with what is known."),
    ),
}
AWAY: Final = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Asked:
    """One task with its two controls."""

    title: str
    note: str
    what: forms.BoundField
    due: forms.BoundField


@dataclass(frozen=True, slots=True)
class Group:
    title: Promise | str
    text: Promise | str
    rows: tuple[Asked, ...]


class BackForm(ActForm):
    """`groups`: what suggests itself, and the tasks for which it does."""

    def __init__(
        self, *args: Any, groups: Iterable[tuple[str, tuple[TaskRow, ...]]], now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._groups = tuple(groups)
        soon = (now + AWAY).date()
        for what, tasks in self._groups:
            for task in tasks:
                self.fields[f"task-{task.id}"] = forms.ChoiceField(
                    label=task.title, choices=WHAT, initial=what, widget=forms.Select
                )
                self.fields[f"due-{task.id}"] = forms.DateField(
                    label=_("New date"), required=False, initial=soon, widget=date_input()
                )

    def groups(self) -> Iterator[Group]:
        for what, tasks in self._groups:
            if tasks:
                rows = tuple(
                    Asked(task.title, note_of(task), self[f"task-{task.id}"], self[f"due-{task.id}"])
                    for task in tasks
                )
                yield Group(*TITLES[what], rows)

    def decisions(self) -> list[Decision]:
        return [self._decision(task.id) for _what, tasks in self._groups for task in tasks]

    def _decision(self, task_id: UUID) -> Decision:
        what = self.cleaned_data[f"task-{task_id}"]
        due = Due(on=self.cleaned_data[f"due-{task_id}"]) if what == "move" else Due()
        return Decision(task_id, what, due)
