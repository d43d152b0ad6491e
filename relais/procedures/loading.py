"""What the pages of procedures are made of, in queries that are written once a process."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from relais.acts.prepared import Prepared
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.procedures.models import Procedure, Run, Step, Tick, Version

RUNS_SHOWN: Final = 5
VERSIONS_SHOWN: Final = 8
DELEGATIONS_SHOWN: Final = 8


def readable_versions(member: Membership, procedure_id: UUID) -> QuerySet[Version]:
    """Published versions; the draft too for those who write."""
    versions = Version.objects.filter(procedure_id=procedure_id, discarded_at=None)
    return versions if member.may("procedure.change") else versions.filter(published_at__isnull=False)


def _one(member: Membership, procedure: UUID) -> QuerySet[Any]:
    rows: QuerySet[Any] = Procedure.objects.visible_to(member).select_related("current")
    return rows.filter(pk=procedure)


def _versions(member: Membership, procedure: UUID) -> QuerySet[Version]:
    return readable_versions(member, procedure).order_by("-number")[: VERSIONS_SHOWN + 1]


def _runs(member: Membership, procedure: UUID) -> QuerySet[Any]:
    rows: QuerySet[Any] = Run.objects.visible_to(member).filter(procedure_id=procedure)
    return rows.select_related("version", "by__person").order_by("-id")[: RUNS_SHOWN + 1]


def _delegations(member: Membership, procedure: UUID) -> QuerySet[Any]:
    # A room above: asked through the relation, with its own visibility, so that nothing of it is imported here.
    theirs: Any = Procedure._meta.get_field("delegations").related_model
    rows: QuerySet[Any] = theirs.objects.visible_to(member).filter(procedure_id=procedure)
    return rows.only("id", "title", "state", "executor_id").order_by("-id")[:DELEGATIONS_SHOWN]


def _run(member: Membership, run: UUID) -> QuerySet[Any]:
    rows: QuerySet[Any] = Run.objects.visible_to(member).filter(pk=run)
    return rows.select_related("version", "procedure__current", "by__person")


procedure: Final = OfMember(_one, procedure=UUID)
versions: Final = OfMember(_versions, procedure=UUID)
runs: Final = OfMember(_runs, procedure=UUID)
delegations: Final = OfMember(_delegations, procedure=UUID)
run: Final = OfMember(_run, run=UUID)
steps: Final = Prepared(
    lambda version: Step.objects.filter(version_id=version).order_by("position"), version=UUID
)
ticks: Final = Prepared(lambda run: Tick.objects.filter(run_id=run, undone_at=None), run=UUID)
