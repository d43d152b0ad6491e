"""Reviews of what keeps coming back: their rhythm, their points, what is decided at each."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from relais.activities.actions.activities import Known
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.decide_shapes import (
    ItemDecision,
    ItemJudgement,
    NewReview,
    Review,
    ReviewItem,
    ReviewRhythm,
    ReviewRhythmIn,
    ReviewRhythmNow,
    WholeReview,
)
from relais.api.shapes import After, Limit, Listed
from relais.deciding import actions, models
from relais.deciding.groups import Reread, reread
from relais.deciding.rhythm import next_at
from relais.deciding.showing.reviews import notes_of, title_of
from relais.people.models import Membership

room = Room("reviews")

COLUMNS = ("id", "first_on", "last_on", "opened_at", "finished_at", "left_out")


def _review(row: models.Review) -> dict[str, Any]:
    return dict(plain(row, COLUMNS))


def _item(item: models.ReviewItem, review: models.Review, notes: Reread) -> dict[str, Any]:
    inside = notes_of(item, review, notes)
    return {
        **plain(item, ("id", "position", "kind", "outcome")),
        "title": title_of(item, inside),
        "activity": item.activity_id,
        "decision": item.decision_id,
        "notes": [note.id for note in inside],
        "made": item.made_id,
    }


def _whole(review: models.Review, member: Membership) -> dict[str, Any]:
    items = models.ReviewItem.objects.filter(review=review).order_by("position").select_related("activity")
    notes = reread(member)
    return _review(review) | {"items": [_item(item, review, notes) for item in items]}


def _one(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """A point as it stands after an act on it."""
    member = reader(request, "activity.keep")
    item = models.ReviewItem.objects.select_related("review", "activity").get(pk=item_id)
    return _item(item, item.review, reread(member))


def _rhythm(row: models.Rhythm) -> dict[str, Any]:
    return {
        **plain(row, ("every", "weekday", "zone", "starts_on")),
        "at": row.at.strftime("%H:%M"),
        "next_at": None if row.ended_at else next_at(row, timezone.now()),
    }


@room.reads("", Listed[Review], name="list_reviews", says="List reviews", scope="decide:read")
def list_reviews(request: HttpRequest, after: After = "", limit: Limit = 50) -> Any:
    """The member's own, the newest first."""
    rows = models.Review.objects.visible_to(reader(request, "activity.keep"))
    return listed(page_of(rows, after, limit), _review)


@room.acts("", WholeReview, name="open_review", says="Open a review", scope="decide:write")
def open_review(request: HttpRequest, body: NewReview) -> Any:
    """Its points: decisions whose day to look again has come, then what recurs or was never decided on."""
    review = actions.open_review(first_on=body.first_on, last_on=body.last_on, **acting(request))
    return _whole(review, reader(request, "activity.keep"))


@room.reads(
    "/rhythm", ReviewRhythmNow, name="get_review_rhythm", says="When the review comes", scope="decide:read"
)
def get_review_rhythm(request: HttpRequest) -> Any:
    """The member's own, if they set one."""
    row = models.Rhythm.objects.visible_to(reader(request, "activity.keep")).filter(ended_at=None).first()
    return {"rhythm": _rhythm(row) if row else None}


@room.acts("/rhythm", ReviewRhythm, name="set_review_rhythm", says="Set the rhythm", scope="decide:write")
def set_review_rhythm(request: HttpRequest, body: ReviewRhythmIn) -> Any:
    """From the next such day on, in the member's zone."""
    at = time.fromisoformat(body.at)
    return _rhythm(actions.set_rhythm(body.every, weekday=body.weekday, at=at, **acting(request)))


@room.acts("/rhythm/end", ReviewRhythm, name="end_review_rhythm", says="End the rhythm", scope="decide:write")
def end_review_rhythm(request: HttpRequest) -> Any:
    """No review is asked for any more."""
    return _rhythm(actions.end_rhythm(**acting(request)))


@room.reads("/{uuid:review_id}", WholeReview, name="get_review", says="One review", scope="decide:read")
def get_review(request: HttpRequest, review_id: UUID) -> Any:
    """With its points, in order."""
    member = reader(request, "activity.keep")
    return _whole(found(models.Review.objects.visible_to(member), review_id), member)


@room.acts(
    "/{uuid:review_id}/finish", Review, name="finish_review", says="Finish a review", scope="decide:write"
)
def finish_review(request: HttpRequest, review_id: UUID) -> Any:
    """Points that were not dealt with are left."""
    return _review(actions.finish_review(review_id, **acting(request)))


@room.acts(
    "/items/{uuid:item_id}/decision",
    ReviewItem,
    name="decide_item",
    says="Decide on a point",
    scope="decide:write",
)
def decide_item(request: HttpRequest, item_id: UUID, body: ItemDecision) -> Any:
    """Keep, drop, automate or delegate; a group becomes an activity by it."""
    said = body.model_dump(exclude={"activity", "title", "confidence"})
    share = None if body.confidence is None else Decimal(str(body.confidence))
    item = actions.decide_item(
        item_id,
        **said,
        confidence=share,
        activity_id=body.activity,
        known=Known(title=body.title),
        **acting(request),
    )
    return _one(request, item.pk)


@room.acts(
    "/items/{uuid:item_id}/judgement",
    ReviewItem,
    name="judge_item",
    says="Look at a decision again",
    scope="decide:write",
)
def judge_item(request: HttpRequest, item_id: UUID, body: ItemJudgement) -> Any:
    """Whether what was decided worked."""
    return _one(request, actions.judge_item(item_id, **body.model_dump(), **acting(request)).pk)


@room.acts(
    "/items/{uuid:item_id}/skip", ReviewItem, name="skip_item", says="Skip a point", scope="decide:write"
)
def skip_item(request: HttpRequest, item_id: UUID) -> Any:
    """It stays as it is."""
    return _one(request, actions.skip_item(item_id, **acting(request)).pk)


@room.acts(
    "/items/{uuid:item_id}/reconsideration", ReviewItem, name="reconsider_item", says="Take a point up again",
    scope="decide:write",
)  # fmt: skip
def reconsider_item(request: HttpRequest, item_id: UUID) -> Any:
    """What was decided at it is taken back."""
    return _one(request, actions.reconsider_item(item_id, **acting(request)).pk)
