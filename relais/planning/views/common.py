"""What these views share."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from relais.people.doors import BusinessRequest, SeeOther


def see_other(name: str, request: BusinessRequest, *args: object, fragment: str = "") -> HttpResponse:
    """After an act: look there."""
    address = reverse(f"planning:{name}", args=[request.business.slug, *args])
    return SeeOther(f"{address}#{fragment}" if fragment else address)


def to_today(request: BusinessRequest) -> HttpResponse:
    """After an act of the day: look at it."""
    return SeeOther(reverse("today", args=[request.business.slug]))


def back(request: BusinessRequest, name: str = "", *args: object) -> HttpResponse:
    """After an act: the page it came from if that is one of ours, else the one that is named, or Today."""
    said = request.POST.get("next", "")
    if said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return SeeOther(said)
    return see_other(name, request, *args) if name else to_today(request)


def date_in(text: str) -> date | None:
    """A date of an address (2026-11-23); None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
