"""What recurs: the list and its export, one activity, adding and changing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities import actions
from relais.activities.forms import ActivityForm, DecisionForm, JudgementForm, SpentForm
from relais.activities.models import Activity, Choice, Hat
from relais.activities.showing.listing import SORTS, Filters, Shown, owner_of, page_of, rows_of, total_minutes
from relais.activities.showing.page import page_of as activity_page
from relais.activities.showing.words import a_week, typed_often
from relais.activities.views.common import activity_or_404, identifier, see_other, today
from relais.config.csvfile import csv_file
from relais.config.dates import duration_text
from relais.config.money import decimal_text, typed_text
from relais.engine.values import Money
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.named import Named, team_of

QUERY_LIMIT: Final = 200
LOOK_AGAIN: Final = timedelta(days=91)
"""Three months: what a decision is looked at again after, unless said otherwise."""


def _filters(request: BusinessRequest) -> Filters:
    """What is not understood is left out: a mistyped address still shows the list."""
    said = request.GET
    hat, decision, sort = said.get("hat", ""), said.get("decision", ""), said.get("sort", "")
    return Filters(
        hat=hat if hat in Hat.values else "",
        done_by=identifier(said.get("who", "")),
        decision=decision if decision in {*Choice.values, "none"} else "",
        query=said.get("q", "").strip()[:QUERY_LIMIT],
        sort=sort if sort in SORTS else SORTS[0],
        ended=said.get("ended") == "1",
    )


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """What recurs, by the owner's hours."""
    filters, team = _filters(request), team_of(request.member)
    rows = rows_of(request.member, filters, team, today())
    page = page_of(rows, request.GET.get("after", ""))
    minutes = total_minutes(rows)
    owner = owner_of(team, request.member)
    context = {
        "page": page,
        "filters": filters,
        "total": a_week(minutes) if minutes else "",
        "unknown": sum(row.minutes is None for row in rows),
        "is_own": owner == request.member.id,
        "owner": team.get(owner),
        "team": _workers(team),
        "hats": Hat.choices,
        "choices": Choice.choices,
        "is_narrowed": filters not in (Filters(), Filters(sort="title")),
        "is_empty": not rows and filters in (Filters(), Filters(sort="title")),
    }
    return render(request, "activities/activities.html", context)


def _workers(team: dict[UUID, Named]) -> list[Named]:
    return [one for one in team.values() if one.is_current and one.may("delegation.perform")]


COLUMNS = (
    "activity", "hat", "done_by", "per_week", "minutes", "liked", "moves_business", "hourly_value", "currency",
    "owner_minutes_a_week", "measured", "decision", "look_again_on", "id",
)  # fmt: skip


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as CSV, as it is filtered and sorted."""
    found = rows_of(request.member, _filters(request), team_of(request.member), today())
    return csv_file(f"{request.business.slug}-activities", COLUMNS, _cells(found, request.business.currency))


def _cells(rows: list[Shown], currency: str) -> Iterator[tuple[Any, ...]]:
    for one in rows:
        row = one.row
        value = "" if row.hourly_value is None else decimal_text(Money(row.hourly_value, currency))
        yield (
            one.title, row.hat, one.who, "" if row.per_week is None else row.per_week.normalize(), row.minutes or "",
            row.liked or "", {True: "yes", False: "no", None: ""}[row.moves_business], value, currency if value else "",
            "" if one.minutes is None else round(one.minutes), "yes" if one.is_measured else "no", one.choice,
            one.look_again_on or "", row.id,
        )  # fmt: skip


# --- adding and changing ----------------------------------------------------------------------------------------------


def _form(request: BusinessRequest, row: Activity | None) -> ActivityForm:
    team, currency = team_of(request.member), request.business.currency
    workers = [(str(one.id), one.name) for one in _workers(team)]
    value = ""
    if row is not None and row.done_by_id and str(row.done_by_id) not in dict(workers):
        workers.append((str(row.done_by_id), str(team.get(row.done_by_id, _("someone who left")))))
    if row is not None and row.hourly_value is not None:
        value = typed_text(Money(row.hourly_value, currency), language())
    data = request.POST if request.method == "POST" else None
    return ActivityForm(
        data, initial=_initial(request, row), team=workers, currency=currency, value_text=value
    )


def _initial(request: BusinessRequest, row: Activity | None) -> dict[str, Any]:
    if row is None:
        title = request.GET.get("title", "")[:200]
        return {"title": title, "hat": Hat.EXECUTING, "done_by": str(request.member.id)}
    times, per = typed_often(row.per_week)
    return {
        "title": row.title,
        "hat": row.hat,
        "done_by": str(row.done_by_id or ""),
        "times": times,
        "per": per,
        "minutes": duration_text(row.minutes, language()) if row.minutes else "",
        "liked": str(row.liked or ""),
        "moves": {True: "yes", False: "no", None: ""}[row.moves_business],
    }


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """Something that recurs; all but its name may wait."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        done = form.act(lambda: actions.add_activity(form.known(), by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("“%(title)s” is among what recurs.") % {"title": done.title})
            return see_other("page", request, done.id)
    return render(request, "activities/activity_form.html", {"form": form}, status=form.status)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """Say again what is known of it."""
    row = activity_or_404(request, activity_id)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.change_activity(
                activity_id, _known(form, row), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Kept."))
            return see_other("page", request, activity_id)
    context = {"form": form, "activity": row}
    return render(request, "activities/activity_form.html", context, status=form.status)


def _known(form: ActivityForm, row: Activity) -> actions.Known:
    """What was typed; how often stays to the last decimal where its words were left as they are."""
    known = form.known()
    if (str(form["times"].value() or ""), form["per"].value()) == typed_often(row.per_week):
        return actions.Known(**{**_said(known), "per_week": row.per_week})
    return known


def _said(known: actions.Known) -> dict[str, Any]:
    return {name: getattr(known, name) for name in known.__dataclass_fields__}


@in_business("activity.keep")
@require_POST
def end(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    row = actions.end_activity(activity_id, by=actor_of(request), now=timezone.now())
    said = _("“%(title)s” does not recur any more. Its time and its decisions stay; it can be put back.")
    messages.success(request, said % {"title": row.title})
    return see_other("page", request, activity_id)


@in_business("activity.keep")
@require_POST
def restoration(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    row = actions.restore_activity(activity_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is among what recurs again.") % {"title": row.title})
    return see_other("page", request, activity_id)


# --- one activity -----------------------------------------------------------------------------------------------------


@in_business("activity.keep")
@require_safe
def page(request: BusinessRequest, activity_id: UUID) -> HttpResponse:
    """One activity."""
    return show(request, activity_or_404(request, activity_id))


def decision_form(day: date) -> DecisionForm:
    return DecisionForm(initial={"look_again_on": day + LOOK_AGAIN})


def show(
    request: BusinessRequest,
    activity: Activity,
    *,
    decision: DecisionForm | None = None,
    judgement: JudgementForm | None = None,
    spent: SpentForm | None = None,
) -> HttpResponse:
    """The page of an activity, with a form of its own that was refused."""
    day = today()
    forms = {
        "decision_form": decision or decision_form(day),
        "judgement_form": judgement or JudgementForm(prefix="judgement"),
        "spent_form": spent or SpentForm(initial={"on": day}),
    }
    context = {
        "activity": activity,
        "hat": Hat(activity.hat).label,
        "page": activity_page(activity, request.member, day),
        **forms,
    }
    return render(
        request, "activities/activity.html", context, status=max(form.status for form in forms.values())
    )
