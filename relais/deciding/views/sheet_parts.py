"""What stands on a scenario sheet: one outcome, one safeguard, and the gate that is made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.deciding import actions
from relais.deciding.drawing import parts_of, typed_of
from relais.deciding.forms.sheets import OutcomeForm, SafeguardForm, effect_initial, strength_initial
from relais.deciding.models import Outcome, Safeguard, Sheet
from relais.deciding.views.sheets import see_sheet, seen
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning.showing.words import typed_measure


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """One more thing that may happen; "and another" stays on the form."""
    return _outcome(request, seen(request, sheet_id), None)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: BusinessRequest, sheet_id: UUID, outcome_id: UUID) -> HttpResponse:
    sheet = seen(request, sheet_id)
    return _outcome(request, sheet, _part(Outcome, sheet, outcome_id))


def _outcome(request: BusinessRequest, sheet: Sheet, one: Outcome | None) -> HttpResponse:
    parts = parts_of(sheet)
    others = [each for each in parts.outcomes if one is None or each.id != one.id]
    initial = {} if one is None else {**_outcome_initial(one), **strength_initial(parts.dependences, one)}
    posted = request.POST if request.method == "POST" else None
    form = OutcomeForm(posted, initial=initial, currency=sheet.currency, others=others)
    if posted is not None and form.is_valid():
        by, now = actor_of(request), timezone.now()
        done = form.act(
            lambda: (
                actions.add_outcome(sheet.id, form.said(), by=by, now=now)
                if one is None
                else actions.change_outcome(one.id, form.said(), by=by, now=now)
            )
        )
        if done is not None:
            messages.success(request, _("Kept, and drawn anew."))
            return see_sheet(request, sheet.id, "outcomes")
    context = {
        "form": form,
        "sheet": sheet,
        "outcome": one,
        "groups": sorted({o.group for o in others if o.group}),
    }
    return render(request, "deciding/sheet_outcome.html", context, status=form.status)


def _outcome_initial(one: Outcome) -> dict[str, Any]:
    def typed(value: int) -> str:
        return typed_measure(typed_of(value, one.unit, one.sheet.currency), language())

    is_point = one.low == one.high
    is_sure = one.probability_low == one.probability_high
    return {
        "title": one.title, "kind": one.kind, "unit": one.unit, "group": one.group, "likely": typed(one.likely),
        "low": "" if is_point else typed(one.low), "high": "" if is_point else typed(one.high),
        "probability_low": typed_measure(one.probability_low * 100, language()),
        "probability_high": "" if is_sure else typed_measure(one.probability_high * 100, language()),
    }  # fmt: skip


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def safeguard_new(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """Something that guards against losses."""
    return _safeguard(request, seen(request, sheet_id), None)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def safeguard(request: BusinessRequest, sheet_id: UUID, safeguard_id: UUID) -> HttpResponse:
    sheet = seen(request, sheet_id)
    return _safeguard(request, sheet, _part(Safeguard, sheet, safeguard_id))


def _safeguard(request: BusinessRequest, sheet: Sheet, one: Safeguard | None) -> HttpResponse:
    parts = parts_of(sheet)
    losses = [each for each in parts.outcomes if each.kind == "loss"]
    initial: dict[str, Any] = {}
    if one is not None:
        cost = typed_measure(typed_of(one.cost, one.unit, sheet.currency), language())
        initial = {"title": one.title, "cost": cost, "unit": one.unit, **effect_initial(parts.effects, one)}
    posted = request.POST if request.method == "POST" else None
    form = SafeguardForm(posted, initial=initial, currency=sheet.currency, losses=losses)
    if posted is not None and form.is_valid():
        by, now = actor_of(request), timezone.now()
        done = form.act(
            lambda: (
                actions.add_safeguard(sheet.id, form.said(), by=by, now=now)
                if one is None
                else actions.change_safeguard(one.id, form.said(), by=by, now=now)
            )
        )
        if done is not None:
            messages.success(request, _("Kept, and drawn anew."))
            return see_sheet(request, sheet.id, "safeguards")
    context = {"form": form, "sheet": sheet, "safeguard": one}
    return render(request, "deciding/sheet_safeguard.html", context, status=form.status)


@in_business("activity.keep")
@require_POST
def outcome_removal(request: BusinessRequest, sheet_id: UUID, outcome_id: UUID) -> HttpResponse:
    said = _("Taken off the sheet. It can be put back at the end of this page.")
    return _done(request, sheet_id, Outcome, outcome_id, actions.remove_outcome, said, "outcomes")


@in_business("activity.keep")
@require_POST
def outcome_restoration(request: BusinessRequest, sheet_id: UUID, outcome_id: UUID) -> HttpResponse:
    return _done(
        request,
        sheet_id,
        Outcome,
        outcome_id,
        actions.restore_outcome,
        _("It is on the sheet again."),
        "outcomes",
    )


@in_business("activity.keep")
@require_POST
def safeguard_removal(request: BusinessRequest, sheet_id: UUID, safeguard_id: UUID) -> HttpResponse:
    said = _("Taken off the sheet. It can be put back at the end of this page.")
    return _done(request, sheet_id, Safeguard, safeguard_id, actions.remove_safeguard, said, "safeguards")


@in_business("activity.keep")
@require_POST
def safeguard_restoration(request: BusinessRequest, sheet_id: UUID, safeguard_id: UUID) -> HttpResponse:
    said = _("It is on the sheet again.")
    return _done(request, sheet_id, Safeguard, safeguard_id, actions.restore_safeguard, said, "safeguards")


@in_business("activity.keep")
@require_POST
def gate(request: BusinessRequest, sheet_id: UUID, safeguard_id: UUID) -> HttpResponse:
    """Make it a gate of the delegation."""
    sheet = seen(request, sheet_id)
    _part(Safeguard, sheet, safeguard_id)
    kind = request.POST.get("kind", "other")
    actions.make_gate(safeguard_id, kind=kind, by=actor_of(request), now=timezone.now())
    messages.success(request, _("It is a gate now: the work starts once it is cleared."))
    return see_sheet(request, sheet_id, "safeguards")


def _part(model: type[Any], sheet: Sheet, part_id: UUID) -> Any:
    found = model.objects.filter(sheet=sheet, pk=part_id).first()
    if found is None:
        raise Http404
    found.sheet = sheet
    return found


def _done(
    request: BusinessRequest, sheet_id: UUID, model: type[Any], part_id: UUID, verb: Callable[..., Any], said: str,
    fragment: str,
) -> HttpResponse:  # fmt: skip
    _part(model, seen(request, sheet_id), part_id)
    verb(part_id, by=actor_of(request), now=timezone.now())
    messages.success(request, said)
    return see_sheet(request, sheet_id, fragment)
