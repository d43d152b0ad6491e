"""A worker that dies between taking a notice and having sent it: the notice is sent by the next one, and once."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.durability.instance import Instance

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]

INVITE = """
from django.utils import timezone
from relais.acts.actor import Actor
from relais.people.actions import invite
from relais.people.models import Membership
owner = Membership.objects.filter(role="owner").latest("id")
for name in ("one", "two", "three"):
    invite(email=f"{name}@durability.test", role="executor", by=Actor.of(owner, "web"), now=timezone.now())
"""
# What the lease of a claim waits for: the clock cannot be moved from here, so the claim is made older.
MINUTES_PASS = """
from datetime import timedelta
from django.db.models import F
from relais.acts.models import Notice
Notice.objects.exclude(claimed_at=None).update(claimed_at=F("claimed_at") - timedelta(minutes=6))
"""
LEFT = """
from relais.acts.models import Notice
print(Notice.objects.filter(sent_at=None).count(), Notice.objects.exclude(claimed_at=None).count())
"""


class Post(socketserver.ThreadingTCPServer):
    """A mail server that can hold its breath: while `holding`, it takes a mail and does not answer."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.holding = threading.Event()
        self.taken: list[str] = []


class _Session(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self._say("220 durability")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                self._take()
            else:
                self._say("221 bye" if word == "QUIT" else "250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.taken.append("\n".join(lines))
        while self.server.holding.is_set():
            time.sleep(0.01)
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def _post() -> Iterator[Post]:
    with Post() as post:
        threading.Thread(target=post.serve_forever, daemon=True).start()
        yield post
        post.holding.clear()
        post.shutdown()


def test_a_notice_taken_by_a_worker_that_dies_is_sent_by_the_next(tmp_path: Path) -> None:
    with _post() as post:
        port = post.server_address[1]
        mail = f"smtp://127.0.0.1:{port}?from=relais@durability.test"
        instance = Instance(tmp_path, example=True, RELAIS_MAIL=mail)
        instance.python(INVITE)
        post.holding.set()
        first = instance.spawn("worker")
        _until(lambda: len(post.taken) == 1)
        first.kill()
        first.wait()
        assert instance.python(LEFT).split() == ["3", "1"]  # claimed, not sent, not lost
        post.holding.clear()
        instance.python(MINUTES_PASS)
        second = instance.spawn("worker")
        _until(lambda: instance.python(LEFT).split() == ["0", "0"])
        second.terminate()
        assert second.wait(timeout=30) == 0
    # The mail server had taken one before the worker died; both copies bear one Message-ID.
    ids = [line for mail in post.taken for line in mail.splitlines() if line.startswith("Message-ID")]
    assert len(ids) == 4
    assert len(set(ids)) == 3


def _until(condition: Callable[[], bool], within: float = 60.0) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
