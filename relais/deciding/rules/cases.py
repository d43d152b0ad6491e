"""Guards of cases and comparisons: each refuses with a coded reason, or gives back what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from relais.acts.actions import clean_text
from relais.acts.refusal import Refused
from relais.config.money import currency_known
from relais.deciding.models import Provider, ProviderKind
from relais.deciding.runs import TIMES_MOST
from relais.engine.faults import Fault

TRAIN_WEEKS: Final = 4
TRAIN_WEEKS_MOST: Final = 52
RUN_MINUTES_MOST: Final = 60 * 200
AMOUNT_MOST: Final = 10**14
SOURCE_LIMIT: Final = 200
RATE_DECIMALS: Final = Decimal("1e-10")
RATE_MOST: Final = Decimal(10**9)
YEARS: Final = range(2000, 2101)


def refusal_of(fault: Fault) -> Refused:
    """A fault of the engine as this room refuses it: `case_` before its code."""
    return Refused(f"case_{fault.code}", field=fault.path.partition("[")[0])


def currency_of(code: str, *, field: str = "rate_currency") -> str:
    if not currency_known(code):
        raise Refused("currency_unknown", field=field)
    return code


def exchange_stands(exchange: Any, currency: str, own: str) -> None:
    """Another currency needs a rate, the same one has none."""
    if exchange is None and currency != own:
        raise Refused("exchange_missing", field="exchange_rate", currency=currency, own=own)
    if exchange is not None and currency == own:
        raise Refused("exchange_of_itself", field="rate_currency")


def rate_of(rate: Decimal | int | str, *, field: str = "exchange_rate") -> Decimal:
    """An exchange rate to ten decimals."""
    try:
        kept = Decimal(rate).quantize(RATE_DECIMALS)
    except InvalidOperation as error:
        raise Refused("exchange_rate_out_of_range", field=field) from error
    if not (kept.is_finite() and 0 < kept <= RATE_MOST):
        raise Refused("exchange_rate_out_of_range", field=field)
    return kept


def source_of(source: str, *, field: str = "exchange_source") -> str:
    found = clean_text(" ".join(source.split()), limit=SOURCE_LIMIT, required=False, field=field)
    if not found:
        raise Refused("exchange_source_missing", field=field)
    return found


def day_of(day: date, *, field: str) -> date:
    if day.year not in YEARS:
        raise Refused("date_out_of_range", field=field)
    return day


def train_weeks_of(weeks: int) -> int:
    if not 1 <= weeks <= TRAIN_WEEKS_MOST:
        raise Refused("train_weeks_out_of_range", field="train_weeks", most=TRAIN_WEEKS_MOST)
    return weeks


def cash_of(minor: int | None, *, field: str) -> int | None:
    """Minor units; below 0 where money is owed, or goes out week by week."""
    if minor is not None and not -AMOUNT_MOST <= minor <= AMOUNT_MOST:
        raise Refused("cash_out_of_range", field=field)
    return minor


def times_of(minutes: Sequence[int]) -> list[int]:
    if len(minutes) > TIMES_MOST:
        raise Refused("runs_too_many", field="times", most=TIMES_MOST)
    if any(not 1 <= one <= RUN_MINUTES_MOST for one in minutes):
        raise Refused("run_time_out_of_range", field="times")
    return list(minutes)


# --- comparisons ------------------------------------------------------------------------------------------------------

NAME_LIMIT: Final = 80
OUTPUT_LIMIT: Final = 40
PROVIDERS_MOST: Final = 20
HOURS_MOST: Final = Decimal(10_000)
CENT: Final = Decimal("0.01")
FEE_MOST: Final = Decimal(1000)
OUTPUT_MOST: Final = Decimal(10**7)


def line_of(text: str, *, limit: int, field: str, required: bool = True) -> str:
    return clean_text(" ".join(text.split()), limit=limit, required=required, field=field)


def takes_a_brief(provider: Provider) -> None:
    """A brief is written for people."""
    if provider.removed_at is not None:
        raise Refused("provider_already_removed")
    if provider.kind in (ProviderKind.TOOL, ProviderKind.NOBODY):
        raise Refused("provider_takes_no_brief")


def amount_of(minor: int, *, field: str) -> int:
    if not 0 <= minor <= AMOUNT_MOST:
        raise Refused("provider_amount_out_of_range", field=field)
    return minor


def number_of(
    value: Decimal | int | str, *, field: str, most: Decimal = HOURS_MOST, unit: Decimal = CENT
) -> Decimal:
    """A number from 0 to `most`, to the decimals of `unit`."""
    try:
        kept = Decimal(value).quantize(unit)
    except InvalidOperation as error:
        raise Refused("provider_number_out_of_range", field=field, most=most) from error
    if not (kept.is_finite() and 0 <= kept <= most):
        raise Refused("provider_number_out_of_range", field=field, most=most)
    return kept


def accepted_of(percent: int) -> int:
    if not 0 <= percent <= 100:
        raise Refused("accepted_out_of_range", field="accepted")
    return percent
