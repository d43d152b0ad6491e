"""The plan of one member, made by the same verbs as a user's: what tests across rooms look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relais.engine.values import Period
from relais.people.models import Membership
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.calendars.contents import AllDay, Busy
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.hours import hours_of
from relais.planning.models import BusyTime, Calendar, DayOff, Goal, Highlight, Piece, Recurring, Task
from tests.cast import by


@dataclass(frozen=True, slots=True)
class Planned:
    """This week and the next were proposed, this one is kept. `piece` was placed by hand, on the next Monday."""

    today: date
    monday: date
    goal: Goal
    task: Task
    recurring: Recurring
    day_off: DayOff
    busy_time: BusyTime
    highlight: Highlight
    piece: Piece
    calendar: Calendar


def make_plan(member: Membership, now: datetime) -> Planned:
    me = by(member)
    hours = hours_of(member)
    today = hours.today(now)
    monday = today - timedelta(days=today.weekday())
    following = monday + timedelta(days=7)
    goal = actions.set_goal(
        "Second course", stake="offer", starts_on=monday, due_on=monday + timedelta(days=90), unit="lessons",
        from_value=0, to_value=12, by=me, now=now,
    )  # fmt: skip
    actions.read_goal(goal.id, "2.5", by=me, now=now)
    task = actions.write_task("Lesson 4", minutes=120, moves_business=True, goal_id=goal.id, by=me, now=now)
    actions.write_task(
        "VAT return", minutes=45, moves_business=False, due=Due(on=monday + timedelta(days=9)),
        consequence="180 € fine", by=me, now=now,
    )  # fmt: skip
    actions.write_task("Answer the printer", by=me, now=now)
    recurring = actions.set_recurring("Invoices", weekdays=(3,), minutes=30, by=me, now=now)
    day_off = actions.add_day_off(monday + timedelta(days=10), title="Market day", by=me, now=now)
    for week in (monday, following):
        actions.propose_week(week, by=me, now=now)
    actions.keep_week(monday, by=me, now=now)
    nine = hours.midnight(following) + timedelta(hours=9)
    piece = actions.place_piece(task.id, starts_at=nine, minutes=60, by=me, now=now)
    noon = hours.midnight(following) + timedelta(hours=13)
    busy_time = actions.lose_time(noon, noon + timedelta(hours=4), title="Dentist", by=me, now=now)
    actions.record_time(
        task.id, started_at=now - timedelta(hours=2), ended_at=now - timedelta(hours=1), by=me, now=now
    )
    highlight = actions.note_highlight("flop", "Two hours looking for images", by=me, now=now)
    actions.make_feed(by=me, now=now)
    school = Busy(Period(noon + timedelta(days=1), noon + timedelta(days=1, hours=1)), "Parents", "1")
    market = AllDay(monday + timedelta(days=17), monday + timedelta(days=18), "Market", "2")
    contents = Contents(name="School", busy=(school,), days=(market,), todos=())
    calendar = actions.add_calendar(contents, by=me, now=now)
    actions.add_calendar(Contents(name="Club", busy=(), days=(), todos=()), by=me, now=now)
    return Planned(today, monday, goal, task, recurring, day_off, busy_time, highlight, piece, calendar)
