"""What goes in and out of cases and comparisons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from relais.api.shapes import Body, Day, Flag, Minor, Shape, Whole, example

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
Number = Annotated[float, Field(allow_inf_nan=False)]
Ranged = Annotated[
    float | list[float] | str,
    Field(description="A number, or [low, most likely, high]; for `learning_rate` also quick, usual, slow."),
]
Decimals = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,9}(\.[0-9]{1,10})?$",
        description="A decimal number as text, with a point: numbers of JSON would round it.",
    ),
]
KindName = Literal["agency", "freelancer", "employee", "tool", "nobody"]
PeriodName = Literal["hour", "week", "month"]
INPUTS = {
    "owner_rate": 60, "owner_h": 1, "deleg_rate": 20, "first_h": 2, "floor_h": 0.9, "learning_rate": "usual",
    "train_h": [3, 5, 12], "handover_cost": 40, "redo_first": 0.3, "redo_last": 0.05, "redo_decay": 0.2, "review_h": 0.1,
    "rework_h": 0.8, "per_week": 3,
}  # fmt: skip
EXCHANGE = {"currency": "USD", "rate": "0.92", "on": "2026-11-20", "source": "European Central Bank"}


class ExchangeRate(Body):
    """What one unit of `currency` is worth in the business's, on which day, as whom one may ask."""

    model_config = example(**EXCHANGE)

    currency: str
    rate: Decimals
    on: Day
    source: str


class CaseIn(Body):
    """All that is said of a case. `inputs`: the keys of `relais breakeven`, hours and whole units of the business's currency;
    `deleg_rate` is in the currency of `exchange` where there is one."""

    model_config = example(
        inputs=INPUTS, starts_on="2026-11-30", train_weeks=4, exchange=None, cash=60000, cash_per_week=15000
    )

    inputs: dict[str, Ranged]
    starts_on: Day
    train_weeks: Whole = 4
    exchange: ExchangeRate | None = None
    cash: Minor | None = None
    cash_per_week: Minor | None = None


class NewCase(CaseIn):
    """A case of an activity, which has one at most that is not put away."""

    model_config = example(activity=ID, inputs=INPUTS, starts_on="2026-11-30")

    activity: UUID


class CaseTimes(Body):
    """How long the delegate really took, run 1 first; they replace those said before."""

    model_config = example(minutes=[120, 105, 96, 90, 88])

    minutes: list[Whole]


class Case(Shape):
    """A case. `file` is what `relais breakeven FILE --seed <seed>` reads: it answers what `GET …/result` answers.

    `runs` are the times that were counted, in minutes: typed by hand, then delivered. `learning` is null with fewer than five.
    """

    model_config = example(
        id=ID, activity=ID, inputs=INPUTS, exchange=None, starts_on="2026-11-30", train_weeks=4, cash=60000,
        cash_per_week=15000, currency="EUR", seed=123456789, file=INPUTS | {"start": "2026-11-30", "learning_rate": 0.8},
        runs=[], learning=None, made_by=ID, made_at="2026-11-23T08:52:00Z", ended_at=None,
    )  # fmt: skip

    id: UUID
    activity: UUID
    inputs: dict[str, Any]
    exchange: ExchangeRate | None
    starts_on: date
    train_weeks: int
    cash: int | None
    cash_per_week: int | None
    currency: str
    seed: int
    file: dict[str, Any]
    runs: list[int]
    learning: dict[str, Any] | None
    made_by: UUID
    made_at: datetime
    ended_at: datetime | None


class PaybackAt(Shape):
    share: float
    occurrence: int | None
    weeks: float | None
    date: date | None


class PaybackDependsOn(Shape):
    key: str
    rank_correlation: float
    at_low: PaybackAt
    at_high: PaybackAt


class PaybackUncertainty(Shape):
    draws: int
    seed: int
    never: float
    percentiles: list[PaybackAt]
    depends_on: list[PaybackDependsOn]


class CaseResult(Shape):
    """The answer of a case, as `relais breakeven` prints it. `occurrence`, `weeks` and `date` are null for never."""

    model_config = example(
        occurrence=21, reason=None, weeks=7.0, date="2027-01-18", balance=[[1, -432.6]], owner_hours=[[1, -4.13]],
        owner_hours_occurrence=6, gain_per_week_after_learning=104.7, uncertainty=None,
    )  # fmt: skip

    occurrence: int | None
    reason: str | None
    weeks: float | None
    date: date | None
    balance: list[list[float]]
    owner_hours: list[list[float]]
    owner_hours_occurrence: int | None
    gain_per_week_after_learning: float | None
    uncertainty: PaybackUncertainty | None


class CaseStartWeek(Shape):
    monday: date
    asked_hours: float | None
    asked_cash: float | None
    free_hours: float
    planned: bool
    cash: float | None


class CaseStart(Shape):
    """Is now the moment? The learning beside the hours that the member's own plan leaves free, and the cash.

    `first`: the first Monday from which both hold, null where no week looked at does; `hours_short`, `cash_short`: what the
    worst week of a start on the first Monday lacks. `known` is false where it is not said how often the activity comes back.
    """

    model_config = example(
        known=True, first="2026-11-30", hours_short=0.0, cash_short=0.0,
        weeks=[
            {"monday": "2026-11-30", "asked_hours": 1.6, "asked_cash": 146.2, "free_hours": 25.0, "planned": True, "cash": 600.0}
        ],
    )  # fmt: skip

    known: bool
    first: date | None
    hours_short: float
    cash_short: float
    weeks: list[CaseStartWeek]


class OpenedDelegation(Shape):
    """The delegation that was opened."""

    model_config = example(delegation=ID)

    delegation: UUID


# --- comparisons ------------------------------------------------------------------------------------------------------


class ComparisonIn(Body):
    """What the owner's hour is worth, in minor units, and what is made."""

    model_config = example(owner_rate=4000, output="pages")

    owner_rate: Minor
    output: str = ""


class NewComparison(ComparisonIn):
    """A comparison for an activity, which has one at most that is not put away."""

    model_config = example(activity=ID, owner_rate=4000, output="pages")

    activity: UUID


class ProviderIn(Body):
    """All that is said of a provider. Amounts: minor units of `currency`; hours: a week, as decimal text; fees: a month."""

    model_config = example(
        name="Lalao", kind="freelancer", present=True, currency="USD", pay=10000, pay_per="month", hours="12", accepted=80,
        review_hours="1", rework_hours="0.25", output_per_hour="2", exchange=EXCHANGE,
    )  # fmt: skip

    name: str
    kind: KindName
    hours: Decimals
    present: Flag = False
    currency: str = ""
    pay: Minor = 0
    pay_per: PeriodName = "hour"
    fees: Minor = 0
    fee_percent: Decimals = "0"
    accepted: Whole = 100
    review_hours: Decimals = "0"
    rework_hours: Decimals = "0"
    output_per_hour: Decimals | None = None
    exchange: ExchangeRate | None = None


class Provider(Shape):
    model_config = example(
        id=ID, name="Lalao", kind="freelancer", present=True, currency="USD", pay=10000, pay_per="month", fees=0,
        fee_percent="0", hours="12", accepted=80, review_hours="1", rework_hours="0.25", output_per_hour="2", removed_at=None,
    )  # fmt: skip

    id: UUID
    name: str
    kind: KindName
    present: bool
    currency: str
    pay: int
    pay_per: PeriodName
    fees: int
    fee_percent: str
    hours: str
    accepted: int
    review_hours: str
    rework_hours: str
    output_per_hour: str | None
    removed_at: datetime | None


class Comparison(Shape):
    """A comparison, with its providers and the rates of exchange that it counts by."""

    model_config = example(
        id=ID, activity=ID, currency="EUR", owner_rate=4000, output="pages", providers=[], exchanges=[EXCHANGE], made_by=ID,
        made_at="2026-11-23T08:52:00Z", ended_at=None,
    )  # fmt: skip

    id: UUID
    activity: UUID
    currency: str
    owner_rate: int
    output: str
    providers: list[Provider]
    exchanges: list[ExchangeRate]
    made_by: UUID
    made_at: datetime
    ended_at: datetime | None


class ComparedProvider(Shape):
    provider: UUID
    cost_per_week: float
    owner_hours: float
    accepted_hours: float
    useful_hour: float | None
    output: float | None
    unit_cost: float | None


class ComparisonTurning(Shape):
    provider: UUID
    other: UUID
    what: Literal["exchange", "accepted", "hours_per_week"]
    now: float
    at: float


class ComparisonResult(Shape):
    """A week of each in the currency of the comparison, cheapest useful hour first; and at which value of one input two cost
    the same, nearest to today's first."""

    model_config = example(
        currency="EUR",
        providers=[{"provider": ID, "cost_per_week": 85.1, "owner_hours": 1.6, "accepted_hours": 9.6, "useful_hour": 8.87,
                    "output": 19.2, "unit_cost": 4.43}],
        turnings=[{"provider": ID, "other": ID, "what": "accepted", "now": 0.8, "at": 0.43}],
    )  # fmt: skip

    currency: str
    providers: list[ComparedProvider]
    turnings: list[ComparisonTurning]
