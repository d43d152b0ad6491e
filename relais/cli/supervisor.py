"""One process that starts those that answer, watches them, stops them all, and does the worker's work between.

What all need is imported once, here, and the others are forked from it: they share what they do not change. A worker in a process
of its own would cost 25 MB, and the whole shall stay under 150. No thread is started and no connection is open before a fork.

    relais serve (worker) ── N processes that answer (granian)
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import http.client
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from relais.cli.serve import flush
from relais.cli.words import gettext_now as _
from relais.worker import Worker

if TYPE_CHECKING:
    from relais.cli.serve import Plan

READY_WITHIN = 60.0  # seconds, from the fork to the first answer
STOP_WITHIN = 15.0  # seconds that requests and mails in hand are given
SERVER_DEATHS = 2  # within a minute each: after one more, whoever started us should know
RESTART_AFTER = (0.5, 2.0, 10.0, 30.0)  # seconds before the next start of what keeps dying
PR_SET_PDEATHSIG = 1
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's mallopt
BLOCK = 128 * 1024


def supervise(plan: Plan, line: str) -> int:
    """Run until told to stop (exit code 0) or until the server dies (1). `line` is printed once it answers."""
    _keep_memory_small()
    preload(pages=plan.processes > 1)
    return Supervisor(plan, line).run()


def _keep_memory_small() -> None:
    """glibc keeps an arena for each thread, and what was freed in it: a page of each size for four threads is 10 MB that
    nobody uses. One arena, and large blocks back to the system at once. Elsewhere (musl, macOS) there is nothing to set."""
    with contextlib.suppress(OSError, AttributeError):
        tune = ctypes.CDLL(None).mallopt
        for parameter, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, BLOCK), (M_TRIM_THRESHOLD, BLOCK)):
            tune(parameter, value)


@dataclass(slots=True)
class Child:
    """One process to keep alive. `pid` is 0 while there is none; `due` is when it is to start again."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    told: bool = False
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    @property
    def lived(self) -> float:
        return time.monotonic() - self.started


class Supervisor:
    """The children, and what was heard from outside."""

    def __init__(self, plan: Plan, line: str) -> None:
        self.plan, self.line = plan, line
        self.servers = [Child("server", lambda: serve(plan)) for _number in range(plan.processes)]
        self.worker = Worker(is_told=lambda: self.told_to_stop, briefly=True) if plan.with_worker else None
        self.look_at = 0.0
        self.told_to_stop = self.ready = False
        self.heard, self._told = os.pipe()

    def run(self) -> int:
        self._listen()
        for child in self.servers:
            _start(child)
        asked_until = time.monotonic() + READY_WITHIN
        while not self.told_to_stop:
            self._wait(min(1.0, self._rest()) if self.ready else 0.05)
            if trouble := self._mind():
                return self._give_up(trouble)
            if not self.ready:
                self.ready = self._answers()
                if self.ready:
                    flush(self.line)
                elif time.monotonic() > asked_until:
                    return self._give_up(_("the server does not answer"))
            elif self.worker is not None and self._rest() <= 0:
                # A look takes moments; half a minute where both a mail server and a calendar's do not answer.
                self.look_at = time.monotonic() + self.worker.look()
        self._stop()
        return 0

    def _rest(self) -> float:
        """Seconds until the worker looks again."""
        return max(0.0, self.look_at - time.monotonic()) if self.worker else 1.0

    def _give_up(self, reason: str) -> int:
        _say(reason)
        self._stop()
        return 1

    def _listen(self) -> None:
        os.set_blocking(self.heard, False)
        os.set_blocking(self._told, False)
        signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _hear(self, *_signal: Any) -> None:
        """Pass it on at once: we may be waiting for a mail server."""
        self.told_to_stop = True
        self._tell()

    def _tell(self) -> None:
        for child in self.servers:
            if child.pid and not child.told:
                child.told = True
                _signal(child.pid, signal.SIGTERM)

    def _wait(self, seconds: float) -> None:
        if select.select([self.heard], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self.heard, 512)

    def _mind(self) -> str:
        """Learn which children have ended, and start them again. What cannot be helped is said: the end of the whole."""
        for child in self.servers:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                child.pid = 0
                if self.told_to_stop:
                    continue
                child.deaths = 1 if child.lived > 60 else child.deaths + 1
                if not self.ready or child.deaths > SERVER_DEATHS:
                    return _("the server stopped by itself")
                wait = RESTART_AFTER[min(child.deaths, len(RESTART_AFTER)) - 1]
                child.due = time.monotonic() + wait
                _say(_("a process (%(name)s) ended; it starts again in %(seconds)s s") % {
                    "name": child.name, "seconds": wait,
                })  # fmt: skip
            if not child.pid and time.monotonic() >= child.due and not self.told_to_stop:
                _start(child)
        return ""

    def _answers(self) -> bool:
        """Whether the server answers /readyz, asked as the proxy will ask it."""
        from django.conf import settings

        public = urlsplit(settings.PUBLIC_URL).netloc
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.plan.host, self.plan.host)  # noqa: S104
        connection = http.client.HTTPConnection(host, self.plan.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": public or f"localhost:{self.plan.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        """Tell all to finish, wait, and end what has not."""
        self.told_to_stop = True
        until = time.monotonic() + STOP_WITHIN
        self._tell()
        while any(child.pid for child in self.servers) and time.monotonic() < until:
            self._wait(0.1)
            self._mind()
        for child in self.servers:
            _signal(child.pid, signal.SIGKILL)


def _start(child: Child) -> None:
    from django.db import connections

    connections.close_all()  # the worker's: it must not cross the fork
    child.started, child.told = time.monotonic(), False
    child.pid = _fork(child.run)


def _say(text: str) -> None:
    sys.stderr.write(f"relais: {text}\n")
    sys.stderr.flush()


def preload(*, pages: bool) -> None:
    """Import what is to be shared, and leave no connection behind: SQLite's must not cross a fork.

    `pages`: what they need too. Only where several processes answer: one imports them for itself, and we, who show none, do
    without their 12 MB.
    """
    from django.db import connections

    if pages:
        load_pages()
    connections.close_all()
    gc.set_threshold(5_000, 20, 20)  # a page makes and drops thousands of objects, none of them in a circle
    _settle()


def _settle() -> None:
    """What is loaded by now stays."""
    gc.freeze()  # without collecting first: holes in shared pages would be filled, and the pages copied
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)  # glibc's free heap would be copied too


def load_pages() -> None:
    """Import all that pages need, so that the first of them is not kept waiting."""
    from django.urls import get_resolver
    from django.utils import translation

    from relais.config.wsgi import application  # noqa: F401  (loaded for who answers)

    get_resolver().reverse_dict  # noqa: B018  (imports every view)
    for language in ("fr", "en"):
        translation.activate(language)  # reads its catalogues
    translation.deactivate()


def serve(plan: Plan) -> None:
    """A process that answers: granian's worker, in this process. Several share the port (SO_REUSEPORT)."""
    load_pages()
    _settle()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import MPServer

    class InThisProcess(MPServer):
        """granian forks its workers from a process that watches them. We are that process already: one less of 10 MB."""

        def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
            self._spawn_worker(0, spawn_target, target_loader).inner.run()
            raise SystemExit(0)

    InThisProcess(
        target="relais.config.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=plan.threads,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=plan.access_log,
        log_dictconfig=_logs(),
    ).serve(target_loader=_application, wrap_loader=False)


def _application() -> Any:
    """What granian runs: imported before the fork, so that all processes share it."""
    from relais.config.wsgi import application

    return application


def _logs() -> dict[str, Any]:
    """Warnings of the server on standard error; the access log, where wanted, on standard output."""
    return {
        "handlers": {
            "console": {
                "formatter": "generic",
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
            },
            "access": {
                "formatter": "access",
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "filters": ["secrets"],
            },
        },
        "filters": {"secrets": {"()": "relais.config.masking.WithoutSecrets"}},
        "loggers": {
            "_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


def _fork(run: Callable[[], None]) -> int:
    """Start `run` in a child that has none of our signal handlers and does not outlive us."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _die_with_parent()
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


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(child: int, number: int) -> None:
    if child:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)
