"""Refusals and failures as `application/problem+json` (RFC 9457), the only way the API says no."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from relais.acts.refusal import Refused
from relais.api.reasons import WIRE
from relais.api.shapes import Shape, example

log = logging.getLogger("relais.api")

PROBLEM = "application/problem+json"


class Fault(Shape):
    """One value that does not have its documented form. `code` is stable, `what` is in English."""

    where: list[str | int]
    code: str
    what: str


class Problem(Shape):
    """What went wrong, in the form of RFC 9457. `code` is stable; `title` is for people, in their language.

    Nothing was done. `field` names the value at fault, `errors` all of them where the request has another form.
    """

    model_config = example(
        type="urn:relais:reason:amount_not_positive",
        title="The amount must be above zero.",
        status=422,
        code="amount_not_positive",
        field="amount",
    )

    type: str
    title: str
    status: int
    code: str
    field: str | None = None
    errors: list[Fault] | None = None


class Wire(Exception):
    """The request did not come to the point of being an act. `code` is one of `reasons.WIRE`."""

    def __init__(self, code: str, **headers: str) -> None:
        super().__init__(code)
        self.code = code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer(
    code: str,
    status: int,
    title: str,
    *,
    field: str | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """A problem as it is sent."""
    said: dict[str, Any] = {
        "type": f"urn:relais:reason:{code}", "title": title, "status": status, "code": code,
        "field": field, "errors": errors,
    }  # fmt: skip
    body = json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=PROBLEM)


def of_wire(problem: Wire) -> HttpResponse:
    status, text = WIRE[problem.code]
    response = answer(problem.code, status, str(text))
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="relais"'
    for name, value in problem.headers.items():
        response[name] = value
    return response


def of_refusal(refusal: Refused) -> HttpResponse:
    return answer(refusal.code, refusal.status, refusal.text, field=refusal.field)


def of_form(error: ValidationError) -> HttpResponse:
    """The request has another form than documented: each value at fault, and the first of them as `field`."""
    errors = [
        {"where": _where(e["loc"]), "code": str(e["type"]), "what": str(e["msg"])} for e in error.errors[:50]
    ]
    names = [part for part in errors[0]["where"][1:] if isinstance(part, str)] if errors else []
    refusal = Refused("body_invalid", field=names[-1] if names else None)
    return answer(refusal.code, refusal.status, refusal.text, field=refusal.field, errors=errors)


def _where(location: Iterable[str | int]) -> list[str | int]:
    """The place in the request: ["body", "milestones", 0, "amount"], ["query", "limit"]. Keys that were sent are shortened."""
    parts = list(location)
    if parts[:1] == ["body"]:
        parts[1:2] = []  # the name of our own parameter
    return [part if isinstance(part, int) else part[:60] for part in parts]


def of_exception(error: BaseException, request: HttpRequest) -> HttpResponse:
    """Whatever was raised, as a problem: said where it is known, logged where it is not."""
    if isinstance(error, HttpError) and error.__cause__ is not None:
        error = error.__cause__  # ninja wraps what our parser says
    if isinstance(error, Refused):
        return of_refusal(error)
    if isinstance(error, Wire):
        return of_wire(error)
    if isinstance(error, ValidationError):
        return of_form(error)
    return of_wire(Wire(_code_of(error, request)))


def _code_of(error: BaseException, request: HttpRequest) -> str:
    known: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((AuthenticationError,), "token_missing"),
        ((RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent), "body_too_large"),
        ((UnreadablePostError, MultiPartParserError, SuspiciousOperation), "body_unreadable"),
        ((Http404,), "nothing_here"),
    )
    for kinds, code in known:
        if isinstance(error, kinds):
            return code
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return "server_error"


def install(api: NinjaAPI) -> None:
    """Every error inside an operation leaves as a problem."""

    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return of_exception(error, request)

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)
