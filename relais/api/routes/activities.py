"""What recurs, its time, and what is decided about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.activities import actions, models
from relais.activities.actions import Known
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Day, Flag, Limit, Listed, Minor, Shape, Whole, example

room = Room("activities")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
HatName = Literal["executing", "organising", "imagining"]
ChoiceName = Literal["keep", "drop", "automate", "delegate"]
Often = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,4}(\.[0-9]{1,3})?$",
        description="Times a week, as text with a point: 0.231 is monthly.",
    ),
]
Share = Annotated[
    str, Field(pattern=r"^(0(\.[0-9]{1,2})?|1(\.0{1,2})?)$", description="From 0 to 1, as text.")
]


# --- shapes -----------------------------------------------------------------------------------------------------------


class Activity(Shape):
    """Something that recurs. null is not known, and nothing is guessed. `minutes`: each time; `liked`: from 1 to 5."""

    model_config = example(
        id=ID, title="Support mail", hat="executing", done_by=ID, per_week="5", minutes=20, liked=1, moves_business=False,
        hourly_value=6000, procedure=None, made_by=ID, made_at="2026-11-23T08:52:00Z", ended_at=None,
    )  # fmt: skip

    id: UUID
    title: str
    hat: HatName
    done_by: UUID | None
    per_week: str | None
    minutes: int | None
    liked: int | None
    moves_business: bool | None
    hourly_value: int | None = Field(
        description="What an hour is worth, in minor units of the business's currency."
    )
    procedure: UUID | None
    made_by: UUID
    made_at: datetime
    ended_at: datetime | None


class ActivityIn(Body):
    """All that is said of an activity; what is left out is not known."""

    model_config = example(title="Support mail", hat="executing", per_week="5", minutes=20, liked=1)

    title: str
    hat: HatName = "executing"
    done_by: UUID | None = None
    per_week: Often | None = None
    minutes: Whole | None = None
    liked: Whole | None = None
    moves_business: Flag | None = None
    hourly_value: Minor | None = None


class TimeSpent(Shape):
    """Time that was written down, counted by a timer or imported."""

    model_config = example(
        id=ID,
        activity=ID,
        member=ID,
        on="2026-11-20",
        minutes=45,
        source="hand",
        made_at="2026-11-23T08:52:00Z",
    )

    id: UUID
    activity: UUID
    member: UUID
    on: date
    minutes: int
    source: Literal["hand", "timer", "import"]
    made_at: datetime


class NewTime(Body):
    model_config = example(on="2026-11-20", minutes=45)

    on: Day
    minutes: Whole


class Timer(Shape):
    """Time that runs."""

    model_config = example(activity=ID, started_at="2026-11-23T08:52:00Z")

    activity: UUID
    started_at: datetime


class Stopping(Body):
    """`minutes`: how long it really was; needed where it ran past midnight, or for over ten hours."""

    model_config = example(minutes=45)

    minutes: Whole | None = None


class ActivityDecision(Shape):
    """What was decided, what was expected (`confidence`: how likely it was to have worked on `look_again_on`), what came."""

    model_config = example(
        id=ID, activity=ID, entry=ID, choice="delegate", confidence="0.80", expected_minutes=20, look_again_on="2027-02-22",
        decided_by=ID, decided_at="2026-11-23T08:52:00Z", worked=None, actual_minutes=None, judged_at=None, ended_at=None,
    )  # fmt: skip

    id: UUID
    activity: UUID
    entry: UUID = Field(description="The line of the log that says why.")
    choice: ChoiceName
    confidence: str | None
    expected_minutes: int | None
    look_again_on: date
    decided_by: UUID
    decided_at: datetime
    worked: bool | None
    actual_minutes: int | None
    judged_at: datetime | None
    ended_at: datetime | None = Field(description="Another took its place, or it was taken back.")


class NewActivityDecision(Body):
    model_config = example(
        choice="delegate", reason="Two hours a week", look_again_on="2027-02-22", confidence="0.80"
    )

    choice: ChoiceName
    reason: str
    look_again_on: Day
    confidence: Share | None = None
    expected_minutes: Whole | None = None


class Judgement(Body):
    """What came of a decision; `actual_minutes` a week."""

    model_config = example(worked=True, actual_minutes=15)

    worked: Flag
    actual_minutes: Whole | None = None
    lesson: str = ""


def _activity(row: models.Activity) -> dict[str, Any]:
    names = (
        "id",
        "title",
        "hat",
        "minutes",
        "liked",
        "moves_business",
        "hourly_value",
        "made_at",
        "ended_at",
    )
    return {
        **plain(row, names), "done_by": row.done_by_id, "procedure": row.procedure_id, "made_by": row.made_by_id,
        "per_week": None if row.per_week is None else f"{row.per_week.normalize() + 0:f}",
    }  # fmt: skip


def _time(row: models.TimeSpent) -> dict[str, Any]:
    names = ("id", "on", "minutes", "source", "made_at")
    return {**plain(row, names), "activity": row.activity_id, "member": row.member_id}


def _decision(row: models.Decision) -> dict[str, Any]:
    names = (
        "id", "choice", "expected_minutes", "look_again_on", "decided_at", "worked", "actual_minutes", "judged_at", "ended_at",
    )  # fmt: skip
    return {
        **plain(row, names), "activity": row.activity_id, "entry": row.entry_id, "decided_by": row.decided_by_id,
        "confidence": None if row.confidence is None else str(row.confidence),
    }  # fmt: skip


def _known(body: ActivityIn) -> Known:
    said = body.model_dump(exclude={"done_by", "per_week"})
    often = None if body.per_week is None else Decimal(body.per_week)
    return Known(**said, done_by_id=body.done_by, per_week=often)


def _rows(request: HttpRequest) -> Any:
    return models.Activity.objects.visible_to(reader(request, "activity.keep"))


# --- what recurs ------------------------------------------------------------------------------------------------------


@room.reads("", Listed[Activity], name="list_activities", says="List activities", scope="decide:read")
def list_activities(
    request: HttpRequest, after: After = "", limit: Limit = 50,
    ended: Annotated[bool, Query(default=False, description="Those that do not recur any more, instead.")] = False,
) -> Any:  # fmt: skip
    """They are management's."""
    return listed(page_of(_rows(request).filter(ended_at__isnull=not ended), after, limit), _activity)


@room.reads("/{uuid:activity_id}", Activity, name="get_activity", says="One activity", scope="decide:read")
def get_activity(request: HttpRequest, activity_id: UUID) -> Any:
    """As it was said last."""
    return _activity(found(_rows(request), activity_id))


@room.acts("", Activity, name="add_activity", says="Add an activity", scope="decide:write")
def add_activity(request: HttpRequest, body: ActivityIn) -> Any:
    """All but its name may wait."""
    return _activity(actions.add_activity(_known(body), **acting(request)))


@room.acts(
    "/{uuid:activity_id}", Activity, name="change_activity", says="Change an activity", scope="decide:write"
)
def change_activity(request: HttpRequest, activity_id: UUID, body: ActivityIn) -> Any:
    """All of it is said again; the same changes nothing."""
    return _activity(actions.change_activity(activity_id, _known(body), **acting(request)))


@room.acts(
    "/{uuid:activity_id}/end", Activity, name="end_activity", says="End an activity", scope="decide:write"
)
def end_activity(request: HttpRequest, activity_id: UUID) -> Any:
    """It does not recur any more; its time and decisions stay."""
    return _activity(actions.end_activity(activity_id, **acting(request)))


@room.acts(
    "/{uuid:activity_id}/restoration", Activity, name="restore_activity", says="Take an activity up again", scope="decide:write"
)  # fmt: skip
def restore_activity(request: HttpRequest, activity_id: UUID) -> Any:
    """It recurs after all."""
    return _activity(actions.restore_activity(activity_id, **acting(request)))


# --- its time ---------------------------------------------------------------------------------------------------------


@room.reads("/times", Listed[TimeSpent], name="list_time_spent", says="List time spent", scope="decide:read")
def list_time_spent(
    request: HttpRequest, after: After = "", limit: Limit = 50,
    activity: Annotated[UUID | None, Query(None, description="Only that of one activity.")] = None,
) -> Any:  # fmt: skip
    """Written down, counted or imported; time of the plan and of deliveries is listed with those."""
    rows = models.TimeSpent.objects.visible_to(reader(request, "activity.keep"))
    return listed(page_of(rows.filter(activity=activity) if activity else rows, after, limit), _time)


@room.acts(
    "/{uuid:activity_id}/times", TimeSpent, name="record_time_spent", says="Write down time", scope="decide:write"
)  # fmt: skip
def record_time_spent(request: HttpRequest, activity_id: UUID, body: NewTime) -> Any:
    """Of one's own, on any day of the last ten years."""
    return _time(actions.record_time_spent(activity_id, on=body.on, minutes=body.minutes, **acting(request)))


@room.acts(
    "/times/{uuid:spent_id}/removal", Activity, name="remove_time_spent", says="Take time back", scope="decide:write"
)  # fmt: skip
def remove_time_spent(request: HttpRequest, spent_id: UUID) -> Any:
    """Of one's own; what was imported goes with its import."""
    return _activity(actions.remove_time_spent(spent_id, **acting(request)))


@room.acts(
    "/{uuid:activity_id}/timer", Timer, name="start_timer", says="Start the timer", scope="decide:write"
)
def start_timer(request: HttpRequest, activity_id: UUID) -> Any:
    """One runs at a time: what ran before stops, as does a task of the plan."""
    timer = actions.start_timer(activity_id, **acting(request))
    return {"activity": timer.activity_id, "started_at": timer.started_at}


@room.acts("/timer/stop", TimeSpent, name="stop_timer", says="Stop the timer", scope="decide:write")
def stop_timer(request: HttpRequest, body: Stopping) -> Any:
    """What it counted is written down."""
    return _time(actions.stop_timer(minutes=body.minutes, **acting(request)))


@room.acts(
    "/timer/discarding", Activity, name="discard_timer", says="Discard the timer", scope="decide:write"
)
def discard_timer(request: HttpRequest) -> Any:
    """What it counted is thrown away."""
    return _activity(actions.discard_timer(**acting(request)))


# --- decisions --------------------------------------------------------------------------------------------------------


@room.reads(
    "/decisions", Listed[ActivityDecision], name="list_decisions", says="List decisions", scope="decide:read"
)
def list_decisions(
    request: HttpRequest, after: After = "", limit: Limit = 50,
    activity: Annotated[UUID | None, Query(None, description="Only those about one activity.")] = None,
    standing: Annotated[bool, Query(default=False, description="Only those that stand.")] = False,
) -> Any:  # fmt: skip
    """Each with its forecast and what came of it."""
    rows = models.Decision.objects.visible_to(reader(request, "activity.keep"))
    rows = rows.filter(activity=activity) if activity else rows
    return listed(page_of(rows.standing() if standing else rows, after, limit), _decision)


@room.acts(
    "/{uuid:activity_id}/decisions", ActivityDecision, name="decide", says="Decide", scope="decide:write"
)
def decide(request: HttpRequest, activity_id: UUID, body: NewActivityDecision) -> Any:
    """Keep, drop, automate or delegate; what was decided before ends."""
    said = body.model_dump(exclude={"confidence"})
    share = None if body.confidence is None else Decimal(body.confidence)
    return _decision(actions.decide(activity_id, **said, confidence=share, **acting(request)))


@room.acts(
    "/decisions/{uuid:decision_id}/judgement", ActivityDecision, name="judge_decision", says="Judge a decision",
    scope="decide:write",
)  # fmt: skip
def judge_decision(request: HttpRequest, decision_id: UUID, body: Judgement) -> Any:
    """Say what came of it."""
    return _decision(actions.judge_decision(decision_id, **body.model_dump(), **acting(request)))


@room.acts(
    "/decisions/{uuid:decision_id}/taking-back", ActivityDecision, name="take_back_decision", says="Take a decision back",
    scope="decide:write",
)  # fmt: skip
def take_back_decision(request: HttpRequest, decision_id: UUID) -> Any:
    """Nothing is decided about the activity then."""
    return _decision(actions.take_back_decision(decision_id, **acting(request)))
