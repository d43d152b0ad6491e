"""Lists and pages of procedures and their versions; exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relais.acts.paging import page_by_id, page_by_seq
from relais.people.doors import BusinessRequest, in_business
from relais.procedures import exports
from relais.procedures.content import content_of
from relais.procedures.differences import compare
from relais.procedures.models import Procedure, Run, Step, Version

LISTED = 30
RUNS_SHOWN = 5
VERSIONS_SHOWN = 8
DELEGATIONS_SHOWN = 8
RUNNABLE = ("running", "to_redo")
"""States of a delegation in which its executor runs the procedure for it."""


@in_business()
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """All procedures that the member may see, newest first; the archive behind a filter."""
    query, archived = request.GET.get("q", "").strip()[:200], request.GET.get("archived") == "1"
    rows = _listed(request, query, archived=archived).with_facts(request.member)
    page = page_by_id(rows, request.GET.get("after", ""), size=LISTED)
    under_way = Run.objects.open().filter(by=request.member).select_related("version").order_by("-id")
    context = {
        "page": page,
        "query": query,
        "archived": archived,
        "may_change": request.member.may("procedure.change"),
        "under_way": under_way[:RUNS_SHOWN] if page.is_first and not archived else (),
    }
    return render(request, "procedures/index.html", context)


def _listed(request: BusinessRequest, query: str, *, archived: bool) -> Any:
    procedures = Procedure.objects.visible_to(request.member)
    procedures = procedures.archived() if archived else procedures.in_use()
    return procedures.called(query) if query else procedures


@in_business()
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as a spreadsheet, as it is filtered."""
    query, archived = request.GET.get("q", "").strip()[:200], request.GET.get("archived") == "1"
    rows = _listed(request, query, archived=archived).with_facts(request.member).order_by("-id")
    return exports.procedures_csv(rows, request.business)


def seen(request: BusinessRequest, procedure_id: UUID) -> Procedure:
    """The procedure in the address, if the member may see it; 404 otherwise."""
    visible = Procedure.objects.visible_to(request.member).select_related("current")
    procedure: Procedure = get_object_or_404(visible, pk=procedure_id)
    return procedure


def readable_versions(request: BusinessRequest, procedure: Procedure) -> QuerySet[Version]:
    """Published versions; the draft too for those who write."""
    versions = procedure.versions.filter(discarded_at=None)
    return versions if request.member.may("procedure.change") else versions.filter(published_at__isnull=False)


@in_business()
@require_safe
def page(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """One procedure: what one does now, and beside it versions, delegations and runs."""
    procedure = seen(request, procedure_id)
    versions = list(readable_versions(request, procedure).order_by("-number")[: VERSIONS_SHOWN + 1])
    draft = next((v for v in versions if v.is_draft), None)
    shown = procedure.current or draft
    runs = Run.objects.visible_to(request.member).filter(procedure=procedure)
    runs = runs.select_related("version", "by__person").order_by("-id")[: RUNS_SHOWN + 1]
    delegations = _delegations(request, procedure)
    context = {
        "procedure": procedure,
        "version": shown,
        "steps": list(shown.steps.all()) if shown else [],
        "draft": draft,
        "versions": versions[:VERSIONS_SHOWN],
        "more_versions": len(versions) > VERSIONS_SHOWN,
        "runs": list(runs),
        "left": next((run for run in runs if run.is_open and run.by_id == request.member.id), None),
        "delegations": delegations,
        "may_change": request.member.may("procedure.change"),
        "may_run": _may_run(request, procedure),
        "own": [d for d in delegations if d.executor_id == request.member.id and d.state in RUNNABLE],
    }
    return render(request, "procedures/page.html", context)


def _may_run(request: BusinessRequest, procedure: Procedure) -> bool:
    ready = procedure.current_id is not None and procedure.archived_at is None
    return ready and request.member.may("run.perform")


def _delegations(request: BusinessRequest, procedure: Procedure) -> list[Any]:
    # A room above: asked through the relation, with its own visibility, so that nothing of it is imported here.
    theirs = procedure.delegations.visible_to(request.member).order_by("-id")
    return list(theirs[:DELEGATIONS_SHOWN])


@in_business()
@require_safe
def versions(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """Every version of a procedure, newest first."""
    procedure = seen(request, procedure_id)
    rows = readable_versions(request, procedure).select_related("made_by__person")
    found = page_by_seq(rows, request.GET.get("after", ""), field="number")
    return render(request, "procedures/versions.html", {"procedure": procedure, "page": found})


@in_business()
@require_safe
def version(request: BusinessRequest, procedure_id: UUID, number: int) -> HttpResponse:
    """One version, and what it changed of the one before."""
    procedure = seen(request, procedure_id)
    steps = Prefetch("steps", queryset=Step.objects.order_by("position"))
    near = readable_versions(request, procedure).filter(number__lte=number).order_by("-number")
    found = list(near.prefetch_related(steps)[:2])
    shown: Version = (
        found[0] if found and found[0].number == number else get_object_or_404(near, number=number)
    )
    before = found[1] if len(found) > 1 else None
    context = {
        "procedure": procedure,
        "version": shown,
        "steps": list(shown.steps.all()),
        "before": before,
        "difference": compare(content_of(before), content_of(shown)) if before else None,
        "may_change": request.member.may("procedure.change"),
    }
    return render(request, "procedures/version.html", context)


@in_business()
@require_safe
def export_md(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """The current version (or the draft of one never published) as a Markdown file that can be imported again."""
    procedure = seen(request, procedure_id)
    number = request.GET.get("version", "")
    if number.isdecimal() and len(number) < 9:
        shown = get_object_or_404(readable_versions(request, procedure), number=int(number))
    else:
        shown = procedure.current or get_object_or_404(readable_versions(request, procedure))
    return exports.procedure_markdown(shown, expected_label=_("Expected"))
