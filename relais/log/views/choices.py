"""What the composer offers: whom to ask and about what, each asked for once a page and only if it is shown."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from relais.log import matters
from relais.log.forms import WriteForm
from relais.log.matters import Matter
from relais.log.querysets import line_to_make_from
from relais.people.models import Membership
from relais.people.prepared import OfMember

MEMBERS = 200


_others = OfMember(
    lambda member: (
        Membership.objects.visible_to(member)
        .current()
        .select_related("person")
        .only("business_id", "role", "title", "ink", "left_at", "person__name")
        .order_by("person__name")[:MEMBERS]
    )
)


class Choices:
    """The members and matters that a member can name."""

    def __init__(self, member: Membership) -> None:
        self.member = member

    @cached_property
    def members(self) -> list[Membership]:
        return [self.member, *(one for one in _others.rows(self.member) if one.pk != self.member.pk)]

    @cached_property
    def delegations(self) -> list[Matter]:
        return matters.options("delegation", self.member)

    @cached_property
    def procedures(self) -> list[Matter]:
        return matters.options("procedure", self.member)

    @property
    def has_more(self) -> bool:
        """Whether the page of its own offers more than the composer above the log: procedures."""
        return matters.is_offered("procedure")

    def form(self, *args: Any, full: bool = False, **kwargs: Any) -> WriteForm:
        """The composer; `full` with the procedures too."""
        return WriteForm(
            *args, member=self.member, members=self.members, delegations=self.delegations,
            procedures=self.procedures if full else (), **kwargs,
        )  # fmt: skip

    def prefilled(self, asked: Any) -> dict[str, Any]:
        """What the address asks to be filled in: `from` (the entry of a captured line), `delegation`, `to`, `procedure`."""
        initial: dict[str, Any] = {}
        if origin := line_to_make_from(self.member, asked.get("from", "")):
            initial |= {"text": origin.text.body, "origin": origin.pk}
        if delegation := _id(asked.get("delegation", "")):
            self._offer_too("delegation", delegation)
            initial["to"] = f"delegation:{delegation}"
        elif member := _id(asked.get("to", "")):
            initial["to"] = f"member:{member}"
        if procedure := _id(asked.get("procedure", "")):
            self._offer_too("procedure", procedure)
            initial["procedure"] = str(procedure)
        return initial

    def _offer_too(self, kind: matters.Kind, identifier: UUID) -> None:
        offered = self.delegations if kind == "delegation" else self.procedures
        if all(one.id != identifier for one in offered) and (
            found := matters.find(kind, self.member, identifier)
        ):
            offered.insert(0, found)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
