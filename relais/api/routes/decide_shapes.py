"""What goes in and out of groups of notes, reviews, and what to delegate next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from relais.api.routes.plan_shapes import ID
from relais.api.shapes import Body, Day, Flag, Minor, Shape, Whole, example

OTHER = "0199e6a0-0000-7000-8000-000000000002"
NOTE = {
    "id": ID,
    "on": "2026-11-23",
    "kind": "flop",
    "text": "Two hours looking for images",
    "activity": None,
}
ITEM = {
    "id": ID, "position": 1, "kind": "group", "title": "image hunting", "activity": None, "decision": None, "notes": [ID],
    "outcome": "", "made": None,
}  # fmt: skip
REVIEW = {
    "id": ID, "first_on": "2026-11-09", "last_on": "2026-11-22", "opened_at": "2026-11-23T15:00:00Z", "finished_at": None,
    "left_out": 0,
}  # fmt: skip

Choice = Literal["keep", "drop", "automate", "delegate"]


class GroupedNote(Shape):
    """A top or a flop, with the activity that it was said to be about."""

    model_config = example(**NOTE)

    id: UUID
    on: date
    kind: Literal["top", "flop"]
    text: str
    activity: UUID | None


class NoteGroup(Shape):
    """Notes about one thing in a period. `key` is its most typical note; `outside`: how many it has in other periods."""

    model_config = example(
        key=ID,
        name="image hunting",
        activity=None,
        confirmed=False,
        outside=3,
        notes=[NOTE, {**NOTE, "id": OTHER}],
    )

    key: UUID
    name: str
    activity: UUID | None
    confirmed: bool
    outside: int
    notes: list[GroupedNote]


class NoteGroups(Shape):
    """What came back in a period, the most frequent first, and what came once. `next`: the `after` of the next groups."""

    model_config = example(first_on="2026-08-25", last_on="2026-11-23", items=[], alone=[NOTE], next="")

    first_on: date
    last_on: date
    items: list[NoteGroup]
    alone: list[GroupedNote] = Field(
        description="At most two hundred, the latest; with the first page of groups only."
    )
    next: str


class Said(Shape):
    """One thing that was said of notes; it can be undone."""

    model_config = example(
        id=ID,
        kind="confirmed",
        notes=[ID, OTHER],
        out=[],
        activity=None,
        made_at="2026-11-23T15:00:00Z",
        undone_at=None,
    )

    id: UUID
    kind: Literal["confirmed", "split", "merged", "attached"]
    notes: list[UUID]
    out: list[UUID]
    activity: UUID | None
    made_at: datetime
    undone_at: datetime | None


class NotesIn(Body):
    """The notes of a group."""

    model_config = Body.model_config | example(notes=[ID, OTHER])

    notes: list[UUID] = Field(max_length=20_000)


class SplitIn(NotesIn):
    """The notes of a group, and those of them that do not belong to it."""

    model_config = Body.model_config | example(notes=[ID, OTHER], out=[OTHER])

    out: list[UUID] = Field(max_length=20_000)


class MergeIn(Body):
    """The notes of each group."""

    model_config = Body.model_config | example(groups=[[ID], [OTHER]])

    groups: list[list[UUID]] = Field(max_length=100)


class AttachIn(NotesIn):
    """The notes of a group, and what they are about: an activity that is there, or the title of a new one."""

    model_config = Body.model_config | example(notes=[ID, OTHER], title="Image search")

    activity: UUID | None = None
    title: str = ""


class ReviewRhythm(Shape):
    """When the review comes, on the clock of its zone. `next_at`: the next one."""

    model_config = example(
        every="two_weeks", weekday=4, at="16:00", zone="Europe/Paris", starts_on="2026-11-27",
        next_at="2026-11-27T15:00:00Z",
    )  # fmt: skip

    every: Literal["two_weeks", "month"]
    weekday: int = Field(description="0 is Monday.")
    at: str
    zone: str
    starts_on: date
    next_at: datetime | None = Field(description="None once the rhythm was ended.")


class ReviewRhythmNow(Shape):
    """The rhythm that holds; None where none does."""

    model_config = example(rhythm=None)

    rhythm: ReviewRhythm | None


class ReviewRhythmIn(Body):
    """`month` is the first such weekday of each month."""

    model_config = Body.model_config | example(every="two_weeks", weekday=4, at="16:00")

    every: Literal["two_weeks", "month"]
    weekday: Whole = Field(ge=0, le=6)
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class ReviewItem(Shape):
    """One point of a review. `made`: the decision that came of it; `decision`: the one that it looks at again."""

    model_config = example(**ITEM)

    id: UUID
    position: int
    kind: Literal["look_again", "activity", "group"]
    title: str
    activity: UUID | None
    decision: UUID | None
    notes: list[UUID]
    outcome: Literal["", "judged", "decided", "skipped"]
    made: UUID | None


class Review(Shape):
    """A review: one is open at a time."""

    model_config = example(**REVIEW)

    id: UUID
    first_on: date
    last_on: date
    opened_at: datetime
    finished_at: datetime | None
    left_out: int


class WholeReview(Review):
    """A review with its points."""

    model_config = example(**REVIEW, items=[ITEM])

    items: list[ReviewItem]


class NewReview(Body):
    """Without days: from the day after the last review to today."""

    model_config = Body.model_config | example(first_on="2000-01-01")

    first_on: Day | None = None
    last_on: Day | None = None


class ItemDecision(Body):
    """A decision on a point. A group needs the title of a new activity, or one that is there."""

    model_config = Body.model_config | example(
        choice="delegate", reason="Two hours a week.", title="Image search"
    )

    choice: Choice
    reason: str
    look_again_on: Day | None = Field(
        default=None, description="By default 13, 4 or 8 weeks from now, by choice."
    )
    confidence: float | None = Field(default=None, ge=0, le=1)
    expected_minutes: Whole | None = Field(default=None, ge=0)
    activity: UUID | None = None
    title: str = ""


class ItemJudgement(Body):
    """What came of the decision that a point looks at again."""

    model_config = Body.model_config | example(
        worked=True, actual_minutes=40, lesson="Shorter than I thought."
    )

    worked: Flag
    actual_minutes: Whole | None = Field(default=None, ge=0)
    lesson: str = ""


class Candidate(Shape):
    """An activity that might be delegated. `first_year`: what it brings in a year, whole units of `currency`."""

    model_config = example(
        rank=1, activity=ID, title="Image search", first_year=3230.0, currency="EUR", advised=True,
        reasons=["It takes 2.5\u00a0h of your week."], delegation=None,
    )  # fmt: skip

    rank: int
    activity: UUID
    title: str
    first_year: float
    currency: str
    advised: bool
    reasons: list[str] = Field(description="In the member’s language.")
    delegation: UUID | None = Field(description="The brief that was begun from it.")


class Incomplete(Shape):
    """An activity that cannot be ranked yet."""

    activity: UUID
    title: str
    missing: list[Literal["per_week", "minutes", "owner_hour", "delegate_hour"]]


class DelegateNext(Shape):
    """The ranking, and the rates that it is reckoned with: minor units an hour, and where each comes from."""

    model_config = example(
        candidates=[], incomplete=[{"activity": ID, "title": "Layout", "missing": ["minutes"]}], currency="EUR",
        owner_hour=4000, owner_from="assumed", delegate_hour=1500, delegate_from="said", learning="usual",
    )  # fmt: skip

    candidates: list[Candidate]
    incomplete: list[Incomplete]
    currency: str
    owner_hour: int | None
    owner_from: Literal["", "said", "assumed"]
    delegate_hour: int | None
    delegate_from: Literal["", "said", "paid", "assumed"]
    learning: Literal["quick", "usual", "slow"]


class RatesIn(Body):
    """What is reckoned with, minor units of the business’s currency an hour."""

    model_config = Body.model_config | example(owner_hour=4000, delegate_hour=1500, learning="usual")

    owner_hour: Minor
    delegate_hour: Minor
    learning: Literal["quick", "usual", "slow"] = "usual"


class BriefBegun(Shape):
    """The delegation that was opened."""

    model_config = example(delegation=ID, activity=OTHER)

    delegation: UUID
    activity: UUID
