"""Who acts, through which door, and under which key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol, Self
from uuid import UUID

Door = Literal["web", "api", "cli", "worker"]


class MemberLike(Protocol):
    """What the lower rooms need to know of a membership (`people.Membership`)."""

    id: UUID
    person_id: UUID
    business_id: UUID
    role: str

    @property
    def is_management(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `member` is None for the system itself (the worker) and before someone belongs to a business.

    `key` makes the act happen once: a second call with the same key answers with the first result. `fingerprint` (a digest
    of the request) tells a repeat from another request under the same key.
    """

    member: MemberLike | None
    door: Door
    person_id: UUID | None = None
    key: str | None = None
    fingerprint: str = ""

    @classmethod
    def of(cls, member: MemberLike, door: Door, *, key: str | None = None, fingerprint: str = "") -> Self:
        return cls(member=member, door=door, person_id=member.person_id, key=key, fingerprint=fingerprint)

    @classmethod
    def system(cls) -> Self:
        """The worker, acting on a rule that people agreed on beforehand."""
        return cls(member=None, door="worker")

    def keyed(self, key: str | None) -> Self:
        return replace(self, key=key)
