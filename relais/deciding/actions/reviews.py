"""The review: its rhythm, opening it, going through its points, finishing it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from relais.activities.actions import add_activity, decide, judge_decision, take_back_decision
from relais.activities.actions.activities import Known
from relais.activities.models import Decision
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb, verbs_join
from relais.config.ids import new_id
from relais.deciding.actions.groups import attach, own_notes
from relais.deciding.entries.reviews import (
    ReviewFinished,
    ReviewGoneThrough,
    ReviewOpened,
    ReviewRhythmEnded,
    ReviewRhythmSet,
)
from relais.deciding.models import ItemKind, ItemOutcome, Review, ReviewItem, Rhythm
from relais.deciding.points import points_of
from relais.deciding.rhythm import first_on as first_of_rhythm
from relais.deciding.rules import reviews as rules
from relais.people.gates import require
from relais.people.models import Membership
from relais.planning.models import Highlight

# --- the rhythm -------------------------------------------------------------------------------------------------------


@verb
def set_rhythm(every: str, *, weekday: int, at: time, by: Actor, now: datetime) -> Rhythm:
    """When the member reviews, from the next such weekday on (for a month: the next first one), in the member's zone.

    Refused: `every_unknown`, `weekday_unknown`.
    """
    member = require(by, "activity.keep")
    every, weekday = rules.every_of(every), rules.weekday_of(weekday)
    zone = member.person.timezone
    today = now.astimezone(ZoneInfo(zone)).date()
    said = {
        "every": every, "weekday": weekday, "at": at.replace(second=0, microsecond=0), "zone": zone,
        "starts_on": first_of_rhythm(every, weekday, today), "set_at": now, "ended_at": None,
    }  # fmt: skip
    rhythm, _made = Rhythm.objects.update_or_create(member=member, defaults=said)
    data = ReviewRhythmSet(every=every, starts_on=rhythm.starts_on.isoformat())
    record(member.business, data, by=by, now=now, subject=rhythm, reader_id=member.id)
    return rhythm


@verb
def end_rhythm(*, by: Actor, now: datetime) -> Rhythm:
    """No review is asked for any more. Refused: `rhythm_not_set`."""
    member = require(by, "activity.keep")
    rhythm: Rhythm | None = Rhythm.objects.visible_to(member).filter(ended_at=None).first()
    if rhythm is None or not Rhythm.objects.filter(pk=rhythm.pk, ended_at=None).update(ended_at=now):
        raise Refused("rhythm_not_set")
    rhythm.ended_at = now
    record(member.business, ReviewRhythmEnded(), by=by, now=now, subject=rhythm, reader_id=member.id)
    return rhythm


# --- a review ---------------------------------------------------------------------------------------------------------


@verb
def open_review(
    *, first_on: date | None = None, last_on: date | None = None, by: Actor, now: datetime
) -> Review:
    """Go through what recurred from `first_on` (the day after the last review’s, or a period of the rhythm ago) to today, or
    `last_on`.

    Refused: `review_already_open`, `review_empty`, `period_backwards`, `period_too_long`.
    """
    member = require(by, "activity.keep")
    today = now.astimezone(ZoneInfo(member.person.timezone)).date()
    last = min(last_on or today, today)
    first, last = rules.period_of(first_on or next_period(member, last), last)
    points = points_of(member, first, last, today=today)
    if not points.items:
        raise Refused("review_empty")
    review = Review(
        id=new_id(), business_id=member.business_id, member=member, first_on=first, last_on=last,
        left_out=points.left_out, opened_at=now,
    )  # fmt: skip
    # Opened in two windows at once: the second meets the index.
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("review_already_open") from error
    for item in points.items:
        item.id, item.review = new_id(), review
    ReviewItem.objects.bulk_create(points.items)
    data = ReviewOpened(first_on=first.isoformat(), last_on=last.isoformat(), points=len(points.items))
    record(member.business, data, by=by, now=now, subject=review, reader_id=member.id)
    return review


def next_period(member: Membership, last: date) -> date:
    """Where the next review begins: the day after the one before ended, or the rhythm’s period ago; never after `last`."""
    before = Review.objects.visible_to(member).order_by("-last_on").values_list("last_on", flat=True).first()
    if before is not None:
        return min(before + timedelta(days=1), last)
    every = Rhythm.objects.visible_to(member).filter(ended_at=None).values_list("every", flat=True).first()
    return last - timedelta(days=30 if every == "month" else 13)


@verb
def decide_item(
    item_id: UUID,
    *,
    choice: str,
    reason: str,
    look_again_on: date | None = None,
    confidence: Decimal | None = None,
    expected_minutes: int | None = None,
    activity_id: UUID | None = None,
    known: Known | None = None,
    by: Actor,
    now: datetime,
) -> ReviewItem:
    """Decide on a point. A group becomes the activity of `activity_id`, or a new one that is `known`.

    Refused: `item_already_answered`, `item_kind_wrong`, and as `decide`, `add_activity`.
    """
    member = require(by, "activity.keep")
    item = _open_item(item_id, member)
    if item.kind == ItemKind.LOOK_AGAIN:
        raise Refused("item_kind_wrong")
    today = now.astimezone(ZoneInfo(member.business.timezone)).date()
    alone = by.keyed(None)
    with verbs_join():
        if item.activity_id is None:
            item.activity_id = _activity_of(item, member, activity_id, known, by=alone, now=now)
        item.made = decide(
            item.activity_id, choice=choice, reason=reason,
            look_again_on=look_again_on or rules.look_again_default(choice, today), confidence=confidence,
            expected_minutes=expected_minutes, by=alone, now=now,
        )  # fmt: skip
    return _answer(item, ItemOutcome.DECIDED, member, by=by, now=now)


@verb
def judge_item(
    item_id: UUID,
    *,
    worked: bool,
    actual_minutes: int | None = None,
    lesson: str = "",
    by: Actor,
    now: datetime,
) -> ReviewItem:
    """Say what came of the decision that a point looks at again. Refused: `item_already_answered`, `item_kind_wrong`,
    and as `judge_decision`."""
    member = require(by, "activity.keep")
    item = _open_item(item_id, member)
    if item.decision_id is None:
        raise Refused("item_kind_wrong")
    with verbs_join():
        judge_decision(
            item.decision_id,
            worked=worked,
            actual_minutes=actual_minutes,
            lesson=lesson,
            by=by.keyed(None),
            now=now,
        )
    return _answer(item, ItemOutcome.JUDGED, member, by=by, now=now)


@verb
def skip_item(item_id: UUID, *, by: Actor, now: datetime) -> ReviewItem:
    """Leave a point as it is. Refused: `item_already_answered`."""
    member = require(by, "activity.keep")
    return _answer(_open_item(item_id, member), ItemOutcome.SKIPPED, member, by=by, now=now)


@verb
def reconsider_item(item_id: UUID, *, by: Actor, now: datetime) -> ReviewItem:
    """Undo: the decision that was made is taken back, and the point is open again. What a group is about stays said.

    Refused: `item_not_answered`, `judgement_stays`, `review_already_finished`.
    """
    member = require(by, "activity.keep")
    item = _item(item_id, member)
    if not item.outcome:
        raise Refused("item_not_answered")
    if item.outcome == ItemOutcome.JUDGED:
        raise Refused("judgement_stays")
    made: Decision | None = item.made
    if made is not None and made.ended_at is None and made.judged_at is None:
        with verbs_join():
            take_back_decision(made.id, by=by.keyed(None), now=now)
    item.outcome, item.answered_at, item.made = "", None, None
    item.save(update_fields=["outcome", "answered_at", "made"])
    data = ReviewGoneThrough(position=item.position, outcome="")
    record(member.business, data, by=by, now=now, subject=item.review, reader_id=member.id)
    return item


@verb
def finish_review(review_id: UUID, *, by: Actor, now: datetime) -> Review:
    """It is over; points that were not dealt with are left. Refused: `review_already_finished`."""
    member = require(by, "activity.keep")
    review: Review | None = Review.objects.visible_to(member).filter(pk=review_id).first()
    if review is None:
        raise Refused("not_found")
    if not Review.objects.filter(pk=review.pk, finished_at=None).update(finished_at=now):
        raise Refused("review_already_finished")
    review.finished_at = now
    said = list(review.items.values_list("outcome", flat=True))
    decided, judged = said.count(ItemOutcome.DECIDED), said.count(ItemOutcome.JUDGED)
    data = ReviewFinished(
        first_on=review.first_on.isoformat(), last_on=review.last_on.isoformat(), decided=decided, judged=judged,
        skipped=len(said) - decided - judged,
    )  # fmt: skip
    record(member.business, data, by=by, now=now, subject=review, reader_id=member.id)
    return review


# --- steps ------------------------------------------------------------------------------------------------------------


@step
def _item(item_id: UUID, member: Membership) -> ReviewItem:
    """A point of a review of the member's own that is under way, locked."""
    found: ReviewItem | None = (
        ReviewItem.objects.select_for_update(of=("self",))
        .select_related("review", "made")
        .filter(pk=item_id, review__in=Review.objects.visible_to(member))
        .first()
    )
    if found is None:
        raise Refused("not_found")
    if found.review.finished_at is not None:
        raise Refused("review_already_finished")
    return found


@step
def _open_item(item_id: UUID, member: Membership) -> ReviewItem:
    item = _item(item_id, member)
    if item.outcome:
        raise Refused("item_already_answered")
    return item


@step
def _activity_of(
    item: ReviewItem,
    member: Membership,
    activity_id: UUID | None,
    known: Known | None,
    *,
    by: Actor,
    now: datetime,
) -> UUID:
    """Make a group an activity, or part of one. Notes that were removed or erased meanwhile are left out."""
    is_made = activity_id is None
    if activity_id is None:
        activity_id = add_activity(known or Known(title=""), by=by, now=now).id
    left = Highlight.objects.visible_to(member).filter(pk__in=item.notes).exclude(text="")
    rows = own_notes(left.values_list("pk", flat=True), member)
    if rows:
        attach(rows, activity_id, member, is_made=is_made, by=by, now=now)
    return activity_id


@step
def _answer(item: ReviewItem, outcome: str, member: Membership, *, by: Actor, now: datetime) -> ReviewItem:
    item.outcome, item.answered_at = outcome, now
    # Answered in two windows at once: one changes the row, the other finds it changed.
    changed = ReviewItem.objects.filter(pk=item.pk, outcome="").update(
        outcome=outcome, answered_at=now, made=item.made, activity_id=item.activity_id
    )
    if not changed:
        raise Refused("item_already_answered")
    data = ReviewGoneThrough(position=item.position, outcome=outcome)
    record(member.business, data, by=by, now=now, subject=item.review, reader_id=member.id)
    return item
