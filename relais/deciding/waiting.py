"""The review waits for a member when its day has come."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from relais.acts.waiting import READ, Waiting, waiting_kind
from relais.deciding.models import Review, Rhythm
from relais.deciding.rhythm import due_since
from relais.people.models import Membership


@waiting_kind
def review_due(member: Membership, now: datetime) -> list[Waiting]:
    """One line while a review is due or was begun; none for who set no rhythm. One query."""
    if not member.may("activity.keep"):
        return []
    latest = Review.objects.filter(member=OuterRef("pk")).order_by("-id")
    rhythm = (
        Rhythm.objects.filter(member=member, ended_at=None)
        .annotate(
            opened_at=Subquery(latest.values("opened_at")[:1]),
            open_id=Subquery(latest.filter(finished_at=None).values("pk")[:1]),
        )
        .first()
    )
    if rhythm is None:
        return []
    slug = member.business.slug
    if rhythm.open_id is not None:
        url = reverse("deciding:review", args=[slug, rhythm.open_id])
        return [Waiting(_("Go on with the review"), url, rhythm.opened_at, READ, kind="review")]
    since = due_since(rhythm, rhythm.opened_at, now)
    if since is None:
        return []
    url = reverse("deciding:reviews", args=[slug])
    return [Waiting(_("Review what keeps coming back"), url, since, READ, kind="review")]
