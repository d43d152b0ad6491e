"""One process that starts the server and the worker, watches them, and stops both.

Everything is imported once, here, and the others are forked from it: they share what they do not change, which keeps the
whole under 150 MB. No thread is started and no connection is open before a fork.

    relais serve ── server (granian) ── N processes that answer
                 └─ worker
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
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from relais.cli.serve import flush
from relais.cli.words import gettext_now as _

if TYPE_CHECKING:
    from relais.cli.serve import Plan

READY_WITHIN = 60.0  # seconds, from the fork to the first answer
STOP_WITHIN = 15.0  # seconds that requests and mails in hand are given
RESTART_AFTER = (0.5, 2.0, 10.0, 30.0)  # seconds before the worker's next start, while it keeps dying
PR_SET_PDEATHSIG = 1


def supervise(plan: Plan, line: str) -> int:
    """Run until told to stop (exit code 0) or until the server dies (1). `line` is printed once it answers."""
    preload()
    return Supervisor(plan, line).run()


class Supervisor:
    """The children by their process id, and what was heard from outside."""

    def __init__(self, plan: Plan, line: str) -> None:
        self.plan, self.line = plan, line
        self.server = 0
        self.worker = 0
        self.worker_started = 0.0
        self.worker_deaths = 0
        self.worker_due = 0.0
        self.told_to_stop = False
        self.heard, self._told = os.pipe()

    def run(self) -> int:
        self._listen()
        self.server = _fork(lambda: serve(self.plan))
        if self.plan.with_worker:
            self._start_worker()
        asked_until, ready = time.monotonic() + READY_WITHIN, False
        while not self.told_to_stop:
            self._wait(0.05 if not ready else 1.0)
            self._bury()
            if not self.server:
                self._say(_("the server stopped by itself"))
                self._stop()
                return 1
            if not ready and (ready := self._answers()):
                flush(self.line)
            if not ready and time.monotonic() > asked_until:
                self._say(_("the server does not answer"))
                self._stop()
                return 1
            self._mind_worker()
        self._stop()
        return 0

    def _listen(self) -> None:
        os.set_blocking(self.heard, False)
        os.set_blocking(self._told, False)
        signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._reload)

    def _hear(self, *_signal: Any) -> None:
        self.told_to_stop = True

    def _reload(self, *_signal: Any) -> None:
        if self.server:
            os.kill(self.server, signal.SIGHUP)

    def _wait(self, seconds: float) -> None:
        if select.select([self.heard], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self.heard, 512)

    def _bury(self) -> None:
        """Learn which children have ended."""
        for name in ("server", "worker"):
            child: int = getattr(self, name)
            if child and os.waitpid(child, os.WNOHANG)[0]:
                setattr(self, name, 0)
                if name == "worker":
                    self._worker_died()

    def _start_worker(self) -> None:
        self.worker_started = time.monotonic()
        self.worker = _fork(work)

    def _worker_died(self) -> None:
        lived = time.monotonic() - self.worker_started
        self.worker_deaths = 1 if lived > 60 else self.worker_deaths + 1
        wait = RESTART_AFTER[min(self.worker_deaths, len(RESTART_AFTER)) - 1]
        self.worker_due = time.monotonic() + wait
        if not self.told_to_stop:
            self._say(_("the worker stopped; it starts again in %(seconds)s s") % {"seconds": wait})

    def _mind_worker(self) -> None:
        if self.plan.with_worker and not self.worker and time.monotonic() >= self.worker_due:
            self._start_worker()

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
        """Tell both to finish, wait, and end what has not."""
        until = time.monotonic() + STOP_WITHIN
        for child in (self.server, self.worker):
            _signal(child, signal.SIGTERM)
        while (self.server or self.worker) and time.monotonic() < until:
            self._wait(0.1)
            self.told_to_stop = True
            self._bury()
        for child in (self.server, self.worker):
            _signal(child, signal.SIGKILL)

    def _say(self, text: str) -> None:
        sys.stderr.write(f"relais: {text}\n")
        sys.stderr.flush()


def preload() -> None:
    """Import all that pages need, and leave no connection behind: SQLite's must not cross a fork."""
    from django.db import connections
    from django.urls import get_resolver
    from django.utils import translation

    from relais.config.wsgi import application  # noqa: F401  (imported to be shared)

    get_resolver().reverse_dict  # noqa: B018  (imports every view)
    for language in ("fr", "en"):
        translation.activate(language)  # reads its catalogues
    translation.deactivate()
    connections.close_all()
    gc.collect()
    gc.freeze()


def serve(plan: Plan) -> None:
    """The server's process: granian forks those that answer."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    Granian(
        target="relais.config.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.processes,
        blocking_threads=plan.threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=plan.access_log,
        log_dictconfig=_logs(),
    ).serve(target_loader=_application, wrap_loader=False)


def _application() -> Any:
    """Called in each process that answers: what granian runs there."""
    _die_with_parent()
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
            "access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
        },
        "loggers": {
            "_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


def work() -> None:
    """The worker's process."""
    from relais.cli.worker import work_until_told

    work_until_told()


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
