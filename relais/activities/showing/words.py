"""How often, how long and how likely, in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.activities.forms import PER
from relais.config.dates import NNB, duration_text, number_text
from relais.log.wording import language

_ROUNDING = Decimal("0.0006")
"""Of how often a week is kept: three decimals."""


def often_of(per_week: Decimal) -> tuple[Decimal, str]:
    """How often a week as it was said: 3 a week, 1 a month, 2 a year."""
    for per, share in PER.items():
        times = per_week / share
        whole = times.quantize(Decimal(1))
        if whole and abs(times - whole) <= _ROUNDING / share:
            return whole, per
    return per_week.normalize(), "week"


def often_text(per_week: Decimal) -> str:
    """3 times a week, once a month."""
    times, per = often_of(per_week)
    count = number_text(float(times), language(), decimals=0 if times == times.to_integral_value() else 2)
    n = 1 if times == 1 else 2
    if per == "week":
        return ngettext("once a week", "%(count)s times a week", n) % {"count": count}
    if per == "month":
        return ngettext("once a month", "%(count)s times a month", n) % {"count": count}
    return ngettext("once a year", "%(count)s times a year", n) % {"count": count}


def typed_often(per_week: Decimal | None) -> tuple[str, str]:
    """What the form shows of how often: the number as it is typed, and its unit."""
    if per_week is None:
        return "", "week"
    times, per = often_of(per_week)
    text = f"{times + 0:f}"
    return (text.replace(".", ",") if language() == "fr" else text), per


def long_text(minutes: float | None) -> str:
    """1 h 30; what is under a minute is said as one."""
    if minutes is None:
        return ""
    return duration_text(max(1, round(minutes)) if minutes else 0, language())


def percent_text(share: Decimal | float) -> str:
    """80 % and 80%."""
    percent = round(float(share) * 100)
    return f"{percent}{NNB}%" if language() == "fr" else f"{percent}%"


def a_week(minutes: float | None) -> str:
    """1 h 30 a week."""
    return _("%(time)s a week") % {"time": long_text(minutes)} if minutes is not None else ""
