"""The scenario sheet of a decision: what may happen, how likely, at what cost or gain, and what would make it less bad.

Amounts are whole numbers: minor units of the sheet's currency, or minutes where `unit` is hours. What is removed stays as a
row, so that it can be put back.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.config.ids import new_id
from relais.deciding.querysets import OutcomeQuerySet, SheetQuerySet


class Sheet(models.Model):
    """A decision put in figures. It is the business's; management sees it.

    `answers`: what was answered to the questions about the worst case, the best case and doing nothing, by question; a copy of
    the text of `entry`, blanked when that text is erased. `result`: what 100,000 draws of the rows say, in the form of
    `relais scenarios`; None while no outcome is written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="sheets", db_index=False)
    title = models.CharField(max_length=200)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, null=True, related_name="sheets")
    delegation = models.ForeignKey("delegations.Delegation", models.PROTECT, null=True, related_name="sheets")
    answers = models.JSONField(default=dict)
    entry = models.OneToOneField("acts.Entry", models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    bearable = models.BigIntegerField(
        null=True, help_text="the greatest loss the business can bear: minor units of the currency"
    )
    hour_rate = models.BigIntegerField(
        null=True, help_text="what an hour is worth: minor units of the currency"
    )
    known_on = models.DateField(null=True, help_text="when it should be known what happened")
    result = models.JSONField(null=True)
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "scenario sheet"
        indexes = [
            models.Index(fields=["business", "-id"], name="sheet_business"),
            models.Index(fields=["business", "-id"], name="sheet_kept", condition=Q(dropped_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(bearable=None) | Q(bearable__gte=0), name="sheet_bearable_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(hour_rate=None) | Q(hour_rate__gte=0), name="sheet_rate_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Unit(models.TextChoices):
    MONEY = "money", _("Money")
    HOURS = "hours", _("Hours")


class Kind(models.TextChoices):
    LOSS = "loss", pgettext_lazy("outcome", "It costs")
    GAIN = "gain", pgettext_lazy("outcome", "It brings")


class Outcome(models.Model):
    """Something that may happen. Probabilities from 0 to 1; the effect from `low` over `likely` to `high`, in its unit.

    Outcomes with the same `group` exclude each other. `happened` and `actual` are what came, said at `told_at` by `told_by`:
    from then on the sheet stands as it was forecast.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="outcomes", db_index=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.LOSS)
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.MONEY)
    probability_low = models.DecimalField(max_digits=5, decimal_places=4)
    probability_high = models.DecimalField(max_digits=5, decimal_places=4)
    low = models.BigIntegerField()
    likely = models.BigIntegerField()
    high = models.BigIntegerField()
    group = models.CharField(max_length=60, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    happened = models.BooleanField(null=True)
    actual = models.BigIntegerField(null=True, help_text="what it cost or brought, in the unit of the effect")
    told_by = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "outcome"
        indexes = [
            models.Index(fields=["sheet", "id"], name="outcome_sheet"),
            models.Index(
                fields=["business", "-told_at"], name="outcome_told", condition=Q(told_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    probability_low__gte=0,
                    probability_low__lte=F("probability_high"),
                    probability_high__lte=1,
                ),
                name="outcome_probability_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("likely"), likely__lte=F("high")),
                name="outcome_effect_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None, happened=None, actual=None)
                | Q(told_at__isnull=False, told_by__isnull=False, happened__isnull=False),
                name="outcome_told_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Dependence(models.Model):
    """How much one outcome tends to come, or to be large, when another does. Pairs that are not named: not at all."""

    RANKS: Final = {"some": 0.4, "strong": 0.8}
    """Rank correlations behind the words (Spearman)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Outcome, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Outcome, models.PROTECT, related_name="+")
    strength = models.CharField(
        max_length=6,
        choices=[
            ("some", pgettext_lazy("dependence", "Some")),
            ("strong", pgettext_lazy("dependence", "Strong")),
        ],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="dependence_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="dependence_in_order"),
        ]


class Safeguard(models.Model):
    """Something that costs `cost` (in its unit) and makes losses rarer or smaller. `gate`: what was made of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="safeguards", db_index=False)
    title = models.CharField(max_length=200)
    cost = models.BigIntegerField()
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.MONEY)
    gate = models.ForeignKey("delegations.Gate", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "safeguard"
        indexes = [models.Index(fields=["sheet", "id"], name="safeguard_sheet")]
        constraints = [models.CheckConstraint(condition=Q(cost__gte=0), name="safeguard_cost_not_negative")]

    def __str__(self) -> str:
        return self.title


class Effect(models.Model):
    """What a safeguard does to one loss: its probability and its size are multiplied, from 0 (excluded) to 1 (as before)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    safeguard = models.ForeignKey(Safeguard, models.PROTECT, related_name="effects", db_index=False)
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="+")
    probability = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    size = models.DecimalField(max_digits=4, decimal_places=3, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["safeguard", "outcome"], name="effect_outcome_once"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1, size__gte=0, size__lte=1),
                name="effect_is_a_share",
            ),
        ]
