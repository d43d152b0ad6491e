"""The server for the tests is there, is the tests' own, and is gone afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.machine import postgres
from tests.machine.packages import Missing


def value(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        assert row
        return row[0]


@pytest.fixture(scope="module")
def programs():
    found = postgres.installed()
    if found is None:
        pytest.skip("no PostgreSQL server is installed here; bin/test says so too")
    return found


@pytest.mark.parametrize("fsync", [True, False])
def test_a_server_starts_with_the_durability_that_was_asked(programs, fsync):
    with postgres.server(programs, fsync=fsync) as url:
        assert value(url, "show fsync") == ("on" if fsync else "off")
        assert value(url, "show synchronous_commit") == ("on" if fsync else "off")
        assert value(url, "select current_database()") == "relais"
        assert value(url, "show listen_addresses") == "127.0.0.1"
        assert value(url, "select lower('É')") == "é"


def test_a_failure_inside_still_stops_it_and_removes_its_folder(programs, monkeypatch):
    made: list[str] = []
    really = tempfile.mkdtemp

    def remembered(**options: str) -> str:
        made.append(really(**options))
        return made[-1]

    monkeypatch.setattr(postgres.tempfile, "mkdtemp", remembered)
    with pytest.raises(ZeroDivisionError), postgres.server(programs) as url:
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert made
    assert not Path(made[0]).exists()


def test_the_command_gets_the_address_and_its_exit_code_is_ours(programs):
    command = [sys.executable, "-m", "tests.machine.postgres", "run", "--"]
    done = subprocess.run(
        [*command, "sh", "-c", "echo $DATABASE_URL; exit 7"],
        cwd=postgres.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7
    assert done.stdout.startswith("postgres://relais@127.0.0.1:")


def test_a_shim_that_points_nowhere_is_not_a_server(tmp_path):
    folder = tmp_path / "15" / "bin"
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\nexit 127\n")
        (folder / name).chmod(0o755)
    assert not postgres.Programs(folder, None).work()
    assert not postgres.Programs(tmp_path / "nowhere", None).work()


def test_the_next_way_is_tried_and_every_reason_is_told(programs):
    def refused() -> None:
        raise Missing("only root may")

    assert postgres.find([refused, lambda: None, lambda: programs]) is programs
    with pytest.raises(Missing, match="only root may"):
        postgres.find([refused, lambda: None])


def test_root_never_runs_the_server_itself():
    assert (postgres._user() is None) == (os.geteuid() != 0)
