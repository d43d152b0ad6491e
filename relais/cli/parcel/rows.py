"""What belongs to a business, in an order in which it can be put back, and each row as plain JSON.

Every model of the product stands in `CARRIED` or in `LEFT_OUT`; a test fails for one that stands in neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Model, Q, QuerySet

from relais.activities import models as activities
from relais.acts.models import Chain, DoneAct, Due, Entry, EntryText, Notice
from relais.api.models import Answer, Token
from relais.deciding import models as deciding
from relais.delegations import models as delegations
from relais.funds import models as funds
from relais.log.models import Attachment, Correction, Thread
from relais.people import models as people
from relais.planning import models as planning
from relais.procedures import models as procedures

FORMAT: Final = "relais-business"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Carried:
    """A model, the way from it to its business, and the columns that stay behind (secrets) or are set afterwards."""

    model: type[Model]
    path: str
    order: str = "pk"
    secret: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def member(self) -> str:
        return f"data/{self.name}.jsonl"

    @property
    def columns(self) -> tuple[models.Field[Any, Any], ...]:
        fields = self.model._meta.concrete_fields
        return tuple(field for field in fields if field.attname not in self.secret)

    def rows(self, business: people.Business) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.path: business}).order_by(self.order)


_PERSON_STAYS: Final = (
    "password", "last_login", "is_superuser", "is_active", "joined_at", "last_business_id", "last_digest_at",
)  # fmt: skip

CARRIED: Final[tuple[Carried, ...]] = (
    Carried(people.Business, "pk__in"),
    Carried(people.Person, "memberships__business", secret=_PERSON_STAYS),
    Carried(people.Membership, "business"),
    Carried(people.MatterGrant, "membership__business"),
    Carried(people.Invitation, "business", secret=("token_digest",)),
    Carried(Chain, "business"),
    Carried(Entry, "business", order="seq"),
    Carried(EntryText, "entry__business", order="entry__seq"),
    Carried(Correction, "corrected__business"),
    Carried(Attachment, "business"),
    Carried(procedures.Procedure, "business", afterwards=("current_id",)),
    Carried(procedures.Version, "procedure__business"),
    Carried(procedures.Step, "version__procedure__business"),
    Carried(procedures.Given, "procedure__business"),
    Carried(procedures.Run, "business"),
    Carried(procedures.Tick, "run__business"),
    Carried(Thread, "business"),
    Carried(activities.Capture, "business"),
    Carried(activities.Sorting, "capture__business"),
    Carried(activities.Activity, "business"),
    Carried(activities.Decision, "business"),
    Carried(activities.TimeImport, "business"),
    Carried(activities.TimeSpent, "business"),
    Carried(activities.Timer, "member__business"),
    Carried(activities.Note, "business"),
    Carried(activities.NoteUse, "note__business"),
    Carried(delegations.Delegation, "business"),
    Carried(delegations.Brief, "delegation__business"),
    Carried(delegations.Proposal, "brief__delegation__business"),
    Carried(delegations.Acceptance, "proposal__brief__delegation__business"),
    Carried(delegations.ChangeRequest, "proposal__brief__delegation__business"),
    Carried(delegations.Milestone, "delegation__business"),
    Carried(delegations.Delivery, "business"),
    Carried(delegations.Verdict, "delivery__business"),
    Carried(delegations.Closure, "delegation__business"),
    Carried(delegations.Gate, "delegation__business"),
    Carried(funds.Holding, "business"),
    Carried(funds.Account, "business"),
    Carried(funds.Transaction, "business"),
    Carried(funds.Line, "transaction__business"),
    Carried(funds.Seal, "transaction__business"),
    Carried(deciding.Case, "business"),
    Carried(deciding.CaseDelegation, "case__business"),
    Carried(deciding.Comparison, "business"),
    Carried(deciding.Provider, "comparison__business"),
    Carried(deciding.Exchange, "comparison__business"),
    Carried(deciding.Sheet, "business"),
    Carried(deciding.Outcome, "business"),
    Carried(deciding.Dependence, "one__business"),
    Carried(deciding.Safeguard, "sheet__business"),
    Carried(deciding.Effect, "outcome__business"),
    Carried(planning.Goal, "business"),
    Carried(planning.GoalReading, "goal__business"),
    Carried(planning.Pattern, "member__business"),
    Carried(planning.Calendar, "business"),
    Carried(planning.BusyTime, "member__business"),
    Carried(planning.DayOff, "member__business"),
    Carried(planning.Recurring, "business"),
    Carried(planning.Task, "business"),
    Carried(planning.Stretch, "member__business"),
    Carried(planning.Week, "business"),
    Carried(planning.Piece, "member__business"),
    Carried(planning.Day, "business"),
    Carried(planning.Highlight, "business"),
    Carried(planning.Replanning, "member__business"),
    Carried(deciding.Regrouping, "business"),
    Carried(deciding.Rhythm, "member__business"),
    Carried(deciding.Review, "business"),
    Carried(deciding.ReviewItem, "review__business"),
    Carried(deciding.Rates, "business"),
    Carried(Notice, "business", secret=("secret",)),
    Carried(Due, "subject_id__in"),
)

LEFT_OUT: Final[dict[type[Model], str]] = {
    people.SignInLink: "a link opens one instance only",
    planning.Feed: "an address of the plan is that of one instance",
    funds.PayeeMovement: "the database makes it of the movements and who works for them",
    Token: "a program is let in by the instance that it talks to",
    Answer: "an answer is repeated by the instance that gave it",
    DoneAct: "a key is repeated to the instance that it was sent to",
}


def rows_of(carried: Carried, business: people.Business) -> QuerySet[Any]:
    """The rows of one model that belong to a business."""
    if carried.model is people.Business:
        return people.Business.objects.filter(pk=business.pk)
    if carried.model is people.Person:
        mine = people.Membership.objects.filter(business=business).values("person_id")
        return people.Person.objects.filter(pk__in=mine).order_by("pk")
    if carried.model is Notice:
        # What was not sent yet is sent by the instance that made it, and only by it.
        return Notice.objects.filter(business=business).exclude(sent_at=None).order_by("pk")
    if carried.model is Due:
        return Due.objects.filter(
            Q(subject_id__in=delegations.Delivery.objects.filter(business=business).values("pk"))
            | Q(subject_id__in=delegations.Delegation.objects.filter(business=business).values("pk"))
            | Q(subject_id__in=people.Membership.objects.filter(business=business).values("pk"))
        ).order_by("pk")
    return carried.rows(business)


def lines_of(carried: Carried, business: people.Business) -> Iterator[bytes]:
    """Each row as a line of JSON: column names and plain values."""
    names = [field.attname for field in carried.columns]
    for row in rows_of(carried, business).values_list(*names).iterator(chunk_size=2000):
        yield _json(dict(zip(names, row, strict=True))) + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not plain")
