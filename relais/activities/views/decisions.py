"""Deciding on an activity, and saying later what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from relais.activities import actions
from relais.activities.forms import DecisionForm, JudgementForm
from relais.activities.models import Decision
from relais.activities.views.activities import show
from relais.activities.views.common import activity_or_404, back, see_other
from relais.people.doors import BusinessRequest, actor_of, in_business


@in_business("activity.keep")
@require_POST
def decisions(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """Keep, drop, automate or delegate; the decision before ends."""
    activity = activity_or_404(request, activity_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.decide(activity_id, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Decided. The day to look again is noted."))
            return see_other("page", request, activity_id, fragment="decision")
    return show(request, activity, decision=form)


@in_business("activity.keep")
@require_POST
def taking_back(request: BusinessRequest, decision_id: UUID) -> HttpResponse:
    done = actions.take_back_decision(decision_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken back: nothing is decided about it."))
    return back(request, "page", done.activity_id, fragment="decision")


@in_business("activity.keep")
@require_POST
def judgement(request: BusinessRequest, decision_id: UUID) -> HttpResponse:
    """What came of a decision, beside what was forecast."""
    found = (
        Decision.objects.visible_to(request.member)
        .select_related("activity__done_by__person")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise Http404
    form = JudgementForm(request.POST, prefix="judgement")
    if form.is_valid():
        done = form.act(
            lambda: actions.judge_decision(
                decision_id, **form.values(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Noted beside what was forecast."))
            return see_other("page", request, found.activity_id, fragment="decision")
    return show(request, found.activity, judgement=form)
