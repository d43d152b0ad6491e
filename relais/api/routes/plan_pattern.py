"""The working week's pattern, work that comes back, days off."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.plan_day_shapes import Removed
from relais.api.shapes import After, Body, Day, Flag, Limit, Listed, Shape, Whole, example
from relais.people.models import Membership
from relais.planning import actions, models, reading
from relais.planning.hours import DayHours
from relais.planning.hours import Slot as SlotHours

room = Room("pattern")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
Clock = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="A time on the wall, HH:MM.")
]
SlotKind = Literal["work", "break", "mail", "close"]
_SLOTS = [
    {"kind": "work", "starts": "09:00", "ends": "12:00", "energy": 100},
    {"kind": "break", "starts": "12:00", "ends": "12:50", "energy": 100},
    {"kind": "work", "starts": "12:50", "ends": "17:00", "energy": 70},
]
_SAID_OF_RECURRING = {
    "title": "Invoices", "minutes": 30, "moves_business": False, "consequence": "", "weekdays": [3], "every_weeks": 1,
    "month_day": None,
}  # fmt: skip


# --- shapes -----------------------------------------------------------------------------------------------------------


class Slot(Shape):
    """A stretch of a weekday. `energy`, in percent, is how good the time is."""

    kind: SlotKind
    starts: Clock
    ends: Clock
    energy: int


class PatternDay(Shape):
    """A weekday, 0 being Monday. Nothing is ever planned past its `wall`; without a slot for work it is free."""

    weekday: int
    wall: Clock
    slots: list[Slot]


class Pattern(Shape):
    """The working week, in the wall-clock time of `zone`. `is_default`: never set."""

    model_config = example(
        zone="Europe/Paris",
        safety_minutes=190,
        is_default=False,
        days=[{"weekday": 0, "wall": "17:30", "slots": _SLOTS}],
    )

    zone: str
    safety_minutes: int = Field(
        description="Working time that dated work keeps before its date, where that is free."
    )
    is_default: bool
    days: list[PatternDay]


class SlotIn(Body):
    kind: SlotKind
    starts: Clock
    ends: Clock
    energy: Whole = 100


class PatternDayIn(Body):
    weekday: Whole
    wall: Clock
    slots: list[SlotIn] = Field([], max_length=50)


class PatternIn(Body):
    """The weekdays to set; the others stay as they are."""

    model_config = example(days=[{"weekday": 2, "wall": "12:30", "slots": _SLOTS[:1]}])

    days: list[PatternDayIn] = Field([], max_length=7)
    safety_minutes: Whole | None = None


class Recurring(Shape):
    """Work that comes back, on weekdays every so many weeks, or on a day of each month (31: its last)."""

    model_config = example(id=ID, **_SAID_OF_RECURRING, starts_on="2026-11-23", ended_at=None)

    id: UUID
    title: str
    minutes: int | None
    moves_business: bool
    consequence: str
    weekdays: list[int]
    every_weeks: int
    month_day: int | None
    starts_on: date
    ended_at: datetime | None


class RecurringIn(Body):
    """All of it. Either `weekdays` (0 is Monday) or `month_day`."""

    model_config = example(**_SAID_OF_RECURRING)

    title: str
    minutes: Whole | None = None
    moves_business: Flag = False
    consequence: str = ""
    weekdays: list[Whole] = Field([], max_length=7)
    every_weeks: Whole = 1
    month_day: Whole | None = None


class DayOff(Shape):
    """Days on which nothing is planned; with `calendar`, as that calendar says."""

    model_config = example(
        id=ID, title="Christmas", first_on="2026-12-24", last_on="2027-01-01", calendar=None
    )

    id: UUID
    title: str
    first_on: date
    last_on: date
    calendar: UUID | None


class DayOffIn(Body):
    """One day, or all days to `last_on`."""

    model_config = example(title="Christmas", first_on="2026-12-24", last_on="2027-01-01")

    first_on: Day
    last_on: Day | None = None
    title: str = ""


def _keeper(request: HttpRequest) -> Membership:
    return reader(request, "plan.keep")


def _pattern(request: HttpRequest) -> dict[str, Any]:
    shown = reading.pattern_of(_keeper(request))
    return {
        "zone": shown.zone.key,
        "safety_minutes": shown.safety_minutes,
        "is_default": shown.is_default,
        "days": [
            {
                "weekday": n,
                "wall": f"{day.wall:%H:%M}",
                "slots": [
                    {
                        "kind": s.kind,
                        "starts": f"{s.starts:%H:%M}",
                        "ends": f"{s.ends:%H:%M}",
                        "energy": s.energy,
                    }
                    for s in day.slots
                ],
            }
            for n, day in shown.week.items()
        ],
    }


def _recurring(row: models.Recurring) -> dict[str, Any]:
    names = (
        "id", "title", "minutes", "moves_business", "consequence", "every_weeks", "month_day", "starts_on", "ended_at",
    )  # fmt: skip
    return {**plain(row, names), "weekdays": [n for n in range(7) if row.weekdays >> n & 1]}


def _day_off(row: models.DayOff) -> dict[str, Any]:
    return {**plain(row, ("id", "title", "first_on", "last_on")), "calendar": row.calendar_id}


# --- the working week -------------------------------------------------------------------------------------------------


@room.reads("/pattern", Pattern, name="get_pattern", says="The working week", scope="plan:read")
def get_pattern(request: HttpRequest) -> Any:
    """The seven weekdays, Monday first."""
    return _pattern(request)


@room.acts("/pattern", Pattern, name="set_pattern", says="Set the working week", scope="plan:write")
def set_pattern(request: HttpRequest, body: PatternIn) -> Any:
    """The rest is planned again by it. The same changes nothing."""
    week = {
        day.weekday: DayHours(
            time.fromisoformat(day.wall),
            tuple(
                SlotHours(s.kind, time.fromisoformat(s.starts), time.fromisoformat(s.ends), s.energy)
                for s in day.slots
            ),
        )
        for day in body.days
    }
    actions.set_pattern(week, safety_minutes=body.safety_minutes, **acting(request))
    return _pattern(request)


# --- work that comes back ---------------------------------------------------------------------------------------------


@room.reads(
    "/recurring",
    Listed[Recurring],
    name="list_recurring",
    says="List work that comes back",
    scope="plan:read",
)
def list_recurring(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    ended: Annotated[
        bool, Query(default=False, description="What was ended, instead of the others.")
    ] = False,
) -> Any:
    """Its tasks are made when a week is proposed."""
    rows = models.Recurring.objects.visible_to(_keeper(request))
    return listed(page_of(rows.filter(ended_at__isnull=not ended), after, limit), _recurring)


@room.reads(
    "/recurring/{uuid:recurring_id}",
    Recurring,
    name="get_recurring",
    says="One work that comes back",
    scope="plan:read",
)
def get_recurring(request: HttpRequest, recurring_id: UUID) -> Any:
    """As it stands now."""
    return _recurring(found(models.Recurring.objects.visible_to(_keeper(request)), recurring_id))


@room.acts("/recurring", Recurring, name="set_recurring", says="Set work that comes back", scope="plan:write")
def set_recurring(request: HttpRequest, body: RecurringIn) -> Any:
    """From today on."""
    said = body.model_dump(exclude={"title"})
    return _recurring(actions.set_recurring(body.title, **said, **acting(request)))


@room.acts(
    "/recurring/{uuid:recurring_id}", Recurring, name="change_recurring", says="Change work that comes back",
    scope="plan:write",
)  # fmt: skip
def change_recurring(request: HttpRequest, recurring_id: UUID, body: RecurringIn) -> Any:
    """All of it is said again, for the tasks still to be made."""
    return _recurring(actions.change_recurring(recurring_id, **body.model_dump(), **acting(request)))


@room.acts(
    "/recurring/{uuid:recurring_id}/end", Recurring, name="end_recurring", says="End work that comes back",
    scope="plan:write",
)  # fmt: skip
def end_recurring(request: HttpRequest, recurring_id: UUID) -> Any:
    """The tasks already made stay."""
    return _recurring(actions.end_recurring(recurring_id, **acting(request)))


# --- days off ---------------------------------------------------------------------------------------------------------


@room.reads("/days-off", Listed[DayOff], name="list_days_off", says="List days off", scope="plan:read")
def list_days_off(request: HttpRequest, after: After = "", limit: Limit = 50) -> Any:
    """Those written by hand, and those of other calendars."""
    rows = models.DayOff.objects.visible_to(_keeper(request))
    return listed(page_of(rows, after, limit), _day_off)


@room.acts("/days-off", DayOff, name="add_day_off", says="Take days off", scope="plan:write")
def add_day_off(request: HttpRequest, body: DayOffIn) -> Any:
    """Nothing is planned on them."""
    done = actions.add_day_off(body.first_on, body.last_on, title=body.title, **acting(request))
    return _day_off(done)


@room.acts(
    "/days-off/{uuid:day_off_id}/removal", Removed, name="remove_day_off", says="Work on days off after all",
    scope="plan:write",
)  # fmt: skip
def remove_day_off(request: HttpRequest, day_off_id: UUID) -> Any:
    """What another calendar says goes with that calendar only."""
    actions.remove_day_off(day_off_id, **acting(request))
    return {"removed": day_off_id}
