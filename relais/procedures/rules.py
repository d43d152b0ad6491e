"""Guards of this room: what must hold before a verb goes on, each with its coded reason."""

from __future__ import annotations

from uuid import UUID

from relais.acts.refusal import Refused
from relais.people.models import Membership

from .models import Procedure, Run, Version


def procedure_to_change(member: Membership, procedure_id: UUID) -> Procedure:
    """The procedure, locked: two editors of one procedure queue here. Archived ones do not change."""
    procedure = locked_procedure(member, procedure_id)
    if procedure.archived_at is not None:
        raise Refused("procedure_archived")
    return procedure


def locked_procedure(member: Membership, procedure_id: UUID) -> Procedure:
    """The procedure if the member sees it, locked. `of` keeps PostgreSQL from locking what visibility joins."""
    visible = Procedure.objects.visible_to(member).select_for_update(of=("self",))
    procedure: Procedure | None = visible.filter(pk=procedure_id).first()
    if procedure is None:
        raise Refused("not_found")
    return procedure


def draft_of(procedure: Procedure) -> Version | None:
    return procedure.versions.filter(published_at=None, discarded_at=None).first()


def latest_of(procedure: Procedure) -> Version | None:
    """What an editor opens on: the draft, else the current version."""
    return draft_of(procedure) or procedure.current


def not_changed_since(procedure: Procedure, stamp: str | None) -> None:
    """Refuse to write over what someone else saved since the editor was opened on `stamp` (none: do not ask)."""
    latest = latest_of(procedure)
    if stamp is not None and latest is not None and latest.stamp != stamp:
        raise Refused("draft_changed_meanwhile")


def own_run(member: Membership, run_id: UUID) -> Run:
    """The member's own run, locked and still open: two devices that tick it queue here."""
    visible = Run.objects.visible_to(member).select_for_update(of=("self",))
    run: Run | None = (
        visible.filter(pk=run_id).select_related("version", "procedure", "by", "business").first()
    )
    if run is None:
        raise Refused("not_found")
    if run.by_id != member.id:
        raise Refused("run_of_someone_else")
    if not run.is_open:
        raise Refused("run_over")
    return run
