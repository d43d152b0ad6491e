"""Deciding on what recurs: keep, drop, automate or delegate, with a forecast; and saying what came of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.activities import rules
from relais.activities.actions.activities import load
from relais.activities.entries import DecisionJudged, DecisionTaken, DecisionTakenBack
from relais.activities.models import Decision
from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.people.gates import require
from relais.people.models import Membership


@verb
def decide(
    activity_id: UUID,
    *,
    choice: str,
    reason: str,
    look_again_on: date,
    confidence: Decimal | None = None,
    expected_minutes: int | None = None,
    by: Actor,
    now: datetime,
) -> Decision:
    """Decide on an activity; what was decided before ends. `confidence`: how likely it will have worked by `look_again_on`.

    Refused: `activity_already_ended`, `choice_unknown`, `look_again_out_of_range`, `confidence_out_of_range`,
    `activity_minutes_out_of_range`, `text_empty` (the reason).
    """
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    rules.still_recurs(activity)
    decision = Decision(
        id=new_id(), business_id=member.business_id, activity=activity, choice=rules.choice_of(choice),
        confidence=rules.confidence_of(confidence), decided_by=member, decided_at=now,
        expected_minutes=rules.minutes_of(
            expected_minutes, field="expected_minutes", least=0, most=rules.WEEK_MINUTES
        ),
        look_again_on=rules.look_again_of(look_again_on, today=_today(member, now)),
    )  # fmt: skip
    text = clean_text(reason, limit=rules.REASON_LIMIT, field="reason")
    # The activity is locked: whoever decides at the same time waits, and ends this one.
    Decision.objects.filter(activity=activity).standing().update(ended_at=now)
    data = DecisionTaken(
        activity=activity.title, choice=decision.choice, look_again_on=decision.look_again_on.isoformat()
    )
    decision.entry = record(member.business, data, by=by, now=now, subject=activity, text=text)
    decision.save(force_insert=True)
    return decision


@verb
def take_back_decision(decision_id: UUID, *, by: Actor, now: datetime) -> Decision:
    """Undo: nothing is decided about the activity. Refused: `decision_not_standing`, `decision_already_judged`."""
    member = require(by, "activity.keep")
    decision = _load(decision_id, member)
    if decision.ended_at is not None:
        raise Refused("decision_not_standing")
    rules.not_judged(decision)
    decision.ended_at = now
    decision.save(update_fields=["ended_at"])
    data = DecisionTakenBack(activity=decision.activity.title, choice=decision.choice)
    record(member.business, data, by=by, now=now, subject=decision.activity)
    return decision


@verb
def judge_decision(
    decision_id: UUID,
    *,
    worked: bool,
    actual_minutes: int | None = None,
    lesson: str = "",
    by: Actor,
    now: datetime,
) -> Decision:
    """Say what came of a decision, beside what was forecast; `lesson` is free text.

    Refused: `decision_already_judged`, `activity_minutes_out_of_range`.
    """
    member = require(by, "activity.keep")
    decision = _load(decision_id, member)
    rules.not_judged(decision)
    decision.worked = worked
    decision.actual_minutes = rules.minutes_of(
        actual_minutes, field="actual_minutes", least=0, most=rules.WEEK_MINUTES
    )
    decision.judged_at = now
    decision.save(update_fields=["worked", "actual_minutes", "judged_at"])
    data = DecisionJudged(activity=decision.activity.title, choice=decision.choice, worked=worked)
    text = clean_text(lesson, limit=rules.REASON_LIMIT, required=False, field="lesson")
    record(member.business, data, by=by, now=now, subject=decision.activity, text=text)
    return decision


def _load(decision_id: UUID, member: Membership) -> Decision:
    found: Decision | None = (
        Decision.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("activity")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def _today(member: Membership, now: datetime) -> date:
    return now.astimezone(ZoneInfo(member.business.timezone)).date()
