"""Middleware of the shell: its own files, compression, headers, and the page that a refusal becomes."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from relais.acts.refusal import Refused
from relais.config.ids import new_id
from relais.web.assets import FOREVER, PREFIX, shelf
from relais.web.tracing import request_number

Answer = Callable[[HttpRequest], HttpResponseBase]

COMPRESS_FROM = 600  # bytes: below, a header costs more than it wins
_COMPRESSED = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/manifest+json",
    "image/svg+xml",
)
_POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def assets(get_response: Answer) -> Answer:
    """The style sheet, the script and the icon, before sessions and languages are thought of: their address is their version."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX) or request.method not in ("GET", "HEAD"):
            return get_response(request)
        asset = shelf.at(request.path)
        if asset is None:
            return HttpResponse("", status=404, content_type="text/plain")
        etag = f'"{asset.digest}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": FOREVER})
        coding, body = asset.for_client(request.headers.get("Accept-Encoding", ""))
        headers = {"Cache-Control": FOREVER, "ETag": etag, "Vary": "Accept-Encoding"}
        if coding:
            headers["Content-Encoding"] = coding
        return HttpResponse(body, content_type=asset.content_type, headers=headers)

    return middleware


def compress(get_response: Answer) -> Answer:
    """Gzip of text answers. Pages hold no secret beside what a stranger can reflect (forms carry a masked CSRF token).

    Files and streams go by untouched; an ETag becomes a weak one, since the bytes are no longer the same.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _worth_packing(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        packer = zlib.compressobj(5, zlib.DEFLATED, 31)
        response.content = packer.compress(response.content) + packer.flush()  # type: ignore[attr-defined]
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        if (etag := response.get("ETag", "")).startswith('"'):
            response["ETag"] = f"W/{etag}"
        return response

    return middleware


def _worth_packing(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, HttpResponse)
        and not response.has_header("Content-Encoding")
        and len(response.content) >= COMPRESS_FROM
        and response.get("Content-Type", "").startswith(_COMPRESSED)
    )


def headers(get_response: Answer) -> Answer:
    """What every answer forbids the browser, a number to find the request by, and no copy of a signed-in page anywhere."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.id = new_id().hex  # type: ignore[attr-defined]
        token = request_number.set(request.id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            request_number.reset(token)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Request-ID", request.id)  # type: ignore[attr-defined]
        # `user` is looked at only where someone already looked: it costs a query.
        if "Cookie" in response.get("Vary", "") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return middleware


class Refusals:
    """A `Refused` that no form caught becomes a page that says why, with its status; nothing was changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b"-") and _is_for_eyes(request):
            return _not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(
            request,
            "web/refused.html",
            {"refusal": exception, "typed": typed_in(request), "back": _page_before(request)},
            status=exception.status,
        )


def _is_for_eyes(request: HttpRequest) -> bool:
    """Whether a person looks at the answer, and not a program."""
    return request.accepts("text/html") and not request.path.startswith("/api/")


def _not_allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """An address that only takes what a form sends, opened as a page: after signing in again, or from a bookmark."""
    title = _("This address takes a form, and is no page")
    text = _("Go back to the page with the form and send it again. Nothing was changed.")
    shown = {"status": 405, "title": title, "text": text, "back": _page_before(request)}
    page = render(request, "web/error.html", shown, status=405)
    page["Allow"] = response.get("Allow", "")
    return page


def _page_before(request: HttpRequest) -> str:
    """The address of ours from which a request came, if it is known and another one."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(before)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if path == request.get_full_path() and request.method == "GET" else path


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person wrote into the form of this request, to hand it back: never a secret, never what the page added."""
    hidden = ("csrfmiddlewaretoken", "key", "next")
    return [
        (name, value)
        for name in request.POST
        if name not in hidden and "password" not in name
        for value in request.POST.getlist(name)
        if value.strip()
    ]


refusals = Refusals
