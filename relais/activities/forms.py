"""The one-line box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm


def offer_activities(form: forms.Form, choices: Sequence[tuple[str, Any]]) -> None:
    """Fill the field `activity` of a form; without any activity there is nothing to ask."""
    if choices:
        form.fields["activity"].offer(choices)  # type: ignore[attr-defined]
    else:
        del form.fields["activity"]


class CaptureForm(ActForm):
    text = forms.CharField(label=_("One line"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
