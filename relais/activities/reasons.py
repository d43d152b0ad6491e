"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "line_already_sorted": _("This line is already sorted."),
        "line_not_sorted": _("This line is not sorted yet."),
        "activity_already_ended": _("This activity does not recur any more: restore it first."),
        "activity_not_ended": _("This activity still recurs."),
        "decision_not_standing": _("Another decision took the place of this one, or it was taken back."),
        "decision_already_judged": _("What came of this decision is already said."),
    },
)
reasons(
    "invalid",
    {
        "sorting_unknown": _("Choose what becomes of this line."),
        "activity_exists": _("An activity has this name already."),
        "hat_unknown": _("Choose executing, organising or imagining."),
        "member_unknown": _("Choose someone who works in the business."),
        "per_week_out_of_range": _("Say how often: more than nothing, and at most a thousand times a week."),
        "value_out_of_range": _(
            "Give what an hour is worth: nothing or more, and at most %(most)s minor units."
        ),
        "activity_minutes_out_of_range": _("Give a time from %(least)s to %(most)s minutes."),
        "liked_out_of_range": _("Say how much you like it, from 1 to 5."),
        "choice_unknown": _("Choose: keep, drop, automate or delegate."),
        "look_again_out_of_range": _("Choose a day to look again, from tomorrow to two years from now."),
        "confidence_out_of_range": _("Say how likely it is, from 0 to 100 %%."),
    },
)
