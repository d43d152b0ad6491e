"""Pages of the team, in the order in which its members came."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from relais.acts.paging import PAGE, Page

from .models import Membership
from .prepared import OfMember


def current_page(member: Membership, after: str) -> Page[Membership]:
    """Those who belong to the business now and whom the member may see."""
    return _page(_current, member, after)


def former_page(member: Membership, after: str) -> Page[Membership]:
    return _page(_former, member, after)


def _rows(rows: QuerySet[Any], after: UUID) -> QuerySet[Any]:
    """By ascending id: the owner who opened the business first."""
    return rows.filter(id__gt=after).select_related("person").order_by("id")[: PAGE + 1]


_current: Final = OfMember(
    lambda member, after: _rows(Membership.objects.visible_to(member).current(), after), after=UUID
)
_former: Final = OfMember(
    lambda member, after: _rows(Membership.objects.visible_to(member).exclude(left_at=None), after),
    after=UUID,
)


def _page(query: OfMember, member: Membership, after: str) -> Page[Membership]:
    try:
        key = UUID(after)
    except ValueError:
        key = None
    found = query.rows(member, after=key or UUID(int=0))
    shown = tuple(found[:PAGE])
    return Page(shown, str(shown[-1].id) if len(found) > PAGE else "", is_first=key is None)
