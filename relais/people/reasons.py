"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "link_used": _("This link was already used. Ask for a new one: a link signs in once."),
        "invitation_not_open": _(
            "This invitation is no longer open. Ask the person who invited you for a new one."
        ),
        "already_member": _("This person already belongs to the business."),
        "already_invited": _("This address already has an open invitation."),
    },
)
reasons(
    "invalid",
    {
        "link_expired": _("This link is too old. Ask for a new one."),
        "email_invalid": _("This is not an e-mail address."),
        "timezone_unknown": _("This time zone is not known."),
        "language_unknown": _("Choose French or English."),
        "ink_unknown": _("Choose one of the inks shown."),
        "role_unknown": _("This role does not exist."),
        "name_empty": _("Write a name."),
    },
)
