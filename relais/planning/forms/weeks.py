"""The form by which a piece of work gets its place: the day and the hour, and how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.log.fields import DurationField, date_input, time_input


class PlaceForm(ActForm):
    on = forms.DateField(label=_("Day"), widget=date_input())
    starts = forms.TimeField(label=_("Begins at"), widget=time_input())
    minutes = DurationField(label=_("For how long"), required=False)

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(said["on"], said["starts"]))
        return {"starts_at": starts_at, "minutes": said["minutes"]}

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "starts_at":
            refusal.field = "starts"
        super().refuse(refusal)
