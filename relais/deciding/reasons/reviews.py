"""Groups, reviews and rates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "regrouping_already_undone": _("This was taken back already."),
        "review_already_open": _("A review is open already: go on with it."),
        "review_already_finished": _("This review is finished."),
        "item_already_answered": _("This point was dealt with, perhaps in another window."),
        "item_not_answered": _("This point was not dealt with yet."),
        "judgement_stays": _("What came of a decision is said once: it counts for your forecasts."),
        "rhythm_not_set": _("The review has no rhythm."),
    },
)
reasons(
    "invalid",
    {
        "notes_too_few": _("A group has two notes or more."),
        "notes_unknown": _("Some of these notes are gone: look at the group again."),
        "notes_all_out": _("Leave at least one note in the group."),
        "two_activities": _("These groups are about two activities: split one of them first."),
        "period_backwards": _("The first day comes after the last."),
        "period_too_long": _("Choose a period of at most %(years)s years."),
        "review_empty": _(
            "Nothing to review in this period: no note came twice, and no activity waits for a decision."
        ),
        "every_unknown": _("Choose every two weeks or every month."),
        "item_kind_wrong": _("This point asks for another answer."),
        "learning_unknown": _("Choose quick, usual or slow."),
        "rate_out_of_range": _("Give what an hour costs: nothing or more."),
    },
)
