"""Writing procedures: drafts, versions, imports, the archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.engine.words.fold import search_terms
from relais.log.matters import made_from_a_line
from relais.log.querysets import line_to_make_from
from relais.people.gates import require
from relais.people.models import Business, Membership
from relais.procedures.content import Content, cleaned, content_of
from relais.procedures.entries import (
    DraftDiscarded,
    DraftSaved,
    ProcedureArchived,
    ProcedureImported,
    ProcedurePublished,
    ProcedureUnarchived,
    ProcedureWritten,
)
from relais.procedures.models import Procedure, Step, Version
from relais.procedures.rules import (
    draft_of,
    latest_of,
    locked_procedure,
    not_changed_since,
    procedure_to_change,
)


@verb
def write_procedure(
    *, content: Content, published: bool = False, origin_id: UUID | None = None, by: Actor, now: datetime
) -> Procedure:
    """A new procedure, as a draft or published at once as version 1; `origin_id`: the entry of the captured line that it is
    made from, which is then sorted."""
    member = require(by, "procedure.change")
    content = cleaned(content)
    procedure, version = _open(member.business, content, member=member, now=now)
    origin = line_to_make_from(member, origin_id) if origin_id else None
    if origin is not None:
        made_from_a_line(origin, "procedure", procedure.id, by=by, now=now)
    if published:
        return _publish(procedure, version, by=by, now=now).procedure
    data = ProcedureWritten(procedure=procedure.title, steps=len(content.steps))
    record(member.business, data, by=by, now=now, subject=procedure)
    return procedure


@verb
def import_procedure(*, content: Content, published: bool = False, by: Actor, now: datetime) -> Procedure:
    """A new procedure from a file that was read and looked over, as a draft or published at once."""
    member = require(by, "procedure.change")
    content = cleaned(content)
    procedure, version = _open(member.business, content, member=member, now=now)
    if published:
        _freeze(procedure, version, now=now)
    data = ProcedureImported(procedure=procedure.title, steps=len(content.steps), published=published)
    record(member.business, data, by=by, now=now, subject=procedure)
    return procedure


@verb
def save_draft(
    procedure_id: UUID, *, content: Content, stamp: str | None = None, by: Actor, now: datetime
) -> Version:
    """Keep what was written as the draft of the next version, which is made if there is none.

    `stamp` (`Version.stamp`) is what the editor was opened on; saved by another since, it is refused. Saying the same
    again changes nothing and records nothing.
    """
    member = require(by, "procedure.change")
    procedure = procedure_to_change(member, procedure_id)
    content = cleaned(content)
    not_changed_since(procedure, stamp)
    latest = latest_of(procedure)
    if latest is not None and latest.is_draft and content_of(latest) == content:
        return latest
    version = _write_draft(procedure, content, member=member, now=now)
    data = DraftSaved(procedure=version.title, number=version.number, steps=len(content.steps))
    record(member.business, data, by=by, now=now, subject=procedure)
    return version


@verb
def publish(
    procedure_id: UUID,
    *,
    content: Content | None = None,
    stamp: str | None = None,
    by: Actor,
    now: datetime,
) -> Version:
    """Make the draft the current version, frozen from now on; with `content`, what the editor holds is saved first."""
    member = require(by, "procedure.change")
    procedure = procedure_to_change(member, procedure_id)
    not_changed_since(procedure, stamp)
    if content is not None:
        draft: Version | None = _write_draft(procedure, cleaned(content), member=member, now=now)
    else:
        draft = draft_of(procedure)
    if draft is None:
        raise Refused("no_draft")
    return _publish(procedure, draft, by=by, now=now)


@verb
def discard_draft(procedure_id: UUID, *, by: Actor, now: datetime) -> Version:
    """Throw the draft away; the current version stays as it is. One that was never published is archived instead."""
    member = require(by, "procedure.change")
    procedure = procedure_to_change(member, procedure_id)
    draft = draft_of(procedure)
    if draft is None:
        raise Refused("no_draft")
    if procedure.current_id is None:
        raise Refused("draft_alone")
    draft.discarded_at = now
    draft.save(update_fields=["discarded_at"])
    data = DraftDiscarded(procedure=procedure.title, number=draft.number)
    record(member.business, data, by=by, now=now, subject=procedure)
    return draft


@verb
def archive(procedure_id: UUID, *, by: Actor, now: datetime) -> Procedure:
    """Put a procedure away: no new runs; runs under way are finished, and everything stays readable."""
    member = require(by, "procedure.change")
    procedure = procedure_to_change(member, procedure_id)
    procedure.archived_at = now
    procedure.save(update_fields=["archived_at"])
    record(member.business, ProcedureArchived(procedure=procedure.title), by=by, now=now, subject=procedure)
    return procedure


@verb
def unarchive(procedure_id: UUID, *, by: Actor, now: datetime) -> Procedure:
    """Take a procedure back out of the archive."""
    member = require(by, "procedure.change")
    procedure = locked_procedure(member, procedure_id)
    if procedure.archived_at is None:
        raise Refused("procedure_not_archived")
    procedure.archived_at = None
    procedure.save(update_fields=["archived_at"])
    record(member.business, ProcedureUnarchived(procedure=procedure.title), by=by, now=now, subject=procedure)
    return procedure


@step
def open_correction(procedure: Procedure, wrong: Step, *, by: Actor, now: datetime) -> Version:
    """The draft of the next version, opened at the step that a verdict found wrong.

    An existing draft is taken, else one is made as a copy of the current version. The verdict's entry says it.
    """
    member = cast(Membership, by.member)
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    draft = draft_of(procedure)
    if draft is None:
        start = content_of(procedure.current or wrong.version)
        draft = _write_draft(procedure, _without_change(start), member=member, now=now)
    draft.open_at = wrong.origin
    draft.save(update_fields=["open_at"])
    return draft


def _without_change(content: Content) -> Content:
    return Content(content.title, content.introduction, content.steps, content.afterword)


def _open(
    business: Business, content: Content, *, member: Membership, now: datetime
) -> tuple[Procedure, Version]:
    procedure = Procedure(id=new_id(), business=business, made_at=now, **_named(content.title))
    procedure.save(force_insert=True)
    return procedure, _write_draft(procedure, content, member=member, now=now)


def _named(title: str) -> dict[str, Any]:
    return {"title": title, "words": " " + " ".join(search_terms(title)) + " "}


def _write_draft(procedure: Procedure, content: Content, *, member: Membership, now: datetime) -> Version:
    """The draft with this content; the procedure is locked, and one draft at a time is also a constraint."""
    draft = draft_of(procedure)
    if draft is None:
        highest = procedure.versions.filter(discarded_at=None).order_by("-number").first()
        number = highest.number + 1 if highest else 1
        draft = Version(
            id=new_id(), procedure=procedure, number=number, made_by=member, made_at=now, revision=0
        )
    draft.title, draft.introduction = content.title, content.introduction
    draft.afterword, draft.change = content.afterword, content.change
    draft.revision += 1
    draft.save()
    draft.steps.all().delete()
    Step.objects.bulk_create(
        Step(
            id=new_id(), version=draft, position=position, level=written.level, title=written.title,
            body=written.body, expected=written.expected, origin=written.origin or new_id(),
        )
        for position, written in enumerate(content.steps, start=1)
    )  # fmt: skip
    if procedure.current_id is None and procedure.title != content.title:
        _rename(procedure, content.title)
    return draft


def _rename(procedure: Procedure, title: str) -> None:
    for name, value in _named(title).items():
        setattr(procedure, name, value)
    procedure.save(update_fields=["title", "words"])


def _publish(procedure: Procedure, draft: Version, *, by: Actor, now: datetime) -> Version:
    count = _freeze(procedure, draft, now=now)
    data = ProcedurePublished(procedure=procedure.title, number=draft.number, steps=count)
    record(procedure.business, data, by=by, now=now, subject=procedure, text=draft.change)
    return draft


def _freeze(procedure: Procedure, draft: Version, *, now: datetime) -> int:
    """The draft becomes the current version; how many steps it has."""
    count = draft.steps.count()
    if not count:
        raise Refused("procedure_without_steps")
    draft.published_at = now
    draft.save(update_fields=["published_at"])
    procedure.current = draft
    procedure.save(update_fields=["current"])
    if procedure.title != draft.title:
        _rename(procedure, draft.title)
    return count
