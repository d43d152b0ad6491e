"""What goes in and out of delegations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from relais.api.routes.deliveries import Delivery
from relais.api.shapes import Body, Day, Minor, Shape, Whole, example

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
StateName = Literal[
    "draft", "proposed", "change_asked", "running", "delivered", "to_redo", "accepted", "closed"
]
BRIEF = {
    "results": "Every product page has its two pictures and a description of 80 words.",
    "guidelines": "Pictures of the supplier only. Decide the order of the pages yourself.",
    "resources_human": "Olive, in the running log, at noon and at five.",
    "resources_material": "The “editor” role of the shop; the procedure “Publish a page”.",
    "resources_financial": "40 € for the whole; no other expense.",
    "accountability": "Olive reads three pages against the procedure, every Friday.",
    "success": "The second shop, at the same price.",
    "failure": "The pages are read together, until three in a row are right.",
}


class DelegationFacts(Shape):
    """A delegation in a list. `executor` is a member; none: not chosen yet, or invited and not there yet."""

    model_config = example(
        id=ID, title="Product pages", state="running", executor=ID, invitation=None, procedure=None, currency="EUR",
        silence_days=14, opened_by=ID, opened_at="2026-11-20T08:52:00Z", moved_at="2026-11-23T08:52:00Z",
    )  # fmt: skip

    id: UUID
    title: str
    state: StateName
    executor: UUID | None
    invitation: UUID | None
    procedure: UUID | None
    currency: str
    silence_days: int | None = Field(
        description="Days without a verdict after which a delivery is accepted; none: never."
    )
    opened_by: UUID
    opened_at: datetime
    moved_at: datetime


class Signed(Shape):
    """Who did it, and when."""

    by: UUID
    at: datetime


class ChangeRequest(Signed):
    """What the executor would have otherwise."""

    text: str | None
    entry: UUID


class Brief(Shape):
    """The brief in its eight fields, and what became of it. `empty` are those still to write."""

    number: int
    results: str
    guidelines: str
    resources_human: str
    resources_material: str
    resources_financial: str
    accountability: str
    success: str
    failure: str
    empty: list[str]
    stamp: str
    written_by: UUID
    written_at: datetime
    proposed: Signed | None
    withdrawn_at: datetime | None
    accepted: Signed | None
    change_request: ChangeRequest | None


class Money(Shape):
    """Minor units of the delegation's currency, by where they stand."""

    pledged: int
    held: int
    disputed: int
    released: int
    paid: int


class Milestone(Shape):
    """A part of the work with its own money and day; its id is that of its holding. An empty title: the whole work."""

    id: UUID
    position: int
    title: str
    amount: int | None
    due_on: date | None
    dropped_at: datetime | None
    progress: Literal["nothing", "waiting", "sent_back", "accepted"]
    money: Money


class Closure(Signed):
    """The end: closed, or called off before."""

    called_off: bool
    text: str | None
    entry: UUID


class Delegation(DelegationFacts):
    """A whole delegation. `deliveries` are the last 20; the list of deliveries has all."""

    model_config = example(
        id=ID, title="Product pages", state="running", executor=ID, invitation=None, procedure=None, currency="EUR",
        silence_days=14, opened_by=ID, opened_at="2026-11-20T08:52:00Z", moved_at="2026-11-23T08:52:00Z",
        brief={
            **BRIEF, "number": 1, "empty": [], "stamp": "1.1795424720.000000", "written_by": ID,
            "written_at": "2026-11-20T09:00:00Z", "proposed": {"by": ID, "at": "2026-11-20T09:05:00Z"},
            "withdrawn_at": None, "accepted": {"by": ID, "at": "2026-11-23T08:52:00Z"}, "change_request": None,
        },
        milestones=[
            {
                "id": ID, "position": 1, "title": "", "amount": 4000, "due_on": "2026-12-01", "dropped_at": None,
                "progress": "nothing",
                "money": {"pledged": 0, "held": 4000, "disputed": 0, "released": 0, "paid": 0},
            }
        ],
        dropped_milestones=[], deliveries=[], closure=None,
    )  # fmt: skip

    brief: Brief | None
    milestones: list[Milestone]
    dropped_milestones: list[Milestone] = Field(description="Taken out of the work since.")
    deliveries: list[Delivery]
    closure: Closure | None


class NewDelegation(Body):
    """A draft. What is not said: nobody, no procedure, the business's currency, 14 days of silence."""

    model_config = example(title="Product pages", executor=ID, currency="EUR", silence_days=14)

    title: str
    executor: UUID | None = None
    procedure: UUID | None = None
    currency: str | None = None
    silence_days: Whole | None = 14
    activity: UUID | None = Field(
        None, description="What recurs and is handed over: the time of deliveries counts for it."
    )
    made_from: UUID | None = Field(None, description="The entry of the captured line that this is made from.")


class BriefText(Body):
    """The fields of the brief; those left out stay. With `stamp` it never covers what another wrote meanwhile."""

    model_config = example(**BRIEF)

    results: str | None = None
    guidelines: str | None = None
    resources_human: str | None = None
    resources_material: str | None = None
    resources_financial: str | None = None
    accountability: str | None = None
    success: str | None = None
    failure: str | None = None
    stamp: str | None = Field(None, max_length=40)


class MilestoneIn(Body):
    """A milestone as agreed: `id` of one that exists."""

    id: UUID | None = None
    title: str = ""
    amount: Minor | None = None
    due_on: Day | None = None


class Terms(Body):
    """What changes; what is left out stays. null says something: nobody, no procedure, never. `milestones` is the whole list."""

    model_config = example(
        executor=ID, silence_days=7, milestones=[{"title": "", "amount": 4000, "due_on": "2026-12-01"}]
    )

    executor: UUID | None = None
    invitation: UUID | None = None
    procedure: UUID | None = None
    activity: UUID | None = None
    currency: str = ""
    silence_days: Whole | None = None
    milestones: list[MilestoneIn] = []


class NewMilestone(Body):
    """One more part of the work."""

    model_config = example(title="Ten more pages", amount=2000, due_on="2026-12-15")

    title: str
    amount: Minor | None = None
    due_on: Day | None = None


class NewExecutor(Body):
    """Whom to invite to this work, by e-mail."""

    model_config = example(email="eve@example.org", title="Webmaster", language="en")

    email: str
    title: str = ""
    language: Literal["", "fr", "en"] = ""


class Reason(Body):
    """What is said with it; may be empty."""

    model_config = example(text="Thank you for all of it.")

    text: str = ""


class Wish(Body):
    """What one would have otherwise."""

    model_config = example(text="Two weeks more, please: the supplier is closed until the 1st.")

    text: str


class NewDelivery(Body):
    """Work handed in: for which milestone (none: the only one still open), after how many minutes, by which run."""

    model_config = example(text="Both pages, with the pictures of the supplier.", minutes=130)

    text: str
    minutes: Whole
    milestone: UUID | None = None
    run: UUID | None = None
    files: list[str] = Field([], description="Handles of files sent before.")
