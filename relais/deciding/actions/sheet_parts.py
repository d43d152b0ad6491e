"""What stands on a scenario sheet: outcomes, safeguards, what these do. After each act the sheet is drawn anew, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, cast
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.deciding.actions.sheets import F, drawn_ahead, load, looked_at
from relais.deciding.drawing import Parts, drawn, parts_of
from relais.deciding.entries import sheets as entries
from relais.deciding.models.sheets import Dependence, Effect, Kind, Outcome, Safeguard, Sheet, Unit
from relais.deciding.rules import sheets as rules
from relais.delegations.actions import set_gate
from relais.delegations.actions.common import loaded
from relais.delegations.models import Gate
from relais.people.gates import require


@dataclass(frozen=True, slots=True)
class OutcomeSaid:
    """All that is said of an outcome. Probabilities from 0 to 1; amounts in minor units, or minutes where `unit` is hours.

    `depends`: "some" or "strong" for each other outcome with which it goes.
    """

    title: str
    probability_low: Decimal
    probability_high: Decimal
    low: int
    likely: int
    high: int
    kind: str = Kind.LOSS
    unit: str = Unit.MONEY
    group: str = ""
    depends: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SafeguardSaid:
    """All that is said of a safeguard. `effects`: for an outcome, what is left of its probability and of its size (0 to 1)."""

    title: str
    cost: int
    unit: str = Unit.MONEY
    effects: Mapping[UUID, tuple[Decimal, Decimal]] = field(default_factory=dict)


# --- outcomes ---------------------------------------------------------------------------------------------------------


def _add_ahead(
    sheet_id: UUID, said: OutcomeSaid | SafeguardSaid, *, by: Actor, part_id: UUID, **_said: object
) -> None:
    sheet, _member = looked_at(sheet_id, by)
    _draw_said(sheet, parts_of(sheet), said, part_id)


def _change_ahead(part_id: UUID, said: OutcomeSaid | SafeguardSaid, *, by: Actor, **_said: object) -> None:
    model = Outcome if isinstance(said, OutcomeSaid) else Safeguard
    sheet, _member = looked_at(_sheet_of(model, part_id, by), by)
    _draw_said(sheet, parts_of(sheet), said, part_id)


def _move_ahead(part_id: UUID, *, by: Actor, **_said: object) -> None:
    model = Outcome if Outcome.objects.filter(pk=part_id).exists() else Safeguard
    sheet, _member = looked_at(_sheet_of(model, part_id, by), by)
    drawn(sheet, parts_of(sheet, moved=part_id))


def _draw_said(sheet: Sheet, parts: Parts, said: OutcomeSaid | SafeguardSaid, part_id: UUID) -> None:
    """Draw the sheet as it will be, keeping nothing."""
    if isinstance(said, OutcomeSaid):
        _say_outcome(parts, _one_of(parts.outcomes, Outcome(id=part_id, sheet=sheet)), said)
    else:
        _say_safeguard(parts, _one_of(parts.safeguards, Safeguard(id=part_id, sheet=sheet)), said)
    drawn(sheet, parts)


def _one_of(parts: list[Any], new: Any) -> Any:
    """The part of this id, or the new one, added."""
    found = next((one for one in parts if one.id == new.id), None)
    if found is None:
        parts.append(new)
    return found or new


def _with_id(act: F) -> F:
    """Give a new part its id before the act, so that what is drawn ahead is about the same part."""

    @wraps(act)
    def named(*args: Any, **kwargs: Any) -> Any:
        return act(*args, **{"part_id": new_id(), **kwargs})

    return cast(F, named)


@_with_id
@drawn_ahead(_add_ahead)
@verb
def add_outcome(
    sheet_id: UUID, said: OutcomeSaid, *, part_id: UUID | None = None, by: Actor, now: datetime
) -> Outcome:
    """One more thing that may happen. Refused: the faults that the engine finds (`sheet_…`), `sheet_told_already`."""
    sheet, member = load(sheet_id, by)
    rules.as_forecast(sheet)
    parts = parts_of(sheet)
    outcome = Outcome(id=part_id or new_id(), sheet=sheet, business=member.business)
    parts.outcomes.append(outcome)
    _write_outcome(sheet, parts, outcome, said)
    _log(sheet, entries.OutcomeAdded(sheet=sheet.title, outcome=outcome.title), outcome, by, now)
    return outcome


@drawn_ahead(_change_ahead)
@verb
def change_outcome(outcome_id: UUID, said: OutcomeSaid, *, by: Actor, now: datetime) -> Outcome:
    """Say all of it again. Refused: as `add_outcome`, `sheet_part_is_removed`."""
    sheet, parts, outcome = _found(Outcome, outcome_id, by)
    rules.there(outcome)
    outcome = next(one for one in parts.outcomes if one.id == outcome_id)
    _write_outcome(sheet, parts, outcome, said)
    _log(sheet, entries.OutcomeChanged(sheet=sheet.title, outcome=outcome.title), outcome, by, now)
    return outcome


@drawn_ahead(_move_ahead)
@verb
def remove_outcome(outcome_id: UUID, *, by: Actor, now: datetime) -> Outcome:
    """Take it off the sheet; what is said of it stays and can be put back. Refused: `sheet_part_is_removed`."""
    sheet, outcome = _removed(Outcome, outcome_id, by, now)
    _log(sheet, entries.OutcomeRemoved(sheet=sheet.title, outcome=outcome.title), outcome, by, now)
    return outcome


@drawn_ahead(_move_ahead)
@verb
def restore_outcome(outcome_id: UUID, *, by: Actor, now: datetime) -> Outcome:
    """Put it back, if the sheet still holds together. Refused: `sheet_part_not_removed`, the faults that the engine finds."""
    sheet, outcome = _restored(Outcome, outcome_id, by)
    _log(sheet, entries.OutcomeRestored(sheet=sheet.title, outcome=outcome.title), outcome, by, now)
    return outcome


def _say_outcome(parts: Parts, outcome: Outcome, said: OutcomeSaid) -> list[Dependence]:
    """What is said of an outcome among the parts of its sheet, and what it now goes with."""
    outcome.title = rules.title_of(said.title)
    outcome.kind, outcome.unit = Kind(said.kind).value, Unit(said.unit).value
    outcome.group = rules.group_of(said.group)
    outcome.probability_low, outcome.probability_high = said.probability_low, said.probability_high
    for name in ("low", "likely", "high"):
        setattr(outcome, name, rules.amount_of(getattr(said, name), name))
    kept = [one for one in parts.dependences if outcome.id not in (one.one_id, one.other_id)]
    named = {one.id for one in parts.outcomes} - {outcome.id}
    mine = []
    for other_id, strength in said.depends.items():
        if other_id not in named or strength not in Dependence.RANKS:
            raise Refused("sheet_outcome_unknown", field="depends")
        one, other = sorted((outcome.id, other_id))
        mine.append(Dependence(id=new_id(), one_id=one, other_id=other, strength=strength))
    parts.dependences = [*kept, *mine]
    return mine


def _write_outcome(sheet: Sheet, parts: Parts, outcome: Outcome, said: OutcomeSaid) -> None:
    mine = _say_outcome(parts, outcome, said)
    _draw(sheet, parts, f"outcomes[{parts.outcomes.index(outcome)}]")
    outcome.save()
    named = {one.id for one in parts.outcomes} - {outcome.id}
    Dependence.objects.filter(one=outcome, other__in=named).delete()
    Dependence.objects.filter(other=outcome, one__in=named).delete()
    Dependence.objects.bulk_create(mine)


# --- safeguards -------------------------------------------------------------------------------------------------------


@_with_id
@drawn_ahead(_add_ahead)
@verb
def add_safeguard(
    sheet_id: UUID, said: SafeguardSaid, *, part_id: UUID | None = None, by: Actor, now: datetime
) -> Safeguard:
    """Something that makes losses rarer or smaller. Refused: as `add_outcome`."""
    sheet, _member = load(sheet_id, by)
    rules.as_forecast(sheet)
    parts = parts_of(sheet)
    safeguard = Safeguard(id=part_id or new_id(), sheet=sheet)
    parts.safeguards.append(safeguard)
    _write_safeguard(sheet, parts, safeguard, said)
    _log(sheet, entries.SafeguardAdded(sheet=sheet.title, safeguard=safeguard.title), safeguard, by, now)
    return safeguard


@drawn_ahead(_change_ahead)
@verb
def change_safeguard(safeguard_id: UUID, said: SafeguardSaid, *, by: Actor, now: datetime) -> Safeguard:
    """Say all of it again. Refused: as `add_outcome`, `sheet_part_is_removed`."""
    sheet, parts, safeguard = _found(Safeguard, safeguard_id, by)
    rules.there(safeguard)
    safeguard = next(one for one in parts.safeguards if one.id == safeguard_id)
    _write_safeguard(sheet, parts, safeguard, said)
    _log(sheet, entries.SafeguardChanged(sheet=sheet.title, safeguard=safeguard.title), safeguard, by, now)
    return safeguard


@drawn_ahead(_move_ahead)
@verb
def remove_safeguard(safeguard_id: UUID, *, by: Actor, now: datetime) -> Safeguard:
    """Take it off the sheet; a gate that was made of it stays where it is. Refused: `sheet_part_is_removed`."""
    sheet, safeguard = _removed(Safeguard, safeguard_id, by, now)
    _log(sheet, entries.SafeguardRemoved(sheet=sheet.title, safeguard=safeguard.title), safeguard, by, now)
    return safeguard


@drawn_ahead(_move_ahead)
@verb
def restore_safeguard(safeguard_id: UUID, *, by: Actor, now: datetime) -> Safeguard:
    """Put it back. Refused: `sheet_part_not_removed`, the faults that the engine finds."""
    sheet, safeguard = _restored(Safeguard, safeguard_id, by)
    _log(sheet, entries.SafeguardRestored(sheet=sheet.title, safeguard=safeguard.title), safeguard, by, now)
    return safeguard


def _say_safeguard(parts: Parts, safeguard: Safeguard, said: SafeguardSaid) -> list[Effect]:
    """What is said of a safeguard among the parts of its sheet, and what it now does."""
    safeguard.title = rules.title_of(said.title)
    safeguard.unit = Unit(said.unit).value
    safeguard.cost = rules.amount_of(said.cost, "cost") or 0
    known = {one.id for one in parts.outcomes}
    if not set(said.effects) <= known:
        raise Refused("sheet_outcome_unknown")
    mine = [
        Effect(id=new_id(), safeguard=safeguard, outcome_id=outcome_id, probability=rarer, size=smaller)
        for outcome_id, (rarer, smaller) in said.effects.items()
        if not rarer == smaller == 1
    ]
    parts.effects = [*(one for one in parts.effects if one.safeguard_id != safeguard.id), *mine]
    return mine


def _write_safeguard(sheet: Sheet, parts: Parts, safeguard: Safeguard, said: SafeguardSaid) -> None:
    mine = _say_safeguard(parts, safeguard, said)
    _draw(sheet, parts, f"safeguards[{parts.safeguards.index(safeguard)}]")
    safeguard.save()
    known = {one.id for one in parts.outcomes}
    Effect.objects.filter(safeguard=safeguard, outcome__in=known).delete()
    Effect.objects.bulk_create(mine)


@verb
def make_gate(safeguard_id: UUID, *, kind: str, by: Actor, now: datetime) -> Gate:
    """Make a safeguard a gate of the sheet's delegation: the work starts once it is so.

    Refused: `safeguard_without_delegation`, `safeguard_is_gate_already`, and as `open_gate`.
    """
    sheet, _member = load(_sheet_of(Safeguard, safeguard_id, by), by)
    rules.is_kept(sheet)
    safeguard = Safeguard.objects.select_related("gate").get(pk=safeguard_id)
    rules.there(safeguard)
    if sheet.delegation_id is None:
        raise Refused("safeguard_without_delegation")
    if safeguard.gate is not None and safeguard.gate.removed_at is None:
        raise Refused("safeguard_is_gate_already")
    delegation = loaded(sheet.delegation_id, by, "delegation.change")
    gate = set_gate(delegation, safeguard.title, kind, by=by, now=now)
    safeguard.gate = gate
    safeguard.save(update_fields=["gate"])
    return gate


# --- shared -----------------------------------------------------------------------------------------------------------


def _sheet_of(model: type[Any], part_id: UUID, by: Actor) -> UUID:
    visible = Sheet.objects.visible_to(require(by, "activity.keep"))
    found = model.objects.filter(pk=part_id, sheet__in=visible).values_list("sheet_id", flat=True).first()
    if found is None:
        raise Refused("not_found")
    sheet_id: UUID = found
    return sheet_id


@step
def _found(model: type[Any], part_id: UUID, by: Actor) -> tuple[Sheet, Parts, Any]:
    """A part, its sheet (locked, still a forecast), and all that stands on it."""
    sheet, _member = load(_sheet_of(model, part_id, by), by)
    rules.as_forecast(sheet)
    return sheet, parts_of(sheet), model.objects.get(pk=part_id)


@step
def _removed(model: type[Any], part_id: UUID, by: Actor, now: datetime) -> tuple[Sheet, Any]:
    sheet, _parts, part = _found(model, part_id, by)
    rules.there(part)
    part.removed_at = now
    part.save(update_fields=["removed_at"])
    _draw(sheet, parts_of(sheet))
    return sheet, part


@step
def _restored(model: type[Any], part_id: UUID, by: Actor) -> tuple[Sheet, Any]:
    sheet, _parts, part = _found(model, part_id, by)
    if part.removed_at is None:
        raise Refused("sheet_part_not_removed")
    part.removed_at = None
    part.save(update_fields=["removed_at"])
    _draw(sheet, parts_of(sheet))
    return sheet, part


@step
def _draw(sheet: Sheet, parts: Parts, own: str = "") -> None:
    sheet.result = drawn(sheet, parts, own)
    sheet.save(update_fields=["result"])


def _log(sheet: Sheet, data: EntryData, subject: Any, by: Actor, now: datetime) -> None:
    record(sheet.business, data, by=by, now=now, subject=subject)
