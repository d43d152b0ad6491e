"""The plug is pulled at any moment during writes: every acknowledged act is there, no half act is, and all of it verifies."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.durability.instance import Browser, Gone, Instance

pytestmark = [pytest.mark.durability, pytest.mark.timeout(300)]

KILLS = 10
HALVES = 2
"""Two instances are killed beside each other, `KILLS` times each: twenty in all."""

LOOK = """
import json
from collections import Counter
from relais.activities.models import Capture
from relais.acts.models import DoneAct, Entry, EntryText
from relais.funds.models import Seal, Transaction
from relais.log.models import Thread
types = Counter(Entry.objects.values_list("type", flat=True))
moves = Counter(Transaction.objects.values_list("move", flat=True))
keys = DoneAct.objects.filter(key__startswith="web:durability")
print(json.dumps({
    "texts": [body for body in EntryText.objects.values_list("body", flat=True) if body.startswith("durability")],
    "keys": {done.key.removeprefix("web:"): done.result_id for done in keys},
    "pledged": {str(t.pk): t.amount for t in Transaction.objects.filter(move="pledge")},
    "requests": [types["request.written"], Thread.objects.count()],
    "lines": [types["line.captured"], Capture.objects.count()],
    "pledges": [types["funds.pledged"], moves["pledge"]],
    "seals": [Seal.objects.count(), Transaction.objects.count()],
}))
"""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    one = Instance(tmp_path, example=True)
    yield one
    one.end()


class Writer(threading.Thread):
    """Does one act after the other, each until it is acknowledged under its key, whatever happens to the server."""

    def __init__(self, number: int, browser: Browser, kinds: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.number, self.browser, self.kinds = number, browser, kinds
        self.acknowledged: dict[str, str] = {}
        self.strange: list[str] = []
        self.stopping = threading.Event()
        self.chance = random.Random(number)

    def run(self) -> None:
        act = 0
        while not self.stopping.is_set():
            act += 1
            key, kind = f"durability-{self.number}-{act}", self.chance.choice(sorted(self.kinds))
            while not self.stopping.is_set() and not self._send(kind, key):
                time.sleep(0.02)
            # Now and then an answer is lost on the way: the same form is sent again, and must do nothing.
            if key in self.acknowledged and self.chance.random() < 0.2:
                self._send(kind, key)

    def _send(self, kind: str, key: str) -> bool:
        fields = {"amount": "1"} if kind == "pledge" else {"text": f"durability {kind} {key}"}
        try:
            status, body, _to = self.browser.post(self.kinds[kind], key=key, **fields)
        except Gone:
            return False
        if status in (302, 303):
            self.acknowledged[key] = kind
            return True
        self.strange.append(f"{kind}: {status} {body[:500]}")
        return False


@pytest.mark.parametrize("half", range(HALVES))
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(instance: Instance, half: int) -> None:
    browser = Browser(instance.port)
    browser.sign_in(instance.start())
    slug = _slug(browser)
    kinds = {
        "request": f"/b/{slug}/log/entries/",
        "line": f"/b/{slug}/captures/lines/",
        "pledge": f"/b/{slug}/funds/{_milestone(instance)}/pledge/",
    }
    writers = [Writer(number, browser.copy(), kinds) for number in range(4)]
    for writer in writers:
        writer.start()
    chance = random.Random(2026 + half)
    try:
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.05, 0.9))
            instance.pull_the_plug()
            instance.start("--no-link")
        time.sleep(0.5)
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(timeout=60)
    instance.pull_the_plug()
    _look(instance, writers)
    assert not [strange for writer in writers for strange in writer.strange]
    assert sum(len(writer.acknowledged) for writer in writers) > KILLS * 4
    instance.start("--no-link")
    assert instance.stop() == 0


def _look(instance: Instance, writers: list[Writer]) -> None:
    """With the server dead, what is in the database."""
    acknowledged = {key: kind for writer in writers for key, kind in writer.acknowledged.copy().items()}
    there = json.loads(instance.python(LOOK))
    written = there["texts"]
    assert len(written) == len(set(written)), "a repeated key did its act twice"
    for key, kind in acknowledged.items():
        assert key in there["keys"], f"{kind} {key} was acknowledged and is lost"
        if kind == "pledge":
            assert there["pledged"].get(there["keys"][key]) == 100, f"{key} has no transaction"
        else:
            assert f"durability {kind} {key}" in written
    for name in ("requests", "lines", "pledges", "seals"):
        entries, rows = there[name]
        assert entries == rows, f"{name}: {entries} entries and {rows} rows"
    assert "Nothing was altered, nothing is missing." in instance.run("verify")


def _slug(browser: Browser) -> str:
    _status, _body, to = browser.get("/")
    return urlsplit(to).path.split("/")[2]


def _milestone(instance: Instance) -> str:
    """One of the example on which money can still be pledged: the newsletter's, proposed and not yet accepted."""
    return instance.python(
        "from relais.funds.models import Account\n"
        "print(Account.objects.filter(kind='pledged', balance__gt=0).latest('id').milestone_id)"
    ).strip()
