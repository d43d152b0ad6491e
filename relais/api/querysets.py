"""Whose tokens a member may see: their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from relais.people.models import Membership


class TokenQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(member=member)

    def open(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=now)
