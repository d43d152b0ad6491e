"""Tokens of the API: one membership's rights, narrowed by scopes, until a date."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from relais.api.querysets import TokenQuerySet
from relais.config.ids import new_id


class Token(models.Model):
    """A secret that a program presents. Only its digest is kept; the first characters help to tell tokens apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = TokenQuerySet.as_manager()

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
