"""Held funds while they are loaded: holdings, accounts, transactions of two or four lines, and their seals.

Accounts open empty and their balances come from the seals' trigger, as they do for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bench.load.log import Ids
from bench.load.rows import Book
from relais.engine.funds.entries import ROUTES, Act
from relais.funds.models import Account, Holding, Line, Seal, Transaction


class Purse:
    """The money of one milestone."""

    def __init__(
        self, book: Book, ids: Ids, *, milestone: str, delegation: str, business: str, currency: str
    ) -> None:
        self.book, self.ids = book, ids
        self.milestone, self.delegation, self.business, self.currency = (
            milestone,
            delegation,
            business,
            currency,
        )
        self.accounts: dict[str, str] = {}

    def open(
        self, *, title: str, payee: str | None, agreed: int | None, at: datetime, to_judge: bool
    ) -> None:
        self.book.sheet(Holding).add(
            id=self.milestone, business_id=self.business, delegation_id=self.delegation, payee_id=payee, title=title,
            currency=self.currency, agreed=agreed, opened_at=at, to_judge=to_judge,
        )  # fmt: skip

    def post(
        self,
        acts: Iterable[Act],
        amount: int,
        *,
        by: str | None,
        at: datetime,
        on: date | None = None,
        reference: str = "",
    ) -> str:
        """One sealed transaction of these moves, named after the last; its identifier."""
        moves = tuple(acts)
        transaction = self.ids.at(at)
        self.book.sheet(Transaction).add(
            id=transaction, business_id=self.business, delegation_id=self.delegation, milestone_id=self.milestone,
            move=moves[-1].value, amount=amount, currency=self.currency, at=at, by_id=by, transferred_on=on,
            reference=reference,
        )  # fmt: skip
        lines = self.book.sheet(Line)
        for position, act in enumerate(moves):
            route = ROUTES[act]
            for kind, signed in ((route.source, -amount), (route.target, amount)):
                lines.add(
                    id=self.ids.at(at), transaction_id=transaction, account_id=self._account(kind.value, at),
                    position=position, move=act.value, amount=signed,
                )  # fmt: skip
        self.book.sheet(Seal).add(transaction_id=transaction, lines=2 * len(moves))
        return transaction

    def _account(self, kind: str, at: datetime) -> str:
        if kind not in self.accounts:
            self.accounts[kind] = self.ids.at(at)
            self.book.sheet(Account).add(
                id=self.accounts[kind], business_id=self.business, delegation_id=self.delegation,
                milestone_id=self.milestone, kind=kind, currency=self.currency,
            )  # fmt: skip
        return self.accounts[kind]
