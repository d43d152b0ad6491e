"""Forms of gates: what must be so before the work starts, and that it is."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.delegations.forms.fields import area
from relais.delegations.models import GateKind
from relais.delegations.rules import TITLE_LIMIT


class GateForm(ActForm):
    """One more thing that must be so first."""

    title = forms.CharField(
        label=_("What must be so before the work starts?"),
        max_length=TITLE_LIMIT,
        help_text=_("“A backup of the blog, restored once to see that it works.”"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Of which kind"), choices=GateKind.choices, widget=forms.RadioSelect)


class ClearForm(ActForm):
    """It is so: what was done, and where it is."""

    text = forms.CharField(
        label=_("What was done, and where is it kept?"),
        required=False,
        widget=area(2),
        help_text=_("The executor reads it, and it stays in the log. Never write a password here."),
    )
