"""The typed log entries of this room and their sentences. Amounts are minor units beside their currency."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("funds.pledged")
class FundsPledged(EntryData):
    delegation: str
    amount: int
    amount_currency: str

    def sentence(self) -> Sentence:
        return _("%(who)s pledged %(amount)s for “%(delegation)s”.")


@entry_type("funds.unpledged")
class FundsUnpledged(EntryData):
    delegation: str
    amount: int
    amount_currency: str

    def sentence(self) -> Sentence:
        return _("%(who)s took back a pledge of %(amount)s for “%(delegation)s”.")


@entry_type("funds.held")
class FundsHeld(EntryData):
    delegation: str
    amount: int
    amount_currency: str
    transferred_on: str
    reference: str

    def sentence(self) -> Sentence:
        return _(
            "%(who)s held %(amount)s for “%(delegation)s” (transfer of %(transferred_on)s, %(reference)s)."
        )


@entry_type("funds.released")
class FundsReleased(EntryData):
    delegation: str
    amount: int
    amount_currency: str

    def sentence(self) -> Sentence:
        return _("%(who)s released %(amount)s for “%(delegation)s”.")


@entry_type("funds.refunded")
class FundsRefunded(EntryData):
    delegation: str
    amount: int
    amount_currency: str
    transferred_on: str
    reference: str

    def sentence(self) -> Sentence:
        return _(
            "%(who)s returned %(amount)s of “%(delegation)s” (transfer of %(transferred_on)s, %(reference)s)."
        )


@entry_type("funds.paid")
class FundsPaid(EntryData):
    delegation: str
    amount: int
    amount_currency: str
    transferred_on: str
    reference: str

    def sentence(self) -> Sentence:
        return _(
            "%(who)s paid %(amount)s for “%(delegation)s” (transfer of %(transferred_on)s, %(reference)s)."
        )


@entry_type("funds.disputed")
class FundsDisputed(EntryData):
    delegation: str
    amount: int
    amount_currency: str

    def sentence(self) -> Sentence:
        return _("%(who)s disputed %(amount)s of “%(delegation)s”.")


@entry_type("funds.settled")
class FundsSettled(EntryData):
    delegation: str
    released: int
    released_currency: str
    returned: int
    returned_currency: str

    def sentence(self) -> Sentence:
        return _("%(who)s settled “%(delegation)s”: %(released)s to the executor, %(returned)s returned.")
