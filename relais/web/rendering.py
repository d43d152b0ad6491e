"""The controls that forms are made of, written at once.

Django renders a template for every control, and in it one for each option and one for its attributes: a select of forty
people takes longer than the page around it. What is written here is the same HTML; what is not here, Django renders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """`FORM_RENDERER`."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = _WRITERS.get(template_name)
        if write is None or context["widget"].get("wrap_label"):
            return super().render(template_name, context, request)
        # Each piece is escaped where it is made.
        return mark_safe(write(context["widget"]))  # noqa: S308


def _said(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_said(name)}" if value is True else f' {_said(name)}="{_said(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    return (
        f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _textarea(widget: Widget) -> str:
    value = _said(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_said(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    pieces = [f'<select name="{_said(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            pieces.append(f'<optgroup label="{_said(group)}">')
        pieces += [
            f'<option value="{_said(option["value"])}"{_attributes(option)}>{_said(option["label"])}</option>'
            for option in options
        ]
        if group:
            pieces.append("</optgroup>")
    pieces.append("</select>")
    return "".join(pieces)


_INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "search",
    "password",
    "hidden",
    "date",
    "time",
    "datetime",
    "checkbox",
    "input",
)
_WRITERS: Final[Mapping[str, Callable[[Widget], str]]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    **{f"django/forms/widgets/{name}_option.html": _input for name in ("radio", "checkbox")},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
