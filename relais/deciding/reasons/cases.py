"""Why a case or a comparison is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "case_exists": _("This activity has its figures already: change those."),
        "case_already_ended": _("These figures are put away: take them up again first."),
        "case_not_ended": _("These figures are not put away."),
        "comparison_exists": _("This activity has a comparison already: add to that one."),
        "comparison_already_ended": _("This comparison is put away: take it up again first."),
        "comparison_not_ended": _("This comparison is not put away."),
        "provider_takes_no_brief": _("A brief is written for people, not for a tool, and not for nobody."),
        "brief_no_draft": _(
            "Only a draft about an activity is taken back here: any other delegation is ended on its own page."
        ),
        "provider_already_removed": _("This provider is taken out already."),
        "provider_not_removed": _("This provider was not taken out."),
        "providers_too_many": _("Compare %(most)s providers at most."),
    },
)
reasons(
    "invalid",
    {
        # What the engine finds wrong with a case, `case_` before its code.
        "case_key_missing": _("This is needed."),
        "case_input_unknown": _("This is not something that a case knows."),
        "case_not_number": _("Give a number."),
        "case_not_range_of_three": _("Give a number, or three: at least, most likely, at most."),
        "case_range_reversed": _("Wrong way round: “at least” must not be above “most likely”, nor that above “at "
"most”."),
        "case_rate_word_unknown": _("Choose quick, usual or slow, or give a number."),
        "case_amount_out_of_range": _("Give nothing or more, and at most a million millions."),
        "case_share_out_of_range": _("Give a share from 0 to 100 %%."),
        "case_learning_rate_out_of_range": _("Give more than 0 and at most 1."),
        "case_per_week_out_of_range": _("Give more than nothing, and at most a million times a week."),
        "case_per_week_missing": _("Say how often it comes back: a discount counts in years."),
        "case_discount_out_of_range": _("Give a discount from 0 to 1,000 %% a year."),
        "case_floor_above_first": _("This must not be longer than the first time."),
        "case_redo_last_above_first": _("This must not be more than is redone at first."),
        "case_date_out_of_range": _("Choose a day between the years 1900 and 2199."),
        "case_time_out_of_range": _("A time is longer than nothing."),
        "case_too_many": _("These are too many times."),
        "exchange_missing": _("Say what 1 %(currency)s is worth in %(own)s, on which day, and where that is from."),
        "exchange_of_itself": _("A rate of exchange is for another currency than the business's own."),
        "exchange_rate_out_of_range": _("Give a rate above nothing."),
        "exchange_source_missing": _("Say where the rate is from, so that it can be checked."),
        "train_weeks_out_of_range": _("Spread the teaching over 1 to %(most)s weeks."),
        "cash_out_of_range": _("This amount is too large."),
        "runs_too_many": _("Note %(most)s times at most."),
        "run_time_out_of_range": _("Each time takes from one minute to 200 hours."),
        "provider_exists": _("A provider of this name is there already."),
        "provider_kind_unknown": _("Choose who or what it is."),
        "provider_period_unknown": _("Choose an hour, a week or a month."),
        "provider_amount_out_of_range": _("Give nothing or more, and at most a million millions."),
        "provider_number_out_of_range": _("Give a number from 0 to %(most)s."),
        "accepted_out_of_range": _("Give a share from 0 to 100 %%."),
    },
)  # fmt: skip
