"""Pages of the team, in the order in which its members came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from relais.acts.paging import PAGE, Page

from .models import Membership


def current_page(member: Membership, after: str) -> Page[Membership]:
    """Those who belong to the business now and whom the member may see."""
    return _page(Membership.objects.visible_to(member).current(), after)


def former_page(member: Membership, after: str) -> Page[Membership]:
    return _page(Membership.objects.visible_to(member).exclude(left_at=None), after)


def _page(rows: QuerySet[Any], after: str) -> Page[Membership]:
    """By ascending id: the owner who opened the business first."""
    rows = rows.select_related("person").order_by("id")
    try:
        key = UUID(after)
    except ValueError:
        key = None
    found = list((rows.filter(id__gt=key) if key else rows)[: PAGE + 1])
    shown = tuple(found[:PAGE])
    return Page(shown, str(shown[-1].id) if len(found) > PAGE else "", is_first=key is None)
