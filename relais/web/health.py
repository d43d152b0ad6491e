"""For the process manager and the proxy: is it alive, can it serve?"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)
_HEADERS = {"Cache-Control": "no-store"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers, whatever the state of the rest."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_HEADERS)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready when the database answers; 503 sends the proxy elsewhere until it does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("not ready: %s", error)
        return HttpResponse(
            "the database does not answer\n", status=503, content_type="text/plain", headers=_HEADERS
        )
    return HttpResponse("ready\n", content_type="text/plain", headers=_HEADERS)
