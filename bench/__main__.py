"""`python -m bench`: load, measure, print, keep. `--help` says how."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import decide, goals, plan, report
from bench.measure import measure
from bench.places import Places, places
from bench.server import running

SIZES = (1_000, 10_000, 100_000)
RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.what in report.ENGINES:
        return _engine(asked)
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": asked.database,
        "machine": report.machine(),
        "goals": {
            "p50": goals.P50, "p95": goals.P95, "growth": goals.GROWTH, "queries": goals.QUERIES,
            "first_load": goals.FIRST_LOAD, "first_requests": goals.FIRST_REQUESTS, "memory": goals.MEMORY,
        },
        "sizes": [],
    }  # fmt: skip
    with places(asked.database, asked.keep) as found:
        if not asked.only:
            results["starts"] = starts(found)
        loaded = [found.of(size) for size in sorted(asked.sizes)]
        told = ", ".join(f"{place.loaded['delegations']:,}" for place in loaded)
        sys.stderr.write(f"bench: measuring {told} delegations, in turns\n")
        results["sizes"] = measure(loaded, requests=asked.requests, only=asked.only)
        if not asked.only:
            results["plan"] = plan.measure()
            results["decide"] = decide.measure()
        if asked.writers:
            from bench.writers import contend

            results["writers"] = contend(found.copy_of(min(asked.sizes)), seconds=asked.writers)
    return _finish(results, asked)


def _engine(asked: argparse.Namespace) -> int:
    """A part of the engine alone: no server, no database."""
    rows = {"plan": plan, "decide": decide}[asked.what].measure()
    output = asked.output or RESULTS / f"{asked.what}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": report.machine(), "rows": rows}
    output.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    output.with_suffix(".md").write_text(said := plan.told(rows, report.ENGINES[asked.what]))
    sys.stdout.write(f"{said}\nKept as {output} and {output.with_suffix('.md').name}\n")
    return 1 if asked.strict and not all(row["met"] for row in rows) else 0


def _finish(results: dict[str, Any], asked: argparse.Namespace) -> int:
    said = report.markdown(results)
    missed = [
        *goals.misses(results),
        *(row["name"] for one in report.ENGINES for row in results.get(one, ()) if not row["met"]),
    ]
    results["missed"] = [str(one) for one in missed]
    output = asked.output or RESULTS / f"{asked.database}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    output.with_suffix(".md").write_text(said)
    sys.stdout.write(f"{said}\nKept as {output} and {output.with_suffix('.md').name}\n")
    wrong = bool(missed) or bool(results.get("writers", {}).get("wrong"))
    return 1 if asked.strict and wrong else 0


def starts(found: Places) -> dict[str, float]:
    """Seconds until the server answers, started as `make run` starts it: where nothing is yet, and again. And its memory."""
    environment = found.empty()
    with running(environment) as first:
        seconds = first.seconds
    with running(environment) as second:
        return {"first, empty folder": seconds, "again": second.seconds, "memory": second.memory().total}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure pages, searches, acts and the API at three sizes. See bench/README.md.",
    )
    parser.add_argument(
        "what", nargs="?", choices=("all", *report.ENGINES), default="all",
        help="everything, or a part of the engine alone (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--sizes",
        type=_numbers,
        default=list(SIZES),
        metavar="N,N…",
        help="delegations (default: 1000,10000,100000)",
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--requests",
        type=int,
        default=200,
        metavar="N",
        help="of each page, after the warm-up (default: 200)",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep what was loaded there, and use it again"
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="measure only what has this in its name")
    parser.add_argument(
        "--writers",
        type=float,
        default=30,
        metavar="S",
        help="seconds of eight writers at once; 0: none (default: 30)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="JSON, with a .md beside (default: bench/results)"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(one.replace("_", "")) for one in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
