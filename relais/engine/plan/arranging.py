"""Important work that cannot be cut at will: whole blocks, least pieces, one most important task a day.

Each of these makes the greatest value NP-hard. What is done: given an owner for each day and an order, blocks and pieces are
inserted one after the other where their time is best (`pieces`), then minutes go greedily by density times energy;
owners and order are improved by local search, first improvement, within a number of trials that depends on
the size alone, so that the same problem always gives the same plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from relais.engine.plan.board import Board, Placed
from relais.engine.plan.calendar import Part, Span
from relais.engine.plan.pieces import Ground
from relais.engine.plan.room import Room

NOBODY: Final = -1
WORK: Final = 60_000
"""Parts tried times places filled that a search may cost: about a quarter of a second."""
TRIALS: Final = 1_000
"""And at most so many trials."""

KICKS: Final = 40
"""Times that the search leaves a local best to look for another."""
WORTH: Final = 0.001
"""By how much another plan has to be better before what was planned is moved."""

Arrangement = tuple[float, list[Placed]]


def arrange(
    board: Board, hard: Room, soft: Room | None, earlier: Sequence[tuple[int, Span]] = ()
) -> list[Placed]:
    """The best arrangement found of all wishes; minutes that `hard` has no room for stay free.

    With the pieces of an `earlier` plan: these where they were as far as they can be, then the rest; or everything placed
    anew for the same owners, if that is better. There is no search: somebody waits for what they just said.
    """
    wishes = board.wishes
    search = _Search(board, hard, soft)
    order = sorted(
        (n for n, wish in enumerate(wishes) if wish.least > 1),
        key=lambda n: (-wishes[n].density, -wishes[n].least, wishes[n].id),
    )
    if not earlier:
        return search.improve(_first_owners(board), order)[1]
    owners, kept = search.mended(earlier, order)
    anew = search.arranged(owners, order)
    return (anew if anew[0] > kept[0] * (1 + WORTH) else kept)[1]


def _first_owners(board: Board) -> list[int]:
    """A most important task for each day: the densest first, each on the days that are best for it until it fits."""
    owners = [board.by_hand.get(day, NOBODY) for day in range(len(board.midnights) + 1)]
    free: dict[int, list[tuple[float, int]]] = {
        day: [] for day in range(len(owners)) if day not in board.by_hand
    }
    for first, last, energy in board.parts:
        if board.day(first) in free:
            free[board.day(first)].append((energy, last - first))
    for levels in free.values():
        levels.sort(reverse=True)
    by_density = sorted(
        (n for n, wish in enumerate(board.wishes) if wish.most_important),
        key=lambda n: (-board.wishes[n].density, board.wishes[n].id),
    )
    for n in by_density:
        left = board.wishes[n].minutes
        while left > 0 and free:
            day = max(free, key=lambda day: (_worth(free[day], left), -day))
            owners[day] = n
            left -= sum(minutes for _, minutes in free.pop(day))
    return owners


def _worth(levels: Sequence[tuple[float, int]], minutes: int) -> float:
    """The energy of the best minutes of a day."""
    worth = 0.0
    for energy, there in levels:
        worth += energy * min(there, minutes)
        minutes -= there
        if minutes <= 0:
            break
    return worth


class _Search:
    """Local search over the owners of days and the order of blocks."""

    def __init__(self, board: Board, hard: Room, soft: Room | None) -> None:
        self._board, self._hard, self._soft = board, hard, soft
        self._days = [board.day(part[0]) for part in board.parts]
        bound = sum(1 for wish in board.wishes if wish.least > 1)
        anywhere = sum(1 for wish in board.wishes if wish.least <= 1 and not wish.most_important)
        cost = len(board.parts) * (1 + bound + anywhere) + len(board.parts) * len(board.wishes) // 20
        self._trials = min(TRIALS, WORK // cost)
        self._by_minute = [(n, wish) for n, wish in enumerate(board.wishes) if wish.least <= 1]

    def mended(self, earlier: Sequence[tuple[int, Span]], order: list[int]) -> tuple[list[int], Arrangement]:
        """The owners that an earlier plan gave to the days, and its pieces with what they leave filled again."""
        board = self._board
        owners = [board.by_hand.get(day, NOBODY) for day in range(len(board.midnights) + 1)]
        for n, (first, last) in earlier:
            if board.wishes[n].most_important:
                for day in range(board.day(first), board.day(last - 1) + 1):
                    owners[day] = n if owners[day] == NOBODY and day not in board.by_hand else owners[day]
        hopeful = _first_owners(board)
        owners = [hope if owner == NOBODY else owner for owner, hope in zip(owners, hopeful, strict=True)]
        return owners, self.arranged(owners, order, earlier)

    def improve(self, owners: list[int], order: list[int]) -> Arrangement:
        """From these owners and this order, to where no single change helps; then from the best again, two changes away,
        while trials are left."""
        best, owners, order = self._climb(owners, order)
        for kick in range(KICKS):
            if self._trials <= 0:
                break
            found, new_owners, new_order = self._climb(*self._kicked(owners, order, kick))
            if found[0] > best[0] * (1 + 1e-12):
                best, owners, order = found, new_owners, new_order
        return best

    def _climb(self, owners: list[int], order: list[int]) -> tuple[Arrangement, list[int], list[int]]:
        """First improvement until none is found."""
        best = self.arranged(owners, order)
        improved = True
        while improved and self._trials > 0:
            improved = False
            for new_owners, new_order in self._changes(owners, order):
                if self._trials <= 0:
                    break
                self._trials -= 1
                found = self.arranged(new_owners, new_order)
                if found[0] > best[0] * (1 + 1e-12):
                    best, owners, order, improved = found, new_owners, new_order, True
                    break
        return best, owners, order

    def _kicked(self, owners: list[int], order: list[int], kick: int) -> tuple[list[int], list[int]]:
        """Two days given to others, and two places of the order exchanged: another pair at every kick."""
        owners, order = owners.copy(), order.copy()
        movable = [day for day in range(len(owners)) if day not in self._board.by_hand]
        candidates = [n for n, wish in enumerate(self._board.wishes) if wish.most_important]
        if movable and candidates:
            owners[movable[kick % len(movable)]] = candidates[kick % len(candidates)]
            apart = 1 + kick // len(movable)
            owners[movable[(kick + apart) % len(movable)]] = candidates[(kick // 2 + 1) % len(candidates)]
        if len(order) > 1:
            first, second = kick % len(order), (3 * kick + 1 + kick // len(order)) % len(order)
            order[first], order[second] = order[second], order[first]
        return owners, order

    def _changes(self, owners: list[int], order: list[int]) -> Iterator[tuple[list[int], list[int]]]:
        """Another owner for a day, two days exchanged, a block inserted elsewhere in the order."""
        movable = [day for day in range(len(owners)) if day not in self._board.by_hand]
        candidates = [n for n, wish in enumerate(self._board.wishes) if wish.most_important]
        for k, day in enumerate(movable):
            for other in movable[k + 1 :]:
                if owners[day] != owners[other]:
                    changed = owners.copy()
                    changed[day], changed[other] = owners[other], owners[day]
                    yield changed, order
        for day in movable:
            for n in candidates:
                if n != owners[day]:
                    yield [n if k == day else owner for k, owner in enumerate(owners)], order
        for k in range(len(order)):
            for to in range(len(order)):
                if to not in (k, k - 1):
                    changed = order[:k] + order[k + 1 :]
                    changed.insert(to, order[k])
                    yield owners, changed

    def arranged(
        self, owners: list[int], order: list[int], earlier: Sequence[tuple[int, Span]] = ()
    ) -> Arrangement:
        """Everything placed for these owners in this order, after the `earlier` pieces that are still possible."""
        hard, soft = self._hard.copy(), self._soft.copy() if self._soft else None
        wishes = self._board.wishes
        left = [wish.minutes for wish in wishes]
        placed: list[Placed] = []
        free, days = self._board.parts, self._days
        if order or earlier:
            ground = Ground(self._board, self._days, owners, hard, soft)
            kept: dict[int, list[Span]] = {}
            for n, span in earlier:
                length = span[1] - span[0]
                if wishes[n].least <= length <= left[n] and (there := ground.keep(n, span)):
                    placed += there
                    left[n] -= length
                    kept.setdefault(n, []).append(span)
            for n in order:
                more = ground.insert(n, left[n], kept.get(n, ()))
                left[n] -= sum(last - first for _, (first, last), _ in more)
                placed += more
            free = ground.free()
            days = [self._board.day(part[0]) for part in free]
        placed += self._minutes(free, days, owners, left, hard, soft)
        return sum(wishes[n].density * energy * (last - first) for n, (first, last), energy in placed), placed

    def _minutes(
        self,
        free: Sequence[Part],
        days: Sequence[int],
        owners: list[int],
        left: list[int],
        hard: Room,
        soft: Room | None,
    ) -> Iterator[Placed]:
        """Minutes by density times energy, the greatest first."""
        wishes = self._board.wishes
        begins = [part[0] for part in free]
        # Of equal time, work that may go anywhere takes what the owner of the day would miss least.
        missed = [wishes[owners[day]].density if owners[day] >= 0 else 0.0 for day in days]
        pairs = sorted(
            (-wish.density * free[k][2], 0.0 if wish.most_important else missed[k], free[k][0], n, k)
            for n, wish in self._by_minute
            for k in range(len(free))
            if not wish.most_important or owners[days[k]] == n
        )
        for _, level in groupby(pairs, key=itemgetter(0)):
            equals = list(level)
            for room in (soft, hard) if soft is not None else (hard,):
                for _, _, _, n, k in equals:
                    most = min(left[n], free[k][1] - begins[k])
                    if most <= 0:
                        continue
                    some = room.take(begins[k], most)
                    if room is soft:
                        some = hard.take(begins[k], some)
                    elif soft is not None:
                        soft.take(begins[k], some)
                    if some:
                        yield n, (begins[k], begins[k] + some), free[k][2]
                        begins[k] += some
                        left[n] -= some
