"""The small acts of the day: time that runs, what took longer, time that was lost, changes that were read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions
from relais.planning.forms.day import LongerForm, LostTimeForm
from relais.planning.models import Day, Task
from relais.planning.views.common import back


def part_of(by: Actor, name: str) -> Actor:
    """The same actor for one of several acts of a form: each has a key of its own."""
    return by.keyed(f"{by.key}:{name}" if by.key else None)


@in_business("plan.keep")
@require_POST
def start(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """Time begins to run on a task."""
    actions.start(task_id, by=actor_of(request), now=timezone.now())
    return back(request)


@in_business("plan.keep")
@require_POST
def stop(request: BusinessRequest) -> HttpResponse:
    """Time stops."""
    now = timezone.now()
    stretch = actions.stop(by=actor_of(request), now=now)
    if stretch.ended_at is not None and stretch.ended_at < now - timedelta(hours=1):
        messages.warning(
            request, _("This time was never stopped: it counts until the wall of the day on which it began.")
        )
    return back(request)


@in_business("plan.keep")
@require_POST
def done(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """The task of the moment is done: its time stops, and so does the focus that was kept for it."""
    by, now = actor_of(request), timezone.now()
    task = actions.finish_task(task_id, by=part_of(by, "done"), now=now)
    if Day.objects.filter(member=request.member, focus_since__isnull=False).exists():
        actions.unfocus(by=part_of(by, "unfocus"), now=now)
    messages.success(request, _("Done: “%(task)s”.") % {"task": task.title})
    return back(request)


@in_business("plan.keep")
@require_POST
def longer(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """This takes longer: so many minutes more than planned, and the rest is planned again."""
    form = LongerForm(request.POST)
    task = Task.objects.visible_to(request.member).filter(pk=task_id).first()
    if task is None:
        raise Refused("not_found")
    if not form.is_valid():
        raise Refused("estimate_out_of_range", field="minutes", most=2000)
    minutes = max(task.minutes or 0, task.spent_minutes) + form.cleaned_data["more"]
    actions.change_task(task_id, minutes=minutes, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Noted. What follows was planned again."))
    return back(request)


@in_business("plan.keep")
@require_POST
def lost_time(request: BusinessRequest) -> HttpResponse:
    """Nothing could be done in that time; what was planned there finds another."""
    form, now = LostTimeForm(request.POST), timezone.now()
    if form.is_valid():
        starts_at, ends_at = form.period(now, ZoneInfo(request.person.timezone))
        title = form.cleaned_data["title"]
        row = form.act(
            lambda: actions.lose_time(starts_at, ends_at, title=title, by=actor_of(request), now=now)
        )
        if row is not None:
            messages.success(request, _("Noted. What was planned in that time finds another."))
            return back(request)
    return render(request, "planning/lost_time.html", {"form": form}, status=form.status)


@in_business("plan.keep")
@require_POST
def lost_time_removal(request: BusinessRequest, busy_time_id: UUID) -> HttpResponse:
    """The time is not lost after all."""
    actions.regain_time(busy_time_id, by=actor_of(request), now=timezone.now())
    return back(request)


@in_business("plan.keep")
@require_POST
def replanning(request: BusinessRequest) -> HttpResponse:
    """Plan the rest for the time zone where the person is now."""
    actions.replan(reason="zone", by=actor_of(request), now=timezone.now())
    return back(request)


@in_business("plan.keep")
@require_POST
def changes_seen(request: BusinessRequest) -> HttpResponse:
    """What was planned again was read."""
    actions.see_changes(by=actor_of(request), now=timezone.now())
    return back(request)
