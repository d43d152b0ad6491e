"""Delegate next: which activity to hand over first, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.actions import change_activity
from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.config.csvfile import csv_file
from relais.config.dates import duration_text
from relais.config.money import typed_text
from relais.deciding import actions
from relais.deciding.casework import Reckoned
from relais.deciding.forms.reviews import CompletionForm, OftenFields, RatesForm
from relais.deciding.showing.next import next_of
from relais.deciding.views.common import back, see_other
from relais.engine.values import Money
from relais.log.wording import language
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The activities to delegate, the best first."""
    return _index(request)


def _index(request: BusinessRequest, form: RatesForm | None = None) -> HttpResponse:
    shown = next_of(request.member, today=timezone.localdate())
    form = form or RatesForm(currency=request.business.currency, initial=_typed(shown.reckoned, request))
    context = {"shown": shown, "form": form, "rates_open": form.is_bound or not shown.reckoned.delegate_hour}
    return render(request, "deciding/next.html", context, status=form.status)


def _typed(reckoned: Reckoned, request: BusinessRequest) -> dict[str, Any]:
    currency = request.business.currency

    def typed(minor: int | None) -> str:
        return "" if minor is None else typed_text(Money(minor, currency), language())

    return {
        "owner_hour": typed(reckoned.owner_hour),
        "delegate_hour": typed(reckoned.delegate_hour),
        "learning": reckoned.learning,
    }


COLUMNS = ("rank", "activity", "first_year", "currency", "advised", "reasons", "id")


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The ranking as CSV, its reasons in sentences."""
    shown = next_of(request.member, today=timezone.localdate())

    def rows() -> Iterator[tuple[object, ...]]:
        for row in shown.candidates:
            yield (
                row.rank, row.activity.title, f"{row.first_year:.2f}", request.business.currency,
                "yes" if row.is_advised else "no", " ".join(row.reasons), row.activity.id,
            )  # fmt: skip

    return csv_file(f"{request.business.slug}-delegate-next", COLUMNS, rows())


@in_business("activity.keep")
@require_POST
def rates(request: BusinessRequest) -> HttpResponse:
    """What the whole page reckons with."""
    form = RatesForm(request.POST, currency=request.business.currency)
    if form.is_valid():
        done = form.act(lambda: actions.set_rates(**form.values(), by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("Kept. The list is reckoned with these rates."))
            return see_other("next", request)
    return _index(request, form)


@in_business("activity.keep")
@require_POST
def brief(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """Decided: it is delegated. A delegation is opened with what is known; its brief comes next."""
    made = actions.begin_brief(activity_id, by=actor_of(request), now=timezone.now())
    messages.success(
        request,
        _("Decided: it is delegated. A delegation is open, with what was known. Next comes its brief."),
    )
    return SeeOther(reverse("delegations:brief", args=[request.business.slug, made.id]))


@in_business("activity.keep")
@require_POST
def taking_back(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """Undo: the draft is called off, and the decision that was made with it is taken back; then back to where it was asked."""
    actions.take_brief_back(delegation_id, by=actor_of(request), now=timezone.now())
    messages.success(
        request, _("Taken back: the brief is called off, and the decision made with it stands no more.")
    )
    return back(request, "next")


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def completion(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """What is missing to rank an activity: how often it comes, how long it takes."""
    activity = Activity.objects.visible_to(request.member).open().filter(pk=activity_id).first()
    if activity is None:
        raise Http404
    if request.method != "POST":
        return _completion(request, activity, CompletionForm(initial=_often(activity)))
    form = CompletionForm(request.POST)
    if form.is_valid():
        known = replace(known_of(activity), per_week=form.per_week(), minutes=form.cleaned_data["minutes"])
        done = form.act(lambda: change_activity(activity.id, known, by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("Kept: “%(title)s” can be ranked now.") % {"title": activity.title})
            return see_other("next", request)
    return _completion(request, activity, form)


def _completion(request: BusinessRequest, activity: Activity, form: CompletionForm) -> HttpResponse:
    context = {"activity": activity, "form": form}
    return render(request, "deciding/next_completion.html", context, status=form.status)


def _often(activity: Activity) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if activity.per_week is not None:
        said |= OftenFields.typed(float(activity.per_week), language())
    if activity.minutes is not None:
        said["minutes"] = duration_text(activity.minutes, language())
    return said


def known_of(activity: Activity) -> Known:
    """All that is said of an activity, to say it again with a change."""
    return Known(**{field.name: getattr(activity, field.name) for field in fields(Known)})
