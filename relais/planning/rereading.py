"""The worker reads subscribed calendars again. When each is due stands in its row (`Calendar.next_at`).

A calendar is claimed first, by a conditional update that puts its next reading a little later: of several workers one reads it,
and one that dies while reading leaves it to be read after that time. It is fetched outside any transaction, kept by a verb.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.people.roles import RIGHTS
from relais.planning.models import Calendar

logger = logging.getLogger("relais.planning")

LEASE: Final = timedelta(minutes=5)
"""Longer than fetching and reading one calendar may take (`fetch_calendar`, `contents.Limits`)."""
_KEEPERS: Final = sorted(role for role, rights in RIGHTS.items() if "plan.keep" in rights)


def read_due_calendars(now: datetime, *, limit: int = 1) -> int:
    """Read again what is due, longest due first. Returns how many were seen.

    One at a time by default: a slow server keeps the worker's other work waiting for its own time only.
    """
    due = Calendar.objects.filter(
        next_at__lte=now, member__left_at=None, member__person__is_active=True, member__role__in=_KEEPERS
    )
    found = list(due.select_related("member__person").order_by("next_at")[:limit])
    for row in found:
        # Two workers that both read the row: the second finds another `next_at` and lets it be.
        if Calendar.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=now + LEASE):
            _read(row, now)
    return len(found)


def _read(row: Calendar, now: datetime) -> None:
    from relais.planning import actions, subscriptions  # the libraries of calendars, loaded when one is read

    contents, failure = None, ""
    try:
        contents = subscriptions.fetch(row.url, row.member, now=now)
    except Refused as refused:
        failure = refused.code
    except (
        Exception
    ):  # a calendar that breaks the reader must not come back at once, nor stop those behind it
        logger.exception("calendar %s could not be read", row.pk)
        failure = "calendar_answer_broken"
    try:
        actions.reread_calendar(
            row.pk, contents, failure=failure, tried_at=row.tried_at, by=Actor.system(), now=now
        )
    except Refused as refused:
        if refused.kind != "not_found":
            raise
