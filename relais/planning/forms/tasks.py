"""Forms of tasks: what is said of one, its two questions, the time that it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from relais.activities.forms import offer_activities
from relais.acts.forms import ActForm
from relais.engine.values import Money
from relais.funds.forms import AmountField
from relais.log.fields import DurationField, date_input, time_input
from relais.people.widgets import LongChoice
from relais.planning.actions import Due
from relais.planning.models import Goal
from relais.planning.rules import CONSEQUENCE_LIMIT, PIECE_RANGE, TITLE_LIMIT

MOVES = (("yes", _("Yes: it is important")), ("no", _("No")), ("", _("I do not know yet")))


class DueForm(ActForm):
    """By when, and what happens otherwise. A date without a consequence is no urgency."""

    due_on = forms.DateField(label=_("Date"), required=False, widget=date_input())
    due_time = forms.TimeField(
        label=_("Hour"), required=False, widget=time_input(), help_text=_("Empty: the end of the day.")
    )
    consequence = forms.CharField(
        label=_("What happens otherwise?"),
        required=False,
        max_length=CONSEQUENCE_LIMIT,
        help_text=_("“A fine”, “the customer leaves”. Without it, the date is a wish."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"] = AmountField(
            currency=currency,
            required=False,
            label=_("What it costs, in %(currency)s") % {"currency": currency},
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("due_time") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the day too."))
        return said

    def due_values(self) -> dict[str, Any]:
        """What the verbs take: `due`, `consequence`, `amount`."""
        said = self.cleaned_data
        minor = said["amount"]
        return {
            "due": _due(said["due_on"], said["due_time"]),
            "consequence": said["consequence"],
            "amount": None if minor is None else Money(minor, self.currency),
        }

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "due":
            refusal.field = "due_on"
        super().refuse(refusal)


def _due(day: Any, at: time | None) -> Due:
    if day is None:
        return Due()
    if at is None:
        return Due(on=day)
    return Due(at=timezone.make_aware(datetime.combine(day, at)))


class TaskForm(ActForm):
    """What is said of a task beside its two questions."""

    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    minutes = DurationField(
        label=_("How long it takes"),
        required=False,
        help_text=_("45 min, 1 h 30. Empty: half an hour is assumed."),
    )
    goal = forms.ChoiceField(label=_("For which goal?"), required=False)
    activity = LongChoice(
        label=_("Of which activity?"),
        required=False,
        help_text=_(
            "Its time then counts for that activity, which management sees; the task itself stays yours alone."
        ),
    )
    whole = forms.BooleanField(label=_("In one piece, without interruption"), required=False)
    least_piece = forms.IntegerField(
        label=_("Least useful piece, in minutes"),
        required=False,
        min_value=PIECE_RANGE[0],
        max_value=PIECE_RANGE[-1],
        widget=forms.NumberInput(attrs={"min": PIECE_RANGE[0], "max": PIECE_RANGE[-1]}),
    )
    earliest_on = forms.DateField(
        label=_("Not before"),
        required=False,
        widget=date_input(),
        help_text=_("Until then it is not planned."),
    )

    def __init__(
        self, *args: Any, goals: Sequence[Goal], activities: Sequence[tuple[str, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None")), *((str(goal.id), goal.title) for goal in goals)]
        self.fields["goal"].choices = choices  # type: ignore[attr-defined]
        offer_activities(self, activities)

    def task_values(self) -> dict[str, Any]:
        """What the verbs take of this form."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("title", "minutes", "whole", "earliest_on")}
        if said["least_piece"] is not None:
            values["least_piece"] = said["least_piece"]
        if "activity" in said:
            values["activity_id"] = UUID(said["activity"]) if said["activity"] else None
        return values | {"goal_id": UUID(said["goal"]) if said["goal"] else None}


class NewTaskForm(TaskForm, DueForm):
    """A task with its two questions; all but the title may wait."""

    moves = forms.ChoiceField(
        label=_("Does it move the business forward?"), choices=MOVES, required=False, widget=forms.RadioSelect
    )

    def values(self) -> dict[str, Any]:
        moves = {"yes": True, "no": False}.get(self.cleaned_data["moves"])
        return self.task_values() | self.due_values() | {"moves_business": moves}


class TimeForm(ActForm):
    """Time that was spent and not measured."""

    on = forms.DateField(label=_("Day"), widget=date_input())
    starts = forms.TimeField(label=_("From"), widget=time_input())
    ends = forms.TimeField(label=_("To"), widget=time_input())

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "started_at": timezone.make_aware(datetime.combine(said["on"], said["starts"])),
            "ended_at": timezone.make_aware(datetime.combine(said["on"], said["ends"])),
        }

    def refuse(self, refusal: Any) -> None:
        refusal.field = {"started_at": "starts", "ended_at": "ends"}.get(refusal.field or "", refusal.field)
        super().refuse(refusal)
