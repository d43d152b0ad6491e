"""Two servers and two workers on one PostgreSQL, as docs/deploy.md has them: one of each dies, and nobody notices."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.inside import Inside
from tests.durability.instance import Browser, Gone, Instance
from tests.durability.test_kill import LOOK, Writer, _slug
from tests.machine.ports import free_port

pytestmark = [
    pytest.mark.durability,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="several servers share a PostgreSQL"),
]

INVITED = 12


class Machine(Instance):
    """Another machine: the same database and files, a port of its own."""

    def __init__(self, first: Instance, name: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.data, self.said = first.data, first.said.with_name(f"{name}.txt")
        self.serving = None
        self.environment = {**first.environment, "PORT": str(self.port)}
        self.inside = Inside(self.environment)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[list[Instance]]:
    first = Instance(tmp_path, example=True)
    found = [first, *(Machine(first, name) for name in ("web-2", "worker-1", "worker-2"))]
    yield found
    for one in found:
        one.end()


class Walker(Writer):
    """Sends each act to one machine, then the same to the other, whichever of them is up."""

    def __init__(self, number: int, browsers: list[Browser], kinds: dict[str, str]) -> None:
        super().__init__(number, browsers[0], kinds)
        self.browsers = browsers
        self.turn = number

    def _send(self, kind: str, key: str) -> bool:
        self.turn += 1
        self.browser = self.browsers[self.turn % 2]
        return super()._send(kind, key)


def test_two_of_each_do_everything_once_and_outlive_each_other(machines: list[Instance]) -> None:
    one, two, worker, other_worker = machines
    link = one.start("--no-worker", "--workers", "2")
    two.start("--no-worker", "--no-link", "--workers", "2")
    worker.serving, other_worker.serving = worker.spawn("worker"), other_worker.spawn("worker")

    browser = Browser(one.port)
    browser.sign_in(link)
    slug = _slug(browser)
    beside = Browser(two.port)
    beside.cookies = browser.cookies
    assert beside.get(f"/b/{slug}/")[0] == 200, "signed in on one machine, signed in on the other"

    kinds = {"request": f"/b/{slug}/log/entries/", "line": f"/b/{slug}/captures/lines/"}
    walkers = [Walker(n, [browser.copy(), beside.copy()], kinds) for n in range(4)]
    for walker in walkers:
        walker.start()
    try:
        time.sleep(1.5)
        one.pull_the_plug()
        assert worker.serving is not None
        os.killpg(worker.serving.pid, signal.SIGKILL)
        time.sleep(1.5)
        one.start("--no-worker", "--no-link", "--workers", "2")
        worker.serving = worker.spawn("worker")
        for number in range(INVITED):
            _invite([browser, beside][number % 2], slug, number)
        time.sleep(1)
    finally:
        for walker in walkers:
            walker.stopping.set()
        for walker in walkers:
            walker.join(timeout=60)
    _every_invitation_went_out_once(one, [worker, other_worker])
    assert [one.stop(), two.stop()] == [0, 0]
    _all_is_there(one, walkers)


def _invite(browser: Browser, slug: str, number: int) -> None:
    fields = {
        "email": f"guest{number}@example.org",
        "role": "executor",
        "language": "en",
        "key": f"invite-{number}",
    }
    for _attempt in range(20):
        try:
            status, body, _to = browser.post(f"/b/{slug}/team/invitations/", **fields)
        except Gone:
            time.sleep(0.2)
            continue
        assert status == 303, body[:2000]
        return
    raise AssertionError("nobody answered")


def _every_invitation_went_out_once(one: Instance, workers: list[Instance]) -> None:
    count = (
        "from relais.acts.models import Notice\n"
        "print(Notice.objects.filter(kind='invitation', email__startswith='guest', sent_at=None).count())"
    )
    until = time.monotonic() + 30
    while one.python(count).strip() != "0":
        assert time.monotonic() < until, "the workers do not send"
        time.sleep(0.5)
    said = "".join(worker.said.read_text() for worker in workers)
    sent = {number: said.count(f"--- guest{number}@example.org:") for number in range(INVITED)}
    assert set(sent.values()) == {1}, sent


def _all_is_there(one: Instance, walkers: list[Walker]) -> None:
    there = json.loads(one.python(LOOK))
    acknowledged = {key for walker in walkers for key in walker.acknowledged}
    assert len(acknowledged) > 40
    assert acknowledged <= set(there["keys"])
    assert len(there["texts"]) == len(set(there["texts"])), "a repeated key did its act twice"
    assert not [strange for walker in walkers for strange in walker.strange]
    assert "Nothing was altered, nothing is missing." in one.run("verify")
