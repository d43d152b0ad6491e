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

from bench.client import Answer, Assets, Client, Forms
from bench.places import ROOT, Place
from bench.server import Server, cores, running

WARM_UP = 30
SEEN = (200, 303)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one thing. Milliseconds, as a client on the other core sees them."""

    name: str
    kind: str
    p50: float
    p95: float
    worst: float
    requests: int
    bytes: int
    queries: int | None = None


def measure(place: Place, *, requests: int, only: str = "") -> dict[str, Any]:
    """Everything about one size. `only`: rows whose name holds this."""
    seen = look_inside(place)
    servers_core, clients_core = cores()
    if clients_core:
        os.sched_setaffinity(0, clients_core)
    with running(place.environment, core=servers_core) as server:
        rows, missing = _pages(server, seen, requests, only)
        rows += _acts(server, seen, requests, only)
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


def look_inside(place: Place) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.inside"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | place.environment, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def timed(ask: Callable[[], Answer], requests: int) -> tuple[list[float], Answer]:
    """The seconds of so many requests, after a warm-up, and the last answer. A status other than expected ends it all."""
    seconds = []
    for number in range(WARM_UP + requests):
        answer = ask()
        if answer.status not in SEEN:
            raise SystemExit(f"bench: an answer of {answer.status}: {answer.text[:300]}")
        if number >= WARM_UP:
            seconds.append(answer.seconds)
    return seconds, answer


def _row(name: str, kind: str, seconds: list[float], last: Answer, queries: int | None) -> Row:
    milliseconds = sorted(1000 * one for one in seconds)
    row = Row(
        name=name,
        kind=kind,
        p50=round(statistics.median(milliseconds), 2),
        p95=round(milliseconds[max(0, round(len(milliseconds) * 0.95) - 1)], 2),
        worst=round(milliseconds[-1], 2),
        requests=len(milliseconds),
        bytes=len(last.body),
        queries=queries,
    )
    told = "" if queries is None else f"{queries:3} queries"
    sys.stderr.write(f"  {name:46} p50 {row.p50:8.2f}  p95 {row.p95:8.2f} ms  {told}\n")
    return row


def _pages(
    server: Server, seen: dict[str, Any], requests: int, only: str
) -> tuple[list[Row], list[dict[str, Any]]]:
    rows, missing = [], []
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
        asked = cycle(page["addresses"])
        seconds, last = timed(lambda: client.get(next(asked)), requests)  # noqa: B023  (called before the next round)
        client.close()
        rows.append(_row(page["name"], page["kind"], seconds, last, page["queries"]))
    return rows, missing


def _acts(server: Server, seen: dict[str, Any], requests: int, only: str) -> list[Row]:
    """Writing in the log, by the page's form and by the API; lists of the API."""
    rows = []
    wanted = lambda name: only.lower() in name.lower()  # noqa: E731
    if wanted("Act: write in the log (page)"):
        client = Client(server.port, cookie=seen["cookies"]["owner"])
        composer = Composer(client, seen["slug"])
        seconds, last = timed(lambda: composer.write("Merci, la livraison est arrivée ce matin."), requests)
        rows.append(_row("Act: write in the log (page)", "act", seconds, last, None))
    program = Client(server.port, token=seen["token"])
    if wanted("Act: write in the log (API)"):
        seconds, last = timed(
            lambda: program.post_json(
                "/api/v1/log/entries", {"text": "The parcels are ready."}, key=uuid.uuid4().hex
            ),
            requests,
        )
        rows.append(_row("Act: write in the log (API)", "act", seconds, last, None))
    lists = (
        ("API: log entries", "log/entries"),
        ("API: delegations", "delegations"),
        ("API: holdings", "funds/holdings"),
    )
    for name, path in lists:
        if not wanted(name) or program.get(f"/api/v1/{path}").status != 200:
            continue
        seconds, last = timed(lambda: program.get(f"/api/v1/{path}"), requests)  # noqa: B023
        rows.append(_row(name, "api", seconds, last, None))
    return rows


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
