"""The web door into a business: who is asking, in which business, with which right."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from relais.acts.actor import Actor
from relais.acts.prepared import Prepared

from .models import Business, Membership, Person
from .roles import Right

P = ParamSpec("P")


class BusinessRequest(HttpRequest):
    """A request inside a business: `person`, `member` and `business` are loaded, in one query."""

    person: Person
    member: Membership
    business: Business


View = Callable[Concatenate[BusinessRequest, P], HttpResponseBase]


_membership = Prepared(
    lambda person, slug: (
        Membership.objects.current()
        .select_related("business")
        .filter(person_id=person, business__slug=slug)
        .order_by("id")[:1]
    ),
    person=UUID,
    slug=str,
)


def in_business(right: Right | None = None) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let members of the business in the address in; a stranger gets 404, a member without `right` 403, nobody the sign-in."""

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            from django.core.exceptions import PermissionDenied

            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            inside = cast(BusinessRequest, request)
            inside.person = request.user
            member = _membership.first(person=inside.person.id, slug=slug)
            if member is None:
                raise Http404
            member.person = inside.person
            member.only_reads = request.method in ("GET", "HEAD")
            inside.member, inside.business = member, member.business
            if right is not None and not member.may(right):
                raise PermissionDenied
            return view(inside, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return wrap


class PersonRequest(HttpRequest):
    """A request of someone signed in, outside a business. `member` and `business` are where they were last, for the frame
    around the page; None where they belong to none."""

    person: Person
    member: Membership | None
    business: Business | None


PersonView = Callable[Concatenate[PersonRequest, P], HttpResponseBase]


def signed_in(view: PersonView[P]) -> Callable[..., HttpResponseBase]:
    """Let whoever is signed in in; nobody goes to the sign-in page and comes back."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        inside = cast(PersonRequest, request)
        inside.person = request.user
        inside.member = Membership.objects.last_of(inside.person)
        inside.business = inside.member.business if inside.member else None
        return view(inside, *args, **kwargs)

    return guarded


class SeeOther(HttpResponseRedirect):
    """What a form that did its act answers with: look at the result there (303, so that nothing is posted twice)."""

    status_code = 303


def actor_of(request: BusinessRequest) -> Actor:
    """The actor of a page's form: its hidden `key` makes the act happen once, whatever is clicked twice."""
    key, fingerprint = _key_of(request)
    return Actor.of(request.member, "web", key=key, fingerprint=fingerprint)


def person_actor_of(request: HttpRequest) -> Actor:
    """The actor of a form outside a business: the person signed in, if any, and no member."""
    key, fingerprint = _key_of(request)
    person_id = request.user.pk if request.user.is_authenticated else None
    return Actor(None, "web", person_id=person_id, key=key, fingerprint=fingerprint)


def _key_of(request: HttpRequest) -> tuple[str | None, str]:
    """The key of a form, and a digest of all that it says, which tells a repeat from another act under the same key."""
    key = request.POST.get("key", "")[:100] or None
    said = "\n".join(
        f"{k}={v}"
        for k in sorted(request.POST)
        if k != "csrfmiddlewaretoken"
        for v in request.POST.getlist(k)
    )
    fingerprint = hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest()
    return key and f"web:{key}", fingerprint
