"""Controls are the same HTML as Django's, only sooner."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from relais.web.rendering import Renderer

CHOICES = [("", "—"), ("a&b", 'Zoé "la" <b>'), ("group & co", [(1, "one"), (2, mark_safe("<i>two</i>"))])]
EVIL = "\"'><script>alert(1)</script>"


class Everything(forms.Form):
    line = forms.CharField(max_length=20, help_text="short")
    number = forms.IntegerField(
        min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-x": EVIL})
    )
    mail = forms.EmailField()
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    secret = forms.CharField(widget=forms.PasswordInput)
    key = forms.CharField(widget=forms.HiddenInput)
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "hidden": True, "spellcheck": False}))
    agreed = forms.BooleanField()
    one = forms.ChoiceField(choices=CHOICES)
    many = forms.MultipleChoiceField(choices=CHOICES)
    maybe = forms.NullBooleanField()
    radio = forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect)
    file = forms.FileField()


TYPED = {
    "line": EVIL, "number": "7", "mail": "a@example.org", "day": "2026-11-23", "key": "k", "long": "\n<b>\ntext", "agreed": "on",
    "one": "a&b", "many": ["1", "2"], "maybe": "true", "radio": "a&b",
}  # fmt: skip


@pytest.mark.parametrize("data", [None, {}, TYPED])
def test_every_control_is_written_as_django_writes_it(data: dict[str, object] | None) -> None:
    def controls(renderer: DjangoTemplates) -> dict[str, str]:
        form = Everything(
            data, initial={"line": "début", "day": date(2026, 1, 2), "one": 1}, renderer=renderer
        )
        return {field.name: re.sub(r"\s*\n\s*(?=<(/?opt|/select))", "", str(field)) for field in form}

    assert controls(Renderer()) == controls(DjangoTemplates())
