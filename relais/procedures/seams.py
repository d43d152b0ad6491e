"""Where rooms above are asked before something of this room begins."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

_before_run: list[Callable[[UUID], None]] = []


def before_a_run_for(guard: Callable[[UUID], None]) -> Callable[[UUID], None]:
    """`guard` is called with the delegation for which a run is to begin, in its transaction; it refuses or lets through."""
    _before_run.append(guard)
    return guard


def may_run_for(delegation_id: UUID) -> None:
    for guard in _before_run:
        guard(delegation_id)
