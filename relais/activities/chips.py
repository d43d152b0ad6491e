"""What a captured line was read for, as chips: each is corrected or sent back with one tap.

A reading is made of the line and of what the person said of its parts, which travels in the address: `refused=4-12` (this is
plain text), `accepted=13-16:1` (the second of what it may mean). Nothing of it is stored until a task is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relais.config.dates import NB, clock_text, duration_text, number_text, weekday_text
from relais.config.money import format_money
from relais.engine.capture.line import read_line
from relais.engine.capture.reading import (
    Clock,
    Consequence,
    Day,
    Duration,
    Instant,
    Part,
    Span,
    Value,
)
from relais.people.models import Membership

PARTS_MOST: Final = 40
"""Parts of one line of which something can be said: more are not read from an address."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a part may mean, and the query that says so."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A part that was read. `said`: the words of the line; `label`: what they mean, empty where nobody is sure; `others`:
    what else they may mean; `refuse`: the query that makes them plain text."""

    kind: str
    said: str
    label: str
    others: tuple[Choice, ...]
    refuse: str


@dataclass(frozen=True, slots=True)
class Chips:
    """A line as it is read: what its task would be called, its chips, and what was sent back and can be read again."""

    title: str
    chips: tuple[Chip, ...]
    back: tuple[Choice, ...]
    refused: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def unsure(self) -> bool:
        return any(not chip.label for chip in self.chips)


# --- what travels in the address ---------------------------------------------------------------------------------------


def refused_in(given: QueryDict) -> frozenset[Span]:
    """The parts that are plain text."""
    return frozenset(span for text in given.getlist("refused")[:PARTS_MOST] if (span := _span(text)))


def accepted_in(given: QueryDict) -> dict[Span, int]:
    """For a part, which of what it may mean was chosen."""
    found = {}
    for text in given.getlist("accepted")[:PARTS_MOST]:
        place, _sep, number = text.partition(":")
        span = _span(place)
        if span and number.isdecimal() and len(number) < 3:
            found[span] = int(number)
    return found


def _span(text: str) -> Span | None:
    start, _sep, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal()) or len(text) > 20:
        return None
    return int(start), int(end)


def _query(refused: frozenset[Span], accepted: dict[Span, int]) -> str:
    said = [("refused", f"{a}-{b}") for a, b in sorted(refused)]
    said += [("accepted", f"{a}-{b}:{n}") for (a, b), n in sorted(accepted.items())]
    return "?" + urlencode(said)


# --- a line as chips ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a line: where their days begin, the language they write, the one the page speaks, and their money."""

    zone: str
    writes: Literal["fr", "en"]
    language: Literal["fr", "en"]
    currency: str

    @classmethod
    def of(cls, member: Membership) -> Reader:
        """The member, on the page as it is now."""
        return cls(
            zone=member.person.timezone,
            writes="fr" if member.person.language == "fr" else "en",
            language="fr" if (get_language() or "").startswith("fr") else "en",
            currency=member.business.currency,
        )


def chips_of(
    text: str,
    member: Membership,
    *,
    now: datetime,
    refused: frozenset[Span] = frozenset(),
    accepted: dict[Span, int] | None = None,
) -> Chips:
    """The chips of a line that was captured at `now`."""
    reader = Reader.of(member)
    if refused or accepted:
        return _chips_of(text, reader, now, refused, accepted or {})
    return _as_first_read(text, reader, now)


@lru_cache(maxsize=1024)
def _as_first_read(text: str, reader: Reader, now: datetime) -> Chips:
    """A line waits on its page for days, and is read in the same way each time."""
    return _chips_of(text, reader, now, frozenset(), {})


def _chips_of(
    text: str, reader: Reader, now: datetime, refused: frozenset[Span], accepted: dict[Span, int]
) -> Chips:
    reading = read_line(
        text, now=now, zone=ZoneInfo(reader.zone), language=reader.writes, refused=refused, accepted=accepted
    )
    return Chips(
        title=reading.title,
        chips=tuple(_chip(part, text, reader, refused, accepted) for part in reading.parts if part.choices),
        back=tuple(_back(text, refused, accepted)),
        refused=tuple(f"{a}-{b}" for a, b in sorted(refused)),
        accepted=tuple(f"{a}-{b}:{n}" for (a, b), n in sorted(accepted.items())),
    )


def _chip(
    part: Part,
    text: str,
    reader: Reader,
    refused: frozenset[Span],
    accepted: dict[Span, int],
) -> Chip:
    others = tuple(
        Choice(_meaning(value, reader), _query(refused, {**accepted, part.span: number}))
        for number, value in enumerate(part.choices)
        if number != part.chosen
    )
    without = {span: n for span, n in accepted.items() if span != part.span}
    return Chip(
        kind=part.kind,
        said=text[part.start : part.end],
        label=_meaning(part.choices[part.chosen], reader) if part.chosen is not None else "",
        others=others,
        refuse=_query(refused | {part.span}, without),
    )


def _back(text: str, refused: frozenset[Span], accepted: dict[Span, int]) -> Iterator[Choice]:
    for span in sorted(refused):
        words = text[span[0] : span[1]].strip()
        if words:
            yield Choice(words, _query(refused - {span}, accepted))


def _meaning(value: Value, reader: Reader) -> str:
    language = reader.language
    if isinstance(value, Day):
        day = weekday_text(value.on, language, short=True)
        part = {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}
        return f"{day}, {part[value.part]}" if value.part else day
    if isinstance(value, Clock):
        return f"{value.minute // 60:02}:{value.minute % 60:02}"
    if isinstance(value, Instant):
        local = value.at.astimezone(ZoneInfo(reader.zone))
        return f"{weekday_text(local.date(), language, short=True)},{NB}{clock_text(value.at)}"
    if isinstance(value, Duration):
        return duration_text(value.minutes, language)
    return _cost(value, reader)


def _cost(value: Consequence, reader: Reader) -> str:
    if value.money is not None:
        return _("otherwise %(cost)s") % {"cost": format_money(value.money, reader.language)}
    if value.number is not None:
        decimals = 0 if value.number == value.number.to_integral_value() else 2
        number = number_text(float(Decimal(value.number)), reader.language, decimals=decimals)
        return _("otherwise %(cost)s") % {"cost": f"{number}{NB}{reader.currency}"}
    return _("otherwise %(cost)s") % {"cost": value.text}
