"""The one way to say no: a coded reason that pages, the API and the command line all show.

A guard raises `Refused("delivery_already_judged")`; the text of each code stands in the `reasons.py` of its room, registered
with `reasons()`, translated when it is shown. Nothing else is raised on purpose by a verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["invalid", "conflict", "forbidden", "not_found", "too_large", "limited"]

STATUS: Mapping[Kind, int] = {
    "invalid": 422,
    "conflict": 409,
    "forbidden": 403,
    "not_found": 404,
    "too_large": 413,
    "limited": 429,
}

_texts: dict[str, tuple[Kind, Promise | str]] = {}


def reasons(kind: Kind, texts: Mapping[str, Promise | str]) -> None:
    """Register the texts of coded reasons. Texts may use %(name)s for the parameters of the refusal."""
    for code, text in texts.items():
        if code in _texts:
            raise ValueError(f"the reason {code!r} is registered twice")
        _texts[code] = (kind, text)


def known_reasons() -> Mapping[str, tuple[Kind, Promise | str]]:
    """Every registered code with its kind and text: documentation and tests read it."""
    return _texts


class Refused(Exception):
    """A verb said no, and nothing happened. `field` names the input at fault, where one is."""

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    @property
    def kind(self) -> Kind:
        return _texts[self.code][0]

    @property
    def status(self) -> int:
        """The HTTP status that pages and the API answer with."""
        return STATUS[self.kind]

    @property
    def text(self) -> str:
        """The reason in the language now active."""
        return str(_texts[self.code][1]) % self.params

    def __str__(self) -> str:
        return self.text


reasons(
    "conflict",
    {
        "key_used_for_another_act": _(
            "This request was already used for another act. Reload the page and try again."
        ),
    },
)
reasons("forbidden", {"not_allowed": _("Your role does not allow this.")})
reasons("not_found", {"not_found": _("There is nothing here, or you may not see it.")})
reasons(
    "invalid",
    {
        "text_empty": _("Write something first."),
        "text_too_long": _("This text is too long: %(limit)s characters at most."),
        "text_with_control_characters": _(
            "This text has characters that cannot be kept (control characters)."
        ),
        "date_out_of_range": _("This date is too far away: choose one between 2000 and 2100."),
    },
)
