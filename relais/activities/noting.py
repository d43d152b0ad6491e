"""A note as one text and back: its title, what was wrong, what solved it. The text lives in the log entry, and is erasable."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Max

from relais.activities.models import Note
from relais.engine.words.finding import Finder
from relais.engine.words.recurring import Note as Findable
from relais.people.models import Membership

BETWEEN: Final = "\u2014"
"""Alone on a line between what was wrong and what solved it."""
NOTES_SEARCHED: Final = 3_000
"""The latest notes that are searched."""
FOUND_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved problem, in three texts."""

    title: str
    wrong: str
    solution: str


def body_of(solved: Solved) -> str:
    """The text of the note's entry."""
    parts = [solved.title, _without_mark(solved.wrong), BETWEEN, _without_mark(solved.solution)]
    return "\n\n".join(part for part in parts if part)


def solved_of(body: str) -> Solved:
    """What the text of a note's entry says; written otherwise (a correction), it is all what solved it."""
    title, _sep, rest = body.partition("\n")
    wrong, mark, solution = f"\n{rest}\n".partition(f"\n{BETWEEN}\n")
    return (
        Solved(title.strip(), wrong.strip(), solution.strip())
        if mark
        else Solved(title.strip(), "", rest.strip())
    )


def _without_mark(text: str) -> str:
    return "\n".join("-" if line.strip() == BETWEEN else line for line in text.split("\n"))


def find(member: Membership, wanted: str) -> list[UUID]:
    """The ids of the notes that say most of `wanted`, the best first; accents, endings and typing errors forgiven."""
    rows = Note.objects.visible_to(member).kept().filter(entry__text__erased_at=None)
    stamp = rows.aggregate(count=Count("pk"), changed=Max("changed_at"))
    if not stamp["count"]:
        return []
    index = _index(member.business_id, (stamp["count"], stamp["changed"]), _Rows(rows))
    return [UUID(near.id) for near in index.nearest(wanted[:200], FOUND_MOST)]


class _Rows:
    """The rows to make an index of, read only where there is none yet; all are equal, so that the stamp alone is the key."""

    def __init__(self, rows: object) -> None:
        self.rows = rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rows)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=8)
def _index(business_id: UUID, stamp: tuple[object, ...], rows: _Rows) -> Finder:
    """Making an index costs as much as reading the notes: it is kept while no note of the business changes."""
    latest = rows.rows.order_by("-id").values_list("id", "entry__text__body")[:NOTES_SEARCHED]  # type: ignore[attr-defined]
    return Finder([Findable(str(key), body) for key, body in latest])
