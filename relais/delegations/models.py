"""Delegations: brief, proposal, milestones, deliveries, verdicts. State is rows; `state` is their cached answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from relais.config.ids import new_id
from relais.delegations.querysets import DelegationQuerySet, DeliveryQuerySet, GateQuerySet


class State(models.TextChoices):
    """What the rows of a delegation add up to (`states.state_of`)."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    CHANGE_ASKED = "change_asked", _("Change asked for")
    RUNNING = "running", _("Running")
    DELIVERED = "delivered", _("To judge")
    TO_REDO = "to_redo", _("To redo")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed")


class Delegation(models.Model):
    """A piece of work handed over to one executor, with its brief, its money and its log thread."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(
        "people.Business", models.PROTECT, related_name="delegations", db_index=False
    )
    title = models.CharField(max_length=200)
    words = models.TextField(default="", help_text="the title's words as they are searched")
    executor = models.ForeignKey(
        "people.Membership", models.PROTECT, null=True, related_name="delegations", db_index=False
    )
    invitation = models.ForeignKey("people.Invitation", models.PROTECT, null=True, related_name="+")
    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, null=True, related_name="delegations", db_index=False
    )
    activity = models.ForeignKey(
        "activities.Activity",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="what recurs and is handed over; the time of deliveries counts for it",
    )
    currency = models.CharField(max_length=3)
    silence_days = models.PositiveSmallIntegerField(
        null=True,
        default=14,
        help_text="days without a verdict after which a delivery counts as accepted; none: never",
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    opened_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    proposed_at = models.DateTimeField(
        null=True,
        help_text="when the executor of now was first shown the brief; none: never, they see nothing of it",
    )
    moved_at = models.DateTimeField(help_text="when the state last changed")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        indexes = [
            # The words ride along, so that a search reads the index and not the rows.
            models.Index(fields=["business", "-id", "words"], name="delegation_business"),
            models.Index(fields=["business", "state", "-id"], name="delegation_state"),
            models.Index(fields=["executor", "state", "-id"], name="delegation_executor"),
            models.Index(fields=["executor", "-id"], name="delegation_of_executor"),
            models.Index(
                fields=["business", "-id"], name="delegation_under_way", condition=~Q(state="closed")
            ),
            models.Index(fields=["executor", "-id"], name="delegation_in_hand", condition=~Q(state="closed")),
            models.Index(
                fields=["executor", "moved_at"],
                name="delegation_theirs",
                condition=Q(state__in=["proposed", "to_redo"]),
            ),
            models.Index(
                fields=["business", "moved_at"],
                name="delegation_ours",
                condition=Q(state__in=["change_asked", "accepted"]),
            ),
            models.Index(
                fields=["activity", "-id"], name="delegation_activity", condition=Q(activity__isnull=False)
            ),
            models.Index(
                fields=["id", "activity"], name="delegation_of_activity", condition=Q(activity__isnull=False)
            ),
            models.Index(
                fields=["procedure", "-id"], name="delegation_procedure", condition=Q(procedure__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Brief(models.Model):
    """What is delegated, in five parts. Frozen once proposed; a change is the next number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="briefs")
    number = models.PositiveSmallIntegerField()
    results = models.TextField(blank=True, default="")
    guidelines = models.TextField(blank=True, default="")
    resources_human = models.TextField(blank=True, default="")
    resources_material = models.TextField(blank=True, default="")
    resources_financial = models.TextField(blank=True, default="")
    accountability = models.TextField(blank=True, default="")
    success = models.TextField(blank=True, default="")
    failure = models.TextField(blank=True, default="")
    written_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    PARTS = (
        "results", "guidelines", "resources_human", "resources_material", "resources_financial",
        "accountability", "success", "failure",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delegation", "number"], name="brief_number_once")]

    def empty_parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.PARTS if not getattr(self, part).strip())

    @property
    def stamp(self) -> str:
        """What an editor was opened on: saved again since, it is another."""
        return f"{self.number}.{self.written_at.timestamp():.6f}"


class Proposal(models.Model):
    """A brief put before the executor."""

    brief = models.OneToOneField(Brief, models.PROTECT, primary_key=True, related_name="proposal")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Acceptance(models.Model):
    """The executor took the brief on."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, primary_key=True, related_name="acceptance")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ChangeRequest(models.Model):
    """The executor asks for a change before accepting; the text is in the log entry."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, primary_key=True, related_name="change_request")
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Milestone(models.Model):
    """A part of the work with its own money and date. A delegation has at least one ("The whole work")."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True, default="", help_text="empty: the whole work")
    amount = models.BigIntegerField(
        null=True, help_text="agreed price, minor units of the delegation's currency"
    )
    due_on = models.DateField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "position"], name="milestone_position_once"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="milestone_amount"),
        ]


class Delivery(models.Model):
    """Work handed in for a milestone; what was said is the text of its log entry."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey("people.Business", models.PROTECT, related_name="deliveries", db_index=False)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="deliveries")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    run = models.ForeignKey("procedures.Run", models.PROTECT, null=True, related_name="deliveries")
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="delivery")
    minutes = models.PositiveIntegerField(help_text="time spent, minutes")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="deliveries")
    at = models.DateTimeField()
    accepted_on_silence_at = models.DateTimeField(
        null=True, help_text="when it counts as accepted if nobody judges it; none: never"
    )
    reminders = models.PositiveSmallIntegerField(
        default=0, help_text="how often whoever judges was reminded of the silence (0 to 2)"
    )
    judged_at = models.DateTimeField(
        null=True, help_text="set with the verdict, by a conditional update: two who judge at once, one wins"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delegation", "number"], name="delivery_number_once"),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(judged_at=None), name="delivery_one_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="delivery_business"),
            models.Index(fields=["business", "at"], name="delivery_at"),
            models.Index(fields=["business", "id"], name="delivery_to_judge", condition=Q(judged_at=None)),
        ]


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REDO = "redo", _("To redo")
    REFUSED = "refused", _("Refused")


class Cause(models.TextChoices):
    PROCEDURE_WRONG = "procedure_wrong", _("The procedure is wrong")
    NOT_FOLLOWED = "not_followed", _("The procedure was not followed")
    BRIEF_UNCLEAR = "brief_unclear", _("The brief was unclear")
    OUTSIDE = "outside", _("It came from outside")


class Verdict(models.Model):
    """The judgement of a delivery: one, for good. `by` is none when silence made it accepted."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, primary_key=True, related_name="verdict")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True, default="")
    step = models.ForeignKey("procedures.Step", models.PROTECT, null=True, related_name="verdicts")
    step_followed = models.BooleanField(null=True)
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="verdict")
    by = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="verdicts")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted", cause="") | (~Q(outcome="accepted") & ~Q(cause="")),
                name="verdict_cause_when_not_accepted",
            )
        ]

    @property
    def is_silent(self) -> bool:
        return self.by_id is None


class Closure(models.Model):
    """The end of a delegation: accepted work closed, or called off before."""

    delegation = models.OneToOneField(Delegation, models.PROTECT, primary_key=True, related_name="closure")
    called_off = models.BooleanField(default=False)
    entry = models.OneToOneField("acts.Entry", models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class GateKind(models.TextChoices):
    """What must be so before the work starts."""

    BACKUP = "backup", _("Backup first")
    RIGHTS = "rights", _("Rights limited")
    OTHER = "other", _("Something else first")


class Gate(models.Model):
    """Something that must be so before the work of a delegation starts: while one is not cleared, nothing is run or delivered.

    The note with which it was cleared is the text of `cleared_entry`. It is no state: `Delegation.state` says where the work
    stands, and a gate whether it may begin.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="gates", db_index=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=GateKind.choices)
    opened_by = models.ForeignKey("people.Membership", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    cleared_by = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_entry = models.OneToOneField("acts.Entry", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = GateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["delegation", "id"], name="gate_delegation"),
            models.Index(
                fields=["delegation"], name="gate_in_the_way", condition=Q(cleared_at=None, removed_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None, cleared_entry=None)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False, cleared_entry__isnull=False),
                name="gate_cleared_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_in_the_way(self) -> bool:
        return self.cleared_at is None and self.removed_at is None
