"""Other calendars that the plan respects, and the address at which a calendar program reads the plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from pydantic import Field

from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.plan_day_shapes import Removed
from relais.api.shapes import After, Body, Limit, Listed, Shape, example
from relais.people.models import Membership
from relais.planning import actions, models
from relais.planning.calendars.contents import Calendar as Contents

room = Room("calendars")

ID: Final = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
_PLAIN: Final = ("id", "name", "url", "made_at", "read_at", "tried_at", "failure", "events")


class Unread(Shape):
    """What could not be read of a calendar; the rest counts."""

    code: str
    line: int | None = None
    uid: str | None = None


class Calendar(Shape):
    """Another calendar. `failure`: why it could not be read the last time; what was read before still counts."""

    model_config = example(
        id=ID, name="Family", url="https://calendar.example/family.ics", made_at="2026-11-23T08:52:00Z",
        read_at="2026-11-23T08:52:00Z", tried_at="2026-11-23T08:52:00Z", failure="", events=12, unread=[],
    )  # fmt: skip

    id: UUID
    name: str
    url: str
    made_at: datetime
    read_at: datetime | None
    tried_at: datetime | None
    failure: str
    events: int
    unread: list[Unread]


class CalendarIn(Body):
    """Either the address of a calendar, which is read again from time to time, or the text of an iCalendar file."""

    model_config = example(
        name="Family",
        text="BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T100000Z\nDTEND:20261124T110000Z\n"
        "SUMMARY:Dentist\nEND:VEVENT\nEND:VCALENDAR\n",
    )

    url: str = Field("", max_length=2000)
    text: str = Field("", description="BEGIN:VCALENDAR…")
    name: str = ""


class FeedState(Shape):
    """Whether the plan can be read at an address, and since when; never the address itself."""

    model_config = example(open=True, made_at="2026-11-23T08:52:00Z")

    open: bool
    made_at: datetime | None


class FeedMade(Shape):
    """The secret address, told this once: whoever has it reads the plan."""

    model_config = example(url="https://relais.example/feeds/plan/9fQ…/", made_at="2026-11-23T08:52:00Z")

    url: str
    made_at: datetime


def _keeper(request: HttpRequest) -> Membership:
    return reader(request, "plan.keep")


def _calendar(row: models.Calendar) -> dict[str, Any]:
    unread = [{"code": one["code"], "line": one.get("line"), "uid": one.get("uid")} for one in row.unread]
    return {**plain(row, _PLAIN), "unread": unread}


def _own(request: HttpRequest, calendar_id: UUID) -> models.Calendar:
    row: models.Calendar = found(models.Calendar.objects.visible_to(_keeper(request)), calendar_id)
    return row


def _read(member: Membership, *, url: str, text: str) -> Contents:
    from relais.planning import subscriptions  # the libraries of calendars are loaded when one is read

    if url.strip():
        return subscriptions.fetch(url, member, now=timezone.now())
    return subscriptions.read(text.encode(), member, now=timezone.now())


@room.reads("/calendars", Listed[Calendar], name="list_calendars", says="List calendars", scope="plan:read")
def list_calendars(request: HttpRequest, after: After = "", limit: Limit = 50) -> Any:
    """Those whose busy times the plan respects."""
    return listed(page_of(models.Calendar.objects.visible_to(_keeper(request)), after, limit), _calendar)


@room.reads(
    "/calendars/{uuid:calendar_id}", Calendar, name="get_calendar", says="One calendar", scope="plan:read"
)
def get_calendar(request: HttpRequest, calendar_id: UUID) -> Any:
    """With what could not be read of it."""
    return _calendar(_own(request, calendar_id))


@room.acts("/calendars", Calendar, name="add_calendar", says="Respect a calendar", scope="plan:write")
def add_calendar(request: HttpRequest, body: CalendarIn) -> Any:
    """It is read first, without holding anything up; the rest is planned again around it."""
    if bool(body.url.strip()) == bool(body.text.strip()):
        raise Refused("calendar_address_or_text", field="url")
    contents = _read(_keeper(request), url=body.url, text=body.text)
    return _calendar(actions.add_calendar(contents, name=body.name, url=body.url, **acting(request)))


@room.acts(
    "/calendars/{uuid:calendar_id}/refresh", Calendar, name="refresh_calendar", says="Read a calendar again",
    scope="plan:write",
)  # fmt: skip
def refresh_calendar(request: HttpRequest, calendar_id: UUID) -> Any:
    """Where that fails, `failure` says why, and what was read before still counts. A file is given anew instead."""
    row = _own(request, calendar_id)
    if not row.url:
        raise Refused("calendar_without_address")
    contents, failure = None, ""
    try:
        contents = _read(_keeper(request), url=row.url, text="")
    except Refused as refused:
        failure = refused.code
    return _calendar(actions.refresh_calendar(row.id, contents, failure=failure, **acting(request)))


@room.acts(
    "/calendars/{uuid:calendar_id}/removal", Removed, name="remove_calendar", says="Respect a calendar no more",
    scope="plan:write",
)  # fmt: skip
def remove_calendar(request: HttpRequest, calendar_id: UUID) -> Any:
    """Its busy times and days off go."""
    actions.remove_calendar(calendar_id, **acting(request))
    return {"removed": calendar_id}


# --- the plan as a calendar -------------------------------------------------------------------------------------------


def _feed(member: Membership) -> dict[str, Any]:
    row = models.Feed.objects.visible_to(member).filter(ended_at=None).first()
    return {"open": row is not None, "made_at": row.made_at if row else None}


@room.reads("/feed", FeedState, name="get_feed", says="Whether the plan has an address", scope="plan:read")
def get_feed(request: HttpRequest) -> Any:
    """And since when."""
    return _feed(_keeper(request))


@room.acts(
    "/feed", FeedMade, name="make_feed", says="Give the plan an address", scope="plan:write", keyed=False
)
def make_feed(request: HttpRequest) -> Any:
    """The one before ends. The answer is not kept, so that the act has no key: done twice, the second address counts."""
    said = acting(request)
    made = actions.make_feed(by=said["by"].keyed(None), now=said["now"])
    return {
        "url": request.build_absolute_uri(reverse("plan-feed", args=[made.token])),
        "made_at": made.made_at,
    }


@room.acts("/feed/end", FeedState, name="end_feed", says="End the plan's address", scope="plan:write")
def end_feed(request: HttpRequest) -> Any:
    """Nobody reads the plan by it any more."""
    actions.end_feed(**acting(request))
    return _feed(_keeper(request))
