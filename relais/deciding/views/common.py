"""What these views share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from relais.activities.models import Activity
from relais.people.doors import BusinessRequest, SeeOther

ACTIVITIES_MOST = 200


def see_other(
    name: str, request: BusinessRequest, *args: object, query: str = "", fragment: str = ""
) -> HttpResponse:
    """After an act: look there."""
    address = reverse(f"deciding:{name}", args=[request.business.slug, *args])
    if query:
        address += f"?{query}"
    return SeeOther(f"{address}#{fragment}" if fragment else address)


def back(request: BusinessRequest, name: str, *args: object) -> HttpResponse:
    """After an act: the page it came from if that is one of ours, else the one that is named."""
    said = request.POST.get("next", "")
    if said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return SeeOther(said)
    return see_other(name, request, *args)


def activity_asked(request: BusinessRequest) -> Activity | None:
    """The open activity of `?activity=`; 404 for one that is not to be seen, None where none was named."""
    said = request.GET.get("activity", "")
    if not said:
        return None
    try:
        found: Activity | None = activities_of(request).filter(pk=UUID(said)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def activities_of(request: BusinessRequest) -> Any:
    return Activity.objects.visible_to(request.member).open().order_by("title")
