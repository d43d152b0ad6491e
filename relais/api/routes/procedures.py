"""Procedures: how things are done, version by version; and Markdown files read as procedures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Flag, Limit, Listed, Shape, Whole, example
from relais.people.models import Membership
from relais.procedures import actions, models
from relais.procedures.content import Content, StepText
from relais.procedures.findings import sentence
from relais.procedures.importing import Imported, read_text

room = Room("procedures")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
NUMBER_LIMIT = 2**31


class StepIn(Body):
    """One step. `origin` is the step of an earlier version that it continues; none for a new one."""

    title: str
    body: str = Field("", description="Markdown.")
    expected: str = Field("", description="What one sees when it is done. Markdown.")
    level: Annotated[Whole, Field(ge=0, le=9)] = 0
    origin: UUID | None = None


class ContentIn(Body):
    """A whole version as written. `change` says in a line what changed and why."""

    model_config = example(
        title="Answer a customer",
        introduction="For every mail in the support mailbox.",
        steps=[
            {"title": "Find the order", "expected": "Its number is in the first line of the answer."},
            {"title": "Answer within a working day", "body": "Refunds up to 60 € without asking."},
        ],
        change="First version",
    )

    title: str
    introduction: str = ""
    steps: list[StepIn] = []
    afterword: str = ""
    change: str = ""

    def content(self) -> Content:
        steps = tuple(StepText(s.title, s.body, s.expected, s.level, s.origin) for s in self.steps)
        return Content(self.title, self.introduction, steps, self.afterword, self.change)


class NewProcedure(ContentIn):
    """A new procedure, as a draft or published at once as version 1."""

    publish: Flag = False


class Draft(ContentIn):
    """The draft of the next version. With `stamp` (that of the version one began from) it never covers another's work."""

    stamp: str | None = Field(None, max_length=40)


class Publication(Body):
    """Publish the draft as it stands. With `stamp` it is refused if someone saved it since."""

    model_config = example(stamp="2.1.draft")

    stamp: str | None = Field(None, max_length=40)


class Markdown(Body):
    """The text of a Markdown file."""

    model_config = example(
        text="# Answer a customer\n\n1. Find the order\n2. Answer within a working day\n",
        file_name="answer.md",
    )

    text: str
    file_name: str = Field("", max_length=300, description="Its title is made of it where the text has none.")


class Import(Markdown):
    """A Markdown file that becomes a procedure, as it is read; as a draft or published at once."""

    publish: Flag = False


class Step(Shape):
    """One step of a version. `origin` is the same for this step in every version."""

    id: UUID
    position: int
    level: int
    title: str
    body: str
    expected: str
    origin: UUID


class VersionFacts(Shape):
    """A version without its text."""

    model_config = example(
        id=ID, number=2, title="Answer a customer", change="Refunds up to 60 €", state="published", stamp="2.3.published",
        made_by=ID, made_at="2026-11-23T08:52:00Z", published_at="2026-11-23T09:10:00Z", open_at=None,
    )  # fmt: skip

    id: UUID
    number: int
    title: str
    change: str
    state: Literal["draft", "published"]
    stamp: str
    made_by: UUID
    made_at: datetime
    published_at: datetime | None
    open_at: UUID | None = Field(description="The origin of the step that a verdict found wrong.")


class Version(VersionFacts):
    """A whole version."""

    model_config = example(
        id=ID, number=2, title="Answer a customer", change="Refunds up to 60 €", state="published", stamp="2.3.published",
        made_by=ID, made_at="2026-11-23T08:52:00Z", published_at="2026-11-23T09:10:00Z", open_at=None,
        introduction="For every mail in the support mailbox.", afterword="",
        steps=[
            {"id": ID, "position": 1, "level": 0, "title": "Find the order", "body": "", "expected": "", "origin": ID}
        ],
    )  # fmt: skip

    introduction: str
    afterword: str
    steps: list[Step]


class ProcedureFacts(Shape):
    """A procedure in a list. `version` and `steps` are of the current version, `draft` the number of the one being written."""

    model_config = example(
        id=ID, title="Answer a customer", version=2, steps=6, draft=None, made_at="2026-11-23T08:52:00Z",
        archived_at=None, last_run_at="2026-11-23T09:10:00Z",
    )  # fmt: skip

    id: UUID
    title: str
    version: int | None
    steps: int
    draft: int | None
    made_at: datetime
    archived_at: datetime | None
    last_run_at: datetime | None


class Procedure(ProcedureFacts):
    """A procedure with its current version; before the first publication, with its draft for those who write."""

    model_config = example(
        id=ID, title="Answer a customer", version=2, steps=6, draft=None, made_at="2026-11-23T08:52:00Z",
        archived_at=None, last_run_at="2026-11-23T09:10:00Z", content=None,
    )  # fmt: skip

    content: Version | None


class Noticed(Shape):
    """What the reader of the file was unsure of, or left as it is. `line` 0: the whole file."""

    code: str
    line: int
    severity: Literal["note", "unsure", "problem"]
    sentence: str


class PreviewStep(Shape):
    """A step as it was read, with the codes of what was unsure."""

    title: str
    body: str
    expected: str
    level: int
    doubts: list[str]


class Preview(Shape):
    """What a file would become. `lost` are the lines that stand nowhere: none."""

    model_config = example(
        title="Answer a customer", introduction="", afterword="", findings=[], lost=[],
        steps=[{"title": "Find the order", "body": "", "expected": "", "level": 0, "doubts": []}],
    )  # fmt: skip

    title: str
    introduction: str
    steps: list[PreviewStep]
    afterword: str
    findings: list[Noticed]
    lost: list[int]


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
