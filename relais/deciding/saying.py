"""Figures of activities, groups and candidates as sentences, in the language now active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.activities.models import Activity, Choice, Decision
from relais.config.dates import day_text, duration_text, number_text
from relais.config.money import format_money, minor_digits
from relais.deciding.groups import NoteRow
from relais.engine.decide.four_way import Reason
from relais.engine.values import Money
from relais.log.wording import language

WEEKS_IN_MONTH = Decimal("4.345")


def often_text(per_week: Decimal | float, reader: str) -> str:
    """How often, in the unit in which it is easiest to say: 3 times a week, twice a month, 4 times a year."""
    number = float(per_week)
    for least, factor, unit in (
        (5.0, 1 / 7, "day"),
        (0.95, 1.0, "week"),
        (0.22, float(WEEKS_IN_MONTH), "month"),
    ):
        if number >= least and (unit != "day" or number >= 10):
            return _often(number * factor, unit, reader)
    return _often(number * 52.18, "year", reader)


def _often(times: float, unit: str, reader: str) -> str:
    shown = number_text(times, reader, decimals=0 if abs(times - round(times)) < 0.05 else 1)
    said = {"times": shown}
    count = 1 if times < 2 else 2
    if unit == "day":
        return ngettext("%(times)s time a day", "%(times)s times a day", count) % said
    if unit == "week":
        return ngettext("%(times)s time a week", "%(times)s times a week", count) % said
    if unit == "month":
        return ngettext("%(times)s time a month", "%(times)s times a month", count) % said
    return ngettext("%(times)s time a year", "%(times)s times a year", count) % said


def hours_text(hours: float, reader: str) -> str:
    """Hours to a tenth: 3.4 h; under an hour, minutes."""
    if hours < 0.95:
        return duration_text(round(hours * 60), reader)
    decimals = 0 if hours >= 19.95 or abs(hours - round(hours)) < 0.05 else 1
    return f"{number_text(hours, reader, decimals=decimals)}\u00a0h"


def times_text(notes: Sequence[NoteRow]) -> str:
    """5 times: 4 flops, 1 top."""
    flops = sum(note.kind == "flop" for note in notes)
    tops = len(notes) - flops
    parts = []
    if flops:
        parts.append(ngettext("%(count)s flop", "%(count)s flops", flops) % {"count": flops})
    if tops:
        parts.append(ngettext("%(count)s top", "%(count)s tops", tops) % {"count": tops})
    said = {"count": len(notes), "parts": ", ".join(parts)}
    if len(parts) < 2:
        return parts[0] if parts else ""
    return ngettext("%(count)s time: %(parts)s", "%(count)s times: %(parts)s", len(notes)) % said


def rhythm_text(days: Sequence[date], reader: str) -> str:
    """From 3 Nov to 20 Nov 2026, about every 4 days."""
    if len(days) < 2:
        return _("On %(day)s.") % {"day": day_text(days[0], reader)} if days else ""
    gap = median((after - before).days for before, after in pairwise(days))
    said: dict[str, Any] = {
        "first": day_text(days[0], reader),
        "last": day_text(days[-1], reader),
        "days": round(gap),
    }
    return (
        ngettext(
            "From %(first)s to %(last)s, about every day.",
            "From %(first)s to %(last)s, about every %(days)s days.",
            round(gap),
        )
        % said
    )


def known_text(activity: Activity, reader: str) -> str:
    """What is known of an activity’s time: 3 times a week, 40 min each: 2 h a week."""
    often = often_text(activity.per_week, reader) if activity.per_week is not None else ""
    each = duration_text(activity.minutes, reader) if activity.minutes is not None else ""
    if often and each:
        hours = float(activity.per_week or 0) * (activity.minutes or 0) / 60
        said = {"often": often, "each": each, "hours": hours_text(hours, reader)}
        return _("%(often)s, %(each)s each time: %(hours)s a week.") % said
    if often:
        return _("%(often)s; how long it takes is not known.") % {"often": often}
    if each:
        return _("%(each)s each time; how often it comes is not known.") % {"each": each}
    return _("How often it comes and how long it takes are not known.")


def what_is_known(activity: Activity, reader: str) -> str:
    """The first words of a brief’s results; nothing where neither frequency nor time is known."""
    if activity.per_week is None and activity.minutes is None:
        return ""
    return known_text(activity, reader)


def decision_text(decision: Decision, reader: str) -> str:
    """What was decided, with its forecast."""
    said = {
        "choice": str(Choice(decision.choice).label).lower(),
        "day": day_text(decision.decided_at, reader, long=True),
        "share": share_text(decision.confidence, reader) if decision.confidence is not None else "",
        "time": duration_text(decision.expected_minutes, reader)
        if decision.expected_minutes is not None
        else "",
    }
    if said["share"] and said["time"]:
        return (
            _(
                "Decided on %(day)s: %(choice)s. Forecast: %(share)s likely to have worked, %(time)s of yours a week."
            )
            % said
        )
    if said["share"]:
        return _("Decided on %(day)s: %(choice)s. Forecast: %(share)s likely to have worked.") % said
    if said["time"]:
        return _("Decided on %(day)s: %(choice)s. Forecast: %(time)s of yours a week.") % said
    return _("Decided on %(day)s: %(choice)s. Nothing was forecast.") % said


def outcome_text(decision: Decision, reader: str) -> str:
    """What came of a decision, beside what was expected; nothing while it was not said."""
    if decision.judged_at is None:
        return ""
    if decision.actual_minutes is None:
        return _("It worked.") if decision.worked else _("It did not work.")
    said = {"time": duration_text(decision.actual_minutes, reader)}
    if decision.worked:
        return _("It worked: %(time)s of yours a week.") % said
    return _("It did not work: %(time)s of yours a week.") % said


def share_text(share: Decimal | float, reader: str) -> str:
    """70 % and 70%."""
    percent = round(float(share) * 100)
    return f"{percent}\u202f%" if reader == "fr" else f"{percent}%"


def money_text(amount: float, currency: str, reader: str) -> str:
    """A forecast in money, to whole units: no cent of a forecast is known."""
    unit: int = 10 ** minor_digits(currency)
    shown = format_money(Money(round(amount) * unit, currency), reader)
    cents = ("," if reader == "fr" else ".") + "0" * minor_digits(currency)
    return shown.replace(cents, "", 1) if minor_digits(currency) else shown


def reason_text(reason: Reason, currency: str) -> str:
    """One reason of a candidate, as one sentence with its figures."""
    reader = language()
    figures = reason.figures
    if reason.code == "hours":
        return _("It takes %(hours)s of your week.") % {"hours": hours_text(figures[0], reader)}
    if reason.code == "pays_back":
        said = {"weeks": weeks_text(figures[0]), "money": money_text(figures[1], currency, reader)}
        return _("Teaching it has paid back after %(weeks)s; then it brings %(money)s a week.") % said
    if reason.code == "first_year":
        money = money_text(abs(figures[0]), currency, reader)
        if figures[0] > 0:
            return _("After a year, the learning paid, it has brought %(money)s.") % {"money": money}
        return _("After a year it has cost %(money)s more than doing it yourself.") % {"money": money}
    if reason.code == "flops":
        count = round(figures[0])
        return ngettext(
            "It was a flop %(count)s time in three months.",
            "It was a flop %(count)s times in three months.",
            count,
        ) % {"count": count}
    if reason.code == "disliked":
        return _("You like it %(liked)s out of 5.") % {"liked": round(figures[0])}
    if reason.code == "never_pays_back":
        return _("Teaching it never pays back at these rates.")
    if reason.code == "described":
        return _("How it is done is written down already.")
    return _("Against it: doing it moves the business forward.")


def weeks_text(weeks: float) -> str:
    count = max(1, round(weeks))
    if count > 104:
        years = round(weeks / 52.18)
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}
