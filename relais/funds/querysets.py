"""What a member may see of held funds, and what stands where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Substr

from relais.acts.prepared import Prepared
from relais.people.gates import granted_matters
from relais.people.roles import Role

if TYPE_CHECKING:
    from relais.people.models import Business, Membership


REASON_SHOWN: Final = 300
"""Characters of a reason that lists show; the log has all of it."""


def _as_payee(member: Membership) -> bool:
    """Whether the member sees only the money that is held for work of their own."""
    return not member.may("funds.see_all") and member.role not in (Role.REVIEWER, Role.MEDIATOR)


class HoldingQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """Management sees all; an executor what they work for; a reviewer or mediator the matters granted to them."""
        holdings = self.filter(business_id=member.business_id)
        if _as_payee(member):
            return holdings.filter(payee=member)
        if member.may("funds.see_all"):
            return holdings
        return holdings.filter(delegation_id__in=granted_matters(member))


class TransactionQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        transactions = self.filter(business_id=member.business_id, seal__isnull=False)
        if _as_payee(member):
            return transactions.filter(payee_movement__payee=member)
        if member.may("funds.see_all"):
            return transactions
        return transactions.filter(delegation_id__in=granted_matters(member))

    @staticmethod
    def key(member: Membership) -> str:
        """The name of the id by which pages of `visible_to` go: where those are found by payee, the id in the index of payees,
        for SQLite does not see that it is the same and would put all in order."""
        return "payee_movement__pk" if _as_payee(member) else "id"

    def with_reason(self) -> Self:
        """With `reason`: the beginning of what was written to the movement, nothing once it was erased."""
        from relais.acts.models import EntryText

        said = EntryText.objects.filter(entry__subject_id=OuterRef("pk"), entry__subject_type="transaction")
        start = Substr("body", 1, REASON_SHOWN)
        return self.annotate(reason=Coalesce(Subquery(said.values(start=start)[:1]), Value("")))


Standing = dict[UUID, dict[str, int]]


def standing(milestone_ids: Iterable[UUID]) -> Standing:
    """Minor units by milestone and kind of account, one query: `standing([m])[m]["held"]` (absent kinds are 0)."""
    from relais.funds.models import Account

    found: Standing = {milestone: defaultdict(int) for milestone in milestone_ids}
    accounts = Account.objects.filter(milestone_id__in=list(found)).values_list(
        "milestone_id", "kind", "balance"
    )
    for milestone_id, kind, balance in accounts:
        found[milestone_id][kind] += balance
    return found


def standing_of_delegations(delegation_ids: Iterable[UUID]) -> Standing:
    """The same by delegation, all of its milestones together."""
    from relais.funds.models import Account

    found: Standing = {delegation: defaultdict(int) for delegation in delegation_ids}
    accounts = Account.objects.filter(delegation_id__in=list(found)).values_list(
        "delegation_id", "kind", "balance"
    )
    for delegation_id, kind, balance in accounts:
        found[delegation_id][kind] += balance
    return found


def totals(business: Business) -> list[tuple[str, str, int]]:
    """(currency, kind, minor units) of all that is pledged, held, disputed or owed now: an index of what is not zero."""
    return _totals.rows(business=business.pk)


def _totals_of(business: UUID) -> models.QuerySet[Any]:
    from relais.funds.models import Account

    return (
        Account.objects.filter(business_id=business, kind__in=("pledged", "held", "disputed", "released"))
        # Written out and not a parameter: only so does the planner see that it is the condition of the index.
        .exclude(balance=RawSQL("0", ()))
        .values_list("currency", "kind")
        .annotate(total=Sum("balance"))
        .order_by("currency", "kind")
    )


_totals: Final = Prepared(_totals_of, business=UUID)
