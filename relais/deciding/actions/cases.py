"""A case of break-even: saying what handing an activity over takes, and saying it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities.actions.activities import load as load_activity
from relais.activities.rules import still_recurs
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.deciding.entries.cases import (
    CaseChanged,
    CaseDiscarded,
    CaseMade,
    CaseRestored,
    CaseTimed,
)
from relais.deciding.models import Case
from relais.deciding.reckoning import reckon, seed_of
from relais.deciding.rules import cases as rules
from relais.deciding.runs import runs_of
from relais.engine.faults import InputRefused
from relais.people.gates import require
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of another currency is worth in the business's, on which day, as whom one may ask."""

    rate: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class CaseSaid:
    """All that is said of a case; see `models.Case`. `rate_currency`: the delegate's; empty: the business's."""

    inputs: Mapping[str, Any]
    starts_on: date
    train_weeks: int = rules.TRAIN_WEEKS
    rate_currency: str = ""
    exchange: Rate | None = None
    cash: int | None = None
    cash_per_week: int | None = None


@verb
def make_case(activity_id: UUID, said: CaseSaid, *, by: Actor, now: datetime) -> Case:
    """Reckon whether handing an activity over pays.

    Refused: `case_exists`, `activity_already_ended`, the engine's faults as `case_…` with the key as field, `currency_unknown`,
    `exchange_missing`, `exchange_of_itself`, `exchange_rate_out_of_range`, `exchange_source_missing`,
    `train_weeks_out_of_range`, `cash_out_of_range`, `date_out_of_range`.
    """
    member = require(by, "activity.keep")
    activity = load_activity(activity_id, member)
    still_recurs(activity)
    case = Case(id=new_id(), business_id=member.business_id, activity=activity, made_by=member, made_at=now)
    _say(case, said, member)
    try:
        # Two who make one at once: the second meets the constraint.
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("case_exists") from error
    record(member.business, CaseMade(activity=activity.title), by=by, now=now, subject=case)
    return case


_SAID = (
    "inputs", "rate_currency", "exchange_rate", "exchange_on", "exchange_source", "starts_on", "train_weeks", "cash",
    "cash_per_week",
)  # fmt: skip


@verb
def change_case(case_id: UUID, said: CaseSaid, *, by: Actor, now: datetime) -> Case:
    """Say all of a case again. Saying the same changes nothing and records nothing. Refused: as `make_case`."""
    member = require(by, "activity.keep")
    case = _load(case_id, member)
    _is_open(case)
    before = [getattr(case, name) for name in _SAID]
    _say(case, said, member)
    if before != [getattr(case, name) for name in _SAID]:
        case.save(update_fields=[*_SAID, "reckoned"])
        record(member.business, CaseChanged(activity=case.activity.title), by=by, now=now, subject=case)
    return case


@verb
def note_times(case_id: UUID, minutes: Sequence[int], *, by: Actor, now: datetime) -> Case:
    """How long the delegate really took, run 1 first; those said before are replaced. The curve is then fitted to them.

    Refused: `run_time_out_of_range` (1 minute to 200 hours), `runs_too_many` (200).
    """
    member = require(by, "activity.keep")
    case = _load(case_id, member)
    _is_open(case)
    case.times = rules.times_of(minutes)
    _reckon(case)
    case.save(update_fields=["times", "reckoned"])
    data = CaseTimed(activity=case.activity.title, count=len(case.times))
    record(member.business, data, by=by, now=now, subject=case)
    return case


@verb
def discard_case(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Put a case away; it can be taken up again. Refused: `case_already_ended`."""
    member = require(by, "activity.keep")
    case = _load(case_id, member)
    _is_open(case)
    case.ended_at = now
    case.save(update_fields=["ended_at"])
    record(member.business, CaseDiscarded(activity=case.activity.title), by=by, now=now, subject=case)
    return case


@verb
def restore_case(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Take a case up again. Refused: `case_not_ended`, `case_exists` (the activity has another one)."""
    member = require(by, "activity.keep")
    case = _load(case_id, member)
    if case.ended_at is None:
        raise Refused("case_not_ended")
    case.ended_at = None
    try:
        with transaction.atomic():
            case.save(update_fields=["ended_at"])
    except IntegrityError as error:
        raise Refused("case_exists") from error
    record(member.business, CaseRestored(activity=case.activity.title), by=by, now=now, subject=case)
    return case


@step
def _load(case_id: UUID, member: Membership) -> Case:
    found: Case | None = (
        Case.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("activity", "business")
        .filter(pk=case_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def _is_open(case: Case) -> None:
    if case.ended_at is not None:
        raise Refused("case_already_ended")


def _say(case: Case, said: CaseSaid, member: Membership) -> None:
    own = member.business.currency
    case.inputs = dict(said.inputs)
    case.rate_currency = rules.currency_of(said.rate_currency or own)
    rules.exchange_stands(said.exchange, case.rate_currency, own)
    case.exchange_rate, case.exchange_on, case.exchange_source = None, None, ""
    if said.exchange is not None:
        case.exchange_rate = rules.rate_of(said.exchange.rate)
        case.exchange_on = rules.day_of(said.exchange.on, field="exchange_on")
        case.exchange_source = rules.source_of(said.exchange.source)
    case.starts_on = rules.day_of(said.starts_on, field="starts_on")
    case.train_weeks = rules.train_weeks_of(said.train_weeks)
    case.cash = rules.cash_of(said.cash, field="cash")
    case.cash_per_week = rules.cash_of(said.cash_per_week, field="cash_per_week")
    _reckon(case)


def _reckon(case: Case) -> None:
    try:
        found = reckon(
            case.inputs, starts_on=case.starts_on, seed=seed_of(case.id), exchange_rate=case.exchange_rate,
            runs=runs_of(case),
        )  # fmt: skip
    except InputRefused as refused:
        raise rules.refusal_of(refused.faults[0]) from refused
    case.reckoned = found.stored
