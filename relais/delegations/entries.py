"""The typed log entries of this room and their sentences. A milestone that is the whole work has an empty title."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type

# --- before the work --------------------------------------------------------------------------------------------------


@entry_type("delegation.opened")
class DelegationOpened(EntryData):
    delegation: str

    def sentence(self) -> Sentence:
        return _("%(who)s opened the delegation “%(delegation)s”.")


@entry_type("brief.written")
class BriefWritten(EntryData):
    delegation: str
    number: int
    empty: int

    def sentence(self) -> Sentence:
        if self.empty:
            return _("%(who)s worked on brief no. %(number)s of “%(delegation)s” (%(empty)s of 8 to write).")
        return _("%(who)s worked on brief no. %(number)s of “%(delegation)s”: it is complete.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s worked on the brief of “%(delegation)s”: saved %(count)s times.")


@entry_type("terms.set")
class TermsSet(EntryData):
    """`changed`: which of executor, invitation, procedure, activity, currency, silence_days, milestones."""

    delegation: str
    changed: tuple[str, ...]

    def sentence(self) -> Sentence:
        return _("%(who)s set the terms of “%(delegation)s”: %(changed)s.")

    def values(self) -> dict[str, object]:
        return {"changed": gettext(", ").join(str(TERMS.get(name, name)) for name in self.changed)}

    def together(self, count: int) -> Sentence:
        return _("%(who)s set the terms of “%(delegation)s”: saved %(count)s times.")


TERMS: Final = {
    "executor": _("who does the work"),
    "invitation": _("who is invited to do the work"),
    "procedure": _("the procedure"),
    "activity": _("the activity that its time counts for"),
    "currency": _("the currency"),
    "silence_days": _("the silence rule"),
    "milestones": _("the milestones"),
}


@entry_type("delegation.proposed")
class DelegationProposed(EntryData):
    """`brief_sha256` puts the words of the brief under the chain: what was agreed on can be proved later."""

    delegation: str
    number: int
    brief_sha256: str

    def sentence(self) -> Sentence:
        return _("%(who)s proposed “%(delegation)s”, brief no. %(number)s.")


@entry_type("delegation.received")
class DelegationReceived(EntryData):
    """Who was invited to a piece of work that was proposed before they came reads it from here on."""

    delegation: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s received “%(delegation)s” to read, brief no. %(number)s.")


@entry_type("proposal.withdrawn")
class ProposalWithdrawn(EntryData):
    delegation: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s withdrew the proposal of “%(delegation)s”.")


@entry_type("delegation.accepted")
class DelegationAccepted(EntryData):
    delegation: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s accepted “%(delegation)s”, brief no. %(number)s.")


@entry_type("change.asked")
class ChangeAsked(EntryData):
    delegation: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s asked for a change in “%(delegation)s”, brief no. %(number)s.")


# --- the work ---------------------------------------------------------------------------------------------------------


@entry_type("milestone.added")
class MilestoneAdded(EntryData):
    delegation: str
    milestone: str

    def sentence(self) -> Sentence:
        return _("%(who)s added the milestone “%(milestone)s” to “%(delegation)s”.")


@entry_type("milestone.dropped")
class MilestoneDropped(EntryData):
    delegation: str
    milestone: str

    def sentence(self) -> Sentence:
        if not self.milestone:
            return _("%(who)s dropped the milestone of the whole work from “%(delegation)s”.")
        return _("%(who)s dropped the milestone “%(milestone)s” from “%(delegation)s”.")


@entry_type("delivery.made")
class DeliveryMade(EntryData):
    delegation: str
    number: int
    milestone: str
    minutes: int

    def sentence(self) -> Sentence:
        if self.milestone:
            return _("%(who)s delivered “%(milestone)s” of “%(delegation)s” after %(minutes)s of work.")
        return _("%(who)s delivered “%(delegation)s” after %(minutes)s of work.")


@entry_type("delivery.accepted")
class DeliveryAccepted(EntryData):
    """`released`: minor units set free by the verdict; with a transfer, they were paid at once."""

    delegation: str
    number: int
    milestone: str
    released: int
    released_currency: str
    transferred_on: str
    reference: str

    def sentence(self) -> Sentence:
        if not self.released:
            return _("%(who)s accepted delivery %(number)s of “%(delegation)s”.")
        if self.transferred_on:
            return _(
                "%(who)s accepted delivery %(number)s of “%(delegation)s” and paid %(released)s"
                " (transfer of %(transferred_on)s, %(reference)s)."
            )
        return _("%(who)s accepted delivery %(number)s of “%(delegation)s”: %(released)s released.")


@entry_type("delivery.sent_back")
class DeliverySentBack(EntryData):
    """Not accepted: `outcome` redo or refused, with its cause, and the step where one was named (`step` 0: none)."""

    delegation: str
    number: int
    milestone: str
    outcome: str
    cause: str
    step: int
    step_title: str

    def sentence(self) -> Sentence:
        return SENT_BACK[self.outcome, self.cause]


SENT_BACK: Final = {
    ("redo", "procedure_wrong"): _(
        "%(who)s sent delivery %(number)s of “%(delegation)s” back to redo: the procedure is wrong at step %(step)s,"
        " “%(step_title)s”."
    ),
    ("redo", "not_followed"): _(
        "%(who)s sent delivery %(number)s of “%(delegation)s” back to redo: step %(step)s, “%(step_title)s”, was not"
        " followed."
    ),
    ("redo", "brief_unclear"): _(
        "%(who)s sent delivery %(number)s of “%(delegation)s” back to redo: the brief was unclear."
    ),
    ("redo", "outside"): _(
        "%(who)s sent delivery %(number)s of “%(delegation)s” back to redo: it came from outside."
    ),
    ("refused", "procedure_wrong"): _(
        "%(who)s refused delivery %(number)s of “%(delegation)s”: the procedure is wrong at step %(step)s,"
        " “%(step_title)s”."
    ),
    ("refused", "not_followed"): _(
        "%(who)s refused delivery %(number)s of “%(delegation)s”: step %(step)s, “%(step_title)s”, was not followed."
    ),
    ("refused", "brief_unclear"): _(
        "%(who)s refused delivery %(number)s of “%(delegation)s”: the brief was unclear."
    ),
    ("refused", "outside"): _(
        "%(who)s refused delivery %(number)s of “%(delegation)s”: it came from outside."
    ),
}


@entry_type("delivery.accepted_by_silence")
class DeliveryAcceptedBySilence(EntryData):
    delegation: str
    number: int
    milestone: str
    days: int
    released: int
    released_currency: str

    def sentence(self) -> Sentence:
        if not self.released:
            return ngettext_lazy(
                "Delivery %(number)s of “%(delegation)s” counts as accepted: no verdict in %(days)s day.",
                "Delivery %(number)s of “%(delegation)s” counts as accepted: no verdict in %(days)s days.",
                self.days,
            )
        return ngettext_lazy(
            "Delivery %(number)s of “%(delegation)s” counts as accepted: no verdict in %(days)s day."
            " %(released)s released.",
            "Delivery %(number)s of “%(delegation)s” counts as accepted: no verdict in %(days)s days."
            " %(released)s released.",
            self.days,
        )


# --- the end ----------------------------------------------------------------------------------------------------------


@entry_type("delegation.closed")
class DelegationClosed(EntryData):
    delegation: str

    def sentence(self) -> Sentence:
        return _("%(who)s closed “%(delegation)s”.")


@entry_type("delegation.called_off")
class DelegationCalledOff(EntryData):
    delegation: str

    def sentence(self) -> Sentence:
        return _("%(who)s called “%(delegation)s” off.")


# --- gates ------------------------------------------------------------------------------------------------------------


@entry_type("gate.opened")
class GateOpened(EntryData):
    delegation: str
    gate: str

    def sentence(self) -> Sentence:
        return _("%(who)s set the gate “%(gate)s” before the work of “%(delegation)s”.")


@entry_type("gate.cleared")
class GateCleared(EntryData):
    delegation: str
    gate: str

    def sentence(self) -> Sentence:
        return _("%(who)s cleared the gate “%(gate)s” of “%(delegation)s”.")


@entry_type("gate.reopened")
class GateReopened(EntryData):
    delegation: str
    gate: str

    def sentence(self) -> Sentence:
        return _("%(who)s closed the gate “%(gate)s” of “%(delegation)s” again: the work waits.")


@entry_type("gate.removed")
class GateRemoved(EntryData):
    delegation: str
    gate: str

    def sentence(self) -> Sentence:
        return _("%(who)s took the gate “%(gate)s” away from “%(delegation)s”.")
