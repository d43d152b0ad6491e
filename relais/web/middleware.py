"""Middleware of the shell: compression, and the page that a refusal becomes."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from relais.acts.refusal import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

COMPRESS_FROM = 600  # bytes: below, a header costs more than it wins


def compress(get_response: Answer) -> Answer:
    """Gzip of text answers. Pages hold no secret beside what a stranger can reflect (forms carry a masked CSRF token)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if (
            isinstance(response, HttpResponse)
            and "gzip" in request.headers.get("Accept-Encoding", "")
            and not response.has_header("Content-Encoding")
            and len(response.content) >= COMPRESS_FROM
            and response.get("Content-Type", "").startswith(
                ("text/", "application/json", "application/problem+json")
            )
        ):
            packer = zlib.compressobj(5, zlib.DEFLATED, 31)
            response.content = packer.compress(response.content) + packer.flush()
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
            patch_vary_headers(response, ("Accept-Encoding",))
        return response

    return middleware


class Refusals:
    """A `Refused` that no form caught becomes a page that says why, with its status; nothing was changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        typed = [
            (k, v)
            for k in request.POST
            if k not in ("csrfmiddlewaretoken", "key")
            for v in request.POST.getlist(k)
            if v
        ]
        return render(
            request, "web/refused.html", {"refusal": exception, "typed": typed}, status=exception.status
        )


refusals = Refusals
