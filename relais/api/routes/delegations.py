"""Delegations: work handed over, from the draft to the closure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.delegation_shapes import (
    BriefText,
    Delegation,
    DelegationFacts,
    MilestoneIn,
    NewDelegation,
    NewDelivery,
    NewExecutor,
    NewMilestone,
    Reason,
    StateName,
    Terms,
    Wish,
)
from relais.api.routes.deliveries import Delivery, one_delivery, rows_for, shaped
from relais.api.routes.files import files_of
from relais.api.routes.log import around_texts, latest_text
from relais.api.routes.team import Invitation, invitation_shape
from relais.api.shapes import After, Limit, Listed
from relais.delegations import actions, models
from relais.delegations.actions import MilestoneTerms
from relais.delegations.states import Progress, progress_after
from relais.funds.querysets import standing
from relais.people.models import Membership

room = Room("delegations")

KINDS = ("pledged", "held", "disputed", "released", "paid")
DELIVERIES_SHOWN = 20
PARTS = models.Brief.PARTS


# --- shapes -----------------------------------------------------------------------------------------------------------


def _facts(row: models.Delegation) -> dict[str, Any]:
    return {
        **plain(row, ("id", "title", "state", "currency", "silence_days", "opened_at", "moved_at")),
        "executor": row.executor_id,
        "invitation": row.invitation_id,
        "procedure": row.procedure_id,
        "opened_by": row.opened_by_id,
    }


def _one(request: HttpRequest, delegation_id: UUID) -> dict[str, Any]:
    member = reader(request)
    visible = models.Delegation.objects.visible_to(member)
    row = found(visible.select_related("closure__entry__text", "closure__entry__correction"), delegation_id)
    brief = _brief_seen(row, member)
    deliveries = rows_for(member).filter(delegation=row).order_by("-id")[:DELIVERIES_SHOWN]
    return {
        **_facts(row),
        "brief": _brief(brief) if brief else None,
        **_milestones(row),
        "deliveries": shaped(list(deliveries)),
        "closure": _closure(row),
    }


def _brief_seen(row: models.Delegation, member: Membership) -> models.Brief | None:
    """The latest brief; of one not proposed yet only those know who write it."""
    briefs = row.briefs.select_related(
        "proposal__acceptance",
        "proposal__change_request__entry__text",
        "proposal__change_request__entry__correction",
    )
    if not member.may("delegation.change"):
        briefs = briefs.filter(proposal__isnull=False)
    return briefs.order_by("-number").first()


def _brief(brief: models.Brief) -> dict[str, Any]:
    proposal: models.Proposal | None = getattr(brief, "proposal", None)
    return {
        **plain(brief, ("number", *PARTS, "stamp", "written_at")),
        "empty": brief.empty_parts(),
        "written_by": brief.written_by_id,
        "proposed": _signed(proposal),
        "withdrawn_at": proposal.withdrawn_at if proposal else None,
        "accepted": _signed(getattr(proposal, "acceptance", None)),
        "change_request": _with_text(getattr(proposal, "change_request", None)),
    }


def _signed(row: Any) -> dict[str, Any] | None:
    return {"by": row.by_id, "at": row.at} if row is not None else None


def _with_text(row: Any) -> dict[str, Any] | None:
    """What was done with an entry of its own, and what was said with it."""
    if row is None:
        return None
    text = latest_text(row.entry, around_texts([row.entry]))[0]
    return {"by": row.by_id, "at": row.at, "entry": row.entry_id, "text": text}


def _closure(row: models.Delegation) -> dict[str, Any] | None:
    closure: models.Closure | None = getattr(row, "closure", None)
    said = _with_text(closure)
    return {**said, "called_off": closure.called_off} if said and closure else None


def _milestones(row: models.Delegation) -> dict[str, list[dict[str, Any]]]:
    milestones = list(row.milestones.order_by("position"))
    stands = standing(milestone.id for milestone in milestones)
    outcomes = row.deliveries.order_by("number").values_list("milestone_id", "verdict__outcome")
    progress = {milestone_id: progress_after(outcome) for milestone_id, outcome in outcomes}
    said = [
        {
            **plain(milestone, ("id", "position", "title", "amount", "due_on", "dropped_at")),
            "progress": progress.get(milestone.id, Progress.NOTHING).value,
            "money": {kind: stands[milestone.id].get(kind, 0) for kind in KINDS},
        }
        for milestone in milestones
    ]
    return {
        "milestones": [one for one in said if one["dropped_at"] is None],
        "dropped_milestones": [one for one in said if one["dropped_at"] is not None],
    }


# --- reading ----------------------------------------------------------------------------------------------------------


@room.reads(
    "", Listed[DelegationFacts], name="list_delegations", says="List delegations", scope="delegations:read"
)
def list_delegations(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    state: StateName | None = None,
    executor: UUID | None = None,
    q: Annotated[str, Query("", max_length=200, description="Words of the title, or how they begin.")] = "",
) -> Any:
    """Management sees all, an executor their own, a reviewer or mediator those given to them."""
    member = reader(request)
    rows = models.Delegation.objects.visible_to(member)
    given = {"state": state, "executor_id": executor}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    return listed(page_of(rows.called(q, member) if q.strip() else rows, after, limit), _facts)


@room.reads(
    "/{uuid:delegation_id}",
    Delegation,
    name="get_delegation",
    says="One delegation",
    scope="delegations:read",
)
def get_delegation(request: HttpRequest, delegation_id: UUID) -> Any:
    """Brief, milestones with their money, deliveries with their verdicts, closure."""
    return _one(request, delegation_id)


# --- before the work --------------------------------------------------------------------------------------------------


@room.acts("", Delegation, name="open_delegation", says="Open a delegation", scope="delegations:write")
def open_delegation(request: HttpRequest, body: NewDelegation) -> Any:
    """A draft with an empty brief and one milestone, the whole work."""
    done = actions.open_delegation(
        body.title,
        executor_id=body.executor,
        procedure_id=body.procedure,
        activity_id=body.activity,
        currency=body.currency,
        silence_days=body.silence_days,
        from_entry_id=body.made_from,
        **acting(request),
    )
    return _one(request, done.pk)


@room.acts(
    "/{uuid:delegation_id}/brief",
    Delegation,
    name="write_brief",
    says="Write the brief",
    scope="delegations:write",
)
def write_brief(request: HttpRequest, delegation_id: UUID, body: BriefText) -> Any:
    """Complete or not; it is proposed only when nothing is empty. Once proposed it is frozen, until withdrawn or sent back."""
    parts = {part: text for part in PARTS if (text := getattr(body, part)) is not None}
    actions.write_brief(delegation_id, parts, stamp=body.stamp, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/terms",
    Delegation,
    name="set_terms",
    says="Set the terms",
    scope="delegations:write",
)
def set_terms(request: HttpRequest, delegation_id: UUID, body: Terms) -> Any:
    """Who, how, for how much, and what silence means. Once accepted, only the procedure and the milestones' days change."""
    renamed = ("executor", "invitation", "procedure", "activity")
    names = {name: f"{name}_id" for name in renamed}
    given = {names.get(name, name): getattr(body, name) for name in body.model_fields_set - {"milestones"}}
    if "milestones" in body.model_fields_set:
        given["milestones"] = _terms_of(body.milestones)
    actions.set_terms(delegation_id, **given, **acting(request))
    return _one(request, delegation_id)


def _terms_of(milestones: Iterable[MilestoneIn]) -> list[MilestoneTerms]:
    return [MilestoneTerms(title=m.title, amount=m.amount, due_on=m.due_on, id=m.id) for m in milestones]


@room.acts(
    "/{uuid:delegation_id}/invitation", Invitation, name="invite_executor", says="Invite the executor",
    scope="delegations:write",
)  # fmt: skip
def invite_executor(request: HttpRequest, delegation_id: UUID, body: NewExecutor) -> Any:
    """By e-mail: they read this brief first, and the work becomes theirs when they join."""
    done = actions.invite_executor(
        delegation_id, email=body.email, title=body.title, language=body.language, **acting(request)
    )
    return invitation_shape(done)


@room.acts(
    "/{uuid:delegation_id}/proposal",
    Delegation,
    name="propose",
    says="Propose the brief",
    scope="delegations:write",
)
def propose(request: HttpRequest, delegation_id: UUID) -> Any:
    """Put it before the executor."""
    actions.propose(delegation_id, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/withdrawal", Delegation, name="withdraw_proposal", says="Withdraw the proposal",
    scope="delegations:write",
)  # fmt: skip
def withdraw_proposal(request: HttpRequest, delegation_id: UUID) -> Any:
    """Before it is answered: the brief can be changed again."""
    actions.withdraw_proposal(delegation_id, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/acceptance",
    Delegation,
    name="accept",
    says="Accept the brief",
    scope="delegations:write",
)
def accept(request: HttpRequest, delegation_id: UUID) -> Any:
    """The executor takes the work on, as the brief says it."""
    actions.accept(delegation_id, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/change-request", Delegation, name="ask_for_change", says="Ask for a change",
    scope="delegations:write",
)  # fmt: skip
def ask_for_change(request: HttpRequest, delegation_id: UUID, body: Wish) -> Any:
    """The executor says what they would have otherwise, before taking the work on."""
    actions.ask_for_change(delegation_id, body.text, **acting(request))
    return _one(request, delegation_id)


# --- the work ---------------------------------------------------------------------------------------------------------


@room.acts(
    "/{uuid:delegation_id}/milestones",
    Delegation,
    name="add_milestone",
    says="Add a milestone",
    scope="delegations:write",
)
def add_milestone(request: HttpRequest, delegation_id: UUID, body: NewMilestone) -> Any:
    """One more part of the work; accepted work opens again by it."""
    actions.add_milestone(
        delegation_id, body.title, amount=body.amount, due_on=body.due_on, **acting(request)
    )
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/milestones/{uuid:milestone_id}/drop", Delegation, name="drop_milestone", says="Drop a milestone",
    scope="delegations:write",
)  # fmt: skip
def drop_milestone(request: HttpRequest, delegation_id: UUID, milestone_id: UUID) -> Any:
    """Nothing delivered for it waits or was accepted, and no money is on it."""
    actions.drop_milestone(delegation_id, milestone_id, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/deliveries", Delivery, name="deliver", says="Deliver", scope="delegations:write"
)
def deliver(request: HttpRequest, delegation_id: UUID, body: NewDelivery) -> Any:
    """The executor hands work in. From here the silence rule counts."""
    done = actions.deliver(
        delegation_id,
        body.milestone,
        text=body.text,
        minutes=body.minutes,
        run_id=body.run,
        files=files_of(body.files, reader(request)),
        **acting(request),
    )
    return one_delivery(request, done.pk)


# --- the end ----------------------------------------------------------------------------------------------------------


@room.acts(
    "/{uuid:delegation_id}/closure",
    Delegation,
    name="close",
    says="Close a delegation",
    scope="delegations:write",
)
def close(request: HttpRequest, delegation_id: UUID, body: Reason) -> Any:
    """Nothing waits for a verdict, and all its money was released or returned."""
    actions.close(delegation_id, text=body.text, **acting(request))
    return _one(request, delegation_id)


@room.acts(
    "/{uuid:delegation_id}/calling-off",
    Delegation,
    name="call_off",
    says="Call a delegation off",
    scope="delegations:write",
)
def call_off(request: HttpRequest, delegation_id: UUID, body: Reason) -> Any:
    """Work that is not to be done (any more); no money may be left on it."""
    actions.call_off(delegation_id, text=body.text, **acting(request))
    return _one(request, delegation_id)
