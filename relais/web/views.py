"""Home, Today, search, help and errors."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relais.people.doors import BusinessRequest, in_business
from relais.people.models import Membership
from relais.web import finding, frame
from relais.web.assets import manifest, shelf
from relais.web.help import FIRST, PAGES
from relais.web.middleware import typed_in
from relais.web.today import columns, today_of


def home(request: HttpRequest) -> HttpResponse:
    """Nobody signs in; a person without a business is welcomed; everyone else goes on where they were."""
    if not request.user.is_authenticated:
        return redirect("people:sign-in")
    member = Membership.objects.last_of(request.user)
    return redirect("today", member.business.slug) if member else redirect("people:welcome")


@in_business()
def today(request: BusinessRequest) -> HttpResponse:
    """What do I do now?"""
    member, now = request.member, timezone.now()
    row = frame.count(member, columns, now=now)
    if row.get("is_focusing"):
        return redirect("planning:focus", request.business.slug)
    request.counted = row  # type: ignore[attr-defined]
    shown = today_of(member, row, now=now)
    return render(request, "web/today_plan.html" if shown.plan else "web/today.html", {"today": shown})


@in_business()
def search(request: BusinessRequest) -> HttpResponse:
    """One box over all that the member may see."""
    found = finding.search(request.member, request.GET.get("q", ""))
    return render(request, "web/search.html", {"found": found})


def help_page(request: HttpRequest, page: str = FIRST) -> HttpResponse:
    """Open to everyone; inside the frame of one's business for whoever is signed in."""
    if page not in PAGES:
        raise Http404
    if request.user.is_authenticated:
        member = Membership.objects.last_of(request.user)
        request.member, request.business = member, member.business if member else None  # type: ignore[attr-defined]
    rows = [
        {"url": reverse("help-page", args=[name]), "title": title, "current": name == page}
        for name, title in PAGES.items()
    ]
    shown = {"title": PAGES[page], "pages": rows, "wide": True, "text": f"web/help/{_language()}/{page}.html"}
    return render(request, "web/help.html", shown)


def web_manifest(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        manifest("Relais", _language()),
        content_type="application/manifest+json",
        headers={"Cache-Control": "max-age=86400"},
    )


def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for a search engine."""
    return HttpResponse(
        "User-agent: *\nDisallow: /\n", content_type="text/plain", headers={"Cache-Control": "max-age=86400"}
    )


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TooManyFilesSent | RequestDataTooBig | TooManyFieldsSent):
        title, text = _("This is too much at once"), _("Send less at a time. Nothing was changed.")
        return _error(request, 413, title, text)
    title = _("This request cannot be read")
    return _error(
        request, 400, title, _("Something in its address or its form is broken. Nothing was changed.")
    )


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    title = _("This is not yours to open")
    return _error(
        request,
        403,
        title,
        _("You belong to this business, and your role does not allow this page. Ask its owner."),
    )


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    title = _("There is nothing here")
    return _error(
        request,
        404,
        title,
        _("The address may be mistyped or old, or what it shows may not be for you to see."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token does not fit: usually a page left open while one signed out and in again."""
    title = _("This page was too old to send")
    text = _(
        "You probably signed in again since it was opened, or cookies are refused. Nothing was changed: go back, reload"
        " the page, and send it once more."
    )
    return _error(request, 403, title, text, typed=typed_in(request))


def error_500(request: HttpRequest) -> HttpResponse:
    """Without database, session or frame: whatever broke may be any of them."""
    context = {
        "number": getattr(request, "id", ""),
        "style": shelf.of("css").address,
        "script": shelf.of("js").address,
    }
    return HttpResponse(render_to_string(f"web/500.{_language()}.html", context), status=500)


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def _error(
    request: HttpRequest, status: int, title: str, text: str, typed: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "typed": typed}
    return render(request, "web/error.html", context, status=status)
