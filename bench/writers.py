"""Eight writers at once on a running server: no false error, nothing lost, nothing twice, and the chain whole.

    an act answered as failed is not there; one answered as done is there; a repeated key is there once

Each writer keeps a connection of its own, as a browser or a program does. They write by the page's form and by the API, answer
one and the same request, capture lines, send an act twice under its key (one after the other, and two writers in the same
instant), and send what must be refused. Afterwards the texts in the log are counted and `relais verify` proves the rest.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.client import Answer, Client, Forms
from bench.measure import look_inside
from bench.places import ROOT, Place
from bench.server import running

WRITERS = 8
PATIENCE = 60.0
DONE = (200, 201, 303)


@dataclass(slots=True)
class Told:
    """What the server told the writers: by text, whether it was done; and all that was wrong at once."""

    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    repeats: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, text: str, answer: Answer | None, *, refused: bool = False) -> None:
        with self.lock:
            if answer is None:
                self.wrong.append(f"no answer for {text!r}")
                return
            self.seconds.append(answer.seconds)
            if refused:
                self.refused.add(text)
                if not 400 <= answer.status < 500:
                    self.wrong.append(f"{answer.status} where a refusal was due, for {text!r}")
            elif answer.status in DONE:
                self.done.add(text)
            else:
                self.refused.add(text)
                self.wrong.append(f"a false error: {answer.status} for {text!r}: {answer.text[:200]}")

    def differ(self, text: str, first: Answer | None, second: Answer | None) -> None:
        """A repeat must answer as the first did: with the same row, or by leading to the same place."""
        with self.lock:
            self.repeats += 1
            if first is not None and second is not None and _result(first) != _result(second):
                self.wrong.append(f"a repeated key was answered otherwise, for {text!r}")


def _result(answer: Answer) -> object:
    if answer.status == 303:
        return answer.headers.get("location")
    try:
        return answer.status, answer.json().get("id")
    except ValueError:
        return answer.status, None


class Writer(threading.Thread):
    """One of the eight."""

    def __init__(self, number: int, port: int, seen: dict[str, Any], told: Told, race: Race) -> None:
        super().__init__(name=f"writer-{number}", daemon=True)
        self.number, self.told, self.race = number, told, race
        self.rng = random.Random(number)
        who = ("owner", "manager", "executor")[number % 3]
        # The two of a pair are one person with two windows: a key belongs to who uses it.
        pair = ("owner", "manager")[number // 2 % 2]
        self.browser = Client(port, cookie=seen["cookies"][who])
        self.program = Client(port, token=seen["tokens"][who])
        self.paired = Client(port, token=seen["tokens"][pair])
        self.slug, self.count = seen["slug"], 0
        self.forms: dict[str, dict[str, str]] = {}

    def run(self) -> None:
        acts = (
            self._by_page,
            self._by_program,
            self._twice,
            self._in_the_same_instant,
            self._answer,
            self._refused,
        )
        try:
            while self.race.goes_on(self.count):
                self.count += 1
                acts[self.count % len(acts)]()
        except Exception as error:  # noqa: BLE001  (a writer that dies must not pass for one that found nothing)
            with self.told.lock:
                self.told.wrong.append(f"writer {self.number} ended: {type(error).__name__}: {error}")
        finally:
            self.race.leave(self.number)

    def _text(self, kind: str) -> str:
        return f"{self.race.mark} {kind} {self.number} {self.count} la commande est prête"

    def _by_page(self) -> None:
        kind, path = self.rng.choice((("page", "log/entries/"), ("line", "captures/lines/")))
        text, key = self._text(kind), uuid.uuid4().hex
        first = self._submit(path, text, key)
        self.told.hear(text, first)
        if self.count % 3 == 0:  # a double click
            self.told.differ(text, first, self._submit(path, text, key))

    def _submit(self, path: str, text: str, key: str) -> Answer | None:
        address = f"/b/{self.slug}/{path}"
        if address not in self.forms:
            page = self._asked(lambda: self.browser.get(f"/b/{self.slug}/log/"))
            self.forms = Forms(page.text).found if page else {}
        fields = self.forms[address] | {"text": text, "key": key}
        return self._asked(lambda: self.browser.post(address, fields))

    def _by_program(self) -> None:
        text = self._text("program")
        self.told.hear(text, self._write(self.program, text, uuid.uuid4().hex))

    def _twice(self) -> None:
        text, key = self._text("twice"), uuid.uuid4().hex
        first = self._write(self.program, text, key)
        self.told.hear(text, first)
        self.told.differ(text, first, self._write(self.program, text, key))

    def _in_the_same_instant(self) -> None:
        """Both of a pair send one act under one key, together."""
        round_ = self.race.meet(self.number)
        if round_ is None:
            return
        text = f"{self.race.mark} instant {self.number // 2} {round_} la commande est prête"
        answer = self._write(self.paired, text, f"instant-{self.number // 2}-{round_}-{self.race.mark[-8:]}")
        self.told.hear(text, answer)
        self.race.compare(self.number, text, answer, self.told)

    def _answer(self) -> None:
        """All answer the same request, so that all want the same row."""
        text = self._text("answer")
        said, key = {"text": text}, uuid.uuid4().hex
        address = f"/api/v1/log/entries/{self.race.root}/replies"
        program = self.paired
        self.told.hear(text, self._asked(lambda: program.post_json(address, said, key=key)))

    def _refused(self) -> None:
        text = self._text("refused") + "\x07"
        self.told.hear(text, self._write(self.program, text, uuid.uuid4().hex), refused=True)

    def _write(self, client: Client, text: str, key: str) -> Answer | None:
        return self._asked(lambda: client.post_json("/api/v1/log/entries", {"text": text}, key=key))

    def _asked(self, ask: Any) -> Answer | None:
        """Ask; where a kept connection was closed before the answer, ask again under the same key, once."""
        for _attempt in range(2):
            try:
                return ask()  # type: ignore[no-any-return]
            except (http.client.HTTPException, OSError):
                continue
        return None


class Race:
    """What the writers share: until when, the mark of their texts, the request they all answer, the meetings of pairs."""

    def __init__(self, seconds: float, least: int, mark: str, root: str) -> None:
        self.until, self.least, self.mark, self.root = time.monotonic() + seconds, least, mark, root
        self.barriers = [threading.Barrier(2) for _ in range(WRITERS // 2)]
        self.rounds: Counter[int] = Counter()
        self.answers: dict[str, Answer | None] = {}
        self.lock = threading.Lock()

    def goes_on(self, count: int) -> bool:
        """Whether a writer of so many acts writes another."""
        now = time.monotonic()
        return now < self.until or (count < self.least and now < self.until + PATIENCE)

    def meet(self, number: int) -> int | None:
        """Wait for the other of the pair; the number of their meeting, none when the other has gone."""
        try:
            self.barriers[number // 2].wait(timeout=20)
        except threading.BrokenBarrierError:
            return None
        with self.lock:
            self.rounds[number] += 1
            return self.rounds[number]

    def leave(self, number: int) -> None:
        self.barriers[number // 2].abort()

    def compare(self, number: int, text: str, answer: Answer | None, told: Told) -> None:
        with self.lock:
            if text not in self.answers:
                self.answers[text] = answer
                return
            other = self.answers.pop(text)
        told.differ(text, other, answer)


def contend(place: Place, *, seconds: float = 30, least: int = 0, processes: int = 4) -> dict[str, Any]:
    """Let them write for so long, then prove. `wrong` is empty when all was as promised.

    On a machine that is busy with other things, each goes on until it has tried `least` acts.
    """
    seen = look_inside(place, "people")
    mark = f"writers {uuid.uuid4().hex[:8]}"
    told = Told()
    with running(place.environment, arguments=("--workers", str(processes), "--threads", "2")) as server:
        opening = Client(server.port, token=seen["tokens"]["owner"])
        root = opening.post_json("/api/v1/log/entries", {"text": f"{mark} root"}).json()["id"]
        race = Race(seconds, least, mark, root)
        writers = [Writer(number, server.port, seen, told, race) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(seconds + PATIENCE + 60)
        told.wrong += [f"{writer.name} hangs" for writer in writers if writer.is_alive()]
    told.wrong += _missing_or_twice(told, look_inside(place, "texts", f"{mark} "))
    told.wrong += _verified(place)
    milliseconds = sorted(1000 * one for one in told.seconds) or [0.0]
    return {
        "seconds": seconds,
        "acts": len(told.seconds),
        "done": len(told.done),
        "refused": len(told.refused),
        "repeats": told.repeats,
        "per_second": round(len(told.seconds) / seconds, 1),
        "p50": round(statistics.median(milliseconds), 1),
        "p95": round(milliseconds[max(0, round(len(milliseconds) * 0.95) - 1)], 1),
        "worst": round(milliseconds[-1], 1),
        "wrong": told.wrong[:50],
    }


def _missing_or_twice(told: Told, there: dict[str, int]) -> list[str]:
    wrong = [f"answered as done and not there: {text!r}" for text in told.done if text not in there]
    wrong += [f"there {count} times: {text!r}" for text, count in there.items() if count > 1]
    wrong += [f"answered as failed and there: {text!r}" for text in told.refused if there.get(text.strip())]
    known = {text.strip() for text in told.done | told.refused}
    wrong += [
        f"there and never answered: {text!r}"
        for text in there
        if text not in known and not text.endswith("root")
    ]
    return wrong


def _verified(place: Place) -> list[str]:
    """What `relais verify` finds wrong."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("relais")), "verify", "--json", "--lang", "en"],
        cwd=ROOT, env=os.environ | place.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return [f"relais verify ended with {done.returncode}: {done.stderr.strip()[:300]}"]
    findings = [*said["database"], *(one for business in said["businesses"] for one in business["findings"])]
    return [f"verify: {one['text']}" for one in findings]


def told(writers: dict[str, Any]) -> str:
    """In a sentence, and what was wrong below."""
    sentence = (
        f"{writers['acts']:,} acts in {writers['seconds']:g} s ({writers['per_second']:g} a second; p50 {writers['p50']:g} ms,"
        f" p95 {writers['p95']:g} ms, the longest {writers['worst']:g} ms), {writers['repeats']:,} of them also sent twice under"
        f" one key, {writers['refused']:,} refused as they had to be: "
    )
    wrong = writers["wrong"]
    return sentence + (
        "nothing was wrong." if not wrong else "**wrong:**\n\n" + "\n".join(f"* {one}" for one in wrong)
    )
