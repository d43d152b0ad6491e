"""The worker: acts on moments that have come, sends what waits, reads calendars again, writes the digests, tidies up.

    python -m relais.worker [--with-parent]

Any number of workers may run: whatever one of them does is claimed in the database first. It may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Final

logger = logging.getLogger("relais.worker")

IDLE: Final = 1.5  # seconds between looks when there is nothing to do
AFTER_TROUBLE: Final = 5.0
DIGESTS_EVERY: Final = timedelta(minutes=1)
TIDY_EVERY: Final = timedelta(hours=1)
KEYS_KEPT: Final = timedelta(days=30)


def run_once(now: datetime) -> int:
    """What is due at `now`, once: of calendars the one that is longest due. Returns how much there was."""
    return _due(now) + _digests(now) + _notices(now) + _calendars(now)


def tidy(now: datetime) -> None:
    """What nobody needs any more: keys of acts long done, expired sessions and secrets, files without a row."""
    from django.contrib.sessions.backends.db import SessionStore

    from relais.acts.models import DoneAct
    from relais.acts.outbox import blank_secrets
    from relais.api.actions import forget_answers
    from relais.log.files import collect

    DoneAct.objects.filter(at__lt=now - KEYS_KEPT).delete()
    forget_answers(now)
    SessionStore.clear_expired()
    blank_secrets(now)
    collect(now.timestamp())


class Worker:
    """Looks for something to do, again and again. A look sends one mail and reads one calendar: servers that do not answer keep
    it from stopping for half a minute at most, and from what else is due."""

    def __init__(self, *, is_told: Callable[[], bool], idle: float = IDLE) -> None:
        """`is_told`: whether to stop; asked between one kind of work and the next."""
        self._is_told, self._idle = is_told, idle
        self._digests_at = self._tidied_at = datetime.min.replace(tzinfo=UTC)

    def look(self) -> float:
        """Do what there is to do. Returns the seconds for which there is no need to look again."""
        from django.utils import timezone

        now, done = timezone.now(), 0
        for work in (_due, _one_notice, _calendars):
            if self._is_told():
                return 0.0
            done += _safely(work, now)
        if now - self._digests_at >= DIGESTS_EVERY:
            done += _safely(_digests, now)
            self._digests_at = now
        if now - self._tidied_at >= TIDY_EVERY:
            _safely(_tidied, now)
            self._tidied_at = now
        return 0.0 if done > 0 else self._idle if done == 0 else AFTER_TROUBLE


def run_forever(
    stop: threading.Event, *, idle: float = IDLE, alive: Callable[[], bool] = lambda: True
) -> None:
    """Work until `stop` is set, or `alive` says no."""
    worker = Worker(is_told=stop.is_set, idle=idle)
    while not stop.is_set() and alive():
        stop.wait(worker.look())


def _due(now: datetime) -> int:
    from relais.acts.dues import run_due

    return run_due(now)


def _notices(now: datetime) -> int:
    from relais.acts.outbox import send_notices

    return send_notices(now)


def _one_notice(now: datetime) -> int:
    from relais.acts.outbox import send_notices

    return send_notices(now, limit=1)


def _calendars(now: datetime) -> int:
    from relais.planning.rereading import read_due_calendars

    return read_due_calendars(now)


def _digests(now: datetime) -> int:
    from relais.log.digest import send_digests

    return send_digests(now)


def _tidied(now: datetime) -> int:
    tidy(now)
    return 0


def _safely(work: Callable[[datetime], int], now: datetime) -> int:
    """Do it; trouble (the database restarts, a disk is full) is told and waited out, for the worker must outlive it."""
    from django.db import close_old_connections, connection

    try:
        return work(now)
    except Exception:
        logger.exception("%s failed; it is tried again", work.__name__.strip("_"))
        connection.close()
        close_old_connections()
        return -1000


def main(arguments: list[str]) -> int:
    """Set Django up and work until SIGTERM or Ctrl-C; with --with-parent, until the process that started it is gone."""
    import django

    # Before anything else: told to stop while still starting, it starts no work.
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    parent = os.getppid()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    django.setup()
    alive = (lambda: os.getppid() == parent) if "--with-parent" in arguments else (lambda: True)
    run_forever(stop, alive=alive)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
