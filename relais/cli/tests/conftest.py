"""One instance with the example business, built once by the command line itself, on SQLite; and its export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.durability.instance import Instance

# They start instances of their own, on SQLite whatever the tests run on: once is enough.
collect_ignore = ["test_commands.py"] if os.environ.get("DATABASE_URL") else []

SLUG = "blog-grand-large-boutique-des-alizes"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """To be read only: a test that changes something copies its data folder."""
    instance = Instance(tmp_path_factory.mktemp("house"), sqlite=True)
    instance.run("demo", "--lang", "fr")
    return instance


@pytest.fixture(scope="session")
def parcel(house: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example business as `relais export` writes it."""
    file = tmp_path_factory.mktemp("parcel") / "example.zip"
    house.run("export", SLUG, str(file))
    return file
