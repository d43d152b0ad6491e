"""What DATABASE_URL says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relais.config.environment import EnvironmentRefused, database_of


def options(query: str) -> dict[str, Any]:
    options: dict[str, Any] = database_of(f"postgresql://ada:p%40ss@db.example:5433/relais{query}", Path())[
        "OPTIONS"
    ]
    return options


def test_queries_asked_often_are_prepared_unless_a_pool_stands_between() -> None:
    assert options("") == {"server_side_binding": True, "prepare_threshold": 5}
    assert options("?sslmode=require&prepare_threshold=0") == {
        "sslmode": "require", "server_side_binding": True, "prepare_threshold": 0
    }  # fmt: skip
    assert options("?prepare_threshold=none") == {"server_side_binding": False, "prepare_threshold": None}
    with pytest.raises(EnvironmentRefused):
        options("?prepare_threshold=-1")


def test_parts_of_the_address_are_decoded() -> None:
    found = database_of("postgres://ada:p%40ss@db.example:5433/relais?host=/run/pg", Path())
    named = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {"NAME": "relais", "USER": "ada", "PASSWORD": "p@ss", "HOST": "/run/pg", "PORT": "5433"}
