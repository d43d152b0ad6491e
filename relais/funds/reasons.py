"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

AMOUNT_TEXTS = {
    "amount_not_a_number": _("This is not an amount. Write it like 80 or 80.50."),
    "amount_not_positive": _("The amount must be above zero."),
    "amount_too_precise": _("This amount has more decimals than the currency has."),
    "amount_too_large": _("This amount is too large."),
    "currency_unknown": _("This currency does not exist."),
    "currency_mismatch": _("This amount is in another currency than the money of this work."),
    "amount_ambiguous": _("This amount can be read in two ways. Write it without a separator of thousands."),
}

reasons("invalid", AMOUNT_TEXTS)
reasons(
    "invalid",
    {
        "nothing_to_do": _("There is nothing to move."),
        "unknown_move": _("Money cannot move that way."),
        "transfer_date_missing": _("Give the day of the transfer."),
        "transfer_date_in_future": _("The day of the transfer has not come yet."),
        "transfer_reference_missing": _("Give the reference of the transfer, so that both can find it."),
    },
)
reasons(
    "conflict",
    {
        "holding_closed": _("This work ended or was dropped: no money can be set aside for it any more."),
        "verdict_comes_first": _(
            "A delivery waits for your verdict: judge it before taking held money back."
        ),
        "not_enough_pledged": _("Not that much is pledged: %(available)s now."),
        "not_enough_held": _("Not that much is held: %(available)s now."),
        "not_enough_disputed": _("Not that much is in dispute: %(available)s now."),
        "not_enough_released": _("Not that much is owed: %(available)s now."),
        "money_already_there": _(
            "There is money in this currency: settle it before changing currency or person."
        ),
    },
)
