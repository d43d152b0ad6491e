"""Who could do it: the list of comparisons, one of them, its providers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.acts.paging import page_by_id, pages_by_id
from relais.config.csvfile import csv_file
from relais.config.money import minor_digits
from relais.deciding import actions
from relais.deciding.comparing import compared
from relais.deciding.forms.comparisons import ComparisonForm, ProviderForm, shown_amount
from relais.deciding.models import Case, Comparison, Provider
from relais.deciding.showing.comparison_page import comparison_of, count_text, takes_brief
from relais.deciding.views.common import activities_of, activity_asked, see_other
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The comparisons, newest first; `?show=away` those put away."""
    away = request.GET.get("show") == "away"
    rows = (
        Comparison.objects.visible_to(request.member)
        .filter(ended_at__isnull=not away)
        .select_related("activity")
        .annotate(n=Count("providers", filter=Q(providers__removed_at=None)))
    )
    page = page_by_id(rows, request.GET.get("after", ""))
    context = {"page": page, "rows": [(one, count_text(one.n)) for one in page.rows], "away": away}
    return render(request, "deciding/comparisons.html", context)


COLUMNS = (
    "activity", "provider", "kind", "present", "currency", "cost_per_week", "owner_hours", "accepted_hours", "useful_hour",
    "output", "unit_cost", "paid_in", "exchange_rate", "exchange_on", "exchange_source", "comparison",
)  # fmt: skip


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """Every provider of every open comparison as CSV, newest comparison first."""
    rows = Comparison.objects.visible_to(request.member).open().select_related("activity")
    rows = rows.prefetch_related("providers", "exchanges")

    def lines() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=100):
            for one in page:
                yield from _cells(one)

    return csv_file(f"{request.business.slug}-comparisons", COLUMNS, lines())


def _cells(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    named = {str(one.id): one for one in comparison.providers.all() if one.removed_at is None}
    for one in compared(comparison, named.values(), comparison.exchanges.all()).providers:
        provider, rate = named[one.id], one.exchange
        numbers = (one.cost, one.owner_hours, one.accepted_hours, one.useful_hour, one.output, one.unit_cost)
        yield (
            comparison.activity.title, provider.name, provider.kind, "yes" if provider.is_present else "no",
            comparison.currency, *("" if number is None else round(number, 6) for number in numbers), provider.currency,
            *((rate.rate, rate.on, rate.source) if rate else ("", "", "")), comparison.id,
        )  # fmt: skip


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A new comparison for `?activity=`; without one, the activities to choose from."""
    activity = activity_asked(request)
    if activity is None:
        return render(
            request, "deciding/comparison_new.html", {"activities": list(activities_of(request)[:200])}
        )
    known = Comparison.objects.visible_to(request.member).open().filter(activity=activity).first()
    if known is not None and request.method != "POST":
        return see_other("comparison", request, known.id)
    currency = request.business.currency
    data = request.POST if request.method == "POST" else None
    form = ComparisonForm(data, currency=currency, initial={"owner_rate": _owner_rate(request, activity)})
    if request.method == "POST" and form.is_valid():
        made = form.act(
            lambda: actions.make_comparison(
                activity.id, **form.said(), by=actor_of(request), now=timezone.now()
            )
        )
        if made is not None:
            return see_other("comparison", request, made.id, fragment="add")
    context = {"form": form, "activity": activity}
    return render(request, "deciding/comparison_new.html", context, status=form.status)


def _owner_rate(request: BusinessRequest, activity: Any) -> str:
    currency = request.business.currency
    if activity.hourly_value is not None:
        return shown_amount(activity.hourly_value, currency)
    case = Case.objects.visible_to(request.member).open().filter(activity=activity).first()
    said = case.inputs.get("owner_rate") if case else None
    if isinstance(said, list):
        said = said[1]
    return "" if said is None else shown_amount(round(said * 10 ** minor_digits(currency)), currency)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest, comparison_id: UUID) -> HttpResponse:
    """One comparison: the order first; a POST says again what the owner's hour is worth and what is made."""
    comparison = _seen(request, comparison_id)
    if request.method != "POST":
        return _page(request, comparison)
    form = ComparisonForm(request.POST, currency=comparison.currency, auto_id="counts_%s")
    if form.is_valid():
        done = form.act(
            lambda: actions.change_comparison(
                comparison_id, **form.said(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Kept, and compared again."))
            return see_other("comparison", request, comparison_id)
    return _page(request, comparison, counts=form)


def _page(
    request: BusinessRequest,
    comparison: Comparison,
    *,
    counts: ComparisonForm | None = None,
    form: ProviderForm | None = None,
) -> HttpResponse:
    initial = {
        "owner_rate": shown_amount(comparison.owner_rate, comparison.currency),
        "output": comparison.output,
    }
    counts = counts or ComparisonForm(currency=comparison.currency, initial=initial, auto_id="counts_%s")
    form = form or ProviderForm(comparison=comparison)
    context = {
        "comparison": comparison,
        "shown": comparison_of(comparison),
        "counts": counts,
        "form": form,
        "is_adding": form.is_bound,
    }
    status = max(counts.status, form.status)
    return render(request, "deciding/comparison.html", context, status=status)


@in_business("activity.keep")
@require_POST
def providers(request: BusinessRequest, comparison_id: UUID) -> HttpResponse:
    """One more provider."""
    comparison = _seen(request, comparison_id)
    form = ProviderForm(request.POST, comparison=comparison)
    if form.is_valid():
        done = form.act(
            lambda: actions.say_provider(comparison_id, form.said(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("%(name)s is compared too.") % {"name": done.name})
            return see_other("comparison", request, comparison_id)
    return _page(request, comparison, form=form)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: BusinessRequest, comparison_id: UUID, provider_id: UUID) -> HttpResponse:
    """What is said of one provider, to change it."""
    comparison = _seen(request, comparison_id)
    found = _provider(comparison, provider_id)
    rates = {one.currency: one for one in comparison.exchanges.all()}
    data = request.POST if request.method == "POST" else None
    form = ProviderForm(data, comparison=comparison, provider=found, rate=rates.get(found.currency))
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.say_provider(
                comparison_id, form.said(), provider_id=provider_id, by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Kept, and compared again."))
            return see_other("comparison", request, comparison_id)
    context = {"comparison": comparison, "provider": found, "form": form, "takes_brief": takes_brief(found)}
    return render(request, "deciding/comparison_provider.html", context, status=form.status)


@in_business("activity.keep")
@require_POST
def remove(request: BusinessRequest, comparison_id: UUID, provider_id: UUID) -> HttpResponse:
    _provider(_seen(request, comparison_id), provider_id)
    actions.remove_provider(comparison_id, provider_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken out. It can be put back below."))
    return see_other("comparison", request, comparison_id)


@in_business("activity.keep")
@require_POST
def put_back(request: BusinessRequest, comparison_id: UUID, provider_id: UUID) -> HttpResponse:
    _provider(_seen(request, comparison_id), provider_id)
    actions.restore_provider(comparison_id, provider_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put back."))
    return see_other("comparison", request, comparison_id)


@in_business("activity.keep")
@require_POST
def hand_over(request: BusinessRequest, comparison_id: UUID, provider_id: UUID) -> HttpResponse:
    """Decided: it is delegated to this one. A delegation is opened with what is known; its brief comes next."""
    _provider(_seen(request, comparison_id), provider_id)
    opened = actions.hand_to_provider(comparison_id, provider_id, by=actor_of(request), now=timezone.now())
    messages.success(
        request,
        _("Decided: it is delegated. A delegation is open, with what was known. Next comes its brief."),
    )
    return SeeOther(reverse("delegations:brief", args=[request.business.slug, opened.id]))


@in_business("activity.keep")
@require_POST
def discard(request: BusinessRequest, comparison_id: UUID) -> HttpResponse:
    _seen(request, comparison_id)
    actions.discard_comparison(comparison_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put away. It can be taken up again here."))
    return see_other("comparison", request, comparison_id)


@in_business("activity.keep")
@require_POST
def restore(request: BusinessRequest, comparison_id: UUID) -> HttpResponse:
    _seen(request, comparison_id)
    actions.restore_comparison(comparison_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken up again."))
    return see_other("comparison", request, comparison_id)


def _seen(request: BusinessRequest, comparison_id: UUID) -> Comparison:
    found = (
        Comparison.objects.visible_to(request.member)
        .with_brief_begun()
        .select_related("activity")
        .prefetch_related("providers", "exchanges")
        .filter(pk=comparison_id)
        .first()
    )
    if found is None:
        raise Http404
    comparison: Comparison = found
    return comparison


def _provider(comparison: Comparison, provider_id: UUID) -> Provider:
    for one in comparison.providers.all():
        if one.id == provider_id:
            return one
    raise Http404
