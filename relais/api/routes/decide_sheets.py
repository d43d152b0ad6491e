"""Scenario sheets: what a decision may cost or bring, what to watch, which safeguards pay; and forecasts against outcomes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.decide_sheet_shapes import (
    Cases,
    Forecasts,
    GateOf,
    NewSheet,
    OutcomeIn,
    SafeguardIn,
    Sheet,
    SheetFacts,
    SheetIn,
    Telling,
)
from relais.api.shapes import After, Limit, Listed
from relais.deciding import actions, models
from relais.deciding.drawing import Parts, parts_of
from relais.deciding.showing.forecasts import calibration_of

room = Room("sheets")


# --- shapes -----------------------------------------------------------------------------------------------------------


def _facts(row: models.Sheet) -> dict[str, Any]:
    return {
        **plain(
            row, ("id", "title", "currency", "bearable", "hour_rate", "known_on", "made_at", "dropped_at")
        ),
        "activity": row.activity_id,
        "delegation": row.delegation_id,
        "made_by": row.made_by_id,
    }


def _one(request: HttpRequest, sheet_id: UUID) -> dict[str, Any]:
    row = found(models.Sheet.objects.visible_to(reader(request, "activity.keep")), sheet_id)
    parts = parts_of(row)
    return {
        **_facts(row),
        "answers": row.answers,
        "outcomes": [_outcome(one, parts) for one in parts.outcomes],
        "safeguards": [_safeguard(one, parts) for one in parts.safeguards],
        "result": row.result,
    }


def _outcome(one: models.Outcome, parts: Parts) -> dict[str, Any]:
    depends = {}
    for pair in parts.dependences:
        if one.id in (pair.one_id, pair.other_id):
            depends[str(pair.other_id if pair.one_id == one.id else pair.one_id)] = pair.strength
    names = ("id", "title", "kind", "unit", "low", "likely", "high", "group", "happened", "actual", "told_at")
    return {
        **plain(one, names),
        "probability_low": float(one.probability_low),
        "probability_high": float(one.probability_high),
        "depends": depends,
    }


def _safeguard(one: models.Safeguard, parts: Parts) -> dict[str, Any]:
    effects = [
        {"outcome": act.outcome_id, "probability": float(act.probability), "size": float(act.size)}
        for act in parts.effects
        if act.safeguard_id == one.id
    ]
    return {**plain(one, ("id", "title", "cost", "unit")), "effects": effects, "gate": one.gate_id}


def _about(body: SheetIn) -> actions.About:
    return actions.About(
        title=body.title, activity_id=body.activity, delegation_id=body.delegation, bearable=body.bearable,
        hour_rate=body.hour_rate, known_on=body.known_on,
    )  # fmt: skip


def _decimal(share: float, digits: str) -> Decimal:
    return Decimal(str(share)).quantize(Decimal(digits))


def _outcome_said(body: OutcomeIn) -> actions.OutcomeSaid:
    shares = {
        name: _decimal(getattr(body, name), "0.0001") for name in ("probability_low", "probability_high")
    }
    return actions.OutcomeSaid(**{**body.model_dump(), **shares})


def _safeguard_said(body: SafeguardIn) -> actions.SafeguardSaid:
    effects = {
        one.outcome: (_decimal(one.probability, "0.001"), _decimal(one.size, "0.001")) for one in body.effects
    }
    return actions.SafeguardSaid(body.title, body.cost, body.unit, effects)


# --- the sheet --------------------------------------------------------------------------------------------------------


@room.reads(
    "/sheets", Listed[SheetFacts], name="list_sheets", says="List scenario sheets", scope="decide:read"
)
def list_sheets(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    dropped: Annotated[
        bool, Query(default=False, description="Those put away, instead of the others.")
    ] = False,
    delegation: Annotated[UUID | None, Query(default=None, description="Those for this delegation.")] = None,
) -> Any:
    """They are the business's: management sees them."""
    rows = models.Sheet.objects.visible_to(reader(request, "activity.keep"))
    rows = rows.filter(dropped_at__isnull=not dropped)
    if delegation is not None:
        rows = rows.filter(delegation_id=delegation)
    return listed(page_of(rows, after, limit), _facts)


@room.reads(
    "/sheets/{uuid:sheet_id}", Sheet, name="get_sheet", says="One scenario sheet", scope="decide:read"
)
def get_sheet(request: HttpRequest, sheet_id: UUID) -> Any:
    """With its outcomes, its safeguards, and what 100,000 draws of them say."""
    return _one(request, sheet_id)


@room.acts("/sheets", Sheet, name="make_sheet", says="Begin a scenario sheet", scope="decide:write")
def make_sheet(request: HttpRequest, body: NewSheet) -> Any:
    """Empty, or from an example."""
    return _one(request, actions.make_sheet(_about(body), template=body.template, **acting(request)).pk)


@room.acts(
    "/sheets/{uuid:sheet_id}",
    Sheet,
    name="change_sheet",
    says="Change what a sheet is about",
    scope="decide:write",
)
def change_sheet(request: HttpRequest, sheet_id: UUID, body: SheetIn) -> Any:
    """All of it is said again, and the sheet drawn anew."""
    actions.change_sheet(sheet_id, _about(body), **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/sheets/{uuid:sheet_id}/cases",
    Sheet,
    name="write_cases",
    says="Write the worst and best case",
    scope="decide:write",
)
def write_cases(request: HttpRequest, sheet_id: UUID, body: Cases) -> Any:
    """Questions: worst_what, worst_when, worst_how_much, worst_signs, worst_repair, best_what, best_when, best_how_much,
    best_signs, nothing_six_months, nothing_one_year, nothing_three_years."""
    actions.write_cases(sheet_id, body.answers, **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/sheets/{uuid:sheet_id}/telling",
    Sheet,
    name="tell_outcomes",
    says="Say what happened",
    scope="decide:write",
)
def tell_outcomes(request: HttpRequest, sheet_id: UUID, body: Telling) -> Any:
    """From here on the figures stand as they were forecast."""
    told = {one.outcome: actions.Told(one.happened, one.actual) for one in body.told}
    actions.tell_outcomes(sheet_id, told, lesson=body.lesson, **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/sheets/{uuid:sheet_id}/drop", Sheet, name="drop_sheet", says="Put a sheet away", scope="decide:write"
)
def drop_sheet(request: HttpRequest, sheet_id: UUID) -> Any:
    """All of it stays."""
    actions.drop_sheet(sheet_id, **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/sheets/{uuid:sheet_id}/restoration",
    Sheet,
    name="restore_sheet",
    says="Take a sheet up again",
    scope="decide:write",
)
def restore_sheet(request: HttpRequest, sheet_id: UUID) -> Any:
    """As it was."""
    actions.restore_sheet(sheet_id, **acting(request))
    return _one(request, sheet_id)


# --- what stands on it ------------------------------------------------------------------------------------------------


@room.acts(
    "/sheets/{uuid:sheet_id}/outcomes", Sheet, name="add_outcome", says="Add an outcome", scope="decide:write"
)
def add_outcome(request: HttpRequest, sheet_id: UUID, body: OutcomeIn) -> Any:
    """The sheet is drawn anew, or refused with the field at fault."""
    actions.add_outcome(sheet_id, _outcome_said(body), **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/outcomes/{uuid:outcome_id}",
    Sheet,
    name="change_outcome",
    says="Change an outcome",
    scope="decide:write",
)
def change_outcome(request: HttpRequest, outcome_id: UUID, body: OutcomeIn) -> Any:
    """All of it is said again."""
    return _one(request, actions.change_outcome(outcome_id, _outcome_said(body), **acting(request)).sheet_id)


@room.acts(
    "/outcomes/{uuid:outcome_id}/removal",
    Sheet,
    name="remove_outcome",
    says="Take an outcome off",
    scope="decide:write",
)
def remove_outcome(request: HttpRequest, outcome_id: UUID) -> Any:
    """It can be put back."""
    return _one(request, actions.remove_outcome(outcome_id, **acting(request)).sheet_id)


@room.acts(
    "/outcomes/{uuid:outcome_id}/restoration",
    Sheet,
    name="restore_outcome",
    says="Put an outcome back",
    scope="decide:write",
)
def restore_outcome(request: HttpRequest, outcome_id: UUID) -> Any:
    """If the sheet still holds together with it."""
    return _one(request, actions.restore_outcome(outcome_id, **acting(request)).sheet_id)


@room.acts(
    "/sheets/{uuid:sheet_id}/safeguards",
    Sheet,
    name="add_safeguard",
    says="Add a safeguard",
    scope="decide:write",
)
def add_safeguard(request: HttpRequest, sheet_id: UUID, body: SafeguardIn) -> Any:
    """What it does to an outcome that is not named: nothing."""
    actions.add_safeguard(sheet_id, _safeguard_said(body), **acting(request))
    return _one(request, sheet_id)


@room.acts(
    "/safeguards/{uuid:safeguard_id}",
    Sheet,
    name="change_safeguard",
    says="Change a safeguard",
    scope="decide:write",
)
def change_safeguard(request: HttpRequest, safeguard_id: UUID, body: SafeguardIn) -> Any:
    """All of it is said again."""
    done = actions.change_safeguard(safeguard_id, _safeguard_said(body), **acting(request))
    return _one(request, done.sheet_id)


@room.acts(
    "/safeguards/{uuid:safeguard_id}/removal", Sheet, name="remove_safeguard", says="Take a safeguard off",
    scope="decide:write",
)  # fmt: skip
def remove_safeguard(request: HttpRequest, safeguard_id: UUID) -> Any:
    """It can be put back; a gate made of it stays."""
    return _one(request, actions.remove_safeguard(safeguard_id, **acting(request)).sheet_id)


@room.acts(
    "/safeguards/{uuid:safeguard_id}/restoration", Sheet, name="restore_safeguard", says="Put a safeguard back",
    scope="decide:write",
)  # fmt: skip
def restore_safeguard(request: HttpRequest, safeguard_id: UUID) -> Any:
    """On the sheet again."""
    return _one(request, actions.restore_safeguard(safeguard_id, **acting(request)).sheet_id)


@room.acts(
    "/safeguards/{uuid:safeguard_id}/gate",
    Sheet,
    name="make_gate",
    says="Make a safeguard a gate",
    scope="decide:write",
)
def make_gate(request: HttpRequest, safeguard_id: UUID, body: GateOf) -> Any:
    """The work of the sheet's delegation then starts once it is cleared (`clear_gate`)."""
    actions.make_gate(safeguard_id, kind=body.kind, **acting(request))
    member = reader(request, "activity.keep")
    sheets = models.Sheet.objects.visible_to(member).filter(safeguards=safeguard_id)
    return _one(request, sheets.values_list("pk", flat=True)[0])


@room.reads(
    "/forecasts", Forecasts, name="get_forecasts", says="Forecasts against outcomes", scope="decide:read"
)
def get_forecasts(
    request: HttpRequest,
    everyone: Annotated[bool, Query(default=False, description="Those of all of management.")] = False,
) -> Any:
    """The Brier score of one's probabilities over time, and how little few cases say."""
    one = calibration_of(reader(request, "activity.keep"), everyone=everyone)
    names = ("cases", "score", "expected", "lean", "blind", "is_leaning", "cases_needed")
    return {
        **plain(one, names),
        "over_time": [{"on": at.on, "cases": at.cases, "score": at.score} for at in one.over_time],
    }
