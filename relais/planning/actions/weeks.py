"""The week: proposed, changed by hand, kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own, own_task
from relais.planning.actions.recurring import make_tasks
from relais.planning.applying import remake
from relais.planning.entries import (
    MostImportantChosen,
    PiecePlaced,
    PieceReleased,
    WeekKept,
    WeekProposed,
)
from relais.planning.hours import Hours, hours_of
from relais.planning.models import BusyTime, Day, Piece, Task, Week
from relais.planning.planner import WEEKS, end_of_horizon, free_on, load, minutes_between, minutes_left


@verb
def propose_week(monday: date, *, by: Actor, now: datetime) -> Week:
    """Plan a week: important work in its best hours, dated work as late as is safe, what comes back. Proposed again, what was
    placed by hand stays.

    Refused: `not_a_monday`, `week_out_of_reach`.
    """
    member = keeper(by)
    hours = hours_of(member)
    rules.monday_of(monday, today=hours.today(now), weeks=WEEKS - 1)
    week, made = proposed(member, monday, hours, now)
    note(member, WeekProposed(monday_on=monday.isoformat()), by=by, now=now, subject=week)
    remade = remake(member, "week_proposed", now=now)
    if remade is not None and made:  # a first proposal is no news of itself
        remade.delete()
    return week


@step
def proposed(member: Membership, monday: date, hours: Hours, now: datetime) -> tuple[Week, bool]:
    """The week's row, and whether it is new, with the tasks that come back in it; planning is left to `remake`."""
    make_tasks(member, monday, hours, from_on=max(monday, hours.today(now)), now=now)
    # The member's pattern is locked, and the pair is unique: a week is there once.
    week, made = Week.objects.get_or_create(
        member=member, monday=monday,
        defaults={"id": new_id(), "business_id": member.business_id, "proposed_at": now},
    )  # fmt: skip
    if not made:
        week.proposed_at = now
        week.save(update_fields=["proposed_at"])
    return week, made


@verb
def keep_week(monday: date, *, by: Actor, now: datetime) -> Week:
    """This is the week. Refused: `week_not_proposed`, `week_already_kept`."""
    member = keeper(by)
    week: Week | None = Week.objects.filter(member=member, monday=monday).first()
    if week is None:
        raise Refused("week_not_proposed")
    # Kept in two tabs: one changes the row, the other finds it changed.
    if not Week.objects.filter(pk=week.pk, kept_at=None).update(kept_at=now):
        raise Refused("week_already_kept")
    week.kept_at = now
    note(member, WeekKept(monday_on=monday.isoformat()), by=by, now=now, subject=week)
    return week


# --- by hand ------------------------------------------------------------------------------------------------------------


@verb
def place_piece(
    task_id: UUID,
    *,
    starts_at: datetime,
    minutes: int | None = None,
    piece_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Piece:
    """Put work on a task at a time of one's own choice: it stays there, and the rest is planned around it.

    `piece_id` is the piece that is moved; None adds one. Without `minutes`, as long as that piece was, else what the task still
    takes. Only the wall, the days off and what stands there by hand or is busy hold against it.

    Refused: `piece_in_the_past`, `piece_too_far`, `piece_past_wall`, `piece_on_day_off`, `piece_meets_other`,
    `estimate_out_of_range`, `task_already_ended`.
    """
    member = keeper(by)
    task = own_task(task_id, member)
    rules.still_open(task)
    hours = hours_of(member)
    moved = own(Piece, piece_id, member) if piece_id else None
    if moved is not None and moved.task_id != task.id:
        raise Refused("not_found")
    start = rules.moment_of(starts_at, field="starts_at")
    long = minutes or (
        minutes_between(moved.starts_at, moved.ends_at) if moved else max(minutes_left(task), 1)
    )
    end = start + timedelta(minutes=rules.minutes_of(long) or long)
    _placeable(member, hours, start, end, but=moved, now=now)
    if moved is not None:
        moved.delete()
    piece = Piece(id=new_id(), member=member, task=task, starts_at=start, ends_at=end, by_hand=True)
    piece.save(force_insert=True)
    data = PiecePlaced(seq=task.entry.seq, starts_at=start.isoformat())
    note(member, data, by=by, now=now, subject=piece)
    remake(member, "by_hand", now=now, about=task)
    return piece


@step
def _placeable(
    member: Membership, hours: Hours, start: datetime, end: datetime, *, but: Piece | None, now: datetime
) -> None:
    """Refuse a time at which nothing can be placed by hand."""
    day, field = hours.today(start), "starts_at"
    if start < now.replace(second=0, microsecond=0):
        raise Refused("piece_in_the_past", field=field)
    if day > end_of_horizon(hours.today(now)):
        raise Refused("piece_too_far", field=field)
    if hours.off_on(day) is not None:
        raise Refused("piece_on_day_off", field=field)
    wall = hours.wall(day)
    if end > wall:
        raise Refused("piece_past_wall", field=field, wall=f"{hours.week[day.weekday()].wall:%H:%M}")
    others = Piece.objects.filter(member=member, by_hand=True, starts_at__lt=end, ends_at__gt=start)
    busy = BusyTime.objects.filter(member=member, starts_at__lt=end, ends_at__gt=start)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists() or busy.exists():
        raise Refused("piece_meets_other", field=field)


@verb
def let_go(piece_id: UUID, *, by: Actor, now: datetime) -> Task:
    """A piece no longer stays where it was put: the planner places the task. Refused: `piece_not_by_hand`."""
    member = keeper(by)
    piece = own(Piece, piece_id, member)
    if not piece.by_hand:
        raise Refused("piece_not_by_hand")
    task = own_task(piece.task_id, member)
    Day.objects.filter(
        member=member, on=hours_of(member).today(piece.starts_at), most_important=task, is_chosen=True, closed_at=None
    ).update(is_chosen=False)  # fmt: skip
    piece.by_hand = False
    piece.save(update_fields=["by_hand"])
    note(member, PieceReleased(seq=task.entry.seq), by=by, now=now, subject=piece)
    remake(member, "by_hand", now=now, about=task)
    return task


@verb
def choose_most_important(on: date, task_id: UUID, *, by: Actor, now: datetime) -> Day:
    """Choose a day's most important task: it gets the best time of that day, as if placed there by hand.

    Refused: `task_already_ended`, `day_is_full`, `day_already_closed`, `piece_too_far`, `piece_in_the_past`.
    """
    member = keeper(by)
    task = own_task(task_id, member)
    rules.still_open(task)
    loaded = load(member, now)
    if on < loaded.today:
        raise Refused("piece_in_the_past", field="on")
    if on > end_of_horizon(loaded.today):
        raise Refused("piece_too_far", field="on")
    day = day_of(member, on)
    if day.closed_at is not None:
        raise Refused("day_already_closed")
    _let_go_of_chosen(day, loaded.hours, now)
    loaded = load(member, now)
    on_that_day = [
        p for p in loaded.by_hand if p.task_id == task.id and loaded.hours.today(p.starts_at) == on
    ]
    left = minutes_left(task, loaded.passed.get(task.id, 0)) - sum(
        minutes_between(max(p.starts_at, loaded.now), p.ends_at) for p in on_that_day
    )
    new = []
    for start, end, _energy in sorted(free_on(loaded, on), key=lambda free: (-free[2], free[0])):
        if left <= 0:
            break
        until = min(end, start + timedelta(minutes=left))
        new.append(Piece(id=new_id(), member=member, task=task, starts_at=start, ends_at=until, by_hand=True))
        left -= minutes_between(start, until)
    if not new and not on_that_day:
        raise Refused("day_is_full", field="on")
    Piece.objects.bulk_create(new)
    day.most_important, day.is_chosen = task, True
    day.save(update_fields=["most_important", "is_chosen"])
    note(member, MostImportantChosen(seq=task.entry.seq, day_on=on.isoformat()), by=by, now=now, subject=day)
    remake(member, "by_hand", now=now, about=task)
    return day


@step
def day_of(member: Membership, on: date) -> Day:
    """The row of a day, made where there is none."""
    day: Day
    day, _made = Day.objects.get_or_create(
        member=member, on=on, defaults={"id": new_id(), "business_id": member.business_id}
    )
    return day


@step
def _let_go_of_chosen(day: Day, hours: Hours, now: datetime) -> None:
    """What was chosen before for this day no longer stays where it was put."""
    if day.is_chosen and day.most_important_id is not None:
        first = max(now, hours.midnight(day.on))
        Piece.objects.filter(
            task_id=day.most_important_id, by_hand=True, starts_at__gte=first,
            starts_at__lt=hours.midnight(day.on + timedelta(days=1)),
        ).update(by_hand=False)  # fmt: skip
