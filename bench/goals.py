"""What is promised at the largest size, on one core (issue "Spine", Quality shown)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

P50: Final = {"page": 12.0, "search": 20.0, "act": 12.0, "api": 12.0, "replan": 12.0}
"""Milliseconds, half of all requests. A search has no goal for its p95 beyond this one; an API list counts as a page. "replan" is
an act after which four weeks are planned again (a hundred and thirty tasks here): told apart, and held to the same."""
ACTS: Final = frozenset({"act", "replan"})
P95: Final = {"page": 25.0, "api": 25.0}
GROWTH: Final = 1.25
"""Times the p50 at the smallest size."""
GROWTH_FROM: Final = 1.0
"""Milliseconds: below, a difference is the clock's and not the page's."""
QUERIES: Final = 10
FIRST_LOAD: Final = 60 * 1024
FIRST_REQUESTS: Final = 6
NEXT_LOAD: Final = 20 * 1024
"""Not of the issue but of the design: what each further page weighs."""
MEMORY: Final = 150 * 2**20


@dataclass(frozen=True, slots=True)
class Miss:
    """A goal that was not met: of which page, what was asked, what was found."""

    name: str
    goal: str
    asked: float
    found: float

    def __str__(self) -> str:
        return f"{self.name}: {self.goal} is {self.found:g}, not {self.asked:g} at most"


def misses(results: dict[str, Any]) -> Iterator[Miss]:
    """Every goal that the largest size misses, and the growth from the smallest to it."""
    sizes = results["sizes"]
    if not sizes:
        return
    smallest, largest = sizes[0], sizes[-1]
    first = {row["name"]: row for row in smallest["rows"]}
    for row in largest["rows"]:
        yield from _of_row(row, first.get(row["name"]) if smallest is not largest else None)
    yield from _of_size(largest)


def _of_row(row: dict[str, Any], first: dict[str, Any] | None) -> Iterator[Miss]:
    for percentile, goals in (("p50", P50), ("p95", P95)):
        goal = goals.get(row["kind"])
        if goal is not None and row[percentile] > goal:
            yield Miss(row["name"], f"{percentile} (ms)", goal, row[percentile])
    if (row.get("queries") or 0) > QUERIES and row["kind"] not in ACTS:
        yield Miss(row["name"], "queries", QUERIES, row["queries"])
    if first is not None and row["p50"] - first["p50"] > GROWTH_FROM:
        growth = round(row["p50"] / first["p50"], 2)
        if growth > GROWTH:
            yield Miss(row["name"], "times the smallest", GROWTH, growth)


def _of_size(size: dict[str, Any]) -> Iterator[Miss]:
    weight, memory = size["weight"], size["memory"]
    if weight["first_bytes"] > FIRST_LOAD:
        yield Miss("first load", "bytes", FIRST_LOAD, weight["first_bytes"])
    if weight["first_requests"] > FIRST_REQUESTS:
        yield Miss("first load", "requests", FIRST_REQUESTS, weight["first_requests"])
    if memory["total"] > MEMORY:
        yield Miss("server and worker", "bytes", MEMORY, memory["total"])
