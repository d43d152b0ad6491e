"""What every act leaves behind: a chained entry, the person's text, a key, a notice to send, a moment due."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from relais.config.ids import new_id


class Chain(models.Model):
    """The head of a business's chain: number and digest of its last entry. Locked by `record` to number the next."""

    business = models.OneToOneField("people.Business", models.PROTECT, primary_key=True, related_name="chain")
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Entry(models.Model):
    """One line of the running log. Never changed, never removed: triggers in the database refuse it.

    `reader` is the one member outside management who may read it; none means management (and its author) only.
    `delegation_id` and `thread_id` are bare identifiers, since what they name lives in rooms above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="entries", db_index=False)
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    day = models.DateField()
    actor = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="acts", db_index=False
    )
    door = models.CharField(max_length=10)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    delegation_id = models.UUIDField(null=True)
    thread_id = models.UUIDField(null=True)
    reader = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="readable", db_index=False
    )
    data = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, default="")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "seq"], name="entry_seq_once")]
        indexes = [
            models.Index(fields=["business", "reader", "seq"], name="entry_reader"),
            models.Index(fields=["business", "actor", "seq"], name="entry_actor"),
            models.Index(fields=["business", "day", "seq"], name="entry_day"),
            models.Index(
                fields=["delegation_id", "seq"],
                name="entry_delegation",
                condition=Q(delegation_id__isnull=False),
            ),
            models.Index(
                fields=["thread_id", "seq"], name="entry_thread", condition=Q(thread_id__isnull=False)
            ),
            models.Index(fields=["subject_id"], name="entry_subject"),
        ]


class EntryText(models.Model):
    """What a person wrote, beside the chain: erased by law if need be, the salted digest stays in the entry."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="text")
    salt = models.CharField(max_length=32)
    body = models.TextField()
    erased_at = models.DateTimeField(null=True)


class DoneAct(models.Model):
    """An act done under a key, with its result, so that a repeat answers the same and does nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.UUIDField(help_text="the member or person who acted")
    key = models.CharField(max_length=200)
    verb = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, default="")
    result_model = models.CharField(max_length=100, default="")
    result_id = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="done_act_once")]
        indexes = [models.Index(fields=["at"], name="done_act_at")]


class Notice(models.Model):
    """The outbox: something to send to a person, written with the act that causes it, sent after commit by the worker.

    `secret` holds a single-use link until it is sent, then is blanked. `kind` names the template.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, null=True, related_name="notices")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    secret = models.TextField(default="", blank=True)
    made_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["send_after"], name="notice_waiting", condition=Q(sent_at__isnull=True)),
            models.Index(fields=["business", "-id"], name="notice_business"),
        ]


class Due(models.Model):
    """A moment at which the worker must act. `done_at` is set in the transaction of the act: once, whatever restarts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    number = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "number"], name="due_once")]
        indexes = [models.Index(fields=["at"], name="due_waiting", condition=Q(done_at__isnull=True))]
