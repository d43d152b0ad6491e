"""The hours of a member's days: their pattern, in their zone, less the days off.

A pattern is wall-clock time, so each day is worked out on its own: where clocks change, a slot is as long as it really is,
and a time that the clock leaps over takes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.models import DayOff, Pattern, SlotKind


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a weekday, on the clock of the wall. `energy` in percent."""

    kind: str
    starts: time
    ends: time
    energy: int = 100


@dataclass(frozen=True, slots=True)
class DayHours:
    """A weekday: nothing is planned past its `wall`; without a slot for work it is a free day."""

    wall: time
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Timed:
    """A slot on a day: `[start, end)` in UTC."""

    kind: str
    start: datetime
    end: datetime
    energy: int


def _day(wall: str, *slots: tuple[str, str, str, int]) -> DayHours:
    return DayHours(
        time.fromisoformat(wall),
        tuple(
            Slot(kind, time.fromisoformat(a), time.fromisoformat(b), energy) for kind, a, b, energy in slots
        ),
    )


_FULL: Final = _day(
    "17:30",
    ("work", "09:00", "12:00", 100), ("break", "12:00", "12:50", 100), ("work", "12:50", "15:00", 70),
    ("mail", "15:00", "15:45", 100), ("work", "15:45", "17:00", 50), ("close", "17:00", "17:20", 100),
)  # fmt: skip
_SHORT: Final = _day(
    "12:30",
    ("work", "09:00", "11:30", 100), ("mail", "11:30", "12:00", 100), ("close", "12:00", "12:20", 100),
)  # fmt: skip
_FREE: Final = _day("17:30")

DEFAULT: Final[Mapping[int, DayHours]] = MappingProxyType(
    {0: _FULL, 1: _FULL, 2: _SHORT, 3: _FULL, 4: _FULL, 5: _FREE, 6: _FREE}
)
"""The week of whoever has not set theirs: the important task first, a real break, mail at 15:00, close at 17:00, the wall
at 17:30; Wednesday is short."""
SAFETY: Final = 190
"""Half a default day of work, in minutes."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a person in `zone`, without those of their days off."""

    zone: ZoneInfo
    week: Mapping[int, DayHours]
    off: tuple[tuple[date, date, str], ...] = field(default=())

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """When a day begins, in UTC."""
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)

    def wall(self, day: date) -> datetime:
        """The moment past which nothing is planned."""
        return datetime.combine(day, self.week[day.weekday()].wall, tzinfo=self.zone).astimezone(UTC)

    def off_on(self, day: date) -> str | None:
        """The title of the day off that a day is (perhaps empty), or None."""
        return next((title for first, last, title in self.off if first <= day <= last), None)

    def is_short(self, day: date) -> bool:
        """Whether the day has less than three quarters of the work of the longest."""
        most = max((_work(one) for one in self.week.values()), default=0)
        return 0 < _work(self.week[day.weekday()]) < 0.75 * most

    def slots(self, day: date) -> Iterator[Timed]:
        """The slots of a day in order; none on a day off."""
        if self.off_on(day) is not None:
            return
        before = self.midnight(day)
        for slot in self.week[day.weekday()].slots:
            start, end = (
                datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC) for at in (slot.starts, slot.ends)
            )
            start = max(start, before)
            if start < end:
                yield Timed(slot.kind, start, end, slot.energy)
                before = end

    def work(self, first: date, last: date) -> Iterator[Timed]:
        """The slots for work from one day to another, both included."""
        for n in range((last - first).days + 1):
            yield from (slot for slot in self.slots(first + timedelta(days=n)) if slot.kind == SlotKind.WORK)


def _work(day: DayHours) -> int:
    return sum(_minutes(s.ends) - _minutes(s.starts) for s in day.slots if s.kind == SlotKind.WORK)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def hours_of(member: Membership, *, since: date | None = None, pattern: Pattern | None = None) -> Hours:
    """The hours of a member, with their days off that end on `since` or later. Two queries, one where the pattern is known."""
    pattern = pattern or Pattern.objects.filter(pk=member.id).first()
    return Hours(
        zone=ZoneInfo(member.person.timezone),
        week=read_week(pattern.week) if pattern else DEFAULT,
        off=tuple(_days_off.rows(member, since=since or date.min)),
    )


_days_off = OfMember(
    lambda member, since: (
        DayOff.objects.filter(member=member, last_on__gte=since)
        .order_by("first_on").values_list("first_on", "last_on", "title")
    ),
    since=date,
)  # fmt: skip


# --- as it is stored ----------------------------------------------------------------------------------------------------


def read_week(stored: Sequence[Mapping[str, Any]]) -> dict[int, DayHours]:
    """The weekdays of `Pattern.week`, Monday (0) first."""
    return {
        weekday: _day(
            day["wall"], *((kind, starts, ends, energy) for kind, starts, ends, energy in day["slots"])
        )
        for weekday, day in enumerate(stored)
    }


def write_week(week: Mapping[int, DayHours]) -> list[dict[str, Any]]:
    """Seven weekdays as `Pattern.week` stores them, their slots in order."""
    return [
        {
            "wall": f"{week[n].wall:%H:%M}",
            "slots": [
                [slot.kind, f"{slot.starts:%H:%M}", f"{slot.ends:%H:%M}", slot.energy]
                for slot in sorted(week[n].slots, key=lambda slot: slot.starts)
            ],
        }
        for n in range(7)
    ]
