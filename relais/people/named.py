"""Members by name, for lists and choices: the whole team in one small question, instead of a person beside every row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.roles import Right, may


@dataclass(frozen=True, slots=True)
class Named:
    """A member as a list shows them."""

    id: UUID
    name: str
    ink: int
    role: str
    is_current: bool

    def __str__(self) -> str:
        return self.name

    def may(self, right: Right) -> bool:
        return self.is_current and may(self.role, right)


_visible = OfMember(
    lambda member: (
        Membership.objects.visible_to(member)
        .order_by("person__name", "id")
        .values_list("id", "person__name", "ink", "role", "left_at")
    )
)


def team_of(member: Membership) -> dict[UUID, Named]:
    """Everyone whom the member may see, those who left among them, in the order of their names."""
    return {
        identifier: Named(identifier, name, ink, role, left_at is None)
        for identifier, name, ink, role, left_at in _visible.rows(member)
    }
