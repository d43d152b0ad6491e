"""Writing: a new procedure, the draft, its publication, the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from relais.log.querysets import line_to_make_from
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.procedures import actions
from relais.procedures.content import begun_with, content_of
from relais.procedures.example import example
from relais.procedures.forms import ProcedureForm
from relais.procedures.models import Procedure, Version
from relais.procedures.rules import latest_of

from .reading import seen


class SeeOther(HttpResponseRedirect):
    """After an act, the browser gets another page: a reload then repeats nothing."""

    status_code = 303


def see_other(name: str, *args: object, query: str = "") -> SeeOther:
    return SeeOther(reverse(f"procedures:{name}", args=args) + query)


@in_business("procedure.change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """The empty editor (or an example to change), and the first draft or version that comes of it."""
    if request.method != "POST":
        origin = line_to_make_from(request.member, request.GET.get("from", ""))
        text = origin.text.body if origin else request.GET.get("title", "")
        content = example() if request.GET.get("example") else begun_with(text)
        return _editor(request, ProcedureForm(content=content), origin=origin.pk if origin else "")
    form = ProcedureForm(request.POST)
    if "act" in request.POST:
        form.edit(request.POST["act"])
        return _editor(request, form, origin=request.POST.get("origin", ""))
    if form.is_valid():
        written = form.act(
            lambda: actions.write_procedure(
                content=form.content(),
                published="publish" in request.POST,
                origin_id=_id(request.POST.get("origin", "")),
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if written is not None:
            return _after(request, written, published="publish" in request.POST)
    return _editor(request, form, origin=request.POST.get("origin", ""))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _after(request: BusinessRequest, procedure: Procedure, *, published: bool) -> HttpResponse:
    return see_other("page" if published else "draft", request.business.slug, procedure.id)


def _editor(request: BusinessRequest, form: ProcedureForm, **context: Any) -> HttpResponse:
    action = context.pop("action", None) or reverse("procedures:new", args=[request.business.slug])
    return render(
        request,
        "procedures/editor.html",
        {"form": form, "action": action, **context},
        status=form.status,
    )


@in_business("procedure.change")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """The editor of the next version: on the draft if there is one, else on the current version."""
    procedure = seen(request, procedure_id)
    if request.method != "POST":
        return _draft_page(request, procedure, _opened(procedure))
    form = ProcedureForm(request.POST)
    if "act" in request.POST:
        form.edit(request.POST["act"])
        return _draft_page(request, procedure, form)
    if form.is_valid():
        saved = form.act(
            lambda: actions.save_draft(
                procedure.id,
                content=form.content(),
                stamp=form.cleaned_data["stamp"] or None,
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if saved is not None:
            return see_other("draft", request.business.slug, procedure.id, query="?saved=1")
    return _draft_page(request, procedure, form)


def _opened(procedure: Procedure) -> ProcedureForm:
    latest = latest_of(procedure)
    if latest is None:
        raise Http404
    content = content_of(latest)
    if not latest.is_draft:
        content = replace(content, change="")
    return ProcedureForm(content=content, stamp=latest.stamp)


def _draft_page(request: BusinessRequest, procedure: Procedure, form: ProcedureForm) -> HttpResponse:
    latest = latest_of(procedure)
    if latest is None:
        raise Http404
    if form.overtaken:
        # Saving again now replaces what the other person wrote: the page says so, and links to it.
        form.say("stamp", latest.stamp)
    return _editor(
        request,
        form,
        action=reverse("procedures:draft", args=[request.business.slug, procedure.id]),
        procedure=procedure,
        draft=latest if latest.is_draft else None,
        now_number=latest.number,
        number=latest.number if latest.is_draft else latest.number + 1,
        open_at=_open_at(latest),
        saved="saved" in request.GET,
    )


def _open_at(latest: Version) -> str:
    return str(latest.open_at) if latest.is_draft and latest.open_at else ""


@in_business("procedure.change")
@require_POST
def publication(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    """The draft becomes the current version: as it stands, or with what the editor holds."""
    procedure = seen(request, procedure_id)
    actor, now = actor_of(request), timezone.now()
    if "title" not in request.POST:
        actions.publish(procedure.id, by=actor, now=now)
        return redirect_to(request, procedure)
    form = ProcedureForm(request.POST)
    if form.is_valid():
        stamp = form.cleaned_data["stamp"] or None
        version = form.act(
            lambda: actions.publish(procedure.id, content=form.content(), stamp=stamp, by=actor, now=now)
        )
        if version is not None:
            return redirect_to(request, procedure)
    return _draft_page(request, procedure, form)


def redirect_to(request: BusinessRequest, procedure: Procedure) -> HttpResponse:
    return see_other("page", request.business.slug, procedure.id)


@in_business("procedure.change")
@require_POST
def discard(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    procedure = seen(request, procedure_id)
    actions.discard_draft(procedure.id, by=actor_of(request), now=timezone.now())
    return redirect_to(request, procedure)


@in_business("procedure.change")
@require_POST
def archive(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    procedure = seen(request, procedure_id)
    actions.archive(procedure.id, by=actor_of(request), now=timezone.now())
    return redirect_to(request, procedure)


@in_business("procedure.change")
@require_POST
def unarchive(request: BusinessRequest, procedure_id: UUID) -> HttpResponse:
    procedure = seen(request, procedure_id)
    actions.unarchive(procedure.id, by=actor_of(request), now=timezone.now())
    return redirect_to(request, procedure)
