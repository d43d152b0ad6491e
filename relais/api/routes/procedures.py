"""Procedures: how things are done, version by version; and Markdown files read as procedures."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.procedure_shapes import (
    Draft,
    Import,
    Markdown,
    NewProcedure,
    Preview,
    Procedure,
    ProcedureFacts,
    Publication,
    Version,
    VersionFacts,
)
from relais.api.shapes import After, Limit, Listed
from relais.people.models import Membership
from relais.procedures import actions, models
from relais.procedures.findings import sentence
from relais.procedures.importing import Imported, read_text

room = Room("procedures")

NUMBER_LIMIT = 2**31


# --- shapes -----------------------------------------------------------------------------------------------------------


def _rows(member: Membership) -> Any:
    return models.Procedure.objects.visible_to(member).with_facts(member)


def _facts(row: Any, member: Membership) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "version": row.current.number if row.current else None,
        "steps": row.step_count or 0,
        "draft": row.draft_number if member.may("procedure.change") else None,
        "made_at": row.made_at,
        "archived_at": row.archived_at,
        "last_run_at": row.last_run_at,
    }


def _one(request: HttpRequest, procedure_id: UUID) -> dict[str, Any]:
    member = reader(request)
    row = found(_rows(member), procedure_id)
    shown = row.current or _readable(row, member).order_by("-number").first()
    return {**_facts(row, member), "content": version_shape(shown) if shown else None}


def _readable(procedure: models.Procedure, member: Membership) -> Any:
    """Published versions; the draft too for those who write."""
    versions = procedure.versions.filter(discarded_at=None)
    return versions if member.may("procedure.change") else versions.filter(published_at__isnull=False)


def _version_facts(row: models.Version) -> dict[str, Any]:
    names = ("id", "number", "title", "change", "stamp", "made_at", "published_at", "open_at")
    return {
        **plain(row, names),
        "state": "draft" if row.is_draft else "published",
        "made_by": row.made_by_id,
    }


def version_shape(row: models.Version) -> dict[str, Any]:
    return {
        **_version_facts(row),
        "introduction": row.introduction,
        "afterword": row.afterword,
        "steps": [step_shape(step) for step in row.steps.all()],
    }


def step_shape(step: models.Step) -> Any:
    return plain(step, ("id", "position", "level", "title", "body", "expected", "origin"))


# --- reading ----------------------------------------------------------------------------------------------------------


@room.reads(
    "", Listed[ProcedureFacts], name="list_procedures", says="List procedures", scope="procedures:read"
)
def list_procedures(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    q: Annotated[str, Query("", max_length=200, description="Words of the title, or how they begin.")] = "",
    archived: Annotated[
        bool, Query(default=False, description="The archive, instead of those in use.")
    ] = False,
) -> Any:
    """Management sees all; others those given to them."""
    member = reader(request)
    rows = _rows(member)
    rows = rows.archived() if archived else rows.in_use()
    page = page_of(rows.called(q) if q.strip() else rows, after, limit)
    return listed(page, lambda row: _facts(row, member))


@room.reads(
    "/{uuid:procedure_id}", Procedure, name="get_procedure", says="One procedure", scope="procedures:read"
)
def get_procedure(request: HttpRequest, procedure_id: UUID) -> Any:
    """What one does now: the current version with its steps."""
    return _one(request, procedure_id)


@room.reads(
    "/{uuid:procedure_id}/versions", Listed[VersionFacts], name="list_versions", says="List versions",
    scope="procedures:read",
)  # fmt: skip
def list_versions(request: HttpRequest, procedure_id: UUID, after: After = "", limit: Limit = 50) -> Any:
    """Published ones; for those who write, the draft too."""
    member = reader(request)
    procedure = found(models.Procedure.objects.visible_to(member), procedure_id)
    page = page_of(_readable(procedure, member), after, limit)
    return listed(page, _version_facts)


@room.reads(
    "/{uuid:procedure_id}/versions/{int:number}",
    Version,
    name="get_version",
    says="One version",
    scope="procedures:read",
)
def get_version(request: HttpRequest, procedure_id: UUID, number: int) -> Any:
    """A version with its steps, by its number."""
    member = reader(request)
    procedure = found(models.Procedure.objects.visible_to(member), procedure_id)
    row = _readable(procedure, member).filter(number=number).first() if 0 < number < NUMBER_LIMIT else None
    if row is None:
        raise Refused("not_found")
    return version_shape(row)


# --- writing ----------------------------------------------------------------------------------------------------------


@room.acts("", Procedure, name="write_procedure", says="Write a procedure", scope="procedures:write")
def write_procedure(request: HttpRequest, body: NewProcedure) -> Any:
    """A new one, as a draft or published."""
    done = actions.write_procedure(content=body.content(), published=body.publish, **acting(request))
    return _one(request, done.pk)


@room.acts(
    "/previews", Preview, name="preview_import", says="Read a Markdown file", scope="procedures:write", status=200,
    keyed=False,
)  # fmt: skip
def preview_import(request: HttpRequest, body: Markdown) -> Any:
    """What would become a step, what introduction, and what was unsure. Nothing is written."""
    reader(request, "procedure.change")
    return _preview(_read(body))


@room.acts(
    "/imports", Procedure, name="import_procedure", says="Import a Markdown file", scope="procedures:write"
)
def import_procedure(request: HttpRequest, body: Import) -> Any:
    """A new procedure of what was read. Nothing of the file is lost; look at the preview first."""
    reader(request, "procedure.change")
    done = actions.import_procedure(content=_read(body).content, published=body.publish, **acting(request))
    return _one(request, done.pk)


def _read(body: Markdown) -> Imported:
    if not body.text.strip():
        raise Refused("import_empty", field="text")
    return read_text(body.text, file_name=body.file_name)


def _preview(read: Imported) -> dict[str, Any]:
    return {
        "title": read.content.title,
        "introduction": read.content.introduction,
        "afterword": read.content.afterword,
        "lost": read.lost,
        "steps": [
            {"title": s.title, "body": s.body, "expected": s.expected, "level": s.level, "doubts": s.doubts}
            for s in read.rows
        ],
        "findings": [
            {"code": one.code, "line": one.line, "severity": one.severity, "sentence": sentence(one)}
            for one in read.findings
        ],
    }


@room.acts(
    "/{uuid:procedure_id}/draft", Version, name="save_draft", says="Save the draft", scope="procedures:write"
)
def save_draft(request: HttpRequest, procedure_id: UUID, body: Draft) -> Any:
    """The whole next version, which is made if there is none. The same again changes nothing."""
    done = actions.save_draft(procedure_id, content=body.content(), stamp=body.stamp, **acting(request))
    return version_shape(done)


@room.acts(
    "/{uuid:procedure_id}/draft/discarding", Procedure, name="discard_draft", says="Discard the draft",
    scope="procedures:write",
)  # fmt: skip
def discard_draft(request: HttpRequest, procedure_id: UUID) -> Any:
    """The current version stays as it is."""
    actions.discard_draft(procedure_id, **acting(request))
    return _one(request, procedure_id)


@room.acts(
    "/{uuid:procedure_id}/versions",
    Version,
    name="publish",
    says="Publish the draft",
    scope="procedures:write",
)
def publish(request: HttpRequest, procedure_id: UUID, body: Publication) -> Any:
    """It becomes the current version, frozen from now on."""
    return version_shape(actions.publish(procedure_id, stamp=body.stamp, **acting(request)))


@room.acts(
    "/{uuid:procedure_id}/archive",
    Procedure,
    name="archive",
    says="Archive a procedure",
    scope="procedures:write",
)
def archive(request: HttpRequest, procedure_id: UUID) -> Any:
    """No new runs; runs under way are finished, and everything stays readable."""
    actions.archive(procedure_id, **acting(request))
    return _one(request, procedure_id)


@room.acts(
    "/{uuid:procedure_id}/unarchive", Procedure, name="unarchive", says="Take a procedure out of the archive",
    scope="procedures:write",
)  # fmt: skip
def unarchive(request: HttpRequest, procedure_id: UUID) -> Any:
    """It can be run again."""
    actions.unarchive(procedure_id, **acting(request))
    return _one(request, procedure_id)
