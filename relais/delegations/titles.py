"""Which delegations are called so, without reading every title: an index of the words of titles, kept by the database itself.

Rare words are answered by the index. Common ones are not asked of it: where one title in a hundred has the word, reading
titles from the newest on finds a page's worth sooner than gathering ten thousand of them.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

RARE: Final = 1_000
"""Titles. With more than that, the word is common."""

Stems = tuple[tuple[str, ...], ...]

_SQLITE: Final = "SELECT delegation FROM delegations_words WHERE delegations_words MATCH %s"
_POSTGRESQL: Final = "SELECT id FROM delegations_delegation WHERE business_id = %s AND delegations_lexemes(words) @@ %s::tsquery"


def called(stems: Stems, business: UUID) -> RawSQL | None:
    """The ids of a business's delegations whose title has, for every group, a word beginning with one of its stems.

    None when they are more than `RARE`, or when a stem is more than letters and digits: the titles are then to be read.
    """
    if not all(stem.isalnum() for group in stems for stem in group):  # ½ is 1⁄2 when folded
        return None
    if connection.vendor == "sqlite":
        words = " AND ".join("(" + " OR ".join(f'"{stem}" *' for stem in group) + ")" for group in stems)
        sql, params = _SQLITE, [f"words : ({words}) AND scope : b{business.hex}"]
    else:
        words = " & ".join("(" + " | ".join(f"'{stem}':*" for stem in group) + ")" for group in stems)
        sql, params = _POSTGRESQL, [str(business), words]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT {RARE + 1}) AS some", params)  # noqa: S608  (constants)
        (count,) = cursor.fetchone()
    return RawSQL(sql, params) if count <= RARE else None  # noqa: S611  (no text of the query stands in the SQL)
