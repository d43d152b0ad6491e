"""Runs: start, the page on which one ticks, finish, give up; the list of a procedure's runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.acts.paging import PAGE
from relais.acts.refusal import Refused
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.models import Membership
from relais.people.prepared import OfMember, page_by_id
from relais.procedures import actions, exports, loading
from relais.procedures.forms import GiveUpForm, TickForm
from relais.procedures.models import Procedure, Run, Tick
from relais.procedures.stage import Stage

from .reading import seen
from .writing import see_other


@in_business()
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """The runs of a procedure that the member may see; POST starts one."""
    procedure = seen(request, procedure_id)
    if request.method == "POST":
        return _start(request, procedure)
    found = page_by_id(_pages, request.member, request.GET.get("after", ""), procedure=procedure.id)
    may_run = procedure.current_id is not None and request.member.may("run.perform")
    context = {"procedure": procedure, "page": found, "may_run": may_run and not procedure.archived_at}
    return render(request, "procedures/runs.html", context)


def _with_counts(member: Membership, procedure_id: UUID) -> QuerySet[Any]:
    def count(outcome: str) -> Coalesce:
        # A count beside each row of the page, not a grouping of all runs.
        ticks = Tick.objects.filter(run=OuterRef("pk"), undone_at=None, outcome=outcome).order_by()
        return Coalesce(Subquery(ticks.values("run").annotate(n=Count("*")).values("n")), 0)

    rows = Run.objects.visible_to(member).filter(procedure_id=procedure_id)
    found: QuerySet[Any] = rows.select_related("version", "by__person")
    return found.annotate(done=count("done"), failed=count("failed"), skipped=count("skipped"))


def _page(member: Membership, before: UUID, procedure: UUID) -> QuerySet[Any]:
    rows = _with_counts(member, procedure).filter(id__lt=before).order_by("-id")
    needed = ("started_at", "finished_at", "given_up_at", "version__number", "by__ink", "by__person__name")
    return rows.only(*needed)[: PAGE + 1]


_pages = OfMember(_page, before=UUID, procedure=UUID)


@in_business()
@require_safe
def runs_export(request: BusinessRequest, procedure_id: UUID) -> StreamingHttpResponse:
    procedure = seen(request, procedure_id)
    return exports.runs_csv(_with_counts(request.member, procedure.id).order_by("-id"), procedure.title)


def _start(request: BusinessRequest, procedure: Procedure) -> HttpResponse:
    delegation = request.POST.get("delegation", "")
    try:
        delegation_id = UUID(delegation) if delegation else None
    except ValueError as error:
        raise Refused("not_found") from error
    started = actions.start_run(
        procedure.id, delegation_id=delegation_id, by=actor_of(request), now=timezone.now()
    )
    return see_other("run", request.business.slug, started.id)


def _seen_run(request: BusinessRequest, run_id: UUID) -> Run:
    found: Run | None = loading.run.first(request.member, run=run_id)
    if found is None:
        raise Http404
    return found


@in_business()
@require_safe
def run(request: BusinessRequest, run_id: UUID) -> HttpResponse:
    """Where one left off: the step to do now, what is done, and how to leave."""
    return _run_page(request, _seen_run(request, run_id), TickForm(), asked=_asked(request))


def _asked(request: BusinessRequest) -> int:
    told = request.GET.get("at", "")
    return int(told) if told.isdecimal() and len(told) < 6 else 0


def _run_page(
    request: BusinessRequest, shown: Run, form: TickForm, *, asked: int = 0, give_up: GiveUpForm | None = None
) -> HttpResponse:
    give_up = give_up or GiveUpForm()
    context = {
        "run": shown,
        "stage": Stage.of(shown, asked),
        "form": form,
        "give_up": give_up,
        "mine": shown.by_id == request.member.id,
        "readable": loading.procedure.first(request.member, procedure=shown.procedure_id) is not None,
    }
    return render(request, "procedures/run.html", context, status=max(form.status, give_up.status))


@in_business("run.perform")
@require_POST
def tick(request: BusinessRequest, run_id: UUID, step_id: UUID) -> HttpResponse:
    """One step is done, failed or skipped; then on to the next open one."""
    shown = _seen_run(request, run_id)
    form = TickForm(request.POST)
    form.is_valid()
    form.errors.pop("at", None)  # a device's clock that makes no sense is not worth losing a tick for
    ticked = form.act(
        lambda: actions.tick(
            shown.id,
            step_id,
            outcome=form.cleaned_data.get("outcome") or "done",
            note=form.cleaned_data.get("note", ""),
            at=form.cleaned_data.get("at"),
            by=actor_of(request),
            now=timezone.now(),
        )
    )
    position = next((s.position for s in shown.version.steps.all() if s.id == step_id), 0)
    if ticked is None:
        return _run_page(request, shown, form, asked=position)
    following = Stage.of(shown).open_after(position)
    query = f"?at={following.position}" if following and following.position > position + 1 else ""
    return see_other("run", request.business.slug, shown.id, query=query)


@in_business("run.perform")
@require_POST
def untick(request: BusinessRequest, run_id: UUID, step_id: UUID) -> HttpResponse:
    shown = _seen_run(request, run_id)
    undone = actions.untick(shown.id, step_id, by=actor_of(request), now=timezone.now())
    return see_other("run", request.business.slug, shown.id, query=f"?at={undone.step.position}")


@in_business("run.perform")
@require_POST
def finish(request: BusinessRequest, run_id: UUID) -> HttpResponse:
    shown = _seen_run(request, run_id)
    actions.finish_run(
        shown.id, skip_rest="skip_rest" in request.POST, by=actor_of(request), now=timezone.now()
    )
    return see_other("run", request.business.slug, shown.id)


@in_business("run.perform")
@require_POST
def give_up(request: BusinessRequest, run_id: UUID) -> HttpResponse:
    shown = _seen_run(request, run_id)
    form = GiveUpForm(request.POST)
    if form.is_valid():
        given_up = form.act(
            lambda: actions.give_up_run(
                shown.id, reason=form.cleaned_data["reason"], by=actor_of(request), now=timezone.now()
            )
        )
        if given_up is not None:
            return see_other("run", request.business.slug, shown.id)
    return _run_page(request, shown, TickForm(), give_up=form)
