"""The distribution of what a decision may cost, drawn with and without safeguards.

One number drawn evenly between 0 and 1 decides an outcome: the topmost part of it, as wide as the probability, is where
it happens, and the place within that part is the share of the effect's range. A safeguard keeps only the top of
that part and shrinks the effect, so that in *every* draw the loss with it is at most the loss without it. Outcomes of a
group lie in parts beside each other of one number. Dependent outcomes get their numbers from normal variables
(Gaussian copula): ranks correlate as asked where an outcome is sure to happen, and weaker where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, prod, sqrt
from typing import TYPE_CHECKING, Final

from relais.engine.decide import drawing
from relais.engine.decide.beta import share_between
from relais.engine.decide.safeguards import Bought, order
from relais.engine.decide.scenarios import (
    Outcome,
    Safeguard,
    Sheet,
    correlations,
    dependent,
    expected_losses,
    extreme_loss,
    factor,
    faults,
    sign,
)
from relais.engine.faults import Fault, InputRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from relais.engine.decide.drawing import Numbers

DRAWS: Final = 100_000
DRAWS_LEAST: Final = 100
CELLS_LIMIT: Final = 20_000_000
"""Draws times outcomes at most: 160 MB."""
WORST: Final = 0.05
SHARES: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
BARS: Final = 40


@dataclass(frozen=True, slots=True)
class Watched:
    """How much one outcome weighs: its expected loss, and its shares of the variance and of the mean of the worst 5 %.

    Shares of all outcomes add up to 1 (Euler's rule; Tasche 1999); one that softens what others do is below 0.
    """

    id: str
    expected: float
    variance_share: float
    worst_share: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be lost (below 0: won), costs of safeguards that are bought included.

    - `expected` is exact; `expected_least` and `expected_most` with probabilities at the ends of their ranges;
    - `mean`, `error` (its standard error), `deviation`, `percentiles` (share, loss): of the draws;
    - `worst`: mean of the worst 5 %; `beyond`: chance of a loss above what can be borne, between `beyond_low` and `beyond_high`
      at 95 % for want of more draws; None where what can be borne was not said;
    - `watch`: heaviest in the worst 5 % first.
    """

    expected: float
    expected_least: float
    expected_most: float
    mean: float
    error: float
    deviation: float
    percentiles: tuple[tuple[float, float], ...]
    worst: float
    beyond: float | None
    beyond_low: float | None
    beyond_high: float | None
    watch: tuple[Watched, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One safeguard in the order of buying, and what is left of the dark end once it is bought too."""

    bought: Bought
    worst: float
    beyond: float | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """A sheet drawn: `before` any safeguard, and `after` all that pay.

    `edges`, `counts_before`, `counts_after`: the two as bars over the same edges; `edges` has one number more.
    """

    draws: int
    seed: int
    before: Outlook
    after: Outlook
    steps: tuple[Step, ...]
    edges: tuple[float, ...]
    counts_before: tuple[int, ...]
    counts_after: tuple[int, ...]


def simulate(sheet: Sheet, *, seed: int, draws: int = DRAWS) -> Simulated:
    """Draw a sheet. O(draws × outcomes, and again for what each safeguard touches).

    Raises InputRefused: the sheet's `faults`, `draws_out_of_range` (100 at least, 20 million over the number of outcomes at
    most), `seed_out_of_range`.
    """
    import numpy as np

    wrong = [*faults(sheet)]
    if not DRAWS_LEAST <= draws <= CELLS_LIMIT // max(1, len(sheet.outcomes)):
        wrong.append(Fault("draws", "draws_out_of_range"))
    if not 0 <= seed < drawing.SEED_LIMIT:
        wrong.append(Fault("seed", "seed_out_of_range"))
    if wrong:
        raise InputRefused(tuple(wrong))
    drawn = _Drawn(sheet, seed, draws)
    named = {one.id: one for one in sheet.safeguards}
    steps, bought, cost = [], list[Safeguard](), 0.0
    for step in order(sheet):
        with_it = [*bought, named[step.id]]
        ordered = np.sort(drawn.total(with_it, cost + step.cost))
        steps.append(Step(step, _worst_mean(ordered), _beyond(ordered, sheet.bearable)))
        if step.pays:
            bought, cost = with_it, cost + step.cost
    before, ordered = drawn.outlook((), 0.0)
    after, ordered_after = drawn.outlook(bought, cost) if bought else (before, ordered)
    edges, counts = _bars(ordered, ordered_after)
    return Simulated(draws, seed, before, after, tuple(steps), edges, counts[0], counts[1])


# --- draws ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Happened:
    """The draws in which an outcome happens, None for all of them, and its loss there."""

    where: NDArray[np.intp] | None
    losses: Numbers


class _Drawn:
    """The numbers of a sheet, drawn once: whatever is compared is compared on the same fate."""

    def __init__(self, sheet: Sheet, seed: int, draws: int) -> None:
        self.sheet, self.draws = sheet, draws
        self._numbers = _numbers(sheet, seed, draws)
        self._tops = _tops(sheet)
        self._plain = {one.id: self._happened(one, 1.0, 1.0) for one in sheet.outcomes}

    def outlook(self, bought: Sequence[Safeguard], cost: float) -> tuple[Outlook, Numbers]:
        """What some safeguards leave, and the losses of all draws in order."""
        import numpy as np

        happened = self._with(bought)
        total = self._sum(happened.values(), cost)
        ordered = np.sort(total)
        deviation = float(total.std(ddof=1))
        beyond = _beyond(ordered, self.sheet.bearable)
        low, high = (None, None) if beyond is None else share_between(round(beyond * self.draws), self.draws)
        expected = expected_losses(self.sheet, bought)
        found = Outlook(
            expected=cost + sum(expected.values()),
            expected_least=cost + extreme_loss(self.sheet, bought, worst=False),
            expected_most=cost + extreme_loss(self.sheet, bought, worst=True),
            mean=float(total.mean()),
            error=deviation / sqrt(self.draws),
            deviation=deviation,
            percentiles=tuple((share, drawing.percentile(ordered, share)) for share in SHARES),
            worst=_worst_mean(ordered),
            beyond=beyond,
            beyond_low=low,
            beyond_high=high,
            watch=_watch(happened, total, _weights(total, ordered), cost, expected),
        )
        return found, ordered

    def total(self, bought: Sequence[Safeguard], cost: float) -> Numbers:
        """The loss of each draw, some safeguards being bought at this cost."""
        return self._sum(self._with(bought).values(), cost)

    def _with(self, bought: Sequence[Safeguard]) -> dict[str, _Happened]:
        found = dict(self._plain)
        for one in self.sheet.outcomes:
            acts = [act for safeguard in bought for act in safeguard.acts if act.outcome == one.id]
            if acts:
                found[one.id] = self._happened(
                    one, prod(act.probability for act in acts), prod(act.effect for act in acts)
                )
        return found

    def _happened(self, outcome: Outcome, probability: float, effect: float) -> _Happened:
        """Where an outcome happens and what it then costs, its chance and its effect being multiplied."""
        import numpy as np

        numbers, top = self._numbers[outcome.id], self._tops[outcome.id]
        chance = outcome.probability.mean * probability
        if chance >= 1.0:
            where, shares = None, numbers
        else:
            # Above 0 alone: a chance below the spacing of floats would divide by nothing.
            begin = top - chance
            happens = numbers >= begin if top >= 1.0 else (numbers >= begin) & (numbers < top)
            where = np.flatnonzero(happens) if chance > 0.0 else np.empty(0, dtype=np.intp)
            shares = (numbers[where] - begin) / chance if len(where) else np.empty(0)
        losses = drawing.quantiles(self.sheet.effect(outcome), shares)
        losses *= sign(outcome) * effect
        return _Happened(where, losses)

    def _sum(self, happened: Iterable[_Happened], cost: float) -> Numbers:
        import numpy as np

        total = np.full(self.draws, cost)
        for one in happened:
            if one.where is None:
                total += one.losses
            else:
                total[one.where] += one.losses
        return total


def _numbers(sheet: Sheet, seed: int, draws: int) -> dict[str, Numbers]:
    """The number that decides each outcome in each draw; one for all of a group."""
    import numpy as np

    random, found = drawing.generator(seed), {}
    if names := dependent(sheet):
        lower = np.array(factor(correlations(sheet)))
        # einsum and not BLAS, for the reason that `drawing.product` gives.
        normals = np.einsum("ij,jk->ik", lower, random.standard_normal((len(names), draws)))
        found = {name: drawing.normal_shares(row) for name, row in zip(names, normals, strict=True)}
    of_group: dict[str, Numbers] = {}
    for one in sheet.outcomes:
        if one.group:
            if one.group not in of_group:
                of_group[one.group] = random.random(draws)
            found[one.id] = of_group[one.group]
        elif one.id not in found:
            found[one.id] = random.random(draws)
    return found


def _tops(sheet: Sheet) -> dict[str, float]:
    """Where the part of each outcome ends: at 1, in a group below the parts of those before it."""
    found, used = {}, dict[str, float]()
    for one in sheet.outcomes:
        found[one.id] = 1.0
        if one.group:
            found[one.id] = 1.0 - used.get(one.group, 0.0)
            used[one.group] = used.get(one.group, 0.0) + one.probability.mean
    return found


# --- what is read in them ---------------------------------------------------------------------------------------------


def _worst_mean(ordered: Numbers) -> float:
    """Mean of the worst 5 %, the last draw in part where they are no whole number (Acerbi & Tasche 2002)."""
    count = WORST * len(ordered)
    whole = floor(count + 1e-9)
    tail = float(ordered[len(ordered) - whole :].sum())
    return (tail + (count - whole) * float(ordered[len(ordered) - whole - 1])) / count


def _weights(total: Numbers, ordered: Numbers) -> Numbers:
    """How much each draw counts in that mean; equal draws count equally, so that no order among them matters."""
    import numpy as np

    count = WORST * len(total)
    limit = ordered[len(ordered) - ceil(count - 1e-9)]
    above, equal = total > limit, total == limit
    weights: Numbers = np.where(above, 1.0, 0.0)
    weights[equal] = (count - float(above.sum())) / float(equal.sum())
    weights /= count
    return weights


def _beyond(ordered: Numbers, bearable: float | None) -> float | None:
    """Share of the draws that lose more than what can be borne."""
    import numpy as np

    if bearable is None:
        return None
    return 1.0 - int(np.searchsorted(ordered, bearable, side="right")) / len(ordered)


def _watch(
    happened: Mapping[str, _Happened],
    total: Numbers,
    weights: Numbers,
    cost: float,
    expected: Mapping[str, float],
) -> tuple[Watched, ...]:
    away = total - total.mean()
    variance, worst = drawing.product(away, away), drawing.product(total, weights) - cost
    found = []
    for name, one in happened.items():
        of_variance = drawing.product(one.losses, away if one.where is None else away[one.where])
        of_worst = drawing.product(one.losses, weights if one.where is None else weights[one.where])
        found.append(
            Watched(
                name,
                expected[name],
                of_variance / variance if variance > 0.0 else 0.0,
                of_worst / worst if worst > 0.0 else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.worst_share, -one.variance_share, one.id)))


def _bars(one: Numbers, other: Numbers) -> tuple[tuple[float, ...], tuple[tuple[int, ...], tuple[int, ...]]]:
    """Two ordered distributions as bars over all that either holds."""
    import numpy as np

    low, high = float(min(one[0], other[0])), float(max(one[-1], other[-1]))
    edges = np.linspace(low, high if high > low else low + 1.0, BARS + 1)

    def counts(ordered: Numbers) -> tuple[int, ...]:
        upto = np.searchsorted(ordered, edges[1:-1])
        return tuple(int(count) for count in np.diff(upto, prepend=0, append=len(ordered)))

    return tuple(float(edge) for edge in edges), (counts(one), counts(other))
