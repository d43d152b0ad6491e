"""Files of time: looked at, imported, undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities import actions
from relais.activities.choosing import activity_choices
from relais.activities.forms import TimeFileForm
from relais.activities.importing import preview
from relais.activities.models import TimeImport
from relais.activities.showing.imports import (
    LEFT_SHOWN,
    NAMES_SHOWN,
    NEW_SHOWN,
    AnswersForm,
    kept_rows,
    left_rows,
)
from relais.activities.showing.words import long_text
from relais.activities.views.common import see_other, today
from relais.acts.forms import ActForm
from relais.acts.paging import page_by_id
from relais.acts.refusal import Refused
from relais.config.csvfile import csv_file
from relais.engine.timefile.table import MAX_BYTES, read_table
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.named import team_of


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: BusinessRequest) -> HttpResponse:
    """Choose a file to look at; what was imported before, each undone at once."""
    form = TimeFileForm(request.POST, request.FILES) if request.method == "POST" else TimeFileForm()
    if request.method == "POST" and form.is_valid():
        draft = form.act(lambda: _read(request, form))
        if draft is not None:
            return see_other("import", request, draft.id)
    team = team_of(request.member)
    page = page_by_id(
        TimeImport.objects.visible_to(request.member).defer("text"), request.GET.get("after", "")
    )
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, str(team.get(row.by_id, "")), long_text(row.minutes))
            for row in page.rows
            if row.imported_at or row.by_id == request.member.id
        ],
    }
    return render(request, "activities/imports.html", context, status=form.status)


def _read(request: BusinessRequest, form: TimeFileForm) -> TimeImport:
    file = form.cleaned_data["file"]
    if (file.size or 0) > MAX_BYTES:
        raise Refused("time_file_too_large", field="file")
    return actions.read_time_file(
        file.read(), file_name=file.name or "", by=actor_of(request), now=timezone.now()
    )


def _seen(request: BusinessRequest, import_id: UUID) -> TimeImport:
    found: TimeImport | None = TimeImport.objects.visible_to(request.member).filter(pk=import_id).first()
    if found is None or (found.imported_at is None and found.by_id != request.member.id):
        raise Http404
    return found


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest, import_id: UUID) -> HttpResponse:
    """Look at a file, correct how it is read, import it; afterwards, what it brought."""
    row = _seen(request, import_id)
    if row.imported_at is not None:
        return _done(request, row)
    data = request.POST if request.method == "POST" else request.GET
    form = _answers(request, row, data)
    act = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and act.is_valid():
        done = act.act(
            lambda: actions.import_time(import_id, form.answers(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Imported. It can be undone as a whole below."))
            return see_other("import", request, import_id)
    return _preview(request, row, form, act)


def _answers(request: BusinessRequest, row: TimeImport, data: QueryDict) -> AnswersForm:
    choices = activity_choices(request.member) or [("", "")]
    return AnswersForm(data if len(data) else None, table=read_table(row.text), activities=choices)


def _preview(request: BusinessRequest, row: TimeImport, form: AnswersForm, act: ActForm) -> HttpResponse:
    table, team = read_table(row.text), team_of(request.member)
    found = preview(table, form.answers(), request.member, today=today())
    # What is asked must be answered; nothing is refused for it before.
    form.fields["order"].required = bool(found.read.asks_order)
    form.fields["unit"].required = bool(found.read.asks_unit)
    context = {
        "row": row,
        "form": form,
        "act": act,
        "found": found,
        "count": len(table.rows),
        "time": long_text(found.minutes),
        "shown": [(one, str(team.get(one.member_id, "")), long_text(one.row.minutes)) for one in found.new[:NEW_SHOWN]],
        "left": left_rows(found.left, LEFT_SHOWN),
        "left_more": max(0, len(found.left) - LEFT_SHOWN),
        "unknown": found.unknown[:NAMES_SHOWN],
        "unknown_more": max(0, len(found.unknown) - NAMES_SHOWN),
        "nobody": found.nobody[:NAMES_SHOWN],
        "example": table.rows[0].cells,
        "header": table.header,
    }  # fmt: skip
    return render(request, "activities/import.html", context, status=act.status)


def _done(request: BusinessRequest, row: TimeImport) -> HttpResponse:
    left = kept_rows(row.refused)
    context = {
        "row": row,
        "time": long_text(row.minutes),
        "left": left[:LEFT_SHOWN],
        "left_count": len(left),
        "left_more": max(0, len(left) - LEFT_SHOWN),
        "who": str(team_of(request.member).get(row.by_id, "")),
    }
    return render(request, "activities/import_done.html", context)


COLUMNS = ("line", "reason", "row")


@in_business("activity.keep")
@require_safe
def refused(request: BusinessRequest, import_id: UUID) -> StreamingHttpResponse:
    """Every refused row as CSV; before importing with what it says, as the file is read now."""
    row = _seen(request, import_id)
    if row.imported_at is not None:
        rows = kept_rows(row.refused)
    else:
        answers = _answers(request, row, request.GET).answers()
        found = preview(read_table(row.text), answers, request.member, today=today())
        rows = left_rows(found.left)

    def cells() -> Iterator[tuple[Any, ...]]:
        yield from ((one.line, one.why, one.said) for one in rows)

    return csv_file(f"{request.business.slug}-refused-rows", COLUMNS, cells())


@in_business("activity.keep")
@require_POST
def dropping(request: BusinessRequest, import_id: UUID) -> HttpResponse:
    actions.drop_time_file(import_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put aside: nothing of it was imported."))
    return see_other("imports", request)


@in_business("activity.keep")
@require_POST
def undoing(request: BusinessRequest, import_id: UUID) -> HttpResponse:
    row = actions.undo_import(import_id, by=actor_of(request), now=timezone.now())
    said = _("Undone: %(rows)s rows are gone. The same file can be imported again.")
    messages.success(request, said % {"rows": row.rows})
    return see_other("imports", request)
