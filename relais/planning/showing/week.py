"""The week as its page shows it: each block with its place in the grid, the figures in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from relais.config.dates import duration_text, weekday_text
from relais.log.wording import language
from relais.planning.margins import full_day
from relais.planning.showing.changes import ChangesShown, changes_shown
from relais.planning.showing.loading import WeekRead
from relais.planning.showing.tasks import TaskShown, shown_of
from relais.planning.showing.words import consequence_text, due_text, working_time_text
from relais.planning.shown import Block, DayPlan, WeekPlan

QUARTER: Final = 15

KINDS: Final[dict[str, Promise | str]] = {
    "break": gettext_lazy("A real break"),
    "mail": gettext_lazy("Mail"),
    "close": gettext_lazy("Close of the day"),
    "busy": gettext_lazy("Busy"),
    "lost": gettext_lazy("Time lost"),
}


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A block of a day. `row` (from 1) and `rows` are its place in the grid, in quarters of an hour, which `classes` says with
    what it is; `piece_id` only where it can be moved; `start` is the wall clock where the person is."""

    kind: str
    classes: str
    title: str
    note: str
    hours: str
    start: str
    row: int
    rows: int
    is_over: bool
    overlaps: bool
    minutes: int
    piece_id: UUID | None
    task_id: UUID | None
    is_most_important: bool
    is_done: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class DayShown:
    on: date
    name: str
    short: str
    is_today: bool
    note: str
    is_off: bool
    wall_row: int
    wall: str
    blocks: tuple[BlockShown, ...]


@dataclass(frozen=True, slots=True)
class WeekShown:
    """`hours`: the labels at the side, one for four rows. `left_out`: what does not fit."""

    monday: date
    number: int
    sunday: date
    is_proposed: bool
    is_kept: bool
    may_propose: bool
    zone_changed: bool
    is_over: bool
    sentences: tuple[str, ...]
    hours: tuple[str, ...]
    days: tuple[DayShown, ...]
    left_out: tuple[TaskShown, ...]
    left_out_more: int
    changes: ChangesShown | None
    before: date
    after: date

    @property
    def is_bare(self) -> bool:
        """Whether there was nothing that could be planned: what to do next is to write something down."""
        return not self.left_out and not any(block.task_id for day in self.days for block in day.blocks)


def week_shown(read: WeekRead, slug: str, *, now: datetime) -> WeekShown:
    """The week in the reader's language."""
    week, reader = read.plan, language()
    shown = [day for n, day in enumerate(week.days) if n < 5 or day.blocks or day.free or day.is_today]
    first, last = _hours(shown, week.zone)
    judging = read.waiting if week.proposed_at and any(day.is_today for day in shown) else 0
    workday = full_day(read.hours)
    days = tuple(_day(day, week.zone, first, now, reader) for day in shown)
    today = now.astimezone(week.zone).date()
    return WeekShown(
        monday=week.monday,
        number=week.monday.isocalendar().week,
        sunday=week.monday + timedelta(days=6),
        is_proposed=week.proposed_at is not None,
        is_kept=week.kept_at is not None,
        may_propose=week.may_propose,
        zone_changed=week.zone_changed,
        is_over=week.days[-1].on < today,
        sentences=tuple(_sentences(week, workday, reader)) if week.proposed_at else (),
        hours=tuple(f"{hour}:00" for hour in range(first, last)),
        days=_with_judging(days, judging),
        left_out=tuple(shown_of(row, slug, workday, reader) for row in week.left_out),
        left_out_more=week.left_out_more,
        changes=changes_shown(week.changes),
        before=week.monday - timedelta(days=7),
        after=week.monday + timedelta(days=7),
    )


# --- days and blocks ----------------------------------------------------------------------------------------------------


def _hours(days: Sequence[DayPlan], zone: ZoneInfo) -> tuple[int, int]:
    """The first hour that the grid shows, and the one at which it ends."""
    starts = [_minute(block.start, day.on, zone) for day in days for block in day.blocks]
    ends = [_minute(block.end, day.on, zone) for day in days for block in day.blocks]
    walls = [_minute(day.wall, day.on, zone) for day in days if day.blocks]
    first = min([*starts, 9 * 60]) // 60
    return first, max(first + 1, -(-max([*ends, *walls, 17 * 60]) // 60))


def _minute(moment: datetime, on: date, zone: ZoneInfo) -> int:
    """Minutes from the beginning of a day on the clock of the wall, held within that day."""
    local = moment.astimezone(zone)
    if local.date() < on:
        return 0
    return 24 * 60 if local.date() > on else 60 * local.hour + local.minute


def _day(day: DayPlan, zone: ZoneInfo, first: int, now: datetime, reader: str) -> DayShown:
    name = weekday_text(day.on, reader)
    weekday, _space, number = weekday_text(day.on, reader, short=True).partition(" ")
    notes = []
    if day.is_today:
        notes.append(_("today"))
    if day.off is not None:
        notes.append(_("off: %(title)s") % {"title": day.off} if day.off else _("off"))
    elif day.is_short:
        notes.append(_("short"))
    if day.closed_at:
        notes.append(_("closed"))
    wall = _minute(day.wall, day.on, zone)
    return DayShown(
        on=day.on,
        name=name,
        short=f"{weekday} {number.split()[0]}",
        is_today=day.is_today,
        note=" · ".join(notes),
        is_off=day.off is not None,
        wall_row=_row(wall, first) if day.blocks else 0,
        wall=f"{wall // 60}:{wall % 60:02d}",
        blocks=tuple(_placed(day, zone, first, now, reader)),
    )


def _row(minute: int, first: int) -> int:
    return round((minute - 60 * first) / QUARTER) + 1


def _placed(day: DayPlan, zone: ZoneInfo, first: int, now: datetime, reader: str) -> Iterator[BlockShown]:
    """The blocks with their rows: to the nearest quarter, one row at least, none on top of another unless they overlap."""
    until, free_row = None, 1
    for block in day.blocks:
        start, end = (_minute(moment, day.on, zone) for moment in (block.start, block.end))
        overlaps = until is not None and block.start < until
        row = _row(start, first) if overlaps else max(_row(start, first), free_row)
        rows = max(1, _row(end, first) - row)
        free_row = max(free_row, row + rows)
        until = block.end if until is None else max(until, block.end)
        yield _block(block, zone, row, rows, now, reader, overlaps=overlaps)


def _block(
    block: Block, zone: ZoneInfo, row: int, rows: int, now: datetime, reader: str, *, overlaps: bool
) -> BlockShown:
    task = block.task
    start, end = block.start.astimezone(zone), block.end.astimezone(zone)
    is_over = block.end <= now
    is_open = task is not None and not task.outcome
    what = "one" if block.is_most_important else "important" if task and task.is_important else ""
    classes = (
        "block", block.kind, f"b-{row}", f"l-{rows}", what or ("dated" if task and task.due_at else ""),
        "over" if is_over else "", "overlaps" if overlaps else "", "thin" if rows < 2 else "",
    )  # fmt: skip
    return BlockShown(
        kind=block.kind,
        classes=" ".join(filter(None, classes)),
        title=_title(block),
        note=_note(block, reader),
        hours=f"{start:%H:%M}–{end:%H:%M}",
        start=f"{start:%Y-%m-%dT%H:%M}",
        row=row,
        rows=rows,
        is_over=is_over,
        overlaps=overlaps,
        minutes=block.minutes,
        piece_id=block.piece_id if is_open and not is_over else None,
        task_id=task.id if task else None,
        is_most_important=block.is_most_important,
        is_done=bool(task and task.outcome == "done"),
        by_hand=block.by_hand,
    )


def _title(block: Block) -> str:
    if block.task is not None:
        return block.task.title or _("(erased)")
    return block.title or str(KINDS.get(block.kind, block.kind))


def _note(block: Block, reader: str) -> str:
    """What a dated piece says below its title: until when, else what."""
    task = block.task
    if task is None or task.due_at is None or not block.is_first:
        return ""
    said = {"day": due_text(task, reader), "what": consequence_text(task, reader)}
    return _("before %(day)s, else: %(what)s") % said if task.is_urgent else _("wished for %(day)s") % said


def _with_judging(days: tuple[DayShown, ...], judging: int) -> tuple[DayShown, ...]:
    """The next mail slot says what is to be judged in it."""
    if not judging:
        return days
    said = ngettext("%(count)s delivery to judge", "%(count)s deliveries to judge", judging) % {
        "count": judging
    }
    done, told = False, []
    for day in days:
        blocks = []
        for block in day.blocks:
            if not done and block.kind == "mail" and not block.is_over:
                done, block = True, replace(block, note=said)  # noqa: PLW2901
            blocks.append(block)
        told.append(replace(day, blocks=tuple(blocks)))
    return tuple(told)


# --- figures speak in sentences -----------------------------------------------------------------------------------------


def _sentences(week: WeekPlan, workday: int, reader: str) -> Iterator[str]:
    count = week.important
    if count:
        yield ngettext(
            "One important task has its time.", "%(count)s important tasks have their time.", count
        ) % {"count": count}
    else:
        yield _("No important task has time this week.")
    yield from _about_dates(week, workday, reader)
    if week.free:
        yield _("%(time)s of working time is still free.") % {"time": duration_text(week.free, reader)}
    else:
        yield _("No working time is left free.")
    yield _("What you move stays where you put it.")


def _about_dates(week: WeekPlan, workday: int, reader: str) -> Iterator[str]:
    ahead = [row for row in week.dates if not row.is_passed]
    missed = [row for row in ahead if row.short]
    if missed:
        yield ngettext("One date cannot be met.", "%(count)s dates cannot be met.", len(missed)) % {
            "count": len(missed)
        }
    elif ahead:
        tightest = week.tightest
        margin = tightest.margin if tightest and tightest.margin else 0
        said = {"count": len(ahead), "margin": working_time_text(margin, workday, reader)}
        yield (
            ngettext(
                "The one date with a consequence holds, with a margin of %(margin)s.",
                "The %(count)s dates with a consequence hold, the tightest with a margin of %(margin)s.",
                len(ahead),
            )
            % said
        )
