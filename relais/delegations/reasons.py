"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "silence_out_of_range": _("Choose between 1 and %(most)s days, or never."),
        "minutes_out_of_range": _("Give the time spent: from nothing to a year."),
        "executor_unknown": _("Choose someone of the team who may do work."),
        "procedure_unknown": _("Choose one of the procedures in use."),
        "milestone_unknown": _("Choose one of the milestones of this delegation."),
        "milestones_missing": _("A delegation has at least one milestone: the whole work."),
        "milestones_too_many": _("This is too many milestones: %(most)s at most."),
        "milestone_untitled": _("Name each milestone, where there are several."),
        "run_unknown": _("This run is not one of yours for this delegation."),
        "outcome_missing": _("Say whether the work is accepted, to redo or refused."),
        "cause_missing": _("Say where it came from: without a cause, nothing can be learned from it."),
        "cause_unknown": _("This cause does not exist."),
        "cause_without_fault": _("Accepted work has no cause to name."),
        "step_missing": _("Say which step it was."),
        "step_unknown": _("This step is not one of the procedure that the work followed."),
        "step_without_procedure": _(
            "No procedure was given with this work, so no step of it can be wrong or left out: it was the brief, or it came"
            " from outside."
        ),
        "release_out_of_range": _("Release between nothing and what is held: %(available)s."),
        "release_without_acceptance": _("Money is released only for work that is accepted."),
        "amounts_in_other_currency": _("Give the amounts of the milestones again, in the new currency."),
        "brief_incomplete": _("The brief is not complete. Still to write: %(parts)s."),
        "executor_missing": _("Choose who does the work, or invite them, before you propose it."),
        "gate_kind_unknown": _("Choose what must be so first."),
        "gates_too_many": _("This is too many gates: %(most)s at most."),
        "executor_left": _("This person no longer works in the business. Choose someone else."),
    },
)
reasons(
    "conflict",
    {
        "delegation_is_draft": _("This delegation is a draft: propose it first."),
        "delegation_is_proposed": _(
            "This delegation was proposed and waits for an answer. Withdraw the proposal to change it."
        ),
        "delegation_change_asked": _("A change was asked for: answer it with a new proposal."),
        "delegation_is_closed": _("This delegation is closed."),
        "brief_already_accepted": _("The brief was accepted and stands as it is."),
        "executor_chosen_already": _(
            "Someone does this work already. Take them off before you invite another."
        ),
        "proposal_already_answered": _("This proposal was answered or withdrawn meanwhile. Reload the page."),
        "terms_already_agreed": _(
            "This was agreed on when the brief was accepted. Close this delegation and open another to change it."
        ),
        "work_already_accepted": _("All of this work is accepted already."),
        "delivery_already_judged": _("This delivery was judged meanwhile."),
        "delivery_waits_already": _("A delivery for this milestone waits for its verdict already."),
        "delivery_still_waits": _("A delivery waits for its verdict: judge it first."),
        "milestone_already_accepted": _("The work of this milestone was accepted already."),
        "milestone_is_last": _("This is the only milestone: a delegation has at least one."),
        "milestone_is_dropped": _("This milestone was dropped."),
        "milestone_has_work": _(
            "Work was delivered for this milestone and waits or was accepted: it cannot be dropped."
        ),
        "milestone_has_money": _(
            "There is money on this milestone (%(available)s): return it before you drop it."
        ),
        "money_still_held": _("%(available)s is still held: release it or return it first."),
        "money_still_pledged": _("%(available)s is still pledged: hold it or take the pledge back first."),
        "money_still_disputed": _("%(available)s is in dispute: it must be settled first."),
        "silence_not_over": _("The time for a verdict is not over yet."),
        "brief_changed_meanwhile": _(
            "Someone else saved this brief while you were writing. What you wrote is still here: compare, then save again to"
            " keep yours."
        ),
        "gate_not_cleared": _(
            "The work cannot start yet: “%(gate)s” comes first. Whoever handed it over clears that gate."
        ),
        "gate_cleared_already": _("This gate is cleared already."),
        "gate_not_cleared_yet": _("This gate is not cleared: there is nothing to take back."),
        "gate_is_removed": _("This gate was removed."),
        "work_in_hand": _("This person has work in hand (“%(delegation)s”): close it or call it off first."),
    },
)
reasons(
    "forbidden",
    {
        "only_the_executor": _("Only the person to whom this work is handed can do this."),
        "own_delivery": _("Nobody judges their own work: the owner or another manager does."),
        "release_needs_owner": _(
            "Only the owner releases money. Accept the work and leave the money held: the owner will release it."
        ),
    },
)
