"""The page of one task: its two questions, its time, what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.choosing import activity_choices
from relais.config.dates import duration_text
from relais.config.money import typed_text
from relais.engine.values import Money
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.named import team_of
from relais.people.prepared import OfMember
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.forms.tasks import DueForm, TaskForm, TimeForm
from relais.planning.models import Task
from relais.planning.showing.loading import with_hours
from relais.planning.showing.tasks import task_page
from relais.planning.views.common import back, date_in, see_other
from relais.planning.views.tasks import goals_of


@in_business("plan.keep")
@require_safe
def page(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """One task."""
    return _page(request, _seen(request, task_id))


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """Say something else of a task."""
    task, goals = _seen(request, task_id), goals_of(request.member)
    form = TaskForm(
        request.POST if request.method == "POST" else None, initial=_initial(task),
        goals=goals, activities=activity_choices(request.member, task.activity_id),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.change_task(
                task_id, **form.task_values(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Kept."))
            return see_other("task", request, task_id)
    return render(request, "planning/task_change.html", {"task": task, "form": form}, status=form.status)


def _seen(request: BusinessRequest, task_id: UUID) -> Task:
    found: Task | None = _task.first(request.member, task=task_id)
    if found is None:
        raise Http404
    return found


_task: Final = OfMember(
    lambda member, task: with_hours(
        Task.objects.visible_to(member).select_related("goal", "entry").filter(pk=task)
    ),
    task=UUID,
)


def _initial(task: Task) -> dict[str, Any]:
    said = {name: getattr(task, name) for name in ("title", "whole", "least_piece", "earliest_on")}
    minutes = duration_text(task.minutes, language()) if task.minutes else ""
    return said | {
        "minutes": minutes,
        "goal": str(task.goal_id or ""),
        "activity": str(task.activity_id or ""),
    }


def _due_form(request: BusinessRequest, task: Task) -> DueForm:
    currency = task.consequence_currency or request.business.currency
    if request.method == "POST" and "consequence" in request.POST:
        return DueForm(request.POST, currency=currency)
    at = timezone.localtime(task.due_at) if task.due_at else None
    amount = ""
    if task.consequence_amount is not None:
        amount = typed_text(Money(task.consequence_amount, currency), language())
    return DueForm(
        currency=currency,
        initial={
            "due_on": task.due_on or (at and at.date()),
            "due_time": None if task.due_on else at and at.time(),
            "consequence": task.consequence,
            "amount": amount,
        },
    )


def _time_form() -> TimeForm:
    now = timezone.localtime()
    return TimeForm(initial={"on": now.date(), "ends": now.time()})


def _page(
    request: BusinessRequest, task: Task, due: DueForm | None = None, spent: TimeForm | None = None
) -> HttpResponse:
    now = timezone.now()
    due, spent = due or _due_form(request, task), spent or _time_form()
    context = {
        "task": task,
        "page": task_page(task, request.member, now=now),
        "due_form": due,
        "time_form": spent,
        "team": [
            one for one in team_of(request.member).values() if one.may("delegation.perform") and one.id != request.member.id
        ],
        "next_monday": next_monday(),
    }  # fmt: skip
    return render(request, "planning/task.html", context, status=max(due.status, spent.status))


def next_monday() -> Any:
    """The first day of the next week, where the person is."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


@in_business("plan.keep")
@require_POST
def answers(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """The first question, in one tap: does it move the business forward?"""
    _seen(request, task_id)
    said = {"yes": True, "no": False}.get(request.POST.get("moves", ""))
    if said is None:
        return see_other("task", request, task_id)
    actions.answer_questions(task_id, moves_business=said, by=actor_of(request), now=timezone.now())
    return back(request, "task", task_id)


@in_business("plan.keep")
@require_POST
def due(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """The second question: a mandatory date with a bad consequence, or none."""
    task = _seen(request, task_id)
    if "none" in request.POST:
        _say_due(request, task, {"due": Due(), "consequence": "", "amount": None})
        return back(request, "task", task_id)
    form = _due_form(request, task)
    if form.is_bound and form.is_valid():
        done = form.act(lambda: _say_due(request, task, form.due_values()))
        if done is not None:
            return back(request, "task", task_id)
    return _page(request, task, due=form)


def _say_due(request: BusinessRequest, task: Task, said: dict[str, Any]) -> Task:
    actor, now = actor_of(request), timezone.now()
    if task.moves_business is None:
        return actions.change_task(task.id, **said, by=actor, now=now)
    return actions.answer_questions(task.id, moves_business=task.moves_business, **said, by=actor, now=now)


@in_business("plan.keep")
@require_POST
def later(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """Not before a day: next week, where nothing else is said."""
    day = date_in(request.POST.get("earliest_on", "")) or next_monday()
    task = actions.change_task(task_id, earliest_on=day, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is not planned before then.") % {"title": task.title})
    return back(request, "task", task_id)


@in_business("plan.keep")
@require_POST
def times(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """Time that was spent and not measured."""
    task = _seen(request, task_id)
    form = TimeForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.record_time(task_id, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Recorded."))
            return see_other("task", request, task_id, fragment="time")
    return _page(request, task, spent=form)
