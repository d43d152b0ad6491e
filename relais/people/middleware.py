"""The reader's language and time zone, on every request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

ANSWER = Callable[[HttpRequest], HttpResponse]


def language_and_zone(get_response: ANSWER) -> ANSWER:
    """The signed-in person's language and zone; else what the browser asks for, in UTC. `?lang=fr` is kept for strangers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated:
            language, zone = person.language, person.timezone
        else:
            asked = request.GET.get("lang") or request.COOKIES.get("lang", "")
            language = asked if asked in ("fr", "en") else translation.get_language_from_request(request)
            zone = "UTC"
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        if not person.is_authenticated and request.GET.get("lang") in ("fr", "en"):
            response.set_cookie("lang", language, max_age=31536000, samesite="Lax", httponly=True)
        return response

    return middleware
