"""What a judge looks at, and what can be delivered: the steps of a run with what was ticked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from relais.delegations.models import Delegation, Delivery
from relais.people.models import Membership
from relais.procedures.models import Run, Step


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the procedure as the judge sees it: what the run says of it."""

    step: Step
    outcome: str = ""
    note: str = ""


def stops_of(delivery: Delivery, delegation: Delegation) -> list[Stop]:
    """The steps of the run that was delivered, each with its tick; without a run, those of the current version."""
    if delivery.run is None:
        version_id = delegation.procedure.current_id if delegation.procedure else None
        return [Stop(step) for step in Step.objects.filter(version_id=version_id)] if version_id else []
    ticked = FilteredRelation("ticks", condition=Q(ticks__run=delivery.run_id, ticks__undone_at=None))
    steps = Step.objects.filter(version_id=delivery.run.version_id).annotate(ticked=ticked)
    found = steps.annotate(outcome=F("ticked__outcome"), note=F("ticked__note")).order_by("position")
    return [Stop(step, step.outcome or "", step.note or "") for step in found]


def runs_of(delegation: Delegation, member: Membership) -> list[Run]:
    """The member's runs of this delegation that can be delivered, the newest first."""
    runs = Run.objects.filter(by=member, delegation_id=delegation.id, given_up_at=None)
    return list(runs.select_related("version").order_by("-id")[:20])
