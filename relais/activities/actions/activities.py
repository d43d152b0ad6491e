"""What recurs: adding it, changing what is known of it, saying that it does not recur any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities import rules
from relais.activities.entries import ActivityAdded, ActivityChanged, ActivityEnded, ActivityRestored
from relais.activities.models import Activity, Hat
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.engine.words.fold import search_terms
from relais.people.gates import require
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class Known:
    """What is said of an activity. `hourly_value`: minor units of the business's currency. None: not known."""

    title: str
    hat: str = Hat.EXECUTING
    done_by_id: UUID | None = None
    per_week: Decimal | None = None
    minutes: int | None = None
    liked: int | None = None
    moves_business: bool | None = None
    hourly_value: int | None = None


_SAID = ("title", "hat", "done_by_id", "per_week", "minutes", "liked", "moves_business", "hourly_value")


@verb
def add_activity(known: Known, *, by: Actor, now: datetime) -> Activity:
    """Something that recurs.

    Refused: `activity_exists`, `hat_unknown`, `member_unknown`, `per_week_out_of_range`, `activity_minutes_out_of_range`,
    `liked_out_of_range`, `value_out_of_range`.
    """
    member = require(by, "activity.keep")
    activity = add_activity_row(known, member, now)
    record(member.business, ActivityAdded(activity=activity.title), by=by, now=now, subject=activity)
    return activity


@step
def add_activity_row(known: Known, member: Membership, now: datetime) -> Activity:
    """The row of a new activity; the act that asks for it records the entry. Refused: as `add_activity`."""
    activity = Activity(id=new_id(), business_id=member.business_id, made_by=member, made_at=now)
    _say(activity, known, member)
    _save(activity, force_insert=True)
    return activity


@verb
def change_activity(activity_id: UUID, known: Known, *, by: Actor, now: datetime) -> Activity:
    """Say again all that is known. Saying the same changes nothing and records nothing. Refused: as `add_activity`."""
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    rules.still_recurs(activity)
    before = [getattr(activity, name) for name in _SAID]
    _say(activity, known, member)
    if before != [getattr(activity, name) for name in _SAID]:
        _save(activity, update_fields=[*(name.removesuffix("_id") for name in _SAID), "words"])
        record(member.business, ActivityChanged(activity=activity.title), by=by, now=now, subject=activity)
    return activity


@verb
def end_activity(activity_id: UUID, *, by: Actor, now: datetime) -> Activity:
    """It does not recur any more; its time and decisions stay. Refused: `activity_already_ended`."""
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    rules.still_recurs(activity)
    activity.ended_at = now
    activity.save(update_fields=["ended_at"])
    record(member.business, ActivityEnded(activity=activity.title), by=by, now=now, subject=activity)
    return activity


@verb
def restore_activity(activity_id: UUID, *, by: Actor, now: datetime) -> Activity:
    """It recurs after all. Refused: `activity_not_ended`, `activity_exists`."""
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    if activity.is_open:
        raise Refused("activity_not_ended")
    activity.ended_at = None
    _save(activity, update_fields=["ended_at"])
    record(member.business, ActivityRestored(activity=activity.title), by=by, now=now, subject=activity)
    return activity


@step
def load(activity_id: UUID, member: Membership) -> Activity:
    """The activity, locked, as the member may see it."""
    found: Activity | None = (
        Activity.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("done_by")
        .filter(pk=activity_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def _say(activity: Activity, known: Known, member: Membership) -> None:
    activity.title = rules.title_of(known.title)
    activity.words = " " + " ".join(search_terms(activity.title)) + " "
    activity.hat = rules.hat_of(known.hat)
    activity.done_by = rules.done_by_of(known.done_by_id, seen_by=member)
    activity.per_week = rules.per_week_of(known.per_week)
    activity.minutes = rules.minutes_of(known.minutes)
    activity.liked = rules.liked_of(known.liked)
    activity.moves_business = known.moves_business
    activity.hourly_value = rules.value_of(known.hourly_value)


def _save(activity: Activity, **how: Any) -> None:
    """Two of the same name would share one activity's hours between them: of two who add it at once, one is refused."""
    try:
        with transaction.atomic():
            activity.save(**how)
    except IntegrityError as error:
        raise Refused("activity_exists", field="title") from error
