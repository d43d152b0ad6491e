"""What these views share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from relais.delegations.reading import Sheet, sheet_of
from relais.people.doors import BusinessRequest
from relais.people.models import Membership
from relais.procedures.models import Procedure

CHOICES_MOST = 300


def seen(request: BusinessRequest, delegation_id: UUID) -> Sheet:
    """The delegation of the address, if the member may see it; 404 otherwise."""
    sheet = sheet_of(delegation_id, request.member)
    if sheet is None:
        raise Http404
    return sheet


def see_other(name: str, request: BusinessRequest, *args: object, fragment: str = "") -> HttpResponse:
    """After an act: look there."""
    address = reverse(f"delegations:{name}", args=[request.business.slug, *args])
    return redirect(f"{address}#{fragment}" if fragment else address, permanent=False)


def performers(member: Membership) -> list[Any]:
    """Who can be handed work: executors first, then management."""
    found = Membership.objects.visible_to(member).current().select_related("person")
    able = [m for m in found.order_by("person__name")[:CHOICES_MOST] if m.may("delegation.perform")]
    return sorted(able, key=lambda m: m.role != "executor")


def procedures(member: Membership) -> list[Procedure]:
    found = Procedure.objects.visible_to(member).in_use()
    return list(found.order_by("title")[:CHOICES_MOST])
