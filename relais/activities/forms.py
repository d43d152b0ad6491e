"""The one-line box."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm


class CaptureForm(ActForm):
    text = forms.CharField(label=_("One line"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
