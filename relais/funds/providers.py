"""The port through which real money moves. The ledger never moves without what a provider says of the transfer.

`manual` is built in: the owner makes the transfer at their bank and records its date and reference. A provider that calls
a bank's or a platform's interface implements the same three verbs; it asks outside a transaction and brings the answer in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from relais.acts.refusal import Refused
from relais.engine.values import Money


@dataclass(frozen=True, slots=True)
class Transfer:
    """A real movement of money: by which provider, on which day, under which reference."""

    provider: str
    on: date
    reference: str


class PaymentProvider(Protocol):
    """What a provider must do; each returns the transfer or raises `Refused`."""

    name: str

    def receive(self, amount: Money, *, on: date | None, reference: str, today: date) -> Transfer:
        """Money came from the owner, to be held."""
        ...

    def send(self, amount: Money, *, on: date | None, reference: str, today: date) -> Transfer:
        """Money went to the executor."""
        ...

    def send_back(self, amount: Money, *, on: date | None, reference: str, today: date) -> Transfer:
        """Money went back to the owner."""
        ...


class ManualProvider:
    """A transfer that the owner made and records: a day that has come, and a reference to find it by."""

    name = "manual"
    REFERENCE_LIMIT: Final = 140

    def receive(self, amount: Money, *, on: date | None, reference: str, today: date) -> Transfer:
        return self._recorded(on, reference, today)

    send = send_back = receive

    def _recorded(self, on: date | None, reference: str, today: date) -> Transfer:
        reference = " ".join(reference.split())
        if on is None:
            raise Refused("transfer_date_missing", field="transferred_on")
        if on > today:
            raise Refused("transfer_date_in_future", field="transferred_on")
        if on.year < 2000:
            raise Refused("date_out_of_range", field="transferred_on")
        if not reference:
            raise Refused("transfer_reference_missing", field="reference")
        if len(reference) > self.REFERENCE_LIMIT:
            raise Refused("text_too_long", field="reference", limit=self.REFERENCE_LIMIT)
        return Transfer(self.name, on, reference)


PROVIDERS: Final[dict[str, PaymentProvider]] = {"manual": ManualProvider()}


def provider_of(name: str = "manual") -> PaymentProvider:
    return PROVIDERS[name]
