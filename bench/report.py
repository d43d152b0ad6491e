"""The results as tables: for a terminal, for Markdown, for the next run."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from bench import goals, plan

ENGINES = {"plan": "The planner", "decide": "Deciding"}
KINDS = {
    "page": "Pages",
    "search": "Searches",
    "act": "Acts",
    "replan": "Acts that plan the weeks again",
    "api": "API",
}


def machine() -> dict[str, Any]:
    """On what it was measured: figures of two machines are not to be compared."""
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": [round(one, 2) for one in os.getloadavg()],
        "commit": _commit(),
    }


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parent,
    )  # fmt: skip
    return done.stdout.strip()


def markdown(results: dict[str, Any]) -> str:
    """Everything in one table a kind, the goals beside, and the goals missed below."""
    sizes = results["sizes"]
    said = [f"# {results['database']}, {results['at'][:10]}", "", _about(results["machine"]), ""]
    for kind, title in KINDS.items():
        names = dict.fromkeys(row["name"] for size in sizes for row in size["rows"] if row["kind"] == kind)
        if names:
            said += _table(title, kind, list(names), sizes)
    said += _whole(results)
    missed = [str(miss) for miss in goals.misses(results)]
    for engine, title in ENGINES.items():
        rows = results.get(engine, [])
        said += [plan.told(rows, title)] if rows else []
        missed += [
            f"{row['name']}: {row['found']:g}, not {row['goal']:g} at most" for row in rows if not row["met"]
        ]
    said += ["## Goals missed", "", *(f"* {one}" for one in missed or ["none"]), ""]
    if missing := {one["name"]: one["status"] for size in sizes for one in size["missing"]}:
        said += [
            "## Not measured",
            "",
            *(f"* {name}: status {status}" for name, status in missing.items()),
            "",
        ]
    return "\n".join(said)


def _about(machine: dict[str, Any]) -> str:
    gigabytes = machine["memory"] / 2**30
    return (
        f"{machine['processor']}, {machine['cores']} cores, {gigabytes:.0f} GB; {machine['system']}; Python"
        f" {machine['python']}, SQLite {machine['sqlite']}; commit {machine['commit']}; load before: {machine['load'][0]}."
    )


def _table(title: str, kind: str, names: list[str], sizes: list[dict[str, Any]]) -> list[str]:
    head = " | ".join(f"{size['delegations']:,}: p50 | p95 | cpu" for size in sizes)
    goal = [f"{one[kind]:g}" for one in (goals.P50, goals.P95) if kind in one]
    said = [
        f"## {title} (ms; goal: p50 {' and p95 '.join(goal)} at the largest, {goals.GROWTH} times the smallest)",
        "",
    ]
    said += [f"| | {head} | growth | queries | KB |", "|---" + "|--:" * (3 * len(sizes) + 3) + "|"]
    found = [{row["name"]: row for row in size["rows"]} for size in sizes]
    for name in names:
        rows = [one.get(name) for one in found]
        cells = " | ".join(
            f"{row['p50']:.1f} | {row['p95']:.1f} | {row['cpu']:.1f}" if row else "— | — | —" for row in rows
        )
        first, last = rows[0], rows[-1]
        growth = f"{last['p50'] / first['p50']:.2f}" if first and last and len(sizes) > 1 else "—"
        queries = last["queries"] if last and last["queries"] is not None else "—"
        weight = f"{last['bytes'] / 1024:.1f}" if last else "—"
        said.append(f"| {name} | {cells} | {growth} | {queries} | {weight} |")
    return [*said, ""]


def _whole(results: dict[str, Any]) -> list[str]:
    """Weight, memory, starts, writers."""
    rows = []
    for size in results["sizes"]:
        weight, memory = size["weight"], size["memory"]
        rows.append(
            f"| {size['delegations']:,} | {size['entries']:,} | {weight['first_bytes'] / 1024:.1f} KB in"
            f" {weight['first_requests']} | {weight['next_bytes'] / 1024:.1f} KB | {weight['heaviest']},"
            f" {weight['heaviest_bytes'] / 1024:.1f} KB | {_memory(memory)} | {size['loaded_in_seconds']} s |"
        )
    said = [
        "## Weight and memory (goals: first load 60 KB in 6 requests, server and worker 150 MB)", "",
        "| delegations | entries | first load | Today again | heaviest page | memory | loaded in |",
        "|--:|--:|---|---|---|---|--:|", *rows, "",
    ]  # fmt: skip
    if starts := results.get("starts"):
        told = "; ".join(f"{name} {seconds:.2f} s" for name, seconds in starts.items() if name != "memory")
        said += ["## Starts", "", told]
        if memory := starts.get("memory"):
            said[-1] += f"; as it starts by itself: {memory / 2**20:.0f} MB"
        said += [""]
    if writers := results.get("writers"):
        from bench.writers import told as told_of_writers

        said += ["## Eight writers at once", "", told_of_writers(writers), ""]
    return said


def _memory(memory: dict[str, Any] | None) -> str:
    if memory is None:
        return "—"
    return f"{memory['total'] / 2**20:.0f} MB (and {memory['database'] / 2**20:.0f} MB of the file)"
