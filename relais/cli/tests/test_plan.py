"""`relais plan FILE`: a plan for whoever has a file and nothing else, and one line for each fault of it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from relais.cli.run import run

PROBLEM: dict[str, Any] = {
    "zone": "Europe/Paris",
    "now": "2026-11-23T08:30:00+01:00",
    "windows": [
        {"start": "2026-11-23T09:00:00+01:00", "end": "2026-11-23T12:00:00+01:00", "energy": 1.0},
        {"start": "2026-11-23T14:00:00+01:00", "end": "2026-11-23T17:00:00+01:00", "energy": 0.5},
    ],
    "fixed": [
        {
            "id": "mail",
            "title": "Mail",
            "start": "2026-11-23T15:00:00+01:00",
            "end": "2026-11-23T15:20:00+01:00",
        }
    ],
    "dated": [
        {
            "id": "vat",
            "title": "TVA",
            "minutes": 45,
            "due": "2026-11-23T16:00:00+01:00",
            "penalty": 180,
            "earliest": None,
        }
    ],
    "important": [{"id": "course", "minutes": 300, "value": 900, "whole": False, "most_important": True}],
    "safety_minutes": 0,
}


def changed(**keys: Any) -> dict[str, Any]:
    return {**PROBLEM, **keys}


@pytest.fixture
def plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def plan(problem: Any, *options: str, language: str = "en") -> tuple[int, str, list[str]]:
        file = tmp_path / "problem.json"
        file.write_text(problem if isinstance(problem, str) else json.dumps(problem))
        code = run(["--lang", language, "plan", str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()

    return plan


def test_a_plan_as_json(plan: Any) -> None:
    code, out, err = plan(PROBLEM)
    said = json.loads(out)
    assert (code, err) == (0, [])
    assert list(said) == [
        "pieces", "margins", "latest_start", "given_up", "penalty", "penalty_lower_bound", "value", "proof", "findings",
    ]  # fmt: skip
    assert said["pieces"][0] == {
        "id": "course", "start": "2026-11-23T09:00:00+01:00", "end": "2026-11-23T12:00:00+01:00",
    }  # fmt: skip
    assert said["margins"] == {"2026-11-23T16:00:00+01:00": 235}
    assert said["latest_start"] == {"vat": "2026-11-23T14:55:00+01:00"}  # 20 minutes of mail are in between
    assert said["proof"] == "exact"


def test_a_date_given_up_is_exit_code_3(plan: Any) -> None:
    long = {"id": "book", "minutes": 400, "due": "2026-11-23T17:00:00+01:00", "penalty": 20}
    code, out, _ = plan(changed(dated=[*PROBLEM["dated"], long]))
    said = json.loads(out)
    assert code == 3
    assert said["given_up"] == [{"id": "book", "penalty": 20.0, "short_minutes": 105}]
    assert (said["penalty"], said["penalty_lower_bound"]) == (20.0, 20.0)
    assert said["findings"][0] == {"code": "plan.longer_than_time", "id": "book", "minutes": 60}


def test_a_plan_to_read_in_both_languages(plan: Any) -> None:
    _, english, _ = plan(PROBLEM, "--format", "text")
    assert "Monday, November 23, 2026" in english
    assert "  09:00–12:00  course (important)" in english
    assert "Every date is met." in english
    _, french, _ = plan(PROBLEM, "--format", "text", language="fr")
    assert "lundi 23 novembre 2026" in french
    assert "TVA (daté)" in french
    assert "Toutes les échéances sont tenues." in french


def test_every_fault_has_its_line_and_its_path(plan: Any) -> None:
    wrong = changed(
        zone="Nowhere/Here",
        bar=1,
        windows=[{"start": "yesterday", "end": "2026-11-23T12:00:00+01:00", "energy": "high", "foo": 2}],
        dated=[{"id": 7, "minutes": 1.5, "penalty": True, "due": "2026-11-23T16:00:00+01:00"}],
        important=[{"id": "course", "minutes": 300, "value": 900, "whole": "no"}, 3],
    )
    code, out, err = plan(wrong)
    assert (code, out) == (2, "")
    assert {line.removeprefix("relais: ").split(": ")[0] for line in err} == {
        "bar", "zone", "windows[0].foo", "windows[0].start", "windows[0].energy", "dated[0].id", "dated[0].minutes",
        "dated[0].penalty", "important[0].whole", "important[1]",
    }  # fmt: skip


def test_what_the_engine_refuses_has_a_line_too(plan: Any) -> None:
    window = {"start": "2026-11-23T12:00:00", "end": "2026-11-23T09:00:00+01:00", "energy": 2}
    code, _, err = plan(changed(windows=[window]))
    assert code == 2
    assert err == [
        "relais: windows[0].start: must say its offset, such as +01:00 or Z",
        "relais: windows[0].energy: must be between 0 and 1",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The input is not JSON."),
        ("[" * 100_000, "The input is not JSON."),
        ('{"now": NaN}', "The input is not JSON."),
        ("[]", "must be an object, in braces"),
        ('{"now": 1, "now": 2}', "now: this key is there twice in one object"),
    ],
)
def test_what_is_no_problem_at_all(plan: Any, text: str, said: str) -> None:
    assert plan(text) == (2, "", [f"relais: {said}"])


def test_a_file_that_is_wrong_throughout_is_told_briefly(plan: Any) -> None:
    code, _, err = plan(changed(dated=[{"id": "x"}] * 10_000))
    assert code == 2
    assert len(err) <= 52


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "plan", "/nowhere/problem.json"]) == 2
    assert capsys.readouterr().err == "relais: /nowhere/problem.json: No such file or directory\n"


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(PROBLEM).encode())))
    assert run(["--lang", "en", "plan", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["given_up"] == []


def test_it_needs_neither_django_nor_a_database_nor_numpy(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(PROBLEM))
    code = (
        "import sys; from relais.cli.run import run; run(['plan', sys.argv[1]]);"
        "sys.exit(any(name in sys.modules for name in ('django', 'sqlite3', 'numpy')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
