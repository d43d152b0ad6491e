"""A real instance for tests that pull its plug: `relais serve` as a process group, and a browser without a browser."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from tests.durability.inside import ROOT, Inside
from tests.machine import tables
from tests.machine.ports import free_port

READY_WITHIN = 60.0
BY_MODULE = (sys.executable, "-m", "relais.cli")
NOT_OURS = ("RELAIS_", "DJANGO_ALLOW_ASYNC_UNSAFE")
"""Of the environment of the tests: settings of whoever runs them, and what tests with a browser ask of their own process."""


class Gone(Exception):
    """The server is not there, or went away before it answered: what was asked may have been done or not."""


class Instance:
    """One instance with a data folder (and, under PostgreSQL, a database) of its own; `sqlite` wherever the tests run.

    `migrated`: its database has its tables already, which the first start would take ten seconds to make. `example`: it has the
    example business too, as `relais demo` makes it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sqlite: bool = False,
        migrated: bool = False,
        example: bool = False,
        **environment: str,
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        self.said = folder / "said.txt"
        self.serving: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)},
            "RELAIS_DATA": str(self.data),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LANG": "en",
            "LANGUAGE": "",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.environment.pop("DATABASE_URL", None)
        self.inside = Inside(self.environment)
        if url := "" if sqlite else own_database(migrated=migrated or example):
            self.environment["DATABASE_URL"] = url
            if example:
                self.run("demo")
        elif example:
            shutil.copytree(tables.once("demo", _make_example) / "data", self.data)
        elif migrated:
            shutil.copytree(tables.sqlite(), self.data)

    def run(self, *command: str, expect: int = 0, given: bytes = b"") -> str:
        """Run `relais COMMAND…` to its end, `given` on its standard input; what it printed."""
        done = subprocess.run(
            [*BY_MODULE, *command],
            env=self.environment, cwd=ROOT, capture_output=True, input=given, check=False, timeout=100,
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == expect, f"relais {' '.join(command)}: {done.returncode}\n{said}"
        return said

    def python(self, code: str) -> str:
        """Run Python inside the instance's settings; what it printed."""
        return self.inside.run(code)

    def spawn(
        self, *command: str, by: Sequence[str] = BY_MODULE, folder: Path = ROOT
    ) -> subprocess.Popen[bytes]:
        """Start `relais COMMAND…` from `folder`, as the leader of a process group of its own."""
        with self.said.open("ab") as out:
            return subprocess.Popen(
                [*by, *command],
                env=self.environment, cwd=folder, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def start(self, *options: str, by: Sequence[str] = BY_MODULE, folder: Path = ROOT) -> str:
        """Serve, and wait for the line that says so. Returns the line."""
        before = self.said.stat().st_size if self.said.exists() else 0
        self.serving = self.spawn("serve", *options, by=by, folder=folder)
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            with self.said.open("rb") as said:
                said.seek(before)
                for line in said.read().decode().splitlines():
                    if line.startswith(("Relais:", "Relais\N{NO-BREAK SPACE}:")):
                        return line
            assert self.serving.poll() is None, self.said.read_text()
            time.sleep(0.02)
        raise AssertionError(f"no server within {READY_WITHIN} s:\n{self.said.read_text()}")

    def pull_the_plug(self) -> None:
        """kill -9 to every process of the server at once."""
        assert self.serving is not None
        os.killpg(self.serving.pid, signal.SIGKILL)
        self.serving.wait()
        # The first of them is gone; those that it began hold the port until they are as well.
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.01)
        raise AssertionError("the server still listens")

    def stop(self) -> int:
        """Ask it to stop, as systemd does; its exit code."""
        assert self.serving is not None
        self.inside.end()
        self.serving.send_signal(signal.SIGTERM)
        return self.serving.wait(timeout=30)

    def end(self) -> None:
        self.inside.end()
        if self.serving is not None and self.serving.poll() is None:
            self.pull_the_plug()


def _make_example(folder: Path) -> None:
    Instance(folder, sqlite=True, migrated=True).run("demo")


class Browser:
    """Pages over one connection, cookies kept, forms sent with their key. It survives the server's restarts."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None

    def copy(self) -> Browser:
        """Another window of the same signed-in person."""
        other = Browser(self.port)
        other.cookies = dict(self.cookies)
        return other

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, str, str]:
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})

    def sign_in(self, line: str) -> None:
        """Follow the link of the line that the server printed."""
        found = re.search(r"http://\S+/link/\S+", line)
        assert found, line
        path = urlsplit(found[0]).path
        assert self.get(path)[0] == 200
        status, _body, _to = self.post(path)
        assert status == 303, (status, _body[:2000])

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, str, str]:
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            if fields is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            self.connection.request(method, path, None if fields is None else urlencode(fields), headers)
            answer = self.connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            raise Gone from error
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, body, answer.headers.get("Location", "")


def own_database(*, migrated: bool = False) -> str:
    """Under PostgreSQL (DATABASE_URL), a new database on that server; nothing on SQLite, where the folder is enough."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return ""
    import psycopg

    name = f"durability_{secrets.token_hex(4)}"
    template = f" TEMPLATE {tables.postgresql(url)}" if migrated else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{template}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
