"""What goes in and out of the week, the day, and what is planned again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from relais.api.routes.plan_shapes import ID
from relais.api.shapes import Body, Day, Flag, Moment, Shape, Whole, example

PIECE = {
    "id": ID, "task": ID, "title": "Redo lesson 4", "starts_at": "2026-11-24T08:00:00Z", "ends_at": "2026-11-24T11:00:00Z",
    "by_hand": False,
}  # fmt: skip
HIGHLIGHT = {
    "id": ID,
    "on": "2026-11-23",
    "kind": "flop",
    "text": "Two hours looking for images",
    "entry": ID,
}


class Piece(Shape):
    """A time at which a task is to be worked on. Placed by hand, it stays."""

    model_config = example(**PIECE)

    id: UUID
    task: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    by_hand: bool


class Highlight(Shape):
    """A top or a flop of a day. The text is None once it was erased."""

    model_config = example(**HIGHLIGHT)

    id: UUID
    on: date
    kind: Literal["top", "flop"]
    text: str | None
    entry: UUID


class PlanSlot(Shape):
    """A stretch of the day as the working week has it: mail, the break, the close; time that is taken."""

    kind: Literal["mail", "break", "close", "busy", "lost"]
    starts_at: datetime
    ends_at: datetime
    title: str


class PlanDay(Shape):
    """A day: its pieces, its other stretches, its most important task, and its close.

    `did_as_decided` (I did what I had decided) and `it_worked` are two answers. `free_minutes`: working time without a piece.
    """

    model_config = example(
        on="2026-11-24", off=None, wall_at="2026-11-24T16:30:00Z", free_minutes=40, pieces=[PIECE],
        slots=[{"kind": "mail", "starts_at": "2026-11-24T14:00:00Z", "ends_at": "2026-11-24T14:45:00Z", "title": ""}],
        most_important=ID, is_chosen=False, focus_since=None, closed_at=None, important_done=None, mail_done=None,
        did_as_decided=None, it_worked=None,
    )  # fmt: skip

    on: date
    off: str | None = Field(description="The title of the day off that it is, perhaps empty.")
    wall_at: datetime = Field(description="Nothing is ever planned past it.")
    free_minutes: int
    pieces: list[Piece]
    slots: list[PlanSlot]
    most_important: UUID | None
    is_chosen: bool = Field(description="Whether the most important task was chosen by the person.")
    focus_since: datetime | None
    closed_at: datetime | None
    important_done: bool | None
    mail_done: bool | None
    did_as_decided: bool | None
    it_worked: bool | None


class DayDetail(PlanDay):
    """A day with its tops and flops."""

    model_config = example(
        on="2026-11-23", off=None, wall_at="2026-11-23T16:30:00Z", free_minutes=0, pieces=[], slots=[], most_important=ID,
        is_chosen=True, focus_since=None, closed_at="2026-11-23T16:05:00Z", important_done=True, mail_done=True,
        did_as_decided=True, it_worked=None, highlights=[HIGHLIGHT],
    )  # fmt: skip

    highlights: list[Highlight]


class Week(Shape):
    """A week: not proposed yet, proposed, or kept."""

    model_config = example(
        monday="2026-11-23", proposed_at="2026-11-23T07:00:00Z", kept_at="2026-11-23T07:04:00Z", days=[]
    )

    monday: date
    proposed_at: datetime | None
    kept_at: datetime | None
    days: list[PlanDay]


class DateShown(Shape):
    """A task with a date, and the working time left before it: `margin_minutes`, or missing: `short_minutes`."""

    model_config = example(
        task=ID, title="VAT return", due_at="2026-11-25T11:00:00Z", urgent=True, passed=False, margin_minutes=640,
        short_minutes=None,
    )  # fmt: skip

    task: UUID
    title: str
    due_at: datetime
    urgent: bool
    passed: bool
    margin_minutes: int | None
    short_minutes: int | None


class Dates(Shape):
    """The dates that are over and still open, and the next ones, the nearest first."""

    model_config = example(
        items=[
            {
                "task": ID, "title": "VAT return", "due_at": "2026-11-25T11:00:00Z", "urgent": True, "passed": False,
                "margin_minutes": 640, "short_minutes": None,
            }
        ]
    )  # fmt: skip

    items: list[DateShown]


class NewWeek(Body):
    """The Monday of this week, or of one of the next three."""

    model_config = example(monday="2026-11-23")

    monday: Day


class NewPiece(Body):
    """A time chosen for work on a task. Without `minutes`: as long as it still takes."""

    model_config = example(task=ID, starts_at="2026-11-24T08:00:00Z", minutes=90)

    task: UUID
    starts_at: Moment
    minutes: Whole | None = None


class Move(Body):
    """Another time for a piece. Without `minutes`: as long as it was."""

    model_config = example(starts_at="2026-11-24T13:00:00Z")

    starts_at: Moment
    minutes: Whole | None = None


class ChosenTask(Body):
    model_config = example(task=ID)

    task: UUID


class NewHighlight(Body):
    """A top or a flop, of today unless another day is said."""

    model_config = example(kind="flop", text="Two hours looking for images")

    kind: Literal["top", "flop"]
    text: str
    on: Day | None = None


class Closing(Body):
    """The close of a day. `important_done` None: there was no important task; `it_worked` None: not known yet."""

    model_config = example(
        important_done=True, mail_done=True, did_as_decided=True, it_worked=None, tops=["Ten orders"], flops=[], finished=[]
    )  # fmt: skip

    important_done: Flag | None
    mail_done: Flag
    did_as_decided: Flag
    it_worked: Flag | None = None
    tops: list[str] = Field([], max_length=50)
    flops: list[str] = Field([], max_length=50)
    finished: list[UUID] = Field([], max_length=200, description="Tasks that are done.")


class Change(Shape):
    """What became of one task: it was `placed`, `moved`, `left` without time, is `short` of time, or can be `met` again."""

    code: Literal["placed", "moved", "left", "short", "met"]
    task: UUID
    before: datetime | None = Field(description="When it began before.")
    after: datetime | None = Field(description="When it begins now.")
    minutes: int = Field(description="More planned time, or less; for `short` and `met`, what was missing.")


class Replanning(Shape):
    """The rest was planned again: why, and what changed."""

    model_config = example(
        id=ID, at="2026-11-23T13:00:00Z", reason="time_lost", seen_at=None,
        changes=[
            {"code": "moved", "task": ID, "before": "2026-11-23T14:00:00Z", "after": "2026-11-24T08:00:00Z", "minutes": 0}
        ],
    )  # fmt: skip

    id: UUID
    at: datetime
    reason: str
    changes: list[Change]
    seen_at: datetime | None


class Replanned(Shape):
    """What was planned again; none where nothing changes."""

    model_config = example(replanning=None)

    replanning: Replanning | None


class ReplanningReason(Body):
    """Why the rest is to be planned again."""

    model_config = example(reason="asked")

    reason: Literal["asked", "overrun", "weeks_missed", "zone"] = "asked"


class BusyTime(Shape):
    """Time that is taken: lost (no calendar), or busy by an event of another calendar."""

    model_config = example(
        id=ID,
        calendar=None,
        title="Dentist",
        starts_at="2026-11-24T12:00:00Z",
        ends_at="2026-11-24T16:00:00Z",
    )

    id: UUID
    calendar: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime


class LostTime(Body):
    """Time that is lost, four weeks at most."""

    model_config = example(title="Dentist", starts_at="2026-11-24T12:00:00Z", ends_at="2026-11-24T16:00:00Z")

    starts_at: Moment
    ends_at: Moment
    title: str = ""


class Decision(Body):
    """What becomes of one task after a lapse. To move it needs the new date."""

    task: UUID
    what: Literal["drop", "move", "hand_over", "keep"]
    due_at: Moment | None = None
    due_on: Day | None = None


class ComeBack(Body):
    """Coming back after a lapse: all decisions at once."""

    model_config = example(decisions=[{"task": ID, "what": "drop"}])

    decisions: list[Decision] = Field(max_length=500)


class Removed(Shape):
    """It is no more."""

    model_config = example(removed=ID)

    removed: UUID
