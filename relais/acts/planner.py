"""What SQLite's planner is told of the tables: how a business looks that has worked for years.

Without statistics SQLite takes every column for equally telling, and where a page wants "these twenty entries, newest first" it
walks through all entries of the business in their order instead of fetching the twenty. Statistics gathered from the data
(ANALYZE) would come late, differ from one instance to the next, and change plans one day unasked. So they are written down here
once, by rules on the names of columns, and every instance of every size has the same plans. PostgreSQL gathers its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connections

ROWS: Final = {
    "acts_entry": 2_000_000, "acts_entrytext": 1_000_000, "log_thread": 250_000, "procedures_procedure": 200,
    "procedures_version": 400, "procedures_step": 4_000, "people_membership": 50, "people_person": 50,
    "people_business": 4, "acts_chain": 4,
}  # fmt: skip
ROWS_OTHERWISE: Final = 100_000
WAITING: Final = 200
"""One row out of so many is in an index of those that wait for something (a partial index, but for IS NOT NULL)."""

DISTINCT: Final = {
    "business_id": 1, "state": 50, "kind": 6, "currency": 3, "type": 40, "subject_type": 12, "outcome": 2, "day": 1_000,
    "person_id": 40, "actor_id": 40, "reader_id": 40, "by_id": 40, "member_id": 40, "membership_id": 40, "executor_id": 40,
    "payee_id": 40, "asked_by_id": 40, "asked_of_id": 40, "last_by_id": 40, "opened_by_id": 3, "written_by_id": 3,
    "invited_by_id": 2, "made_by_id": 3, "role": 4, "procedure_id": 200, "version_id": 400, "step_id": 4_000, "scope": 40,
}  # fmt: skip
"""How many values a column has. One that is not named here tells rows apart: about three rows have the same."""
ALONE: Final = frozenset({"id", "seq", "root_id", "entry_id"})
FEW: Final = 3


def tell(using: str = "default") -> None:
    """Write the statistics of every index of ours that has none yet. Called after migrations."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        wanted = dict(_statistics(cursor))
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone():
            cursor.execute("ANALYZE sqlite_master")  # makes the table and looks at nothing
        cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1")
        if wanted == {(table, index): stat for table, index, stat in cursor.fetchall()}:
            return
        cursor.execute("DELETE FROM sqlite_stat1")
        rows = [(table, index, stat) for (table, index), stat in wanted.items()]
        cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", rows)
        cursor.execute("ANALYZE sqlite_master")  # this connection reads them now, the others when they open


def _statistics(cursor: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """For each index: rows in all, then rows that share its first column, its first two, and so on."""
    cursor.execute(
        'SELECT m.name, l.name, l."unique", l.partial, (SELECT sql FROM sqlite_master WHERE name = l.name),'
        " (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno))"
        " FROM sqlite_master m JOIN pragma_index_list(m.name) l"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'acts_words%' AND m.name NOT LIKE 'sqlite_%'"
    )
    for table, index, is_unique, is_partial, sql, columns in cursor.fetchall():
        rows = ROWS.get(table, ROWS_OTHERWISE)
        if is_partial and "IS NOT NULL" not in sql.partition(" WHERE ")[2]:
            rows //= WAITING
        shared, told = rows, [rows]
        names = (columns or "").split(",")
        for place, column in enumerate(names, 1):
            if column in ALONE or (is_unique and place == len(names)):
                shared = 1
            else:
                shared = max(1, shared // DISTINCT[column]) if column in DISTINCT else min(shared, FEW)
            told.append(shared)
        yield (table, index), " ".join(map(str, told))
