"""The real server, `relais serve`, on one core of its own; how much memory it takes and how long it takes to start."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 120.0


def cores() -> tuple[set[int], set[int]]:
    """The server's core and the client's; the same where there is only one, or where a core cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    mine = sorted(os.sched_getaffinity(0))
    return {mine[-1]}, {mine[0]}


@contextlib.contextmanager
def _on(core: set[int]) -> Iterator[None]:
    """What is started inside runs on this core."""
    if not core:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, core)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of all processes of the server and the worker, shared pages counted once (PSS).

    `database`: of these, pages of the database file that lie in the memory of the machine anyway and that the kernel takes
    back when it needs them. They are not counted in `total`.
    """

    total: int
    database: int
    processes: int


class Server:
    """A started server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
        self.process, self.port, self.seconds = process, port, seconds

    def memory(self) -> Memory:
        total = database = 0
        family = _family(self.process.pid)
        for pid in family:
            with contextlib.suppress(OSError):
                all_of_it, of_database = _pss(pid)
                total += all_of_it - of_database
                database += of_database
        return Memory(total, database, len(family))

    def cpu(self) -> float:
        """Seconds of processor that the server and the worker have taken so far."""
        return sum(map(_cpu, _family(self.process.pid)))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(
    environment: dict[str, str],
    *,
    arguments: tuple[str, ...] = (),
    core: set[int] | None = None,
) -> Server:
    """Start it on a free port and wait until it says that it answers."""
    program = Path(sys.executable).with_name("relais")
    began = time.perf_counter()
    with _on(core or set()):
        process = subprocess.Popen(
            [str(program), "serve", "--port", "0", "--no-link", "--lang", "en", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=sys.stderr if os.environ.get("BENCH_SERVER_ERRORS") else subprocess.DEVNULL,
        )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    said = b""
    while time.perf_counter() - began < START_WITHIN and process.poll() is None:
        said += process.stdout.read() or b""
        if found := re.search(rb"http://[^:\s]+:(\d+)/", said):
            return Server(process, int(found[1]), time.perf_counter() - began)
        time.sleep(0.01)
    process.kill()
    raise SystemExit(f"bench: the server did not start (BENCH_SERVER_ERRORS=1 shows why): {said.decode()}")


@contextlib.contextmanager
def running(environment: dict[str, str], **options: object) -> Iterator[Server]:
    server = start(environment, **options)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()


def answers(port: int, path: str = "/readyz") -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _family(parent: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            after_name = status.read_text().rpartition(")")[2].split()
            children.setdefault(int(after_name[1]), []).append(int(status.parent.name))
    found, waiting = [], [parent]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def _cpu(pid: int) -> float:
    """From the scheduler's own count, in nanoseconds: the usual one in /proc/<pid>/stat knows hundredths only."""
    seconds = 0.0
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, ValueError):
            seconds += int(thread.read_text().split()[0]) / 1e9
    return seconds


def _pss(pid: int) -> tuple[int, int]:
    """All of a process's PSS in bytes, as smaps_rollup sums it, and what of it is the database file mapped."""
    folder, total, database, of_database = Path(f"/proc/{pid}"), 0, 0, False
    for line in (folder / "smaps").read_text(errors="replace").splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            of_database = ".sqlite3" in line
        elif line.startswith("Pss:"):
            kilobytes = int(line.split()[1])
            total += kilobytes
            database += kilobytes if of_database else 0
    return total * 1024, database * 1024
