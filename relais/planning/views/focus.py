"""Focus: only the task and its time, until it is done or left."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions
from relais.planning.models import Stretch
from relais.planning.showing.focus import focus_of
from relais.planning.views.common import see_other, to_today
from relais.planning.views.day import part_of


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest) -> HttpResponse:
    """The task alone. POST begins to focus, and the time of the task if none runs."""
    now = timezone.now()
    if request.method == "POST":
        return _begin(request)
    shown = focus_of(request.member, now=now)
    if shown is None:
        return redirect("today", request.business.slug, permanent=False)
    # Nothing else comes near: no rail, no counts, and what there is to say is said afterwards.
    request.is_quiet = True  # type: ignore[attr-defined]
    return render(request, "planning/focus.html", {"focus": shown, "messages": ()})


def _begin(request: BusinessRequest) -> HttpResponse:
    by, now = actor_of(request), timezone.now()
    actions.focus(by=part_of(by, "focus"), now=now)
    shown = focus_of(request.member, now=now)
    is_running = Stretch.objects.visible_to(request.member).filter(ended_at=None).exists()
    if shown is not None and shown.task is not None and not is_running:
        actions.start(shown.task.id, by=part_of(by, "start"), now=now)
    return see_other("focus", request)


@in_business("plan.keep")
@require_POST
def end(request: BusinessRequest) -> HttpResponse:
    """Let the rest come near again; time goes on running if it runs."""
    actions.unfocus(by=actor_of(request), now=timezone.now())
    return to_today(request)
