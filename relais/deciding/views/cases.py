"""Does delegating pay? The list of cases, a new one, and the page of one: its answer first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.actions import decide
from relais.acts.paging import page_by_id, pages_by_id
from relais.config.csvfile import csv_file
from relais.deciding import actions
from relais.deciding.forms.cases import CaseForm, KeepForm, TimesForm, keep_form, said_of
from relais.deciding.models import Case
from relais.deciding.runs import with_delegations
from relais.deciding.showing.case_page import page_of, reckoned_of, row_of, tried
from relais.deciding.showing.case_start import start_of
from relais.deciding.views.common import activities_of, activity_asked, see_other
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business

UNITS = ("money", "hours")


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The cases, newest first; `?show=away` those put away."""
    away = request.GET.get("show") == "away"
    rows = Case.objects.visible_to(request.member).filter(ended_at__isnull=not away)
    page = page_by_id(rows.select_related("activity"), request.GET.get("after", ""))
    context = {
        "page": page,
        "rows": [row_of(case, request.business.currency) for case in page.rows],
        "away": away,
        "open_activities": None if page.rows or away else list(activities_of(request)[:12]),
    }
    return render(request, "deciding/cases.html", context)


COLUMNS = (
    "activity", "pays", "occurrence", "weeks", "date", "early_date", "late_date", "never_share", "starts_on",
    "gain_per_week_after_learning", "currency", "id",
)  # fmt: skip


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """Every case as CSV, newest first."""
    rows = Case.objects.visible_to(request.member).select_related("activity")
    currency = request.business.currency

    def lines() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=200):
            for case in page:
                yield _cells(case, currency)

    return csv_file(f"{request.business.slug}-cases", COLUMNS, lines())


def _cells(case: Case, currency: str) -> tuple[Any, ...]:
    answer = case.reckoned["answer"]
    unsure = answer["uncertainty"] or {"percentiles": [], "never": ""}
    at = {one["share"]: one for one in unsure["percentiles"]}
    cells = (
        answer["occurrence"], answer["weeks"], answer["date"], at.get(0.1, {}).get("date"), at.get(0.9, {}).get("date"),
        unsure["never"], case.starts_on, answer["gain_per_week_after_learning"], currency, case.id,
    )  # fmt: skip
    pays = "yes" if answer["occurrence"] is not None else "no"
    return (case.activity.title, pays, *("" if one is None else one for one in cells))


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A new case, begun with what is known of `?activity=`; without one, the activities to choose from."""
    activity = activity_asked(request)
    if activity is None:
        return render(request, "deciding/case_new.html", {"activities": list(activities_of(request)[:200])})
    known = Case.objects.visible_to(request.member).open().filter(activity=activity).first()
    if known is not None and request.method != "POST":
        return see_other("case", request, known.id)
    said, origins = start_of(request.member, activity, timezone.localdate())
    data = request.POST if request.method == "POST" else None
    form = CaseForm(data, currency=request.business.currency, said=said, origins=origins)
    if request.method == "POST" and form.is_valid():
        made = form.act(
            lambda: actions.make_case(activity.id, form.said(), by=actor_of(request), now=timezone.now())
        )
        if made is not None:
            return see_other("case", request, made.id)
    context = {"form": form, "activity": activity, "is_new": True}
    return render(request, "deciding/case_new.html", context, status=form.status)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    """One case: the answer, the picture, what it depends on, whether now is the moment; below, what was said, to change it.

    A POST with `try` shows what the changed figures would give and keeps nothing.
    """
    case = _seen(request, case_id)
    if request.method != "POST":
        return _page(request, case, _form(request, case))
    form = _form(request, case, request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    said = form.said()
    if "try" in request.POST:
        attempt = form.act(lambda: tried(case, said, request.member))
        return _page(request, case, form, attempt=attempt)
    done = form.act(lambda: actions.change_case(case_id, said, by=actor_of(request), now=timezone.now()))
    if done is None:
        return _page(request, case, form)
    messages.success(request, _("Kept, and reckoned again."))
    return see_other("case", request, case_id)


def _form(request: BusinessRequest, case: Case, data: Any = None) -> CaseForm:
    return CaseForm(data, currency=request.business.currency, said=said_of(case))


def _page(
    request: BusinessRequest,
    case: Case,
    form: CaseForm,
    *,
    attempt: Case | None = None,
    times: TimesForm | None = None,
    keep: KeepForm | None = None,
) -> HttpResponse:
    unit = request.GET.get("unit", "")
    unit = unit if unit in UNITS else "money"
    shown = page_of(attempt or case, request.member, unit=unit, now=timezone.now())
    keep = keep or keep_form(timezone.localdate())
    times = times or TimesForm(initial={"times": shown.times}, auto_id="times_%s")
    slug = request.business.slug
    context = {
        "case": case,
        "shown": shown,
        "form": form,
        "times_form": times,
        "keep_form": keep,
        "is_tried": attempt is not None,
        "unit": unit,
        "scenario_url": f"{reverse('deciding:sheet-new', args=[slug])}?activity={case.activity_id}",
        "activity_url": reverse("activities:page", args=[slug, case.activity_id]),
    }
    status = max(form.status, times.status, keep.status)
    return render(request, "deciding/case.html", context, status=status)


@in_business("activity.keep")
@require_POST
def times(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    """How long the delegate really took."""
    case = _seen(request, case_id)
    form = TimesForm(request.POST, auto_id="times_%s")
    if form.is_valid():
        said = form.cleaned_data["times"]
        done = form.act(lambda: actions.note_times(case_id, said, by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("Noted, and reckoned again."))
            return see_other("case", request, case_id)
    return _page(request, case, _form(request, case), times=form)


@in_business("activity.keep")
@require_POST
def keeping(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    """Keep the activity oneself: a decision, with its reason and a day to look again."""
    case = _seen(request, case_id)
    form = keep_form(timezone.localdate(), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        done = form.act(
            lambda: decide(
                case.activity_id, choice="keep", reason=data["reason"], look_again_on=data["look_again_on"],
                by=actor_of(request), now=timezone.now(),
            )
        )  # fmt: skip
        if done is not None:
            messages.success(
                request, _("Decided: you keep it. The figures stay here for the day you look again.")
            )
            return see_other("case", request, case_id)
    return _page(request, case, _form(request, case), keep=form)


@in_business("activity.keep")
@require_POST
def hand_over(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    """Decided: it is delegated. A delegation is opened with what is known; its brief comes next."""
    _seen(request, case_id)
    opened = actions.hand_case_over(case_id, by=actor_of(request), now=timezone.now())
    messages.success(
        request,
        _(
            "Decided: it is delegated. A delegation is open, with what was known. Next comes its brief; "
            "what is delivered will tell the figures how long it takes."
        ),
    )
    return SeeOther(reverse("delegations:brief", args=[request.business.slug, opened.id]))


@in_business("activity.keep")
@require_POST
def discard(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    _seen(request, case_id)
    actions.discard_case(case_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put away. It can be taken up again here."))
    return see_other("case", request, case_id)


@in_business("activity.keep")
@require_POST
def restore(request: BusinessRequest, case_id: UUID) -> HttpResponse:
    _seen(request, case_id)
    actions.restore_case(case_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken up again."))
    return see_other("case", request, case_id)


def _seen(request: BusinessRequest, case_id: UUID) -> Case:
    rows = with_delegations(Case.objects.visible_to(request.member).with_brief_begun()).select_related(
        "activity"
    )
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise Http404
    case: Case = found
    case.reckoned = reckoned_of(case).stored
    return case
