"""Writes the plan as an iCalendar feed (RFC 5545, RFC 7986) that calendar programs subscribe to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText, vUri

from relais.engine.values import Period

PRODUCT = "-//Relais//Plan//EN"
_END = b"END:VCALENDAR\r\n"
REFRESH = timedelta(hours=1)
"""How often a program should ask again."""
MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One entry of the feed.

    `uid`: the same for as long as the entry lives, so that a program moves it rather than doubles it. `when`: a period or a
    whole day. `stamp`: when it was last changed, aware. `sequence`: how often it was moved.
    `free`: it takes no time (a date that is due, say).
    """

    uid: str
    when: Period | date
    title: str
    stamp: datetime
    sequence: int = 0
    description: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    free: bool = False


def write_calendar(
    events: Iterable[PlannedEvent], *, name: str, url: str = "", refresh: timedelta = REFRESH
) -> bytes:
    """The feed as bytes of `text/calendar`, lines folded and ended as the RFC says; the same events give the same bytes.

    `name`: as a program shows it. `url`: where the plan can be seen. Times are written in UTC, which needs no zone to be
    defined in the file and is exact for entries that do not recur.
    Raises ValueError when two events have one uid, a uid is empty, a stamp is naive or `refresh` is not positive.
    """
    if refresh <= timedelta():
        raise ValueError("refresh must be positive")
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    for property_name in ("NAME", "X-WR-CALNAME"):
        calendar.add(property_name, vText(_clean(name)))
    calendar.add("REFRESH-INTERVAL", vDuration(refresh), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(refresh))
    if url:
        calendar.add("URL", vUri(_link(url)))
    ordered = sorted(events, key=lambda event: event.uid)
    seen = set[str]()
    for event in ordered:
        if not event.uid or event.uid in seen:
            raise ValueError(f"uid empty or twice: {event.uid!r}")
        seen.add(event.uid)
    frame: bytes = calendar.to_ical()
    return b"".join((frame.removesuffix(_END), *map(_lines, ordered), _END))


@lru_cache(maxsize=1024)
def _lines(planned: PlannedEvent) -> bytes:
    """An entry as the file has it. Programs ask every hour, and from one time to the next most of a plan is the same."""
    lines: bytes = _event(planned).to_ical()
    return lines


def _event(planned: PlannedEvent) -> Event:
    if planned.stamp.utcoffset() is None:
        raise ValueError("stamp must be aware")
    event = Event()
    event.add("UID", planned.uid)
    event.add("DTSTAMP", planned.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("LAST-MODIFIED", planned.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("SEQUENCE", planned.sequence)
    if isinstance(planned.when, Period):
        event.add("DTSTART", planned.when.start.replace(microsecond=0))
        event.add("DTEND", planned.when.end.replace(microsecond=0))
    else:
        event.add("DTSTART", planned.when)
        event.add("DTEND", planned.when + timedelta(days=1))
    event.add("SUMMARY", _clean(planned.title))
    if planned.description:
        event.add("DESCRIPTION", _clean(planned.description, lines=True))
    if planned.categories:
        event.add("CATEGORIES", [_clean(category) for category in planned.categories])
    if planned.url:
        event.add("URL", vUri(_link(planned.url)))
    event.add("TRANSP", "TRANSPARENT" if planned.free else "OPAQUE")
    return event


def _clean(text: str, *, lines: bool = False) -> str:
    """Without characters that no calendar may hold; in one line unless `lines`."""
    kept = "".join(
        char for char in text[:MAX_TEXT] if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return kept if lines else " ".join(kept.split())


def _link(url: str) -> str:
    """An address on one line. Raises ValueError for one that would break the line."""
    if any(char.isspace() or unicodedata.category(char).startswith("C") for char in url):
        raise ValueError("an address has no spaces or line breaks")
    return url
