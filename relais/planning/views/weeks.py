"""The week: proposed, changed by hand, kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.config.dates import duration_text
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions
from relais.planning.forms.weeks import PlaceForm
from relais.planning.models import Piece, Task
from relais.planning.planner import minutes_between
from relais.planning.showing.loading import read_week_of
from relais.planning.showing.week import week_shown
from relais.planning.views.common import date_in, see_other


def this_monday() -> date:
    """The Monday of the week that it is where the person is."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def _monday(text: str) -> date:
    """The Monday of an address; 404 for what is none."""
    day = date_in(text)
    if day is None or day.weekday():
        raise Http404
    return day


@in_business("plan.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """This week."""
    return _show(request, this_monday())


@in_business("plan.keep")
@require_safe
def week(request: BusinessRequest, monday: str) -> HttpResponse:
    """Another week."""
    return _show(request, _monday(monday))


def _show(request: BusinessRequest, monday: date) -> HttpResponse:
    now = timezone.now()
    context = {
        "week": week_shown(read_week_of(request.member, monday, now=now), request.business.slug, now=now),
        "is_this": monday == this_monday(),
        "here": request.path,
        "next_monday": max(monday, this_monday()) + timedelta(days=7),
    }
    return render(request, "planning/week.html", context)


def _to_week(request: BusinessRequest, day: date, *, fragment: str = "") -> HttpResponse:
    monday = day - timedelta(days=day.weekday())
    if monday == this_monday():
        return see_other("week", request, fragment=fragment)
    return see_other("week-of", request, monday.isoformat(), fragment=fragment)


@in_business("plan.keep")
@require_POST
def proposal(request: BusinessRequest, monday: str) -> HttpResponse:
    """Have the week proposed, or proposed again."""
    day = _monday(monday)
    actions.propose_week(day, by=actor_of(request), now=timezone.now())
    return _to_week(request, day)


@in_business("plan.keep")
@require_POST
def keeping(request: BusinessRequest, monday: str) -> HttpResponse:
    """This is the week."""
    day = _monday(monday)
    actions.keep_week(day, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The week is kept. What happens is still planned around it."))
    return _to_week(request, day)


@in_business("plan.keep")
@require_POST
def most_important(request: BusinessRequest, on: str) -> HttpResponse:
    """Choose the most important task of a day."""
    day = date_in(on)
    try:
        task_id = UUID(request.POST.get("task", ""))
    except ValueError:
        task_id = None
    if day is None:
        raise Http404
    if task_id is not None:
        actions.choose_most_important(day, task_id, by=actor_of(request), now=timezone.now())
    return _to_week(request, day)


# --- pieces -------------------------------------------------------------------------------------------------------------


def _seen(request: BusinessRequest, piece_id: UUID) -> Piece:
    found: Piece | None = (
        Piece.objects.visible_to(request.member).select_related("task").filter(pk=piece_id).first()
    )
    if found is None:
        raise Http404
    return found


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: BusinessRequest, piece_id: UUID) -> HttpResponse:
    """One piece of work, to give it another place. The week's script posts here too."""
    if request.method == "POST" and not Piece.objects.visible_to(request.member).filter(pk=piece_id).exists():
        messages.warning(request, _("The plan changed meanwhile: look where it stands now."))
        return see_other("week", request)
    found = _seen(request, piece_id)
    start = timezone.localtime(found.starts_at)
    length = minutes_between(found.starts_at, found.ends_at)
    initial = {"on": start.date(), "starts": start.time(), "minutes": duration_text(length, language())}
    return _place(request, found.task, initial, found)


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def pieces(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """One more piece of a task, at a time of one's own choice."""
    task = Task.objects.visible_to(request.member).filter(pk=task_id).first()
    if task is None:
        raise Http404
    return _place(request, task, {"on": timezone.localdate()}, None)


def _place(
    request: BusinessRequest, task: Task, initial: dict[str, Any], found: Piece | None
) -> HttpResponse:
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        placed = form.act(
            lambda: actions.place_piece(
                task.id,
                piece_id=found.pk if found else None,
                **form.values(),
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if placed is not None:
            return _to_week(request, _day(placed.starts_at), fragment=f"piece-{placed.pk}")
    context = {"form": form, "piece": found, "task": task, "on": found and _day(found.starts_at)}
    return render(request, "planning/piece.html", context, status=form.status)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


@in_business("plan.keep")
@require_POST
def release(request: BusinessRequest, piece_id: UUID) -> HttpResponse:
    """A piece no longer stays where it was put."""
    found = _seen(request, piece_id)
    actions.let_go(piece_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is planned by itself again.") % {"title": found.task.title})
    return _to_week(request, _day(found.starts_at))
