"""The plan as an iCalendar feed: the pieces of the weeks that were planned, and the dates of open tasks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from relais.engine.values import Period
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.actions.feeds import digest_of
from relais.planning.calendars.writing import PlannedEvent, write_calendar
from relais.planning.further import further
from relais.planning.models import Feed, Piece, Task
from relais.planning.rules import zone_of

PAST: Final = timedelta(days=28)
AHEAD: Final = timedelta(days=366)
PIECES_MOST: Final = 2_000
DATES_MOST: Final = 500


def reader_of(token: str) -> Membership | None:
    """Whose plan an address opens; None where it opens none (any more). One query."""
    if not token.isascii():
        return None
    found: Feed | None = (
        Feed.objects.select_related("member__person", "member__business")
        .filter(
            token_digest=digest_of(token), ended_at=None, member__left_at=None, member__person__is_active=True
        )
        .first()
    )
    if found is None or not found.member.may("plan.keep"):
        return None
    member: Membership = found.member
    return member


def calendar_of(member: Membership, *, url: str, now: datetime) -> bytes:
    """The plan as a calendar file, in the member's language. The same plan gives the same bytes. Two queries, and those
    of the rooms above.

    `url`: where the plan can be seen.
    """
    with translation.override(member.person.language):
        events = [*_pieces(member, now), *_dates(member, now), *further(member, now)]
        name = _("Plan: %(business)s") % {"business": member.business.name}
        return write_calendar(events, name=name, url=url)


def _pieces(member: Membership, now: datetime) -> list[PlannedEvent]:
    rows = _placed.rows(member, since=now - PAST)
    counted: dict[UUID, int] = {}
    events = []
    for row in rows:
        # The n-th time of a task keeps its name when the rest is planned again: a program moves it, and doubles nothing.
        number = counted[row.task_id] = counted.get(row.task_id, 0) + 1
        events.append(
            PlannedEvent(
                uid=f"{row.task_id}.{number}@relais",
                when=Period(row.starts_at, row.ends_at),
                title=row.task.title or _("Erased"),
                stamp=_made_at(row.id),
                categories=(_("Plan"),),
            )
        )
    return events


def _dates(member: Membership, now: datetime) -> list[PlannedEvent]:
    rows = _due.rows(member, since=now - PAST, until=now + AHEAD)
    zone = zone_of(member)
    return [
        PlannedEvent(
            uid=f"{row.id}.due@relais",
            when=row.due_on or row.due_at.astimezone(zone).date(),
            title=_("Due: %(title)s") % {"title": row.title or _("Erased")},
            description="" if row.due_on else f"{row.due_at.astimezone(zone):%H:%M}",
            stamp=row.made_at,
            categories=(_("Due"),),
            free=True,
        )
        for row in rows
    ]


def _pieces_of(member: Membership, since: datetime) -> QuerySet[Any]:
    found = Piece.objects.filter(member=member, starts_at__gte=since).select_related("task")
    return found.only("task_id", "starts_at", "ends_at", "task__title").order_by("starts_at", "id")[
        :PIECES_MOST
    ]


def _dates_of(member: Membership, since: datetime, until: datetime) -> QuerySet[Any]:
    found = Task.objects.filter(member=member).open().dated().filter(due_at__gt=since, due_at__lt=until)
    return found.only("title", "due_at", "due_on", "made_at").order_by("due_at", "id")[:DATES_MOST]


_placed: Final = OfMember(_pieces_of, since=datetime)
_due: Final = OfMember(_dates_of, since=datetime, until=datetime)


def _made_at(row_id: UUID) -> datetime:
    """When a row with a UUIDv7 was made, to the millisecond (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((row_id.int >> 80) / 1000, tz=UTC)
