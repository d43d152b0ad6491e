"""`relais recurring FILE`: what keeps coming back in a file of notes, and one line for each line that is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from relais.cli.run import run
from relais.engine.words.recurring import NOTES_LIMIT

NOTES = """\
2026-11-02\trecherche d’images
2026-11-09\tencore 2 h à chercher des photos
image hunting

2026-11-10\tdéclaration de TVA
\tVAT return
téléphone
"""

Recurring = Callable[..., tuple[int, str, list[str]]]


@pytest.fixture
def recurring(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Recurring:
    def recurring(content: str | bytes, *options: str, language: str = "en") -> tuple[int, str, list[str]]:
        file = tmp_path / "notes.txt"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        code = run(["--lang", language, "recurring", str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()

    return recurring


def lines(out: str) -> list[list[int]]:
    return [group["lines"] for group in json.loads(out)["groups"]]


def test_groups_as_json(recurring: Recurring) -> None:
    code, out, err = recurring(NOTES)
    assert (code, err) == (0, [])
    assert json.loads(out) == {
        "notes": 6,
        "groups": [
            {
                "name": "image hunting", "count": 3, "first_on": "2026-11-02", "last_on": "2026-11-09", "every_days": 7.0,
                "days": ["2026-11-02", "2026-11-09"], "lines": [1, 2, 3],
            },
            {
                "name": "VAT return", "count": 2, "first_on": "2026-11-10", "last_on": "2026-11-10", "every_days": None,
                "days": ["2026-11-10"], "lines": [5, 6],
            },
        ],
        "alone": [7],
    }  # fmt: skip


def test_what_was_said_of_lines_wins(recurring: Recurring) -> None:
    _, out, _ = recurring(NOTES, "--together", "1,7", "--apart", "1, 3")
    assert sorted(lines(out)) == [[1, 7], [2, 3], [5, 6]]
    _, out, _ = recurring(NOTES, "--together", "1,2", "--together", "2,7", "--apart", "1,3,5")
    assert lines(out) == [[1, 2, 7], [5, 6]]


@pytest.mark.parametrize("content", [b"", b"\n \n\t\n", b"\xef\xbb\xbf"])
def test_no_note_gives_no_group(recurring: Recurring, content: bytes) -> None:
    code, out, err = recurring(content.replace(b"\t", b""))
    assert (code, json.loads(out), err) == (0, {"notes": 0, "groups": [], "alone": []}, [])


def test_a_byte_order_mark_and_lines_of_other_systems_are_read(recurring: Recurring) -> None:
    _, out, _ = recurring(b"\xef\xbb\xbf2026-11-02\tTVA\r\n2026-11-03\tla TVA\r\n")
    assert json.loads(out)["groups"][0]["days"] == ["2026-11-02", "2026-11-03"]


def test_every_line_that_is_wrong_is_told_and_nothing_is_grouped(recurring: Recurring) -> None:
    long = b"a" * 1_000_000
    content = b"\n".join([long, b"TVA", b"12/11/2026\tTVA", b"caf\xe9", b"2026-11-02\t ", b"2026-02-30\tx"])
    code, out, err = recurring(content)
    assert (code, out) == (2, "")
    assert err == [
        "relais: line 1: is longer than 4,000 characters: a note is a line or two",
        "relais: line 3: must be a date as ISO 8601 writes it, such as 2026-11-23",
        "relais: line 4: is not UTF-8 text",
        "relais: line 5: there is a date and no note",
        "relais: line 6: must be a date as ISO 8601 writes it, such as 2026-11-23",
    ]


def test_faults_are_told_in_french(recurring: Recurring) -> None:
    code, _, err = recurring(b"12/11/2026\tTVA\ncaf\xe9", language="fr")
    assert code == 2
    assert err[0].startswith("relais: ligne 1")
    assert "UTF-8" in err[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--apart", "1,1"], "--apart 1,1: names a line twice"),
        (["--apart", "1,4"], "--apart 1,4: there is no note on one of these lines"),
        (["--together", "1,99"], "--together 1,99: there is no note on one of these lines"),
        (["--together", "1,2", "--apart", "2,1"], "--apart 2,1: was put together too"),
        (["--together", "one"], "--together one: must be numbers of lines with commas between them, such as 3,17"),
        (["--apart", "3"], "--apart 3: must be numbers of lines with commas between them, such as 3,17"),
        (["--apart", ",".join(map(str, range(1, 102)))], "--apart: at most 100 lines may be named at once"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_lines(recurring: Recurring, options: list[str], said: str) -> None:
    assert recurring(NOTES, *options) == (2, "", [f"relais: {said}"])


def test_too_many_notes(recurring: Recurring) -> None:
    code, _, err = recurring("x\n" * (NOTES_LIMIT + 1))
    assert (code, err) == (2, ["relais: There are more than 20,000 notes."])


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "recurring", "/nowhere/notes.txt"]) == 2
    assert capsys.readouterr().err == "relais: /nowhere/notes.txt: No such file or directory\n"


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NOTES.encode())))
    assert run(["--lang", "en", "recurring", "-"]) == 0
    assert lines(capsys.readouterr().out) == [[1, 2, 3], [5, 6]]


def test_it_needs_neither_django_nor_a_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(NOTES, encoding="utf-8")
    code = (
        "import sys; from relais.cli.run import run; run(['recurring', sys.argv[1]]);"
        "sys.exit(any(name in sys.modules for name in ('django', 'sqlite3')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
