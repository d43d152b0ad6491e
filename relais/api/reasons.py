"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "scope_missing": _("Choose at least one thing that the token may do."),
        "scope_unknown": _("This scope does not exist."),
        "token_expiry_out_of_range": _("A token lives from one day to one year."),
        "idempotency_key_invalid": _("An Idempotency-Key has 1 to 64 printable characters."),
        "after_invalid": _("This is not the key of a page. Use the `next` of the page before."),
        "body_invalid": _("The request does not have the form that is documented."),
    },
)
reasons(
    "forbidden",
    {"scope_not_granted": _("This token may not do that: it lacks the scope %(scope)s.")},
)
