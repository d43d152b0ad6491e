"""The API's door: who presents which token, how often, with which right; and whatever happens, a problem that says so."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, TypedDict, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone, translation

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.api.actions import digest_of
from relais.api.limits import seconds_to_wait
from relais.api.models import Token
from relais.api.once import fingerprint, key_of
from relais.api.problems import Wire, of_exception
from relais.people.gates import require
from relais.people.models import Business, Membership
from relais.people.roles import Right

BEARER = "bearer "


class ApiRequest(HttpRequest):
    """A request with its token, member and business."""

    token: Token
    member: Membership
    business: Business
    auth: Token


class Acting(TypedDict):
    """What every verb is given: `verb(…, **acting(request))`."""

    by: Actor
    now: datetime


def enter(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer a request to /api/v1/<rest>. Nothing leaves but the answer documented, or a problem."""
    response: HttpResponseBase
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    try:
        response = _answer(request, rest)
    except Exception as error:  # noqa: BLE001  (the last resort of the API: said, logged, never a page)
        response = of_exception(error, request)
    if response.status_code == 405 and not response.get("Content-Type", "").startswith("application/problem"):
        response = of_exception(Wire("method_not_allowed", Allow=response["Allow"]), request)
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("Content-Language", translation.get_language() or "en")
    if is_head:
        _leave_out_body(response)
    return response


def _leave_out_body(response: HttpResponseBase) -> None:
    """HEAD is GET without the body; its length stays said."""
    if isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    elif isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()


def _answer(request: HttpRequest, rest: str) -> HttpResponseBase:
    if rest == "openapi.json":
        from relais.api.contract import contract

        return contract(request)
    try:
        match = _resolver(rest.partition("/")[0]).resolve(rest)
    except Resolver404:
        raise Wire("nothing_here") from None
    if _present_token(request):
        inside = cast(ApiRequest, request)
        if wait := seconds_to_wait(inside.token.pk):
            raise Wire("too_many_requests", Retry_After=str(wait))
    return cast(HttpResponseBase, match.func(request, *match.args, **match.kwargs))


def _resolver(head: str) -> URLResolver:
    """The operations that begin so, apart from the addresses of pages: they cost pages nothing."""
    from relais.api.api import HEADS

    return _resolver_of(head if head in HEADS else "")


@cache
def _resolver_of(head: str) -> URLResolver:
    from relais.api.api import part

    return URLResolver(RegexPattern(r"^"), part(head).urls[0])


def _present_token(request: HttpRequest) -> bool:
    """Look up the token that the request presents. Its person's language and zone are theirs from here on."""
    said = request.headers.get("Authorization", "")
    secret = said[len(BEARER) :].strip()
    if not said.lower().startswith(BEARER) or not secret.isascii():
        return False
    now = timezone.now()
    found = (
        Token.objects.open(now)
        .select_related("member__business", "member__person")
        .filter(digest=digest_of(secret), member__left_at=None, member__person__is_active=True)
        .first()
    )
    if found is None:
        return False
    inside = cast(ApiRequest, request)
    inside.token, inside.member, inside.business = found, found.member, found.member.business
    if found.last_used_on != now.date():  # one write a day
        Token.objects.filter(pk=found.pk).update(last_used_on=now.date())
    # The middleware around every request puts both back.
    translation.activate(found.member.person.language)
    timezone.activate(ZoneInfo(found.member.person.timezone))
    return True


class BearerToken:
    """The gate of one operation: a token, with the scope if one is asked. Sorted out before the body is looked at."""

    openapi_security_schema = {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made under Settings: `Authorization: Bearer relais_…`",
    }

    def __init__(self, scope: str | None) -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        token: Token | None = getattr(request, "token", None)
        if token is None:
            raise Wire("token_missing")
        if self.scope is not None and self.scope not in token.scopes:
            raise Refused("scope_not_granted", scope=self.scope)
        return token


def reader(request: HttpRequest, right: Right | None = None) -> Membership:
    """The member who reads, with the right if one is asked."""
    member = cast(ApiRequest, request).member
    if right is not None:
        require(Actor.of(member, "api"), right)
    return member


def acting(request: HttpRequest) -> Acting:
    """The actor of a write, under the request's Idempotency-Key if it has one, and the moment."""
    member = cast(ApiRequest, request).member
    key = key_of(request)
    said = fingerprint(request) if key else ""
    return {
        "by": Actor.of(member, "api", key=key and f"api:{key}", fingerprint=said),
        "now": timezone.now(),
    }


def scoped(request: HttpRequest, scope: str) -> None:
    """What an act needs besides the scope of its operation. Refused: `scope_not_granted`."""
    if scope not in request.token.scopes:  # type: ignore[attr-defined]
        raise Refused("scope_not_granted", scope=scope)


def found(rows: Any, identifier: object) -> Any:
    """The row of `rows` (what the reader may see) with that key; refused as `not_found`."""
    row = rows.filter(pk=identifier).first()
    if row is None:
        raise Refused("not_found")
    return row
