"""The sizes, measured side by side: every page, searches, acts, an API list; queries, weight, memory.

A shared machine drifts by half from minute to minute. So a server of each size runs, on one core, and they are asked in turn,
a few requests at a time: what drifts, drifts for all of them, and growth is the product's.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import Any

from bench import planning
from bench.client import Answer, Assets, Client, Forms
from bench.places import ROOT, Place
from bench.server import Server, cores, running

WARM_UP = 30
ROUNDS = 3
"""Times that everything is asked for, one after the other. Each row is the round that was quietest for the largest size: what a
neighbour on a shared machine takes for some seconds is not the product's."""
TURN = 10
"""Requests to one server before the next has its turn: enough for the processor's own memory to be its again."""
SEEN = (200, 201, 303)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one thing. Milliseconds, as a client on the other core sees them."""

    name: str
    kind: str
    p50: float
    p95: float
    worst: float
    cpu: float
    """Milliseconds of processor that the server and the worker took for one: steadier than the clock beside neighbours."""
    requests: int
    bytes: int
    queries: int | None = None


def measure(places: Sequence[Place], *, requests: int, only: str = "") -> list[dict[str, Any]]:
    """Everything about each size, the smallest first. `only`: rows whose name holds this.

    Memory is the last size's, once the others have ended: pages that they share would be counted by halves.
    """
    servers_core, clients_core = cores()
    if clients_core:
        os.sched_setaffinity(0, clients_core)
    found = []
    with contextlib.ExitStack() as others, contextlib.ExitStack() as last:
        for place in places:
            seen = look_inside(place)
            stack = last if place is places[-1] else others
            started = running(place.environment, core=servers_core, arguments=("--workers", "1"))
            found.append(Size(stack.enter_context(started), seen, only))
        rows = _quietest(found, requests)
        weights = [_weight(size.server, size.seen) for size in found]
        others.close()
        memory = asdict(found[-1].server.memory())
    return [
        {
            "delegations": place.loaded["delegations"],
            "entries": place.loaded["entries"],
            "loaded_in_seconds": place.loaded.get("seconds"),
            "rows": [asdict(row) for row in rows[number]],
            "missing": found[number].missing,
            "weight": weights[number],
            "memory": memory if place is places[-1] else None,
        }
        for number, place in enumerate(places)
    ]


class Size:
    """A server of one size, and all that it is asked for."""

    def __init__(self, server: Server, seen: dict[str, Any], only: str) -> None:
        self.server, self.seen = server, seen
        asked, self.missing = _asked(server, seen, only)
        self.asked = {one.name: one for one in asked}


def look_inside(place: Place, *asked: str) -> Any:
    """What `bench.inside` says, run beside the server in a process of its own."""
    command = [sys.executable, "-m", "bench.inside", *asked]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | place.environment, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


class Timed:
    """The seconds of so many requests for one thing, after a warm-up. A status other than expected ends it all."""

    def __init__(self, server: Server, ask: Callable[[], Answer]) -> None:
        self.server, self.ask = server, ask
        self.seconds: list[float] = []
        self.cpu = 0.0  # seconds of processor, of all requests
        self.last: Answer

    def more(self, requests: int) -> None:
        before = self.server.cpu()
        self.seconds += [self._one() for _ in range(requests)]
        self.cpu += self.server.cpu() - before

    def warm_up(self, requests: int) -> None:
        for _ in range(requests):
            self._one()

    def _one(self) -> float:
        self.last = self.ask()
        if self.last.status not in SEEN:
            raise SystemExit(f"bench: an answer of {self.last.status}: {self.last.text[:300]}")
        return self.last.seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to measure. `most`: the requests that it answers in a minute."""

    name: str
    kind: str
    ask: Callable[[], Answer]
    queries: int | None = None
    most: int | None = None
    clients: tuple[Client, ...] = ()


def _quietest(sizes: list[Size], requests: int) -> list[list[Row]]:
    """The rows of each size; of each name, those of the round with the least p50 at the largest."""
    best: dict[str, list[Row | None]] = {}
    for number in range(ROUNDS):
        sys.stderr.write(f" round {number + 1} of {ROUNDS}\n")
        for name, last in sizes[-1].asked.items():
            if last.most is not None and number:
                continue
            rows = _side_by_side([size.asked.get(name) for size in sizes], sizes, requests)
            _tell(rows)
            if name not in best or _p50(rows[-1]) < _p50(best[name][-1]):
                best[name] = rows
    return [[row for rows in best.values() if (row := rows[number])] for number in range(len(sizes))]


def _side_by_side(asked: list[Asked | None], sizes: list[Size], requests: int) -> list[Row | None]:
    """The same thing at every size, in turns."""
    timed = [one and Timed(size.server, one.ask) for one, size in zip(asked, sizes, strict=True)]
    running = [(one, took) for one, took in zip(asked, timed, strict=True) if one and took]
    most = min([requests, *(one.most for one, _took in running if one.most is not None)])
    for one, took in running:
        for client in one.clients:
            client.close()  # left for minutes, the server would have closed it; it opens again by itself
        took.warm_up(min(WARM_UP, most // 4))
    for begun in range(0, most, TURN):
        for _one, took in running:
            took.more(min(TURN, most - begun))
    return [one and took and _row(one, took) for one, took in zip(asked, timed, strict=True)]


def _p50(row: Row | None) -> float:
    return row.p50 if row else 0.0


def _tell(rows: list[Row | None]) -> None:
    last = rows[-1]
    assert last is not None
    told = "" if last.queries is None else f"{last.queries:3} queries"
    times = " ".join(f"{row.p50:7.2f}" if row else "      —" for row in rows)
    sys.stderr.write(f"  {last.name:46} p50 {times}  p95 {last.p95:7.2f} ms  cpu {last.cpu:6.2f}  {told}\n")


def _row(asked: Asked, took: Timed) -> Row:
    milliseconds = sorted(1000 * one for one in took.seconds)
    return Row(
        name=asked.name,
        kind=asked.kind,
        p50=round(statistics.median(milliseconds), 2),
        p95=round(milliseconds[max(0, round(len(milliseconds) * 0.95) - 1)], 2),
        worst=round(milliseconds[-1], 2),
        cpu=round(1000 * took.cpu / max(1, len(milliseconds)), 2),
        requests=len(milliseconds),
        bytes=len(took.last.body),
        queries=asked.queries,
    )


def _asked(server: Server, seen: dict[str, Any], only: str) -> tuple[list[Asked], list[dict[str, Any]]]:
    """All that is measured, and the pages that cannot be."""
    asked, missing = [], []
    for page in seen["pages"]:
        if only.lower() not in page["name"].lower():
            continue
        if not page["addresses"] or page["status"] != 200:
            missing.append(
                {"name": page["name"], "status": page["status"], "addresses": page["addresses"][:1]}
            )
            sys.stderr.write(f"  {page['name']:46} NOT MEASURED: status {page['status']}\n")
            continue
        client = Client(server.port, cookie=seen["cookies"][page["who"]])
        ask = _in_turn(client, page["addresses"])
        asked.append(Asked(page["name"], page["kind"], ask, page["queries"], page.get("most"), (client,)))
    return [*asked, *(one for one in _acts(server, seen) if only.lower() in one.name.lower())], missing


def _in_turn(client: Client, addresses: list[str]) -> Callable[[], Answer]:
    addresses_in_turn = cycle(addresses)
    return lambda: client.get(next(addresses_in_turn))


def _acts(server: Server, seen: dict[str, Any]) -> list[Asked]:
    """Writing in the log, by the page's form and by the API; lists of the API."""
    person = Client(server.port, cookie=seen["cookies"]["owner"])
    program = Client(server.port, token=seen["tokens"]["owner"])
    composer = Composer(person, seen["slug"])
    said = {"text": "The parcels are ready."}

    def get(path: str) -> Callable[[], Answer]:
        return lambda: program.get(f"/api/v1/{path}")

    asked: list[tuple[str, str, Callable[[], Answer]]] = [
        ("Act: write in the log (page)", "act", lambda: composer.write("Merci, la livraison est arrivée.")),
        (
            "Act: write in the log (API)",
            "act",
            lambda: program.post_json("/api/v1/log/entries", said, key=uuid.uuid4().hex),
        ),
        ("API: log entries", "api", get("log/entries")),
        ("API: delegations", "api", get("delegations")),
        ("API: holdings", "api", get("funds/holdings")),
        *planning.acts(person, program, seen["slug"], seen["plan"]),
    ]
    return [Asked(name, kind, ask, clients=(person, program)) for name, kind, ask in asked]


class Composer:
    """Writes in the log as a person does: by the form that the page of the log shows, under a new key each time."""

    def __init__(self, client: Client, slug: str) -> None:
        self.client, self.address = client, f"/b/{slug}/log/entries/"
        forms = Forms(client.get(f"/b/{slug}/log/").text).found
        self.fields = forms[self.address]

    def write(self, text: str, key: str = "") -> Answer:
        return self.client.post(self.address, self.fields | {"text": text, "key": key or uuid.uuid4().hex})


def _weight(server: Server, seen: dict[str, Any]) -> dict[str, Any]:
    """What comes over the line, compressed: Today with all that belongs to it the first time, and the heaviest page after."""
    client = Client(server.port, cookie=seen["cookies"]["owner"])
    today = next(page["addresses"][0] for page in seen["pages"] if page["name"] == "Today")
    page = client.get(today)
    parts = {today: len(page.body)}
    for address in Assets(page.text).found:
        parts[address] = len(client.get(address).body)
    pages = {
        one["name"]: one["addresses"][0] for one in seen["pages"] if one["addresses"] and one["status"] == 200
    }
    nexts = {name: len(client.get(address).body) for name, address in pages.items()}
    heaviest = max(nexts, key=lambda name: nexts[name])
    return {
        "first_bytes": sum(parts.values()),
        "first_requests": len(parts),
        "parts": parts,
        "next_bytes": len(page.body),
        "heaviest": heaviest,
        "heaviest_bytes": nexts[heaviest],
        "over_20_kb": {name: size for name, size in islice(nexts.items(), None) if size > 20 * 1024},
    }
