"""Time that rooms above know to have been spent on activities: of the plan, of deliveries. Each registers what it knows.

    @spent.source("plan")
    def of_the_plan(member: Membership, since: date, until: date, activity_id: UUID | None) -> Iterable[Spent]: ...

A source makes one query at most and answers only to those who keep activities. What is measured by hand, by timer or imported
is this room's own (`TimeSpent`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from relais.activities.models import TimeSpent
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes that a member spent on an activity on one day, and how that is known."""

    activity_id: UUID
    member_id: UUID
    on: date
    minutes: int
    source: str


Source = Callable[[Membership, date, date, UUID | None], Iterable[Spent]]
_sources: dict[str, Source] = {}
_on_start: list[Callable[..., None]] = []


def source(name: str) -> Callable[[Source], Source]:
    """Register what a room knows. `since` and `until` are days, both included; one activity or all."""

    def register(function: Source) -> Source:
        if name in _sources:
            raise ValueError(f"the source of time {name!r} is registered twice")
        _sources[name] = function
        return function

    return register


def when_a_timer_starts(step: Callable[..., None]) -> Callable[..., None]:
    """`step(member, now)` runs, in the same transaction, when a timer starts: a room above stops what runs there."""
    _on_start.append(step)
    return step


def timer_starts(member: Membership, now: object) -> None:
    for step in _on_start:
        step(member, now)


def spent(
    seen_by: Membership,
    since: date,
    until: date,
    *,
    activity_id: UUID | None = None,
    own: Iterable[Spent] | None = None,
) -> Iterator[Spent]:
    """All time of these days that is known, by activity, member, day and source. A query for each source.

    `own`: what this room knows of them, where the caller has it already.
    """
    yield from _own(seen_by, since, until, activity_id) if own is None else own
    if seen_by.may("activity.keep"):
        for function in _sources.values():
            yield from function(seen_by, since, until, activity_id)


def _own(seen_by: Membership, since: date, until: date, activity_id: UUID | None) -> Iterator[Spent]:
    own = TimeSpent.objects.visible_to(seen_by).filter(on__gte=since, on__lte=until)
    if activity_id is not None:
        own = own.filter(activity=activity_id)
    for row in (
        own.values_list("activity_id", "member_id", "on", "source").annotate(Sum("minutes")).order_by()
    ):
        activity, member, on, how, minutes = row
        yield Spent(activity, member, on, minutes, how)
