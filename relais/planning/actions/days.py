"""The day: focus, tops and flops, the close."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own, own_task
from relais.planning.actions.endings import end_task
from relais.planning.actions.stretches import close_stretch, count_time
from relais.planning.actions.weeks import day_of
from relais.planning.applying import remake
from relais.planning.entries import (
    DayClosed,
    DayReopened,
    FocusBegun,
    FocusEnded,
    HighlightNoted,
    HighlightRemoved,
)
from relais.planning.hours import Hours, hours_of
from relais.planning.models import Day, Highlight, HighlightKind, Outcome, Piece, Stretch, Task
from relais.planning.planner import minutes_between

# --- focus --------------------------------------------------------------------------------------------------------------


@verb
def focus(*, by: Actor, now: datetime) -> Day:
    """Keep everything else away until the task is done. Refused: `focus_already_begun`, `day_already_closed`."""
    member = keeper(by)
    day = day_of(member, hours_of(member).today(now))
    if day.closed_at is not None:
        raise Refused("day_already_closed")
    if not Day.objects.filter(pk=day.pk, focus_since=None).update(focus_since=now):
        raise Refused("focus_already_begun")
    day.focus_since = now
    note(member, FocusBegun(day_on=day.on.isoformat()), by=by, now=now, subject=day)
    return day


@verb
def unfocus(*, by: Actor, now: datetime) -> Day:
    """Let the rest come near again. Refused: `focus_not_begun`."""
    member = keeper(by)
    day: Day | None = Day.objects.filter(member=member, focus_since__isnull=False).order_by("-on").first()
    if day is None or day.focus_since is None:
        raise Refused("focus_not_begun")
    minutes = max(0, minutes_between(day.focus_since, now))
    # A focus that was forgotten on another day ends with it too.
    Day.objects.filter(member=member, focus_since__isnull=False).update(focus_since=None)
    day.focus_since = None
    note(member, FocusEnded(day_on=day.on.isoformat(), minutes=minutes), by=by, now=now, subject=day)
    return day


# --- tops and flops -------------------------------------------------------------------------------------------------------


@verb
def note_highlight(kind: str, text: str, *, on: date | None = None, by: Actor, now: datetime) -> Highlight:
    """A top or a flop of a day (today). Refused: `highlight_kind_unknown`, `text_empty`, `day_in_the_future`."""
    member = keeper(by)
    today = hours_of(member).today(now)
    day = rules.begun(on or today, today=today)
    said = clean_text(text, limit=rules.HIGHLIGHT_LIMIT)
    row = _highlight(member, day, rules.highlight_kind_of(kind), said)
    data = HighlightNoted(kind=kind, day_on=day.isoformat())
    row.entry = note(member, data, by=by, now=now, subject=row, text=said)
    row.save(force_insert=True)
    return row


@verb
def remove_highlight(highlight_id: UUID, *, by: Actor, now: datetime) -> None:
    """It counts no longer. What the log says of it stays, until its text is erased there."""
    member = keeper(by)
    row = own(Highlight, highlight_id, member)
    note(member, HighlightRemoved(kind=row.kind, day_on=row.on.isoformat()), by=by, now=now, subject=row)
    row.delete()


def _highlight(member: Membership, on: date, kind: str, text: str) -> Highlight:
    return Highlight(id=new_id(), business_id=member.business_id, member=member, on=on, kind=kind, text=text)


# --- the close --------------------------------------------------------------------------------------------------------------


@verb
def close_day(
    on: date,
    *,
    important_done: bool | None,
    mail_done: bool,
    did_as_decided: bool,
    it_worked: bool | None = None,
    tops: Sequence[str] = (),
    flops: Sequence[str] = (),
    finished: Collection[UUID] = (),
    by: Actor,
    now: datetime,
) -> Day:
    """Close a day: is the important task done (None: there was none), the mail handled; did I do what I had decided, and
    did it work (None: not known yet); tops, flops, and the tasks that were finished.

    What is left moves to the days after, if it fits. Where no time was recorded for the important task and its part was done, its
    time is taken from the plan. Time that runs stops.

    Refused: `day_already_closed` (another window was quicker: the day says what was written there), `day_in_the_future`,
    `task_already_ended`, `highlights_too_many`.
    """
    member = keeper(by)
    hours = hours_of(member)
    rules.begun(on, today=hours.today(now))
    written = [(HighlightKind.TOP, text) for text in rules.highlights_of(tops, field="tops")]
    written += [(HighlightKind.FLOP, text) for text in rules.highlights_of(flops, field="flops")]
    day = day_of(member, on)
    # Two tabs at once: one changes the row, the other finds it changed.
    closed = Day.objects.filter(pk=day.pk, closed_at=None).update(
        closed_at=now, important_done=important_done, mail_done=mail_done, did_as_decided=did_as_decided,
        it_worked=it_worked, focus_since=None,
    )  # fmt: skip
    if not closed:
        raise Refused("day_already_closed")
    day.refresh_from_db()
    _stop(member, now)
    if important_done and day.most_important is not None:
        _assume_time(day, day.most_important, hours, now)
    for task_id in finished:
        end_task(own_task(task_id, member), Outcome.DONE, now)
    data = DayClosed(
        day_on=on.isoformat(), important_done=important_done, mail_done=mail_done, did_as_decided=did_as_decided,
        it_worked=it_worked,
    )  # fmt: skip
    entry = note(member, data, by=by, now=now, subject=day, text=_told(written))
    _write_highlights(member, on, written, entry)
    remake(member, "day_closed", now=now)
    return day


@verb
def reopen_day(on: date, *, by: Actor, now: datetime) -> Day:
    """Go on with a day that was closed; its tops and flops stay. Refused: `day_not_closed`."""
    member = keeper(by)
    day: Day | None = Day.objects.filter(member=member, on=on).first()
    if day is None or not Day.objects.filter(pk=day.pk, closed_at__isnull=False).update(
        closed_at=None, important_done=None, mail_done=None, did_as_decided=None, it_worked=None
    ):
        raise Refused("day_not_closed")
    day.refresh_from_db()
    _forget_assumed(day, hours_of(member))
    note(member, DayReopened(day_on=on.isoformat()), by=by, now=now, subject=day)
    remake(member, "changed", now=now)
    return day


def _told(written: Sequence[tuple[str, str]]) -> str:
    signs = {HighlightKind.TOP: "+", HighlightKind.FLOP: "\u2212"}
    return "\n".join(f"{signs[HighlightKind(kind)]} {text}" for kind, text in written)


@step
def _write_highlights(member: Membership, on: date, written: Sequence[tuple[str, str]], entry: Entry) -> None:
    rows = [_highlight(member, on, kind, text) for kind, text in written]
    for row in rows:
        row.entry = entry
    Highlight.objects.bulk_create(rows)


@step
def _stop(member: Membership, now: datetime) -> None:
    """Time that still runs ends with the day."""
    running = Stretch.objects.filter(member=member, ended_at=None).select_related("task").first()
    if running is not None:
        close_stretch(running.task, now)


@step
def _assume_time(day: Day, task: Task, hours: Hours, now: datetime) -> None:
    """The important task's pieces of the day count as its time, where none was recorded for it that day."""
    first, last = hours.midnight(day.on), hours.midnight(day.on + timedelta(days=1))
    if Stretch.objects.filter(task=task, started_at__gte=first, started_at__lt=last).exists():
        return
    pieces = Piece.objects.filter(task=task, starts_at__gte=first, starts_at__lt=min(last, now))
    Stretch.objects.bulk_create(
        Stretch(
            id=new_id(), member_id=day.member_id, task=task, started_at=piece.starts_at,
            ended_at=min(piece.ends_at, now), assumed=True,
        )
        for piece in pieces
    )  # fmt: skip
    count_time(task)


@step
def _forget_assumed(day: Day, hours: Hours) -> None:
    """Take back the time that the close took from the plan."""
    first, last = hours.midnight(day.on), hours.midnight(day.on + timedelta(days=1))
    assumed = Stretch.objects.filter(
        member_id=day.member_id, assumed=True, started_at__gte=first, started_at__lt=last
    )
    tasks = list(Task.objects.filter(stretches__in=assumed).distinct())
    assumed.delete()
    for task in tasks:
        count_time(task)
