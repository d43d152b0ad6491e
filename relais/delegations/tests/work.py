"""Delegations as tests need them, built by the verbs that people use."""

from __future__ import annotations

from datetime import date, timedelta

from relais.acts.actor import Actor
from relais.delegations import actions
from relais.delegations.models import Brief, Delegation, Delivery
from relais.funds.actions import hold
from relais.people.models import Membership
from relais.procedures.actions import write_procedure
from relais.procedures.content import Content, StepText
from relais.procedures.models import Procedure
from tests.cast import NOW, Cast, by

BRIEF = {part: f"What is to be said of {part}." for part in Brief.PARTS}


def opened(cast: Cast, title: str = "Answer shop support mail", **terms: object) -> Delegation:
    return actions.open_delegation(
        title,
        executor_id=terms.pop("executor_id", cast.executor.id),  # type: ignore[arg-type]
        by=by(cast.owner),
        now=NOW,
        **terms,  # type: ignore[arg-type]
    )


def written(cast: Cast, **terms: object) -> Delegation:
    delegation = opened(cast, **terms)
    actions.write_brief(delegation.id, BRIEF, by=by(cast.owner), now=NOW)
    return delegation


def proposed(cast: Cast, **terms: object) -> Delegation:
    delegation = written(cast, **terms)
    actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    return fresh(delegation)


def accepted(cast: Cast, **terms: object) -> Delegation:
    delegation = proposed(cast, **terms)
    actions.accept(delegation.id, by=by(cast.executor), now=NOW)
    return fresh(delegation)


def delivered(cast: Cast, *, held: int = 0, **terms: object) -> Delivery:
    delegation = accepted(cast, **terms)
    if held:
        hold_money(cast, delegation, held)
    return deliver(delegation, cast.executor)


def deliver(delegation: Delegation, executor: Membership, **said: object) -> Delivery:
    said = {"text": "Done, see the drafts.", "minutes": 70, **said}
    return actions.deliver(delegation.id, by=by(executor), now=NOW, **said)  # type: ignore[arg-type]


def hold_money(cast: Cast, delegation: Delegation, minor: int) -> None:
    milestone = delegation.milestones.filter(dropped_at=None)[0]
    hold(
        milestone.id, minor, transferred_on=date(2026, 11, 20), reference="SEPA 1", by=by(cast.owner), now=NOW
    )


def procedure(cast: Cast) -> Procedure:
    content = Content(
        "Answer a refund mail",
        "",
        (
            StepText("Find the order"),
            StepText("Check the return number"),
            StepText("If the parcel is shown as received, refund"),
        ),
    )
    return write_procedure(content=content, published=True, by=by(cast.owner), now=NOW)


def fresh(delegation: Delegation) -> Delegation:
    return Delegation.objects.get(pk=delegation.pk)


def later(days: float) -> object:
    return NOW + timedelta(days=days)


def system() -> Actor:
    return Actor.system()
