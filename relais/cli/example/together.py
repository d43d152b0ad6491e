"""The verbs of every room, joined in one transaction: the example is there as a whole, or not at all.

A verb is a transaction of its own, so that the worker would act on the moments of a story half told (a silence that ended
weeks ago). Here each does its own work inside the transaction that `build` opens, with the same guards and the same entries.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import relais.activities.actions
import relais.delegations.actions
import relais.funds.actions
import relais.log.actions
import relais.people.actions
import relais.procedures.actions


class Together:
    """The actions of a room; what is a verb there is its inner function here."""

    def __init__(self, actions: ModuleType) -> None:
        self._actions = actions

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._actions, name)
        return found.__wrapped__ if getattr(found, "is_verb", False) else found


activities = Together(relais.activities.actions)
delegations = Together(relais.delegations.actions)
funds = Together(relais.funds.actions)
log = Together(relais.log.actions)
people = Together(relais.people.actions)
procedures = Together(relais.procedures.actions)
