"""The one-line box; what is said of an activity, of its time, of a decision, of a note, of a file of time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.activities import rules
from relais.activities.actions import Known
from relais.activities.models import Choice, Hat
from relais.activities.noting import Solved
from relais.acts.forms import ActForm
from relais.config.money import parse_amount
from relais.engine.values import MoneyError
from relais.log.fields import DurationField, MeasureField, date_input
from relais.log.wording import language
from relais.people.widgets import LongChoice


def offer_activities(form: forms.Form, choices: Sequence[tuple[str, Any]]) -> None:
    """Fill the field `activity` of a form; without any activity there is nothing to ask."""
    if choices:
        form.fields["activity"].offer(choices)  # type: ignore[attr-defined]
    else:
        del form.fields["activity"]


class CaptureForm(ActForm):
    text = forms.CharField(label=_("One line"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


# --- an activity ------------------------------------------------------------------------------------------------------

PER: Final = {"week": Decimal(1), "month": Decimal(12) / 52, "year": Decimal(1) / 52}
"""How often a week once a week, a month, a year is."""
PER_CHOICES: Final = (
    ("week", pgettext_lazy("per", "week")),
    ("month", pgettext_lazy("per", "month")),
    ("year", pgettext_lazy("per", "year")),
)
HAT_CHOICES: Final = (
    (Hat.EXECUTING, _("Executing: doing the work itself")),
    (Hat.ORGANISING, _("Organising: seeing that it gets done, and done well")),
    (Hat.IMAGINING, _("Imagining: thinking ahead, what to offer and to whom")),
)
LIKED_CHOICES: Final = (
    ("", _("Not said")),
    ("1", _("1: I dread it")),
    ("2", _("2: I would rather not")),
    ("3", _("3: neither")),
    ("4", _("4: I like it")),
    ("5", _("5: I would do it for nothing")),
)
YES_NO: Final = (("", _("Not said")), ("yes", _("Yes")), ("no", _("No")))


class ValueField(forms.CharField):
    """An amount in the business's currency, cleaned to minor units."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.currency = currency
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "amount"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency, language()).minor
        except MoneyError as error:
            said = _("Write an amount in %(currency)s, like 45 or 45.50.") % {"currency": self.currency}
            raise forms.ValidationError(said, code=error.code) from error


class ActivityForm(ActForm):
    """What is known of something that recurs; all but its name may wait."""

    title = forms.CharField(
        label=_("What recurs?"), max_length=rules.TITLE_LIMIT,
        help_text=_("A few words that stay true each time: “Support mail”, “Image search”, “VAT return”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    hat = forms.ChoiceField(
        label=_("Which hat does it ask for?"),
        choices=HAT_CHOICES,
        widget=forms.RadioSelect,
        initial=Hat.EXECUTING,
    )
    done_by = LongChoice(label=_("Who does it now?"), required=False)
    times = MeasureField(label=_("How often"), required=False, help_text=_("3 times a week, 1 time a month…"))
    per = forms.ChoiceField(label=_("Per"), choices=PER_CHOICES, initial="week")
    minutes = DurationField(
        label=_("How long each time"),
        required=False,
        help_text=_("45 min, 1 h 30. What is measured wins over it."),
    )
    liked = forms.ChoiceField(
        label=_("How much do you like doing it?"), choices=LIKED_CHOICES, required=False
    )
    moves = forms.ChoiceField(
        label=_("Does doing it move the business forward?"), choices=YES_NO, required=False
    )

    def __init__(
        self, *args: Any, team: Sequence[tuple[str, str]], currency: str, value_text: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_by"].offer([("", _("Not said")), *team])  # type: ignore[attr-defined]
        self.fields["hourly_value"] = ValueField(
            currency=currency, required=False, initial=value_text,
            label=_("What an hour of your time on it could bring elsewhere, in %(currency)s") % {"currency": currency},
            help_text=_("What you would earn in that hour on your best work. Without it, nobody can say what delegating saves."),
        )  # fmt: skip

    def clean_times(self) -> Decimal | None:
        times: Decimal | None = self.cleaned_data["times"]
        if times is not None and times <= 0:
            raise forms.ValidationError(_("Write how many times: more than nothing, or leave it empty."))
        return times

    def known(self) -> Known:
        """What the verbs take."""
        said = self.cleaned_data
        times = said["times"]
        return Known(
            title=said["title"], hat=said["hat"], done_by_id=UUID(said["done_by"]) if said["done_by"] else None,
            per_week=None if times is None else times * PER[said["per"]], minutes=said["minutes"] or None,
            liked=int(said["liked"]) if said["liked"] else None,
            moves_business={"yes": True, "no": False}.get(said["moves"]), hourly_value=said["hourly_value"],
        )  # fmt: skip

    def refuse(self, refusal: Any) -> None:
        refusal.field = {"per_week": "times"}.get(refusal.field or "", refusal.field)
        super().refuse(refusal)


# --- its time ---------------------------------------------------------------------------------------------------------


class SpentForm(ActForm):
    """Time written down by hand."""

    on = forms.DateField(label=_("Day"), widget=date_input())
    minutes = DurationField(label=_("How long"), help_text=_("45 min, 1 h 30, 2 h."))


class TimerForm(ActForm):
    """How long a timer that was perhaps forgotten really ran."""

    minutes = DurationField(
        label=_("How long did you really work on it?"), help_text=_("45 min, 1 h 30, 2 h.")
    )


class TimeFileForm(ActForm):
    """A file of time as another program exports it."""

    file = forms.FileField(
        label=_("File of time"),
        help_text=_(
            "CSV, 2 MB and 10,000 rows at most. A first line names the columns: a day, an activity, hours or minutes."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )


# --- a decision -------------------------------------------------------------------------------------------------------

CHOICE_LABELS: Final = (
    (Choice.KEEP, _("Keep: I go on doing it myself")),
    (Choice.DROP, _("Drop: nobody does it any more")),
    (Choice.AUTOMATE, _("Automate: a tool does it")),
    (Choice.DELEGATE, _("Delegate: someone else does it")),
)


class DecisionForm(ActForm):
    """Keep, drop, automate or delegate; why; when to look again; and what is expected."""

    choice = forms.ChoiceField(
        label=_("What do you decide?"), choices=CHOICE_LABELS, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=rules.REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In a sentence. In three months you will want to know."),
    )  # fmt: skip
    look_again_on = forms.DateField(label=_("Look again on"), widget=date_input())
    likely = forms.IntegerField(
        label=_("How likely is it to have worked by then? In %"), required=False, min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"}),
        help_text=_("Said now and compared later: that is how judgement gets better."),
    )  # fmt: skip
    expected = DurationField(
        label=_("Your time a week that you then expect"),
        required=False,
        help_text=_("0 min if none is left."),
    )

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        likely = said["likely"]
        return {
            "choice": said["choice"],
            "reason": said["reason"],
            "look_again_on": said["look_again_on"],
            "confidence": None if likely is None else Decimal(likely) / 100,
            "expected_minutes": said["expected"],
        }

    def refuse(self, refusal: Any) -> None:
        refusal.field = {"confidence": "likely", "expected_minutes": "expected"}.get(
            refusal.field or "", refusal.field
        )
        super().refuse(refusal)


class JudgementForm(ActForm):
    """What came of a decision."""

    worked = forms.ChoiceField(
        label=_("Did it work?"),
        choices=(
            ("yes", pgettext_lazy("decision", "It worked")),
            ("no", pgettext_lazy("decision", "It did not")),
        ),
        widget=forms.RadioSelect,
    )
    actual = DurationField(label=_("Your time a week now"), required=False)
    lesson = forms.CharField(
        label=_("What did you learn?"), required=False, max_length=rules.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"worked": said["worked"] == "yes", "actual_minutes": said["actual"], "lesson": said["lesson"]}

    def refuse(self, refusal: Any) -> None:
        refusal.field = {"actual_minutes": "actual"}.get(refusal.field or "", refusal.field)
        super().refuse(refusal)


# --- a note -----------------------------------------------------------------------------------------------------------


class NoteForm(ActForm):
    """A solved problem."""

    title = forms.CharField(
        label=_("The problem in a few words"), max_length=rules.TITLE_LIMIT,
        help_text=_("As you would search for it next time: “Images look blurred on phones”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    wrong = forms.CharField(
        label=_("What was wrong?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(
        label=_("What solved it?"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One step a line: each becomes a step when the note becomes a procedure."),
    )  # fmt: skip
    activity = LongChoice(label=_("Of which activity?"), required=False)
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, activities: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_activities(self, activities)

    def solved(self) -> Solved:
        said = self.cleaned_data
        return Solved(said["title"], said["wrong"], said["solution"])

    @property
    def activity_id(self) -> UUID | None:
        said = self.cleaned_data.get("activity", "")
        return UUID(said) if said else None
