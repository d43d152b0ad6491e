"""The first delegation in five steps, ticked as they are done: what a new owner's Today teaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.delegations.models import Proposal, Verdict
from relais.funds.models import Transaction
from relais.people.models import Invitation, Membership
from relais.people.roles import Role
from relais.procedures.models import Procedure


@dataclass(frozen=True, slots=True)
class Teaching:
    """One of the five steps: what to do, why, and where."""

    key: str
    title: Promise | str
    why: Promise | str
    act: Promise | str
    place: str


FIRST_STEPS: Final = (
    Teaching(
        "procedure",
        _("Write how it is done"),
        _("One thing you do often, as steps. A Markdown file you already have can be imported."),
        _("Write a procedure"),
        "procedures:new",
    ),
    Teaching(
        "brief",
        _("Write the brief and propose it"),
        _(
            "Results, guidelines, resources, accountability, consequences: five short parts, so that nobody has to guess."
        ),
        _("Write a brief"),
        "delegations:new",
    ),
    Teaching(
        "invited",
        _("Invite the person"),
        _("They get a link by e-mail, read the brief, and accept it or ask for a change."),
        _("Invite someone"),
        "people:team",
    ),
    Teaching(
        "held",
        _("Hold the money"),
        _("It waits where both of you see it, and is released when you accept the work."),
        _("Hold money"),
        "funds:index",
    ),
    Teaching(
        "verdict",
        _("Judge the first delivery"),
        _("Accept it; or say which step failed, and whether the procedure or its use is at fault."),
        _("See the delegations"),
        "delegations:index",
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is shown: `state` is done, next or later."""

    title: str
    why: str
    act: str
    url: str
    state: str


def columns(member: Membership) -> Mapping[str, Any]:
    """Whether each step was done, as columns of one row: each looks at one row of an index."""
    if member.role != Role.OWNER:
        return {}
    business = member.business_id
    joined = Membership.objects.filter(business_id=business).exclude(role=Role.OWNER)
    return {
        "did_procedure": Exists(Procedure.objects.filter(business_id=business, current__isnull=False)),
        "did_brief": Exists(Proposal.objects.filter(brief__delegation__business_id=business)),
        "did_invited": Exists(Invitation.objects.filter(business_id=business)),
        "did_joined": Exists(joined),
        "did_held": Exists(Transaction.objects.filter(business_id=business, move="hold")),
        "did_verdict": Exists(Verdict.objects.filter(delivery__business_id=business)),
    }


def first_steps(member: Membership, row: Mapping[str, Any]) -> list[Step]:
    """The five steps from the columns above; empty once a first delivery was judged: there is nothing left to teach."""
    if row.get("did_verdict", True):
        return []
    done = {step.key: bool(row[f"did_{step.key}"]) for step in FIRST_STEPS}
    done["invited"] = done["invited"] or bool(row["did_joined"])
    following = next((step.key for step in FIRST_STEPS if not done[step.key]), "")
    slug = member.business.slug
    return [
        Step(
            str(step.title),
            str(step.why),
            str(step.act),
            reverse(step.place, args=[slug]),
            "done" if done[step.key] else "next" if step.key == following else "later",
        )
        for step in FIRST_STEPS
    ]
