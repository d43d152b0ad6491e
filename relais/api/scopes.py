"""Scopes: what a token may do, never more than its member may."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: Final[dict[str, Promise | str]] = {
    "log:read": _("Read the running log and captured lines"),
    "log:write": _("Write in the running log, capture lines"),
    "procedures:read": _("Read procedures and runs"),
    "procedures:write": _("Write procedures, run them"),
    "delegations:read": _("Read delegations, briefs, deliveries and verdicts"),
    "delegations:write": _("Write briefs, propose, accept, deliver, judge, close"),
    "funds:read": _("Read held funds"),
    "funds:write": _("Pledge, hold, release, return, pay, dispute"),
    "plan:read": _("Read my plan and the goals of the business"),
    "plan:write": _("Write my plan and the goals of the business, close my days"),
    "decide:read": _("Read activities, what recurs, reviews and decisions"),
    "decide:write": _("Keep activities, review, decide"),
    "team:read": _("Read the team and the outbox"),
    "team:write": _("Invite, change roles, end memberships, send a mail again"),
    "settings:write": _("Change my settings and those of the business"),
}
