"""Pages of held funds and of movements, every string of a row made once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relais.acts.paging import PAGE, Page
from relais.config.dates import day_text, moment_text
from relais.config.money import format_money
from relais.engine.values import Money
from relais.funds.models import Account, Holding, Transaction
from relais.people.models import Membership
from relais.people.named import Named
from relais.people.prepared import OfMember

LAST: Final = UUID(int=2**128 - 1)
SHOWN: Final = ("disputed", "held", "released", "paid")
MOVES: Final[Mapping[str, Promise | str]] = {
    "pledge": pgettext_lazy("movement", "Pledged"),
    "unpledge": _("Pledge taken back"),
    "hold": pgettext_lazy("movement", "Held"),
    "release": pgettext_lazy("movement", "Released"),
    "refund": pgettext_lazy("movement", "Returned"),
    "dispute": pgettext_lazy("movement", "Disputed"),
    "settle_release": _("Settled to the executor"),
    "settle_refund": _("Settled to the business"),
    "pay": pgettext_lazy("movement", "Paid"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The money of one milestone, in words."""

    url: str
    title: str
    disputed: str
    payee: str
    agreed: str
    held: str
    owed: str
    paid: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One sealed transaction, in words."""

    at: str
    move: str
    amount: str
    url: str
    title: str
    transfer: str
    reason: str


class _Writer:
    """What is the same for all rows of a page."""

    def __init__(self, member: Membership) -> None:
        self.language = "fr" if (get_language() or "").startswith("fr") else "en"
        # One address is reversed, the others are made after its model: reversing costs more than all the rest of a row.
        blank = UUID(int=0)
        page = reverse("delegations:page", args=[member.business.slug, blank])
        self.url = page.replace(str(blank), "%s") + "#money"

    def money(self, minor: int | None, currency: str) -> str:
        return format_money(Money(minor or 0, currency), self.language)


# --- what stands where -------------------------------------------------------------------------------------------------


def page_of(member: Membership, person: UUID | None, after: str, team: Mapping[UUID, Named]) -> Page[Row]:
    """A page of milestones with their money, newest first; of one person, or of everyone."""
    before, write = _id(after), _Writer(member)
    one = {"person": person} if person else {}
    found = _holdings(person is not None).rows(member, before=before or LAST, **one)

    def row(
        _milestone: UUID, delegation: UUID, title: str, currency: str, payee: UUID | None, agreed: int | None,
        disputed: int | None, held: int | None, released: int | None, paid: int | None,
    ) -> Row:  # fmt: skip
        name = str(team[payee]) if payee is not None and payee in team else "—"
        return Row(
            url=write.url % delegation,
            title=title,
            disputed=write.money(disputed, currency) if disputed else "",
            payee=name,
            agreed=write.money(agreed, currency) if agreed else "—",
            held=write.money(held, currency),
            owed=write.money(released, currency),
            paid=write.money(paid, currency),
        )

    return _page(found, row, before)


@functools.cache
def _holdings(of_person: bool) -> OfMember:
    def build(member: Membership, before: UUID, person: UUID | None = None) -> QuerySet[Any]:
        holdings = Holding.objects.visible_to(member).filter(id__lt=before).order_by("-id")
        if person is not None:
            holdings = holdings.filter(payee_id=person)
        holdings = holdings.annotate(**{f"in_{kind}": _balance(kind) for kind in SHOWN})
        columns = ("id", "delegation_id", "title", "currency", "payee_id", "agreed")
        return holdings.values_list(*columns, *(f"in_{kind}" for kind in SHOWN))[: PAGE + 1]

    return OfMember(build, before=UUID, **({"person": UUID} if of_person else {}))


def _balance(kind: str) -> Subquery:
    accounts = Account.objects.filter(milestone=OuterRef("pk"), kind=kind, currency=OuterRef("currency"))
    return Subquery(accounts.values("balance")[:1])


# --- what moved --------------------------------------------------------------------------------------------------------


def movements_of(
    member: Membership, delegation: UUID | None, holding: UUID | None, after: str
) -> Page[Movement]:
    """A page of movements, newest first: all that the member may see, or of one delegation or milestone."""
    before, write = _id(after), _Writer(member)
    named = {"delegation": delegation, "holding": holding}
    asked = {name: value for name, value in named.items() if value is not None}
    found = _transactions(frozenset(asked)).rows(member, before=before or LAST, **asked)

    def row(
        _transaction: UUID, at: datetime, move: str, amount: int, currency: str, of: UUID, title: str,
        transferred_on: date | None, reference: str, reason: str,
    ) -> Movement:  # fmt: skip
        return Movement(
            at=moment_text(at, write.language),
            move=str(MOVES[move]),
            amount=write.money(amount, currency),
            url=write.url % of,
            title=title,
            transfer=f"{day_text(transferred_on, write.language)} · {reference}" if transferred_on else "",
            reason=reason,
        )

    return _page(found, row, before)


@functools.cache
def _transactions(asked: frozenset[str]) -> OfMember:
    columns = (
        "id", "at", "move", "amount", "currency", "delegation_id", "milestone__title", "transferred_on", "reference",
        "reason",
    )  # fmt: skip

    def build(
        member: Membership, before: UUID, delegation: UUID | None = None, holding: UUID | None = None
    ) -> QuerySet[Any]:
        rows, key = Transaction.objects.visible_to(member).with_reason(), Transaction.objects.key(member)
        rows = rows.filter(**{f"{key}__lt": before}).order_by(f"-{key}")
        if delegation is not None:
            rows = rows.filter(delegation_id=delegation)
        if holding is not None:
            rows = rows.filter(milestone_id=holding)
        return rows.values_list(*columns)[: PAGE + 1]

    return OfMember(build, before=UUID, **dict.fromkeys(asked, UUID))


# --- pages -------------------------------------------------------------------------------------------------------------


def _page(found: list[Any], row: Any, before: UUID | None) -> Page[Any]:
    shown = tuple(row(*one) for one in found[:PAGE])
    return Page(shown, str(found[PAGE - 1][0]) if len(found) > PAGE else "", before is None)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
