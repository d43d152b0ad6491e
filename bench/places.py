"""Where the loaded businesses lie: a data folder (SQLite) or a database of a server (PostgreSQL) for each size."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT_FOR = 5 * 24 * 3600
"""Seconds that a loaded folder is used again: later, "now" is too far from its last day."""
UNLIMITED = {"RELAIS_API_RATE": "0"}
"""A benchmark asks more often than a program should."""


@dataclass(frozen=True, slots=True)
class Place:
    """A loaded business: the environment that leads to it, and what the loader told of it."""

    environment: dict[str, str]
    loaded: dict[str, Any]


class Places:
    """Loads a size when it is first asked for. With a folder to keep, SQLite's are found again by the next run."""

    def __init__(
        self, database: str, folder: Path, url: str = "", *, prefix: str = "bench", migrated: str = ""
    ) -> None:
        """`migrated`: a data folder, or a PostgreSQL database, that has its tables, to load copies of."""
        self.database, self.folder, self.url, self.prefix = database, folder, url, prefix
        self.migrated = migrated

    def of(self, delegations: int) -> Place:
        if self.database == "postgresql":
            return self._postgresql(delegations)
        folder = self.folder / f"sqlite-{delegations}"
        environment = {"RELAIS_DATA": str(folder), "DATABASE_URL": "", **UNLIMITED}
        if (manifest := _still_good(folder)) is None:
            shutil.rmtree(folder, ignore_errors=True)
            if self.migrated:
                shutil.copytree(self.migrated, folder)
            manifest = load(delegations, environment, folder)
        return Place(environment, manifest)

    def copy_of(self, delegations: int) -> Place:
        """The same business once more, to be spoilt."""
        place = self.of(delegations)
        if self.database == "postgresql":
            return place
        copy = self.folder / f"sqlite-{delegations}-copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place.environment["RELAIS_DATA"], copy)
        return Place(place.environment | {"RELAIS_DATA": str(copy)}, place.loaded)

    def empty(self) -> dict[str, str]:
        """A place where nothing is yet: what a first start meets."""
        if self.database == "postgresql":
            return self._empty_postgresql(f"{self.prefix}_empty")
        folder = self.folder / "sqlite-empty"
        shutil.rmtree(folder, ignore_errors=True)
        return {"RELAIS_DATA": str(folder), "DATABASE_URL": "", **UNLIMITED}

    def _postgresql(self, delegations: int) -> Place:
        folder = self.folder / f"postgresql-{delegations}"
        if folder.exists() and (manifest := _still_good(folder)) is not None:
            return Place(self._environment(folder, f"{self.prefix}_{delegations}"), manifest)
        environment = self._empty_postgresql(f"{self.prefix}_{delegations}", self.migrated)
        return Place(environment, load(delegations, environment, folder))

    def _empty_postgresql(self, name: str, like: str = "") -> dict[str, str]:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}")
        folder = self.folder / name.replace(f"{self.prefix}_", "postgresql-")
        shutil.rmtree(folder, ignore_errors=True)
        return self._environment(folder, name)

    def _environment(self, folder: Path, name: str) -> dict[str, str]:
        return {
            "RELAIS_DATA": str(folder),
            "DATABASE_URL": f"{self.url.rpartition('/')[0]}/{name}",
            **UNLIMITED,
        }


def load(delegations: int, environment: dict[str, str], folder: Path) -> dict[str, Any]:
    """Run the loader in a process of its own, since settings are read once."""
    sys.stderr.write(f"bench: loading {delegations:,} delegations\n")
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "bench.json"
    command = [
        sys.executable,
        "-m",
        "bench.load",
        "--delegations",
        str(delegations),
        "--manifest",
        str(manifest),
    ]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    said: dict[str, Any] = json.loads(manifest.read_text()) | {
        "made_by": fingerprint(),
        "made_at": time.time(),
    }
    manifest.write_text(json.dumps(said, indent=2) + "\n")
    return said


def _still_good(folder: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((folder / "bench.json").read_text())
    except (OSError, ValueError):
        return None
    young = time.time() - said.get("made_at", 0) < KEPT_FOR
    return said if young and said.get("made_by") == fingerprint() else None


def fingerprint() -> str:
    """A digest of the migrations and the loader: a folder made by others is made anew."""
    digest = hashlib.sha256()
    for file in sorted([*ROOT.glob("relais/*/migrations/0*.py"), *ROOT.glob("bench/load/*.py")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def places(database: str, keep: Path | None) -> Iterator[Places]:
    """The places of a run; without `keep`, they are removed at its end. PostgreSQL's server is started for the run."""
    with contextlib.ExitStack() as stack:
        folder = keep
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relais-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        url = ""
        if database == "postgresql":
            from tests.machine.postgres import server

            # The server is made for the run and thrown away: what was noted of its databases is not true any more.
            for stale in folder.glob("postgresql-*/bench.json"):
                stale.unlink()
            url = stack.enter_context(server(fsync=True)).replace("postgres://", "postgresql://", 1)
        yield Places(database, folder, url)
