"""The process that watches those that answer: starts another where one dies, and stops them all.

    relais serve ── loads, forks those that answer, and becomes ── this, which has loaded nothing
                       └── relais.cli.server (granian, and in the first of them the worker)

It becomes this by `exec`, so that whoever started `relais serve` (a terminal, systemd) knows one process from beginning to end,
and its children stay its children. What it imports counts: with Django it takes 45 MB, with `http.client` 17, as it is 9.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

READY_WITHIN = 60.0  # seconds, from the fork to the first answer
STOP_WITHIN = 15.0  # seconds that requests and mails in hand are given
SERVER_DEATHS = 2  # within a minute each: after one more, whoever started us should know
RESTART_AFTER = (0.5, 2.0, 10.0, 30.0)  # seconds before the next start of what keeps dying
HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
PR_SET_PDEATHSIG = 1


class Orders(NamedTuple):
    """What `relais serve` leaves to who watches. It goes through a pipe: `line` holds a link that signs in, which a command line
    would show to everybody on the machine."""

    host: str
    port: int
    known_as: str  # the Host header to ask with: the public address's
    line: str  # printed once the server answers
    language: str
    commands: list[list[str]]  # of each process that answers, to start it again
    children: list[int]  # their pids


def gettext_noop(text: str) -> str:
    """A text marked for the catalogue. `relais.cli.words` is loaded when something has to be said."""
    return text


def become(orders: Orders, *, keep: socket.socket) -> None:
    """Replace this process by one that watches. Signals that come meanwhile wait for it; `keep` stays open."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        json.dump(orders, pipe)
    os.set_inheritable(reader, True)  # noqa: FBT003  (the standard library's own signature)
    keep.set_inheritable(True)
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-P", "-m", "relais.cli.supervisor", str(reader)]
    os.execv(command[0], command)  # noqa: S606


def fork(run: Callable[[], object]) -> int:
    """Start `run` in a child that has none of our signal handlers and does not outlive us."""
    parent = os.getpid()
    if child := os.fork():
        return child
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (*HEARD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
        _die_with(parent)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001  (the last frame of a process: say it and end)
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Ask Linux to end this process when its parent is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            raise SystemExit(1)


class Child:
    """One process to keep alive. `pid` is 0 while there is none; `due` is when it is to start again."""

    __slots__ = ("command", "deaths", "due", "pid", "started", "told")

    def __init__(self, command: list[str], pid: int) -> None:
        self.command, self.pid = command, pid
        self.started, self.told, self.deaths, self.due = time.monotonic(), False, 0, 0.0

    def start(self) -> None:
        self.started, self.told = time.monotonic(), False
        self.pid = fork(lambda: os.execv(self.command[0], self.command))  # noqa: S606

    def tell(self, number: int) -> None:
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    @property
    def lived(self) -> float:
        return time.monotonic() - self.started


class Supervisor:
    """The children, and what was heard from outside."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.children = [Child(*each) for each in zip(orders.commands, orders.children, strict=True)]
        self.told_to_stop = self.ready = False
        self.heard, self._told = os.pipe()

    def run(self) -> int:
        """Watch until told to stop (exit code 0), or until the server dies (1)."""
        self._listen()
        asked_until = time.monotonic() + READY_WITHIN
        while not self.told_to_stop:
            self._wait(1.0 if self.ready else 0.02)
            if trouble := self._mind():
                return self._give_up(trouble)
            if not self.ready:
                self.ready = self._answers()
                if self.ready:
                    sys.stdout.write(self.orders.line)
                    sys.stdout.flush()
                elif time.monotonic() > asked_until:
                    return self._give_up(gettext_noop("the server does not answer"))
        self._stop()
        return 0

    def _give_up(self, reason: str) -> int:
        self._say(reason)
        self._stop()
        return 1

    def _say(self, text: str, **params: Any) -> None:
        from relais.cli import words

        words.speak(self.orders.language)
        sys.stderr.write(f"relais: {words.gettext_now(text) % params}\n")
        sys.stderr.flush()

    def _listen(self) -> None:
        os.set_blocking(self.heard, False)
        os.set_blocking(self._told, False)
        signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)  # blocked since before the first fork

    def _hear(self, *_signal: Any) -> None:
        self.told_to_stop = True
        self._tell()

    def _tell(self) -> None:
        for child in self.children:
            if not child.told:
                child.told = True
                child.tell(signal.SIGTERM)

    def _wait(self, seconds: float) -> None:
        if select.select([self.heard], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                os.read(self.heard, 512)

    def _mind(self) -> str:
        """Learn which children have ended, and start them again. What cannot be helped is said: the end of the whole."""
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                child.pid = 0
                if self.told_to_stop:
                    continue
                child.deaths = 1 if child.lived > 60 else child.deaths + 1
                if not self.ready or child.deaths > SERVER_DEATHS:
                    return gettext_noop("the server stopped by itself")
                wait = RESTART_AFTER[min(child.deaths, len(RESTART_AFTER)) - 1]
                child.due = time.monotonic() + wait
                self._say(
                    gettext_noop("a process that answers ended; another starts in %(seconds)s s"),
                    seconds=wait,
                )
            if not child.pid and time.monotonic() >= child.due and not self.told_to_stop:
                child.start()
        return ""

    def _answers(self) -> bool:
        """Whether the server answers /readyz, asked as the proxy will ask it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.orders.host, self.orders.host)  # noqa: S104
        try:
            with socket.create_connection((host, self.orders.port), timeout=5) as connection:
                asked = f"GET /readyz HTTP/1.1\r\nHost: {self.orders.known_as}\r\nConnection: close\r\n\r\n"
                connection.sendall(asked.encode())
                return connection.recv(64).split(b" ", 2)[1:2] == [b"200"]
        except OSError:
            return False

    def _stop(self) -> None:
        """Tell all to finish, wait, and end what has not."""
        self.told_to_stop = True
        until = time.monotonic() + STOP_WITHIN
        self._tell()
        while any(child.pid for child in self.children) and time.monotonic() < until:
            self._wait(0.1)
            self._mind()
        for child in self.children:
            child.tell(signal.SIGKILL)


def main(pipe: int) -> int:
    with os.fdopen(pipe, encoding="utf-8") as file:
        orders = Orders(*json.load(file))
    return Supervisor(orders).run()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
