"""Procedures as what a line of the log goes with."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from relais.acts.models import Entry
from relais.log import matters
from relais.log.matters import Matter
from relais.people.models import Membership
from relais.procedures.models import Procedure, Tick


class ProcedureMatters:
    def options(self, member: Membership, limit: int) -> list[Matter]:
        found = Procedure.objects.visible_to(member).in_use().filter(current__isnull=False).order_by("-id")
        return [Matter(one.id, one.title) for one in found.only("id", "title")[:limit]]

    def find(self, member: Membership, identifier: UUID) -> Matter | None:
        found = Procedure.objects.visible_to(member).filter(pk=identifier).only("id", "title").first()
        return Matter(found.id, found.title) if found else None

    def url(self, slug: str, identifier: UUID) -> str:
        return reverse("procedures:page", args=[slug, identifier])


matters.offer("procedure", ProcedureMatters())


@matters.when_erased
def forget_note(entry: Entry) -> None:
    """What was noted at a step also stands beside its tick: erased in the log, it is erased there."""
    if entry.subject_type == "tick":
        Tick.objects.filter(pk=entry.subject_id).update(note="")
