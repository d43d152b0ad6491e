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
        "no_timer_runs": _("No timer runs."),
        "timer_runs_already": _("The timer runs on this activity already."),
        "timer_forgotten": _("The timer was perhaps forgotten: say how long it really was."),
        "import_not_a_draft": _("This file is imported already, or was put aside."),
        "import_meanwhile": _("Some of these rows were imported meanwhile: look at the file again."),
        "import_not_done": _("This import is not done, or is undone already."),
        "note_already_dropped": _("This note is put away already."),
        "note_not_dropped": _("This note is still kept."),
        "note_was_not_used": _("It was not said that this note served again."),
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
        "spent_on_out_of_range": _("Choose a day of the last ten years, today at the latest."),
        "spent_minutes_out_of_range": _("Say how long: from 1 minute to 24 hours."),
        "activity_unknown": _("Choose one of the activities."),
        "time_file_too_large": _("The file is larger than 2 MB: send it in parts."),
        "time_file_too_many_rows": _("The file has more than 10,000 rows: send it in parts."),
        "time_file_binary": _("This is not a text file. In the spreadsheet, save it as CSV, and send that."),
        "time_file_no_table": _(
            "No table was found: a first line with the names of the columns, and rows below it."
        ),
        "time_file_asks": _("Answer first what the file leaves open."),
        "import_column_unknown": _("The file has %(columns)s columns: say which by their numbers, from 0."),
        "time_file_twice": _("Send the file as text or as base64, not as both."),
        "base64_invalid": _("This is not base64."),
        "import_nothing_new": _("There is nothing new to import."),
    },
)
