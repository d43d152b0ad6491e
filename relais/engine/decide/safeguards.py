"""Which safeguards to buy, and in which order: exact, on expected losses, without any draw.

An outcome's loss is multiplied by every safeguard on it, each factor at most 1, so a safeguard never saves more once others
are bought. That bounds what any set can still gain, and branch and bound finds the set of least expected loss plus
cost among all of them (Nemhauser, Wolsey & Fisher 1978 name the property: submodular).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from relais.engine.decide.scenarios import Safeguard, Sheet, expected_losses


@dataclass(frozen=True, slots=True)
class Bought:
    """One safeguard in the order of buying: what is expected to be lost before and after it, those above it being bought.

    `saves_alone`: what it would save were it the only one. It `pays` when it belongs to the set with the least expected loss
    plus cost; those that do not come last, as if bought after all that do.
    """

    id: str
    cost: float
    loss_before: float
    loss_after: float
    saves_alone: float
    pays: bool

    @property
    def net(self) -> float:
        """What it saves, less what it costs."""
        return self.loss_before - self.loss_after - self.cost


def order(sheet: Sheet) -> tuple[Bought, ...]:
    """All safeguards of a sheet without faults, in the order in which to buy them: first those that pay, at each step the
    one that saves most for its cost (free ones first); then the others, likewise. Ties go to the sheet's order."""
    best = best_set(sheet)
    found: list[Bought] = []
    bought: list[Safeguard] = []
    before = none = _total(sheet, ())
    for paying in (True, False):
        left = [one for one in sheet.safeguards if (one.id in best) is paying]
        while left:
            after = {one.id: _total(sheet, (*bought, one)) for one in left}
            following = max(left, key=lambda one: _worth(before - after[one.id], sheet.cost(one)))
            saves_alone = none - _total(sheet, (following,))
            found.append(
                Bought(following.id, sheet.cost(following), before, after[following.id], saves_alone, paying)
            )
            if paying:
                bought.append(following)
                before = after[following.id]
            left.remove(following)
    return tuple(found)


def best_set(sheet: Sheet) -> frozenset[str]:
    """The safeguards whose costs and remaining expected losses are least together; of equal sets the smallest cost."""
    best: tuple[float, float, frozenset[str]] = (inf, inf, frozenset())
    candidates = sorted(
        sheet.safeguards, key=lambda one: sheet.cost(one) - _total(sheet, ()) + _total(sheet, (one,))
    )
    # Without counting rounding: what differs by less than this is equal.
    tiny = 1e-12 * (1.0 + sum(abs(one) for one in expected_losses(sheet).values()))

    def search(bought: tuple[Safeguard, ...], cost: float, left: Sequence[Safeguard]) -> None:
        nonlocal best
        loss = _total(sheet, bought)
        if (loss + cost, cost) < (best[0] - tiny, best[1]) or (
            loss + cost <= best[0] + tiny and cost < best[1]
        ):
            best = (loss + cost, cost, frozenset(one.id for one in bought))
        gains = {one.id: loss - _total(sheet, (*bought, one)) - sheet.cost(one) for one in left}
        able = [one for one in left if gains[one.id] > tiny]
        hope = sum(gains[one.id] for one in able)
        for n, one in enumerate(able):
            if loss + cost - hope >= best[0] - tiny:
                return
            search((*bought, one), cost + sheet.cost(one), able[n + 1 :])
            hope -= gains[one.id]

    search((), 0.0, candidates)
    return best[2]


def _total(sheet: Sheet, bought: Sequence[Safeguard]) -> float:
    return sum(expected_losses(sheet, bought).values())


def _worth(saved: float, cost: float) -> tuple[float, float]:
    """What sorts safeguards: saved for each unit of cost, then saved."""
    if cost == 0.0:
        return (inf if saved > 0.0 else 0.0), saved
    return saved / cost, saved
