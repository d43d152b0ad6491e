"""The working week, what comes back, and days off."""

from __future__ import annotations

import functools
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.activities.choosing import activity_choices
from relais.config.dates import duration_text
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions, reading
from relais.planning.forms.hours import DayOffForm, DayRows, PatternForm, RecurringForm
from relais.planning.hours import DayHours
from relais.planning.models import Recurring
from relais.planning.showing.hours import days_off_of, hours_text, recurring_of, recurring_row
from relais.planning.views.common import see_other

# --- the working week -------------------------------------------------------------------------------------------------


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def pattern(request: BusinessRequest) -> HttpResponse:
    """The seven weekdays, all on one page; the defaults before they were ever set."""
    shown = reading.pattern_of(request.member)
    is_sent = request.method == "POST"
    week = shown.week if is_sent else {}
    form = PatternForm(request.POST if is_sent else None, week=week, safety_minutes=shown.safety_minutes)
    if is_sent and form.is_valid():
        done = form.act(
            lambda: actions.set_pattern(
                form.week(),
                safety_minutes=form.cleaned_data["safety_minutes"],
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if done is not None:
            messages.success(request, _("Kept. What is planned follows these hours."))
            return see_other("pattern", request)
    if is_sent:
        days = [_weekday(day) for day in form.days()]
    else:
        days = [_untouched(weekday, hours, language()) for weekday, hours in shown.week.items()]
    context = {"form": form, "days": days, "is_default": shown.is_default, "zone": shown.zone.key}
    return render(request, "planning/pattern.html", context, status=form.status)


def _weekday(day: DayRows) -> SafeString:
    return loader.render_to_string("planning/_weekday.html", {"day": day, "hours": hours_text(day.hours)})


@functools.lru_cache(maxsize=70)
def _untouched(weekday: int, hours: DayHours, _language: str) -> SafeString:
    """A weekday of the form as nobody has sent it: thirty controls, which are written once for the same hours."""
    (day,) = PatternForm(week={weekday: hours}, safety_minutes=0).days()
    return _weekday(day)


# --- work that comes back ---------------------------------------------------------------------------------------------


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def recurring(request: BusinessRequest) -> HttpResponse:
    """What comes back, and the form for more."""
    form = RecurringForm(
        request.POST if request.method == "POST" else None, activities=activity_choices(request.member)
    )
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.set_recurring(**form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Noted. Its tasks are made when a week is proposed."))
            return see_other("recurring", request)
    context = {
        "form": form,
        "rows": recurring_of(request.member),
        "ended": recurring_of(request.member, ended=True),
    }
    return render(request, "planning/recurring.html", context, status=form.status)


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def recurring_page(request: BusinessRequest, recurring_id: UUID) -> HttpResponse:
    """One of them: to change it, for the tasks that are still to be made."""
    row = _recurring(request, recurring_id)
    form = RecurringForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(row),
        activities=activity_choices(request.member, row.activity_id),
    )
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.change_recurring(
                row.id, **form.values(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Kept, for the tasks that are still to be made."))
            return see_other("recurring", request)
    context = {"form": form, "row": recurring_row(row), "ended_at": row.ended_at}
    return render(request, "planning/recurring_page.html", context, status=form.status)


def _initial(row: Recurring) -> dict[str, Any]:
    said = {
        name: getattr(row, name)
        for name in ("title", "every_weeks", "month_day", "moves_business", "consequence")
    }
    weekdays = [n for n in range(7) if row.weekdays >> n & 1]
    minutes = duration_text(row.minutes, language()) if row.minutes else ""
    return {**said, "weekdays": weekdays, "minutes": minutes, "activity": str(row.activity_id or "")}


@in_business("plan.keep")
@require_POST
def recurring_end(request: BusinessRequest, recurring_id: UUID) -> HttpResponse:
    row = _recurring(request, recurring_id)
    actions.end_recurring(row.id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("It does not come back any more. The tasks already made stay."))
    return see_other("recurring", request)


def _recurring(request: BusinessRequest, recurring_id: UUID) -> Recurring:
    row: Recurring | None = Recurring.objects.visible_to(request.member).filter(pk=recurring_id).first()
    if row is None:
        raise Http404
    return row


# --- days off ---------------------------------------------------------------------------------------------------------


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: BusinessRequest) -> HttpResponse:
    """Days on which nothing is planned, and the form for more."""
    form = DayOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.add_day_off(**form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Nothing is planned then."))
            return see_other("days-off", request)
    rows, more = days_off_of(request.member, timezone.localdate())
    context = {"form": form, "rows": rows, "more": more}
    return render(request, "planning/days_off.html", context, status=form.status)


@in_business("plan.keep")
@require_POST
def day_off_removal(request: BusinessRequest, day_off_id: UUID) -> HttpResponse:
    actions.remove_day_off(day_off_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("You work then after all."))
    return see_other("days-off", request)
