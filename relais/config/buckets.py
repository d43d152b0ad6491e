"""How often something may be asked for: buckets in memory, so that counting costs no query. Each process has its own."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from threading import Lock

FORGET_FROM = 10_000


class Buckets:
    """A bucket for each who asks: full at `rate`, refilled evenly over a minute. `clock` in seconds, for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.levels: dict[Hashable, tuple[float, float]] = {}

    def take(self, who: Hashable, rate: int) -> int:
        """Take one request out of a bucket. 0 when there was one, else the seconds until there is."""
        now, per_second = self.clock(), rate / 60
        with self.lock:
            level, at = self.levels.get(who, (float(rate), now))
            level = min(float(rate), level + (now - at) * per_second)
            if level < 1:
                return math.ceil((1 - level) / per_second)
            if len(self.levels) >= FORGET_FROM and who not in self.levels:
                self._forget_full(now)
            self.levels[who] = (level - 1, now)
        return 0

    def _forget_full(self, now: float) -> None:
        """Buckets that have had a minute are full again: not to know them says the same."""
        self.levels = {who: (level, at) for who, (level, at) in self.levels.items() if now - at < 60}
