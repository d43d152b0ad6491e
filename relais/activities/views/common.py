"""What these views share."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from relais.activities.choosing import identifier
from relais.activities.models import Activity
from relais.people.doors import BusinessRequest, SeeOther

Cells = tuple[Any, ...]
__all__ = ["Cells", "activity_or_404", "back", "identifier", "see_other", "today"]


def see_other(name: str, request: BusinessRequest, *args: object, fragment: str = "") -> HttpResponse:
    """After an act: look there."""
    address = reverse(f"activities:{name}", args=[request.business.slug, *args])
    return SeeOther(f"{address}#{fragment}" if fragment else address)


def back(request: BusinessRequest, name: str, *args: object, fragment: str = "") -> HttpResponse:
    """After an act: the page it came from if that is one of ours, else the one that is named."""
    said = request.POST.get("next", "")
    if said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return SeeOther(said)
    return see_other(name, request, *args, fragment=fragment)


def today() -> date:
    """The day that it is where the person is."""
    return timezone.localdate()


def activity_or_404(request: BusinessRequest, activity_id: UUID) -> Activity:
    found: Activity | None = (
        Activity.objects.visible_to(request.member)
        .select_related("done_by__person")
        .filter(pk=activity_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
