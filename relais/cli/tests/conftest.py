"""One instance with the example business, built once a run by the command line itself, on SQLite; and its export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.durability.instance import Instance
from tests.machine import tables

# They start instances of their own, on SQLite whatever the tests run on: once is enough.
collect_ignore = ["test_commands.py"] if os.environ.get("DATABASE_URL") else []

SLUG = "blog-grand-large-boutique-des-alizes"


@pytest.fixture(scope="session")
def house() -> Instance:
    """To be read only: a test that changes something copies its data folder."""

    def build(folder: Path) -> None:
        Instance(folder, sqlite=True, migrated=True).run("demo", "--lang", "fr")

    return Instance(tables.once("house", build), sqlite=True)


@pytest.fixture(scope="session")
def parcel(house: Instance) -> Path:
    """The example business as `relais export` writes it."""
    folder = tables.once("parcel", lambda made: house.run("export", SLUG, str(made / "example.zip")))
    return folder / "example.zip"
