"""Where higher rooms plug into the acts of this one, since people know nothing of delegations.

A room registers in its `apps.ready`:

    seams.when_joined(take_over)        # step(invitation, membership, by=…, now=…), inside the transaction
    seams.before_leaving(keep_if_busy)  # raises Refused when work would lose its executor
    seams.offer_matters(matters)        # the delegations that a reviewer or mediator can be given to see
"""

from __future__ import annotations

from collections.abc import Callable
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


class Matters(Protocol):
    """What can be granted. Both answer only with what `member` may see."""

    def titles(self, member: Membership, ids: tuple[UUID, ...]) -> dict[UUID, str]: ...
    def latest(self, member: Membership, limit: int) -> list[tuple[UUID, str]]: ...


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


def matter_titles(member: Membership, ids: tuple[UUID, ...]) -> dict[UUID, str]:
    """The titles of these matters, without those that the member may not see."""
    return _matters[0].titles(member, ids) if _matters and ids else {}


def latest_matters(member: Membership, limit: int = 100) -> list[tuple[UUID, str]]:
    return _matters[0].latest(member, limit) if _matters else []
