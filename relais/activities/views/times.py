"""Time spent: written down by hand, counted by a timer; its list and its export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities import actions, rules
from relais.activities.forms import SpentForm, TimerForm
from relais.activities.models import Activity, Timer, TimeSpent
from relais.activities.showing.page import times_of
from relais.activities.views.activities import show
from relais.activities.views.common import activity_or_404, back, identifier, see_other
from relais.acts.paging import page_by_id, pages_by_id
from relais.acts.refusal import Refused
from relais.config.csvfile import csv_file
from relais.config.dates import duration_text
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.named import team_of


def _listed(request: BusinessRequest) -> QuerySet[Any]:
    rows: Any = TimeSpent.objects.visible_to(request.member)
    activity = identifier(request.GET.get("activity", ""))
    return rows.filter(activity=activity) if activity else rows


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """Time that was written down, counted or imported, the latest written first."""
    page = page_by_id(
        _listed(request).select_related("activity", "member__person"), request.GET.get("after", "")
    )
    activity = identifier(request.GET.get("activity", ""))
    context = {
        "page": page,
        "rows": list(zip(page.rows, times_of(page.rows, request.member), strict=True)),
        "activity": Activity.objects.visible_to(request.member).filter(pk=activity).first()
        if activity
        else None,
        "here": request.get_full_path(),
    }
    return render(request, "activities/times.html", context)


COLUMNS = ("day", "activity", "who", "minutes", "source", "id")


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as CSV: it can be imported again elsewhere."""
    rows, team = _listed(request).select_related("activity"), team_of(request.member)

    def cells() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=500):
            for row in page:
                who = str(team.get(row.member_id, ""))
                yield row.on, row.activity.title, who, row.minutes, row.source, row.id

    return csv_file(f"{request.business.slug}-time", COLUMNS, cells())


@in_business("activity.keep")
@require_POST
def times(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """Time of any day, written down by hand."""
    activity = activity_or_404(request, activity_id)
    form = SpentForm(request.POST)
    if form.is_valid():
        said = form.values()
        done = form.act(
            lambda: actions.record_time_spent(
                activity_id, on=said["on"], minutes=said["minutes"], by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(
                request, _("%(time)s noted.") % {"time": duration_text(done.minutes, language())}
            )
            return see_other("page", request, activity_id, fragment="time")
    return show(request, activity, spent=form)


@in_business("activity.keep")
@require_POST
def removal(request: BusinessRequest, spent_id: UUID) -> HttpResponse:
    activity = actions.remove_time_spent(spent_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken back."))
    return back(request, "page", activity.id, fragment="time")


# --- the timer --------------------------------------------------------------------------------------------------------


@in_business("activity.keep")
@require_POST
def timer_start(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """Time begins to run; one that was forgotten asks first."""
    try:
        started = actions.start_timer(activity_id, by=actor_of(request), now=timezone.now())
    except Refused as refusal:
        if refusal.code != "timer_forgotten":
            raise
        messages.warning(request, refusal.text)
        return see_other("timer", request)
    messages.success(request, _("The timer runs on “%(title)s”.") % {"title": started.activity.title})
    return back(request, "page", activity_id)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD"])
def timer(request: BusinessRequest) -> HttpResponse:
    """What runs, and how long it really was where it was perhaps forgotten."""
    return _timer_page(request, TimerForm())


@in_business("activity.keep")
@require_POST
def timer_stop(request: BusinessRequest) -> HttpResponse:
    """Time stops; where it ran for too long to be true, the page asks how long it was."""
    form = TimerForm(request.POST)
    minutes = None
    if "minutes" in request.POST:
        if not form.is_valid():
            return _timer_page(request, form)
        minutes = form.values()["minutes"]
    try:
        done = actions.stop_timer(minutes=minutes, by=actor_of(request), now=timezone.now())
    except Refused as refusal:
        if refusal.code not in ("timer_forgotten", "spent_minutes_out_of_range"):
            raise
        if minutes is None:
            return see_other("timer", request)
        form.refuse(refusal)
        return _timer_page(request, form)
    said = {"time": duration_text(done.minutes, language()), "title": done.activity.title}
    messages.success(request, _("%(time)s noted on “%(title)s”.") % said)
    return back(request, "page", done.activity_id, fragment="time")


@in_business("activity.keep")
@require_POST
def timer_discarding(request: BusinessRequest) -> HttpResponse:
    activity = actions.discard_timer(by=actor_of(request), now=timezone.now())
    messages.success(request, _("Thrown away: nothing was noted."))
    return see_other("page", request, activity.id)


def _timer_page(request: BusinessRequest, form: TimerForm) -> HttpResponse:
    running = Timer.objects.visible_to(request.member).select_related("activity").first()
    context = {
        "timer": running,
        "is_forgotten": running is not None and rules.is_forgotten(running, request.member, timezone.now()),
        "form": form,
    }
    return render(request, "activities/timer.html", context, status=form.status)
