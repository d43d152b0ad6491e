"""Queries about a member, written once a process for each role: what a page asks every time it is shown.

    _waiting = OfMember(lambda member: Thread.objects.waiting_for(member).order_by("root_id")[:20])
    threads = _waiting.rows(member)

The shape may depend on the member's role and on nothing else; see `acts.prepared`. What a reviewer or a mediator sees depends on
the matters granted to them, so their queries are built each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from relais.acts.paging import PAGE, Page
from relais.acts.prepared import Kind, Prepared
from relais.people.models import Membership
from relais.people.roles import Role

BY_MATTERS = frozenset({Role.REVIEWER, Role.MEDIATOR})


class OfMember:
    """A query that is prepared for each role at its first use."""

    def __init__(
        self, build: Callable[..., QuerySet[Any]], optional: frozenset[str] = frozenset(), /, **kinds: Kind
    ) -> None:
        """`kinds` are the types of the values beside the member; a role may have no use for those in `optional`."""
        self._build, self._optional, self._kinds = build, optional, kinds
        self._by_role: dict[str, Prepared] = {}

    def rows(self, member: Membership, **values: Any) -> list[Any]:
        """All rows of the query about this member."""
        if member.role in BY_MATTERS or not member.is_current:
            return list(self._build(member, **values))
        if member.role not in self._by_role:
            self._by_role[member.role] = self._prepare(member.role)
        return self._by_role[member.role].rows(
            member_id=member.id, business_id=member.business_id, person_id=member.person_id, **values
        )

    def first(self, member: Membership, **values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(member, **values)), None)

    def _prepare(self, role: str) -> Prepared:
        def build(*, member_id: UUID, business_id: UUID, person_id: UUID, **values: Any) -> QuerySet[Any]:
            member = Membership(id=member_id, business_id=business_id, person_id=person_id, role=role)
            return self._build(member, **values)

        own = dict.fromkeys(("member_id", "business_id", "person_id"), UUID)
        return Prepared(build, optional=frozenset(own) | self._optional, **own, **self._kinds)


LAST: Final = UUID(int=2**128 - 1)
"""Comes after every id: what the first page begins before."""


def page_by_id(query: OfMember, member: Membership, after: str, **values: Any) -> Page[Any]:
    """A page of models by descending id, from a query that has the parameter `before` (UUID) and gives PAGE + 1 rows."""
    try:
        before = UUID(after)
    except ValueError:
        before = None
    found = query.rows(member, before=before or LAST, **values)
    shown = tuple(found[:PAGE])
    return Page(shown, str(shown[-1].pk) if len(found) > PAGE else "", before is None)
