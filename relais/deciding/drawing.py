"""The rows of a scenario sheet as the engine reads them: drawn, written as the file that `relais scenarios` reads, refused."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from relais.acts.refusal import Refused
from relais.config.money import minor_digits
from relais.deciding.models.sheets import Dependence, Effect, Outcome, Safeguard, Sheet
from relais.engine.decide import scenarios as engine
from relais.engine.decide.drawing import SEED_LIMIT
from relais.engine.decide.ranges import Range
from relais.engine.decide.simulation import simulate
from relais.engine.decide.telling import told_scenarios
from relais.engine.faults import Fault

MINUTES: Final = 60


@dataclass(slots=True)
class Parts:
    """What stands on a sheet; `removed`: outcomes and safeguards taken off, of which the other lists know nothing."""

    outcomes: list[Outcome]
    safeguards: list[Safeguard]
    effects: list[Effect]
    dependences: list[Dependence]
    removed: list[Outcome | Safeguard]


class SheetRefused(Refused):
    """A sheet that cannot be, with everything that is wrong with it: the first as itself, all in `all`."""

    def __init__(self, found: Iterable[Refused]) -> None:
        self.all = tuple(found)
        first = self.all[0]
        super().__init__(first.code, field=first.field, **first.params)


def parts_of(sheet: Sheet, *, with_gates: bool = False, moved: UUID | None = None) -> Parts:
    """In the order in which they were added. Four queries. `with_gates`: with what was made of the safeguards; `moved`: as if
    this part, which is on the sheet, were off it, or the other way round."""
    outcomes = list(Outcome.objects.filter(sheet=sheet).order_by("id"))
    guards = Safeguard.objects.filter(sheet=sheet).order_by("id")
    safeguards = list(guards.select_related("gate") if with_gates else guards)
    for one in (*outcomes, *safeguards):
        if one.id == moved:
            one.removed_at = None if one.removed_at else sheet.made_at
    present = [one.id for one in outcomes if one.removed_at is None]
    standing = [one for one in safeguards if one.removed_at is None]
    return Parts(
        outcomes=[one for one in outcomes if one.removed_at is None],
        safeguards=standing,
        effects=list(Effect.objects.filter(safeguard__in=standing, outcome__in=present).order_by("id")),
        dependences=list(Dependence.objects.filter(one__in=present, other__in=present).order_by("id")),
        removed=[
            *(one for one in outcomes if one.removed_at is not None),
            *(one for one in safeguards if one.removed_at is not None),
        ],
    )


def read(sheet: Sheet, parts: Parts) -> engine.Sheet:
    """As the engine reads it: amounts in whole units of the currency, hours in hours."""
    per_unit = float(10 ** minor_digits(sheet.currency))

    def amount(value: int, unit: str) -> float:
        return value / (MINUTES if unit == "hours" else per_unit)

    return engine.Sheet(
        outcomes=tuple(
            engine.Outcome(
                id=str(one.id),
                probability=engine.Probability(float(one.probability_low), float(one.probability_high)),
                effect=Range(*(amount(value, one.unit) for value in (one.low, one.likely, one.high))),
                kind="gain" if one.kind == "gain" else "loss",
                unit="hours" if one.unit == "hours" else "money",
                group=one.group,
                title=one.title,
            )
            for one in parts.outcomes
        ),
        safeguards=tuple(
            engine.Safeguard(
                id=str(one.id),
                cost=amount(one.cost, one.unit),
                acts=tuple(
                    engine.Act(str(act.outcome_id), float(act.probability), float(act.size))
                    for act in parts.effects
                    if act.safeguard_id == one.id
                ),
                unit="hours" if one.unit == "hours" else "money",
                title=one.title,
            )
            for one in parts.safeguards
        ),
        dependences=tuple(
            engine.Dependence(str(one.one_id), str(one.other_id), Dependence.RANKS[one.strength])
            for one in parts.dependences
        ),
        bearable=None if sheet.bearable is None else sheet.bearable / per_unit,
        hour_rate=None if sheet.hour_rate is None else sheet.hour_rate / per_unit,
    )


def seed_of(sheet: Sheet) -> int:
    """The sheet's own: the same sheet draws the same fate."""
    return sheet.id.int % SEED_LIMIT


def drawn(sheet: Sheet, parts: Parts, own: str = "") -> dict[str, Any] | None:
    """What 100,000 draws say of it; None while there is no outcome.

    `own`: the path of the part that is being written ("outcomes[2]", "safeguards[0]", or none for the sheet itself), so that a
    refusal names the field where it was typed. Raises SheetRefused.
    """
    asked = read(sheet, parts)
    found = [fault for fault in engine.faults(asked) if fault.code != "outcomes_missing"]
    if found:
        raise SheetRefused(_refusal(fault, own) for fault in found)
    if not asked.outcomes:
        return None
    return deepcopy(_told(asked, seed_of(sheet)))


@lru_cache(maxsize=16)
def _told(asked: engine.Sheet, seed: int) -> dict[str, Any]:
    """What was drawn just now is remembered: an act draws before its transaction opens, and takes it from here inside."""
    return told_scenarios(simulate(asked, seed=seed))


_FIELDS: Final = {
    "effect": "likely",
    "probability": "probability_low",
    "cost": "cost",
    "bearable": "bearable",
}
_BY_CODE: Final = {
    "probabilities_above_one": "probability_low",
    "safeguard_of_gain": "kind",
    "correlation_in_group": "group",
    "correlations_contradict": "depends",
    "correlation_repeated": "depends",
}


def _refusal(fault: Fault, own: str) -> Refused:
    last = fault.path.rpartition(".")[2]
    field = _BY_CODE.get(fault.code) if own.startswith("outcomes") else None
    if fault.code == "hour_rate_missing":
        field = "unit" if own else "hour_rate"
    elif field is None:
        field = _FIELDS.get(last, last if last == "hour_rate" else None)
    return Refused(f"sheet_{fault.code}", field=field)


def file_of(sheet: Sheet, parts: Parts) -> dict[str, Any]:
    """The sheet as `relais scenarios` reads it."""
    asked = read(sheet, parts)
    return {
        "outcomes": [
            {
                "id": one.id, "title": one.title, "probability": [one.probability.low, one.probability.high],
                "effect": [one.effect.low, one.effect.likely, one.effect.high], "kind": one.kind, "unit": one.unit,
                "group": one.group,
            }
            for one in asked.outcomes
        ],
        "safeguards": [
            {
                "id": one.id, "title": one.title, "cost": one.cost, "unit": one.unit,
                "acts": [
                    {"outcome": act.outcome, "probability": act.probability, "effect": act.effect} for act in one.acts
                ],
            }
            for one in asked.safeguards
        ],
        "rank_correlations": [{"outcomes": [one.one, one.other], "rank": one.rank} for one in asked.dependences],
        "bearable": asked.bearable,
        "hour_rate": asked.hour_rate,
    }  # fmt: skip


def minor_of(value: Decimal, unit: str, currency: str) -> int:
    """What was typed, in whole units of the currency or in hours, as it is kept: minor units, or minutes."""
    return round(value * (MINUTES if unit == "hours" else 10 ** minor_digits(currency)))


def typed_of(value: int, unit: str, currency: str) -> Decimal:
    """The other way round."""
    return Decimal(value) / (MINUTES if unit == "hours" else 10 ** minor_digits(currency))
