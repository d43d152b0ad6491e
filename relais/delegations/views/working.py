"""The work: deliveries, verdicts, milestones, and the end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.delegations import actions, rules
from relais.delegations.forms import DeliverForm, EndForm, MilestoneForm, VerdictForm
from relais.delegations.judging import runs_of, stops_of
from relais.delegations.models import Delivery
from relais.delegations.reading import Sheet
from relais.delegations.views.common import see_other, seen
from relais.delegations.views.sheet import brief_sections, show
from relais.funds.querysets import standing
from relais.log.display import lines
from relais.log.loading import around, for_display
from relais.log.querysets import entries_visible_to
from relais.people.doors import BusinessRequest, actor_of, in_business


@in_business("delegation.perform")
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The executor hands work in."""
    sheet = seen(request, delegation_id)
    rules.own_work(sheet.delegation, request.member)
    if not sheet.open_parts and sheet.state in rules.WORKING:
        return see_other("page", request, delegation_id)
    rules.in_state(sheet.delegation, rules.WORKING)
    rules.gates_cleared(delegation_id)
    form = DeliverForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        parts=sheet.open_parts,
        runs=runs_of(sheet.delegation, request.member),
        whole=_("The whole work"),
    )
    if request.method == "POST" and form.is_valid():
        said = form.values()
        done = form.act(
            lambda: actions.deliver(delegation_id, **said, by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Delivered. It waits for its verdict now."))
            return see_other("page", request, delegation_id)
    context = {
        "form": form,
        "sheet": sheet,
        "delegation": sheet.delegation,
        "last": _last_verdict(sheet),
    }
    return render(request, "delegations/deliver.html", context, status=form.status)


def _last_verdict(sheet: Sheet) -> object:
    """Why the last delivery came back, to be read beside the form."""
    judged = next((d for d in sheet.deliveries if d.judged_at is not None), None)
    verdict = getattr(judged, "verdict", None)
    return verdict if verdict is not None and verdict.outcome != "accepted" else None


@in_business("delegation.judge")
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: BusinessRequest, delegation_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The judge's page: what was delivered, the steps as they were ticked, and the verdict."""
    sheet = seen(request, delegation_id)
    delivery = get_object_or_404(
        Delivery.objects.visible_to(request.member)
        .filter(delegation_id=delegation_id)
        .select_related("run__version", "milestone", "by__person"),
        pk=delivery_id,
    )
    if delivery.judged_at is not None and request.method != "POST":
        return see_other("page", request, delegation_id, fragment="deliveries")
    held = standing([delivery.milestone_id])[delivery.milestone_id].get("held", 0)
    stops = stops_of(delivery, sheet.delegation)
    form = VerdictForm(
        request.POST if request.method == "POST" else None,
        stops=stops,
        currency=sheet.delegation.currency,
        held=held,
        may_move=request.member.may("funds.move"),
    )
    if request.method == "POST" and form.is_valid():
        said = form.values()
        done = form.act(lambda: actions.judge(delivery_id, **said, by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _said_of(done.outcome, done.cause))
            return see_other("page", request, delegation_id)
    return _verdict_page(request, sheet, delivery, form, held)


def _said_of(outcome: str, cause: str) -> str:
    if outcome == "accepted":
        return _("Accepted.")
    if cause == "procedure_wrong":
        return _("Sent back. The next version of the procedure is open at the step that was wrong.")
    return _("Sent back. A new delivery follows.")


def _verdict_page(
    request: BusinessRequest, sheet: Sheet, delivery: Delivery, form: VerdictForm, held: int
) -> HttpResponse:
    rows = list(for_display(entries_visible_to(request.member).filter(pk=delivery.entry_id)))
    found = around(rows, request.member, with_replies=False, known=[*sheet.members, delivery.by])
    context = {
        "form": form,
        "sheet": sheet,
        "delegation": sheet.delegation,
        "delivery": delivery,
        "lines": lines(rows, request.member, with_replies=False, short=False, found=found),
        "sections": brief_sections(sheet.proposed or sheet.latest),
        "held": held,
    }
    return render(request, "delegations/verdict.html", context, status=form.status)


@in_business("delegation.change")
@require_POST
def milestones(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """One more part of the work."""
    sheet = seen(request, delegation_id)
    form = MilestoneForm(request.POST, currency=sheet.delegation.currency)
    if form.is_valid():
        said = form.values()
        done = form.act(
            lambda: actions.add_milestone(
                delegation_id,
                said["title"],
                amount=said["amount"],
                due_on=said["due_on"],
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if done is not None:
            messages.success(request, _("Added."))
            return see_other("page", request, delegation_id, fragment="money")
    return show(request, sheet, milestone=form)


@in_business("delegation.change")
@require_POST
def milestone_drop(request: BusinessRequest, delegation_id: UUID, milestone_id: UUID) -> HttpResponse:
    seen(request, delegation_id)
    actions.drop_milestone(delegation_id, milestone_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken out."))
    return see_other("page", request, delegation_id, fragment="money")


@in_business("delegation.change")
@require_POST
def closure(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The end of work that is done."""
    return _end(request, delegation_id, called_off=False)


@in_business("delegation.change")
@require_POST
def calling_off(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The end of work that is not to be."""
    return _end(request, delegation_id, called_off=True)


def _end(request: BusinessRequest, delegation_id: UUID, *, called_off: bool) -> HttpResponse:
    sheet = seen(request, delegation_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Http404  # it has one optional text: nothing can be wrong with it but a forged request
    end = actions.call_off if called_off else actions.close
    done = form.act(
        lambda: end(delegation_id, text=form.cleaned_data["text"], by=actor_of(request), now=timezone.now())
    )
    if done is None:
        return show(request, sheet, end=form)
    messages.success(request, _("Called off.") if called_off else _("Closed."))
    return see_other("page", request, delegation_id)
