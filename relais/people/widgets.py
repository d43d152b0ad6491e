"""A choice among hundreds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """Written at once: Django renders a template for each option, which costs a page of time zones a tenth of a second."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        said = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = set(self.format_value(value))
        # Each piece is escaped where it is made.
        return mark_safe(f"<select{flatatt(said)}>{''.join(self._pieces(chosen))}</select>")  # noqa: S308

    def _pieces(self, chosen: set[str]) -> Iterator[str]:
        for value, label in self.choices:
            if isinstance(label, list | tuple):
                yield f'<optgroup label="{escape(str(value))}">'
                for one, text in label:
                    yield _option(one, text, chosen)
                yield "</optgroup>"
            else:
                yield _option(value, label, chosen)


class LongChoice(forms.ChoiceField):
    """A field of such a select. What it offers is given with `offer`, and stays as it is: Django makes new tuples of all
    options, in the field and once more in the widget, in case they are something else."""

    widget = LongSelect

    def offer(self, choices: Sequence[tuple[str, Any]]) -> None:
        """(value, label) or (name of a group, [(value, label), …]), strings or texts that translate themselves."""
        self._choices = choices
        cast(Any, self.widget)._choices = choices  # noqa: SLF001


class OpenChoice(LongChoice):
    """Offers the nearest; any other is for the verb to judge, which loads it through visibility."""

    def valid_value(self, value: object) -> bool:
        return True


def _option(value: Any, label: Any, chosen: set[str]) -> str:
    mark = " selected" if str(value) in chosen else ""
    return f'<option value="{escape(str(value))}"{mark}>{escape(str(label))}</option>'
