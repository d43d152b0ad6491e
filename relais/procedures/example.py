"""A procedure to begin from, in the reader's language: what an empty page shows instead of a lecture."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .content import Content, StepText


def example() -> Content:
    """A short procedure of a shop, as one would write it."""
    return Content(
        title=_("Refund a returned order"),
        introduction=_("Every working day before 10:00, for each return that arrived the day before."),
        steps=(
            StepText(
                _("Find the order from the e-mail address"),
                body=_("In the back office, *Orders*, search for the address of the sender."),
                expected=_("One order is shown, with its number and its date."),
            ),
            StepText(
                _("Check that the parcel is here"),
                body=_("The tracking page must say **received by us**, not “received by the carrier”."),
                expected=_("The parcel is on the returns shelf, with the number of the order."),
            ),
            StepText(
                _("Refund to the same means of payment"),
                body=_("Up to 60 without asking; above, ask in the log and wait for the answer."),
            ),
            StepText(
                _("Answer the customer"),
                body=_("Use the saved answer “Refund made”. Never promise a date: the bank decides."),
                expected=_("The conversation is closed, and its label is *refund*."),
            ),
        ),
    )
