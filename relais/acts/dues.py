"""Moments due: what the worker does when a promised moment (`actions.due_at`) has come, exactly once.

    @due_kind("delivery.silence")
    def silence(subject_id: UUID, number: int, now: datetime) -> None:
        actions.accept_by_silence(subject_id, by=Actor.system(), now=now)

The moment is marked done in the very transaction in which the handler acts: verbs called by a handler join it instead of
opening their own. Killed at any point, either both are there or neither is, and then the next worker starts afresh. A handler
therefore neither marks anything itself nor needs to know whether it ran before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from relais.acts.models import Due
from relais.acts.refusal import Refused
from relais.acts.verbs import verbs_join

Handler = Callable[[UUID, int, datetime], None]

_handlers: dict[str, Handler] = {}

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)


def due_kind(kind: str) -> Callable[[Handler], Handler]:
    """Register what is done when a moment of this kind has come."""

    def register(handler: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"the due kind {kind!r} is registered twice")
        _handlers[kind] = handler
        return handler

    return register


def known_dues() -> Mapping[str, Handler]:
    return _handlers


def waiting_time(attempts: int) -> timedelta:
    """How long to wait after that many failures: half a minute, doubled each time, six hours at most."""
    return min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)


def run_due(now: datetime, *, limit: int = 100) -> int:
    """Act on the moments that have come, oldest first, each in a transaction of its own. Returns how many were seen."""
    waiting = Due.objects.filter(done_at=None, at__lte=now, kind__in=_handlers).order_by("at")
    found = list(waiting[:limit])
    for due in found:
        _run(due, now)
    return len(found)


def _run(due: Due, now: datetime) -> None:
    try:
        _act(due, now)
    except Refused as refusal:
        # The matter moved on by itself (judged, closed): there is nothing left to do, and that is not a failure.
        if refusal.kind in ("conflict", "not_found"):
            Due.objects.filter(pk=due.pk, done_at=None).update(done_at=now, failure=refusal.code)
        else:
            _wait(due, now, refusal.code)
    except Exception as error:  # noqa: BLE001  (one broken moment must not stop those behind it; it is kept and retried)
        _wait(due, now, f"{type(error).__name__}: {error}"[:500])


def _act(due: Due, now: datetime) -> None:
    # Two workers: the second waits at this row for the first to commit (PostgreSQL) or was not let in (SQLite), then
    # finds the moment done. A kill before the commit undoes the mark and the act together.
    with transaction.atomic(durable=True), verbs_join():
        claimed = Due.objects.filter(pk=due.pk, done_at=None, at__lte=now).update(done_at=now, failure="")
        if claimed:
            _handlers[due.kind](due.subject_id, due.number, now)


def _wait(due: Due, now: datetime, failure: str) -> None:
    later = now + waiting_time(due.attempts)
    with suppress(OverflowError):
        Due.objects.filter(pk=due.pk, done_at=None).update(
            at=later, attempts=min(due.attempts + 1, 32_000), failure=failure
        )
