"""What goes in and out of goals, tasks, the week and the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from relais.api.shapes import Body, Day, Flag, Minor, Moment, Shape, Whole, example

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"

Measure = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$",
        description="A decimal number as text, with a point: numbers of JSON would round it.",
    ),
]
StakeName = Literal["offer", "positioning", "selling"]
OutcomeName = Literal["done", "dropped", "delegated"]


# --- goals ------------------------------------------------------------------------------------------------------------


class Goal(Shape):
    """A goal of three months, with its measure: `from` one number `to` another, where it stood when `value` was read.

    `progress` goes from 0 to 1.
    """

    model_config = example(
        id=ID, title="Second online course", stake="offer", starts_on="2026-10-05", due_on="2027-01-04", unit="lessons",
        from_value="0", to_value="12", value="2.5", progress=0.2083, made_by=ID, made_at="2026-10-05T07:00:00Z",
        dropped_at=None,
    )  # fmt: skip

    id: UUID
    title: str
    stake: StakeName
    starts_on: date
    due_on: date
    unit: str
    from_value: Measure
    to_value: Measure
    value: Measure
    progress: float
    made_by: UUID
    made_at: datetime
    dropped_at: datetime | None


class GoalIn(Body):
    """All that is said of a goal. It is reached within three months of its start."""

    model_config = example(
        title="Second online course", stake="offer", starts_on="2026-11-23", due_on="2027-02-22", unit="lessons",
        from_value="0", to_value="12",
    )  # fmt: skip

    title: str
    stake: StakeName
    starts_on: Day
    due_on: Day
    unit: str = ""
    from_value: Measure
    to_value: Measure


class GoalReading(Shape):
    """Where the measure of a goal stood at a moment."""

    model_config = example(id=ID, goal=ID, value="2.5", by=ID, at="2026-11-23T08:52:00Z")

    id: UUID
    goal: UUID
    value: Measure
    by: UUID
    at: datetime


class NewReading(Body):
    model_config = example(value="2.5")

    value: Measure


# --- tasks ------------------------------------------------------------------------------------------------------------


class Task(Shape):
    """A task. `important`: it moves the business (none: nobody answered yet). `urgent`: it has a date and a consequence; a date
    alone is a wish. `due_on` where a day was named: `due_at` is then its end, where the member lives.

    `short_minutes`: working time that is missing before its date; none: it can be met, or has no date.
    """

    model_config = example(
        id=ID, entry=ID, title="VAT return", minutes=45, spent_minutes=0, important=False, urgent=True,
        due_at="2026-11-25T11:00:00Z", due_on=None, consequence="fine", amount=18000, currency="EUR", goal=None,
        activity=None, whole=False,
        least_piece=25, earliest_on=None, recurring=None, delegation=None, short_minutes=None,
        made_at="2026-11-23T08:52:00Z", ended_at=None, outcome=None,
    )  # fmt: skip

    id: UUID
    entry: UUID = Field(description="The line of the log that wrote it.")
    title: str
    minutes: int | None = Field(
        description="What it takes in all; none: not estimated, planned as 30 minutes."
    )
    spent_minutes: int
    important: bool | None
    urgent: bool
    due_at: datetime | None
    due_on: date | None
    consequence: str
    amount: int | None = Field(description="What a missed date costs, in minor units.")
    currency: str
    goal: UUID | None
    activity: UUID | None = Field(description="What its time counts for.")
    whole: bool
    least_piece: int
    earliest_on: date | None
    recurring: UUID | None
    delegation: UUID | None
    short_minutes: int | None
    made_at: datetime
    ended_at: datetime | None
    outcome: OutcomeName | None


class _TaskSaid(Body):
    """What can be said of a task. A date is a moment or a day, not both."""

    minutes: Whole | None = Field(None, description="None: not estimated.")
    moves_business: Flag | None = Field(None, description="None: not answered.")
    due_at: Moment | None = None
    due_on: Day | None = None
    consequence: str = Field("", description="In words, when the date is missed.")
    amount: Minor | None = Field(None, description="What a missed date costs, in minor units.")
    currency: str | None = Field(None, description="None: the business's.")
    goal: UUID | None = None
    activity: UUID | None = Field(None, description="What its time counts for, which management sees.")
    whole: Flag = Field(default=False, description="Done in one piece.")
    least_piece: Whole = Field(25, description="Minutes below which a piece is of no use.")
    earliest_on: Day | None = None


class NewTask(_TaskSaid):
    """A task. With `capture`, that captured line is sorted by it."""

    model_config = example(
        title="VAT return", minutes=45, moves_business=False, due_at="2026-11-25T11:00:00Z", amount=18000
    )

    title: str
    capture: UUID | None = Field(None, description="The captured line that it is made of.")


class TaskChange(_TaskSaid):
    """What is said anew of a task; what is left out stays. With either of `due_at`, `due_on`, the date is said anew;
    with either of `amount`, `currency`, so is what a missed one costs."""

    model_config = example(minutes=60, due_on="2026-11-27")

    title: str = ""


class Answers(Body):
    """The two questions: does it move the business? is there a mandatory date with a bad consequence?

    Without the second, what is known of date and consequence stays.
    """

    model_config = example(moves_business=False, due_on="2026-11-27", consequence="180 € fine")

    moves_business: Flag
    due_at: Moment | None = None
    due_on: Day | None = None
    consequence: str = ""
    amount: Minor | None = None
    currency: str | None = None


class Handover(Body):
    """To whom, and by which procedure, if that is known."""

    model_config = example(executor=ID)

    executor: UUID | None = None
    procedure: UUID | None = None


class Stretch(Shape):
    """Time spent on a task. Without an end it runs. `assumed`: taken from the plan when the day was closed."""

    model_config = example(
        id=ID, task=ID, started_at="2026-11-23T08:00:00Z", ended_at="2026-11-23T08:52:00Z", assumed=False
    )

    id: UUID
    task: UUID
    started_at: datetime
    ended_at: datetime | None
    assumed: bool


class NewStretch(Body):
    """Time that was spent and not measured, a day at most."""

    model_config = example(started_at="2026-11-20T08:00:00Z", ended_at="2026-11-20T09:10:00Z")

    started_at: Moment
    ended_at: Moment


# --- a line, read -----------------------------------------------------------------------------------------------------


class Span(Body):
    """Characters of the line: from `start` up to, and without, `end`."""

    start: Whole
    end: Whole


class Choice(Span):
    """The part at this place means its choice of that number, from 0."""

    choice: Whole = 0


class Line(Body):
    """A line to be read. `refused` are parts to leave in the title, `accepted` those of which another choice is meant."""

    model_config = example(text="VAT Wednesday 12h !180€ 45min")

    text: str = Field(max_length=1000)
    refused: list[Span] = Field([], max_length=100)
    accepted: list[Choice] = Field([], max_length=100)


class LinePart(Shape):
    """A piece of the line that was recognised. Not `sure`: it stays in the title, and is offered."""

    start: int
    end: int
    kind: Literal["day", "time", "duration", "consequence", "repetition"]
    text: str
    sure: bool
    choices: int


class LineRead(Shape):
    """What a line says, in the form of a task, and the parts by which it says so."""

    model_config = example(
        title="VAT", minutes=45, due_at="2026-11-25T11:00:00Z", due_on=None, consequence="", amount=18000, currency="EUR",
        parts=[
            {"start": 4, "end": 13, "kind": "day", "text": "Wednesday", "sure": True, "choices": 1},
            {"start": 14, "end": 17, "kind": "time", "text": "12h", "sure": True, "choices": 1},
        ],
    )  # fmt: skip

    title: str
    minutes: int | None
    due_at: datetime | None
    due_on: date | None
    consequence: str
    amount: int | None
    currency: str
    parts: list[LinePart]
