"""How a room's operations are declared: what it reads, what it does, under which scope."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial, wraps
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from ninja.decorators import decorate_view
from pydantic import TypeAdapter

from relais.acts.refusal import Refused
from relais.api.door import BearerToken
from relais.api.once import CONTENT_TYPE, Run, once
from relais.api.problems import Wire, of_exception, of_refusal

F = TypeVar("F", bound=Callable[..., Any])

ANSWERS: Final[dict[str, Any]] = {}
"""What each operation answers, by its id; None: something else than JSON, or nothing. Only the description of the API wants
it: validators of answers, which ninja would make of each, take 10 MB and are never run."""


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
            response={200: None},
            operation_id=name,
            summary=says,
            auth=gate,
            openapi_extra={"x-scope": scope, **(extra or {})},
        )
        ANSWERS[name] = answer
        return lambda function: _finished(declare(function), gate, 200)

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
            response={status: None},
            operation_id=name,
            summary=says,
            auth=gate,
            openapi_extra={"x-scope": scope, "x-once": keyed, **(extra or {})},
        )
        ANSWERS[name] = answer

        def finished(function: F) -> F:
            declared = declare(decorate_view(partial(once, gate))(function) if keyed else function)
            return _finished(declared, gate, status)

        return finished


_JSON: Final = TypeAdapter(Any)


def _finished(function: F, gate: BearerToken, status: int) -> F:
    """What every operation has in common, where ninja keeps it."""
    operation = function._ninja_operation  # type: ignore[attr-defined]  # noqa: SLF001
    operation.view_func = _written(operation.view_func, status)
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    return decorate_view(partial(_strict, known, gate))(function)


def _written(act: Callable[..., Any], status: int) -> Callable[..., HttpResponseBase]:
    """Write the answer as JSON at once. That it has the documented form is proved by the tests, not on every request."""

    @wraps(act)
    def written(request: HttpRequest, **said: Any) -> HttpResponseBase:
        answer = act(request, **said)
        if isinstance(answer, HttpResponseBase):
            return answer
        return HttpResponse(_JSON.dump_json(answer), status=status, content_type=CONTENT_TYPE)

    return written


def _strict(known: Collection[str], gate: BearerToken, run: Run) -> Run:
    """Refuse what the operation does not know of in the query: a filter misspelt must not answer with everything."""

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
