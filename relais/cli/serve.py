"""`relais serve`: check the place, bring the database up to date, start those that answer, and become their supervisor."""

from __future__ import annotations

import argparse
import os
import signal
import socket
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from relais.cli import door, schema
from relais.cli.errors import WrongUse
from relais.cli.server import Serving
from relais.cli.words import gettext_now as _
from relais.cli.words import language

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start. `place` keeps the port ours until the server has it."""

    host: str
    port: int
    processes: int
    threads: int
    with_worker: bool
    access_log: bool
    place: socket.socket

    @property
    def address(self) -> str:
        return address_of(self.host, self.port)

    @property
    def servings(self) -> list[Serving]:
        """Each process that answers; the worker is in the first."""
        return [
            Serving(self.host, self.port, self.threads, self.with_worker and number == 0, self.access_log)
            for number in range(self.processes)
        ]


def run(asked: argparse.Namespace) -> int:
    plan = _plan(asked)
    door.require_writable(door.data_folder())
    door.enter()
    schema.bring_up_to_date()
    start(plan, _line(plan, with_link=not asked.no_link))
    return 0


def start(plan: Plan, line: str) -> None:
    """Load what all need, fork those that answer, and become their supervisor. `line` is printed once they answer."""
    from django.conf import settings

    from relais.cli import server, supervisor

    server.load()
    # From here on a signal waits until somebody is there to hear it.
    signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.HEARD)
    servings = plan.servings
    supervisor.become(
        supervisor.Orders(
            host=plan.host,
            port=plan.port,
            known_as=urlsplit(settings.PUBLIC_URL).netloc or f"localhost:{plan.port}",
            line=line,
            language=language(),
            commands=[serving.command for serving in servings],
            children=[supervisor.fork(partial(server.serve, serving)) for serving in servings],
        ),
        keep=plan.place,
    )


def address_of(host: str | None = None, port: int | str | None = None) -> str:
    """The address to show: the public one, else where it listens, by a name that a browser here can open."""
    from django.conf import settings

    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    host = host or os.environ.get("HOST") or DEFAULT_HOST
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (only compared)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port or os.environ.get('PORT') or DEFAULT_PORT}"


def _plan(asked: argparse.Namespace) -> Plan:
    host = asked.host or os.environ.get("HOST") or DEFAULT_HOST
    port = _port(asked.port or os.environ.get("PORT") or DEFAULT_PORT)
    for option, number in (("--workers", asked.workers), ("--threads", asked.threads)):
        if number is not None and not 1 <= number <= 64:
            raise WrongUse(_("%(option)s must be between 1 and 64.") % {"option": option})
    place = take_place(host, port)
    return Plan(
        host=host,
        port=place.getsockname()[1],
        # One process on SQLite, whose writers queue anyway: memory stays under 150 MB. Threads start when they are needed: a
        # slow upload holds one of them, and must not keep everyone waiting.
        processes=asked.workers or (min(4, os.cpu_count() or 1) if os.environ.get("DATABASE_URL") else 1),
        threads=asked.threads,
        with_worker=not asked.no_worker,
        access_log=asked.access_log,
        place=place,
    )


def _port(said: str) -> int:
    if not said.isascii() or not said.isdecimal() or int(said) > 65535:
        raise WrongUse(_("“%(port)s” is not a port: say a number from 0 to 65535.") % {"port": said})
    return int(said)


def take_place(host: str, port: int) -> socket.socket:
    """Bind the address, so that nobody else has it; refused in one line where somebody does.

    The server's own processes share the port (SO_REUSEPORT), and would share it silently with another server: so a first
    bind asks for it alone, and the one that is kept keeps the next `relais serve` out. Nothing listens on it.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise WrongUse(_("“%(host)s” is not an address of this machine.") % {"host": host}) from error
    try:
        with socket.socket(family, kind, protocol) as alone:
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind(address)
            address = alone.getsockname()
        kept = socket.socket(family, kind, protocol)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind(address)
    except OSError as error:
        raise WrongUse(_refusal_of_place(error, host, port)) from error
    return kept


def _refusal_of_place(error: OSError, host: str, port: int) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)s is in use on %(host)s: stop what uses it, or choose another with PORT=%(other)s.") % {
            "port": port, "host": host, "other": port + 1 if port < 65535 else 8000,
        }  # fmt: skip
    if error.errno == errno.EACCES:
        return _("Port %(port)s needs more rights than this account has: choose one from 1024 on.") % {
            "port": port
        }
    return _("It cannot listen on %(host)s, port %(port)s: %(reason)s.") % {
        "host": host, "port": port, "reason": error.strerror,
    }  # fmt: skip


def _line(plan: Plan, *, with_link: bool) -> str:
    if not with_link:
        return _("Relais: %(address)s\n") % {"address": f"{plan.address}/"}
    return _("Relais: %(address)s   sign in, once: %(link)s\n") % {
        "address": f"{plan.address}/",
        "link": sign_in_address(plan.address),
    }


def sign_in_address(base: str) -> str:
    """A single-use link for the owner of this machine, on this address."""
    from django.utils import timezone

    from relais.people.actions import console_link

    made = urlsplit(console_link(timezone.now()))
    return f"{base}{made.path}" + (f"?{made.query}" if made.query else "")
