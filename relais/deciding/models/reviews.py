"""What a person said of groups of notes; reviews and their rhythm; the rates that are reckoned with; briefs that were begun."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.config.ids import new_id
from relais.deciding.querysets import ManagementQuerySet, OwnQuerySet


class RegroupingKind(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    ATTACHED = "attached", _("attached to an activity")


class Regrouping(models.Model):
    """One thing that a person said of their notes: these are one group, these do not belong to it, this is that activity.

    Rows are replayed in their order (`groups.said_of`), the later ones winning; an undone one is left out. Notes are named
    by id and not by a key, so that a top or a flop can still be removed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=RegroupingKind.choices)
    notes = models.JSONField(help_text="ids of the notes that are one group from now on")
    out = models.JSONField(default=list, help_text="ids of those that do not belong to it")
    before = models.JSONField(default=dict, help_text="the activity that a note was about, by its id")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, null=True, related_name="+")
    is_made = models.BooleanField(default=False, help_text="the activity was added by this")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "id"], name="regrouping_member")]


class Every(models.TextChoices):
    TWO_WEEKS = "two_weeks", _("Every two weeks")
    MONTH = "month", _("Every month")


class Rhythm(models.Model):
    """When a member reviews what recurs: every two weeks from `starts_on`, or on the first such weekday of each month.

    Wall-clock time in `zone`: four o’clock stays four o’clock when clocks change.
    """

    member = models.OneToOneField(
        "people.Membership", models.PROTECT, primary_key=True, related_name="review_rhythm"
    )
    every = models.CharField(max_length=9, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    at = models.TimeField()
    zone = models.CharField(max_length=60)
    starts_on = models.DateField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="rhythm_weekday")]


class Review(models.Model):
    """Going through what recurred from `first_on` to `last_on`, point by point; one is open at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="reviews", db_index=False)
    first_on = models.DateField()
    last_on = models.DateField()
    left_out = models.PositiveIntegerField(default=0, help_text="points beyond those that one review holds")
    opened_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="review_member")]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(finished_at=None), name="review_one_open"),
            models.CheckConstraint(condition=Q(first_on__lte=models.F("last_on")), name="review_period"),
        ]


class ItemKind(models.TextChoices):
    LOOK_AGAIN = "look_again", _("A decision to look at again")
    ACTIVITY = "activity", _("An activity")
    GROUP = "group", _("A group of notes")


class ItemOutcome(models.TextChoices):
    JUDGED = "judged", _("judged")
    DECIDED = "decided", _("decided")
    SKIPPED = "skipped", pgettext_lazy("point of a review", "skipped")


class ReviewItem(models.Model):
    """One point of a review, as it stood when that was opened.

    `decision` is the one to look at again; `notes` the ids of a group’s notes; `made` the decision that came of it. A group
    that was decided on has its activity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("activities.Decision", models.PROTECT, null=True, related_name="+")
    notes = models.JSONField(default=list)
    outcome = models.CharField(max_length=7, choices=ItemOutcome.choices, blank=True, default="")
    made = models.ForeignKey("activities.Decision", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="review_item_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="review_item_answered_whole",
            ),
        ]


class Rates(models.Model):
    """What an hour is reckoned with where nothing better is known: minor units of the business's currency, and how quickly
    a delegate learns (a word of `engine.decide.learning.RATES`)."""

    business = models.OneToOneField("people.Business", models.PROTECT, primary_key=True, related_name="rates")
    owner_hour = models.BigIntegerField()
    delegate_hour = models.BigIntegerField()
    learning = models.CharField(max_length=6)
    set_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ManagementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_hour__gte=0, delegate_hour__gte=0), name="rates_not_negative"
            )
        ]
