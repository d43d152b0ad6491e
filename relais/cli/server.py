"""A process that answers: pages, API and, in one of them, the worker in a thread beside.

    python -m relais.cli.server --host 127.0.0.1 --port 8000 [--threads 4] [--worker] [--access-log]

The first ones are forked by `relais serve`, which loads for all of them; this line starts another where one has died.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

SWITCH = 0.0002
"""Seconds for which a thread keeps the interpreter while others wait (Python's own: 0.005). A page gives it back at each query,
and would wait that long each time beside a thread that reckons: 190 to 530 ms a page; with this, 23 to 53; alone, 4 to 10."""

WORKER_ENDS_WITHIN = 10.0  # seconds that a mail in hand is given; what is not done by then is done later

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's mallopt
BLOCK = 128 * 1024


@dataclass(frozen=True, slots=True)
class Serving:
    """What one process that answers needs to know."""

    host: str
    port: int
    threads: int
    with_worker: bool
    access_log: bool

    @property
    def command(self) -> list[str]:
        """The command line that starts such a process."""
        where = ["--host", self.host, "--port", str(self.port)]
        what = [
            "--threads",
            str(self.threads),
            *["--worker"] * self.with_worker,
            *["--access-log"] * self.access_log,
        ]
        return [sys.executable, "-P", "-m", "relais.cli.server", *where, *what]

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Self:
        """The reverse of `command`."""
        parser = argparse.ArgumentParser(prog="relais.cli.server", allow_abbrev=False)
        parser.add_argument("--host", required=True)
        parser.add_argument("--port", required=True, type=int)
        parser.add_argument("--threads", type=int, default=4)
        parser.add_argument("--worker", dest="with_worker", action="store_true")
        parser.add_argument("--access-log", action="store_true")
        return cls(**vars(parser.parse_args(arguments)))


def load() -> None:
    """Load all that pages need, so that the first of them is not kept waiting; after it a process may be forked.

    No thread is started, and no connection stays open: SQLite's must not cross a fork.
    """
    from django.db import connections
    from django.urls import get_resolver
    from django.utils import translation

    from relais.config.wsgi import application  # noqa: F401  (loaded for who answers)

    _keep_memory_small()
    get_resolver().reverse_dict  # noqa: B018  (imports every view)
    for language in ("fr", "en"):
        translation.activate(language)  # reads its catalogues
    translation.deactivate()
    connections.close_all()
    gc.set_threshold(5_000, 20, 20)  # a page makes and drops thousands of objects, none of them in a circle
    gc.freeze()  # what is loaded by now stays
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _keep_memory_small() -> None:
    """glibc keeps an arena for each thread, and what was freed in it: a page of each size for four threads is 10 MB that
    nobody uses. One arena, and large blocks back to the system at once. Elsewhere (musl, macOS) there is nothing to set."""
    with contextlib.suppress(OSError, AttributeError):
        tune = ctypes.CDLL(None).mallopt
        for parameter, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, BLOCK), (M_TRIM_THRESHOLD, BLOCK)):
            tune(parameter, value)


def serve(serving: Serving) -> None:
    """Answer until SIGTERM or SIGINT says stop: granian's worker, in this process. Several share the port (SO_REUSEPORT)."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import MPServer

    class InThisProcess(MPServer):
        """granian forks its workers from a process that watches them. The supervisor is one already: 10 MB less."""

        def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
            with _working_beside() if serving.with_worker else contextlib.nullcontext():
                self._spawn_worker(0, spawn_target, target_loader).inner.run()
            raise SystemExit(0)

    sys.setswitchinterval(SWITCH)
    InThisProcess(
        target="relais.config.wsgi:application",
        address=serving.host,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=serving.threads,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=serving.access_log,
        log_dictconfig=_logs(),
    ).serve(target_loader=_application, wrap_loader=False)


@contextlib.contextmanager
def _working_beside() -> Iterator[None]:
    """The worker, in a thread that shares all that is loaded: in a process of its own it takes 30 MB."""
    from relais.worker import run_forever

    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=[stop], name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WORKER_ENDS_WITHIN)


def _application() -> Any:
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


def main(arguments: Sequence[str]) -> None:
    from relais.cli import door

    serving = Serving.of(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    door.enter()
    load()
    serve(serving)


if __name__ == "__main__":
    main(sys.argv[1:])
