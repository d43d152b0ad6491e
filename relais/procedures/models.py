"""Procedures, their versions and steps, and the runs in which a person ticks them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from relais.config.ids import new_id

from .querysets import ProcedureQuerySet, RunQuerySet


class Procedure(models.Model):
    """How a thing is done. Its content is in its versions; the current one is the latest published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="procedures")
    title = models.CharField(max_length=200)
    words = models.TextField(default="", help_text="the title's words as they are searched")
    current = models.ForeignKey("procedures.Version", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["business", "-id"], name="procedure_business")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of a procedure: a draft until published, then never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True, default="")
    afterword = models.TextField(blank=True, default="")
    change = models.CharField(
        max_length=300, blank=True, default="", help_text="what changed and why, in a line"
    )
    open_at = models.UUIDField(null=True, help_text="the origin of the step that a verdict found wrong")
    revision = models.PositiveIntegerField(default=1, help_text="how often the draft was saved")
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], condition=Q(discarded_at=None), name="version_number_once"
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(published_at=None, discarded_at=None),
                name="version_one_draft",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.discarded_at is None

    @property
    def stamp(self) -> str:
        """What an editor was opened on: another save or a publication since then gives another stamp."""
        return f"{self.number}.{self.revision}.{'draft' if self.is_draft else 'published'}"


class Step(models.Model):
    """One step of a version. `origin` is the same for this step in every version, so that its failures can be counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")
    origin = models.UUIDField(default=new_id)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="step_position_once")]


class Given(models.Model):
    """A procedure given to a member: what an executor may read and run."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="given")
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="given_procedures")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "member"], name="given_once")]


class Run(models.Model):
    """One going-through of a version's steps by a person, for a delegation or for itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="runs")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="runs", db_index=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="runs")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="runs")
    delegation_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "-id"], name="run_by"),
            models.Index(fields=["procedure", "-id"], name="run_procedure"),
            models.Index(fields=["procedure", "by", "-id"], name="run_procedure_by"),
            models.Index(
                fields=["by", "-id"], name="run_open", condition=Q(finished_at=None, given_up_at=None)
            ),
            models.Index(fields=["delegation_id", "-id"], name="run_delegation"),
        ]

    @property
    def is_open(self) -> bool:
        return self.finished_at is None and self.given_up_at is None


class Tick(models.Model):
    """What happened at a step of a run. Taking a tick back sets `undone_at`; a new row may follow."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="ticks")
    step = models.ForeignKey(Step, models.PROTECT, related_name="ticks")
    outcome = models.CharField(max_length=10, choices=[(c, c) for c in ("done", "failed", "skipped")])
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], condition=Q(undone_at=None), name="tick_once"),
        ]
