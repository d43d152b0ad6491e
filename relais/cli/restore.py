"""`relais restore`: a backup into an empty data folder, proved before it is in place; or proved only (`--check`)."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from relais.cli import door, schema
from relais.cli.errors import Negative, WrongUse
from relais.cli.words import gettext_now as _

if TYPE_CHECKING:
    from relais.cli.parcel.sealed import Reader

RESTORING = ".restoring"


def run(asked: argparse.Namespace) -> int:
    from relais.cli.parcel.backup import FORMAT, NAMES, VERSION
    from relais.cli.parcel.sealed import reading

    with reading(asked.file, kind=FORMAT, version=VERSION, names=NAMES) as parcel:
        if asked.check:
            _check(parcel)
            sys.stdout.write(_("This backup can be restored. Nothing was changed.\n"))
        else:
            folder = door.data_folder()
            _restore(parcel)
            sys.stdout.write(_("Restored into %(folder)s.\n") % {"folder": folder})
    return 0


def _check(parcel: Reader) -> None:
    with tempfile.TemporaryDirectory(prefix="relais-check-") as folder:
        _unpack(parcel, Path(folder))
        if parcel.manifest.get("database") == "postgresql":
            with _passing_database() as url:
                _fill(Path(folder), url)
                _prove(Path(folder), url)
        else:
            _prove(Path(folder), "")


def _restore(parcel: Reader) -> None:
    data, url = door.data_folder(), os.environ.get("DATABASE_URL", "")
    is_postgres = parcel.manifest.get("database") == "postgresql"
    if is_postgres != bool(url):
        raise WrongUse(
            _("This backup is of PostgreSQL: say which empty database to fill with DATABASE_URL.")
            if is_postgres
            else _(
                "This backup is of SQLite: unset DATABASE_URL. (`relais export` moves a business to PostgreSQL.)"
            )
        )
    door.require_writable(data)
    if any(data.iterdir()):
        raise WrongUse(
            _(
                "The folder %(folder)s is not empty: choose an empty one with RELAIS_DATA. Nothing was changed."
            )
            % {"folder": data}
        )
    waiting = data / RESTORING
    try:
        waiting.mkdir(mode=0o700)
        _unpack(parcel, waiting)
        if is_postgres:
            _fill(waiting, url)
        try:
            _prove(waiting, url)
        except BaseException:
            if is_postgres:  # it was empty when we came
                _ask(url, "DROP SCHEMA public CASCADE")
                _ask(url, "CREATE SCHEMA public")
            raise
        # The database last: until it is there, the folder holds nothing that a server would open.
        for part in sorted(waiting.iterdir(), key=lambda one: one.name.startswith("relais.sqlite3")):
            part.rename(data / part.name)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _unpack(parcel: Reader, folder: Path) -> None:
    """Every part under its own name, which `reading` has checked; kept only if its digest is right."""
    for name in parcel.members:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            for piece in parcel.pieces(name):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())


def _prove(folder: Path, database_url: str) -> None:
    """Open what was unpacked as an instance of its own, bring it up to date, and prove every business in it."""
    os.environ["RELAIS_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = database_url
    from relais.cli.verify import prove_all, told

    door.enter()
    from django.db import connections

    try:
        schema.bring_up_to_date()
        proofs, database = prove_all()
        sys.stdout.write(told(proofs, database))
        if database or not all(proof.is_whole for proof in proofs):
            raise Negative(_("What this backup holds does not verify. Nothing was changed."))
    finally:
        connections.close_all()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _fill(folder: Path, url: str) -> None:
    """Let pg_restore put the dump into the database at `url`, all of it or nothing; refused where it is not empty."""
    from relais.cli.parcel.backup import DUMP, postgres_environment, postgres_program

    environment = postgres_environment(url)
    if _ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") != "0":
        raise WrongUse(
            _("The database is not empty: choose an empty one with DATABASE_URL. Nothing was changed.")
        )
    done = subprocess.run(
        [
            postgres_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
            "--no-password", f"--dbname={environment['PGDATABASE']}", str(folder / DUMP),
        ],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Negative(
            _("pg_restore failed: %(reason)s") % {"reason": (done.stderr.strip() or "?").splitlines()[-1]}
        )
    (folder / DUMP).unlink()


@contextmanager
def _passing_database() -> Iterator[str]:
    """A database made for a check and dropped after it, on the server of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise WrongUse(_("This backup is of PostgreSQL: say on which server to check it with DATABASE_URL."))
    name = f"relais_check_{token_hex(4)}"
    _ask(url, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _ask(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _ask(url: str, statement: str) -> str:
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise WrongUse(_("PostgreSQL needs psycopg: run `bin/setup postgres`.")) from error
    try:
        with psycopg.connect(re.sub("^postgres:", "postgresql:", url), autocommit=True) as connection:
            answer = connection.execute(statement)
            row = answer.fetchone() if answer.description else None
            return str(row[0]) if row else ""
    except psycopg.Error as error:
        raise WrongUse(
            _("The database does not answer: %(reason)s") % {"reason": str(error).strip().splitlines()[0]}
        ) from error
