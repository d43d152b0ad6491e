"""Money held for work: double entry, append-only, checked by the database when a transaction is sealed.

`balance` of an account is kept by the seal's trigger alone and always equals the sum of its sealed lines.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from relais.config.ids import new_id
from relais.funds.querysets import HoldingQuerySet, TransactionQuerySet

KINDS = ("payer", "pledged", "held", "disputed", "released", "paid")
MOVES = (
    "pledge",
    "unpledge",
    "hold",
    "release",
    "refund",
    "dispute",
    "settle_release",
    "settle_refund",
    "pay",
)


class Holding(models.Model):
    """What money is held for: one milestone of a delegation (`id` is the milestone's), worked for by `payee`.

    The rooms above open it and keep its title and payee true, so that funds never looks up at them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="holdings", db_index=False)
    delegation_id = models.UUIDField()
    payee = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="holdings", db_index=False
    )
    title = models.CharField(max_length=420)
    currency = models.CharField(max_length=3)
    agreed = models.BigIntegerField(null=True, help_text="agreed price, minor units")
    opened_at = models.DateTimeField()
    to_judge = models.BooleanField(
        default=False, help_text="a delivery waits for its verdict: what is held stays held until then"
    )
    closed_at = models.DateTimeField(
        null=True, help_text="the work ended or was dropped: no money comes in any more"
    )

    objects = HoldingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "-id"], name="holding_business"),
            models.Index(fields=["payee", "-id"], name="holding_payee"),
            models.Index(fields=["delegation_id"], name="holding_delegation"),
        ]


class Account(models.Model):
    """Where money of one holding stands: one account a kind and currency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="accounts", db_index=False)
    delegation_id = models.UUIDField()
    milestone = models.ForeignKey(Holding, models.PROTECT, related_name="accounts", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0, help_text="minor units; kept by the seal's trigger")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "kind", "currency"], name="account_once"),
            models.CheckConstraint(
                condition=Q(kind="payer") | Q(balance__gte=0), name="account_not_below_zero"
            ),
        ]
        indexes = [
            models.Index(fields=["delegation_id"], name="account_delegation"),
            models.Index(
                fields=["business", "kind", "currency", "balance"],
                name="account_standing",
                condition=~Q(balance=0),
            ),
        ]


class Transaction(models.Model):
    """One movement. A transfer that a provider made outside has its date and reference.

    Why it was made is the text of its entry in the log, which can be erased; `with_reason` brings it along.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(
        "people.Business", models.PROTECT, related_name="transactions", db_index=False
    )
    delegation_id = models.UUIDField()
    milestone = models.ForeignKey(Holding, models.PROTECT, related_name="transactions")
    move = models.CharField(max_length=15, choices=[(m, m) for m in MOVES])
    amount = models.BigIntegerField(help_text="minor units, above zero")
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="+")
    provider = models.CharField(max_length=20, default="manual")
    transferred_on = models.DateField(null=True)
    reference = models.CharField(max_length=140, blank=True, default="")

    objects = TransactionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="transaction_amount")]
        indexes = [
            models.Index(fields=["business", "-id"], name="transaction_business"),
            models.Index(fields=["delegation_id", "-id"], name="transaction_delegation"),
        ]


class PayeeMovement(models.Model):
    """Whose work a movement is held for: by this an executor's movements are found newest first, however many there are.

    Kept by triggers on movements and holdings alone, and true of each movement whose holding has a payee.
    """

    transaction = models.OneToOneField(
        Transaction, models.PROTECT, primary_key=True, related_name="payee_movement"
    )
    payee = models.ForeignKey("people.Membership", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["payee", "-transaction"], name="movement_payee")]


class Line(models.Model):
    """One signed amount of a transaction on an account. Counts once the transaction is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(help_text="of its move in the transaction, from 0")
    move = models.CharField(max_length=15, choices=[(m, m) for m in MOVES])
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="line_amount")]


class Seal(models.Model):
    """The last row of a transaction: inserting it checks the whole and makes it count."""

    transaction = models.OneToOneField(Transaction, models.PROTECT, primary_key=True, related_name="seal")
    lines = models.PositiveSmallIntegerField()
