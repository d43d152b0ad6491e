"""Procedures and runs as files: Markdown that can be read back, spreadsheets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from relais.config.csvfile import csv_file
from relais.engine.procedures.markdown import ReadStep, write_procedure
from relais.people.models import Business

from .models import Version


def procedures_csv(procedures: Any, business: Business) -> StreamingHttpResponse:
    """The list of procedures, one a line."""
    head = (_("Procedure"), _("Steps"), _("Version"), _("Published"), _("Last run"), _("Archived"))
    rows = (
        (
            procedure.title,
            procedure.step_count or 0,
            procedure.current.number if procedure.current else "",
            _moment(procedure.current.published_at if procedure.current else None),
            _moment(procedure.last_run_at),
            _moment(procedure.archived_at),
        )
        for procedure in procedures.iterator(chunk_size=2000)
    )
    return csv_file(f"{business.slug}-{slugify(_('Procedures'))}", head, rows)


def runs_csv(runs: Any, name: str) -> StreamingHttpResponse:
    """The runs of a procedure, one a line."""
    head = (
        _("Started"), _("By"), _("Version"), _("Finished"), _("Given up"), _("Done"), _("Failed"), _("Skipped"),
    )  # fmt: skip
    rows = (
        (
            _moment(run.started_at),
            run.by.person.name,
            run.version.number,
            _moment(run.finished_at),
            _moment(run.given_up_at),
            run.done,
            run.failed,
            run.skipped,
        )
        for run in runs.iterator(chunk_size=2000)
    )
    return csv_file(f"{slugify(name)[:60] or 'runs'}-{slugify(_('Runs'))}", head, rows)


def procedure_markdown(version: Version, *, expected_label: str) -> HttpResponse:
    """A version as a Markdown file; reading it again gives the same steps."""
    steps = [ReadStep(s.title, s.body, s.expected, s.level) for s in version.steps.all()]
    text = write_procedure(
        version.title,
        version.introduction,
        steps,
        afterword=version.afterword,
        expected_label=expected_label,
    )
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{slugify(version.title)[:80] or "procedure"}.md"'
    )
    return response


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).isoformat(sep=" ", timespec="minutes") if value else ""
