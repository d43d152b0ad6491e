"""Does delegating pay? A case: one activity in figures. A comparison: who could do it, for how much."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from relais.config.ids import new_id
from relais.deciding.querysets import ManagementQuerySet


class Case(models.Model):
    """What was said of handing one activity over, and the break-even that follows from it. One is open an activity.

    `inputs` holds the keys of docs/algorithms/decide.md as they were said: a number, [low, most likely, high], or the word of a
    learning rate; times in hours, amounts in whole units of the business's currency, but for `deleg_rate`, which is in
    `rate_currency` and converted by the exchange rate given with its day and source. `times` are the delegate's minutes typed
    by hand, run 1 first. `reckoned` is what follows from all of it (`reckoning.Reckoned`), kept so that the page need not
    simulate.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="cases")
    inputs = models.JSONField()
    rate_currency = models.CharField(max_length=3)
    exchange_rate = models.DecimalField(
        max_digits=20, decimal_places=10, null=True, help_text="what one unit of rate_currency is worth"
    )
    exchange_on = models.DateField(null=True)
    exchange_source = models.CharField(max_length=200, default="")
    starts_on = models.DateField(help_text="the first day of the first week")
    train_weeks = models.PositiveSmallIntegerField(help_text="weeks over which the teaching is spread")
    cash = models.BigIntegerField(null=True, help_text="money at hand for it, minor units")
    cash_per_week = models.BigIntegerField(null=True, help_text="what comes in a week for it, minor units")
    times = models.JSONField(default=list)
    reckoned = models.JSONField()
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="put away")

    objects = ManagementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "-id"], name="case_business"),
            models.Index(fields=["business", "-id"], name="case_open", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(ended_at=None), name="case_one_open_an_activity"
            ),
            models.CheckConstraint(
                condition=Q(exchange_rate=None, exchange_on=None, exchange_source="")
                | (Q(exchange_rate__gt=0, exchange_on__isnull=False) & ~Q(exchange_source="")),
                name="case_exchange_whole",
            ),
            models.CheckConstraint(condition=Q(train_weeks__gte=1), name="case_train_weeks"),
        ]


class CaseDelegation(models.Model):
    """A delegation that was opened from a case: its deliveries tell how long the delegate really takes."""

    delegation = models.OneToOneField(
        "delegations.Delegation", models.PROTECT, primary_key=True, related_name="+"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="delegations")


class ProviderKind(models.TextChoices):
    AGENCY = "agency", _("Local agency")
    FREELANCER = "freelancer", _("Freelancer")
    EMPLOYEE = "employee", _("Employee")
    TOOL = "tool", _("Tool")
    NOBODY = "nobody", _("Nobody: you go on doing it")


class Period(models.TextChoices):
    HOUR = "hour", _("an hour")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")


class Comparison(models.Model):
    """Who could do an activity, beside each other, in one currency. One is open an activity."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="comparisons")
    currency = models.CharField(max_length=3)
    owner_rate = models.BigIntegerField(help_text="what the owner's hour is worth, minor units of currency")
    output = models.CharField(max_length=40, default="", help_text="what is made, counted: pages, replies")
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="put away")

    objects = ManagementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["business", "-id"], name="comparison_business")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(ended_at=None), name="comparison_one_open_an_activity"
            ),
            models.CheckConstraint(condition=Q(owner_rate__gte=0), name="comparison_owner_rate"),
        ]


class Provider(models.Model):
    """Someone or something that does the activity or could. Amounts: minor units of `currency`; hours: a week."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="providers")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=ProviderKind.choices)
    is_present = models.BooleanField(default=False, help_text="does it now; otherwise it is planned")
    currency = models.CharField(max_length=3)
    pay = models.BigIntegerField(default=0)
    pay_per = models.CharField(max_length=5, choices=Period.choices, default=Period.HOUR)
    fees = models.BigIntegerField(default=0, help_text="a month: subscriptions, platforms, charges")
    fee_percent = models.DecimalField(max_digits=6, decimal_places=2, default=0, help_text="of the pay")
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    accepted = models.PositiveSmallIntegerField(default=100, help_text="percent of the hours")
    review_hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    rework_hours = models.DecimalField(
        max_digits=7, decimal_places=2, default=0, help_text="the owner's, for each hour not accepted"
    )
    output_per_hour = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "name"], condition=Q(removed_at=None), name="provider_name_once"
            ),
            models.CheckConstraint(condition=Q(accepted__lte=100), name="provider_accepted_is_a_share"),
            models.CheckConstraint(
                condition=Q(pay__gte=0, fees__gte=0, fee_percent__gte=0, hours__gte=0, review_hours__gte=0)
                & Q(rework_hours__gte=0),
                name="provider_not_negative",
            ),
        ]


class Exchange(models.Model):
    """What one unit of a currency is worth in that of the comparison, on which day, as whom one may ask."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="exchanges")
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comparison", "currency"], name="exchange_currency_once"),
            models.CheckConstraint(condition=Q(rate__gt=0) & ~Q(source=""), name="exchange_whole"),
        ]
