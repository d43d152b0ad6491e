"""What a member may load of groups, reviews and rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from relais.people.models import Membership


class OwnQuerySet(models.QuerySet[Any]):
    """Notes are their author's alone, and so is what was said of them and the review that rereads them."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(member=member) if member.may("activity.keep") else self.none()


class SharedQuerySet(models.QuerySet[Any]):
    """Management's: the rates that are reckoned with, the briefs that were begun."""

    def visible_to(self, member: Membership) -> Self:
        if not member.may("activity.keep"):
            return self.none()
        return self.filter(business_id=member.business_id)
