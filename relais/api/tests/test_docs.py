"""docs/api.md is true: its commands are run against a live server, its tables say what the code says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from relais.acts.actor import Actor
from relais.api.reasons import WIRE
from relais.api.scopes import SCOPES
from relais.api.tests.kitchen import make_token
from relais.people import actions as people
from relais.people.models import Invitation
from tests.cast import Cast, by, make_cast

TOUR = (Path(settings.PACKAGE).parent / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|json)\n(.*?)^```$", TOUR, re.DOTALL | re.MULTILINE)
DONE = "--- done"


class Shell:
    """One shell, kept open, as of a person who pastes one block after the other."""

    def __init__(self, folder: Path) -> None:
        programs = folder / "bin"
        programs.mkdir()
        (programs / "python3").symlink_to(sys.executable)
        if shutil.which("curl") is None:
            curl = programs / "curl"
            curl.write_text(f"#!{sys.executable}\n{Path(__file__).with_name('curl.py').read_text()}")
            curl.chmod(0o755)
        self.process = subprocess.Popen(
            ["bash", "-euo", "pipefail"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd=folder, env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
        )  # fmt: skip

    def run(self, block: str) -> str:
        """What the block printed. Fails when a command of it did."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{block}\necho; echo '{DONE}'\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            if line.strip() == DONE:
                return "".join(said).strip()
            said.append(line)
        raise AssertionError(f"{block}\nstopped after:\n{''.join(said)}")

    def close(self) -> None:
        self.process.communicate("exit\n")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    opened = Shell(tmp_path)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_tour_runs_as_it_stands(shell: Shell, live_server: Any) -> None:
    cast = make_cast()
    shown: list[str] = []
    for kind, block in BLOCKS:
        if kind == "json":
            _resembles(block, shown[-1])
            continue
        given = block.replace("http://127.0.0.1:8000", live_server.url)
        if "OWNER=relais_…" in given:
            given = given.replace("relais_…", make_token(cast.owner).secret)
        if "EXECUTOR=relais_…" in given:
            given = given.replace("relais_…", _join(cast))
        shown.append(shell.run(given))
    said = "\n".join(shown)
    for expected in ("[]", "4000", "open", "proposed", "running", "hold", "accepted", "closed"):
        assert expected in said.splitlines(), (expected, said)
    assert "Ella wrote" not in said
    assert "Olive Owner closed “Product pages”." in said


def _join(cast: Cast) -> str:
    """The invited person comes by their link and makes a token."""
    invitation = Invitation.objects.get()
    owner = by(cast.owner)
    made = people.resend_invitation(invitation.id, by_hand=True, by=owner, now=timezone.now())
    member = people.accept_invitation(
        made.token, name="Ella", language="en", by=Actor(None, "web"), now=timezone.now()
    )
    return make_token(member).secret


def _resembles(block: str, shown: str) -> None:
    """What the document shows has the plain values of what came; `…` stands for what differs each time."""
    came = json.loads(shown[shown.index("{") :])
    told = re.findall(r'"(\w+)": ("[^"…]*"|\d+)', block.split('"token"', maxsplit=1)[0])
    assert len(told) > 1
    for name, value in told:
        assert came[name] == json.loads(value), name


def test_every_scope_and_status_is_in_the_tables() -> None:
    assert re.findall(r"^\| `([a-z]+:[a-z]+)` \|", TOUR, re.MULTILINE) == list(SCOPES)
    told = {int(status) for status in re.findall(r"^\| (\d{3}) \|", TOUR, re.MULTILINE)}
    assert told == {status for status, _text in WIRE.values()} | {403, 409, 422}
