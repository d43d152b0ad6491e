"""Importing a Markdown file: choose it, look at what was understood, change that, create."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from relais.acts.refusal import Refused
from relais.engine.procedures.markdown import Finding
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.procedures import actions
from relais.procedures.findings import sentence
from relais.procedures.forms import ImportedForm, ImportForm
from relais.procedures.importing import Imported, read_upload

from .writing import see_other

FINDINGS_KEPT = 100


@in_business("procedure.change")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: BusinessRequest) -> HttpResponse:
    """Choose a file or paste a text; the answer is the preview, and nothing is written yet."""
    if request.method != "POST":
        return render(request, "procedures/import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            imported = read_upload(form.cleaned_data["file"], form.cleaned_data["text"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _preview(request, _form_of(imported), imported.findings, imported.lost)
    return render(request, "procedures/import.html", {"form": form}, status=form.status)


def _form_of(imported: Imported) -> ImportedForm:
    form = ImportedForm(content=imported.content)
    form.initial["file_name"] = imported.file_name
    if imported.rows:
        form.rows = list(imported.rows)
    return form


def _preview(
    request: BusinessRequest, form: ImportedForm, findings: Sequence[Finding], lost: Sequence[int] = ()
) -> HttpResponse:
    told = [(finding, sentence(finding)) for finding in findings[:FINDINGS_KEPT]]
    count = sum(not row.is_blank for row in form.rows)
    context = {"form": form, "findings": told, "lost": lost, "count": count}
    return render(request, "procedures/preview.html", context, status=form.status)


@in_business("procedure.change")
@require_POST
def import_creation(request: BusinessRequest) -> HttpResponse:
    """What the preview holds becomes a procedure; or is shown again, changed."""
    form = ImportedForm(request.POST)
    findings = [_finding(told) for told in request.POST.getlist("finding")[:FINDINGS_KEPT]]
    asked = request.POST.get("act", "")
    if asked == "roles":
        form.take_roles()
        return _preview(request, form, findings)
    if asked:
        form.edit(asked)
        return _preview(request, form, findings)
    form.take_roles()
    if form.is_valid():
        published = "publish" in request.POST
        procedure = form.act(
            lambda: actions.import_procedure(
                content=form.content(), published=published, by=actor_of(request), now=timezone.now()
            )
        )
        if procedure is not None:
            return see_other("page" if published else "draft", request.business.slug, procedure.id)
    return _preview(request, form, findings)


def _finding(told: str) -> Finding:
    """A finding as the preview carries it along: `code|line|severity|words`."""
    code, line, severity, words = (told.split("|", 3) + [""] * 4)[:4]
    number = int(line) if line.isdecimal() and len(line) < 9 else 0
    return Finding(code[:60], number, words[:100], "unsure" if severity == "unsure" else "note")
