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
        "member_gone": _("This person no longer belongs to the business."),
        "last_owner": _("A business always has an owner. Make another member owner first."),
        "setup_done": _("Relais was already set up here. Sign in instead."),
        "nothing_changed": _("Nothing was changed."),
        "sign_in_first": _("This address already has an account. Sign in first, then join."),
        "person_works_elsewhere": _(
            "This person also works in another business: only they can ask for a sign-in link, on the sign-in page."
        ),
    },
)
reasons(
    "forbidden",
    {
        "only_owner_gives_role": _("Only an owner can make someone owner or manager."),
        "only_owner_changes_management": _("Only an owner can change another owner or a manager."),
        "may_not_open_business": _(
            "On this server, businesses are opened by those who already own one. Ask for an invitation."
        ),
    },
)
reasons(
    "invalid",
    {
        "link_unknown": _("This link is not valid. Check that it is complete, or ask for a new one."),
        "link_expired": _("This link is too old. Ask for a new one."),
        "email_invalid": _("This is not an e-mail address."),
        "timezone_unknown": _("This time zone is not known."),
        "language_unknown": _("Choose French or English."),
        "ink_unknown": _("Choose one of the inks shown."),
        "role_unknown": _("This role does not exist."),
        "name_empty": _("Write a name."),
        "business_currency_unknown": _("This currency is not known."),
        "matter_unknown": _("Choose a delegation of this business."),
        "grants_not_for_role": _("Only reviewers and mediators are given single delegations to see."),
    },
)
reasons(
    "limited",
    {
        "too_many_links": _("Too many sign-in links were asked for. Wait an hour, then ask again."),
    },
)
