"""Full-text search of what people wrote, the same answers on SQLite (FTS5) and PostgreSQL (tsvector).

Words are folded by `engine.words` before they reach the database (accents and endings forgiven, French and English), so neither
database's own dictionaries matter. On SQLite the scope (business, reader) is a word of the index too: the index alone
answers "the latest twenty of this business", without joining two million rows.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from relais.engine.words.fold import query_terms, search_terms

from .models import Entry


def _scope(prefix: str, identifier: UUID | None) -> str:
    return f"{prefix}{identifier.hex}" if identifier else ""


def index(entry: Entry, text: str) -> None:
    """Make the text of an entry findable. Called in the transaction that writes it."""
    words = " ".join(search_terms(text))
    scope = " ".join(
        filter(
            None,
            [_scope("b", entry.business_id), _scope("r", entry.reader_id), _scope("d", entry.delegation_id)],
        )
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO acts_words (words, scope, entry, seq) VALUES (%s, %s, %s, %s)",
                [words, scope, entry.id.hex, entry.seq],
            )
        else:
            cursor.execute(
                "INSERT INTO acts_words (entry, business, reader, delegation, seq, words)"
                " VALUES (%s, %s, %s, %s, %s, array_to_tsvector(%s))",
                [
                    entry.id,
                    entry.business_id,
                    entry.reader_id,
                    entry.delegation_id,
                    entry.seq,
                    sorted(set(words.split())),
                ],
            )


def forget(entry: Entry) -> None:
    """Take an entry out of the index (its text was erased)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM acts_words WHERE acts_words MATCH %s AND entry = %s",
                           [f'scope:"{_scope("b", entry.business_id)}"', entry.id.hex])  # fmt: skip
        else:
            cursor.execute("DELETE FROM acts_words WHERE entry = %s", [entry.id])


def find(
    query: str,
    *,
    business_id: UUID,
    reader_id: UUID | None = None,
    delegation_ids: tuple[UUID, ...] | None = None,
    before_seq: int | None = None,
    limit: int = 20,
) -> list[UUID]:
    """The entries whose text has every word of `query`, newest first.

    `reader_id` narrows to what one member may read (None: all of the business); `delegation_ids` to those matters;
    `before_seq` is the key of the page before.
    """
    words = query_terms(query)
    if not words or delegation_ids == ():
        return []
    run = _find_sqlite if connection.vendor == "sqlite" else _find_postgresql
    return run(words, business_id, reader_id, delegation_ids, before_seq, limit)


Words = tuple[tuple[str, ...], ...]


def _find_sqlite(
    words: Words,
    business: UUID,
    reader: UUID | None,
    delegations: tuple[UUID, ...] | None,
    before: int | None,
    limit: int,
) -> list[UUID]:
    quoted = ["(" + " OR ".join(f'"{w}"' for w in options) + ")" for options in words]
    narrow = [f'"{_scope("r", reader)}"' if reader else f'"{_scope("b", business)}"']
    if delegations:
        narrow.append("(" + " OR ".join(f'"{_scope("d", d)}"' for d in delegations) + ")")
    match = f"words : ({' AND '.join(quoted)}) AND scope : ({' AND '.join(narrow)})"
    sql = "SELECT entry FROM acts_words WHERE acts_words MATCH %s"
    params: list[object] = [match]
    if before is not None:
        sql += " AND seq < %s"
        params.append(before)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY rowid DESC LIMIT %s", [*params, limit])
        return [UUID(row[0]) for row in cursor.fetchall()]


def _find_postgresql(
    words: Words,
    business: UUID,
    reader: UUID | None,
    delegations: tuple[UUID, ...] | None,
    before: int | None,
    limit: int,
) -> list[UUID]:
    quoted = " & ".join(
        "(" + " | ".join("'" + w.replace("'", "''") + "'" for w in options) + ")" for options in words
    )
    sql = "SELECT entry FROM acts_words WHERE business = %s AND words @@ %s::tsquery"
    params: list[object] = [business, quoted]
    if reader is not None:
        sql += " AND reader = %s"
        params.append(reader)
    if delegations:
        sql += " AND delegation = ANY(%s)"
        params.append(list(delegations))
    if before is not None:
        sql += " AND seq < %s"
        params.append(before)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY seq DESC LIMIT %s", [*params, limit])
        return [row[0] for row in cursor.fetchall()]
