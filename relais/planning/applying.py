"""Writing what a plan says: pieces of the weeks that were proposed, in the transaction of the act, and only what changed.

    remake(member, "new_date", now=now, about=task)

Weeks that were not proposed have no pieces. What a piece held before now is past and stays as it was. The changes that the
person did not make themselves become a `Replanning`: the page says them, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from relais.acts.actions import due_at
from relais.acts.verbs import step
from relais.config.ids import new_id
from relais.engine.plan.outcome import Plan
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import Hours
from relais.planning.models import Day, Pattern, Piece, Replanning, Task, Week
from relais.planning.planner import Loaded, Made, load, minutes_between, plan_of
from relais.planning.steady import Key, steady

CHANGES_MOST: Final = 100
ANEW: Final = frozenset({"week_proposed", "weeks_missed"})
"""Reasons for which the best time of everything is looked for anew; otherwise what was planned stays where it still fits."""
MORNING: Final = time(4)
"""When the worker looks at what was left from the day before: before anyone begins, after every clock has changed."""
_EPOCH: Final = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Placed:
    """The time that a task has from now on: when it begins, and its minutes in all."""

    first: datetime
    minutes: int


@step
def remake(member: Membership, reason: str, *, now: datetime, about: Task | None = None) -> Replanning | None:
    """Plan the rest again and write what changed. None when nothing did but what the act itself was `about`.

    The caller holds the member's pattern locked. Nothing is read but the weeks as long as none was proposed.
    """
    pattern = Pattern.objects.filter(pk=member.id).first()
    zone_changed = pattern is not None and _follow_zone(member, pattern)
    weeks = _weeks(member, now)
    if not weeks:
        return None
    loaded = load(member, now, pattern=pattern)
    standing = _standing.rows(member, now=loaded.now)
    made = plan_of(loaded, () if reason in ANEW else standing)
    changes = _write_pieces(loaded, made, weeks, standing)
    changes += _write_short(loaded, made.plan)
    _write_most_important(loaded, weeks, anew=reason in ANEW)
    _promise_morning(loaded.hours, member, loaded.now, max(weeks))
    changes = [one for one in changes if about is None or one["task"] != str(about.id)]
    if not changes:
        return None
    reason = "zone" if zone_changed else reason
    row = Replanning(id=new_id(), member=member, at=now, reason=reason, changes=changes[:CHANGES_MOST])
    row.save(force_insert=True)
    return row


def _weeks(member: Membership, now: datetime) -> list[date]:
    """The Mondays of the weeks that were proposed and are not over, in order. A day of grace, whatever the zone is."""
    return _weeks_after.rows(member, over=now.date() - timedelta(days=8))


_weeks_after = OfMember(
    lambda member, over: (
        Week.objects.filter(member=member, monday__gt=over)
        .order_by("monday")
        .values_list("monday", flat=True)
    ),
    over=date,
)
_standing = OfMember(
    lambda member, now: Piece.objects.filter(member=member, by_hand=False, ends_at__gte=now), now=datetime
)


@step
def _follow_zone(member: Membership, pattern: Pattern) -> bool:
    """Whether the person is in another zone than when they last planned; days named as dates then end there."""
    if pattern.zone == member.person.timezone:
        return False
    from relais.planning.hours import hours_of

    hours = hours_of(member, pattern=pattern)
    named = list(Task.objects.filter(member=member, ended_at=None, due_on__isnull=False).only("id", "due_on"))
    for task in named:
        task.due_at = end_of(task.due_on, hours)
    Task.objects.bulk_update(named, ["due_at"], batch_size=500)
    Pattern.objects.filter(pk=member.id).update(zone=member.person.timezone)
    return True


def end_of(day: date, hours: Hours) -> datetime:
    """The moment until which something is due that is due on a day: its end."""
    return hours.midnight(day + timedelta(days=1))


# --- pieces -----------------------------------------------------------------------------------------------------------


@step
def _write_pieces(
    loaded: Loaded, made: Made, weeks: Sequence[date], standing: Sequence[Piece]
) -> list[dict[str, Any]]:
    now = loaded.now
    ahead = [(p.task_id, max(p.starts_at, now), p.ends_at) for p in standing if p.ends_at > now]
    piece = made.under_way
    goes_on = (piece.task_id, piece.starts_at, piece.ends_at) if piece else None
    keys = steady(made.problem, ahead, _in_weeks(made, weeks, loaded.hours), goes_on=goes_on)
    wanted = _joined_to_past(keys, standing, now)
    before: set[Key] = {(piece.task_id, piece.starts_at, piece.ends_at) for piece in standing}
    gone = [piece.id for piece in standing if (piece.task_id, piece.starts_at, piece.ends_at) not in wanted]
    if gone:
        Piece.objects.filter(pk__in=gone).delete()
    new = [
        Piece(id=new_id(), member=loaded.member, task_id=task_id, starts_at=start, ends_at=end)
        for task_id, start, end in sorted(wanted - before, key=lambda key: (key[1], key[0]))
    ]
    Piece.objects.bulk_create(new, batch_size=500)
    return _changes(_placed(before, now), _placed(wanted, now), {task.id for task in loaded.tasks})


def _in_weeks(made: Made, weeks: Sequence[date], hours: Hours) -> list[Key]:
    """The pieces of a plan that lie in weeks that were proposed; those of one task that touch are one."""
    shown = set(weeks)
    keys: list[Key] = []
    goes_on = made.under_way
    planned = [(UUID(piece.id), piece.start, piece.end) for piece in made.plan.pieces]
    if goes_on is not None:
        planned = sorted(
            [*planned, (goes_on.task_id, goes_on.starts_at, goes_on.ends_at)], key=lambda key: key[1]
        )
    for task_id, start, end in planned:
        day = hours.today(start)
        if day - timedelta(days=day.weekday()) not in shown:
            continue
        if keys and keys[-1][0] == task_id and keys[-1][2] == start:
            keys[-1] = (task_id, keys[-1][1], end)
        else:
            keys.append((task_id, start, end))
    return keys


def _joined_to_past(keys: Iterable[Key], standing: Iterable[Piece], now: datetime) -> set[Key]:
    """The pieces wanted, with what the running one already held before now."""
    wanted = set(keys)
    for piece in standing:
        if piece.starts_at >= now:
            continue
        goes_on = next((key for key in wanted if key[0] == piece.task_id and key[1] == now), None)
        if goes_on is not None:
            wanted.discard(goes_on)
        wanted.add((piece.task_id, piece.starts_at, goes_on[2] if goes_on else now))
    return wanted


def _placed(keys: Iterable[Key], now: datetime) -> dict[UUID, Placed]:
    placed: dict[UUID, Placed] = {}
    for task_id, begin, end in keys:
        start = max(begin, now)
        minutes = minutes_between(start, end)
        if minutes <= 0:
            continue
        known = placed.get(task_id)
        placed[task_id] = (
            Placed(min(known.first, start), known.minutes + minutes) if known else Placed(start, minutes)
        )
    return placed


def _changes(
    before: Mapping[UUID, Placed], after: Mapping[UUID, Placed], known: set[UUID]
) -> list[dict[str, Any]]:
    """What changed for each task, in order of time: `placed`, `moved`, `left` (it has no time any more)."""
    rows = []
    for task_id in before.keys() | after.keys():
        old, new = before.get(task_id), after.get(task_id)
        if old == new or (new is None and task_id not in known):
            continue
        code = "placed" if old is None else "left" if new is None else "moved"
        rows.append(
            {
                "code": code,
                "task": str(task_id),
                "from": old.first.isoformat() if old else None,
                "to": new.first.isoformat() if new else None,
                "minutes": (new.minutes if new else 0) - (old.minutes if old else 0),
            }
        )
    return sorted(rows, key=lambda row: (row["to"] or row["from"], row["task"]))


# --- dates that cannot be met -----------------------------------------------------------------------------------------


@step
def _write_short(loaded: Loaded, made: Plan) -> list[dict[str, Any]]:
    """Keep by how much each date cannot be met; what is new about it comes as changes: `short`, `met`."""
    short = {UUID(one.id): one.short_minutes for one in made.given_up}
    changed = [task for task in loaded.tasks if task.short_minutes != short.get(task.id)]
    rows = []
    for task in changed:
        was, task.short_minutes = task.short_minutes, short.get(task.id)
        if (was is None) != (task.short_minutes is None):
            code, minutes = ("met", was) if task.short_minutes is None else ("short", task.short_minutes)
            rows.append({"code": code, "task": str(task.id), "from": None, "to": None, "minutes": minutes})
    Task.objects.bulk_update(changed, ["short_minutes"], batch_size=500)
    return rows


# --- the most important task of each day ------------------------------------------------------------------------------


@step
def _write_most_important(loaded: Loaded, weeks: Sequence[date], *, anew: bool) -> None:
    """Each planned day's most important task: the one that was chosen, else the important task with the most of its time.

    Today's stays once there is one, even when its time was lost: the close asks for it. Where the week was asked for anew, the
    day may have been given to another task.
    """
    today = loaded.today
    first, last = max(min(weeks), today), max(weeks) + timedelta(days=6)
    sums = _sums_of_each_day(loaded, first, last)
    found = {on: max(tasks, key=lambda one: (tasks[one], one)) for on, tasks in sums.items()}
    rows = {row.on: row for row in _days_between.rows(loaded.member, first=first, last=last)}
    new, changed = [], []
    for on in sorted(found.keys() | rows.keys()):
        row, best = rows.get(on), found.get(on)
        if row is None:
            new.append(
                Day(id=new_id(), business_id=loaded.member.business_id, member=loaded.member, on=on, most_important_id=best)
            )  # fmt: skip
        elif not (
            row.is_chosen
            or row.closed_at
            or row.most_important_id == best
            or (on == today and row.most_important_id and (best is None or not anew))
        ):
            row.most_important_id = best
            changed.append(row)
    Day.objects.bulk_create([row for row in new if row.most_important_id])
    Day.objects.bulk_update(changed, ["most_important"])


def _sums_of_each_day(loaded: Loaded, first: date, last: date) -> dict[date, dict[UUID, tuple[bool, float]]]:
    """For each day the important tasks that have pieces: whether they serve a goal, and for how long."""
    until = loaded.hours.midnight(last + timedelta(days=1))
    pieces = _important_between.rows(loaded.member, since=loaded.hours.midnight(first), until=until)
    sums: dict[date, dict[UUID, tuple[bool, float]]] = {}
    for task_id, goal_id, start, end in pieces:
        of_day = sums.setdefault(loaded.hours.today(start), {})
        _goal, minutes = of_day.get(task_id, (False, 0.0))
        of_day[task_id] = (goal_id is not None, minutes + (end - start).total_seconds())
    return sums


_important_between = OfMember(
    lambda member, since, until: Piece.objects.filter(
        member=member, starts_at__gte=since, starts_at__lt=until, task__moves_business=True
    ).values_list("task_id", "task__goal_id", "starts_at", "ends_at"),
    since=datetime,
    until=datetime,
)
_days_between = OfMember(
    lambda member, first, last: Day.objects.filter(member=member, on__gte=first, on__lte=last),
    first=date,
    last=date,
)


# --- tomorrow morning -------------------------------------------------------------------------------------------------


@step
def _promise_morning(hours: Hours, member: Membership, now: datetime, last_monday: date) -> None:
    """The worker looks again at the start of the person's next day, as long as a planned week goes on."""
    day = hours.today(now)
    at = _morning_of(day, hours)
    if at <= now:
        day += timedelta(days=1)
        at = _morning_of(day, hours)
    if day <= last_monday + timedelta(days=6):
        due_at("plan.morning", member.id, at, number=number_of(day))


def number_of(day: date) -> int:
    """The number under which a day's morning is promised."""
    return (day - _EPOCH).days


def _morning_of(day: date, hours: Hours) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=hours.zone).astimezone(UTC)
