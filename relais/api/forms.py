"""The form of a new token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.api.scopes import SCOPES


class TokenForm(ActForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Which program uses it, so that you know what you revoke."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("It ends"),
        coerce=int,
        choices=[
            (7, _("in a week")),
            (30, _("in a month")),
            (90, _("in three months")),
            (365, _("in a year")),
        ],
        initial=90,
    )
