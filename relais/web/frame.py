"""The frame of a page, worked out when a template asks for it and not before: a partial pays nothing for it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from relais.activities.models import Capture, Timer
from relais.delegations.models import Delegation, State
from relais.log.models import Thread
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.roles import Right
from relais.planning.models import Day

COUNT_UP_TO: Final = 99
"""Beyond this a count helps nobody and costs time: 99+."""

LANGUAGES: Final = (("fr", "Français"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go from every page. `key`: the letter after `g`. `right`: without it the place is not shown."""

    name: str
    icon: str
    label: str | Promise
    key: str = ""
    right: Right | None = None


PLACES: Final = (
    Place("today", "today", gettext_lazy("Today"), "t"),
    Place("log:index", "log", gettext_lazy("Running log"), "l"),
    Place("delegations:index", "delegations", gettext_lazy("Delegations"), "d"),
    Place("planning:week", "plan", gettext_lazy("Plan"), "p", "plan.keep"),
    Place("activities:index", "decide", pgettext_lazy("places", "Decide"), "a", "activity.keep"),
    Place("procedures:index", "procedures", gettext_lazy("Procedures"), "r"),
    Place("people:team", "team", gettext_lazy("Team")),
    Place("funds:index", "funds", gettext_lazy("Held funds")),
    Place("people:settings", "settings", gettext_lazy("Settings")),
)
IN_BAR: Final = 3  # on a phone: these and the capture line, the others under "More"


@dataclass(frozen=True, slots=True)
class Item:
    """A place as the rail shows it."""

    url: str
    label: str
    icon: str
    key: str
    current: bool
    count: str = ""
    counted: str = ""


class Frame:
    """Everything around the page of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._member: Membership | None = getattr(request, "member", None)

    @property
    def theme(self) -> str:
        return getattr(getattr(self._request, "user", None), "theme", "")

    @property
    def tongues(self) -> Sequence[tuple[str, str]]:
        return LANGUAGES

    @property
    def home(self) -> str:
        return self.to["today"] if self._member else self.to["home"]

    @cached_property
    def to(self) -> Mapping[str, str]:
        """The addresses that the frame leads to: `frame.to.help`."""
        return _common() | _inside(self._request.business.slug) if self._member else _common()  # type: ignore[attr-defined]

    @cached_property
    def rail(self) -> list[Item]:
        """The places of this member; empty outside a business."""
        member = self._member
        if member is None or self.quiet:
            return []
        return [self._item(place) for place in PLACES if place.right is None or member.may(place.right)]

    @cached_property
    def bar(self) -> list[Item]:
        items = self.rail[:IN_BAR]
        if self.capture:
            items.insert(2, Item("#capture", pgettext("act", "Keep"), "add", "+", current=False))
        return items

    @property
    def more(self) -> list[Item]:
        return self.rail[IN_BAR:]

    @property
    def capture(self) -> str:
        return self.to["captures"] if self._member and self._member.may("capture.write") else ""

    @property
    def plan(self) -> str:
        return self.to["planning:week"] if self._member and self._member.may("plan.keep") else ""

    @property
    def timer(self) -> Mapping[str, Any] | None:
        """What the timer runs on (`title`) and `since` when; nothing where it stands still, or where all is kept away."""
        row = {} if self._member is None or self.quiet else self._row
        title = row.get("timer_title")
        return {"title": title, "since": row["timer_since"]} if title else None

    @property
    def quiet(self) -> bool:
        """Whether the page asks for nothing around it (focus)."""
        return bool(getattr(self._request, "is_quiet", False))

    @property
    def has_others(self) -> bool:
        """Whether the person works in other businesses too."""
        return bool(self._counts.get("businesses"))

    def _item(self, place: Place) -> Item:
        url = self.to[place.name]
        path = self._request.path
        current = path == url if place.name == "today" else path.startswith(url)
        if place.name == "people:settings":
            current = current or path.startswith(self.to["me"])
        if place.name == "activities:index":  # "Decide" is two rooms
            current = current or path.startswith(self.to["decide"])
        waiting = self._counts.get(place.name, 0)
        shown = "" if not waiting else f"{COUNT_UP_TO}+" if waiting > COUNT_UP_TO else str(waiting)
        return Item(
            url, str(place.label), place.icon, place.key, current, shown, ngettext("waits", "wait", waiting)
        )

    @cached_property
    def _row(self) -> Mapping[str, Any]:
        """The one query of the frame."""
        member = self._member
        return (getattr(self._request, "counted", None) or count(member)) if member else {}

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        if self._member is None:
            return {}
        row = self._row
        if row.get("is_focusing"):  # nothing else comes near until the task is done or left
            return {"businesses": row["n_others"]}
        return {
            "today": row["n_captured"],
            "log:index": row["n_asked"] + row["n_asked_of_us"],
            "delegations:index": row["n_mine"] + row["n_ours"],
            "businesses": row["n_others"],
        }


@functools.lru_cache(maxsize=1)
def _common() -> dict[str, str]:
    """Addresses that are the same for everyone; reversing them on every page would cost more than the rest of the frame."""
    names = {
        "home": "home", "help": "help", "me": "people:me", "language": "people:language", "sign_out": "people:sign-out",
        "businesses": "people:businesses", "manifest": "manifest",
    }  # fmt: skip
    return {name: reverse(view) for name, view in names.items()}


@functools.lru_cache(maxsize=1000)
def _inside(slug: str) -> dict[str, str]:
    """The addresses of one business."""
    places = {place.name: reverse(place.name, args=[slug]) for place in PLACES}
    named = {
        "captures": "captures:lines",
        "search": "search",
        "new_delegation": "delegations:new",
        "log": "log:index",
    }
    decide = reverse("deciding:next", args=[slug]).removesuffix("next/")
    return places | {"decide": decide} | {name: reverse(view, args=[slug]) for name, view in named.items()}


Columns = Callable[[Membership, date, date], Mapping[str, Any]]
"""Further columns about a member, for the day that it is where they are and the Monday of its week."""


def count(member: Membership, also: Columns | None = None, *, now: datetime | None = None) -> dict[str, Any]:
    """How many things wait behind each place, and in how many other businesses the person works: one query.

    `also` gives further columns that a page wants in the same query; it leaves the row in `request.counted`.

    Each count reads at most a hundred rows of an index, so that it costs the same with a hundred thousand delegations.
    """
    today = (now or timezone.now()).astimezone(ZoneInfo(member.person.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    row: dict[str, Any] = _counting(also, COUNT_UP_TO).first(member, today=today, monday=monday)
    return row


@functools.cache
def _counting(also: Columns | None, _up_to: int) -> OfMember:
    """The query, prepared: every page makes it, and building it would cost a third of the page."""

    def build(member: Membership, today: date, monday: date) -> QuerySet[Any]:
        threads: Any = Thread.objects
        mine = Delegation.objects.filter(executor=member, state__in=[State.PROPOSED, State.TO_REDO])
        others = Membership.objects.filter(person_id=member.person_id, left_at=None).exclude(id=member.id)
        return Membership.objects.filter(id=member.id).values(
            # Two counts where one would be "either": each has an index, and both together have none.
            n_asked=_capped(threads.asked_of(member)),
            n_asked_of_us=_capped(threads.asked_of_management(member)),
            n_mine=_capped(mine),
            n_ours=_capped(_to_decide(member)),
            n_captured=_capped(Capture.objects.filter(by=member).to_sort()),
            n_others=_capped(others),
            **_focusing(member, today),
            **_timing(member),
            **(also(member, today, monday) if also else {}),
        )

    return OfMember(build, frozenset({"today", "monday"}), today=date, monday=date)


def _focusing(member: Membership, today: date) -> dict[str, Any]:
    """Whether the member keeps everything else away today."""
    if not member.may("plan.keep"):
        return {}
    return {"is_focusing": Exists(Day.objects.filter(member=member, on=today, focus_since__isnull=False))}


def _timing(member: Membership) -> dict[str, Any]:
    """What the member's timer runs on, and since when."""
    if not member.may("activity.keep"):
        return {}
    running = Timer.objects.filter(member=member)
    return {
        "timer_title": Subquery(running.values("activity__title")[:1]),
        "timer_since": Subquery(running.values("started_at")[:1]),
    }


def _to_decide(member: Membership) -> QuerySet[Any]:
    """The delegations in which management decides next."""
    if not member.may("delegation.judge"):
        return Delegation.objects.none()
    states = [State.DELIVERED, State.CHANGE_ASKED, State.ACCEPTED]
    return Delegation.objects.filter(business_id=member.business_id, state__in=states)


def _capped(rows: QuerySet[Any]) -> Any:
    """The number of rows, counted no further than one past the limit, as a column."""
    return Coalesce(_CountUpTo(rows.order_by().values("pk")[: COUNT_UP_TO + 1]), 0)


class _CountUpTo(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()
