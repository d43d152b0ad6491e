"""Steps by which a delegation lets its executor read and run a procedure, and ends that."""

from __future__ import annotations

from datetime import datetime

from relais.acts.verbs import step
from relais.config.ids import new_id
from relais.people.models import Membership
from relais.procedures.models import Given, Procedure


@step
def give(procedure: Procedure, member: Membership, *, now: datetime) -> Given:
    """Let a member read and run a procedure; given again where it had ended. The verb that gives records it."""
    given, made = Given.objects.select_for_update().get_or_create(
        procedure=procedure, member=member, defaults={"id": new_id(), "at": now}
    )
    if not made and given.ended_at is not None:
        given.at, given.ended_at = now, None
        given.save(update_fields=["at", "ended_at"])
    return given


@step
def end_given(procedure: Procedure, member: Membership, *, now: datetime) -> None:
    """The member reads and runs the procedure no longer; runs under way stay theirs."""
    Given.objects.filter(procedure=procedure, member=member, ended_at=None).update(ended_at=now)
