"""The review waits for a member when its day has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from relais.acts.waiting import READ, Waiting, waiting_kind
from relais.deciding.models import Review, Rhythm
from relais.deciding.rhythm import due_since
from relais.people.models import Membership

_RHYTHM: Final = ("every", "weekday", "at", "zone", "starts_on")


@waiting_kind
def review_due(member: Membership, now: datetime) -> list[Waiting]:
    """One line while a review is due or was begun; none for who set no rhythm. One query."""
    if not member.may("activity.keep"):
        return []
    rhythm: Any = (
        Rhythm.objects.filter(member=member, ended_at=None).annotate(**_latest(OuterRef("pk"))).first()
    )
    if rhythm is None:
        return []
    return _lines(member, rhythm, rhythm.review_opened_at, rhythm.review_open_id, now)


def columns(member: Membership) -> dict[str, Any]:
    """The same as columns of the query that Today makes anyway."""
    if not member.may("activity.keep"):
        return {}
    rhythm = Rhythm.objects.filter(member=member, ended_at=None)
    return _latest(member) | {f"review_{name}": Subquery(rhythm.values(name)[:1]) for name in _RHYTHM}


def review_task(member: Membership, row: Mapping[str, Any], now: datetime) -> list[Waiting]:
    """What `review_due` would say, from a row with `columns`."""
    if row.get("review_every") is None:
        return []
    rhythm = Rhythm(member_id=member.id, **{name: row[f"review_{name}"] for name in _RHYTHM})
    return _lines(member, rhythm, row["review_opened_at"], row["review_open_id"], now)


def _latest(member: Any) -> dict[str, Any]:
    reviews: QuerySet[Review] = Review.objects.filter(member=member).order_by("-id")
    return {
        "review_opened_at": Subquery(reviews.values("opened_at")[:1]),
        "review_open_id": Subquery(reviews.filter(finished_at=None).values("pk")[:1]),
    }


def _lines(
    member: Membership, rhythm: Rhythm, opened_at: datetime | None, open_id: Any, now: datetime
) -> list[Waiting]:
    slug = member.business.slug
    if open_id is not None and opened_at is not None:
        url = reverse("deciding:review", args=[slug, open_id])
        return [Waiting(lambda: _("Go on with the review"), url, opened_at, READ, kind="review")]
    since = due_since(rhythm, opened_at, now)
    if since is None:
        return []
    url = reverse("deciding:reviews", args=[slug])
    return [Waiting(lambda: _("Review what keeps coming back"), url, since, READ, kind="review")]
