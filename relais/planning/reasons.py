"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "stake_unknown": _("Choose one of the three stakes: better offer, positioning, selling."),
        "goal_unknown": _("Choose one of the goals of the business."),
        "goal_dates_out_of_order": _("A goal is due after it starts."),
        "goal_too_long": _("A goal is for three months: choose a date before %(last)s."),
        "goal_goes_nowhere": _("Say from which number to which other number the goal goes."),
        "measure_out_of_range": _("Give a number with twelve digits and four decimals at most."),
        "estimate_out_of_range": _("Give the time it takes: from one minute to %(most)s hours."),
        "piece_out_of_range": _("Give the least useful piece: from 5 minutes to 8 hours."),
        "due_moment_or_day": _("Give either a moment or a day by which it is due, not both."),
        "recurrence_unclear": _("Say on which weekdays it comes back, or on which day of the month."),
        "weekday_unknown": _("A weekday is a number from 0 (Monday) to 6 (Sunday)."),
        "slots_out_of_order": _("A stretch of the day ends after it begins."),
        "slots_overlap": _("Two stretches of one day overlap."),
        "slot_past_wall": _("A stretch of the day ends after the wall: nothing is ever planned past it."),
        "slot_kind_unknown": _("A stretch of the day is for work, a break, mail or the close."),
        "slots_too_many": _("This is too many stretches for one day: %(most)s at most."),
        "energy_out_of_range": _("Energy is a share between 1 and 100 %%."),
        "safety_out_of_range": _("The safety margin is between nothing and %(most)s minutes."),
        "days_off_out_of_order": _("The last day off comes before the first."),
        "days_off_too_long": _("Take at most a year off at once."),
        "not_a_monday": _("A week begins on a Monday."),
        "week_out_of_reach": _("Plan a week between this one and the next %(most)s."),
        "piece_in_the_past": _("What is placed by hand begins after now."),
        "piece_too_far": _("Place it within the weeks that are planned."),
        "piece_past_wall": _("Nothing is planned past the wall of the day (%(wall)s)."),
        "piece_on_day_off": _("Nothing is planned on a day off."),
        "piece_meets_other": _("Something else was placed there by hand, or the time is taken."),
        "day_is_full": _("There is no free time on that day for this task."),
        "time_out_of_order": _("The end comes before the beginning."),
        "time_in_the_future": _("Time is recorded when it is over."),
        "time_too_long": _("Give at most %(most)s hours at once."),
        "highlight_kind_unknown": _("Say whether it is a top or a flop."),
        "highlights_too_many": _("Note at most %(most)s tops and flops at once."),
        "day_in_the_future": _("This day has not begun yet."),
        "decision_unknown": _("For each task, choose: drop it, give it a new date, delegate it, or keep it."),
        "new_date_missing": _("Give the new date."),
        "new_date_in_the_past": _("Give a new date that is still to come."),
        "plan_reason_unknown": _("Say why the rest is to be planned again."),
        "calendar_address_or_text": _("Give either the address of a calendar or its text."),
        "calendars_too_many": _("Respect at most %(most)s calendars: remove one first."),
        "calendar_address_too_long": _("This address is too long: %(most)s characters at most."),
        "calendar_not_a_calendar": _("This is no calendar that can be read (iCalendar, .ics)."),
        "calendar_too_large": _("This calendar is too large: %(limit)s bytes at most."),
        "calendar_too_many_components": _(
            "This calendar holds too much: %(limit)s events and tasks at most."
        ),
        "calendar_too_slow_to_read": _("This calendar takes too long to read: its repetitions are too many."),
        "calendar_address_invalid": _(
            "This is no address of a calendar: it begins with https://, http:// or webcal://."
        ),
        "calendar_address_refused": _(
            "The address %(host)s is in this server’s own network, which it does not visit for anyone. Whoever runs the server"
            " can allow it (RELAIS_CALENDAR_NETWORKS)."
        ),
        "calendar_port_refused": _("Calendars are not fetched from that port of %(host)s."),
        "calendar_name_unknown": _("There is no server called %(host)s."),
        "calendar_unreachable": _("The server %(host)s does not answer."),
        "calendar_too_slow": _("The server %(host)s took too long to answer."),
        "calendar_not_found": _(
            "The server %(host)s has no calendar at this address any more, or never had."
        ),
        "calendar_sign_in_needed": _(
            "The server %(host)s asks to sign in: use the calendar’s secret address."
        ),
        "calendar_answer_refused": _("The server %(host)s refused (answer %(status)s)."),
        "calendar_answer_broken": _("The answer of the server %(host)s cannot be read."),
        "calendar_too_many_redirects": _(
            "The server %(host)s sends from one address to the next without end."
        ),
        "calendar_redirect_insecure": _(
            "The server %(host)s sends to an address without encryption: it was not followed."
        ),
        "calendar_secure_connection_failed": _("The server %(host)s could not prove who it is (TLS)."),
        "plan_too_large": _(
            "There is too much work to plan it at once: finish, drop or delegate some of it."
        ),
    },
)
reasons(
    "conflict",
    {
        "calendar_without_address": _("This calendar came from a file: give the file again instead."),
        "goal_already_dropped": _("This goal was dropped already."),
        "goal_not_dropped": _("This goal is under way."),
        "task_already_ended": _("This task is done, dropped or delegated already."),
        "task_not_ended": _("This task is still open."),
        "task_is_delegated": _("This task was delegated: call the delegation off to take it back."),
        "task_takes_time_already": _("Time is running on this task already."),
        "no_time_is_running": _("No time is running."),
        "recurring_already_ended": _("This recurring task was ended already."),
        "week_not_proposed": _("This week was not proposed yet."),
        "week_already_kept": _("This week was kept already."),
        "piece_not_by_hand": _("This was not placed by hand."),
        "focus_already_begun": _("You are focusing already."),
        "focus_not_begun": _("You are not focusing."),
        "day_already_closed": _(
            "This day was closed already, perhaps in another window. It says what you see here."
        ),
        "day_not_closed": _("This day is not closed."),
        "feed_not_open": _("There is no address to end."),
    },
)
