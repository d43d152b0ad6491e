"""Each role in one sentence: what who has it does here, and what they see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .roles import Role

DOES: Final[Mapping[str, Promise]] = {
    Role.OWNER: _("Decides everything: money, settings and who belongs to the team."),
    Role.MANAGER: _("Prepares, delegates and judges in your place; moves no money."),
    Role.EXECUTOR: _("Takes on delegations, follows procedures and delivers the work."),
    Role.REVIEWER: _("Reads and comments the delegations that they are given to see."),
    Role.MEDIATOR: _("Settles a dispute about held funds, on the delegations that they are given to see."),
}

SEES: Final[Mapping[str, Promise]] = {
    Role.OWNER: _("Sees everything in the business."),
    Role.MANAGER: _("Sees everything in the business, and cannot move held funds."),
    Role.EXECUTOR: _("Sees their own delegations, threads and procedures; no one else’s name or rate."),
    Role.REVIEWER: _("Sees only the delegations given to them, and no rate."),
    Role.MEDIATOR: _("Sees only the delegations given to them, with their held funds."),
}

INKS: Final[Mapping[int, Promise]] = {
    1: _("Blue"),
    2: _("Green"),
    3: _("Plum"),
    4: _("Rust"),
    5: _("Teal"),
    6: _("Olive"),
    7: _("Violet"),
    8: _("Crimson"),
}
