"""The mails of this room, and where their links lead."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from relais.acts.notices import notice_kind

from .tokens import INVITATION_LIFE, LINK_LIFE


def _invitation(token: str) -> str:
    return reverse("people:invitation", args=[token])


def _sign_in(token: str) -> str:
    return reverse("people:link", args=[token])


notice_kind(
    "invitation",
    template="people/mail/invitation.txt",
    label=_("Invitation"),
    link=_invitation,
    lasts=INVITATION_LIFE,
    shown_to_owner=True,
)
notice_kind(
    "sign_in_link",
    template="people/mail/sign_in_link.txt",
    label=_("Sign-in link"),
    link=_sign_in,
    lasts=LINK_LIFE,
)
