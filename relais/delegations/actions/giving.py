"""The procedure of a delegation is given to its executor while the delegation is under way."""

from __future__ import annotations

from datetime import datetime

from relais.acts.verbs import step
from relais.delegations.models import Delegation, State
from relais.procedures.actions import end_given, give
from relais.procedures.models import Procedure


@step
def give_procedure(delegation: Delegation, now: datetime) -> None:
    """Let the executor read and run the procedure. Management reads all of them anyway."""
    if delegation.procedure is not None and delegation.executor is not None:
        give(delegation.procedure, delegation.executor, now=now)


@step
def take_procedure_back(delegation: Delegation, procedure: Procedure | None, now: datetime) -> None:
    """End the gift, unless another delegation of the same executor still needs this procedure."""
    if procedure is None or delegation.executor is None:
        return
    others = (
        Delegation.objects.under_way()
        .filter(executor=delegation.executor, procedure=procedure)
        .exclude(pk=delegation.pk)
        .exclude(state=State.DRAFT)
    )
    if not others.exists():
        end_given(procedure, delegation.executor, now=now)
