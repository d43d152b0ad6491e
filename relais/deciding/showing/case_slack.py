"""Is now the moment? What the learning asks, beside the hours that the reader's plan leaves free and the cash, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from relais.config.dates import day_text
from relais.config.money import minor_digits
from relais.deciding.case_words import hours_text, money_text
from relais.deciding.models import Case
from relais.deciding.reckoning import Reckoned
from relais.deciding.showing.case_start import next_monday
from relais.engine.decide.slack import Need, Start, first_start, needs
from relais.people.models import Membership
from relais.planning.free import FreeWeek, free_weeks

LOOKED_AHEAD: Final = 12
"""Weeks beyond the learning in which a start is looked for."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the table: what a learning that begins now asks, and what there is."""

    monday: date
    asked: str
    free: str
    is_planned: bool
    spent: str
    cash: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class Slack:
    """`is_now`: both hold from the coming week on. `first`: the first day on which both hold, None within the weeks looked at."""

    is_now: bool
    first: date | None
    lead: str
    hours: str
    hours_hold: bool
    cash: str
    cash_holds: bool | None
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """The figures before they are words: what programs read."""

    monday: date
    asked: tuple[Need, ...]
    free: tuple[FreeWeek, ...]
    cash: tuple[float, ...] | None
    start: Start


def moment_of(member: Membership, case: Case, found: Reckoned, now: datetime) -> Moment | None:
    """None where it is not known how often it comes back. Two queries, those of the plan."""
    if found.case.per_week is None:
        return None
    today = now.astimezone(_zone(member)).date()
    monday = next_monday(today)
    count = case.train_weeks + LOOKED_AHEAD
    free = free_weeks(member, monday, count, now=now)
    asked = needs(found.case, case.train_weeks)
    cash = cash_by_week(case, member.business.currency, count)
    hours = [week.free / 60 for week in free]
    # Without a word about money it is taken to hold, and the page says that it was not looked at.
    enough = [float(10**15)] * count
    return Moment(monday, asked, free, cash, first_start(asked, hours, cash or enough))


def _zone(member: Membership) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(member.person.timezone)


def cash_by_week(case: Case, currency: str, count: int) -> tuple[float, ...] | None:
    """The money at hand as each week begins: what is there now, and what came in until then. None where nothing was said."""
    if case.cash is None and case.cash_per_week is None:
        return None
    unit = 10 ** minor_digits(currency)
    return tuple(((case.cash or 0) + (case.cash_per_week or 0) * n) / unit for n in range(count))


def slack_of(case: Case, found: Moment, currency: str, language: str) -> Slack:
    """The moment in words."""
    start, weeks = found.start, case.train_weeks
    first = None if start.first is None else found.monday + timedelta(weeks=start.first)
    hours = [one.owner_h for one in found.asked]
    most = max(hours)
    until = found.monday + timedelta(weeks=weeks, days=-1)
    least = min(week.free for week in found.free[:weeks]) / 60
    paid = sum(one.cash for one in found.asked)
    said = {
        "most": hours_text(most, language), "least": hours_text(least, language), "until": day_text(until, language, long=True),
        "paid": money_text(paid, currency, language), "short_h": hours_text(start.hours_short, language),
        "short": money_text(start.cash_short, currency, language),
        "first": "" if first is None else day_text(first, language, long=True),
        "far": day_text(found.monday + timedelta(weeks=len(found.free)), language, long=True),
    }  # fmt: skip
    hours_hold = start.hours_short == 0
    cash_holds = None if found.cash is None else start.cash_short == 0
    return Slack(
        is_now=start.first == 0,
        first=first,
        lead=_lead(start, said),
        hours=(
            _("Your plan leaves at least %(least)s free a week until %(until)s; the learning asks "
"up to %(most)s.") % said
            if hours_hold
            else _("The learning asks up to %(most)s a week; your plan leaves %(least)s in its fullest "
"week until %(until)s: %(short_h)s short.") % said
        ),
        hours_hold=hours_hold,
        cash=_cash(cash_holds, said),
        cash_holds=cash_holds,
        weeks=tuple(_weeks(found, weeks, currency, language)),
    )  # fmt: skip


def _lead(start: Start, said: dict[str, str]) -> str:
    if start.first == 0:
        return _("Yes: from %(first)s there is room for the learning.") % said
    if start.first is not None:
        return _("Not yet: the first week from which it fits begins on %(first)s.") % said
    if start.first_hours is None and start.first_cash is None:
        return _("No: until %(far)s neither your plan nor the money leaves room for the learning.") % said
    if start.first_hours is None:
        return (
            _(
                "No: until %(far)s your plan has no room for the learning. Make some, or spread the "
                "teaching over more weeks."
            )
            % said
        )
    if start.first_cash is None:
        return _("No: until %(far)s there is not enough money for the learning.") % said
    return _("No: until %(far)s there is no day on which there is both time and money.") % said


def _cash(holds: bool | None, said: dict[str, str]) -> str:
    if holds is None:
        return (
            _("It asks %(paid)s. Say below what money there is for it, and it is looked at week by week.")
            % said
        )
    if holds:
        return _("The money for it is there: it asks %(paid)s in all.") % said
    return _("It asks %(paid)s in all: begun now, %(short)s would be missing.") % said


def _weeks(found: Moment, count: int, currency: str, language: str) -> list[Week]:
    rows, spent = [], 0.0
    for n, need in enumerate(found.asked[:count]):
        spent += need.cash
        cash = None if found.cash is None else found.cash[n]
        week = found.free[n]
        rows.append(
            Week(
                week.monday, hours_text(need.owner_h, language), hours_text(week.free / 60, language), week.is_planned,
                money_text(spent, currency, language), "" if cash is None else money_text(cash, currency, language),
                need.owner_h > week.free / 60 + 1e-9 or (cash is not None and spent > cash + 1e-9),
            )
        )  # fmt: skip
    return rows
