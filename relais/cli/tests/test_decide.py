"""`relais breakeven FILE` and `relais scenarios FILE`: figures for whoever has a file, and one line for each fault of it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from relais.cli.run import run

CASE: dict[str, Any] = {
    "owner_rate": 60, "owner_h": 1.0, "deleg_rate": 20, "first_h": 2.0, "floor_h": 0.9, "learning_rate": 0.8, "train_h": 5,
    "handover_cost": 40, "redo_first": 0.3, "redo_last": 0.05, "redo_decay": 0.2, "review_h": 0.1, "rework_h": 0.8,
    "per_week": 3, "discount_per_year": 0, "start": "2026-11-23",
}  # fmt: skip
SHEET: dict[str, Any] = {
    "outcomes": [
        {"id": "theft", "title": "Images sous licence", "probability": [0.05, 0.15], "effect": [150, 300, 900]},
        {"id": "delay", "probability": 0.5, "effect": [1, 3, 8], "unit": "hours"},
        {"id": "fame", "probability": 0.3, "effect": 200, "kind": "gain"},
    ],
    "safeguards": [
        {"id": "backup", "cost": 10, "acts": [{"outcome": "theft", "probability": 0.2}]},
        {"id": "insurance", "cost": 900, "acts": [{"outcome": "theft", "excluded": True}]},
    ],
    "rank_correlations": [{"outcomes": ["theft", "delay"], "rank": 0.5}],
    "bearable": 500,
    "hour_rate": 40,
}  # fmt: skip


@pytest.fixture
def relais(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def relais(command: str, given: Any, *options: str, language: str = "en") -> tuple[int, str, list[str]]:
        file = tmp_path / "input.json"
        file.write_text(given if isinstance(given, str) else json.dumps(given))
        code = run(["--lang", language, command, str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()

    return relais


def test_a_break_even_as_json(relais: Any) -> None:
    code, out, err = relais("breakeven", CASE)
    said = json.loads(out)
    assert (code, err) == (0, [])
    assert {"occurrence", "weeks", "date", "balance", "owner_hours", "gain_per_week_after_learning"} <= set(
        said
    )
    assert (said["occurrence"], said["weeks"], said["date"]) == (21, 7.0, "2027-01-11")
    balance = dict(said["balance"])
    assert [balance[n] for n in (1, 20, 50)] == [-432.6, -2.454622, 831.982069]
    assert dict(said["owner_hours"])[1] == pytest.approx(-5 + 1 - 0.1 - 0.3 * 0.1)
    assert said["gain_per_week_after_learning"] == 104.7
    assert said["uncertainty"] is None


def test_never_is_null(relais: Any) -> None:
    code, out, _ = relais("breakeven", {**CASE, "deleg_rate": 80})
    said = json.loads(out)
    assert code == 0
    assert said["occurrence"] is said["weeks"] is said["date"] is None
    assert said["reason"] == "no_gain"


def test_without_a_start_today_counts(relais: Any) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        _, out, _ = relais("breakeven", {key: one for key, one in CASE.items() if key != "start"})
    assert json.loads(out)["date"] == "2027-01-11"


def test_ranges_make_a_distribution(relais: Any) -> None:
    ranged = {**CASE, "train_h": [3, 5, 12], "learning_rate": [0.7, 0.8, 0.95]}
    _, out, _ = relais("breakeven", ranged, "--draws", "2000", "--seed", "7")
    said = json.loads(out)
    uncertain = said["uncertainty"]
    assert said["occurrence"] == 21
    assert (uncertain["draws"], uncertain["seed"]) == (2000, 7)
    assert [one["key"] for one in uncertain["depends_on"]] == ["train_h", "learning_rate"]
    assert out == relais("breakeven", ranged, "--draws", "2000", "--seed", "7")[1]
    assert out != relais("breakeven", ranged, "--draws", "2000", "--seed", "8")[1]


def test_a_word_for_the_learning_rate(relais: Any) -> None:
    assert relais("breakeven", {**CASE, "learning_rate": "usual"})[1] == relais("breakeven", CASE)[1]
    assert relais("breakeven", {**CASE, "learning_rate": "brisk"})[2] == [
        "relais: learning_rate: must be quick, usual, slow, or a number"
    ]


def test_every_fault_of_a_case_has_its_line(relais: Any) -> None:
    wrong = {
        **CASE, "owner_rate": -1, "owner_h": [3, 2, 1], "deleg_rate": "20", "learning_rate": 0, "per_week": [0, 1, 2],
        "train_h": [1, 2], "start": "tomorrow", "color": 1, "redo_first": 30,
    }  # fmt: skip
    del wrong["floor_h"]
    code, out, err = relais("breakeven", wrong)
    assert (code, out) == (2, "")
    assert sorted(err) == [
        "relais: color: this key is not known",
        "relais: deleg_rate: must be a number",
        "relais: floor_h: this key is missing",
        "relais: learning_rate: must be above 0, and at most 1",
        "relais: owner_h: is the wrong way round: low must come first, high last",
        "relais: owner_rate: must be 0 or more, and at most 10^12",
        "relais: per_week: must be above 0, and at most a million",
        "relais: redo_first: must be between 0 and 1",
        "relais: start: must be a date as ISO 8601 writes it, such as 2026-11-23",
        "relais: train_h: must be a number, or a list of three: low, most likely, high",
    ]


def test_faults_between_two_keys(relais: Any) -> None:
    assert relais("breakeven", {**CASE, "floor_h": 3})[2] == [
        "relais: floor_h: must not be above the first time"
    ]
    assert relais("breakeven", {**CASE, "floor_h": 3}, language="fr")[2] == [
        "relais: floor_h: ne doit pas dépasser le temps de la première fois"
    ]


def test_a_scenario_sheet_as_json(relais: Any) -> None:
    code, out, err = relais("scenarios", SHEET, "--draws", "20000", "--seed", "3")
    said = json.loads(out)
    assert (code, err) == (0, [])
    before, after = said["before"], said["after"]
    assert before["expected_loss"] == pytest.approx(0.1 * 375 + 0.5 * 3.5 * 40 - 0.3 * 200)
    for name in ("expected_loss", "worst_5_percent", "chance_beyond_bearable"):
        least, most = before["by_probability"][name]
        assert least < before[name] < most
    assert after["worst_5_percent"] < before["worst_5_percent"]
    assert after["chance_beyond_bearable"] < before["chance_beyond_bearable"]
    assert before["watch"][0]["id"] == "theft"
    assert [(one["id"], one["pays"]) for one in said["safeguards"]] == [
        ("backup", True),
        ("insurance", False),
    ]
    assert sum(said["histogram"]["before"]) == said["draws"] == 20000
    assert out == relais("scenarios", SHEET, "--draws", "20000", "--seed", "3")[1]


def test_every_fault_of_a_sheet_has_its_line(relais: Any) -> None:
    wrong = {
        "outcomes": [
            {"id": "a", "probability": "often", "effect": [1, 2], "kind": "cost", "unit": "days", "x": 1},
            {"probability": [0.1, 0.2, 0.3], "effect": 3},
        ],
        "safeguards": [{"id": "s", "cost": 1, "acts": [{"outcome": "a", "excluded": "yes"}]}],
        "rank_correlations": [{"outcomes": ["a"], "rank": 0.5}],
        "bearable": "all",
    }  # fmt: skip
    code, out, err = relais("scenarios", wrong)
    assert (code, out) == (2, "")
    assert {line.removeprefix("relais: ").split(": ")[0] for line in err} == {
        "outcomes[0].probability", "outcomes[0].effect", "outcomes[0].kind", "outcomes[0].unit", "outcomes[0].x",
        "outcomes[1].id", "outcomes[1].probability",
        "safeguards[0].acts[0].excluded", "rank_correlations[0].outcomes", "bearable",
    }  # fmt: skip


def test_probabilities_that_do_not_add_up(relais: Any) -> None:
    outcomes = [
        {"id": name, "probability": 0.6, "effect": 10, "group": "result"} for name in ("worst", "best")
    ]
    assert relais("scenarios", {"outcomes": outcomes})[::2] == (
        2, ["relais: outcomes[1].probability: with the others of its group, this is above 1"],
    )  # fmt: skip


def test_every_code_has_its_sentence() -> None:
    """Codes that the engine's modules name are all known to the command line, or belong to what it does not read."""
    from relais.cli.decidefile import texts
    from relais.engine.decide import breakeven, payback, scenarios, simulation

    said = set(texts()) | {"id_empty", "input_unknown"}
    for module in (breakeven, payback, scenarios, simulation):
        source = Path(str(module.__file__)).read_text()
        codes = set(re.findall(r'Fault\([^)]*?, "(\w+)"\)', source))
        codes |= set(re.findall(r'return "(\w+_\w+)"$', source, re.MULTILINE))
        assert codes <= said


@pytest.mark.parametrize("command", ["breakeven", "scenarios"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The input is not JSON."),
        ('{"owner_rate": NaN}', "The input is not JSON."),
        ("[]", "must be an object, in braces"),
        ('{"a": 1, "a": 2}', "a: this key is there twice in one object"),
    ],
)
def test_what_is_no_input_at_all(relais: Any, command: str, text: str, said: str) -> None:
    assert relais(command, text) == (2, "", [f"relais: {said}"])


@pytest.mark.parametrize("command", ["breakeven", "scenarios"])
def test_draws_and_seeds_that_cannot_be(relais: Any, command: str) -> None:
    given = SHEET if command == "scenarios" else {**CASE, "train_h": [1, 2, 3]}
    code, _, err = relais(command, given, "--draws", "0", "--seed", "-1")
    assert (code, err) == (
        2,
        ["relais: draws: are too few or too many", "relais: seed: must be between 0 and 2^63 − 1"],
    )


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(CASE).encode())))
    assert run(["--lang", "en", "breakeven", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["occurrence"] == 21


@pytest.mark.parametrize(
    ("command", "given", "unwanted"),
    [("breakeven", CASE, ("django", "sqlite3", "numpy")), ("scenarios", SHEET, ("django", "sqlite3"))],
)
def test_they_need_neither_django_nor_a_database(
    tmp_path: Path, command: str, given: dict[str, Any], unwanted: tuple[str, ...]
) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps(given))
    code = (
        "import sys; from relais.cli.run import run; code = run([sys.argv[1], sys.argv[2]]);"
        "sys.exit(code or any(name in sys.modules for name in sys.argv[3].split()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command, str(file), " ".join(unwanted)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
