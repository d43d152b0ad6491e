"""Why an activity is delegated, and what is forecast of it, in the language now active: from its case, or from a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from relais.activities.models import Activity, Choice
from relais.activities.rules import LOOK_AGAIN_MOST, WEEK_MINUTES
from relais.config.money import minor_digits
from relais.deciding.case_words import money_text
from relais.deciding.comparing import compared
from relais.deciding.models import Case, Comparison, Provider
from relais.deciding.reckoning import Reckoned
from relais.deciding.rules.reviews import look_again_default
from relais.deciding.saying import known_text, reason_text
from relais.deciding.showing.case_answer import answer_of
from relais.engine.decide import four_way
from relais.engine.decide.breakeven import Case as Figures
from relais.engine.faults import InputRefused
from relais.log.wording import language
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class Forecast:
    """As a decision takes it. `minutes`: what the owner will still spend a week, the learning over."""

    look_again_on: date
    confidence: Decimal | None = None
    minutes: int | None = None


def forecast(figures: Figures | None, answer: Mapping[str, Any] | None, today: date) -> Forecast:
    """Looked at again on the day of the payback, but not sooner than any delegation (its learning comes first) nor later than
    two years; as likely to have paid back by then as the draws of the case say. Without ranges nothing is said of how likely."""
    soonest = look_again_default(Choice.DELEGATE, today)
    day = soonest
    if answer is not None and answer["date"]:
        latest = today + timedelta(days=LOOK_AGAIN_MOST)
        day = min(max(date.fromisoformat(answer["date"]), soonest), latest)
    minutes = None
    if figures is not None and figures.per_week:
        spent = figures.per_week * (figures.owner_h - figures.last_hours_won) * 60
        minutes = min(WEEK_MINUTES, max(0, round(spent)))
    return Forecast(day, _confidence(answer, day), minutes)


def _confidence(answer: Mapping[str, Any] | None, day: date) -> Decimal | None:
    unsure = answer["uncertainty"] if answer else None
    if unsure is None:
        return None
    dated = [one for one in unsure["percentiles"] if one["date"]]
    if not dated and unsure["never"] < 1:
        return None  # how often it comes is not said: no day is known
    reached = [one["share"] for one in dated if date.fromisoformat(one["date"]) <= day]
    return Decimal(str(max(reached, default=0.0)))


def of_case(case: Case, member: Membership) -> str:
    """Does delegating pay? Yes, from 3 March 2027. …"""
    answer = answer_of(Reckoned(**case.reckoned), member.business.currency, case.train_weeks, language())
    return _("Does delegating it pay? %(answer)s") % {"answer": f"{answer.lead} {answer.then}"}


def of_activity(activity: Activity, figures: Figures | None, member: Membership) -> str:
    """How often and how long, then what the ranking says of it."""
    said = [known_text(activity, language())]
    if figures is not None:
        hours = min(168.0, figures.owner_h * (figures.per_week or 0.0))
        try:
            ranked = four_way.delegate_next([four_way.Activity(str(activity.pk), figures, hours)])
        except InputRefused:
            ranked = ()
        reasons = [one for row in ranked for one in row.reasons if one.code != "hours"]
        said += [reason_text(one, member.business.currency) for one in reasons]
    return " ".join(said)


def of_provider(comparison: Comparison, provider: Provider) -> str:
    """Who, and what a useful hour costs."""
    rows = [one for one in comparison.providers.all() if one.removed_at is None]
    found = compared(comparison, rows, comparison.exchanges.all())
    cost = next((one.useful_hour for one in found.providers if one.id == str(provider.pk)), None)
    if cost is None:
        return _("Compared with others: %(name)s does it.") % {"name": provider.name}
    said = {"name": provider.name, "cost": money_text(cost, comparison.currency, language())}
    return _("Compared with others: %(name)s does it; a useful hour costs %(cost)s.") % said


def pay_of(provider: Provider) -> str:
    """20 $ an hour, as it was said; nothing where it costs nothing."""
    if not provider.pay:
        return ""
    amount = money_text(provider.pay / 10 ** minor_digits(provider.currency), provider.currency, language())
    said = {"name": provider.name, "amount": amount, "period": provider.get_pay_per_display()}
    return _("%(name)s: %(amount)s %(period)s.") % said
