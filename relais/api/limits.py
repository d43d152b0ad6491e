"""How often one token may ask: a bucket in memory, so that counting costs no query. Each server process has its own."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from django.conf import settings

FORGET_FROM = 10_000


class Buckets:
    """A bucket a token: full at `rate`, refilled evenly over a minute. `clock` in seconds, for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.levels: dict[UUID, tuple[float, float]] = {}

    def take(self, token: UUID, rate: int) -> int:
        """Take one request out of the token's bucket. 0 when there was one, else the seconds until there is."""
        now, per_second = self.clock(), rate / 60
        with self.lock:
            level, at = self.levels.get(token, (float(rate), now))
            level = min(float(rate), level + (now - at) * per_second)
            if level < 1:
                return math.ceil((1 - level) / per_second)
            if len(self.levels) >= FORGET_FROM and token not in self.levels:
                self._forget_full(now, rate)
            self.levels[token] = (level - 1, now)
        return 0

    def _forget_full(self, now: float, rate: int) -> None:
        """Buckets that have had a minute are full again: not to know them says the same."""
        self.levels = {token: (level, at) for token, (level, at) in self.levels.items() if now - at < 60}


buckets = Buckets()


def seconds_to_wait(token: UUID) -> int:
    """Count one request of a token; how long it has to wait if it asked too often, else 0."""
    rate = settings.API_RATE
    return buckets.take(token, rate) if rate else 0
