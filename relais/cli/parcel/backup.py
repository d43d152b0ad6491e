"""The whole instance in one file: the database as it was at one moment, then the files, then the secret key.

Files are written once and kept under their digest, so those copied after the database are at least those that it names.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from relais import __version__
from relais.cli.errors import WrongUse
from relais.cli.parcel.sealed import CHUNK, Writer, writing
from relais.cli.words import gettext_now as _
from relais.config.environment import database_of

FORMAT: Final = "relais-backup"
VERSION: Final = 1
DATABASE: Final = "relais.sqlite3"
DUMP: Final = "database.dump"
KEY: Final = "secret-key"
NAMES: Final = re.compile(r"relais\.sqlite3|database\.dump|secret-key|files/([0-9a-f]{2})/\1[0-9a-f]{62}")
_STORED: Final = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")


def back_up(data: Path, database_url: str, file: Path, *, now: datetime) -> int:
    """Copy the instance into `file` while it serves. Returns the number of files beside the database."""
    kind = "postgresql" if database_url else "sqlite"
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "relais": __version__,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "database": kind,
    }
    count = 0
    with writing(file, now.timetuple()[:6], manifest) as parcel:
        if database_url:
            _dump(parcel, database_url)
        else:
            _copy(parcel, data / DATABASE, beside=file)
        for name in stored_files(data / "files"):
            # A file may be erased by law between the listing and now: then no row of a later backup names it either.
            try:
                with (data / "files" / name).open("rb") as source:
                    parcel.file(f"files/{name}", source)
            except FileNotFoundError:
                continue
            count += 1
        if (data / KEY).is_file():
            with (data / KEY).open("rb") as source:
                parcel.file(KEY, source)
    return count


def stored_files(root: Path) -> Iterator[str]:
    """The names under which files are stored, without what is only half written."""
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        for file in sorted(folder.iterdir()):
            if _STORED.fullmatch(name := f"{folder.name}/{file.name}"):
                yield name


def _copy(parcel: Writer, database: Path, *, beside: Path) -> None:
    """SQLite's own online copy: one moment, without holding up those who write."""
    if not database.is_file():
        raise WrongUse(
            _("There is no database in %(folder)s: say where it is with RELAIS_DATA.")
            % {"folder": database.parent}
        )
    copy = beside.with_name(f".{beside.name}.{secrets.token_hex(4)}.sqlite3")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            # The copy is one file: it must not need a WAL beside it to be read.
            target.execute("PRAGMA journal_mode=DELETE")
        with copy.open("rb") as taken:
            parcel.file(DATABASE, taken, packed=True)
    finally:
        for leftover in (copy, copy.with_name(f"{copy.name}-wal"), copy.with_name(f"{copy.name}-shm")):
            leftover.unlink(missing_ok=True)


def _dump(parcel: Writer, database_url: str) -> None:
    command = [
        postgres_program("pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password",
    ]  # fmt: skip
    with subprocess.Popen(
        command, env=postgres_environment(database_url), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as dumping:
        with parcel.part(DUMP) as write:
            while piece := dumping.stdout.read(CHUNK):  # type: ignore[union-attr]
                write(piece)
        said = dumping.stderr.read().decode(errors="replace").strip()  # type: ignore[union-attr]
    if dumping.returncode:
        raise WrongUse(_("pg_dump failed: %(reason)s") % {"reason": said.splitlines()[-1] if said else "?"})


def postgres_program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise WrongUse(
            _("%(program)s is not on this machine: install PostgreSQL's client (Debian: postgresql-client).")
            % {"program": name}
        )
    return found


def postgres_environment(database_url: str) -> dict[str, str]:
    """What PostgreSQL's own programs read: never the password on a command line, where everyone on the machine sees it."""
    said = database_of(database_url, Path())
    names = {
        "NAME": "PGDATABASE",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
    }
    environment = {
        **os.environ,
        **{ours: str(said[theirs]) for theirs, ours in names.items() if said[theirs]},
    }
    if mode := said["OPTIONS"].get("sslmode"):
        environment["PGSSLMODE"] = mode
    return environment
