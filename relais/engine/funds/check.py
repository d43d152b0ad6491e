"""An independent checker of the whole ledger of held funds.

It shares no rule with `entries.py`, and imports nothing from it: it has its own table of moves and its own
arithmetic on plain rows, so that a mistake there, a hand in the database or a damaged import is found here.
Findings are data, collected and not raised. Only sealed transactions count, in the order of their seals.

Findings, each with its code:

    transaction_repeated   two transactions have the same id
    seal_repeated          two transactions have the same seal, so that their order is not known
    no_entries             a sealed transaction is empty
    unknown_move           an act that the table does not have
    out_of_table           the entries of a move are not the two that the table gives for it
    amount_out_of_range    an entry of zero, or of 10**15 minor units or more
    unbalanced             the entries of a transaction do not sum to zero in a currency
    negative_account       a transaction takes an account, other than the payer's, below zero
    mixed_currencies       a milestone has money in two currencies at once
    released_beyond_held   more was released and refunded than was ever held
    paid_beyond_released   more was paid than was ever released
    totals_unbalanced      over all, a milestone's accounts do not sum to zero in a currency
    unsealed_counted       a stated balance includes a transaction that is not sealed
    total_differs          a stated balance is not the sum of its entries
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from relais.engine.values import Id

Detail = tuple[tuple[str, Id], ...]
_Purse = tuple[Id, str]  # milestone, currency
_Account = tuple[Id, str, str]  # milestone, kind, currency

# Written out a second time on purpose: see the top of the module.
_TABLE: Final = {
    "pledge": ("payer", "pledged"),
    "unpledge": ("pledged", "payer"),
    "hold": ("pledged", "held"),
    "release": ("held", "released"),
    "refund": ("held", "payer"),
    "dispute": ("held", "disputed"),
    "settle_release": ("disputed", "released"),
    "settle_refund": ("disputed", "payer"),
    "pay": ("released", "paid"),
}
_REFUNDS: Final = frozenset({"refund", "settle_refund"})
_LIMIT: Final = 10**15


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is stored, in minor units; `position` is that of its move in the transaction."""

    position: int
    act: str
    milestone: Id
    kind: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """Lines written together. `seal` is their place in the ledger's order; without one they do not count."""

    id: Id
    seal: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A balance as the product shows it, in minor units."""

    milestone: Id
    kind: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: which, in which transaction (None when it is in the whole), and what was seen."""

    code: str
    transaction: Id | None
    detail: Detail = ()


@dataclass(slots=True)
class _Seen:
    """What the sealed transactions read so far add up to, in minor units."""

    balances: defaultdict[_Account, int] = field(default_factory=lambda: defaultdict(int))
    held: Counter[_Purse] = field(default_factory=Counter)
    released: Counter[_Purse] = field(default_factory=Counter)
    refunded: Counter[_Purse] = field(default_factory=Counter)
    paid: Counter[_Purse] = field(default_factory=Counter)
    in_use: defaultdict[Id, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By milestone and currency, how many accounts are not at zero."""


def check(transactions: Iterable[Transaction], stated: Sequence[Stated] | None = None) -> tuple[Finding, ...]:
    """Everything wrong with a ledger, in the order of seals; an empty tuple when all is well.

    Give `stated` to compare the balances shown with the entries: then every balance that is not zero must be
    in it. Time and memory grow linearly with the number of lines.
    """
    everything = tuple(transactions)
    findings = list(_repeated(everything))
    sealed = sorted((one for one in everything if one.seal is not None), key=lambda one: one.seal or 0)
    seen = _Seen()
    for transaction in sealed:
        findings += _form(transaction)
        findings += _balance(transaction)
        findings += _flow(seen, transaction)
    findings += _totals(seen)
    if stated is not None:
        findings += _shown(seen, everything, stated)
    return tuple(findings)


def _repeated(transactions: Sequence[Transaction]) -> Iterator[Finding]:
    ids: set[Id] = set()
    seals: set[int] = set()
    for one in transactions:
        if one.id in ids:
            yield Finding("transaction_repeated", one.id)
        ids.add(one.id)
        if one.seal is None:
            continue
        if one.seal in seals:
            yield Finding("seal_repeated", one.id, (("seal", one.seal),))
        seals.add(one.seal)


def _form(transaction: Transaction) -> Iterator[Finding]:
    """Each move is one of the table, with the two entries that the table gives for it."""
    if not transaction.lines:
        yield Finding("no_entries", transaction.id)
    moves: defaultdict[int, list[Line]] = defaultdict(list)
    for line in transaction.lines:
        moves[line.position].append(line)
        if not 0 < abs(line.minor) < _LIMIT:
            yield Finding("amount_out_of_range", transaction.id, _line_detail(line))
    for position, lines in moves.items():
        act = lines[0].act
        if act not in _TABLE:
            yield Finding("unknown_move", transaction.id, (("position", position), ("act", act)))
        elif not _follows(lines):
            yield Finding("out_of_table", transaction.id, (("position", position), ("act", act)))


def _follows(lines: Sequence[Line]) -> bool:
    """Whether these lines are a move of the table, one account losing what the other gains."""
    if len(lines) != 2:
        return False
    loses, gains = sorted(lines, key=lambda line: line.minor)
    return (
        loses.act == gains.act
        and (loses.kind, gains.kind) == _TABLE[loses.act]
        and loses.milestone == gains.milestone
        and loses.currency == gains.currency
        and loses.minor == -gains.minor
    )


def _balance(transaction: Transaction) -> Iterator[Finding]:
    sums: Counter[str] = Counter()
    for line in transaction.lines:
        sums[line.currency] += line.minor
    for currency, minor in sums.items():
        if minor:
            yield Finding("unbalanced", transaction.id, (("currency", currency), ("minor", minor)))


def _flow(seen: _Seen, transaction: Transaction) -> Iterator[Finding]:
    """Add a transaction to what was seen, and tell what it takes too far.

    Only the transaction that makes a thing worse is named: one mistake is not told by all that follow it.
    """
    lowered: dict[_Account, None] = {}
    grown: dict[_Purse, None] = {}
    for line in sorted(transaction.lines, key=lambda line: (line.position, line.minor)):
        account, purse = (line.milestone, line.kind, line.currency), (line.milestone, line.currency)
        _add(seen, account, line.minor)
        if line.minor < 0 and line.kind != "payer" and seen.balances[account] < 0:
            lowered[account] = None
        if line.minor > 0 and _count(seen, purse, line):
            grown[purse] = None
    for milestone, kind, currency in lowered:
        minor = seen.balances[milestone, kind, currency]
        yield Finding("negative_account", transaction.id, _account_detail(milestone, kind, currency, minor))
    for purse in grown:
        yield from _beyond(seen, transaction, purse)
    for milestone in dict.fromkeys(line.milestone for line in transaction.lines):
        currencies = sorted(currency for currency, accounts in seen.in_use[milestone].items() if accounts)
        if len(currencies) > 1:
            detail: Detail = (("milestone", milestone), ("currencies", " ".join(currencies)))
            yield Finding("mixed_currencies", transaction.id, detail)


def _add(seen: _Seen, account: _Account, minor: int) -> None:
    before = seen.balances[account]
    seen.balances[account] = before + minor
    milestone, _, currency = account
    seen.in_use[milestone][currency] += (before + minor != 0) - (before != 0)


def _count(seen: _Seen, purse: _Purse, line: Line) -> bool:
    """Add what reached an account to the flows; whether it left what is held or owed."""
    if line.kind == "held":
        seen.held[purse] += line.minor
        return False
    if line.kind == "released":
        seen.released[purse] += line.minor
    elif line.kind == "paid":
        seen.paid[purse] += line.minor
    elif line.kind == "payer" and line.act in _REFUNDS:
        seen.refunded[purse] += line.minor
    else:
        return False
    return True


def _beyond(seen: _Seen, transaction: Transaction, purse: _Purse) -> Iterator[Finding]:
    milestone, currency = purse
    where: Detail = (("milestone", milestone), ("currency", currency))
    gone = seen.released[purse] + seen.refunded[purse]
    if gone > seen.held[purse]:
        detail = (*where, ("held", seen.held[purse]), ("released_or_refunded", gone))
        yield Finding("released_beyond_held", transaction.id, detail)
    if seen.paid[purse] > seen.released[purse]:
        detail = (*where, ("released", seen.released[purse]), ("paid", seen.paid[purse]))
        yield Finding("paid_beyond_released", transaction.id, detail)


def _totals(seen: _Seen) -> Iterator[Finding]:
    sums: Counter[_Purse] = Counter()
    for (milestone, _, currency), minor in seen.balances.items():
        sums[milestone, currency] += minor
    for (milestone, currency), minor in sums.items():
        if minor:
            detail: Detail = (("milestone", milestone), ("currency", currency), ("minor", minor))
            yield Finding("totals_unbalanced", None, detail)


def _shown(seen: _Seen, transactions: Sequence[Transaction], stated: Sequence[Stated]) -> Iterator[Finding]:
    """Compare the balances shown with the sealed entries, and recognise those that count unsealed ones."""
    unsealed: Counter[_Account] = Counter()
    first: dict[_Account, Id] = {}
    for transaction in transactions:
        for line in transaction.lines if transaction.seal is None else ():
            account = (line.milestone, line.kind, line.currency)
            unsealed[account] += line.minor
            first.setdefault(account, transaction.id)
    shown = [((one.milestone, one.kind, one.currency), one.minor) for one in stated]
    named = {account for account, _ in shown}
    shown += [(account, 0) for account in seen.balances if account not in named]
    for account, minor in shown:
        right = seen.balances.get(account, 0)
        if minor == right:
            continue
        detail = (*_account_detail(*account, minor), ("sum", right))
        if minor == right + unsealed[account]:
            yield Finding("unsealed_counted", first[account], detail)
        else:
            yield Finding("total_differs", None, detail)


def _line_detail(line: Line) -> Detail:
    where = _account_detail(line.milestone, line.kind, line.currency, line.minor)
    return (("position", line.position), *where)


def _account_detail(milestone: Id, kind: str, currency: str, minor: int) -> Detail:
    return (("milestone", milestone), ("kind", kind), ("currency", currency), ("minor", minor))
