"""Triggers in migrations: the same promise in the words of each database."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import RunPython


class VendorSQL(RunPython):
    """A migration operation that runs the statements written for the database at hand (`sqlite` or `postgresql`)."""

    def __init__(self, *, sqlite: Sequence[str], postgresql: Sequence[str], undo: Sequence[str] = ()) -> None:
        def run(apps: object, schema_editor: object) -> None:
            self._run(schema_editor, {"sqlite": sqlite, "postgresql": postgresql})

        def back(apps: object, schema_editor: object) -> None:
            self._run(schema_editor, {"sqlite": undo, "postgresql": undo})

        super().__init__(run, back)

    @staticmethod
    def _run(schema_editor: object, statements: dict[str, Sequence[str]]) -> None:
        connection = schema_editor.connection  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                # No parameters: SQLite's RAISE and PostgreSQL's dollar quotes go through untouched.
                cursor.execute(statement)


def append_only(table: str, *, updates: bool = False) -> VendorSQL:
    """Refuse DELETE, and UPDATE unless `updates`, on `table`, in the database itself."""
    verbs = ["DELETE"] if updates else ["UPDATE", "DELETE"]
    message = f"{table} is append-only"
    sqlite = [
        f"CREATE TRIGGER {table}_no_{v.lower()} BEFORE {v} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for v in verbs
    ]
    postgresql = [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_{v.lower()} BEFORE {v} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            for v in verbs
        ),
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]
    return VendorSQL(sqlite=sqlite, postgresql=postgresql)
