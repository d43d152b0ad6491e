"""Where higher rooms plug into the acts of this one, since people know nothing of delegations.

A room registers in its `apps.ready`:

    seams.when_joined(take_over)        # step(invitation, membership, by=…, now=…), inside the transaction
    seams.before_leaving(keep_if_busy)  # raises Refused when work would lose its executor
    seams.offer_matters(source)         # the delegations that a reviewer or mediator can be given to see
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from relais.acts.actor import Actor

if TYPE_CHECKING:
    from .models import Invitation, Membership


class Joined(Protocol):
    def __call__(
        self, invitation: Invitation, membership: Membership, *, by: Actor, now: datetime
    ) -> None: ...


Leaving = Callable[["Membership"], None]


class Matter(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def title(self) -> str: ...


class Matters(Protocol):
    """The delegations, each method one query; all answer only with what `member` may see.

    `options` and `find` are those of `log.matters.Source`: one object serves both rooms.
    """

    def options(self, member: Membership, limit: int) -> Sequence[Matter]: ...
    def find(self, member: Membership, identifier: UUID) -> Matter | None: ...
    def titles(self, member: Membership, identifiers: Sequence[UUID]) -> dict[UUID, str]: ...


_joined: list[Joined] = []
_leaving: list[Leaving] = []
_matters: list[Matters] = []


def when_joined(step: Joined) -> Joined:
    """`step` runs whenever an invitation was accepted, in the same transaction."""
    _joined.append(step)
    return step


def before_leaving(guard: Leaving) -> Leaving:
    """`guard` may refuse that a membership ends, or loses the right to perform delegations."""
    _leaving.append(guard)
    return guard


def offer_matters(matters: Matters) -> None:
    _matters[:] = [matters]


def joined(invitation: Invitation, membership: Membership, *, by: Actor, now: datetime) -> None:
    for step in _joined:
        step(invitation, membership, by=by, now=now)


def guard_leaving(membership: Membership) -> None:
    for guard in _leaving:
        guard(membership)


def matter_titles(member: Membership, identifiers: Sequence[UUID]) -> dict[UUID, str]:
    """The titles of these matters, without those that the member may not see."""
    return _matters[0].titles(member, identifiers) if _matters and identifiers else {}


def matter_options(member: Membership, limit: int = 100) -> list[tuple[UUID, str]]:
    """What can be granted: the delegations under way, newest first."""
    return [(matter.id, matter.title) for matter in _matters[0].options(member, limit)] if _matters else []


def matter_exists(member: Membership, identifier: UUID) -> bool:
    return bool(_matters) and _matters[0].find(member, identifier) is not None
