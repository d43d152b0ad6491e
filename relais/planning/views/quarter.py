"""The quarter: goals by stake, and one goal with the readings of its measure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions
from relais.planning.forms.goals import GoalForm, ReadingForm
from relais.planning.models import Stake
from relais.planning.showing.quarter import goal_of, quarter_of, readings_of, row_of
from relais.planning.showing.words import typed_measure
from relais.planning.views.common import date_in, see_other

THREE_MONTHS = timedelta(days=91)


@in_business("plan.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The goals of these three months, or of those around `?on=` a day."""
    today = timezone.localdate()
    shown = quarter_of(request.member, date_in(request.GET.get("on", "")) or today, today)
    return render(request, "planning/quarter.html", {"quarter": shown})


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A new goal, from today on for three months unless something else is said."""
    today = timezone.localdate()
    stake = request.GET.get("stake", "")
    initial = {
        "stake": stake if stake in Stake.values else None,
        "starts_on": today,
        "due_on": today + THREE_MONTHS,
        "from_value": "0",
    }
    form = GoalForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.act(lambda: actions.set_goal(**form.values(), by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("The goal is set."))
            return see_other("quarter", request, fragment=f"goal-{done.id}")
    return render(request, "planning/goal.html", {"form": form}, status=form.status)


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest, goal_id: UUID) -> HttpResponse:
    """One goal: what it says, to change it; where its measure stood."""
    goal = _seen(request, goal_id)
    form = GoalForm(request.POST) if request.method == "POST" else GoalForm(initial=_initial(goal))
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.change_goal(goal_id, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Kept."))
            return see_other("quarter", request, fragment=f"goal-{goal_id}")
    return _page(request, goal, form, ReadingForm())


def _initial(goal: Any) -> dict[str, Any]:
    said = {name: getattr(goal, name) for name in ("title", "stake", "unit", "starts_on", "due_on")}
    return said | {
        name: typed_measure(getattr(goal, name), language()) for name in ("from_value", "to_value")
    }


def _page(request: BusinessRequest, goal: Any, form: GoalForm, reading: ReadingForm) -> HttpResponse:
    context = {
        "goal": goal,
        "row": row_of(goal, timezone.localdate()),
        "readings": readings_of(goal),
        "form": form,
        "reading_form": reading,
    }
    return render(request, "planning/goal.html", context, status=max(form.status, reading.status))


@in_business("plan.keep")
@require_POST
def readings(request: BusinessRequest, goal_id: UUID) -> HttpResponse:
    """Where the measure stands now."""
    goal = _seen(request, goal_id)
    form = ReadingForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.read_goal(
                goal_id, form.cleaned_data["value"], by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Noted."))
            return see_other("quarter", request, fragment=f"goal-{goal_id}")
    return _page(request, goal, GoalForm(initial=_initial(goal)), form)


@in_business("plan.keep")
@require_POST
def drop(request: BusinessRequest, goal_id: UUID) -> HttpResponse:
    _seen(request, goal_id)
    actions.drop_goal(goal_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The goal is dropped; its tasks stay. It can be taken up again below."))
    return see_other("quarter", request)


@in_business("plan.keep")
@require_POST
def restore(request: BusinessRequest, goal_id: UUID) -> HttpResponse:
    _seen(request, goal_id)
    actions.restore_goal(goal_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The goal is under way again."))
    return see_other("quarter", request, fragment=f"goal-{goal_id}")


def _seen(request: BusinessRequest, goal_id: UUID) -> Any:
    goal = goal_of(request.member, goal_id)
    if goal is None:
        raise Http404
    return goal
