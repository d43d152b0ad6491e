"""Every write of this room: one function a verb."""

from __future__ import annotations

from .business import change_business, open_business
from .grants import end_grant, grant_matter
from .invitations import accept_invitation, invite, issue_invitation, resend_invitation, revoke_invitation
from .links import (
    console_link,
    make_console_link,
    make_person_link,
    make_sign_in_link,
    send_sign_in_link,
    use_setup_link,
    use_sign_in_link,
)
from .me import change_ink, change_language, change_me
from .team import change_role, change_title, end_membership

__all__ = [
    "accept_invitation",
    "change_business",
    "change_ink",
    "change_language",
    "change_me",
    "change_role",
    "change_title",
    "console_link",
    "end_grant",
    "end_membership",
    "grant_matter",
    "invite",
    "issue_invitation",
    "make_console_link",
    "make_person_link",
    "make_sign_in_link",
    "open_business",
    "resend_invitation",
    "revoke_invitation",
    "send_sign_in_link",
    "use_setup_link",
    "use_sign_in_link",
]
