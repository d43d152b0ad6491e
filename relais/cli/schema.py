"""Bringing the database to this version, and knowing at once when nothing is to be done.

The digest of all migration files is kept in the database itself (SQLite's `user_version`, PostgreSQL's comment on the table
of migrations), so that it goes where the database goes: a restored backup is never taken for what it is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from relais.cli.errors import WrongUse
from relais.cli.words import gettext_now as _

# Any number that no other program uses: PostgreSQL's advisory lock is a number.
_LOCK = 7_352_471_824


def bring_up_to_date() -> bool:
    """Migrate if this database has not seen exactly these migrations; whether anything was done."""
    from django.core.management import call_command
    from django.db import connection

    digest = _digest()
    if _noted(connection) == digest:
        return False
    with _alone(connection):
        require_known()
        call_command("migrate", interactive=False, verbosity=0)
        _note(connection, digest)
    return True


def require_known() -> None:
    """Refuse a database that was written by a newer version: this one would not understand it."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if _noted(connection) == _digest():
        return
    loader = MigrationLoader(connection)
    unknown = sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.disk_migrations
                     and app in loader.migrated_apps and not _was_replaced(loader, app, name))  # fmt: skip
    if unknown:
        raise WrongUse(
            _("This database was made by a newer version of Relais (%(migration)s): upgrade first.")
            % {"migration": unknown[-1]}
        )


def require_up_to_date() -> None:
    """Refuse to work on a database that an older version made: `relais serve` migrates it."""
    from django.db import connection

    require_known()
    if _noted(connection) != _digest():
        raise WrongUse(
            _("This database is of an older version: run `relais serve` or `relais migrate` first.")
        )


def _was_replaced(loader: Any, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


def _digest() -> str:
    """31 bits, as SQLite keeps no more: of the name and content of every migration file, in order."""
    from django.apps import apps

    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for file in _migration_files(config.name):
            digest.update(f"{config.label}/{file.name}\n".encode())
            digest.update(file.read_bytes())
    return str(int.from_bytes(digest.digest()[:4]) >> 1 or 1)


def _migration_files(app: str) -> list[Path]:
    try:
        module = import_module(f"{app}.migrations")
    except ModuleNotFoundError:
        return []
    return sorted(file for folder in module.__path__ for file in Path(folder).glob("[0-9]*.py"))


def _noted(connection: Any) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA user_version")
        else:
            cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        return str(cursor.fetchone()[0] or "").removeprefix("relais ")


def _note(connection: Any, digest: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA user_version = {int(digest)}")
        else:
            cursor.execute(f"COMMENT ON TABLE django_migrations IS 'relais {int(digest)}'")


@contextmanager
def _alone(connection: Any) -> Iterator[None]:
    """Two servers that start at once must not both migrate: the second waits, and finds nothing left to do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    import fcntl

    name = Path(connection.settings_dict["NAME"])
    with name.with_name(f"{name.name}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
