"""One consistent look at the database while others write: what is proved, exported or copied is of a single moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Read inside this, and nothing else: every query sees the same moment, and no writer waits for it.

    Django's own transactions are IMMEDIATE on SQLite: they would hold every writer off until the last row is read. A plain
    BEGIN takes the moment of the first read and lets them pass (WAL). Inside a transaction already, that one's moment holds.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
