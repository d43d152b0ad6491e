"""The API's door: who presents which token, under which key; and refusals as problem+json (RFC 9457)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.api.actions import digest_of
from relais.api.models import Token
from relais.people.models import Membership

F = TypeVar("F", bound=Callable[..., Any])


class Problem(Schema):
    """What went wrong, in the form of RFC 9457. `code` is stable, `title` and `detail` are for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    field: str | None = None
    errors: list[dict[str, Any]] | None = None


class ApiRequest(HttpRequest):
    """A request with its token and member."""

    token: Token
    member: Membership
    auth: Token


class TokenAuth(HttpBearer):
    """`Authorization: Bearer relais_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = (
            Token.objects.open(timezone.now())
            .select_related("member__business", "member__person")
            .filter(digest=digest_of(token), member__left_at=None, member__person__is_active=True)
            .first()
        )
        if found is None:
            return None
        inside = cast(ApiRequest, request)
        inside.token, inside.member = found, found.member
        today = timezone.now().date()
        if found.last_used_on != today:  # at most one write a day
            Token.objects.filter(pk=found.pk).update(last_used_on=today)
        translation.activate(found.member.person.language)
        return cast(Token, found)


def need(request: HttpRequest, scope: str) -> Membership:
    """The member behind the token, if the token has the scope."""
    inside = cast(ApiRequest, request)
    if scope not in inside.token.scopes:
        raise Refused("scope_not_granted", scope=scope)
    return inside.member


def actor_for(request: HttpRequest, scope: str) -> Actor:
    """The actor of a write: under the request's Idempotency-Key, if it has one."""
    member = need(request, scope)
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= 64 and key.isascii() and key.isprintable()):
        raise Refused("idempotency_key_invalid")
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return Actor.of(
        member, "api", key=key and f"api:{key}", fingerprint=hashlib.sha256(said).hexdigest() if key else ""
    )


def problem(api: NinjaAPI, request: HttpRequest, one: Problem) -> HttpResponse:
    response = api.create_response(request, one.model_dump(exclude_none=True), status=one.status)
    response["Content-Type"] = "application/problem+json"
    if one.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="relais"'
    return response


def install(api: NinjaAPI) -> None:
    """Every error leaves as a problem, with the coded reason."""

    def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
        title = refusal.text
        one = Problem(
            type=f"urn:relais:reason:{refusal.code}",
            title=title,
            status=refusal.status,
            code=refusal.code,
            field=refusal.field,
        )
        return problem(api, request, one)

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        refusal = Refused("body_invalid")
        errors = [{"where": list(e["loc"]), "what": e["msg"]} for e in error.errors]
        one = Problem(
            type="urn:relais:reason:body_invalid",
            title=refusal.text,
            status=422,
            code="body_invalid",
            errors=errors,
        )
        return problem(api, request, one)

    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return refused(request, Refused("not_found"))

    def nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        one = Problem(
            type="urn:relais:reason:token_missing",
            title="No valid token. Send `Authorization: Bearer relais_…`.",
            status=401,
            code="token_missing",
        )
        return problem(api, request, one)

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        one = Problem(
            type="about:blank",
            title=error.message,
            status=error.status_code,
            code=f"http_{error.status_code}",
        )
        return problem(api, request, one)

    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(AuthenticationError, nobody)
    api.add_exception_handler(HttpError, http)
