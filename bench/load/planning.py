"""Three years of planning: goals with their readings, weeks proposed and kept, days closed, work that comes back, calendars.

The owner plans until today, and the verbs themselves plan this week and the next; one manager stopped three weeks ago, and has
a lapse to come back from. Tasks that ended grow with the business; what is open is the same at every size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from heapq import merge
from typing import Any, Final

from bench.load.people import SLUG, ZONE
from bench.load.stage import Actress, Stage, Story
from bench.load.tasks import LOCAL, TAKES, Doing, Keeper, end_of, title_of
from bench.load.words import Text
from relais.acts.actor import Actor
from relais.acts.models import Chain, Due
from relais.acts.types import EntryData
from relais.people.models import Membership
from relais.planning import actions
from relais.planning import entries as said
from relais.planning.applying import number_of
from relais.planning.hours import DEFAULT, SAFETY, write_week
from relais.planning.models import (
    BusyTime,
    Calendar,
    Day,
    DayOff,
    Goal,
    GoalReading,
    Highlight,
    Pattern,
    Piece,
    Recurring,
    Replanning,
    Stake,
    Task,
    Week,
)

ENDED_EACH: Final = 0.1
"""Tasks that ended, of the owner, for each delegation."""
ENDED: Final = (300, 10_000)
OPEN: Final = {"to_decide": 20, "important": 50, "dated": 60, "urgent": 20, "someday": 500}
"""Open tasks of the owner, at every size; the manager has a fifth of everything."""
OPEN_SINCE: Final = timedelta(weeks=8)
LAPSED: Final = timedelta(weeks=3)
FIRST: Final = timedelta(days=31)
"""From the beginning of the business to the first week that is planned."""
PIECES: Final = ((9, 0, 90), (10, 30, 60), (12, 50, 130), (15, 45, 75))
"""Pieces of a full day: hour, minute and minutes; a short day has the first two."""
READ_AFTER: Final = timedelta(days=30)
"""The worker reads no calendar while it is measured: there is none at the address."""


def planning(stage: Stage, delegations: int) -> Iterator[tuple[datetime, Story]]:
    """Every story of planning with the moment at which it begins, in order."""
    ended = min(max(int(delegations * ENDED_EACH), ENDED[0]), ENDED[1])
    owner = Keeper(stage.team.owner, rare_once_in=max(1, ended // 12))
    manager = Keeper(stage.team.managers[0], rare_once_in=1_000_000)
    first = stage.begin + FIRST
    stories: list[Iterator[tuple[datetime, Story]]] = [
        _goals(stage, (owner, manager), first),
        iter([(first, Keeping(stage, owner, first, stage.end).tell())]),
        iter([(first, Keeping(stage, manager, first, stage.end - LAPSED).tell())]),
        _tasks(stage, owner, first, 1, ended),
        _tasks(stage, manager, first, 5, ended // 5),
    ]
    return merge(*stories, key=lambda one: one[0])


def _tasks(
    stage: Stage, keeper: Keeper, first: datetime, part: int, ended: int
) -> Iterator[tuple[datetime, Story]]:
    rng = stage.rng
    last = stage.end - TAKES
    since = stage.end - OPEN_SINCE
    wanted = [(first + rng.random() * (last - first), "ended") for _ in range(ended)]
    wanted += [
        (since + rng.random() * (stage.end - timedelta(days=4) - since), kind)
        for kind, count in OPEN.items()
        for _ in range(count // part)
    ]
    for at, kind in sorted(wanted):
        yield at, Doing(stage, keeper, at, kind).tell()


def plan_today(end: datetime) -> int:
    """The owner has this week and the next proposed, by the verbs themselves, and keeps this one. Returns the last number of the
    log."""
    owner = Membership.objects.select_related("person", "business").get(business__slug=SLUG, role="owner")
    by = Actor.of(owner, "web")
    today = end.astimezone(LOCAL).date()
    monday = today - timedelta(days=today.weekday())
    for week in (monday, monday + timedelta(weeks=1)):
        actions.propose_week(week, by=by, now=end)
    actions.keep_week(monday, by=by, now=end)
    return int(Chain.objects.get(business_id=owner.business_id).seq)


# --- goals ------------------------------------------------------------------------------------------------------------


def _goals(stage: Stage, keepers: tuple[Keeper, ...], first: datetime) -> Iterator[tuple[datetime, Story]]:
    """Every quarter begins with one goal for each stake; the last one is under way today."""
    at, quarter = first, timedelta(days=91)
    at += (stage.end - first) % quarter - quarter / 2
    while at < first:
        at += quarter
    while at < stage.end:
        yield at, Reaching(stage, at, keepers).tell()
        at += quarter


class Reaching(Actress):
    """The goals of one quarter, read every week."""

    def __init__(self, stage: Stage, start: datetime, keepers: tuple[Keeper, ...]) -> None:
        super().__init__(stage, start)
        self.keepers, self.rows = keepers, [self._goal(stake) for stake in Stake]

    def _goal(self, stake: Stake) -> dict[str, Any]:
        begins = self.now.astimezone(LOCAL).date()
        return {
            "id": self.id(), "business_id": self.stage.business,
            "title": self.stage.writer.title(self.stage.team.owner.language)[0], "stake": stake.value,
            "starts_on": begins, "due_on": begins + timedelta(days=90), "unit": "clients", "from_value": Decimal(0),
            "to_value": Decimal(40), "value": Decimal(0), "made_by_id": self.stage.team.owner.id, "made_at": self.now,
        }  # fmt: skip

    def tell(self) -> Story:
        try:
            yield self.now
            for row in self.rows:
                self.note(said.GoalSet(goal=row["title"], due_on=row["due_on"].isoformat()), row)
            for keeper in self.keepers:
                keeper.quarter = [row["id"] for row in self.rows]
            for _week in range(12):
                self.now += timedelta(days=7)
                yield self.now
                for row in self.rows:
                    self._read(row)
        finally:
            for row in self.rows:
                self.stage.book.sheet(Goal).add(**row)

    def _read(self, row: dict[str, Any]) -> None:
        row["value"] += Decimal(self.rng.randint(0, 6))
        self.stage.book.sheet(GoalReading).add(
            id=self.id(), goal_id=row["id"], value=row["value"], by_id=self.stage.team.owner.id, at=self.now
        )
        value = f"{row['value'].normalize():f}"
        self.note(said.GoalRead(goal=row["title"], value=value, unit=row["unit"]), row)

    def note(self, data: EntryData, row: dict[str, Any]) -> None:
        self.record(data, self.stage.team.owner, subject_type="goal", subject=row["id"])


# --- weeks and days ---------------------------------------------------------------------------------------------------


class Keeping(Actress):
    """A member's weeks until the Monday before `end`: hours, calendars, what comes back, each week and each day."""

    def __init__(self, stage: Stage, keeper: Keeper, start: datetime, end: datetime) -> None:
        super().__init__(stage, start)
        self.keeper, self.by, self.book = keeper, keeper.member, stage.book
        today = end.astimezone(LOCAL).date()
        self.last = today - timedelta(days=today.weekday())
        self.recurring: list[tuple[dict[str, Any], int]] = []

    def tell(self) -> Story:
        yield self.now
        self._settle_in()
        monday = self.now.astimezone(LOCAL).date()
        monday += timedelta(days=7 - monday.weekday())
        while monday < self.last:
            self._wait(monday, 8, 20)
            yield self.now
            week = self._week(monday)
            for n in range(5):
                on = monday + timedelta(days=n)
                self._wait(on, 11 if n == 2 else 16, 10)
                yield self.now
                self._close(on, [row for row in week if row["recurs_on"] == on])
            monday += timedelta(days=7)

    def _wait(self, on: date, hour: int, minute: int) -> None:
        at = datetime.combine(on, time(hour, minute), tzinfo=LOCAL).astimezone(UTC)
        self.now = at + timedelta(seconds=self.rng.random() * 1200)

    def note(self, data: EntryData, subject_type: str, subject: str, text: Text | None = None) -> Any:
        return self.record(
            data, self.by, subject_type=subject_type, subject=subject, reader=self.by.id, text=text
        )

    def _settle_in(self) -> None:
        """The hours, two calendars, some days off, and what comes back."""
        self.book.sheet(Pattern).add(
            member_id=self.by.id, week=write_week(DEFAULT), safety_minutes=SAFETY,
            zone=ZONE if self.by.language == "fr" else "Europe/London",
        )  # fmt: skip
        self.note(said.PatternSet(), "pattern", self.by.id)
        for name, url in (("Maison", ""), ("Salon", "https://calendar.invalid/salon.ics")):
            self._calendar(name, url)
        for n in range(12):
            on = self.stage.end.date() + timedelta(days=20 + 15 * n)
            row = self.id()
            self.book.sheet(DayOff).add(id=row, member_id=self.by.id, title="", first_on=on, last_on=on)
            self.note(said.DayOffAdded(first_on=on.isoformat(), last_on=on.isoformat()), "dayoff", row)
        for weekday in (0, 1, 3, 4):
            self.recurring.append((self._comes_back(weekday), weekday))

    def _calendar(self, name: str, url: str) -> None:
        row, end = self.id(), self.stage.end
        events = 500 if url else 60
        self.book.sheet(Calendar).add(
            id=row, business_id=self.stage.business, member_id=self.by.id, name=name, url=url, made_at=self.now,
            read_at=end, tried_at=end, unread=[], events=events, next_at=end + READ_AFTER if url else None,
        )  # fmt: skip
        self.note(said.CalendarAdded(events=events), "calendar", row)
        for n in range(events):
            # Evenings and early mornings mostly, so that work finds its time.
            hour = self.rng.choice((7, 8, 18, 19, 20)) if n % 5 else self.rng.choice((10, 14, 16))
            on = end.date() + timedelta(days=n * 365 // events - 6)
            at = datetime.combine(on, time(hour, self.rng.choice((0, 15, 30))), tzinfo=LOCAL).astimezone(UTC)
            self.book.sheet(BusyTime).add(
                id=self.id(), member_id=self.by.id, calendar_id=row, title=name, starts_at=at,
                ends_at=at + timedelta(minutes=self.rng.choice((30, 45, 60))),
            )  # fmt: skip

    def _comes_back(self, weekday: int) -> dict[str, Any]:
        title, words, text = title_of(self.stage, self.keeper)
        row = self.id()
        entry = self.note(said.RecurringSet(), "recurring", row, text)
        self.book.sheet(Recurring).add(
            id=row, business_id=self.stage.business, member_id=self.by.id, entry_id=entry.id, title=title, minutes=30,
            weekdays=1 << weekday, starts_on=self.now.date(),
        )  # fmt: skip
        return {
            "business_id": self.stage.business, "member_id": self.by.id, "entry_id": entry.id, "title": title, "words": words,
            "minutes": 30, "moves_business": False, "recurring_id": row, "seq": entry.seq,
        }  # fmt: skip

    def _week(self, monday: date) -> list[dict[str, Any]]:
        """The week is proposed and kept; something was planned again in it. Returns the tasks that come back in it."""
        week = self.id()
        self.note(said.WeekProposed(monday_on=monday.isoformat()), "week", week)
        self.note(said.WeekKept(monday_on=monday.isoformat()), "week", week)
        self.book.sheet(Week).add(
            id=week, business_id=self.stage.business, member_id=self.by.id, monday=monday, proposed_at=self.now,
            kept_at=self.now,
        )  # fmt: skip
        again, changes = (
            self.id(),
            [{"code": "moved", "task": one, "minutes": 0} for one in [*self.keeper.alive][:3]],
        )
        self.book.sheet(Replanning).add(
            id=again, member_id=self.by.id, at=self.now, reason="asked", changes=changes, seen_at=self.now
        )
        self.note(said.PlanRemade(reason="asked", changes=len(changes)), "replanning", again)
        rows = []
        for row, weekday in self.recurring:
            on = monday + timedelta(days=weekday)
            rows.append({**row, "id": self.id(), "recurs_on": on, "earliest_on": on, "due_on": on, "due_at": end_of(on),
                         "made_at": self.now})  # fmt: skip
        return rows

    def _close(self, on: date, due: list[dict[str, Any]]) -> None:
        """What comes back on the day is done, and the day closed with a top and a flop; its pieces stand as they were worked."""
        for row in due:
            seq = row.pop("seq")
            self.note(said.TaskFinished(seq=seq, minutes=0), "task", row["id"])
            self.book.sheet(Task).add(**row, ended_at=self.now, outcome="done")
        worked = self._pieces(on, [row["id"] for row in due])
        important = next((one for one in worked if one in self.keeper.alive), None)
        day, lines = self.id(), [(kind, self.text(self.by, 4, 9)) for kind in ("top", "flop")]
        terms = tuple(dict.fromkeys(term for _kind, text in lines for term in text.terms))
        text = Text(f"+ {lines[0][1].body}\n− {lines[1][1].body}", terms)
        data = said.DayClosed(
            day_on=on.isoformat(),
            important_done=bool(important),
            mail_done=True,
            did_as_decided=True,
            it_worked=True,
        )
        entry = self.note(data, "day", day, text)
        self.book.sheet(Day).add(
            id=day, business_id=self.stage.business, member_id=self.by.id, on=on, most_important_id=important,
            closed_at=self.now, important_done=bool(important), mail_done=True, did_as_decided=True, it_worked=True,
        )  # fmt: skip
        for kind, line in lines:
            self.book.sheet(Highlight).add(
                id=self.id(), business_id=self.stage.business, member_id=self.by.id, on=on, kind=kind,
                entry_id=entry.id, text=line.body,
            )  # fmt: skip
        self.book.sheet(Due).add(
            id=self.id(),
            kind="plan.morning",
            subject_id=self.by.id,
            number=number_of(on),
            at=self.now,
            done_at=self.now,
        )

    def _pieces(self, on: date, due: list[str]) -> list[str]:
        """A day's pieces: what comes back last, tasks at hand before it. Returns the tasks, in order."""
        slots = PIECES[:2] if on.weekday() == 2 else PIECES
        hand = list(self.keeper.alive)
        worked = self.rng.sample(hand, min(len(hand), len(slots) - len(due))) + due
        for (hour, minute, minutes), task in zip(slots, worked, strict=False):
            at = datetime.combine(on, time(hour, minute), tzinfo=LOCAL).astimezone(UTC)
            self.book.sheet(Piece).add(
                id=self.id(),
                member_id=self.by.id,
                task_id=task,
                starts_at=at,
                ends_at=at + timedelta(minutes=minutes),
            )
        return worked
