"""What waits for a member: each room says it in one query, Today and the digest show it in order.

    @waiting_kind
    def requests(member: MemberLike, now: datetime) -> list[Waiting]:
        threads = Thread.objects.open_to(member)[:WAITING_LIMIT]
        return [Waiting(partial(_label, thread), url=…, at=thread.asked_at, weight=ANSWER) for thread in threads]

A kind makes one query at most and returns WAITING_LIMIT rows at most. Its labels are written when they are read, in the language
that is active then: of the rows that wait Today shows a few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WAITING_LIMIT = 20

# Weights: what blocks someone else's work or money comes first.
JUDGE = 100
ACCEPT = 90
ANSWER = 80
REDO = 70
READ = 40
SORT = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a member. `say` writes its `label`: a whole sentence in the active language, plain text.

    `at` is since when; the heaviest `weight` comes first, then the oldest. `once` is for news: the digest tells it once, the
    first time after `at`; what is not `once` is told every day until it is done.
    """

    say: Callable[[], str]
    url: str
    at: datetime
    weight: int = 0
    once: bool = False
    kind: str = ""

    @property
    def label(self) -> str:
        return self.say()


Kind = Callable[[Any, datetime], list[Waiting]]

_kinds: dict[str, Kind] = {}


def waiting_kind(function: Kind) -> Kind:
    """Register a function (member, now) that lists what of its kind waits for that member."""
    name = f"{function.__module__}.{function.__qualname__}"
    if name in _kinds:
        raise ValueError(f"the waiting kind {name!r} is registered twice")
    _kinds[name] = function
    return function


def waiting_for(
    member: Any, now: datetime, *, known: Mapping[Kind, list[Waiting]] | None = None
) -> list[Waiting]:
    """All that waits for a member (a `people.Membership`), in order: the heaviest first, then the oldest.

    `known` are answers that the caller has already: those kinds are not asked again.
    """
    known = known or {}
    found = [
        row
        for function in _kinds.values()
        for row in (known[function] if function in known else function(member, now))
    ]
    return sorted(found, key=lambda row: (-row.weight, row.at))
