"""Full-text search of what people wrote, the same answers on SQLite (FTS5) and PostgreSQL (tsvector).

Words are folded by `engine.words` before they reach the database (accents and endings forgiven, French and English), so neither
database's own dictionaries matter. On SQLite the scope (business, reader, delegation, number) is a word of the index too: the
index alone answers "the latest twenty of this business, before that one", without joining two million rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from relais.acts.models import Entry
from relais.engine.words.fold import query_terms, search_terms

Words = tuple[tuple[str, ...], ...]

INDEX_LIMIT = 400_000
"""Bytes of words kept of one text: PostgreSQL's tsvector ends at a megabyte."""


def index(entry: Entry, text: str) -> None:
    """Make the text of an entry findable. Called in the transaction that writes it."""
    words = list(_within_limit(search_terms(text)))
    if not words:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO acts_words (words, scope, entry, seq) VALUES (%s, %s, %s, %s)",
                [" ".join(words), _scopes(entry), entry.id.hex, entry.seq],
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
                    sorted(set(words)),
                ],
            )


def forget(entry: Entry) -> None:
    """Take an entry out of the index: its text is being erased."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            match = f"scope : ({_scope('b', entry.business_id)} AND {_number(entry.seq)})"
            cursor.execute("DELETE FROM acts_words WHERE acts_words MATCH %s", [match])
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
    """The ids of `hits`."""
    found = hits(
        query, business_id=business_id, reader_id=reader_id, delegation_ids=delegation_ids, before_seq=before_seq,
        limit=limit,
    )  # fmt: skip
    return [identifier for identifier, _seq in found]


def hits(
    query: str,
    *,
    business_id: UUID,
    reader_id: UUID | None = None,
    delegation_ids: tuple[UUID, ...] | None = None,
    before_seq: int | None = None,
    limit: int = 20,
) -> list[tuple[UUID, int]]:
    """The entries (id, number) whose text has every word of `query`, newest first.

    `reader_id` narrows to what one member may read (None: all of the business); `delegation_ids` to those matters;
    `before_seq` is the key of the page before. What comes back is still to be loaded through visibility.
    """
    words = tuple(tuple(_plain(term) for term in options) for options in query_terms(query))
    if not words or delegation_ids == ():
        return []
    run = _find_sqlite if connection.vendor == "sqlite" else _find_postgresql
    return run(words, business_id, reader_id, delegation_ids, before_seq, limit)


def marked(text: str, query: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that the query looked for, endings and accents forgiven."""
    wanted = {term for options in query_terms(query) for term in options}
    if not wanted:
        yield text, False
        return
    last = 0
    for match in _WORD.finditer(text):
        if wanted.isdisjoint(_terms_of(match.group())):
            continue
        if match.start() > last:
            yield text[last : match.start()], False
        yield match.group(), True
        last = match.end()
    if last < len(text):
        yield text[last:], False


@lru_cache(maxsize=4096)
def _terms_of(word: str) -> frozenset[str]:
    return frozenset(search_terms(word))


_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def _plain(term: str) -> str:
    """A term that both databases take for one word, in whatever script and however new its letters are."""
    return term if term.isascii() else f"u{term.encode().hex()}"


def _within_limit(terms: Iterable[str]) -> Iterator[str]:
    size = 0
    for term in terms:
        word = _plain(term)
        size += len(word) + 1
        if size > INDEX_LIMIT:
            return
        yield word


def _scope(prefix: str, identifier: UUID | None) -> str:
    return f"{prefix}{identifier.hex}" if identifier else ""


def _number(seq: int) -> str:
    return f"q{seq}"


def _scopes(entry: Entry) -> str:
    kinds = (("b", entry.business_id), ("r", entry.reader_id), ("d", entry.delegation_id))
    scopes = [scope for prefix, identifier in kinds if (scope := _scope(prefix, identifier))]
    return " ".join([*scopes, _number(entry.seq)])


def _match(words: Words, *scopes: str) -> str:
    """An FTS5 query: one of each word's terms, and every scope."""
    terms = " AND ".join("(" + " OR ".join(f'"{term}"' for term in options) + ")" for options in words)
    return f"words : ({terms}) AND scope : ({' AND '.join(scopes)})"


def _find_sqlite(
    words: Words,
    business: UUID,
    reader: UUID | None,
    delegations: tuple[UUID, ...] | None,
    before: int | None,
    limit: int,
) -> list[tuple[UUID, int]]:
    scopes = [_scope("r", reader) if reader else _scope("b", business)]
    if delegations:
        scopes.append("(" + " OR ".join(_scope("d", one) for one in delegations) + ")")
    sql = "SELECT entry, seq FROM acts_words WHERE acts_words MATCH %s"
    params: list[Any] = [_match(words, *scopes)]
    with connection.cursor() as cursor:
        if before is not None:
            # Rows lie in the order of numbers: from a row's place the index goes on at once, from its number it cannot.
            near = [_near(business, before)]
            cursor.execute(
                f"{sql} AND rowid < {_PLACE} ORDER BY rowid DESC LIMIT %s", [*params, before, *near, limit]
            )
            found = cursor.fetchall()
            if not found:  # none, or nothing near to tell the place by
                cursor.execute(f"{sql} AND seq < %s ORDER BY rowid DESC LIMIT %s", [*params, before, limit])
                found = cursor.fetchall()
        else:
            cursor.execute(f"{sql} ORDER BY rowid DESC LIMIT %s", [*params, limit])
            found = cursor.fetchall()
    return [(UUID(row[0]), int(row[1])) for row in found]


_NEAR = 64
# The row from which on there is only what is older than a number: its own, or the one after the nearest older entry (that of
# the number may have been erased meanwhile).
_PLACE = "(SELECT rowid + (seq <> %s) FROM acts_words WHERE acts_words MATCH %s ORDER BY rowid DESC LIMIT 1)"


def _near(business: UUID, before: int) -> str:
    """An FTS5 query for the entry of a number and the numbers just before it."""
    numbers = " OR ".join(_number(seq) for seq in range(before, max(0, before - _NEAR), -1))
    return f"scope : ({_scope('b', business)} AND ({numbers or _number(0)}))"


def _find_postgresql(
    words: Words,
    business: UUID,
    reader: UUID | None,
    delegations: tuple[UUID, ...] | None,
    before: int | None,
    limit: int,
) -> list[tuple[UUID, int]]:
    quoted = " & ".join("(" + " | ".join(f"'{term}'" for term in options) + ")" for options in words)
    sql = "SELECT entry, seq FROM acts_words WHERE business = %s AND words @@ %s::tsquery"
    params: list[Any] = [business, quoted]
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
        return [(row[0], row[1]) for row in cursor.fetchall()]
