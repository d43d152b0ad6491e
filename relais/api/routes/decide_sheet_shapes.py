"""What goes in and out of scenario sheets and forecasts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from relais.api.routes.gates import GateKindName
from relais.api.shapes import Body, Day, Flag, Minor, Shape, example

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
Share = Annotated[float, Field(ge=0, le=1, description="From 0 to 1.")]
Amount = Annotated[
    int,
    Field(
        strict=True,
        ge=0,
        lt=2**53,
        description="Minor units of the sheet's currency, or minutes where `unit` is hours.",
    ),
]
KindName = Literal["loss", "gain"]
UnitName = Literal["money", "hours"]
Strength = Literal["some", "strong"]
TemplateName = Literal["", "mail", "access", "advance"]


FACTS: dict[str, Any] = {
    "id": ID, "title": "Give access to the site", "activity": None, "delegation": ID, "currency": "EUR", "bearable": 150000,
    "hour_rate": 4000, "known_on": "2027-02-01", "made_by": ID, "made_at": "2026-11-23T08:52:00Z", "dropped_at": None,
}  # fmt: skip


class SheetFacts(Shape):
    """A decision put in figures. `dropped_at`: put away."""

    model_config = example(**FACTS)

    id: UUID
    title: str
    activity: UUID | None
    delegation: UUID | None
    currency: str
    bearable: Minor | None
    hour_rate: Minor | None
    known_on: date | None
    made_by: UUID
    made_at: datetime
    dropped_at: datetime | None


class OutcomeOut(Shape):
    """Something that may happen. `depends`: how much it goes with others. `happened` and `actual`: what came."""

    model_config = example(
        id=ID, title="The site is down for a day", kind="loss", unit="money", probability_low=0.05, probability_high=0.15,
        low=10000, likely=30000, high=120000, group="", depends={ID: "some"}, happened=None, actual=None, told_at=None,
    )  # fmt: skip

    id: UUID
    title: str
    kind: KindName
    unit: UnitName
    probability_low: float
    probability_high: float
    low: int
    likely: int
    high: int
    group: str
    depends: dict[str, Strength]
    happened: bool | None
    actual: int | None
    told_at: datetime | None


class EffectOut(Shape):
    """What is left of an outcome's probability and size: 0 excludes it, 1 changes nothing."""

    outcome: UUID
    probability: float
    size: float


class SafeguardOut(Shape):
    """What makes losses rarer or smaller. `gate`: what was made of it in the delegation."""

    id: UUID
    title: str
    cost: int
    unit: UnitName
    effects: list[EffectOut]
    gate: UUID | None


class Sheet(SheetFacts):
    """A sheet with all that stands on it. `result`: what `relais scenarios` says of it, by its keys; null without outcomes."""

    model_config = example(**FACTS, answers={"worst_what": "Gone"}, outcomes=[], safeguards=[], result=None)

    answers: dict[str, str]
    outcomes: list[OutcomeOut]
    safeguards: list[SafeguardOut]
    result: dict[str, Any] | None


class SheetIn(Body):
    """What a sheet is about. `bearable`: the greatest loss that the business can bear."""

    model_config = example(title="Give access to the site", bearable=150000, hour_rate=4000)

    title: str
    activity: UUID | None = None
    delegation: UUID | None = None
    bearable: Minor | None = None
    hour_rate: Minor | None = None
    known_on: Day | None = None


class NewSheet(SheetIn):
    """The same, with an example to begin from: its outcomes and safeguards, to be changed."""

    model_config = example(title="Give access to the site", bearable=150000, template="access")

    template: TemplateName = ""


class Cases(Body):
    """Answers to the questions: all of them, what is left out is emptied."""

    model_config = example(
        answers={"worst_what": "Three articles are lost", "worst_when": "in the first week"}
    )

    answers: dict[str, str]


class OutcomeIn(Body):
    """All that is said of an outcome. Outcomes with the same `group` exclude each other."""

    model_config = example(
        title="The site is down for a day",
        probability_low=0.05,
        probability_high=0.15,
        low=10000,
        likely=30000,
        high=120000,
    )

    title: str
    kind: KindName = "loss"
    unit: UnitName = "money"
    probability_low: Share
    probability_high: Share
    low: Amount
    likely: Amount
    high: Amount
    group: str = ""
    depends: dict[UUID, Strength] = {}


class EffectIn(Body):
    outcome: UUID
    probability: Share = 1
    size: Share = 1


class SafeguardIn(Body):
    """All that is said of a safeguard."""

    model_config = example(title="A backup first", cost=3000)

    title: str
    cost: Amount
    unit: UnitName = "money"
    effects: list[EffectIn] = []


class ToldIn(Body):
    """`happened` null: not known yet, which also takes back what was said."""

    outcome: UUID
    happened: Flag | None
    actual: Amount | None = None


class Telling(Body):
    """What came, and what was learned."""

    model_config = example(told=[], lesson="The backup took ten minutes.")

    told: list[ToldIn]
    lesson: str = ""


class GateOf(Body):
    """Which kind of gate to make of a safeguard."""

    model_config = example(kind="backup")

    kind: GateKindName = "other"


class Forecasts(Shape):
    """Outcomes and decisions that are decided, against what was said beforehand. `lean`: share that happened less mean
    probability; below `blind` it cannot be told from chance. `cases_needed`: from how many cases a lean of 0.1 would show."""

    model_config = example(
        cases=12, score=0.19, expected=0.17, lean=0.08, blind=0.24, is_leaning=False, cases_needed=68,
        over_time=[{"on": "2026-11-23", "cases": 12, "score": 0.19}],
    )  # fmt: skip

    cases: int
    score: float | None
    expected: float | None
    lean: float | None
    blind: float | None
    is_leaning: bool
    cases_needed: int | None
    over_time: list[dict[str, Any]]
