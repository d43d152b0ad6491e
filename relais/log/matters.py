"""What a line of the log can be about: delegations and procedures, which live in rooms above.

A room that has such matters offers them in its `apps.ready`:

    matters.offer("delegation", DelegationMatters())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.models import Entry

if TYPE_CHECKING:
    from relais.people.models import Membership

Kind = Literal["delegation", "procedure"]


@dataclass(frozen=True, slots=True)
class Matter:
    """`executor_id` is the membership that performs a delegation: it reads what is written about it."""

    id: UUID
    title: str
    executor_id: UUID | None = None


class Source(Protocol):
    """Each makes one query at most and answers only with what `member` may see."""

    def options(self, member: Membership, limit: int) -> list[Matter]:
        """What can be chosen when writing: what is under way, newest first."""

    def find(self, member: Membership, identifier: UUID) -> Matter | None:
        """One of them, under way or not."""

    def url(self, slug: str, identifier: UUID) -> str:
        """Its page in the business of that slug."""


_sources: dict[Kind, Source] = {}


def offer(kind: Kind, source: Source) -> None:
    _sources[kind] = source


def is_offered(kind: Kind) -> bool:
    return kind in _sources


def options(kind: Kind, member: Membership, limit: int = 100) -> list[Matter]:
    source = _sources.get(kind)
    return source.options(member, limit) if source else []


def find(kind: Kind, member: Membership, identifier: UUID) -> Matter | None:
    source = _sources.get(kind)
    return source.find(member, identifier) if source else None


def url(kind: Kind, slug: str, identifier: UUID) -> str:
    """The address of a matter; empty where no room offers that kind."""
    source = _sources.get(kind)
    return source.url(slug, identifier) if source else ""


class Sorted(Protocol):
    def __call__(self, origin: Entry, into: str, into_id: UUID, *, by: Actor, now: datetime) -> None: ...


_sorted: list[Sorted] = []
_erased: list[Callable[[Entry], None]] = []


def when_made_from_a_line(step: Sorted) -> Sorted:
    """`step` runs, in the same transaction, when a request is made from a captured line (its entry)."""
    _sorted.append(step)
    return step


def made_from_a_line(origin: Entry, into: str, into_id: UUID, *, by: Actor, now: datetime) -> None:
    for step in _sorted:
        step(origin, into, into_id, by=by, now=now)


def when_erased(step: Callable[[Entry], None]) -> Callable[[Entry], None]:
    """`step` runs, in the same transaction, for each entry whose text is erased: a room that keeps a copy blanks it."""
    _erased.append(step)
    return step


def erased(entry: Entry) -> None:
    for step in _erased:
        step(entry)
