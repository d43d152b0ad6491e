"""Threads of the running log and the files beside it. The entries themselves are `acts.Entry`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from relais.config.ids import new_id

from .querysets import ThreadQuerySet


class ThreadState(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


class Thread(models.Model):
    """A request and its answers: what the first entry (`id` is its id) asked, and where it stands.

    A projection of the log, kept by the verbs that write in it, so that "what waits for me" is one indexed question.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="threads")
    asked_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="asked")
    asked_of = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="asked_of")
    delegation_id = models.UUIDField(null=True)
    procedure_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ThreadState.choices, default=ThreadState.OPEN)
    replies = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveBigIntegerField()
    last_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "state", "-last_seq"], name="thread_state"),
            models.Index(fields=["asked_of", "state", "-last_seq"], name="thread_asked_of"),
        ]


class Correction(models.Model):
    """A later entry that replaces what an earlier one says. Both stay readable; once an entry, a chain of them."""

    corrected = models.OneToOneField(
        "acts.Entry", models.PROTECT, related_name="correction", primary_key=True
    )
    by_entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="corrects")


class Attachment(models.Model):
    """A file beside an entry. The bytes are stored under their SHA-256; `media_type` is what we found, not what was said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="attachments")
    entry = models.ForeignKey("acts.Entry", models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="attachment_size")]
        indexes = [models.Index(fields=["sha256"], name="attachment_sha256")]
