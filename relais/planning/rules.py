"""Guards: each refuses with a coded reason, or gives back what was meant. Verbs ask them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.acts.actions import clean_text
from relais.acts.refusal import Refused
from relais.config.money import currency_known, minor_digits
from relais.engine.values import Money, MoneyError
from relais.people.models import Membership
from relais.planning.models import Goal, HighlightKind, Stake, Task

TITLE_LIMIT: Final = 200
CONSEQUENCE_LIMIT: Final = 200
UNIT_LIMIT: Final = 40
HIGHLIGHT_LIMIT: Final = 2_000
HIGHLIGHTS_MOST: Final = 30
MINUTES_MOST: Final = 60 * 2_000
PIECE_RANGE: Final = range(5, 481)
SAFETY_MOST: Final = 60 * 24
GOAL_DAYS_MOST: Final = 100
"""Three months, and the days by which a person rounds them."""
DAYS_OFF_MOST: Final = 366
CALENDAR_BEFORE: Final = timedelta(days=7)
CALENDAR_AFTER: Final = timedelta(days=371)
"""The span of another calendar that is read: as far as dates are planned."""
TIME_AT_ONCE: Final = timedelta(hours=24)
YEARS: Final = range(2000, 2101)
_MEASURE_LIMIT: Final = Decimal(10) ** 12
_SPACES: Final = re.compile(r"[^\S\u00a0\u202f]+")


# --- what was typed ---------------------------------------------------------------------------------------------------


def title_of(text: str, *, field: str = "title") -> str:
    """A title on one line, not empty and not too long."""
    return clean_text(_one_line(text), limit=TITLE_LIMIT, field=field)


def _one_line(text: str) -> str:
    """White space as single spaces, but for the no-break spaces of French: « » and ? stay with their word."""
    return _SPACES.sub(" ", text).strip()


def line_of(text: str, *, limit: int, field: str) -> str:
    """A short text on one line, perhaps empty."""
    return clean_text(_one_line(text), limit=limit, required=False, field=field)


def day_of(day: date, *, field: str) -> date:
    if day.year not in YEARS:
        raise Refused("date_out_of_range", field=field)
    return day


def moment_of(moment: datetime, *, field: str) -> datetime:
    """A moment, to the minute."""
    if moment.year not in YEARS:
        raise Refused("date_out_of_range", field=field)
    return moment.replace(second=0, microsecond=0)


def minutes_of(minutes: int | None, *, field: str = "minutes") -> int | None:
    if minutes is not None and not 1 <= minutes <= MINUTES_MOST:
        raise Refused("estimate_out_of_range", field=field, most=MINUTES_MOST // 60)
    return minutes


def least_piece_of(minutes: int) -> int:
    if minutes not in PIECE_RANGE:
        raise Refused("piece_out_of_range", field="least_piece")
    return minutes


def money_of(amount: Money | None) -> tuple[int | None, str]:
    """What a missed date costs, as the two columns that keep it."""
    if amount is None:
        return None, ""
    if not currency_known(amount.currency):
        raise Refused("currency_unknown", field="consequence")
    if not amount.is_positive:
        raise Refused("amount_not_positive", field="consequence")
    return amount.minor, amount.currency


def measure_of(value: Decimal | int | str, *, field: str) -> Decimal:
    """A number with four decimals at most."""
    try:
        number = Decimal(value)
        rounded = number.quantize(Decimal("0.0001"))
    except InvalidOperation as error:
        raise Refused("measure_out_of_range", field=field) from error
    if not number.is_finite() or abs(number) >= _MEASURE_LIMIT or number != rounded:
        raise Refused("measure_out_of_range", field=field)
    return rounded


def highlights_of(texts: Collection[str], *, field: str) -> list[str]:
    """Tops or flops as they will be kept, empty ones left out."""
    kept = [clean_text(text, limit=HIGHLIGHT_LIMIT, field=field) for text in texts if text.strip()]
    if len(kept) > HIGHLIGHTS_MOST:
        raise Refused("highlights_too_many", field=field, most=HIGHLIGHTS_MOST)
    return kept


def highlight_kind_of(kind: str) -> str:
    if kind not in HighlightKind.values:
        raise Refused("highlight_kind_unknown", field="kind")
    return kind


# --- goals ------------------------------------------------------------------------------------------------------------


def stake_of(stake: str) -> str:
    if stake not in Stake.values:
        raise Refused("stake_unknown", field="stake")
    return stake


def goal_stands(goal: Goal) -> None:
    """Its dates are in order and within three months; its measure goes from one number to another."""
    day_of(goal.starts_on, field="starts_on")
    day_of(goal.due_on, field="due_on")
    if goal.due_on < goal.starts_on:
        raise Refused("goal_dates_out_of_order", field="due_on")
    if goal.due_on - goal.starts_on > timedelta(days=GOAL_DAYS_MOST):
        last = goal.starts_on + timedelta(days=GOAL_DAYS_MOST + 1)
        raise Refused("goal_too_long", field="due_on", last=last.isoformat())
    if goal.from_value == goal.to_value:
        raise Refused("goal_goes_nowhere", field="to_value")


def goal_of(goal_id: UUID | None, *, seen_by: Membership) -> Goal | None:
    """A goal of the business that still stands."""
    if goal_id is None:
        return None
    goal = Goal.objects.visible_to(seen_by).live().filter(pk=goal_id).first()
    if goal is None:
        raise Refused("goal_unknown", field="goal")
    found: Goal = goal
    return found


# --- states and dates -------------------------------------------------------------------------------------------------


def still_open(task: Task) -> None:
    if task.ended_at is not None:
        raise Refused("task_already_ended")


def monday_of(day: date, *, today: date, weeks: int) -> date:
    """A Monday of this week or one of the next `weeks`."""
    if day.weekday():
        raise Refused("not_a_monday", field="monday")
    this = today - timedelta(days=today.weekday())
    if not this <= day <= this + timedelta(weeks=weeks):
        raise Refused("week_out_of_reach", field="monday", most=weeks)
    return day


def begun(day: date, *, today: date) -> date:
    """A day that has come."""
    day_of(day, field="on")
    if day > today:
        raise Refused("day_in_the_future", field="on")
    return day


def period_over(start: datetime, end: datetime, now: datetime) -> None:
    """A time that lies behind, as long as a day at most."""
    if end <= start:
        raise Refused("time_out_of_order", field="ended_at")
    if end > now:
        raise Refused("time_in_the_future", field="ended_at")
    if end - start > TIME_AT_ONCE:
        raise Refused("time_too_long", field="ended_at", most=24)


def zone_of(member: Membership) -> ZoneInfo:
    """The zone of the person, in which their days begin and end."""
    return ZoneInfo(member.person.timezone)


def penalty_of(task: Task) -> float:
    """What the planner weighs a missed date with: the amount in whole units, 100 for a consequence in words, and next to
    nothing for a date without a consequence, which is a wish."""
    if task.consequence_amount is not None:
        try:
            return float(task.consequence_amount) / 10 ** minor_digits(task.consequence_currency)
        except MoneyError:  # a currency that went out of use
            return float(task.consequence_amount) / 100
    return 100.0 if task.consequence else WISH


WISH: Final = 0.01
