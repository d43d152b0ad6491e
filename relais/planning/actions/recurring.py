"""Work that comes back. Its tasks are made when a week is proposed, each day once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from relais.activities.rules import activity_of
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.engine.words.fold import search_terms
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own_recurring
from relais.planning.applying import end_of
from relais.planning.entries import RecurringChanged, RecurringEnded, RecurringSet
from relais.planning.hours import Hours
from relais.planning.models import Recurring, Task

EVERY_WEEKS_MOST = 52


class Comes(TypedDict):
    """When it comes back: on `weekdays` (0 is Monday) every so many weeks, or on a day of each month (31: its last)."""

    weekdays: Collection[int]
    every_weeks: int
    month_day: int | None


@verb
def set_recurring(
    title: str,
    *,
    weekdays: Collection[int] = (),
    every_weeks: int = 1,
    month_day: int | None = None,
    starts_on: date | None = None,
    minutes: int | None = None,
    moves_business: bool = False,
    consequence: str = "",
    activity_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Recurring:
    """Something that comes back, from `starts_on` (today) on. Refused: `recurrence_unclear`, `weekday_unknown`."""
    member = keeper(by)
    row = Recurring(id=new_id(), business_id=member.business_id, member=member)
    row.title = rules.title_of(title)
    row.starts_on = starts_on or now.astimezone(rules.zone_of(member)).date()
    _set(row, Comes(weekdays=weekdays, every_weeks=every_weeks, month_day=month_day), minutes, consequence)
    row.moves_business = moves_business
    row.activity = activity_of(activity_id, seen_by=member)
    row.entry = note(member, RecurringSet(), by=by, now=now, subject=row, text=row.title)
    row.save(force_insert=True)
    return row


@verb
def change_recurring(
    recurring_id: UUID,
    *,
    title: str,
    weekdays: Collection[int] = (),
    every_weeks: int = 1,
    month_day: int | None = None,
    minutes: int | None = None,
    moves_business: bool = False,
    consequence: str = "",
    activity_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Recurring:
    """Say all of it again, for the tasks that are still to be made. Refused: `recurring_already_ended`."""
    member = keeper(by)
    row = own_recurring(recurring_id, member)
    if row.ended_at is not None:
        raise Refused("recurring_already_ended")
    before = [getattr(row, name) for name in _SAID]
    row.title = rules.title_of(title)
    _set(row, Comes(weekdays=weekdays, every_weeks=every_weeks, month_day=month_day), minutes, consequence)
    row.moves_business = moves_business
    row.activity = activity_of(activity_id, seen_by=member)
    if [getattr(row, name) for name in _SAID] == before:
        return row
    data = RecurringChanged(seq=row.entry.seq)
    row.entry = note(member, data, by=by, now=now, subject=row, text=row.title)
    row.save(update_fields=[*(name.removesuffix("_id") for name in _SAID), "entry"])
    return row


_SAID = (
    "title", "minutes", "moves_business", "consequence", "weekdays", "every_weeks", "month_day", "activity_id",
)  # fmt: skip


@verb
def end_recurring(recurring_id: UUID, *, by: Actor, now: datetime) -> Recurring:
    """It does not come back any more; the tasks already made stay. Refused: `recurring_already_ended`."""
    member = keeper(by)
    row = own_recurring(recurring_id, member)
    if not Recurring.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
        raise Refused("recurring_already_ended")
    row.ended_at = now
    note(member, RecurringEnded(seq=row.entry.seq), by=by, now=now, subject=row)
    return row


def _set(row: Recurring, comes: Comes, minutes: int | None, consequence: str) -> None:
    days = set(comes["weekdays"])
    if any(day not in range(7) for day in days):
        raise Refused("weekday_unknown", field="weekdays")
    by_month = comes["month_day"] is not None
    if bool(days) == by_month or (by_month and comes["month_day"] not in range(1, 32)):
        raise Refused("recurrence_unclear", field="weekdays")
    if comes["every_weeks"] not in range(1, EVERY_WEEKS_MOST + 1):
        raise Refused("recurrence_unclear", field="every_weeks")
    row.weekdays = sum(1 << day for day in days)
    row.every_weeks, row.month_day = comes["every_weeks"], comes["month_day"]
    row.minutes = rules.minutes_of(minutes)
    row.consequence = rules.line_of(consequence, limit=rules.CONSEQUENCE_LIMIT, field="consequence")


# --- the tasks of a week ----------------------------------------------------------------------------------------------


@step
def make_tasks(member: Membership, monday: date, hours: Hours, *, from_on: date, now: datetime) -> int:
    """Make the tasks that come back in a week, from `from_on` on, each once whatever is repeated. Returns how many are new."""
    rows = Recurring.objects.filter(member=member, ended_at=None).select_related("entry")
    wanted = [(row, on) for row in rows for on in occurrences(row, monday) if on >= from_on]
    made = set(
        Task.objects.filter(recurring__in={row.id for row, _on in wanted}, recurs_on__gte=monday).values_list(
            "recurring_id", "recurs_on"
        )
    )
    new = [_task(row, on, hours, now) for row, on in wanted if (row.id, on) not in made]
    Task.objects.bulk_create(new)
    return len(new)


def _task(row: Recurring, on: date, hours: Hours, now: datetime) -> Task:
    return Task(
        id=new_id(), business_id=row.business_id, member_id=row.member_id, entry=row.entry, title=row.title,
        words=" " + " ".join(search_terms(row.title)) + " ", minutes=row.minutes, moves_business=row.moves_business,
        consequence=row.consequence, due_on=on, due_at=end_of(on, hours), earliest_on=on,
        recurring=row, recurs_on=on, made_at=now, activity_id=row.activity_id,
    )  # fmt: skip


def occurrences(row: Recurring, monday: date) -> Iterator[date]:
    """The days of the week from `monday` on which it comes back."""
    first = row.starts_on - timedelta(days=row.starts_on.weekday())
    for n in range(7):
        day = monday + timedelta(days=n)
        if day < row.starts_on:
            continue
        if row.month_day is not None:
            last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            if day.day == min(row.month_day, last.day):
                yield day
        elif row.weekdays >> n & 1 and (monday - first).days // 7 % row.every_weeks == 0:
            yield day
