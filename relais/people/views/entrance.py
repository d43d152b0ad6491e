"""Signing in and out: the link that is mailed, the link that is followed, the first of all links."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from relais.acts.refusal import Refused
from relais.people import actions
from relais.people.doors import SeeOther, person_actor_of
from relais.people.forms import SetupForm, SignInForm
from relais.people.limits import count_link_request
from relais.people.models import SignInLink
from relais.people.sessions import (
    landing,
    next_of,
    safe_next,
)
from relais.people.sessions import (
    sign_in as open_session,
)
from relais.people.sessions import (
    sign_out as close_session,
)
from relais.people.tokens import LINK_LIFE, digest_of

from .secret import secret_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail → link; or password, or passkey, through allauth's addresses."""
    next_path = next_of(request)
    if request.method == "POST":
        form = SignInForm(request.POST)
        if form.is_valid() and _send(request, form, next_path):
            return SeeOther(reverse("people:sign-in-sent"))
    elif request.user.is_authenticated:
        return SeeOther(landing(request, next_path))
    else:
        form = SignInForm()
    return render(request, "people/sign_in.html", {"form": form, "next": next_path}, status=form.status)


def _send(request: HttpRequest, form: SignInForm, next_path: str) -> bool:
    email = form.cleaned_data["email"]
    try:
        # Counted before it is looked up, and for every address alike: the limit tells nothing either.
        count_link_request(request, email)
        actions.send_sign_in_link(
            email, next_path=next_path, by=person_actor_of(request).keyed(None), now=timezone.now()
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "people/sign_in_sent.html",
        {"minutes": int(LINK_LIFE.total_seconds() // 60), "has_mail": bool(settings.MAIL)},
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only shows whom the link is for: the scanners of mail servers follow links. The button uses it."""
    try:
        found = _usable(token)
        if found.person_id is None:
            return _setup(request, token)
        if request.method == "POST":
            return _use(request, token, found)
    except Refused as refusal:
        return render(request, "people/link_refused.html", {"refusal": refusal}, status=refusal.status)
    return render(request, "people/link.html", {"person": found.person, "link": found})


def _usable(token: str) -> SignInLink:
    found = SignInLink.objects.select_related("person").filter(token_digest=digest_of(token)).first()
    if found is None:
        raise Refused("link_unknown")
    if found.used_at is not None:
        raise Refused("link_used")
    if not found.is_open(timezone.now()):
        raise Refused("link_expired")
    return found


def _use(request: HttpRequest, token: str, found: SignInLink) -> HttpResponse:
    person = actions.use_sign_in_link(token, by=person_actor_of(request).keyed(None), now=timezone.now())
    open_session(request, person)
    return SeeOther(landing(request, found.next_path))


def _setup(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        language = translation.get_language() or "en"
        form = SetupForm(now=now, initial={"language": language[:2], "timezone": _zone_of(language)})
        return render(request, "people/setup.html", {"form": form})
    form = SetupForm(request.POST, now=now)
    if form.is_valid():
        said = form.values()
        person = form.act(
            lambda: actions.use_setup_link(token, **said, by=person_actor_of(request).keyed(None), now=now)
        )
        if person is not None:
            open_session(request, person)
            return SeeOther(reverse("people:welcome"))
    return render(request, "people/setup.html", {"form": form}, status=form.status)


def _zone_of(language: str) -> str:
    """A first guess, which the browser's own zone replaces where scripts run."""
    return "Europe/Paris" if language.startswith("fr") else "UTC"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    close_session(request)
    next_path = safe_next(request, request.POST.get("next", ""))
    address = reverse("people:sign-in")
    return SeeOther(f"{address}?{urlencode({'next': next_path})}" if next_path else address)


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts from here, counted by allauth: wait."""
    shown = {
        "status": 429,
        "title": _("Too many attempts"),
        "text": _("Wait a few minutes, then try again. A sign-in link by e-mail works meanwhile."),
    }
    return render(request, "web/error.html", shown, status=429)
