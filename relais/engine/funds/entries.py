"""Held funds in double entry: what each act moves, and whether it may.

Every milestone has six accounts in its currency. Money comes from the payer, and ends paid or goes back:

    payer ─pledge─▶ pledged ─hold─▶ held ─release─▶ released ─pay─▶ paid
                    pledged ─unpledge─▶ payer
                                    held ─refund─▶ payer
                                    held ─dispute─▶ disputed ─settle_release─▶ released
                                                    disputed ─settle_refund─▶ payer

Only `payer` may stand below zero: it is the world outside, and shows how much came from it. All the others
never do, which is why nothing can be released twice or beyond what is held. A balance is the sum of entries,
and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from relais.engine.values import MONEY_LIMIT, Id, Money


class Kind(StrEnum):
    """Where money of a milestone can stand."""

    PAYER = "payer"
    """Outside: with the one who pays. The only account that may be below zero."""
    PLEDGED = "pledged"
    """Promised; no transfer has been recorded."""
    HELD = "held"
    """Received by a real transfer, and kept until the work is judged."""
    DISPUTED = "disputed"
    """Held, and waiting for a mediator's ruling."""
    RELEASED = "released"
    """Owed to the executor."""
    PAID = "paid"
    """Handed to the executor by a real transfer."""


class Act(StrEnum):
    """What can be done with money of a milestone."""

    PLEDGE = "pledge"
    UNPLEDGE = "unpledge"
    HOLD = "hold"
    RELEASE = "release"
    REFUND = "refund"
    DISPUTE = "dispute"
    SETTLE_RELEASE = "settle_release"
    SETTLE_REFUND = "settle_refund"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Route:
    """The account that an act takes from, and the one it gives to."""

    source: Kind
    target: Kind


ROUTES: Final[Mapping[Act, Route]] = MappingProxyType(
    {
        Act.PLEDGE: Route(Kind.PAYER, Kind.PLEDGED),
        Act.UNPLEDGE: Route(Kind.PLEDGED, Kind.PAYER),
        Act.HOLD: Route(Kind.PLEDGED, Kind.HELD),
        Act.RELEASE: Route(Kind.HELD, Kind.RELEASED),
        Act.REFUND: Route(Kind.HELD, Kind.PAYER),
        Act.DISPUTE: Route(Kind.HELD, Kind.DISPUTED),
        Act.SETTLE_RELEASE: Route(Kind.DISPUTED, Kind.RELEASED),
        Act.SETTLE_REFUND: Route(Kind.DISPUTED, Kind.PAYER),
        Act.PAY: Route(Kind.RELEASED, Kind.PAID),
    }
)
"""The whole of what may happen to money. What is not in this table cannot be posted."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where money of one milestone stands, in one currency."""

    milestone: Id
    kind: Kind
    currency: str


@dataclass(frozen=True, slots=True)
class Move:
    """One act on one milestone, asked for and not yet posted."""

    act: Act
    milestone: Id
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: an account gains (positive) or loses (negative) this many minor units.

    `position` is that of the move in its transaction, from 0. Each move makes two entries: first the one that
    takes, then the one that gives.
    """

    position: int
    act: Act
    account: Account
    minor: int


@dataclass(frozen=True, slots=True)
class Posting:
    """The entries of one transaction, in order, and the balance of each account that it touched."""

    entries: tuple[Entry, ...]
    after: tuple[tuple[Account, int], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a transaction may not be posted; nothing of it is.

    Codes: `nothing_to_do` (no move), `unknown_move`, `amount_not_positive`, `currency_mismatch`,
    `amount_too_large`, and `not_enough_pledged`, `not_enough_held`, `not_enough_disputed`,
    `not_enough_released`. `position` is that of the move at fault; `available` the minor units that it could
    have taken, when that is why.
    """

    code: str
    position: int = 0
    available: int | None = None


def post(balances: Mapping[Account, int], moves: Sequence[Move]) -> Posting | Refused:
    """Decide one transaction: all the moves, in order, or none of them.

    `balances` are the minor units of the milestones that the moves name, in every currency they have; an
    account that is absent stands at zero. A later move may use what an earlier one brought. The entries sum
    to zero by currency.

    A milestone has one price, hence one currency at a time: while it has money anywhere in one (even already
    paid), a move in another is refused as `currency_mismatch`.
    """
    if not moves:
        return Refused("nothing_to_do")
    now = dict(balances)
    entries: list[Entry] = []
    for position, move in enumerate(moves):
        refused = _refusal(now, position, move)
        if refused:
            return refused
        route, minor, currency = ROUTES[move.act], move.amount.minor, move.amount.currency
        for kind, change in ((route.source, -minor), (route.target, minor)):
            account = Account(move.milestone, kind, currency)
            now[account] = now.get(account, 0) + change
            entries.append(Entry(position, move.act, account, change))
    touched = dict.fromkeys(entry.account for entry in entries)
    return Posting(tuple(entries), tuple((account, now[account]) for account in touched))


def _refusal(balances: Mapping[Account, int], position: int, move: Move) -> Refused | None:
    """Why this move may not follow these balances, or None."""
    route = ROUTES.get(move.act)
    if route is None:
        return Refused("unknown_move", position)
    if not move.amount.is_positive:
        return Refused("amount_not_positive", position)
    if _has_another_currency(balances, move.milestone, move.amount.currency):
        return Refused("currency_mismatch", position)
    source = balances.get(Account(move.milestone, route.source, move.amount.currency), 0)
    target = balances.get(Account(move.milestone, route.target, move.amount.currency), 0)
    if route.source is not Kind.PAYER and source < move.amount.minor:
        return Refused(f"not_enough_{route.source}", position, available=max(source, 0))
    if source - move.amount.minor <= -MONEY_LIMIT or target + move.amount.minor >= MONEY_LIMIT:
        return Refused("amount_too_large", position)
    return None


def _has_another_currency(balances: Mapping[Account, int], milestone: Id, currency: str) -> bool:
    return any(
        minor and account.milestone == milestone and account.currency != currency
        for account, minor in balances.items()
    )


def moves_to_hold(balances: Mapping[Account, int], milestone: Id, amount: Money) -> tuple[Move, ...]:
    """The moves that record a real transfer of this amount, whatever was pledged before it.

    What is pledged is used first; what is missing is pledged in the same transaction, so that an owner can
    hold money without having promised it, and `held` still only ever fills from `pledged`.
    """
    pledged = balances.get(Account(milestone, Kind.PLEDGED, amount.currency), 0)
    hold = Move(Act.HOLD, milestone, amount)
    if amount.minor <= pledged:
        return (hold,)
    return (Move(Act.PLEDGE, milestone, Money(amount.minor - pledged, amount.currency)), hold)


def balances_of(entries: Iterable[Entry]) -> dict[Account, int]:
    """The balance of every account that these entries name, in minor units: their sum."""
    balances: dict[Account, int] = {}
    for entry in entries:
        balances[entry.account] = balances.get(entry.account, 0) + entry.minor
    return balances
