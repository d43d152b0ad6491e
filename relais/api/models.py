"""Tokens of the API: one membership's rights, narrowed by scopes, until a date; and the answers given under a key."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from relais.api.querysets import TokenQuerySet
from relais.api.scopes import SCOPES
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

    @property
    def may(self) -> list[str]:
        """What it may do, in words."""
        return [str(SCOPES.get(scope, scope)) for scope in self.scopes]


class Answer(models.Model):
    """What an act answered under an Idempotency-Key, for a day: a repeat gets the same, word for word.

    Not a record of the business (the log and `acts.DoneAct` are): neither exported nor kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]
