"""What recurs in the business, its time, what was decided about it; solved problems; and captured lines, sorted later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.activities.querysets import (
    ActivityQuerySet,
    CaptureQuerySet,
    DecisionQuerySet,
    NoteQuerySet,
    OfManagementQuerySet,
    TimerQuerySet,
)
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
        choices=[(c, c) for c in ("request", "delegation", "procedure", "task", "note", "done", "dropped")],
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


# --- what recurs ------------------------------------------------------------------------------------------------------


class Hat(models.TextChoices):
    """Which of the owner's three hats an activity asks for: doing it, seeing that it gets done, or thinking ahead."""

    EXECUTING = "executing", _("Executing")
    ORGANISING = "organising", _("Organising")
    IMAGINING = "imagining", _("Imagining")


class Activity(models.Model):
    """Something that recurs in the business: support mail, page layout, VAT. It is the business's; management sees it.

    What is not known yet is null: nothing is guessed where a decision is computed from it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="activities", db_index=False)
    title = models.CharField(max_length=200)
    words = models.TextField(default="", help_text="the title's words as they are searched")
    hat = models.CharField(max_length=10, choices=Hat.choices, default=Hat.EXECUTING)
    done_by = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="+", help_text="who does it now"
    )
    per_week = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, help_text="how often a week; 0.25 is about monthly"
    )
    minutes = models.PositiveIntegerField(null=True, help_text="how long one time takes")
    liked = models.PositiveSmallIntegerField(null=True, help_text="from 1, disliked, to 5, liked")
    moves_business = models.BooleanField(null=True, help_text="whether doing it moves the business forward")
    hourly_value = models.BigIntegerField(
        null=True, help_text="what an hour of it is worth: minor units of the business's currency"
    )
    procedure_id = models.UUIDField(null=True, help_text="how it is done, once that is written")
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="it does not recur any more")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "activity"
        indexes = [
            models.Index(fields=["business", "-id"], name="activity_business"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "title"], condition=Q(ended_at=None), name="activity_open_once"
            ),
            models.CheckConstraint(condition=Q(per_week=None) | Q(per_week__gt=0), name="activity_recurs"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gt=0), name="activity_takes_time"),
            models.CheckConstraint(
                condition=Q(liked=None) | Q(liked__gte=1, liked__lte=5), name="activity_liked_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(hourly_value=None) | Q(hourly_value__gte=0), name="activity_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Choice(models.TextChoices):
    """The four ways in which what recurs can go on."""

    KEEP = "keep", pgettext_lazy("decision", "Keep")
    DROP = "drop", pgettext_lazy("decision", "Drop")
    AUTOMATE = "automate", pgettext_lazy("decision", "Automate")
    DELEGATE = "delegate", pgettext_lazy("decision", "Delegate")


class Decision(models.Model):
    """What was decided about an activity, why, and what was expected of it; later, what came of it. One stands at a time.

    The reason is the text of `entry`. The forecast is `confidence`: how likely it was said to be that, on `look_again_on`,
    it will have worked. `expected_minutes`: the owner's minutes a week that were then expected. `worked` and
    `actual_minutes` are what came of it, said at `judged_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="decisions", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="decisions", db_index=False)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="+")
    confidence = models.DecimalField(max_digits=3, decimal_places=2, null=True, help_text="from 0 to 1")
    expected_minutes = models.PositiveIntegerField(null=True)
    look_again_on = models.DateField()
    decided_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    worked = models.BooleanField(null=True)
    actual_minutes = models.PositiveIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(
        null=True, help_text="another decision took its place, or it was taken back"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["activity", "-id"], name="decision_activity"),
            models.Index(fields=["business", "-id"], name="decision_business"),
            models.Index(
                fields=["business", "look_again_on"], name="decision_look_again", condition=Q(judged_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(ended_at=None), name="decision_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1),
                name="decision_confidence_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(judged_at=None, worked=None, actual_minutes=None)
                | Q(judged_at__isnull=False, worked__isnull=False),
                name="decision_judged_whole",
            ),
        ]


# --- its time ---------------------------------------------------------------------------------------------------------


class TimeImport(models.Model):
    """A file of time: read and looked at (a draft, with its text), then imported, perhaps undone; or dropped.

    `text` is what the file says, kept only while it is a draft. `refused` are the rows left out: [line, code].
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0, help_text="rows imported")
    minutes = models.PositiveIntegerField(default=0, help_text="their time together")
    refused = models.JSONField(default=list)

    objects = OfManagementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["business", "-id"], name="time_import_business")]
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(text=""), name="time_import_forgets_its_text"
            )
        ]


class TimeSource(models.TextChoices):
    """How it is known that time was spent. Time of the plan and of deliveries is read where it is (`spent`)."""

    HAND = "hand", _("By hand")
    TIMER = "timer", _("Timer")
    IMPORT = "import", _("Imported")


class TimeSpent(models.Model):
    """Time that a member spent on an activity on one day. `digest` tells an imported row from all others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="time_spent", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=TimeSource.choices)
    batch = models.ForeignKey(TimeImport, models.PROTECT, null=True, related_name="time_spent")
    digest = models.CharField(max_length=64, null=True)
    made_at = models.DateTimeField()

    objects = OfManagementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "on", "activity"], name="time_spent_business"),
            models.Index(fields=["activity", "-id"], name="time_spent_activity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "digest"],
                condition=Q(digest__isnull=False),
                name="time_spent_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=24 * 60), name="time_spent_within_a_day"
            ),
        ]


class Timer(models.Model):
    """Time that runs on an activity: one for each member. Stopped, it becomes `TimeSpent`."""

    member = models.OneToOneField("people.Membership", models.PROTECT, primary_key=True, related_name="timer")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    objects = TimerQuerySet.as_manager()


# --- solved problems --------------------------------------------------------------------------------------------------


class Note(models.Model):
    """A solved problem: its title, what was wrong and what solved it are the text of `entry` (`noting.body_of`).

    `title` is a copy, blanked when the text is erased. `changed_at` moves with every change of what it says.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="notes")
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    procedure_id = models.UUIDField(null=True, help_text="the procedure that was made of it")
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["business", "-id"], name="note_business", condition=Q(dropped_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class NoteUse(models.Model):
    """The note served again: someone met the problem, and it helped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="uses")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
