"""The command line as one who runs the machine meets it: help that teaches, one clear line when something is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import relais
from relais.cli.backup import older
from relais.cli.parser import make_parser
from relais.cli.words import language_of, speak
from relais.config import environment
from tests.durability.instance import ROOT, Browser, Instance

SLUG = "blog-grand-large-boutique-des-alizes"
COMMANDS = (
    "serve",
    "worker",
    "migrate",
    "verify",
    "export",
    "import",
    "backup",
    "restore",
    "demo",
    "user",
    "plan",
    "breakeven",
    "scenarios",
    "recurring",
    "capture",
)


@pytest.fixture
def copy(house: Instance, tmp_path: Path) -> Instance:
    """The example instance, to be changed."""
    instance = Instance(tmp_path, sqlite=True)
    shutil.copytree(house.data, instance.data)
    return instance


@pytest.fixture
def empty(tmp_path: Path) -> Instance:
    return Instance(tmp_path, sqlite=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    speak("en")
    yield
    speak("en")


class TestHelp:
    @pytest.mark.parametrize("language", ["en", "fr"])
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_teaches(
        self, command: str, language: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        speak(language)
        with pytest.raises(SystemExit) as end:
            make_parser().parse_args([command, "--help"])
        said = capsys.readouterr().out
        assert end.value.code == 0
        assert f"relais {command}" in said
        for part in ("examples:", "exit codes:") if language == "en" else ("exemples", "codes de sortie"):
            assert part in said

    def test_every_command_is_tested_here(self) -> None:
        actions = make_parser()._subparsers._group_actions  # type: ignore[union-attr]
        assert tuple(actions[0].choices) == COMMANDS  # type: ignore[arg-type]

    def test_the_language_is_the_machines(self) -> None:
        assert language_of({"LANG": "fr_FR.UTF-8"}) == "fr"
        assert language_of({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}) == "en"
        assert language_of({"LANG": "de_DE.UTF-8"}) == "en"
        assert language_of({}) == "en"

    def test_the_version_is_that_of_the_project(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        assert relais.__version__ == project["version"]

    def test_what_the_environment_refuses_with_is_known_in_french(self) -> None:
        from relais.cli import run

        source = Path(environment.__file__).read_text()
        assert source.count("raise EnvironmentRefused(") == len(run.ENVIRONMENT)
        assert all(text in source for text in run.ENVIRONMENT)


class TestWrongUse:
    """Exit code 2, and one line."""

    def refused(self, instance: Instance, *command: str) -> str:
        said = instance.run(*command, expect=2)
        assert said.count("\n") == 1, said
        assert said.startswith("relais: ")
        return said

    def test_a_port_in_use(self, empty: Instance) -> None:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            other.bind(("127.0.0.1", empty.port))
            other.listen()
            assert f"Port {empty.port} is in use" in self.refused(empty, "serve")

    def test_a_folder_that_cannot_be_written(self, empty: Instance, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for folder in (str(tmp_path / "file"), "/proc/relais"):
            empty.environment["RELAIS_DATA"] = folder
            assert "cannot be written" in self.refused(empty, "serve")
            assert "cannot be written" in self.refused(empty, "migrate")

    def test_settings_that_cannot_work(self, empty: Instance) -> None:
        for name, value in (
            ("PORT", "http"), ("PORT", "70000"), ("HOST", "no such host"), ("DATABASE_URL", "mysql://x"),
            ("RELAIS_MAIL", "mail"), ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"),
            ("DATABASE_URL", "postgresql://nobody@127.0.0.1/none?prepare_threshold=often"),
        ):  # fmt: skip
            before = dict(empty.environment)
            empty.environment[name] = value
            self.refused(empty, "serve")
            empty.environment = before

    def test_no_database_where_one_is_to_be_read(self, empty: Instance) -> None:
        for command in (("verify",), ("export", "x", "x.zip"), ("user", "list"), ("worker",)):
            assert "There is no database" in self.refused(empty, *command)
        assert not empty.data.exists(), "a command that reads makes nothing"

    def test_a_database_of_a_newer_version(self, copy: Instance) -> None:
        with sqlite3.connect(copy.data / "relais.sqlite3") as database:
            database.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('funds', '0099_x', '2027-01-01')"
            )
            database.execute("PRAGMA user_version = 7")
        database.close()
        assert "newer version" in self.refused(copy, "serve")
        assert "newer version" in self.refused(copy, "verify")

    def test_in_french(self, empty: Instance) -> None:
        empty.environment["LANG"] = "fr_FR.UTF-8"
        assert "Il n’y a pas de base" in empty.run("verify", expect=2)
        assert "demande une valeur" in empty.run("serve", "--port", expect=2)


DAMAGE = {
    "UPDATE acts_entry SET data = '{}' WHERE seq = 7": "Entry 7 was altered",
    "UPDATE acts_entry SET at = '2020-01-01 00:00:00' WHERE seq = 9": "Entry 9 was altered",
    "DELETE FROM acts_entry WHERE seq = 30": "Entry 30 is missing",
    "UPDATE acts_entry SET previous = 'x' WHERE seq = 40": "Entry 40 does not follow",
    "UPDATE acts_entrytext SET body = 'x' WHERE rowid = 5": "was altered",
    "DELETE FROM acts_entrytext WHERE rowid = 9": "is missing",
    "UPDATE acts_chain SET digest = 'x'": "head of the chain does not match",
    "UPDATE delegations_brief SET results = 'x' WHERE id IN (SELECT brief_id FROM delegations_proposal)": "in other words",
    "UPDATE funds_account SET balance = balance + 1 WHERE rowid = 9": "a balance is not the sum",
    "UPDATE funds_line SET amount = amount + 1 WHERE rowid = 1": "do not sum to zero",
    "UPDATE funds_transaction SET amount = amount + 1 WHERE rowid = 9": "differs from its lines",
    "DELETE FROM funds_seal WHERE rowid = 15": "counts what was never sealed",
    "DELETE FROM activities_capture WHERE rowid = 1": "that is not there",
    "UPDATE log_attachment SET name = 'x' WHERE rowid = 1": "A file of entry",
    "UPDATE procedures_step SET version_id = 'gone' WHERE rowid = 1": "refers to a row of",
}


class TestVerify:
    def test_a_whole_instance(self, house: Instance) -> None:
        assert "Nothing was altered, nothing is missing." in house.run("verify")
        said = json.loads(house.run("verify", "--json", "--business", SLUG))
        assert said["whole"] is True
        assert said["businesses"][0]["entries"] > 250
        assert len(said["businesses"][0]["head"]) == 64

    def test_a_business_that_is_not_there(self, house: Instance) -> None:
        assert "There is no business" in house.run("verify", "--business", "nope", expect=1)

    def test_what_was_done_by_hand_is_found(self, copy: Instance) -> None:
        database = sqlite3.connect(copy.data / "relais.sqlite3", isolation_level=None)
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        for damage in DAMAGE:
            database.execute(damage)
        database.close()
        said = copy.run("verify", expect=1)
        assert [damage for damage, sentence in DAMAGE.items() if sentence not in said] == []

    def test_a_file_altered_or_gone_is_found(self, copy: Instance) -> None:
        one, other, *_rest = [file for file in (copy.data / "files").rglob("*") if file.is_file()]
        one.write_bytes(b"other")
        other.unlink()
        said = copy.run("verify", expect=1)
        assert "A file of entry" in said
        assert "2 things are wrong." in said


class TestBackup:
    def test_a_backup_is_proved_and_restored(self, house: Instance, tmp_path: Path) -> None:
        file = tmp_path / "backup.zip"
        house.run("backup", str(file))
        assert file.stat().st_mode & 0o777 == 0o600
        assert "can be restored" in house.run("restore", "--check", str(file))
        assert "not empty" in house.run("restore", str(file), expect=2)
        other = Instance(tmp_path / "other", sqlite=True)
        other.data.mkdir(parents=True)
        other.run("restore", str(file))
        assert not (other.data / ".restoring").exists()
        head = [json.loads(one.run("verify", "--json"))["businesses"][0]["head"] for one in (house, other)]
        assert head[0] == head[1]
        assert (other.data / "secret-key").read_text() == (house.data / "secret-key").read_text()

    def test_a_damaged_backup_is_refused_and_leaves_the_folder_empty(
        self, house: Instance, tmp_path: Path
    ) -> None:
        file = tmp_path / "backup.zip"
        house.run("backup", str(file))
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["relais.sqlite3"] = parts["relais.sqlite3"][:-4096]
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        other = Instance(tmp_path / "other", sqlite=True)
        other.data.mkdir(parents=True)
        assert "altered or damaged" in other.run("restore", str(file), expect=1)
        assert list(other.data.iterdir()) == []

    def test_only_the_latest_are_kept_and_nothing_else_is_touched(
        self, house: Instance, tmp_path: Path
    ) -> None:
        for day in range(1, 6):
            (tmp_path / f"relais-2026110{day}-060000.zip").write_text("")
        (tmp_path / "relais-mine.zip").write_text("")
        assert [file.name for file in older(tmp_path, 3)] == [
            f"relais-2026110{day}-060000.zip" for day in (1, 2)
        ]
        house.run("backup", str(tmp_path), "--keep", "2")
        left = sorted(file.name for file in tmp_path.glob("relais-2*"))
        assert len(left) == 2
        assert left[0] == "relais-20261105-060000.zip"
        assert (tmp_path / "relais-mine.zip").exists()

    def test_export_never_writes_over_a_file(self, house: Instance, tmp_path: Path) -> None:
        file = tmp_path / "mine.zip"
        file.write_text("mine")
        house.run("export", SLUG, str(file), expect=2)
        house.run("backup", str(file), expect=2)
        assert file.read_text() == "mine"
        house.run("export", "nope", str(tmp_path / "x.zip"), expect=1)
        assert sorted(one.name for one in tmp_path.iterdir()) == ["mine.zip"]


class TestPeople:
    def test_someone_is_added_and_signs_in_by_a_link(self, copy: Instance) -> None:
        said = copy.run(
            "user", "add", "Ada@Example.org", "--name", "Ada", "--business", SLUG, "--role", "manager"
        )
        assert "Ada is in" in said
        assert "/link/" in said
        assert "ada@example.org" in copy.run("user", "list")
        assert "/link/" in copy.run("user", "link", "ada@example.org")
        assert "/link/" in copy.run("user", "link")
        assert "Nobody here" in copy.run("user", "link", "bob@example.org", expect=1)
        copy.run("user", "add", "ada@example.org", "--name", "Ada", "--business", SLUG, expect=1)
        copy.run("user", "add", "ada@example.org", "--name", "Ada", "--business", "nope", expect=1)
        assert "Nothing was altered" in copy.run("verify")

    def test_the_example_is_built_once(self, house: Instance) -> None:
        assert "here already" in house.run("demo")


class TestCapture:
    def test_a_line_is_kept_and_what_was_recognised_is_said(self, copy: Instance) -> None:
        said = copy.run("capture", "call the printer", "tomorrow", "20min", "!180€")
        assert said.startswith("Kept: call the printer · ")
        assert "20\N{NO-BREAK SPACE}min" in said
        assert "180.00" in said
        assert copy.run("capture", "version 1.2.3 of the shop") == "Kept: version 1.2.3 of the shop\n"
        assert "unsure: “every Monday”" in copy.run("capture", "tidy every Monday")
        assert "en cas d’oubli" in copy.run("capture", "--lang", "fr", "TVA demain 12h !180€")
        assert "1000" in copy.run("capture", "x" * 1001, expect=1)
        assert "Nothing was altered" in copy.run("verify")
        assert _captured(copy)[-4:] == [
            "call the printer tomorrow 20min !180€", "version 1.2.3 of the shop", "tidy every Monday", "TVA demain 12h !180€",
        ]  # fmt: skip

    def test_lines_of_standard_input_are_kept_all_or_none(self, copy: Instance) -> None:
        before = _captured(copy)
        said = copy.run("capture", "-", given=f"one\n{'x' * 1001}\nthree\n".encode(), expect=1)
        assert "Line 2" in said
        assert "Nothing was kept" in said
        assert "not text in UTF-8" in copy.run("capture", "-", given=b"\xff\xfe", expect=2)
        assert "no line" in copy.run("capture", "-", given=b"\n \n", expect=2)
        assert "at most 1000" in copy.run("capture", "-", given=b"a\n" * 1001, expect=2)
        assert _captured(copy) == before
        assert copy.run("capture", "-", given="\ufeffone\n\ntwo\n".encode()) == "Kept: one\nKept: two\n"
        assert _captured(copy) == [*before, "one", "two"]

    def test_for_whom_is_said_where_it_is_not_plain(self, copy: Instance) -> None:
        copy.run("user", "add", "ada@example.org", "--name", "Ada", "--business", SLUG, "--role", "executor")
        copy.run("capture", "by Ada", "--as", "Ada@example.org", "--business", SLUG)
        assert "Nobody here can be meant" in copy.run("capture", "x", "--as", "bob@example.org", expect=1)
        assert "Nobody here can be meant" in copy.run("capture", "x", "--business", "nope", expect=1)


def _captured(instance: Instance) -> list[str]:
    with sqlite3.connect(instance.data / "relais.sqlite3") as database:
        rows = database.execute(
            "SELECT body FROM acts_entrytext JOIN activities_capture USING (entry_id) ORDER BY activities_capture.id"
        ).fetchall()
    database.close()
    return [body for (body,) in rows]


class TestServe:
    def test_it_serves_works_and_stops(self, copy: Instance) -> None:
        _leave_a_session_over(copy)
        begun = time.monotonic()
        line = copy.start()
        took = time.monotonic() - begun
        try:
            assert f"Relais: {copy.address}/" in line
            browser = Browser(copy.port)
            browser.sign_in(line)
            assert browser.get("/")[0] in (302, 303)
            assert browser.get("/healthz")[0] == browser.get("/readyz")[0] == 200
            assert "is in use" in copy.run("serve", expect=2)
            with socket.create_connection(("127.0.0.1", copy.port)) as slow:
                slow.sendall(
                    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\nemail="
                )
                time.sleep(0.2)
                assert browser.copy().get("/healthz")[0] == 200, "a slow client keeps everyone waiting"
            _until(lambda: _sessions_over(copy) == 0)
        finally:
            code = copy.stop()
        assert code == 0
        assert _children(copy) == []
        assert took < 30, "a machine that tests in parallel is slow, but not that slow"

    def test_a_server_that_dies_is_started_again_and_one_that_keeps_dying_ends_all(
        self, copy: Instance
    ) -> None:
        _leave_a_session_over(copy)
        copy.start("--no-link")
        try:
            assert copy.serving is not None
            (server,) = _children(copy)
            _until(lambda: _sessions_over(copy) == 0)
            _leave_a_session_over(copy)
            os.kill(server, signal.SIGKILL)
            _until(lambda: len(_children(copy)) == 1 and server not in _children(copy))
            _until(lambda: _listens(copy.port))
            _until(lambda: _sessions_over(copy) == 0)  # the worker began again with it
            while copy.serving.poll() is None:
                for child in _children(copy):
                    os.kill(child, signal.SIGKILL)
                time.sleep(0.1)
            assert copy.serving.wait(timeout=30) == 1
            _until(lambda: not _listens(copy.port))
        finally:
            copy.end()

    def test_told_to_stop_while_it_starts_it_stops(self, copy: Instance) -> None:
        copy.serving = copy.spawn("serve", "--no-link")
        try:
            _until(lambda: bool(_children(copy)))  # forked, and who watches is not there yet
            assert copy.stop() == 0
            assert not _listens(copy.port)
        finally:
            copy.end()

    def test_what_lies_in_the_folder_it_starts_from_is_not_run(self, copy: Instance, tmp_path: Path) -> None:
        (tmp_path / "json.py").write_text("raise SystemExit('not ours')")
        relais = Path(sys.executable).with_name("relais")
        line = copy.start("--no-link", by=[str(relais)], folder=tmp_path)
        assert copy.address in line
        assert copy.stop() == 0

    def test_when_the_supervisor_is_killed_nothing_is_left(self, copy: Instance) -> None:
        copy.start("--no-link")
        assert copy.serving is not None
        copy.serving.kill()
        copy.serving.wait()
        _until(lambda: not _listens(copy.port))


def _children(instance: Instance) -> list[int]:
    """The processes that answer."""
    assert instance.serving is not None
    file = Path(f"/proc/{instance.serving.pid}/task/{instance.serving.pid}/children")
    return sorted(map(int, file.read_text().split())) if file.exists() else []


def _leave_a_session_over(instance: Instance) -> None:
    """One that the worker tidies up on its first look."""
    with closing(sqlite3.connect(instance.data / "relais.sqlite3", isolation_level=None)) as database:
        database.execute("INSERT INTO django_session VALUES ('over', '', '2020-01-01')")


def _sessions_over(instance: Instance) -> int:
    with closing(sqlite3.connect(instance.data / "relais.sqlite3")) as database:
        found = database.execute("SELECT count(*) FROM django_session WHERE expire_date < '2021-01-01'")
        return int(found.fetchone()[0])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _until(condition: object, within: float = 30.0) -> None:
    end = time.monotonic() + within
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)
