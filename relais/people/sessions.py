"""Signing a person in and out of this browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.signals import user_logged_in
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Person

SHARED = "shared"


def sign_in(request: HttpRequest, person: Person) -> None:
    """Sign the person in by a link: under a new session key, listed among their devices.

    A link is fresh proof of who one is: for the next minutes a lost password or passkey can be replaced without it.
    On a shared computer (`shared` in the form) the session ends with the browser.
    """
    # Django's login gives the session a new key, and empties it where someone else was signed in.
    get_adapter(request).login(request, person)
    record_authentication(request, person, method="link", reauthenticated=True)
    request.session.set_expiry(0 if request.POST.get(SHARED) else None)
    user_logged_in.send(sender=Person, request=request, user=person)


def sign_out(request: HttpRequest) -> None:
    logout(request, show_message=False)


def safe_next(request: HttpRequest, path: str) -> str:
    """`path` if it is an address of this site, else nothing: a link never leads a person elsewhere."""
    if not path or not url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(path)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def next_of(request: HttpRequest) -> str:
    """Where the page wants to go after signing in, if that is here."""
    return safe_next(request, request.POST.get("next", request.GET.get("next", "")))


def landing(request: HttpRequest, path: str = "") -> str:
    """Where someone who just signed in goes."""
    return safe_next(request, path) or reverse("home")
