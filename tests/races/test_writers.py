"""Eight writers at once, for five seconds, on the real server: `make bench` does the same for thirty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.places import Place, Places
from bench.writers import contend
from tests.machine import tables

SECONDS = 5
LEAST = 12
"""Acts of each writer, however busy the machine: every kind of act twice."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A small business of its own: a folder on SQLite; on PostgreSQL, a database beside that of the other tests."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield Places("sqlite", tmp_path, migrated=str(tables.sqlite())).of(30)
        return
    import psycopg

    places = Places(
        "postgresql",
        tmp_path,
        url.replace("postgres://", "postgresql://", 1),
        prefix=f"race_{os.getpid()}",
        migrated=tables.postgresql(url),
    )
    try:
        yield places.of(30)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS race_{os.getpid()}_30 WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.race
@pytest.mark.timeout(180)
def test_eight_writers_at_once_lose_nothing_and_are_told_nothing_false(place: Place) -> None:
    found = contend(place, seconds=SECONDS, least=LEAST)
    assert found["wrong"] == []
    assert found["done"] > 20
    assert found["repeats"] > 4
    assert found["refused"] > 4
