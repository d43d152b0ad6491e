"""Gates on the page of a delegation: set, cleared, taken back, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from relais.delegations import actions
from relais.delegations.forms import ClearForm, GateForm
from relais.delegations.models import Gate
from relais.delegations.reading import Sheet
from relais.delegations.views.common import see_other, seen
from relais.delegations.views.sheet import show
from relais.people.doors import BusinessRequest, actor_of, in_business


@in_business("delegation.change")
@require_POST
def gates(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """One more thing that must be so first."""
    sheet = seen(request, delegation_id)
    form = GateForm(request.POST, auto_id="gate_%s")
    if form.is_valid():
        done = form.act(
            lambda: actions.open_gate(
                delegation_id, **form.values(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("The work waits for it. Whoever does it sees why."))
            return see_other("page", request, delegation_id, fragment="gates")
    return show(request, sheet, gate=form)


@in_business("delegation.change")
@require_POST
def clearing(request: BusinessRequest, delegation_id: UUID, gate_id: UUID) -> HttpResponse:
    """It is so."""
    sheet = _of(request, delegation_id, gate_id)
    form = ClearForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.clear_gate(gate_id, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            left = Gate.objects.filter(delegation_id=delegation_id).in_the_way().exists()
            messages.success(
                request, _("Cleared.") if left else _("Cleared: nothing stands before the work now.")
            )
            return see_other("page", request, delegation_id, fragment="gates")
    return show(request, sheet, clear=form, clear_id=gate_id)


@in_business("delegation.change")
@require_POST
def reopening(request: BusinessRequest, delegation_id: UUID, gate_id: UUID) -> HttpResponse:
    return _done(request, delegation_id, gate_id, actions.reopen_gate, _("Taken back: the work waits again."))


@in_business("delegation.change")
@require_POST
def removal(request: BusinessRequest, delegation_id: UUID, gate_id: UUID) -> HttpResponse:
    return _done(request, delegation_id, gate_id, actions.remove_gate, _("Removed. You can set it again."))


def _of(request: BusinessRequest, delegation_id: UUID, gate_id: UUID) -> Sheet:
    sheet = seen(request, delegation_id)
    if not Gate.objects.filter(delegation_id=delegation_id, pk=gate_id).exists():
        raise Http404
    return sheet


def _done(
    request: BusinessRequest, delegation_id: UUID, gate_id: UUID, verb: Callable[..., Any], said: str
) -> HttpResponse:
    _of(request, delegation_id, gate_id)
    verb(gate_id, by=actor_of(request), now=timezone.now())
    messages.success(request, said)
    return see_other("page", request, delegation_id, fragment="gates")
