"""How a room's operations are declared: what it reads, what it does, under which scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from relais.acts.refusal import Refused
from relais.api.door import BearerToken
from relais.api.once import Run, once
from relais.api.problems import Wire, of_exception, of_refusal

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
        gate = BearerToken(scope)
        declare = self.get(
            path,
            response={200: answer},
            operation_id=name,
            summary=says,
            auth=gate,
            openapi_extra={"x-scope": scope, **(extra or {})},
        )
        return lambda function: _strict(declare(function), gate)

    def acts(
        self,
        path: str,
        answer: Any,
        *,
        name: str,
        says: str,
        scope: str,
        status: int = 201,
        keyed: bool = True,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[F], F]:
        """A POST that is one act: once under an Idempotency-Key, unless `keyed` is False and doing it twice is harmless."""
        gate = BearerToken(scope)
        declare = self.post(
            path,
            response={status: answer},
            operation_id=name,
            summary=says,
            auth=gate,
            openapi_extra={"x-scope": scope, "x-once": keyed, **(extra or {})},
        )

        def declared(function: F) -> F:
            return _strict(declare(decorate_view(partial(once, gate))(function) if keyed else function), gate)

        return declared


def _strict(function: F, gate: BearerToken) -> F:
    """Refuse what the operation does not know of in the query: a filter misspelt must not answer with everything."""
    operation = function._ninja_operation  # type: ignore[attr-defined]  # noqa: SLF001  (where ninja keeps it)
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    def strict(run: Run) -> Run:
        @wraps(run)
        def checked(request: HttpRequest, **path: Any) -> HttpResponse:
            unknown = next((name for name in request.GET if name not in known), None)
            if unknown is None:
                return run(request, **path)
            try:
                gate(request)
            except (Refused, Wire) as problem:
                return of_exception(problem, request)
            return of_refusal(Refused("query_unknown", field=unknown[:60]))

        return checked

    return decorate_view(strict)(function)
