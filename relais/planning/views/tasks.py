"""The tasks: their list and its export, a new one, and the acts on one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.choosing import activity_choices
from relais.acts.paging import pages_by_id
from relais.config.csvfile import csv_file
from relais.config.money import decimal_text
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.people.models import Membership
from relais.planning import actions
from relais.planning.forms.tasks import NewTaskForm
from relais.planning.models import Goal
from relais.planning.rows import NEEDED, task_row
from relais.planning.rules import TITLE_LIMIT
from relais.planning.showing.tasks import (
    COUNT_UP_TO,
    FILTERS,
    QUERY_LIMIT,
    Filters,
    count_to_decide,
    listed,
    page_of,
)
from relais.planning.views.common import back, see_other

GOALS_MOST = 100


def _filters(request: BusinessRequest) -> Filters:
    """What is not understood is left out: a mistyped address still shows the list."""
    show = request.GET.get("show", "")
    try:
        goal = UUID(request.GET["goal"]) if request.GET.get("goal") else None
    except ValueError:
        goal = None
    return Filters(
        show=show if show in FILTERS else "", query=request.GET.get("q", "").strip()[:QUERY_LIMIT], goal=goal
    )


@in_business("plan.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The member's tasks, each list a tab."""
    filters = _filters(request)
    page = page_of(request.member, filters, request.GET.get("after", ""), now=timezone.now())
    waiting = count_to_decide(request.member)
    is_narrowed = filters != Filters()
    context = {
        "page": page,
        "filters": filters,
        "tabs": _tabs(request, filters, waiting),
        "goal": Goal.objects.visible_to(request.member).filter(pk=filters.goal).first()
        if filters.goal
        else None,
        "is_empty": not (page.rows or is_narrowed or request.GET.get("after"))
        and not listed(request.member, Filters("done")).exists(),
        "here": request.get_full_path(),
    }
    return render(request, "planning/tasks.html", context)


def _tabs(request: BusinessRequest, filters: Filters, waiting: int) -> list[dict[str, Any]]:
    address = reverse("planning:tasks", args=[request.business.slug])
    kept = request.GET.copy()
    for name in ("after", "show"):
        kept.pop(name, None)

    def tab(show: str, label: Any) -> dict[str, Any]:
        params = kept.copy()
        if show:
            params["show"] = show
        query = params.urlencode()
        counted = f"{COUNT_UP_TO}+" if waiting > COUNT_UP_TO else str(waiting or "")
        return {
            "url": f"{address}?{query}" if query else address,
            "label": label,
            "count": counted if show == "to_decide" else "",
            "current": filters.show == show,
        }

    return [tab(show, label) for show, label in FILTERS.items()]


COLUMNS = (
    "task", "minutes", "spent_minutes", "moves_business", "urgent", "due_on", "due_at", "consequence", "amount", "currency",
    "goal", "missing_minutes", "outcome", "ended_at", "id",
)  # fmt: skip


@in_business("plan.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as CSV, as it is filtered, newest first."""
    rows = listed(request.member, _filters(request)).select_related("goal").only(*NEEDED)
    now = timezone.now()

    def lines() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=500):
            for task in page:
                yield _cells(task_row(task, now))

    return csv_file(f"{request.business.slug}-tasks", COLUMNS, lines())


def _cells(row: Any) -> tuple[Any, ...]:
    moves = {True: "yes", False: "no", None: ""}[row.is_important]
    return (
        row.title, row.minutes if row.is_estimated else "", row.spent, moves, "yes" if row.is_urgent else "no",
        row.due_on or "", row.due_at.isoformat(timespec="minutes") if row.due_at else "", row.consequence,
        decimal_text(row.amount) if row.amount else "", row.amount.currency if row.amount else "", row.goal,
        "" if row.short is None else row.short, row.outcome,
        row.ended_at.isoformat(timespec="seconds") if row.ended_at else "", row.id,
    )  # fmt: skip


def goals_of(member: Membership) -> list[Goal]:
    """The goals that a task can serve: those that are not over."""
    found = Goal.objects.visible_to(member).live().filter(due_on__gte=timezone.localdate())
    return list(found.order_by("due_on", "id")[:GOALS_MOST])


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A new task; all but its title may wait."""
    given = {
        "title": request.GET.get("title", "")[:TITLE_LIMIT],
        "goal": request.GET.get("goal", ""),
        "activity": request.GET.get("activity", ""),
        "moves": "",
    }
    form = NewTaskForm(
        request.POST if request.method == "POST" else None,
        initial=given,
        goals=goals_of(request.member),
        activities=activity_choices(request.member),
        currency=request.business.currency,
    )
    if request.method == "POST" and form.is_valid():
        done = form.act(lambda: actions.write_task(**form.values(), by=actor_of(request), now=timezone.now()))
        if done is not None:
            return see_other("task", request, done.id)
    return render(request, "planning/task_new.html", {"form": form}, status=form.status)


# --- acts on one task, from a list or its page ------------------------------------------------------------------------------


@in_business("plan.keep")
@require_POST
def finish(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    task = actions.finish_task(task_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is done.") % {"title": task.title})
    return back(request, "task", task_id)


@in_business("plan.keep")
@require_POST
def reopen(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    task = actions.reopen_task(task_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is open again.") % {"title": task.title})
    return back(request, "task", task_id)


@in_business("plan.keep")
@require_POST
def drop(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """Dropped; the page of the task offers to take it up again."""
    task = actions.drop_task(task_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is dropped. It can be taken up again.") % {"title": task.title})
    return back(request, "task", task_id)


@in_business("plan.keep")
@require_POST
def hand_over(request: BusinessRequest, task_id: UUID) -> HttpResponse:
    """A delegation is opened with what is known; someone new is invited on its terms."""
    chosen = request.POST.get("executor", "")
    try:
        executor_id = UUID(chosen) if chosen else None
    except ValueError:
        executor_id = None
    opened = actions.hand_over(task_id, executor_id=executor_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("A delegation is open, with what was known. Next comes its brief."))
    address = reverse("delegations:brief", args=[request.business.slug, opened.id])
    if request.POST.get("someone") == "new":
        address = reverse("delegations:terms", args=[request.business.slug, opened.id]) + "#invite"
    return SeeOther(address)
