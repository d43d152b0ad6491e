"""One size, measured: every page, searches, acts, an API list; queries, weight, memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import Any

from bench import planning
from bench.client import Answer, Assets, Client, Forms
from bench.places import ROOT, Place
from bench.server import Server, cores, running

WARM_UP = 30
ROUNDS = 3
"""Times that everything is asked for, one after the other. Each row is its quietest round: what a neighbour on a shared machine
takes for some seconds is not the product's."""
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


def measure(place: Place, *, requests: int, only: str = "") -> dict[str, Any]:
    """Everything about one size. `only`: rows whose name holds this."""
    seen = look_inside(place)
    servers_core, clients_core = cores()
    if clients_core:
        os.sched_setaffinity(0, clients_core)
    with running(place.environment, core=servers_core, arguments=("--workers", "1")) as server:
        asked, missing = _asked(server, seen, only)
        rows = _quietest(server, asked, requests)
        weight = _weight(server, seen)
        memory = asdict(server.memory())
    return {
        "delegations": place.loaded["delegations"],
        "entries": place.loaded["entries"],
        "loaded_in_seconds": place.loaded.get("seconds"),
        "rows": [asdict(row) for row in rows],
        "missing": missing,
        "weight": weight,
        "memory": memory,
    }


def look_inside(place: Place, *asked: str) -> Any:
    """What `bench.inside` says, run beside the server in a process of its own."""
    command = [sys.executable, "-m", "bench.inside", *asked]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | place.environment, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


@dataclass(frozen=True, slots=True)
class Timed:
    seconds: list[float]
    cpu: float
    last: Answer


def timed(server: Server, ask: Callable[[], Answer], requests: int, warm_up: int = WARM_UP) -> Timed:
    """The seconds of so many requests, after a warm-up, and the last answer. A status other than expected ends it all."""
    seconds, before = [], 0.0
    for number in range(warm_up + requests):
        if number == warm_up:
            before = server.cpu()
        answer = ask()
        if answer.status not in SEEN:
            raise SystemExit(f"bench: an answer of {answer.status}: {answer.text[:300]}")
        if number >= warm_up:
            seconds.append(answer.seconds)
    return Timed(seconds, (server.cpu() - before) / max(1, requests), answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to measure. `most`: the requests that it answers in a minute."""

    name: str
    kind: str
    ask: Callable[[], Answer]
    queries: int | None = None
    most: int | None = None
    clients: tuple[Client, ...] = ()


def _quietest(server: Server, asked: list[Asked], requests: int) -> list[Row]:
    """Of each, the round with the least p50."""
    best: dict[str, Row] = {}
    for number in range(ROUNDS):
        sys.stderr.write(f" round {number + 1} of {ROUNDS}\n")
        for one in asked:
            if one.most is not None and number:
                continue
            most = requests if one.most is None else min(requests, one.most)
            for client in one.clients:
                client.close()  # left for minutes, the server would have closed it; it opens again by itself
            row = _row(one, timed(server, one.ask, most, min(WARM_UP, most // 4)))
            if one.name not in best or row.p50 < best[one.name].p50:
                best[one.name] = row
    return list(best.values())


def _row(asked: Asked, took: Timed) -> Row:
    milliseconds = sorted(1000 * one for one in took.seconds)
    row = Row(
        name=asked.name,
        kind=asked.kind,
        p50=round(statistics.median(milliseconds), 2),
        p95=round(milliseconds[max(0, round(len(milliseconds) * 0.95) - 1)], 2),
        worst=round(milliseconds[-1], 2),
        cpu=round(1000 * took.cpu, 2),
        requests=len(milliseconds),
        bytes=len(took.last.body),
        queries=asked.queries,
    )
    told = "" if asked.queries is None else f"{asked.queries:3} queries"
    sys.stderr.write(
        f"  {row.name:46} p50 {row.p50:8.2f}  p95 {row.p95:8.2f} ms  cpu {row.cpu:7.2f}  {told}\n"
    )
    return row


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
