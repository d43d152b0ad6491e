"""The one table of roles: who may do what. Gates ask it; the permission matrix test walks every route with every role.

Management (owner, manager) sees all of its business. An executor sees only entries, delegations, procedures and runs that are
theirs. A reviewer and a mediator see only the matters granted to them (`MatterGrant`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    EXECUTOR = "executor", _("Executor")
    REVIEWER = "reviewer", _("Reviewer")
    MEDIATOR = "mediator", _("Mediator")


Right = Literal[
    "business.change",  # name, currency, zone, language; export of the whole
    "team.see",  # everyone's name and role
    "team.change",  # invite, change a role, end a membership
    "log.write",  # ask, reply
    "capture.write",  # the one-line box
    "delegation.see_all",
    "delegation.change",  # write the brief, propose, close
    "delegation.perform",  # accept, deliver
    "delegation.judge",
    "procedure.see_all",
    "procedure.change",
    "run.perform",
    "funds.see_all",
    "funds.move",  # pledge, hold, release, refund, pay
    "funds.settle",  # a ruling on what is disputed
    "outbox.see",
    "activity.keep",  # what recurs, its time, and what is decided about it
    "plan.keep",  # one's own plan: tasks, week, day; and the goals of the business
    "token.own",  # tokens of the API with one's own rights
]

EVERYONE: Final = frozenset[Right]({"log.write", "capture.write", "token.own"})
_EXECUTE: Final[frozenset[Right]] = EVERYONE | {"delegation.perform", "run.perform"}
_MANAGE: Final[frozenset[Right]] = EVERYONE | {
    "team.see", "delegation.see_all", "delegation.change", "delegation.judge", "delegation.perform",
    "procedure.see_all", "procedure.change", "run.perform", "funds.see_all", "plan.keep", "activity.keep",
}  # fmt: skip

RIGHTS: Final[Mapping[str, frozenset[Right]]] = {
    Role.OWNER: _MANAGE | {"business.change", "team.change", "funds.move", "outbox.see"},
    Role.MANAGER: _MANAGE | {"team.change"},
    Role.EXECUTOR: _EXECUTE,
    Role.REVIEWER: EVERYONE,
    Role.MEDIATOR: EVERYONE | {"funds.settle"},
}

MANAGEMENT: Final = frozenset({Role.OWNER, Role.MANAGER})


def may(role: str, right: Right) -> bool:
    """Whether a role has a right. Unknown roles have none."""
    return right in RIGHTS.get(role, frozenset())
