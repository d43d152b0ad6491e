"""The texts of coded reasons about scenario sheets; `sheet_…` are the faults that the engine finds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "sheet_too_many": _("This is too many: a sheet holds 50 outcomes and 16 safeguards."),
        "sheet_probability_out_of_range": _("Say how likely it is: from 0 to 100 %%."),
        "sheet_range_reversed": _("This range is the wrong way round: the least comes first, the most last."),
        "sheet_amount_out_of_range": _("Give an amount: nothing or more, and less than a million millions."),
        "sheet_probabilities_above_one": _(
            "At most one of this group can happen, and together they now come to more than 100 %%. Lower one of them, or take"
            " one out of the group."
        ),
        "sheet_hour_rate_missing": _("Something is counted in hours: say what an hour is worth to you."),
        "sheet_outcome_unknown": _("Choose one of the outcomes of this sheet."),
        "sheet_factor_out_of_range": _("Say how much is left: from nothing (0) to all of it (1)."),
        "sheet_safeguard_of_gain": _("A safeguard guards against this: it cannot be a gain."),
        "sheet_correlation_in_group": _(
            "Outcomes that exclude each other depend on each other already: take it out of its group, or say that it depends"
            " on none."
        ),
        "sheet_correlations_contradict": _(
            "These cannot all be true at once: what depends strongly on one thing depends on whatever goes with that thing."
        ),
        "sheet_activity_unknown": _("Choose one of the activities."),
        "sheet_delegation_unknown": _("Choose one of the delegations."),
        "sheet_template_unknown": _("Choose one of the examples, or an empty sheet."),
        "sheet_question_unknown": _("This is none of the questions."),
        "sheet_actual_out_of_range": _("Say what it cost or brought: nothing or more."),
        "sheet_actual_without_outcome": _("What did not happen cost nothing: leave this empty."),
    },
)
reasons(
    "conflict",
    {
        "sheet_told_already": _(
            "It was said what came of this sheet: its figures stand as they were forecast. Take back what was said to change"
            " them."
        ),
        "sheet_is_dropped": _("This sheet was put away: take it up again first."),
        "sheet_not_dropped": _("This sheet is not put away."),
        "sheet_part_is_removed": _("This was taken off the sheet: put it back first."),
        "sheet_part_not_removed": _("This is on the sheet."),
        "safeguard_without_delegation": _(
            "This sheet belongs to no delegation: say which one, then set the gate."
        ),
        "safeguard_is_gate_already": _("This safeguard is a gate of the delegation already."),
    },
)
