"""Rows on their way into the database, by the thousands: columns come from the models, values from whoever fills them.

Identifiers are texts of 32 hexadecimal digits throughout, which both databases take as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from bench.load.words import Text

AT_ONCE = 60_000
"""Rows kept in memory before they are written."""

SEALS = "funds_seal"

Convert = Callable[[Any], Any]


def _sqlite_moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _converters(vendor: str) -> list[tuple[type[models.Field[Any, Any]], Convert]]:
    found: list[tuple[type[models.Field[Any, Any]], Convert]] = [(models.JSONField, json.dumps)]
    if vendor == "sqlite":
        found += [
            (models.DateTimeField, _sqlite_moment),
            (models.DateField, lambda day: day.isoformat()),
            (models.TimeField, str),
        ]
    return found


class Sheet:
    """The rows of one table that wait to be written."""

    def __init__(self, model: type[models.Model], vendor: str) -> None:
        self.table = model._meta.db_table
        self.rows: list[Sequence[Any]] = []
        self.columns: list[str] = []
        self.known: set[str] = set()
        self.plan: list[tuple[str, Any, Convert | None]] = []
        for field in model._meta.concrete_fields:
            self.columns.append(field.column)
            self.known.add(field.attname)
            convert = next((c for kind, c in _converters(vendor) if isinstance(field, kind)), None)
            self.plan.append((field.attname, _missing(field), convert))

    def add(self, **values: Any) -> None:
        """One more row, by the names of the model's columns; what is not said takes the model's default."""
        row = []
        for name, missing, convert in self.plan:
            if name in values:
                value = values.pop(name)
            elif missing is REQUIRED:
                raise TypeError(f"{self.table}.{name} is a column that the loader does not fill")
            else:
                value = missing() if callable(missing) else missing
            row.append(value if convert is None or value is None else convert(value))
        if values:
            raise TypeError(f"{self.table} has no column {', '.join(values)}")
        self.rows.append(row)


REQUIRED: Any = object()


def _missing(field: models.Field[Any, Any]) -> Any:
    """What a column holds when nothing was said: its default, null, or nothing at all. An identifier must be said."""
    if field.primary_key or isinstance(field, models.UUIDField):
        return None if field.null else REQUIRED
    if field.has_default():
        return field.default if callable(field.default) else field.get_default()
    return None if field.null else REQUIRED


class Words(Sheet):
    """The index of words, which has no model: see `acts/search.py` and the migration that makes it."""

    def __init__(self, vendor: str) -> None:
        self.table, self.rows, self.vendor = "acts_words", [], vendor
        sqlite = ["words", "scope", "entry", "seq"]
        self.columns = (
            sqlite if vendor == "sqlite" else ["entry", "business", "reader", "delegation", "seq", "words"]
        )

    def add_text(
        self, text: Text, *, entry: str, seq: int, business: str, reader: str | None, delegation: str | None
    ) -> None:
        if not text.terms:
            return
        if self.vendor == "sqlite":
            kinds = (("b", business), ("r", reader), ("d", delegation))
            scope = " ".join([*(f"{kind}{one}" for kind, one in kinds if one), f"q{seq}"])
            self.rows.append((" ".join(text.terms), scope, entry, seq))
        else:
            lexemes = " ".join(f"'{term}'" for term in text.terms)
            self.rows.append((entry, business, reader, delegation, seq, lexemes))


class Book:
    """All sheets, written together so that the work is done in few and large transactions.

    Foreign keys are not looked at while loading (a row may come before the row it names); `relais verify` looks at them
    afterwards. All else that the database promises holds: every trigger runs, the seal's above all.
    """

    def __init__(self) -> None:
        self.vendor = connection.vendor
        self.sheets: dict[str, Sheet] = {}
        self.waiting = 0

    def sheet(self, model: type[models.Model]) -> Sheet:
        if model._meta.db_table not in self.sheets:
            self.sheets[model._meta.db_table] = Sheet(model, self.vendor)
        return self.sheets[model._meta.db_table]

    def words(self) -> Words:
        found = self.sheets.setdefault("acts_words", Words(self.vendor))
        assert isinstance(found, Words)
        return found

    def written(self, count: int = 1) -> None:
        """Called now and then: writes once enough has come together."""
        self.waiting += count
        if self.waiting >= AT_ONCE:
            self.write()

    def write(self, *, last: bool = False) -> None:
        """Write all that waits, in one transaction. Seals come at the very end: they check what stands before them, and
        PostgreSQL looks at the references of every row that they change."""
        self.waiting = 0
        connection.ensure_connection()
        full = [sheet for sheet in self.sheets.values() if sheet.rows and sheet.table != SEALS]
        self._write(full)
        seals = self.sheets.get(SEALS)
        while last and seals is not None and seals.rows:
            following, seals.rows = seals.rows[AT_ONCE:], seals.rows[:AT_ONCE]
            self._write([seals])
            seals.rows = following

    def _write(self, sheets: list[Sheet]) -> None:
        if self.vendor == "sqlite":
            _write_sqlite(connection.connection, sheets)
        else:
            _write_postgresql(connection.connection, sheets)
        for sheet in sheets:
            sheet.rows = []


def _write_sqlite(raw: Any, sheets: list[Sheet]) -> None:
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("BEGIN IMMEDIATE")
    try:
        for sheet in sheets:
            marks = ", ".join("?" * len(sheet.columns))
            names = ", ".join(f'"{name}"' for name in sheet.columns)
            raw.executemany(f'INSERT INTO "{sheet.table}" ({names}) VALUES ({marks})', sheet.rows)  # noqa: S608
        raw.execute("COMMIT")
    except BaseException:
        raw.execute("ROLLBACK")
        raise
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _write_postgresql(raw: Any, sheets: list[Sheet]) -> None:
    from psycopg import sql

    with raw.transaction(), raw.cursor() as cursor:
        for sheet in sheets:
            # Foreign keys of PostgreSQL are triggers: off for all but the seals, whose own trigger must run, and must see
            # one seal at a time, as in the product: a COPY fires it only when all of them stand.
            seals = sheet.table == SEALS
            cursor.execute(f"SET LOCAL session_replication_role = {'origin' if seals else 'replica'}")
            if seals:
                insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                    sql.Identifier(sheet.table),
                    sql.SQL(", ").join(map(sql.Identifier, sheet.columns)),
                    sql.SQL(", ").join(sql.Placeholder() * len(sheet.columns)),
                )
                cursor.executemany(insert, sheet.rows)
                continue
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(sheet.table), sql.SQL(", ").join(map(sql.Identifier, sheet.columns))
            )
            with cursor.copy(statement) as copy:
                for row in sheet.rows:
                    copy.write_row(row)
