"""Threads of the running log and the files beside it. The entries themselves are `acts.Entry`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from relais.acts.files import StoredFile
from relais.config.ids import new_id
from relais.log.querysets import AttachmentQuerySet, ThreadQuerySet


class ThreadState(models.TextChoices):
    OPEN = "open", pgettext_lazy("request", "Open")
    ANSWERED = "answered", pgettext_lazy("request", "Answered")
    SETTLED = "settled", pgettext_lazy("request", "Settled")
    NOTE = "note", pgettext_lazy("log", "Note")


class Thread(models.Model):
    """A request and its answers: what the first entry (`root`) asked, and where it stands. A note asks nothing.

    A projection of the log, kept by the verbs that write in it, so that "what waits for me" is one indexed question.
    `reader` is the reader of the root; `asked_of` none: management.
    """

    root = models.OneToOneField("acts.Entry", models.PROTECT, primary_key=True, related_name="thread")
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="threads", db_index=False)
    asked_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="asked", db_index=False)
    asked_of = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="asked_of", db_index=False
    )
    reader = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="+", db_index=False
    )
    delegation_id = models.UUIDField(null=True)
    procedure_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ThreadState.choices, default=ThreadState.OPEN)
    replies = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveBigIntegerField()
    last_at = models.DateTimeField(help_text="when it was last written in")
    last_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+", db_index=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "state", "-root"], name="thread_state"),
            models.Index(fields=["reader", "state", "-root"], name="thread_reader"),
            models.Index(fields=["business", "asked_of", "state", "-root"], name="thread_asked_of"),
            models.Index(fields=["asked_by", "state", "-last_seq"], name="thread_asked_by"),
            models.Index(fields=["asked_by", "state", "-root"], name="thread_asked_by_root"),
            models.Index(
                fields=["delegation_id", "-root"],
                name="thread_delegation",
                condition=Q(delegation_id__isnull=False),
            ),
        ]

    @property
    def is_request(self) -> bool:
        return self.state != ThreadState.NOTE

    @property
    def is_settled(self) -> bool:
        return self.state == ThreadState.SETTLED


class Correction(models.Model):
    """A later entry that replaces what an earlier one says. Both stay readable; once an entry, a chain of them."""

    corrected = models.OneToOneField(
        "acts.Entry", models.PROTECT, related_name="correction", primary_key=True
    )
    by_entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="corrects")


class Attachment(models.Model):
    """A file beside an entry. The bytes are stored under their SHA-256; `media_type` is what we found, not what was said.

    Erased with the text of its entry: name, digest and salt go, the entry keeps a digest that says nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="attachments")
    entry = models.ForeignKey("acts.Entry", models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="attachment_size")]
        indexes = [models.Index(fields=["sha256"], name="attachment_sha256")]

    def __str__(self) -> str:
        return self.name

    @property
    def stored(self) -> StoredFile:
        """What the chain knows it as."""
        return StoredFile(self.name, self.sha256, self.size, self.media_type, self.salt)
