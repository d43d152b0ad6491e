"""Numbers and times of a case as people type them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.planning.forms.fields import DurationField, MeasureField

_MARKS: Final = re.compile(r"(?:%|€|\$|£|/\s*h)\s*", re.IGNORECASE)
_HOURS: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,9})?)\s*h")


class NumberField(MeasureField):
    """A number, perhaps with the mark of what it counts beside it: 30 %, 18 €."""

    def clean(self, value: Any) -> Decimal | None:
        return super().clean(_MARKS.sub("", value or "").strip() or "")


class HoursField(DurationField):
    """How long, in hours: 45 min, 1 h 30, 2.5 h. A number alone is refused: it could be hours or minutes."""

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value).strip().lower()
        if not text:
            return None
        if exact := _HOURS.fullmatch(text):
            return Decimal(exact[1].replace(",", "."))
        if text.replace(",", "").replace(".", "").isdigit() and float(text.replace(",", ".")) != 0:
            raise forms.ValidationError(_("Hours or minutes? Write 5 h or 5 min."), code="unit_missing")
        minutes = super().clean(value)
        return None if minutes is None else Decimal(minutes) / 60


FIELDS: Final[dict[str, type[forms.Field]]] = {
    "hours": HoursField, "money": NumberField, "share": NumberField, "count": NumberField, "halving": NumberField,
}  # fmt: skip
