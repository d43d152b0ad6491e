"""A file beside an entry, sent so that nothing in it can run."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseNotModified
from django.views.decorators.http import require_safe

from relais.log.models import Attachment
from relais.log.uploads import INLINE, path_of
from relais.people.doors import BusinessRequest, in_business

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Asked for again each time: erased means gone, also from the browser's point of view.
    "Cache-Control": "private, no-cache",
}


@require_safe
@in_business()
def file(request: BusinessRequest, file_id: UUID) -> HttpResponseBase:
    """The bytes, as a download; only the four kinds of pictures may show in the browser."""
    found: Attachment | None = Attachment.objects.visible_to(request.member).filter(pk=file_id).first()
    if found is None:
        raise Http404
    tag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": HEADERS["Cache-Control"]})
    try:
        content = default_storage.open(path_of(found.sha256))
    except FileNotFoundError as error:
        raise Http404 from error
    shown = found.media_type in INLINE and "download" not in request.GET
    media_type = "text/plain; charset=utf-8" if found.media_type == "text/plain" else found.media_type
    return FileResponse(
        content,
        as_attachment=not shown,
        filename=found.name,
        content_type=media_type,
        headers={**HEADERS, "ETag": tag},
    )
