"""The plan of one member. It is theirs alone; the goals are the business's.

Moments are stored in UTC; a weekday's hours are wall-clock times in the person's zone. The member's `Pattern` is the row that
every act on their plan locks first, so that two acts on one plan happen one after the other. One module, longer than 400
lines, since these rows are read together.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from relais.config.ids import new_id
from relais.planning.querysets import GoalQuerySet, OwnQuerySet, TaskQuerySet

# --- three months -----------------------------------------------------------------------------------------------------


class Stake(models.TextChoices):
    """What a goal is about: the three things that move a small internet business."""

    OFFER = "offer", _("Better offer")
    POSITIONING = "positioning", _("Positioning")
    SELLING = "selling", _("Selling")


class Goal(models.Model):
    """What is to be reached within three months, with its measure: from one number to another, by a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="goals", db_index=False)
    title = models.CharField(max_length=200)
    stake = models.CharField(max_length=12, choices=Stake.choices)
    starts_on = models.DateField(help_text="from when the measure counts")
    due_on = models.DateField(help_text="by when it is to be reached, within three months")
    unit = models.CharField(max_length=40, help_text="what is counted: subscribers, €, courses…")
    from_value = models.DecimalField(max_digits=16, decimal_places=4)
    to_value = models.DecimalField(max_digits=16, decimal_places=4)
    value = models.DecimalField(max_digits=16, decimal_places=4, help_text="the measure as it was last read")
    made_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["business", "due_on"], name="goal_business")]
        constraints = [
            models.CheckConstraint(condition=~Q(from_value=F("to_value")), name="goal_goes_somewhere"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="goal_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class GoalReading(models.Model):
    """One reading of a goal's measure."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="readings", db_index=False)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["goal", "-id"], name="goal_reading")]


# --- the working week, and what stands in its way ---------------------------------------------------------------------


class Pattern(models.Model):
    """How a member's weeks go: wall-clock hours for each weekday (`hours.read_week` reads what `week` holds).

    `zone` is the person's when the plan was last made: when they travel, it is made again.
    """

    member = models.OneToOneField(
        "people.Membership", models.PROTECT, primary_key=True, related_name="pattern"
    )
    week = models.JSONField(
        help_text='[{"wall": "17:30", "slots": [["work", "09:00", "12:00", 100], …]}, …], Monday first'
    )
    safety_minutes = models.PositiveSmallIntegerField(
        default=190, help_text="working time that dated work keeps before its date, where that costs nothing"
    )
    zone = models.CharField(max_length=60)


class SlotKind(models.TextChoices):
    WORK = "work", _("Work")
    BREAK = "break", _("Break")
    MAIL = "mail", _("Mail")
    CLOSE = "close", _("Close of the day")


class Calendar(models.Model):
    """Another calendar whose busy times the plan respects: a file given once, or an address that is read again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="calendars")
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000, blank=True, default="", help_text="empty for a file")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="when its busy times were last read")
    tried_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, default="", help_text="why the last try failed: a coded reason")
    failures = models.PositiveSmallIntegerField(default=0, help_text="tries in a row that failed")
    next_at = models.DateTimeField(null=True, help_text="when the worker reads it again; null for a file")
    unread = models.JSONField(default=list, help_text="what could not be read: [{code, line, uid}]")
    events = models.PositiveIntegerField(default=0)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="calendar_next", condition=Q(next_at__isnull=False)),
        ]


class BusyTime(models.Model):
    """A time that is taken: an event of another calendar, or time that was lost (no calendar)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="busy_times", db_index=False)
    calendar = models.ForeignKey(Calendar, models.CASCADE, null=True, related_name="busy_times")
    title = models.CharField(max_length=200, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "ends_at"], name="busy_time_member")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_time_in_order")
        ]


class DayOff(models.Model):
    """Days on which nothing is planned: written by hand, or whole days of another calendar."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="days_off", db_index=False)
    calendar = models.ForeignKey(Calendar, models.CASCADE, null=True, related_name="days_off")
    title = models.CharField(max_length=200, blank=True, default="")
    first_on = models.DateField()
    last_on = models.DateField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "last_on"], name="day_off_member")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="day_off_in_order")
        ]


# --- tasks ------------------------------------------------------------------------------------------------------------


class Recurring(models.Model):
    """Work that comes back: on weekdays every so many weeks, or on a day of each month (31: the last)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="recurring")
    entry = models.ForeignKey("acts.Entry", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField(null=True)
    moves_business = models.BooleanField(default=False)
    consequence = models.CharField(max_length=200, blank=True, default="")
    weekdays = models.PositiveSmallIntegerField(default=0, help_text="bit 0 is Monday")
    every_weeks = models.PositiveSmallIntegerField(default=1)
    month_day = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=127, month_day=None)
                | Q(weekdays=0, month_day__gte=1, month_day__lte=31),
                name="recurring_comes_back",
            )
        ]


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    DELEGATED = "delegated", _("Delegated")


class Task(models.Model):
    """Something to do. Important: it moves the business. Urgent: it has a date and a consequence.

    `due_on` is set where a day was named and no hour; `due_at` is then the end of that day in the person's zone.
    `entry` is the line of the log that wrote it; `title` is a copy of its text, blanked when that is erased.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="tasks", db_index=False)
    entry = models.ForeignKey("acts.Entry", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    words = models.TextField(default="", help_text="the title's words as they are searched")
    minutes = models.PositiveIntegerField(null=True, help_text="null: not estimated")
    spent_minutes = models.PositiveIntegerField(default=0, help_text="kept with the stretches of time")
    moves_business = models.BooleanField(null=True, help_text="null: not answered yet")
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    consequence = models.CharField(max_length=200, blank=True, default="")
    consequence_amount = models.BigIntegerField(null=True, help_text="minor units")
    consequence_currency = models.CharField(max_length=3, blank=True, default="")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="tasks")
    whole = models.BooleanField(default=False, help_text="done in one piece")
    least_piece = models.PositiveSmallIntegerField(
        default=25, help_text="minutes below which a piece is of no use"
    )
    earliest_on = models.DateField(null=True)
    recurring = models.ForeignKey(Recurring, models.PROTECT, null=True, related_name="tasks", db_index=False)
    recurs_on = models.DateField(null=True)
    delegation_id = models.UUIDField(null=True)
    activity = models.ForeignKey(
        "activities.Activity",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="what recurs and counts the time spent on it",
    )
    short_minutes = models.PositiveIntegerField(
        null=True,
        help_text="working time missing before its date when the plan was last made; null: it can be met",
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id", "words"], name="task_member"),
            models.Index(fields=["member", "-id"], name="task_open", condition=Q(ended_at=None)),
            models.Index(
                fields=["member", "due_at"],
                name="task_dated",
                condition=Q(ended_at=None, due_at__isnull=False),
            ),
            models.Index(
                fields=["member", "-ended_at"], name="task_ended", condition=Q(ended_at__isnull=False)
            ),
            # With the words, so that a search among ten thousand that are done reads no row that it does not show.
            models.Index(
                fields=["member", "outcome", "-ended_at", "-id", "words"],
                name="task_outcome",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["activity", "-id"], name="task_activity", condition=Q(activity__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recurring", "recurs_on"], name="task_recurs_once"),
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_at__isnull=False), name="task_day_has_moment"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="task_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(consequence_amount=None, consequence_currency="")
                | (Q(consequence_amount__gt=0) & ~Q(consequence_currency="")),
                name="task_consequence_amount",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_important(self) -> bool:
        return self.moves_business is True

    @property
    def is_urgent(self) -> bool:
        """A date with a bad consequence when it is missed; a date alone is a wish."""
        return self.due_at is not None and bool(self.consequence or self.consequence_amount)


class Stretch(models.Model):
    """Time spent on a task. Open while it runs: one at a time. `assumed`: taken from the plan when the day was closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="stretches", db_index=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="stretches")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    assumed = models.BooleanField(default=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-started_at"], name="stretch_member"),
            models.Index(fields=["member", "ended_at"], name="stretch_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(ended_at=None), name="stretch_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="stretch_in_order"
            ),
        ]


# --- the week and the day ---------------------------------------------------------------------------------------------


class Week(models.Model):
    """A week that was planned: proposed, then kept. Its pieces follow what happens; those placed by hand stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="weeks", db_index=False)
    monday = models.DateField()
    proposed_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "monday"], name="week_once")]


class Piece(models.Model):
    """A time at which a task is to be worked on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="pieces", db_index=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="pieces")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_hand = models.BooleanField(default=False, help_text="placed by the person: it stays")

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "starts_at"], name="piece_member"),
            # What is asked most is what goes on after a moment, beside years of pieces that are over.
            models.Index(fields=["member", "ends_at"], name="piece_ahead"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="piece_in_order")]


class Day(models.Model):
    """One day of a member: its most important task, its focus, and its close."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="days", db_index=False)
    on = models.DateField()
    most_important = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    is_chosen = models.BooleanField(
        default=False, help_text="the most important task was chosen by the person"
    )
    focus_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    important_done = models.BooleanField(null=True)
    mail_done = models.BooleanField(null=True)
    did_as_decided = models.BooleanField(null=True, help_text="I did what I had decided")
    it_worked = models.BooleanField(null=True, help_text="whether it worked; null: not known yet")

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "on"], name="day_once")]


class HighlightKind(models.TextChoices):
    TOP = "top", _("Top")
    FLOP = "flop", _("Flop")


class Highlight(models.Model):
    """A top or a flop of a day. `text` is a copy of what its log entry says, blanked when that is erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="highlights", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=4, choices=HighlightKind.choices)
    entry = models.ForeignKey("acts.Entry", models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    activity_id = models.UUIDField(null=True, help_text="what it is about; kept by a room above")

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-on", "id"], name="highlight_member")]


class Replanning(models.Model):
    """The rest was planned again: why, and what changed, as codes that read in either language."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        "people.Membership", models.PROTECT, related_name="replannings", db_index=False
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    changes = models.JSONField(default=list)
    seen_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id"], name="replanning_unseen", condition=Q(seen_at=None)),
        ]


class Feed(models.Model):
    """The address under which the plan can be read as a calendar. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("people.Membership", models.PROTECT, related_name="feeds", db_index=False)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    token = ""
    """The secret of the address, only on the instance that the act which made it returns: it is not kept."""

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(ended_at=None), name="feed_one_open")
        ]
