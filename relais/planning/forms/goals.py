"""Forms of goals: what is to be reached, and where its measure stands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.log.fields import MeasureField, date_input
from relais.planning.models import Stake
from relais.planning.rules import TITLE_LIMIT, UNIT_LIMIT


class GoalForm(ActForm):
    """A goal of three months: its stake, and from which number to which other one it goes."""

    title = forms.CharField(
        label=_("What is to be reached?"),
        max_length=TITLE_LIMIT,
        help_text=_("A few words: “The second course is on sale”."),
        widget=forms.TextInput(attrs={"data-draft": "goal", "autocomplete": "off"}),
    )
    stake = forms.ChoiceField(
        label=_("At stake"),
        choices=Stake.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three stakes.")},
    )
    unit = forms.CharField(
        label=_("What is counted"),
        required=False,
        max_length=UNIT_LIMIT,
        help_text=_("Subscribers, lessons, €, hours of support a week…"),
    )
    from_value = MeasureField(label=_("From"), help_text=_("Where it stands now."))
    to_value = MeasureField(label=_("To"))
    starts_on = forms.DateField(label=_("Begins on"), widget=date_input())
    due_on = forms.DateField(
        label=_("To be reached by"), widget=date_input(), help_text=_("Within three months.")
    )


class ReadingForm(ActForm):
    """Where the measure of a goal stands now."""

    value = MeasureField(label=_("Where it stands now"))
