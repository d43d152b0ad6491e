"""The review in calendars: times of the year ahead in the plan’s feed, and one repeating event to download."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from relais.deciding.models import Every, Rhythm
from relais.deciding.rhythm import LENGTH, at, moments_between
from relais.engine.values import Period
from relais.people.models import Membership
from relais.planning.further import in_feed

if TYPE_CHECKING:
    from relais.planning.calendars.writing import PlannedEvent

PAST: Final = timedelta(days=28)
AHEAD: Final = timedelta(days=366)


@in_feed
def reviews_in_feed(member: Membership, now: datetime) -> list[PlannedEvent]:
    """The reviews of the year ahead. One query."""
    from relais.planning.calendars.writing import PlannedEvent  # icalendar is loaded when a feed is asked for

    rhythm = Rhythm.objects.visible_to(member).filter(ended_at=None).first()
    if rhythm is None:
        return []
    return [
        PlannedEvent(
            uid=f"{member.id}.review.{moment:%Y%m%d}@relais",
            when=Period(moment, moment + LENGTH),
            title=_("Review: what keeps coming back?"),
            stamp=rhythm.set_at,
            categories=(_("Review"),),
        )
        for moment in moments_between(rhythm, now - PAST, now + AHEAD)
    ]


def calendar_file(rhythm: Rhythm, *, url: str) -> bytes:
    """The review as one repeating event. `url`: where it is opened."""
    from relais.planning.calendars.repeating import RepeatingEvent, write_repeating

    event = RepeatingEvent(
        uid=f"{rhythm.member_id}.review@relais",
        start=at(rhythm, rhythm.starts_on),
        length=LENGTH,
        title=_("Review: what keeps coming back?"),
        stamp=rhythm.set_at,
        is_monthly=rhythm.every == Every.MONTH,
        description=_("Keep, drop, automate or delegate: %(url)s") % {"url": url},
        url=url,
    )
    return write_repeating(event)
