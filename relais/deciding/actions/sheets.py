"""The scenario sheet as a whole: begun, said what it is about, its worst and best case, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.deciding.drawing import drawn, parts_of
from relais.deciding.entries.sheets import (
    SheetChanged,
    SheetDropped,
    SheetMade,
    SheetRestored,
    SheetTold,
    SheetWritten,
)
from relais.deciding.models.sheets import Outcome, Sheet
from relais.deciding.rules import sheets as rules
from relais.deciding.sheet_words import text_of_answers
from relais.deciding.starting import fill
from relais.delegations.rules import due_of
from relais.engine.decide.concrete import vague
from relais.people.gates import require
from relais.people.models import Membership

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet is about. Amounts: minor units of the business's currency; None: not said."""

    title: str
    activity_id: UUID | None = None
    delegation_id: UUID | None = None
    bearable: int | None = None
    hour_rate: int | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an outcome; `actual`: what it cost or brought, in its unit. `happened` None: not known yet."""

    happened: bool | None
    actual: int | None = None


@verb
def make_sheet(about: About, *, template: str = "", by: Actor, now: datetime) -> Sheet:
    """Begin a sheet, empty or with the outcomes and safeguards of an example.

    Refused: `sheet_activity_unknown`, `sheet_delegation_unknown`, `sheet_amount_out_of_range`, `sheet_template_unknown`.
    """
    member = require(by, "activity.keep")
    sheet = Sheet(
        id=new_id(), business=member.business, currency=member.business.currency, made_by=member, made_at=now
    )
    _say(sheet, about, member)
    sheet.save(force_insert=True)
    if template:
        fill(sheet, template)
        sheet.result = drawn(sheet, parts_of(sheet))
        sheet.save(update_fields=["result", "hour_rate"])
    record(member.business, SheetMade(sheet=sheet.title), by=by, now=now, subject=sheet)
    return sheet


def drawn_ahead(prepare: Callable[..., object]) -> Callable[[F], F]:
    """Let `prepare` draw what an act is about to write before its transaction opens: on SQLite, whoever writes keeps all others
    waiting. What it draws is remembered (`drawing`); what changed meanwhile is drawn inside. Refusals are the act's."""

    def around(act: F) -> F:
        @wraps(act)
        def ahead(*args: Any, **kwargs: Any) -> Any:
            with suppress(Refused, ValueError):
                prepare(*args, **kwargs)
            return act(*args, **kwargs)

        return cast(F, ahead)

    return around


def looked_at(sheet_id: UUID, by: Actor) -> tuple[Sheet, Membership]:
    """The sheet as it stands, without its lock."""
    member = require(by, "activity.keep")
    found: Sheet | None = Sheet.objects.visible_to(member).filter(pk=sheet_id).first()
    if found is None:
        raise Refused("not_found")
    return found, member


def _change_ahead(sheet_id: UUID, about: About, *, by: Actor, **_said: object) -> None:
    sheet, member = looked_at(sheet_id, by)
    _say(sheet, about, member)
    drawn(sheet, parts_of(sheet))


@drawn_ahead(_change_ahead)
@verb
def change_sheet(sheet_id: UUID, about: About, *, by: Actor, now: datetime) -> Sheet:
    """Say again what it is about and what can be borne; it is drawn anew. Refused: as `make_sheet`, `sheet_told_already`."""
    sheet, member = load(sheet_id, by)
    rules.as_forecast(sheet)
    _say(sheet, about, member)
    sheet.result = drawn(sheet, parts_of(sheet))
    sheet.save(
        update_fields=["title", "activity", "delegation", "bearable", "hour_rate", "known_on", "result"]
    )
    record(member.business, SheetChanged(sheet=sheet.title), by=by, now=now, subject=sheet)
    return sheet


@verb
def write_cases(sheet_id: UUID, answers: Mapping[str, str], *, by: Actor, now: datetime) -> Sheet:
    """The worst case, the best case, and what doing nothing costs: the answers to the questions (`concrete.QUESTIONS`).

    Nothing is refused for being vague. Refused: `sheet_is_dropped`, `sheet_question_unknown`, `text_too_long`.
    """
    sheet, member = load(sheet_id, by)
    rules.is_kept(sheet)
    said = rules.answers_of(answers)
    if said == sheet.answers:
        return sheet
    sheet.answers = said
    data = SheetWritten(sheet=sheet.title, vague=len(vague(said)))
    text = text_of_answers(said)
    sheet.entry = record(member.business, data, by=by, now=now, subject=sheet, text=text)
    sheet.save(update_fields=["answers", "entry"])
    return sheet


@verb
def tell_outcomes(
    sheet_id: UUID, told: Mapping[UUID, Told], *, lesson: str = "", by: Actor, now: datetime
) -> Sheet:
    """Say which outcomes came, and at what cost; `happened` None takes back what was said. The figures stand from here on.

    Refused: `sheet_outcome_unknown`, `sheet_actual_out_of_range`, `sheet_actual_without_outcome`, `sheet_is_dropped`.
    """
    sheet, member = load(sheet_id, by)
    rules.is_kept(sheet)
    outcomes = {one.id: one for one in parts_of(sheet).outcomes}
    for outcome_id, said in told.items():
        if outcome_id not in outcomes:
            raise Refused("sheet_outcome_unknown")
        _tell(outcomes[outcome_id], said, member, now)
    known = [one for one in outcomes.values() if one.told_at is not None]
    data = SheetTold(sheet=sheet.title, told=len(known), happened=sum(bool(one.happened) for one in known))
    text = clean_text(lesson, limit=rules.LESSON_LIMIT, required=False, field="lesson")
    record(member.business, data, by=by, now=now, subject=sheet, text=text)
    return sheet


def _tell(outcome: Outcome, said: Told, member: Membership, now: datetime) -> None:
    field = f"actual_{outcome.id}"
    if said.actual is not None and not said.happened:
        raise Refused("sheet_actual_without_outcome", field=field)
    if said.actual is not None and not 0 <= said.actual <= rules.AMOUNT_MOST:
        raise Refused("sheet_actual_out_of_range", field=field)
    if (outcome.happened, outcome.actual) == (said.happened, said.actual):
        return
    is_known = said.happened is not None
    # The day on which it was first known stays that of the forecast's score, whatever is corrected later.
    outcome.told_at = (outcome.told_at or now) if is_known else None
    outcome.told_by = member if is_known else None
    outcome.happened, outcome.actual = said.happened, said.actual
    outcome.save(update_fields=["happened", "actual", "told_at", "told_by"])


@verb
def drop_sheet(sheet_id: UUID, *, by: Actor, now: datetime) -> Sheet:
    """Put it away; all of it stays. Refused: `sheet_is_dropped`."""
    sheet, member = load(sheet_id, by)
    rules.is_kept(sheet)
    sheet.dropped_at = now
    sheet.save(update_fields=["dropped_at"])
    record(member.business, SheetDropped(sheet=sheet.title), by=by, now=now, subject=sheet)
    return sheet


@verb
def restore_sheet(sheet_id: UUID, *, by: Actor, now: datetime) -> Sheet:
    """Take it up again. Refused: `sheet_not_dropped`."""
    sheet, member = load(sheet_id, by)
    if sheet.dropped_at is None:
        raise Refused("sheet_not_dropped")
    sheet.dropped_at = None
    sheet.save(update_fields=["dropped_at"])
    record(member.business, SheetRestored(sheet=sheet.title), by=by, now=now, subject=sheet)
    return sheet


@step
def load(sheet_id: UUID, by: Actor) -> tuple[Sheet, Membership]:
    """The sheet, locked, as the actor may see it: whoever writes on one of its parts locks it first."""
    member = require(by, "activity.keep")
    found: Sheet | None = (
        Sheet.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("delegation")
        .filter(pk=sheet_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    found.business = member.business
    return found, member


def _say(sheet: Sheet, about: About, member: Membership) -> None:
    sheet.title = rules.title_of(about.title)
    sheet.activity = rules.activity_of(about.activity_id, member)
    sheet.delegation = rules.delegation_of(about.delegation_id, member)
    sheet.bearable = rules.amount_of(about.bearable, "bearable")
    sheet.hour_rate = rules.amount_of(about.hour_rate, "hour_rate")
    sheet.known_on = due_of(about.known_on, field="known_on")
