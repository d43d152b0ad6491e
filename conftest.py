"""Fixtures for every test: the cast, a signed-in browser-less client, and a flush that append-only tables allow."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.signals import setting_changed
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler

from relais.cli.proof import missing_subjects
from relais.people.models import Membership
from tests.cast import Cast, make_cast
from tests.machine import tables

LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """The folder of what this run makes once; with several processes its database is begun while they collect."""
    if hasattr(config, "workerinput"):
        return
    if tables.FOLDER not in os.environ:
        os.environ[tables.FOLDER] = folder = tempfile.mkdtemp(prefix="relais-tables-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.add_cleanup(lambda: os.environ.pop(tables.FOLDER, None))
    if config.getoption("numprocesses", None) and not config.option.collectonly:
        begun = subprocess.Popen([sys.executable, "-m", "tests.machine.tables"], cwd=config.rootpath)
        config.add_cleanup(begun.wait)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that use no database: on the second database they would only repeat the first run",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("only_database"):
        return
    left_out = [item for item in items if not _uses_a_database(item)]
    items[:] = [item for item in items if _uses_a_database(item)]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = len(left_out)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = len(left_out)


def _uses_a_database(item: pytest.Item) -> bool:
    """In its own process pytest-django lets no other test near one; races also start processes of their own."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "race"))
    asks = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return marked or bool(asks) or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process collects all tests and tells the same number."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{left_out:,} tests that use no database were left out (--only-database): SQLite's run has them"
        )


def pytest_collection_finish() -> None:
    """Thousands of tests and a whole Django stay to the end: the collector need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A copy of the one migrated database, for each process of pytest: migrating takes ten seconds each time."""
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        is_sqlite = connection.vendor == "sqlite"
        if not is_sqlite:
            template = tables.postgresql(os.environ["DATABASE_URL"])
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        name = connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=False)  # noqa: SLF001
        if is_sqlite:
            _remove_stale(name)
            shutil.copyfile(tables.sqlite() / "relais.sqlite3", name)
        connection.close()
        django_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
    with _flush_despite_promises():
        yield
    with django_db_blocker.unblock():
        if is_sqlite:
            connection.creation.destroy_test_db(before, verbosity=0)
            _remove_stale(name)
            return
        connection.close()
        with connection._nodb_cursor() as cursor:  # noqa: SLF001
            cursor.execute(
                f'DROP DATABASE "{name}" WITH (FORCE)'
            )  # threads of servers keep their connections


def _remove_stale(name: str) -> None:
    """What threads or a killed run left beside a SQLite file: it would be read as the next one's."""
    for stale in ("-wal", "-shm"):
        Path(f"{name}{stale}").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    """Files written by a test stay in the test's folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for all the tests of a process: Playwright's loop cannot be started twice there."""
    from playwright.sync_api import sync_playwright

    from tests.machine import chromium

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**chromium.launch_options())  # type: ignore[arg-type]
        yield started
        started.close()


_PARTS_OF_A_HANDLER = (
    "_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware",
)  # fmt: skip
_OF_A_TEST = frozenset({"MEDIA_ROOT", "STORAGES", "API_RATE"})
"""Settings that tests change and that no middleware reads when it is made."""


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> Iterator[None]:
    """Every client of a test would make the chain anew, which takes longer than most requests."""
    made: list[ClientHandler] = []
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not made:
            load(self, is_async)
            made.append(self)
        for part in _PARTS_OF_A_HANDLER:
            setattr(self, part, getattr(made[0], part))

    def forget(*, setting: str, **_said: Any) -> None:
        if setting not in _OF_A_TEST:
            made.clear()

    setting_changed.connect(forget)
    ClientHandler.load_middleware = load_once  # type: ignore[method-assign]
    yield
    ClientHandler.load_middleware = load  # type: ignore[method-assign]
    setting_changed.disconnect(forget)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The people of a business. Whatever a test did there, `relais verify` finds what its entries speak of."""
    made = make_cast()
    yield made
    # What an act records is the same on both databases.
    if connection.vendor == "sqlite" and not connection.needs_rollback:
        assert not list(missing_subjects(made.business))


@pytest.fixture
def signed_in(db: None) -> Callable[[Membership], Client]:
    """A client signed in as a member: `signed_in(cast.owner).get(...)`."""

    def sign_in(member: Membership) -> Client:
        client = Client()
        client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@contextmanager
def _flush_despite_promises() -> Iterator[None]:
    """Transactional tests empty every table afterwards, which the append-only triggers rightly refuse.

    Only this flush lifts them: on PostgreSQL for its session, on SQLite by dropping and remaking them.
    """
    operations = connection.ops
    original = operations.execute_sql_flush

    def flush(sql_list: list[str]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                original([*sql_list, "TRUNCATE acts_words"])
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            original([*sql_list, "DELETE FROM acts_words"])
            for _name, sql in triggers:
                cursor.execute(sql)

    operations.execute_sql_flush = flush  # type: ignore[method-assign]
    try:
        yield
    finally:
        operations.execute_sql_flush = original  # type: ignore[method-assign]
