"""Other calendars, read before anything is written: the network and a long file must not hold a transaction open.

A door calls `fetch` or `read`, and hands what it got to `actions.add_calendar` or `actions.refresh_calendar`.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from relais.acts.refusal import Refused
from relais.people.models import Membership
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.calendars.contents import CalendarRefused
from relais.planning.calendars.fetching import FetchRefused, fetch_calendar
from relais.planning.calendars.reading import read_calendar
from relais.planning.rules import CALENDAR_AFTER, CALENDAR_BEFORE, zone_of


def read(data: bytes, member: Membership, *, now: datetime) -> Contents:
    """What a calendar file says is busy; what cannot be read of it is listed in it, the rest is used.

    Refused: `calendar_not_a_calendar`, `calendar_too_large`, `calendar_too_many_components`, `calendar_too_slow_to_read`.
    """
    try:
        return read_calendar(
            data, zone=zone_of(member), start=now - CALENDAR_BEFORE, end=now + CALENDAR_AFTER
        )
    except CalendarRefused as refused:
        raise _refused(refused.code, "file", refused.params) from refused


def fetch(url: str, member: Membership, *, now: datetime) -> Contents:
    """What the calendar at an address says is busy. The server's own network is not visited, but for the networks that the
    administrator allows (`RELAIS_CALENDAR_NETWORKS`).

    Refused: `calendar_` and a code of `calendars.fetching` or of `read`.
    """
    try:
        data = fetch_calendar(url.strip(), allowed_networks=settings.CALENDAR_NETWORKS)
    except FetchRefused as refused:
        raise _refused(refused.code, "url", refused.params) from refused
    return read(data, member, now=now)


def _refused(code: str, field: str, params: dict[str, int | float | str] | dict[str, str | float]) -> Refused:
    return Refused(f"calendar_{code}", field=field, **{"host": "", "limit": "", "status": "", **params})
