"""The plan as a calendar, at its secret address: without a session, for calendar programs."""

from __future__ import annotations

import hashlib
from typing import Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from relais.config.buckets import Buckets

RATE: Final = 60
"""Requests a minute from one address of the network: calendar programs ask a few times an hour, who guesses asks more."""

buckets = Buckets()


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The plan of whoever made this address; 404 for an address that opens nothing (any more), whatever the reason."""
    if wait := buckets.take(get_adapter().get_client_ip(request), RATE):
        return _closed(HttpResponse(status=429, headers={"Retry-After": str(wait)}))
    from relais.planning.feed import calendar_of, reader_of  # icalendar is loaded when a feed is asked for

    member = reader_of(token)
    if member is None:
        return _closed(HttpResponse("Not found\n", content_type="text/plain", status=404))
    plan = request.build_absolute_uri(reverse("planning:week", args=[member.business.slug]))
    body = calendar_of(member, url=plan, now=timezone.now())
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if etag in (
        one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")
    ):
        return _closed(HttpResponseNotModified(headers={"ETag": etag}))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    response["Content-Disposition"] = 'inline; filename="plan.ics"'
    return _closed(response)


def _closed(response: HttpResponse) -> HttpResponse:
    """Kept by the program that asked, never by a cache between; listed nowhere."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
