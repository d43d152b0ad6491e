"""The compressed axis: working minutes one after the other, without what lies between them.

Minute u of the axis is the (u+1)-th minute of the windows, from now on, that no fixed slot takes. Planning on it means
that nothing can fall outside a window, and that a change of clocks cannot matter: real minutes are counted from 1970, UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from relais.engine.plan.problem import Problem

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)

Span = tuple[int, int]
"""Minutes `[first, last)`, of the axis unless said otherwise."""
Part = tuple[int, int, float]
"""Minutes `[first, last)` of the axis, and their energy."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Stretches of free working time in order; each is without a gap and of one energy.

    Stretch n has the real minutes `[begins[n], begins[n] + length)` and the axis minutes
    `[offsets[n], offsets[n + 1])`; the last of `offsets` is the length of the axis.
    """

    begins: tuple[int, ...]
    offsets: tuple[int, ...]
    energies: tuple[float, ...]

    @property
    def length(self) -> int:
        """Working minutes in all."""
        return self.offsets[-1]

    def position(self, minute: int) -> int:
        """C(t): working minutes before a real minute."""
        n = bisect_right(self.begins, minute) - 1
        if n < 0:
            return 0
        return min(self.offsets[n] + minute - self.begins[n], self.offsets[n + 1])

    def minute_of(self, u: int) -> int:
        """The real minute that is axis minute u, `0 <= u < length`."""
        n = bisect_right(self.offsets, u) - 1
        return self.begins[n] + u - self.offsets[n]

    def real(self, span: Span) -> Iterator[Span]:
        """A span of the axis as spans of real minutes, as few as possible."""
        first, last = span
        n = bisect_right(self.offsets, first) - 1
        begin = end = self.begins[n] + first - self.offsets[n]
        while first < last:
            here = self.begins[n] + first - self.offsets[n]
            if here != end:
                yield begin, end
                begin = here
            reach = min(last, self.offsets[n + 1])
            end = here + reach - first
            first, n = reach, n + 1
        yield begin, end

    def breaks(self) -> list[int]:
        """Where the axis is broken in real time: the axis minutes before which time passes that is not working time."""
        lasts = [
            begin + after - before
            for begin, before, after in zip(self.begins, self.offsets, self.offsets[1:], strict=False)
        ]
        return [self.offsets[n] for n in range(1, len(self.begins)) if lasts[n - 1] != self.begins[n]]


def floor_minute(moment: datetime) -> int:
    """Real minutes from 1970 to the moment, a begun one not counted."""
    return (moment - _EPOCH) // _MINUTE


def ceil_minute(moment: datetime) -> int:
    """Real minutes from 1970 to the moment, a begun one counted."""
    return -((_EPOCH - moment) // _MINUTE)


def moment_of(minute: int) -> datetime:
    """The moment, in UTC, at which a real minute begins."""
    return _EPOCH + timedelta(minutes=minute)


def calendar_of(problem: Problem) -> Calendar:
    """The working time of a problem: its windows from now on, less its fixed slots. O(n log n)."""
    now = ceil_minute(problem.now)
    taken = merged((floor_minute(slot.start), ceil_minute(slot.end)) for slot in problem.fixed)
    windows = sorted(
        (max(ceil_minute(one.start), now), floor_minute(one.end), one.energy) for one in problem.windows
    )
    begins: list[int] = []
    offsets = [0]
    energies: list[float] = []
    n = 0
    for start, end, energy in windows:
        while n < len(taken) and taken[n][1] <= start:
            n += 1
        k, first = n, start
        while first < end:
            last = min(end, taken[k][0]) if k < len(taken) else end
            if last > first:
                begins.append(first)
                offsets.append(offsets[-1] + last - first)
                energies.append(energy)
            if k == len(taken) or last == end:
                break
            first, k = max(first, taken[k][1]), k + 1
    return Calendar(tuple(begins), tuple(offsets), tuple(energies))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap made one."""
    together: list[Span] = []
    for start, end in sorted(spans):
        if together and start <= together[-1][1]:
            together[-1] = (together[-1][0], max(end, together[-1][1]))
        else:
            together.append((start, end))
    return together


def midnights(calendar: Calendar, zone: tzinfo) -> list[int]:
    """The axis minutes at which a local day begins that has working time, the first one's excepted."""
    cuts = []
    before: date | None = None
    for n, begin in enumerate(calendar.begins):
        end = begin + calendar.offsets[n + 1] - calendar.offsets[n]
        day = moment_of(begin).astimezone(zone).date()
        if before is not None and day != before:
            cuts.append(calendar.offsets[n])
        while (midnight := _midnight_after(day, zone)) < end:
            cuts.append(calendar.offsets[n] + midnight - begin)
            day += timedelta(days=1)
        before = day
    return cuts


def _midnight_after(day: date, zone: tzinfo) -> int:
    """The real minute at which the day after begins; where clocks skip midnight, the one at which they do."""
    return ceil_minute(datetime.combine(day + timedelta(days=1), time(), tzinfo=zone))


def cut(calendar: Calendar, at: Iterable[int]) -> list[Part]:
    """The stretches as `(first, last, energy)`, cut where `at` says as well."""
    cuts = sorted(set(at))
    parts: list[Part] = []
    for n, energy in enumerate(calendar.energies):
        first, last = calendar.offsets[n], calendar.offsets[n + 1]
        k = bisect_right(cuts, first)
        stop = bisect_left(cuts, last)
        for between in cuts[k:stop]:
            parts.append((first, between, energy))
            first = between
        parts.append((first, last, energy))
    return parts
