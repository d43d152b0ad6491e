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

_SQLITE: Final = """
    SELECT count(*) FROM (SELECT 1 FROM delegations_words WHERE delegations_words MATCH %s LIMIT %s) AS found
"""
_POSTGRESQL: Final = """
    SELECT count(*) FROM (
        SELECT 1 FROM delegations_delegation
        WHERE business_id = %s AND delegations_lexemes(words) @@ %s::tsquery LIMIT %s) AS found
"""


def called(stems: Stems, business: UUID) -> RawSQL | None:
    """The ids of a business's delegations whose title has, for every group, a word beginning with one of its stems.

    None when they are more than `RARE`, or when a stem is more than letters and digits: the titles are then to be read.
    """
    if not all(stem.isalnum() for group in stems for stem in group):  # ½ is 1⁄2 when folded
        return None
    if connection.vendor == "sqlite":
        words = " AND ".join("(" + " OR ".join(f'"{stem}" *' for stem in group) + ")" for group in stems)
        asked = [f"words : ({words}) AND scope : b{business.hex}"]
        if _count(_SQLITE, asked) > RARE:
            return None
        return RawSQL("SELECT delegation FROM delegations_words WHERE delegations_words MATCH %s", asked)
    words = " & ".join("(" + " | ".join(f"'{stem}':*" for stem in group) + ")" for group in stems)
    asked = [str(business), words]
    if _count(_POSTGRESQL, asked) > RARE:
        return None
    return RawSQL(
        "SELECT id FROM delegations_delegation WHERE business_id = %s AND delegations_lexemes(words) @@ %s::tsquery",
        asked,
    )


def _count(sql: str, asked: list[str]) -> int:
    """How many there are, counted no further than it matters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*asked, RARE + 1])
        (count,) = cursor.fetchone()
    return int(count)
