"""The hours of one member as executing, organising, imagining, by week; and the activities in which execution hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from relais.activities.measuring import (
    WEEK,
    WEEKS,
    Measured,
    measured,
    monday_of,
    said_weekly,
    weekly_of_member,
)
from relais.activities.models import Activity, Hat
from relais.activities.showing.bars import Bars, bars_of
from relais.activities.showing.words import a_week, long_text, percent_text
from relais.config.dates import weekday_text
from relais.log.wording import language
from relais.people.models import Membership

HIDING_SHOWN: Final = 15
DREADED: Final = 2
"""Liked so much or less: what is put off."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """An activity in which execution hides, and why it stands there, in one sentence."""

    id: UUID
    title: str
    why: str
    choice: str


@dataclass(frozen=True, slots=True)
class HoursPage:
    """`shares`: name, class, minutes over the weeks, and their share in words."""

    picture: Bars | None
    sentences: tuple[str, ...]
    shares: tuple[tuple[str, str, str, str], ...]
    weeks: tuple[tuple[str, tuple[str, ...], str], ...]
    hiding: tuple[Hidden, ...]
    disliked: tuple[Hidden, ...]
    has_activities: bool


def hours_of(seen_by: Membership, whose: UUID, name: str, today: date) -> HoursPage:
    """The last twelve weeks, this one included. One query for the activities and one for each source of time."""
    rows = {row.id: row for row in Activity.objects.visible_to(seen_by)}
    time = measured(seen_by, today, weeks=WEEKS - 1)
    mondays = [monday_of(today) - n * WEEK for n in range(WEEKS - 1, -1, -1)]
    by_week = [(monday, _by_hat(rows, time, monday, whose)) for monday in mondays]
    sums = {hat: sum(hats[hat] for _monday, hats in by_week) for hat in Hat}
    whole = sum(sums.values())
    open_rows = {key: row for key, row in rows.items() if row.is_open}
    is_own = whose == seen_by.id
    return HoursPage(
        picture=_picture(by_week, sums, whole) if whole else None,
        sentences=tuple(_sentences(by_week, sums, whole, name, is_own=is_own)),
        shares=tuple(
            (str(hat.label), hat.value, long_text(sums[hat]), percent_text(sums[hat] / whole) if whole else "") for hat in Hat
        ),
        weeks=tuple(
            (weekday_text(monday, language()), tuple(long_text(hats[hat]) for hat in Hat), long_text(sum(hats.values())))
            for monday, hats in reversed(by_week)
        ),
        hiding=tuple(_hiding(open_rows, time, whose, today)),
        disliked=tuple(_disliked(open_rows, time, whose, today)),
        has_activities=bool(rows),
    )  # fmt: skip


def _by_hat(
    rows: Mapping[UUID, Activity], time: Mapping[UUID, Measured], monday: date, whose: UUID
) -> dict[Hat, int]:
    found = dict.fromkeys(Hat, 0)
    for key, one in time.items():
        if key in rows:
            found[Hat(rows[key].hat)] += one.in_week(monday, whose)
    return found


def _picture(by_week: list[tuple[date, dict[Hat, int]]], sums: dict[Hat, int], whole: int) -> Bars:
    said = {hat.value: percent_text(sums[hat] / whole) for hat in Hat} | {
        "weeks": WEEKS,
        "time": long_text(whole),
    }
    return bars_of(
        [(monday, tuple((hat.value, hats[hat]) for hat in Hat)) for monday, hats in by_week],
        _("%(time)s over %(weeks)s weeks: %(executing)s executing, %(organising)s organising, %(imagining)s imagining.") % said,
    )  # fmt: skip


def _sentences(
    by_week: list[tuple[date, dict[Hat, int]]], sums: dict[Hat, int], whole: int, name: str, *, is_own: bool
) -> Iterator[str]:
    """What the picture means: how much is execution, and which way it goes."""
    if not whole:
        return
    share = sums[Hat.EXECUTING] / whole
    terms = {"share": percent_text(share), "time": long_text(whole), "weeks": WEEKS, "name": name}
    if is_own:
        yield (
            _("Of the %(time)s that are known of your last %(weeks)s weeks, %(share)s went into executing.")
            % terms
        )
    else:
        yield (
            _(
                "Of the %(time)s that are known of the last %(weeks)s weeks of %(name)s, %(share)s went into executing."
            )
            % terms
        )
    first, last = _half(by_week[: WEEKS // 2]), _half(by_week[WEEKS // 2 :])
    if first is not None and last is not None:
        terms = {"before": percent_text(first), "now": percent_text(last)}
        if last < first - 0.02:
            yield _("It goes down: %(before)s in the first six weeks, %(now)s in the last six.") % terms
        elif last > first + 0.02:
            yield _("It goes up: %(before)s in the first six weeks, %(now)s in the last six.") % terms
        else:
            yield _("It stays: %(before)s in the first six weeks, %(now)s in the last six.") % terms


def _half(weeks: list[tuple[date, dict[Hat, int]]]) -> float | None:
    whole = sum(sum(hats.values()) for _monday, hats in weeks)
    return sum(hats[Hat.EXECUTING] for _monday, hats in weeks) / whole if whole else None


def _own(
    rows: Mapping[UUID, Activity], time: Mapping[UUID, Measured], whose: UUID, today: date
) -> list[tuple[Activity, float, bool]]:
    """What is executed, with its minutes a week, where they are known."""
    found = []
    for key, row in rows.items():
        if row.hat == Hat.EXECUTING:
            own = weekly_of_member(row, time.get(key), today, whose)
            if own.minutes:
                found.append((row, own.minutes, own.is_measured))
    return sorted(found, key=lambda one: (-one[1], one[0].title))


def _hiding(
    rows: Mapping[UUID, Activity], time: Mapping[UUID, Measured], whose: UUID, today: date
) -> Iterator[Hidden]:
    ranked = _own(rows, time, whose, today)
    whole = sum(minutes for _row, minutes, _measured in ranked)
    for row, minutes, is_measured in ranked[:HIDING_SHOWN]:
        said = {
            "time": a_week(minutes),
            "share": percent_text(minutes / whole),
            "year": long_text(round(minutes * 52 / 60) * 60 or minutes * 52),
        }
        why = (
            _("%(time)s, measured: %(share)s of the executing that is known, %(year)s a year.")
            if is_measured
            else _("%(time)s, as it was said: %(share)s of the executing that is known, %(year)s a year.")
        )
        yield Hidden(row.id, row.title, why % said, "")


def _disliked(
    rows: Mapping[UUID, Activity], time: Mapping[UUID, Measured], whose: UUID, today: date
) -> Iterator[Hidden]:
    """What is dreaded most first; of equals, what takes most."""
    dreaded = [
        (row, weekly_of_member(row, time.get(row.id), today, whose).minutes)
        for row in rows.values()
        if row.liked is not None and row.liked <= DREADED and row.done_by_id in (None, whose)
    ]
    dreaded.sort(key=lambda one: (one[0].liked, -(one[1] or 0), one[0].title))
    for row, minutes in dreaded[:HIDING_SHOWN]:
        feeling = _("Dreaded") if row.liked == 1 else _("Rather not done")
        said = {"feeling": feeling, "time": a_week(minutes or said_weekly(row))}
        why = (
            _("%(feeling)s, %(time)s.")
            if said["time"]
            else _("%(feeling)s; how long it takes is not known yet.")
        )
        yield Hidden(row.id, row.title, why % said, "")
