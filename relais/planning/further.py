"""What rooms above the plan put into its calendar feed: they register themselves here. Loads no library of calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from relais.people.models import Membership

if TYPE_CHECKING:
    from relais.planning.calendars.writing import PlannedEvent

Source = Callable[[Membership, datetime], "list[PlannedEvent]"]

_sources: list[Source] = []


def in_feed(source: Source) -> Source:
    """Register a function (member, now) that gives further events of a member’s feed, in one query at most."""
    _sources.append(source)
    return source


def further(member: Membership, now: datetime) -> list[PlannedEvent]:
    """All further events of a member."""
    return [event for source in _sources for event in source(member, now)]
