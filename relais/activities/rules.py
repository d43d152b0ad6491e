"""Guards: each refuses with a coded reason, or gives back what was meant. Verbs ask them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.activities.models import Activity, Choice, Decision, Hat, Timer
from relais.acts.actions import clean_text
from relais.acts.refusal import Refused
from relais.people.models import Membership

TITLE_LIMIT: Final = 200
REASON_LIMIT: Final = 4_000
MINUTES_MOST: Final = 60 * 200
PER_WEEK_MOST: Final = Decimal(1000)
VALUE_MOST: Final = 10**12
LOOK_AGAIN_MOST: Final = 366 * 2
"""Days after which a decision is looked at again at the latest: two years."""
WEEK_MINUTES: Final = 60 * 24 * 7
DAY_MINUTES: Final = 60 * 24
DAYS_BACK: Final = 366 * 10
"""Days before today for which time can be written down."""
RUNS_MOST: Final = timedelta(hours=10)
"""A timer that ran longer, or past midnight, was perhaps forgotten: the person says how long it was."""


def title_of(text: str) -> str:
    return clean_text(" ".join(text.split()), limit=TITLE_LIMIT, field="title")


def hat_of(hat: str) -> str:
    if hat not in Hat.values:
        raise Refused("hat_unknown", field="hat")
    return hat


def done_by_of(member_id: UUID | None, *, seen_by: Membership) -> Membership | None:
    """Someone who works in the business now."""
    if member_id is None:
        return None
    found: Membership | None = Membership.objects.visible_to(seen_by).current().filter(pk=member_id).first()
    if found is None:
        raise Refused("member_unknown", field="done_by")
    return found


def per_week_of(value: Decimal | int | str | None) -> Decimal | None:
    """How often a week, to three decimals."""
    if value is None:
        return None
    try:
        number = Decimal(value)
        kept = number.quantize(Decimal("0.001"))
    except InvalidOperation as error:
        raise Refused("per_week_out_of_range", field="per_week") from error
    if not number.is_finite() or not 0 < kept <= PER_WEEK_MOST:
        raise Refused("per_week_out_of_range", field="per_week")
    return kept


def minutes_of(
    minutes: int | None, *, field: str = "minutes", least: int = 1, most: int = MINUTES_MOST
) -> int | None:
    if minutes is not None and not least <= minutes <= most:
        raise Refused("activity_minutes_out_of_range", field=field, least=least, most=most)
    return minutes


def liked_of(liked: int | None) -> int | None:
    if liked is not None and not 1 <= liked <= 5:
        raise Refused("liked_out_of_range", field="liked")
    return liked


def value_of(minor: int | None) -> int | None:
    """What an hour is worth, in minor units of the business's currency."""
    if minor is not None and not 0 <= minor <= VALUE_MOST:
        raise Refused("value_out_of_range", field="hourly_value", most=VALUE_MOST)
    return minor


def activity_of(activity_id: UUID | None, *, seen_by: Membership) -> Activity | None:
    """An activity that something of another room is about: one that recurs, for who keeps activities."""
    if activity_id is None:
        return None
    found: Activity | None = Activity.objects.visible_to(seen_by).filter(pk=activity_id).first()
    if found is None:
        raise Refused("activity_unknown", field="activity")
    return found


def still_recurs(activity: Activity) -> None:
    if not activity.is_open:
        raise Refused("activity_already_ended")


def choice_of(choice: str) -> str:
    if choice not in Choice.values:
        raise Refused("choice_unknown", field="choice")
    return choice


def look_again_of(day: date, *, today: date) -> date:
    if not 0 < (day - today).days <= LOOK_AGAIN_MOST:
        raise Refused("look_again_out_of_range", field="look_again_on")
    return day


def confidence_of(share: Decimal | float | str | None) -> Decimal | None:
    """A probability from 0 to 1, to two decimals."""
    if share is None:
        return None
    try:
        kept = Decimal(str(share)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Refused("confidence_out_of_range", field="confidence") from error
    if not 0 <= kept <= 1:
        raise Refused("confidence_out_of_range", field="confidence")
    return kept


def not_judged(decision: Decision) -> None:
    if decision.judged_at is not None:
        raise Refused("decision_already_judged")


def today_of(member: Membership, now: datetime) -> date:
    """The day that it is where the person is."""
    return now.astimezone(ZoneInfo(member.person.timezone)).date()


def spent_on(day: date, *, today: date) -> date:
    if not 0 <= (today - day).days <= DAYS_BACK:
        raise Refused("spent_on_out_of_range", field="on")
    return day


def spent_minutes(minutes: int) -> int:
    if not 1 <= minutes <= DAY_MINUTES:
        raise Refused("spent_minutes_out_of_range", field="minutes")
    return minutes


def is_forgotten(timer: Timer, member: Membership, now: datetime) -> bool:
    """Whether a timer ran for so long that nobody would believe it."""
    zone = ZoneInfo(member.person.timezone)
    return (
        now - timer.started_at > RUNS_MOST
        or now.astimezone(zone).date() != timer.started_at.astimezone(zone).date()
    )
