"""Captured lines: anything that crosses the mind, one line, sorted later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from relais.activities.querysets import CaptureQuerySet
from relais.config.ids import new_id


class Capture(models.Model):
    """A line as it was captured. The text lives in its log entry."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="captures", db_index=False)
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="captures", db_index=False)
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="capture")
    captured_at = models.DateTimeField()
    sorted_at = models.DateTimeField(
        null=True, help_text="set with its sorting: what is left to sort has an index"
    )

    objects = CaptureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "-id"], name="capture_by"),
            models.Index(fields=["business", "-id"], name="capture_business"),
            models.Index(fields=["by", "id"], name="capture_to_sort", condition=Q(sorted_at=None)),
            models.Index(
                fields=["business", "-id"], name="capture_business_to_sort", condition=Q(sorted_at=None)
            ),
        ]


class Sorting(models.Model):
    """What became of a captured line: asked in the log, made a delegation, a procedure, a task, done, or dropped."""

    capture = models.OneToOneField(Capture, models.PROTECT, primary_key=True, related_name="sorting")
    into = models.CharField(
        max_length=12,
        choices=[(c, c) for c in ("request", "delegation", "procedure", "task", "done", "dropped")],
    )
    into_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(into__in=["done", "dropped"]) | Q(into_id__isnull=False),
                name="sorting_into_something",
            )
        ]
