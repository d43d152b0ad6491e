"""The scenario sheet: what may happen, how likely, at what cost or gain, and what would make it less bad.

Plain values; `faults` says everything that is wrong with a sheet, `safeguards` what is worth buying (exactly, on
expected values), `simulation.simulate` draws the distribution. A loss counts above 0, a gain below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Final, Literal

from relais.engine.decide.drawing import pearson_of_rank
from relais.engine.decide.ranges import AMOUNT_LIMIT, Range, faults_of_range
from relais.engine.faults import Fault

OUTCOMES_LIMIT: Final = 50
SAFEGUARDS_LIMIT: Final = 16
Unit = Literal["money", "hours"]


@dataclass(frozen=True, slots=True)
class Probability:
    """From `low` to `high`, 0 to 1; equal when the person is sure of the number. Draws use the middle: an event whose
    chance is itself uncertain happens as often as its mean chance says. The ends give the expected loss a range."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that may happen. `effect`: its size, 0 or more, in the sheet's currency or in the owner's hours.

    `kind`: whether it costs or brings that. Outcomes with the same `group` exclude each other: at most one of
    them happens, so that their probabilities add up to at most 1.
    """

    id: str
    probability: Probability
    effect: Range
    kind: Literal["loss", "gain"] = "loss"
    unit: Unit = "money"
    group: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a safeguard does to one loss: its probability and its effect are multiplied (0 to 1; 0 excludes it)."""

    outcome: str
    probability: float = 1.0
    effect: float = 1.0


@dataclass(frozen=True, slots=True)
class Safeguard:
    """Something that costs `cost` (money or the owner's hours) and makes losses rarer or smaller. Several multiply."""

    id: str
    cost: float
    acts: tuple[Act, ...]
    unit: Unit = "money"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dependence:
    """The rank correlation (between −1 and 1) of two outcomes: how much one is large, or happens, when the other does."""

    one: str
    other: str
    rank: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that one decision's scenarios say.

    `bearable`: the greatest loss that the business can bear, None where that was not said. `hour_rate`: what an hour of
    the owner is worth; needed as soon as something is in hours.
    """

    outcomes: tuple[Outcome, ...]
    safeguards: tuple[Safeguard, ...] = ()
    dependences: tuple[Dependence, ...] = ()
    bearable: float | None = None
    hour_rate: float | None = None

    def effect(self, outcome: Outcome) -> Range:
        """Of an outcome, in money."""
        return outcome.effect.times(self._rate(outcome.unit))

    def cost(self, safeguard: Safeguard) -> float:
        """Of a safeguard, in money."""
        return safeguard.cost * self._rate(safeguard.unit)

    def _rate(self, unit: Unit) -> float:
        return 1.0 if unit == "money" else self.hour_rate or 0.0


def faults(sheet: Sheet) -> tuple[Fault, ...]:
    """Everything wrong with a sheet, in the order of its parts.

    Codes: `outcomes_missing`, `too_many` (50 outcomes, 16 safeguards), `id_empty`, `id_repeated`, `probability_out_of_range`,
    `range_reversed`, `amount_out_of_range` (0 to 10^12), `probabilities_above_one` (of a group, by their means),
    `hour_rate_missing`, `outcome_unknown`, `outcome_repeated` (twice in one safeguard), `factor_out_of_range` (0 to 1),
    `safeguard_of_gain`, `correlation_out_of_range`, `correlation_with_itself`, `correlation_repeated`,
    `correlation_in_group` (outcomes of a group depend on each other already), `correlations_contradict` (no
    outcomes can have them all at once).
    """
    return tuple(_faults(sheet))


def _faults(sheet: Sheet) -> Iterator[Fault]:
    for name, many, limit in (
        ("outcomes", len(sheet.outcomes), OUTCOMES_LIMIT),
        ("safeguards", len(sheet.safeguards), SAFEGUARDS_LIMIT),
        ("rank_correlations", len(sheet.dependences), OUTCOMES_LIMIT**2),
    ):
        if many > limit:
            yield Fault(name, "too_many")
            return
    if not sheet.outcomes:
        yield Fault("outcomes", "outcomes_missing")
    for name, amount in (("bearable", sheet.bearable), ("hour_rate", sheet.hour_rate)):
        if amount is not None and not _is_amount(amount):
            yield Fault(name, "amount_out_of_range")
    units = [one.unit for one in sheet.outcomes] + [one.unit for one in sheet.safeguards]
    if sheet.hour_rate is None and "hours" in units:
        yield Fault("hour_rate", "hour_rate_missing")
    yield from _faults_of_ids("outcomes", [one.id for one in sheet.outcomes])
    for n, outcome in enumerate(sheet.outcomes):
        yield from _faults_of_outcome(f"outcomes[{n}]", outcome)
    yield from _faults_of_groups(sheet.outcomes)
    yield from _faults_of_ids("safeguards", [one.id for one in sheet.safeguards])
    for n, safeguard in enumerate(sheet.safeguards):
        yield from _faults_of_safeguard(f"safeguards[{n}]", safeguard, sheet.outcomes)
    yield from _faults_of_dependences(sheet)


def _is_amount(value: float) -> bool:
    return isfinite(value) and 0.0 <= value <= AMOUNT_LIMIT


def _faults_of_ids(path: str, ids: Sequence[str]) -> Iterator[Fault]:
    for n, one in enumerate(ids):
        if not one:
            yield Fault(f"{path}[{n}].id", "id_empty")
        elif one in ids[:n]:
            yield Fault(f"{path}[{n}].id", "id_repeated")


def _faults_of_outcome(path: str, outcome: Outcome) -> Iterator[Fault]:
    low, high = outcome.probability.low, outcome.probability.high
    if not (0.0 <= low <= 1.0 and 0.0 <= high <= 1.0):  # false for NaN, too
        yield Fault(f"{path}.probability", "probability_out_of_range")
    elif low > high:
        yield Fault(f"{path}.probability", "range_reversed")
    yield from faults_of_range(f"{path}.effect", outcome.effect, 0.0, AMOUNT_LIMIT, "amount_out_of_range")


def _faults_of_groups(outcomes: Iterable[Outcome]) -> Iterator[Fault]:
    sums: dict[str, float] = {}
    for n, outcome in enumerate(outcomes):
        if not outcome.group:
            continue
        before = sums.get(outcome.group, 0.0)
        sums[outcome.group] = before + outcome.probability.mean
        if before <= 1.0 + 1e-9 < sums[outcome.group]:  # said once, where the sum passes 1
            yield Fault(f"outcomes[{n}].probability", "probabilities_above_one")


def _faults_of_safeguard(path: str, safeguard: Safeguard, outcomes: Iterable[Outcome]) -> Iterator[Fault]:
    if not _is_amount(safeguard.cost):
        yield Fault(f"{path}.cost", "amount_out_of_range")
    kinds = {one.id: one.kind for one in outcomes}
    for n, act in enumerate(safeguard.acts):
        if act.outcome not in kinds:
            yield Fault(f"{path}.acts[{n}].outcome", "outcome_unknown")
        elif kinds[act.outcome] == "gain":
            yield Fault(f"{path}.acts[{n}].outcome", "safeguard_of_gain")
        if act.outcome in {one.outcome for one in safeguard.acts[:n]}:
            yield Fault(f"{path}.acts[{n}].outcome", "outcome_repeated")
        for name, factor in (("probability", act.probability), ("effect", act.effect)):
            if not 0.0 <= factor <= 1.0:
                yield Fault(f"{path}.acts[{n}].{name}", "factor_out_of_range")


def _faults_of_dependences(sheet: Sheet) -> Iterator[Fault]:
    groups = {one.id: one.group for one in sheet.outcomes}
    seen: set[frozenset[str]] = set()
    wrong = False
    for n, one in enumerate(sheet.dependences):
        code = _fault_of_dependence(one, groups, seen)
        seen.add(frozenset((one.one, one.other)))
        if code:
            wrong = True
            yield Fault(f"rank_correlations[{n}]", code)
    if not wrong and sheet.dependences and factor(correlations(sheet)) is None:
        yield Fault("rank_correlations", "correlations_contradict")


def _fault_of_dependence(one: Dependence, groups: dict[str, str], seen: set[frozenset[str]]) -> str | None:
    if one.one not in groups or one.other not in groups:
        return "outcome_unknown"
    if one.one == one.other:
        return "correlation_with_itself"
    if frozenset((one.one, one.other)) in seen:
        return "correlation_repeated"
    if groups[one.one] or groups[one.other]:
        return "correlation_in_group"
    return None if -1.0 < one.rank < 1.0 else "correlation_out_of_range"


# --- dependence -------------------------------------------------------------------------------------------------------


def dependent(sheet: Sheet) -> list[str]:
    """Outcomes that depend on another, in the sheet's order."""
    named = {name for one in sheet.dependences for name in (one.one, one.other)}
    return [one.id for one in sheet.outcomes if one.id in named]


def correlations(sheet: Sheet) -> list[list[float]]:
    """Correlations of the normal variables behind the dependent outcomes; pairs that are not said have none."""
    place = {name: n for n, name in enumerate(dependent(sheet))}
    matrix = [[1.0 if i == k else 0.0 for k in range(len(place))] for i in range(len(place))]
    for one in sheet.dependences:
        i, k = place[one.one], place[one.other]
        matrix[i][k] = matrix[k][i] = pearson_of_rank(one.rank)
    return matrix


def factor(matrix: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """The lower triangle L with L Lᵀ = matrix (Cholesky), None where no variables can be correlated so."""
    found: list[list[float]] = []
    for i, row in enumerate(matrix):
        line: list[float] = []
        for k in range(i + 1):
            left = row[k] - sum(a * b for a, b in zip(line, found[k] if k < i else line, strict=False))
            if k < i:
                line.append(left / found[k][k])
            elif left <= 1e-12:
                return None
            else:
                line.append(sqrt(left))
        found.append(line)
    return [line + [0.0] * (len(matrix) - len(line)) for line in found]


# --- expected values --------------------------------------------------------------------------------------------------


def sign(outcome: Outcome) -> float:
    """1 for a loss, −1 for a gain."""
    return 1.0 if outcome.kind == "loss" else -1.0


def sizes(sheet: Sheet, bought: Iterable[Safeguard] = ()) -> dict[str, float]:
    """What each outcome is expected to cost if it happens as often as was said, some safeguards being bought: their
    factors are in it, their costs are not. A gain's is below 0."""
    found = {one.id: sign(one) * sheet.effect(one).mean for one in sheet.outcomes}
    for safeguard in bought:
        for act in safeguard.acts:
            found[act.outcome] *= act.probability * act.effect
    return found


def expected_losses(sheet: Sheet, bought: Iterable[Safeguard] = ()) -> dict[str, float]:
    """The exact expected loss of each outcome, some safeguards being bought; their costs are not in it."""
    size = sizes(sheet, bought)
    return {one.id: one.probability.mean * size[one.id] for one in sheet.outcomes}


def extreme_loss(sheet: Sheet, bought: Iterable[Safeguard] = (), *, worst: bool) -> float:
    """The greatest (`worst`) or the least expected loss that probabilities within their ranges allow.

    An outcome alone takes an end of its range. Those of a group begin at their low ends, and what is left of 1 goes to
    those that weigh most, which is the best use of it.
    """
    size, total = sizes(sheet, bought), 0.0
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for one in sheet.outcomes:
        groups.setdefault(("group", one.group) if one.group else ("alone", one.id), []).append(one)
    for members in groups.values():
        left = 1.0 - sum(one.probability.low for one in members)
        for one in sorted(members, key=lambda one: size[one.id], reverse=worst):
            added = 0.0
            if (size[one.id] > 0.0) is worst:
                added = max(0.0, min(one.probability.high - one.probability.low, left))
            left -= added
            total += (one.probability.low + added) * size[one.id]
    return total
