"""The web door into a business: who is asking, in which business, with which right."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from relais.acts.actor import Actor

from .models import Business, Membership, Person
from .roles import Right

P = ParamSpec("P")


class BusinessRequest(HttpRequest):
    """A request inside a business: `person`, `member` and `business` are loaded, in one query."""

    person: Person
    member: Membership
    business: Business


View = Callable[Concatenate[BusinessRequest, P], HttpResponseBase]


def in_business(right: Right | None = None) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let members of the business in the address in; a stranger gets 404, a member without `right` 403, nobody the sign-in."""

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            from django.core.exceptions import PermissionDenied

            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            inside = cast(BusinessRequest, request)
            inside.person = cast(Person, request.user)
            member = (
                Membership.objects.current()
                .select_related("business")
                .filter(person_id=inside.person.id, business__slug=slug)
                .first()
            )
            if member is None:
                raise Http404
            member.person = inside.person
            inside.member, inside.business = member, member.business
            if right is not None and not member.may(right):
                raise PermissionDenied
            return view(inside, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return wrap


def actor_of(request: BusinessRequest) -> Actor:
    """The actor of a page's form: its hidden `key` makes the act happen once, whatever is clicked twice."""
    key = request.POST.get("key", "")[:100] or None
    said = "\n".join(
        f"{k}={v}"
        for k in sorted(request.POST)
        if k != "csrfmiddlewaretoken"
        for v in request.POST.getlist(k)
    )
    fingerprint = hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest()
    return Actor.of(request.member, "web", key=key and f"web:{key}", fingerprint=fingerprint)
