"""Forms of groups, reviews, their rhythm, and rates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.activities.actions.activities import Known
from relais.activities.models import Activity, Choice
from relais.activities.rules import REASON_LIMIT, TITLE_LIMIT
from relais.acts.forms import ActForm
from relais.deciding.models import Every
from relais.funds.forms import AmountField
from relais.planning.forms.fields import DurationField, MeasureField, date_input, time_input

UNITS = (("week", _("a week")), ("month", _("a month")), ("year", _("a year")))
WEEKS = {"week": Decimal(1), "month": Decimal("4.345"), "year": Decimal("52.18")}
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
LEARNING = (
    ("quick", _("Quickly: each doubling of the runs takes 30% off what can be learnt")),
    ("usual", _("As usual: 20% off")),
    ("slow", _("Slowly: 10% off")),
)


class OftenFields(forms.Form):
    """How often, and how long each time: what an activity needs to be reckoned with."""

    times = MeasureField(label=_("How many times"), required=False)
    unit = forms.ChoiceField(label=_("In what time"), choices=UNITS, required=False)
    minutes = DurationField(
        label=_("How long each time"), required=False, help_text=_("45 min, 1 h 30. Empty: not known yet.")
    )

    def per_week(self) -> Decimal | None:
        said = self.cleaned_data
        if said.get("times") is None:
            return None
        return Decimal(said["times"]) / WEEKS[said.get("unit") or "week"]

    @staticmethod
    def typed(per_week: float, reader: str) -> dict[str, str]:
        """How often as it is typed, in the unit that reads best."""
        unit = "week" if per_week >= 0.95 else "month" if per_week >= 0.22 else "year"
        text = f"{per_week * float(WEEKS[unit]):.1f}".removesuffix(".0")
        return {"times": text.replace(".", ",") if reader == "fr" else text, "unit": unit}


class ActivityOfGroupForm(OftenFields, ActForm):
    """A group becomes an activity."""

    title = forms.CharField(
        label=_("Name of the activity"),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def known(self) -> Known:
        return Known(
            title=self.cleaned_data["title"], per_week=self.per_week(), minutes=self.cleaned_data["minutes"]
        )

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "per_week":
            refusal.field = "times"
        super().refuse(refusal)


class CompletionForm(OftenFields, ActForm):
    """What is missing to rank an activity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["times"].required = self.fields["minutes"].required = True
        self.fields["minutes"].help_text = _("45 min, 1 h 30.")

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "per_week":
            refusal.field = "times"
        super().refuse(refusal)


class JoinForm(ActForm):
    """A group joins an activity that is there."""

    activity = forms.ChoiceField(label=_("Which one?"))

    def __init__(self, *args: Any, activities: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            (str(one.id), one.title) for one in activities
        ]


class DecisionForm(ActForm):
    """Keep, drop, automate or delegate, with a reason and a forecast."""

    choice = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose: keep, drop, automate or delegate.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("You will read it again on the day you look at it again."),
    )
    confidence = MeasureField(
        label=_("How likely is it to have worked by then, in percent"),
        required=False,
        help_text=_("0 to 100. Said now, it can be compared later."),
    )
    expected_minutes = DurationField(
        label=_("Your time for it a week, by then"), required=False, help_text=_("45 min, 1 h 30, 0.")
    )
    look_again_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=date_input(),
        help_text=_(
            "Empty: in 3 months for what is kept, 4 weeks for what is dropped, 8 weeks for the rest."
        ),
    )

    def decision(self) -> dict[str, Any]:
        """What the verb takes."""
        said = self.cleaned_data
        share = said["confidence"]
        return {
            "choice": said["choice"],
            "reason": said["reason"],
            "look_again_on": said["look_again_on"],
            "confidence": None if share is None else share / 100,
            "expected_minutes": said["expected_minutes"],
        }


class GroupDecisionForm(OftenFields, DecisionForm):
    """A group is decided on as a new activity, or as part of one that is there."""

    activity = forms.ChoiceField(label=_("It is about"), required=False)
    title = forms.CharField(
        label=_("Name of the new activity"),
        max_length=TITLE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, activities: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", _("A new activity")),
            *((str(one.id), one.title) for one in activities),
        ]

    def decision(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = said["activity"]
        known = Known(title=said["title"], per_week=self.per_week(), minutes=said["minutes"])
        about = {"activity_id": UUID(chosen)} if chosen else {"known": known}
        return super().decision() | about

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "per_week":
            refusal.field = "times"
        super().refuse(refusal)


class JudgementForm(ActForm):
    """What came of a decision."""

    worked = forms.ChoiceField(
        label=_("Did it work?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it worked.")},
    )
    actual_minutes = DurationField(label=_("Your time for it a week, really"), required=False)
    lesson = forms.CharField(
        label=_("What do you learn from it?"),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def judgement(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {**self.values(), "worked": said["worked"] == "yes"}


class RhythmForm(ActForm):
    """When the review comes."""

    every = forms.ChoiceField(label=_("How often"), choices=Every.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=WEEKDAYS,
        coerce=int,
        help_text=_("Every month: the first such day of the month."),
    )
    at = forms.TimeField(label=_("Hour"), widget=time_input())


class RatesForm(ActForm):
    """What the page reckons with."""

    learning = forms.ChoiceField(
        label=_("How quickly is it learnt?"), choices=LEARNING, widget=forms.RadioSelect
    )
    field_order = ("owner_hour", "delegate_hour", "learning")

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_hour"] = AmountField(
            currency=currency, label=_("An hour of yours, in %(currency)s") % {"currency": currency}
        )
        self.fields["delegate_hour"] = AmountField(
            currency=currency, label=_("An hour of a delegate, in %(currency)s") % {"currency": currency}
        )
        self.order_fields(self.field_order)
