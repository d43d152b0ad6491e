"""Which rows are called so, without reading every title: an index of the words of titles, kept by the database itself.

    TITLES = Titles("delegations_delegation", "business_id")       # in the room's querysets
    operations = [indexed_titles("delegations_delegation", "business_id")]      # in a migration that is not atomic

Rare words are answered by the index. Common ones are not asked of it: where one title in a hundred has the word, reading
titles from the newest on finds a page's worth sooner than gathering ten thousand of them.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from relais.acts.sql import VendorSQL
from relais.engine.words.fold import query_terms

RARE: Final = 500
"""Titles. With more than that, the word is common: of a hundred thousand titles, a page's worth is then sooner read from the
newest on than so many are looked up and put in order."""

FEW: Final = 100
"""Titles that are looked up one by one."""

Stems = tuple[tuple[str, ...], ...]


def stems_of(query: str) -> Stems:
    """For each word asked for, the beginnings of which a title needs one: "livraisons" also finds whatever begins as its stem
    does, so the stem alone is asked for."""
    return tuple(
        tuple({min((o for o in options if word.startswith(o)), key=len) for word in options})
        for options in query_terms(query)
    )


def reading(stems: Stems) -> Q:
    """The same by reading: the column `words` of every row."""
    found = Q()
    for group in stems:
        any_of = Q()
        for stem in group:
            any_of |= Q(words__contains=f" {stem}")
        found &= any_of
    return found


class Titles:
    """The index of the titles of one table. `owner`: the column of whose they are; nobody else's are found."""

    def __init__(self, table: str, owner: str) -> None:
        room, row = table.split("_")
        self._mark = owner[0]
        self._in_sqlite = row, f"FROM {room}_words WHERE {room}_words MATCH %s"
        self._in_postgresql = (
            "id",
            f"FROM {table} WHERE {owner} = %s AND {room}_lexemes(words) @@ %s::tsquery",
        )

    def called(self, stems: Stems, owner: UUID) -> Q:
        """Those of this owner whose title has, for every group, a word beginning with one of its stems: by the index, or by
        reading where they are more than `RARE`, or where a stem is more than letters and digits."""
        if not stems or not all(stem.isalnum() for group in stems for stem in group):  # ½ is 1⁄2 when folded
            return reading(stems)
        if connection.vendor == "sqlite":
            words = " AND ".join("(" + " OR ".join(f'"{stem}" *' for stem in group) + ")" for group in stems)
            (row, those), values = self._in_sqlite, [f"words : ({words}) AND scope : {self._mark}{owner.hex}"]
        else:
            words = " & ".join("(" + " | ".join(f"'{stem}':*" for stem in group) + ")" for group in stems)
            (row, those), values = self._in_postgresql, [str(owner), words]
        # Counting is five times as quick as reading which ones they are.
        count = f"SELECT count(*) FROM (SELECT 1 {those} LIMIT {RARE + 1}) AS counted"  # noqa: S608  (names of ours)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {row}, ({count}) {those} LIMIT {FEW + 1}", [*values, *values])
            found = cursor.fetchall()
        if (
            len(found) <= FEW
        ):  # said one by one, they are looked up; as a list to come, SQLite walks through all rows
            return Q(id__in=[one for one, _count in found])
        if found[0][1] > RARE:
            return reading(stems)
        return Q(id__in=RawSQL(f"SELECT {row} {those}", values))  # noqa: S611  (only names of ours, and values)


def indexed_titles(table: str, owner: str) -> VendorSQL:
    """The index, and what keeps it. In a migration that is not atomic, so that PostgreSQL can build it while people write; each
    statement can be run again after an interruption."""
    room, row = table.split("_")
    words = f"{room}_words"
    add = (
        f"INSERT INTO {words} (words, scope, {row})"  # noqa: S608
        f" VALUES (NEW.words, '{owner[0]}' || NEW.{owner} || ' i' || NEW.id, NEW.id);"
    )
    remove = f"DELETE FROM {words} WHERE {words} MATCH 'scope : i' || OLD.id;"  # noqa: S608
    return VendorSQL(
        sqlite=[
            f"DROP TABLE IF EXISTS {words}",
            # Every sign but spaces belongs to a word: the words were made by `engine.words`.
            f"CREATE VIRTUAL TABLE {words} USING fts5 (words, scope, {row} UNINDEXED, detail=column,"
            " prefix='2 3', tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'\")",
            f"INSERT INTO {words} (words, scope, {row})"  # noqa: S608
            f" SELECT words, '{owner[0]}' || {owner} || ' i' || id, id FROM {table} ORDER BY id",
            f"CREATE TRIGGER IF NOT EXISTS {words}_insert AFTER INSERT ON {table} BEGIN {add} END",
            f"CREATE TRIGGER IF NOT EXISTS {words}_update AFTER UPDATE OF words ON {table}"
            f" WHEN OLD.words <> NEW.words BEGIN {remove} {add} END",
            f"CREATE TRIGGER IF NOT EXISTS {words}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        ],
        postgresql=[
            # Not `to_tsvector`: its dictionaries would cut the words once more.
            f"CREATE OR REPLACE FUNCTION {room}_lexemes(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE"
            " STRICT PARALLEL SAFE"
            " AS $$ SELECT array_to_tsvector(array_remove(string_to_array(words, ' '), '')) $$",
            f"DROP INDEX CONCURRENTLY IF EXISTS {words}",
            f"CREATE INDEX CONCURRENTLY {words} ON {table} USING gin ({room}_lexemes(words))",
        ],
        undo=[],
    )
