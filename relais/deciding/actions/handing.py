"""Handing an activity over: the decision to delegate it and the delegation whose brief comes next, in one act, from the page of
its case, from a comparison or from "delegate next"; and taking both back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation

from relais.activities.actions import decide, take_back_decision
from relais.activities.actions.activities import load as load_activity
from relais.activities.models import Activity, Choice, Decision
from relais.activities.rules import still_recurs
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb, verbs_join
from relais.deciding import handing_words as words
from relais.deciding.casework import Times, case_of, reckoned_for
from relais.deciding.entries.cases import CaseHandedOver, ProviderHandedOver
from relais.deciding.entries.reviews import BriefBegun, BriefTakenBack
from relais.deciding.models import Case, CaseDelegation, Comparison, Provider, Rates
from relais.deciding.reckoning import case_of_file
from relais.deciding.rules import cases as rules
from relais.deciding.saying import what_is_known
from relais.delegations.actions import call_off, open_delegation, write_brief
from relais.delegations.models import Delegation, State
from relais.engine.decide.breakeven import Case as Figures
from relais.engine.faults import InputRefused
from relais.people.gates import require
from relais.people.models import Membership
from relais.procedures.models import Procedure


@verb
def hand_case_over(case_id: UUID, *, by: Actor, now: datetime) -> Delegation:
    """Decide to delegate the activity of a case and open its delegation, in the delegate's currency. What is delivered for it
    tells the case how long the delegate takes. Where a draft is begun already, that one is given back.

    Refused: `case_already_ended`, `activity_already_ended`, and what a delegation refuses.
    """
    member = require(by, "activity.keep")
    case: Case | None = Case.objects.visible_to(member).select_related("activity").filter(pk=case_id).first()
    if case is None:
        raise Refused("not_found")
    if case.ended_at is not None:
        raise Refused("case_already_ended")
    activity = _activity(case.activity_id, member)
    made, is_new = _handed(
        activity, member, currency=case.rate_currency, kept=case, why=lambda: words.of_case(case, member),
        by=by, now=now,
    )  # fmt: skip
    if is_new:
        record(member.business, CaseHandedOver(activity=activity.title), by=by, now=now, subject=case)
    return made


@verb
def hand_to_provider(comparison_id: UUID, provider_id: UUID, *, by: Actor, now: datetime) -> Delegation:
    """Decide to delegate the activity of a comparison to one of its providers and open the delegation, in the currency in which
    it is paid. Where a draft is begun already, that one is given back.

    Refused: `comparison_already_ended`, `provider_already_removed`, `provider_takes_no_brief` (a tool, nobody),
    `activity_already_ended`, and what a delegation refuses.
    """
    member = require(by, "activity.keep")
    rows = Comparison.objects.visible_to(member).select_related("activity")
    comparison: Comparison | None = (
        rows.prefetch_related("providers", "exchanges").filter(pk=comparison_id).first()
    )
    provider: Provider | None = comparison.providers.filter(pk=provider_id).first() if comparison else None
    if comparison is None or provider is None:
        raise Refused("not_found")
    if comparison.ended_at is not None:
        raise Refused("comparison_already_ended")
    rules.takes_a_brief(provider)
    activity = _activity(comparison.activity_id, member)
    made, is_new = _handed(
        activity, member, currency=provider.currency, kept=_case_kept(activity),
        why=lambda: words.of_provider(comparison, provider), by=by, now=now,
        resources=lambda: words.pay_of(provider),
    )  # fmt: skip
    if is_new:
        data = ProviderHandedOver(activity=activity.title, provider=provider.name)
        record(member.business, data, by=by, now=now, subject=comparison)
    return made


@verb
def begin_brief(activity_id: UUID, *, by: Actor, now: datetime) -> Delegation:
    """Decide to delegate an activity and open a delegation with what is known of it: its title, its procedure, how often it
    comes and how long it takes. Where a draft is begun already, that one is given back.

    Refused: `activity_already_ended`, and what a delegation refuses.
    """
    member = require(by, "activity.keep")
    activity = _activity(activity_id, member)
    case = _case_kept(activity)

    def why() -> str:
        if case is not None:
            return words.of_case(case, member)
        return words.of_activity(activity, _figures(activity, None, member), member)

    made, is_new = _handed(activity, member, currency=None, kept=case, why=why, by=by, now=now)
    if is_new:
        record(member.business, BriefBegun(activity=activity.title), by=by, now=now, subject=activity)
    return made


@verb
def take_brief_back(delegation_id: UUID, *, by: Actor, now: datetime) -> Delegation:
    """Undo: a delegation of an activity that nobody was proposed yet is called off, and the decision that was made with it is
    taken back. One that was made before stands.

    Refused: `brief_no_draft`.
    """
    member = require(by, "activity.keep")
    rows = Delegation.objects.visible_to(member).select_related("activity")
    made: Delegation | None = rows.filter(pk=delegation_id).first()
    if made is None:
        raise Refused("not_found")
    if made.activity is None or made.state != State.DRAFT:
        raise Refused("brief_no_draft")
    alone = by.keyed(None)
    with verbs_join():
        call_off(made.pk, by=alone, now=now)
        # What one act wrote has one moment: that is how its decision is known.
        decided = Decision.objects.visible_to(member).standing()
        for row in decided.filter(activity=made.activity, decided_at=made.opened_at, judged_at=None):
            take_back_decision(row.pk, by=alone, now=now)
    record(
        member.business, BriefTakenBack(activity=made.activity.title), by=by, now=now, subject=made.activity
    )
    made.refresh_from_db()
    return made


# --- steps ------------------------------------------------------------------------------------------------------------


@step
def _activity(activity_id: UUID, member: Membership) -> Activity:
    """The activity, locked: two who hand it over at once happen one after the other, and the second finds the first's draft."""
    activity: Activity = load_activity(activity_id, member)
    still_recurs(activity)
    return activity


@step
def _handed(
    activity: Activity,
    member: Membership,
    *,
    currency: str | None,
    kept: Case | None,
    why: Callable[[], str],
    resources: Callable[[], str] = str,
    by: Actor,
    now: datetime,
) -> tuple[Delegation, bool]:
    """The draft of the activity's delegation, and a decision to delegate that stands; each made where it is missing, and whether
    one was.

    `why` and `resources` are written in the business's language, since others read them.
    """
    alone = by.keyed(None)
    with verbs_join(), translation.override(member.business.language):
        decided = Decision.objects.filter(
            activity=activity, choice=Choice.DELEGATE, judged_at=None
        ).standing()
        is_new = not decided.exists()
        if is_new:
            today = now.astimezone(ZoneInfo(member.business.timezone)).date()
            said = words.forecast(
                _figures(activity, kept, member), kept.reckoned["answer"] if kept else None, today
            )
            decide(
                activity.pk, choice=Choice.DELEGATE, reason=why(), look_again_on=said.look_again_on,
                confidence=said.confidence, expected_minutes=said.minutes, by=alone, now=now,
            )  # fmt: skip
        drafts = Delegation.objects.visible_to(member).filter(activity=activity, state=State.DRAFT)
        made: Delegation | None = drafts.order_by("-id").first()
        if made is None:
            is_new = True
            made = _open(activity, member, currency, resources, by=alone, now=now)
    if kept is not None:
        CaseDelegation.objects.get_or_create(delegation=made, defaults={"case": kept})
    return made, is_new


@step
def _open(
    activity: Activity, member: Membership, currency: str | None, resources: Callable[[], str], *, by: Actor, now: datetime
) -> Delegation:  # fmt: skip
    usable = Procedure.objects.visible_to(member).in_use().filter(pk=activity.procedure_id or UUID(int=0))
    made: Delegation = open_delegation(
        activity.title, procedure_id=usable.values_list("pk", flat=True).first(), activity_id=activity.pk,
        currency=currency, by=by, now=now,
    )  # fmt: skip
    parts = {"results": what_is_known(activity, member.business.language), "resources_financial": resources()}
    if known := {part: text for part, text in parts.items() if text}:
        write_brief(made.id, known, by=by, now=now)
    return made


def _case_kept(activity: Activity) -> Case | None:
    found: Case | None = Case.objects.filter(activity=activity, ended_at=None).first()
    return found


def _figures(activity: Activity, kept: Case | None, member: Membership) -> Figures | None:
    """What is forecast from: the case that somebody wrote, else what is said of the activity; None: too little is known."""
    if kept is not None:
        figures: Figures = case_of_file(kept.reckoned["file"]).case
        return figures
    often = None if activity.per_week is None else float(activity.per_week)
    rates = Rates.objects.visible_to(member).first()
    times = Times(often, activity.minutes)
    try:
        return case_of(
            activity, times, reckoned_for(member.business, rates), currency=member.business.currency
        )
    except InputRefused:
        return None
