"""Fixtures for every test: the cast, a signed-in browser-less client, and a flush that append-only tables allow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from relais.people.models import Membership
from tests.cast import Cast, make_cast


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


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def signed_in(db: None) -> Callable[[Membership], Client]:
    """A client signed in as a member: `signed_in(cast.owner).get(...)`."""

    def sign_in(member: Membership) -> Client:
        client = Client()
        client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, made when the first test asks for it: most journeys never do, and making it takes long.

    Transactional tests empty every table afterwards, which the append-only triggers rightly refuse. Only this flush lifts
    them: on PostgreSQL for its session, on SQLite by dropping and remaking them.
    """
    with django_db_blocker.unblock():
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
    yield
    operations.execute_sql_flush = original  # type: ignore[method-assign]
