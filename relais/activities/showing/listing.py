"""The list of what recurs: by the owner's hours, a page at a time; and each activity in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from relais.activities.measuring import Measured, Weekly, measured, weekly_of, weekly_of_member
from relais.activities.models import Activity, Choice, Decision, Hat
from relais.activities.showing.words import a_week, often_text
from relais.acts.paging import PAGE, Page
from relais.config.dates import duration_text
from relais.engine.words.fold import query_terms
from relais.log.wording import language
from relais.people.models import Membership
from relais.people.named import Named
from relais.people.roles import Role

LIST_MOST: Final = 5_000
"""The latest activities that a list looks at: a business has tens."""
SORTS: Final = ("hours", "title")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `decision`: the choice that stands, or `none`; `ended`: what does not recur any more."""

    hat: str = ""
    done_by: UUID | None = None
    decision: str = ""
    query: str = ""
    sort: str = "hours"
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity as the list and the export show it. `minutes`: the owner's, a week; `source`: measured, said or nothing."""

    id: UUID
    title: str
    hat: str
    who: str
    often: str
    each: str
    minutes: float | None
    hours: str
    is_measured: bool
    all_hours: str
    choice: str
    choice_label: str
    look_again_on: date | None
    liked: int | None
    moves: bool | None
    row: Activity


def owner_of(team: Mapping[UUID, Named], member: Membership) -> UUID:
    """The owner whose hours count; the member who looks where they are one, or where there is none."""
    if member.role == Role.OWNER:
        return member.id
    owners = [one.id for one in team.values() if one.role == Role.OWNER and one.is_current]
    return min(owners, default=member.id)


def listed(member: Membership, filters: Filters) -> QuerySet[Any]:
    """The activities under these filters, with the decision that stands, without order."""
    rows: Any = Activity.objects.visible_to(member).filter(ended_at__isnull=not filters.ended)
    if filters.hat in Hat.values:
        rows = rows.filter(hat=filters.hat)
    if filters.done_by is not None:
        rows = rows.filter(done_by=filters.done_by)
    for options in query_terms(filters.query):
        rows = rows.filter(words__contains=f" {min(options, key=len)}")
    standing = Decision.objects.filter(activity=OuterRef("pk"), ended_at=None)
    rows = rows.annotate(
        choice=Subquery(standing.values("choice")[:1]),
        look_again=Subquery(standing.filter(judged_at=None).values("look_again_on")[:1]),
    )
    if filters.decision == "none":
        rows = rows.filter(choice=None)
    elif filters.decision in Choice.values:
        rows = rows.filter(choice=filters.decision)
    found: QuerySet[Any] = rows
    return found


def rows_of(member: Membership, filters: Filters, team: Mapping[UUID, Named], today: date) -> list[Shown]:
    """All of them, in their order. A query for the activities and one for each source of time."""
    owner, time = owner_of(team, member), measured(member, today)
    rows = [
        shown_of(row, time.get(row.id), team, today, owner)
        for row in listed(member, filters).order_by("-id")[:LIST_MOST]
    ]
    if filters.sort == "title":
        return sorted(rows, key=lambda row: (row.title.casefold(), row.id))
    return sorted(
        rows, key=lambda row: (-(row.minutes or 0), row.minutes is None, row.title.casefold(), row.id)
    )


def shown_of(
    row: Activity, time: Measured | None, team: Mapping[UUID, Named], today: date, owner: UUID
) -> Shown:
    own: Weekly = weekly_of_member(row, time, today, owner)
    choice = getattr(row, "choice", None) or ""
    return Shown(
        id=row.id,
        title=row.title,
        hat=str(Hat(row.hat).label),
        who=str(team.get(row.done_by_id, "")) if row.done_by_id else "",
        often=often_text(row.per_week) if row.per_week is not None else "",
        each=duration_text(row.minutes, language()) if row.minutes else "",
        minutes=own.minutes,
        hours=a_week(own.minutes),
        is_measured=own.is_measured,
        all_hours=a_week(weekly_of(row, time, today).minutes),
        choice=choice,
        choice_label=str(Choice(choice).label) if choice else "",
        look_again_on=getattr(row, "look_again", None),
        liked=row.liked,
        moves=row.moves_business,
        row=row,
    )


def page_of(rows: Sequence[Shown], after: str) -> Page[Shown]:
    """A page of the sorted list; `after` is the activity that the page before ended with."""
    start = next((number + 1 for number, row in enumerate(rows) if str(row.id) == after), 0)
    shown = tuple(rows[start : start + PAGE])
    return Page(shown, str(shown[-1].id) if len(rows) > start + PAGE else "", start == 0)


def total_minutes(rows: Iterable[Shown]) -> float:
    return sum(row.minutes or 0 for row in rows)
