"""Fields that several rooms have: numbers, durations and dates as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.engine.capture.line import read_line
from relais.log.wording import language


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


_GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_ANY_DAY: Final = datetime(2026, 1, 5, tzinfo=UTC)


class MeasureField(forms.CharField):
    """A number as a person types it: 1 234,5 in French, 1,234.5 in English, 1234.5 in both."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "amount"})

    def clean(self, value: Any) -> Decimal | None:
        text = "".join(super().clean(value).replace("\N{MINUS SIGN}", "-").split())
        if not text:
            return None
        if language() == "en" and _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number."), code="not_a_number") from error
        if not number.is_finite():
            raise forms.ValidationError(_("Write a number."), code="not_a_number")
        return number


_TYPED: Final = re.compile(r"(?:(?P<hours>\d{1,5}(?:[.,]\d{1,2})?)h)?(?:(?P<minutes>\d{1,6})(?:mi?n?)?)?")


class DurationField(forms.CharField):
    """How long, as pages write it and as a captured line says it: 45, 45 min, 1 h 30, 2 h, une heure. Whole minutes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "class": "amount"})

    def clean(self, value: Any) -> int | None:
        text = " ".join(super().clean(value).lower().split())
        if not text:
            return None
        minutes = _typed_minutes(text.replace(" ", ""))
        if minutes is None:
            minutes = _said_minutes(text)
        if minutes is None:
            raise forms.ValidationError(_("Write how long: 45 min, 1 h 30, 2 h."), code="not_a_duration")
        return minutes


def _typed_minutes(text: str) -> int | None:
    if _GROUPED.match(text):  # 1,200 h
        text = text.replace(",", "")
    found = _TYPED.fullmatch(text)
    if found is None or not text.isascii():
        return None
    hours = Decimal((found["hours"] or "0").replace(",", "."))
    return round(60 * hours) + int(found["minutes"] or 0)


def _said_minutes(text: str) -> int | None:
    """Words: une heure, half an hour. A title stands before them, since a line never reads as nothing."""
    read = read_line(
        f"x {text}", now=_ANY_DAY, zone=ZoneInfo("UTC"), language="fr" if language() == "fr" else "en"
    )
    return read.minutes if (read.title, read.due, read.consequence) == ("x", None, None) else None
