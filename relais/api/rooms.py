"""How a room's operations are declared: what it reads, what it does, under which scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from ninja import Router
from ninja.decorators import decorate_view

from relais.api.door import BearerToken
from relais.api.once import once

F = TypeVar("F", bound=Callable[..., Any])


class Room(Router):
    """The operations of one room, under one tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag])

    def reads(
        self,
        path: str,
        answer: Any,
        *,
        name: str,
        says: str,
        scope: str | None,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[F], F]:
        """A GET. `name` is the operation's id, `says` its summary; `answer` None: the body is not JSON."""
        return self.get(
            path,
            response={200: answer},
            operation_id=name,
            summary=says,
            auth=BearerToken(scope),
            openapi_extra={"x-scope": scope, **(extra or {})},
        )

    def acts(
        self, path: str, answer: Any, *, name: str, says: str, scope: str, status: int = 201
    ) -> Callable[[F], F]:
        """A POST that is one act: once under an Idempotency-Key."""
        gate = BearerToken(scope)
        declare = self.post(
            path,
            response={status: answer},
            operation_id=name,
            summary=says,
            auth=gate,
            openapi_extra={"x-scope": scope},
        )
        return lambda function: declare(decorate_view(partial(once, gate))(function))
