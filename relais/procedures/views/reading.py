"""Lists and pages of procedures and their versions; exports."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relais.acts.paging import PAGE, page_by_id, page_by_seq
from relais.people.doors import BusinessRequest, in_business
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.prepared import page_by_id as page_of_member
from relais.procedures import exports, loading
from relais.procedures.content import content_of
from relais.procedures.differences import compare
from relais.procedures.loading import RUNS_SHOWN, VERSIONS_SHOWN, readable_versions
from relais.procedures.models import Procedure, Run, Step, Version

RUNNABLE = ("running", "to_redo")
"""States of a delegation in which its executor runs the procedure for it."""


@in_business()
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """All procedures that the member may see, newest first; the archive behind a filter."""
    query, archived = request.GET.get("q", "").strip()[:200], request.GET.get("archived") == "1"
    after = request.GET.get("after", "")
    if query:
        rows = _listed(request.member, query, archived=archived).with_facts(request.member)
        page = page_by_id(rows, after)
    else:
        page = page_of_member(_PAGES[archived], request.member, after)
    context = {
        "page": page,
        "query": query,
        "archived": archived,
        "may_change": request.member.may("procedure.change"),
        "under_way": _under_way.rows(request.member) if page.is_first and not archived else (),
    }
    return render(request, "procedures/index.html", context)


def _listed(member: Membership, query: str, *, archived: bool) -> Any:
    procedures = Procedure.objects.visible_to(member)
    procedures = procedures.archived() if archived else procedures.in_use()
    return procedures.called(query) if query else procedures


def _page_of(*, archived: bool) -> OfMember:
    def build(member: Membership, before: UUID) -> QuerySet[Any]:
        rows: QuerySet[Any] = _listed(member, "", archived=archived).with_facts(member)
        return rows.filter(id__lt=before).order_by("-id")[: PAGE + 1]

    return OfMember(build, before=UUID)


_PAGES: Final = {archived: _page_of(archived=archived) for archived in (False, True)}
_under_way: Final = OfMember(
    lambda member: Run.objects.open().filter(by=member).select_related("version").order_by("-id")[:RUNS_SHOWN]
)


@in_business()
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as a spreadsheet, as it is filtered."""
    query, archived = request.GET.get("q", "").strip()[:200], request.GET.get("archived") == "1"
    rows = _listed(request.member, query, archived=archived).with_facts(request.member).order_by("-id")
    return exports.procedures_csv(rows, request.business)


def seen(request: BusinessRequest, procedure_id: UUID) -> Procedure:
    """The procedure in the address, if the member may see it; 404 otherwise."""
    procedure: Procedure | None = loading.procedure.first(request.member, procedure=procedure_id)
    if procedure is None:
        raise Http404
    return procedure


@in_business()
@require_safe
def page(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """One procedure: what one does now, and beside it versions, delegations and runs."""
    procedure = seen(request, procedure_id)
    member = request.member
    versions = loading.versions.rows(member, procedure=procedure.id)
    draft = next((v for v in versions if v.is_draft), None)
    shown = procedure.current or draft
    runs = loading.runs.rows(member, procedure=procedure.id)
    delegations = loading.delegations.rows(member, procedure=procedure.id)
    context = {
        "procedure": procedure,
        "version": shown,
        "steps": loading.steps.rows(version=shown.id) if shown else [],
        "draft": draft,
        "versions": versions[:VERSIONS_SHOWN],
        "more_versions": len(versions) > VERSIONS_SHOWN,
        "runs": runs,
        "left": next((run for run in runs if run.is_open and run.by_id == member.id), None),
        "delegations": delegations,
        "may_change": member.may("procedure.change"),
        "may_run": _may_run(request, procedure),
        "own": [d for d in delegations if d.executor_id == member.id and d.state in RUNNABLE],
    }
    return render(request, "procedures/page.html", context)


def _may_run(request: BusinessRequest, procedure: Procedure) -> bool:
    ready = procedure.current_id is not None and procedure.archived_at is None
    return ready and request.member.may("run.perform")


@in_business()
@require_safe
def versions(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """Every version of a procedure, newest first."""
    procedure = seen(request, procedure_id)
    rows = readable_versions(request.member, procedure.id).select_related("made_by__person")
    found = page_by_seq(rows, request.GET.get("after", ""), field="number")
    return render(request, "procedures/versions.html", {"procedure": procedure, "page": found})


@in_business()
@require_safe
def version(request: BusinessRequest, procedure_id: UUID, number: int) -> HttpResponse:
    """One version, and what it changed of the one before."""
    procedure = seen(request, procedure_id)
    steps = Prefetch("steps", queryset=Step.objects.order_by("position"))
    near = readable_versions(request.member, procedure.id).filter(number__lte=number).order_by("-number")
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
        shown = get_object_or_404(readable_versions(request.member, procedure.id), number=int(number))
    else:
        shown = procedure.current or get_object_or_404(readable_versions(request.member, procedure.id))
    return exports.procedure_markdown(shown, expected_label=_("Expected"))
