"""What the forms of this room share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def area(rows: int, **attrs: str) -> forms.Textarea:
    """A text of several lines. Attributes are written with _ for -."""
    return forms.Textarea(attrs={"rows": rows, **{name.replace("_", "-"): v for name, v in attrs.items()}})


EMPTY = {"required": _("Write something first.")}


def typed(form: forms.Form) -> dict[str, Any]:
    """Everything that was typed, as it was, to show again with a change."""
    return {name: form.data[name] for name in form.data}


def identifier(value: str) -> UUID | None:
    """The id behind a choice; None for the empty one."""
    return UUID(value) if value else None
