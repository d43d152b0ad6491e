"""Amounts of forecasts in words: no cents where nobody knows the tens."""

from __future__ import annotations

import re
from math import floor, log10
from typing import Final

from django.utils.translation import gettext as _

from relais.config.dates import NB, NNB, duration_text, number_text
from relais.config.money import format_money, minor_digits
from relais.engine.values import Money
from relais.log.wording import language

_NO_CENTS: Final = re.compile(r"[.,]0{2,4}(?=\D*$)")


def _without_cents(minor: int, currency: str) -> str:
    """1 230 € instead of 1 230,00 €; what has cents keeps them."""
    digits = minor_digits(currency)
    text = format_money(Money(minor, currency), language())
    return _NO_CENTS.sub("", text) if digits and not minor % 10**digits else text


def money_text(value: float, currency: str) -> str:
    """A forecast in whole units, without its sign; from 1,000 on to three digits: 1,230 €."""
    whole = abs(value)
    if whole >= 1000:
        step = 10 ** (floor(log10(whole)) - 2)
        whole = round(whole / step) * step
    return _without_cents(round(whole) * 10 ** minor_digits(currency), currency)


def amount_text(value: int, unit: str, currency: str) -> str:
    """What was written: minor units as money, minutes as time."""
    if unit == "hours":
        return duration_text(value, language())
    return _without_cents(value, currency)


def share_text(share: float) -> str:
    """70 %, 7 %, 1.2 %, 0.03 %: two digits say enough."""
    percent = round(100 * share, 2)
    decimals = 0 if abs(percent) >= 9.95 or percent == round(percent) else 1 if abs(percent) >= 0.95 else 2
    return f"{number_text(percent, language(), decimals=decimals)}{NNB if language() == 'fr' else ''}%"


def chance_text(share: float) -> str:
    """A chance: in percent and, where it helps, as one in so many."""
    if share <= 0:
        return _("practically none (in none of 100,000 draws)")
    if share >= 0.2:
        return share_text(share)
    one_in = _("1 in %(many)s") % {"many": number_text(round(1 / share), language())}
    return f"{share_text(share)}{NB}({one_in.replace(' ', NB)})"


def range_text(low: int, likely: int, high: int, unit: str, currency: str) -> str:
    """150 to 900 €, most likely 300."""
    said = {
        name: amount_text(value, unit, currency)
        for name, value in (("low", low), ("likely", likely), ("high", high))
    }
    if low == high:
        return said["likely"]
    return _("%(low)s to %(high)s, most likely %(likely)s") % said


def probability_text(low: float, high: float) -> str:
    if low == high:
        return share_text(low)
    return _("%(low)s to %(high)s") % {"low": share_text(low), "high": share_text(high)}


def factor_text(factor: float) -> str:
    """0.5 and 0,5: as many decimals as there are."""
    text = f"{factor:g}"
    return text.replace(".", ",") if language() == "fr" else text
