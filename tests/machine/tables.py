"""What takes long to make is made once for a whole run and copied: above all, a database that has its tables.

RELAIS_TABLES names the folder that the processes of a run share (conftest.py sets it; bin/test, for all its phases).
Whoever asks first makes a thing, the others wait for it; nothing changes it afterwards.

    python -m tests.machine.tables     makes the database of this environment now, while pytest collects
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "RELAIS_TABLES"
TEMPLATE = "relais_tables"


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, made by `make` if nobody in this run has made it yet; to be read only."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            begun = folder / f"{name}.begun"  # what a killed process left does not count
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(done)
    return done


def sqlite() -> Path:
    """A data folder as `relais migrate` leaves it."""
    return once("sqlite", lambda folder: _migrate(folder, ""))


def postgresql(url: str) -> str:
    """The name of a migrated database on this server, for CREATE DATABASE … TEMPLATE."""

    def make(folder: Path) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        _migrate(folder, urlunsplit(urlsplit(url)._replace(path=f"/{TEMPLATE}")))

    once(
        f"postgresql-{urlsplit(url).port}", make
    )  # a run may start several servers, each on a port of its own
    return TEMPLATE


def _migrate(folder: Path, url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    environment = kept | {"RELAIS_DATA": str(folder), "DATABASE_URL": url}
    command = [sys.executable, "-m", "relais.cli", "migrate"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"relais migrate: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    if address := os.environ.get("DATABASE_URL", ""):
        postgresql(address)
    else:
        sqlite()
