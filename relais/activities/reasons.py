"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "line_already_sorted": _("This line is already sorted."),
        "line_not_sorted": _("This line is not sorted yet."),
    },
)
reasons("invalid", {"sorting_unknown": _("Choose what becomes of this line.")})
