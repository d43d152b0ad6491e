"""The words of the brief and of the judgement: names, helps and examples that pages and refusals share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.delegations.models import Cause

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the brief: its name, what to write there, and an example."""

    name: Text
    help: Text
    example: Text
    alone: Text = ""
    """Its name where the section is not in sight."""

    @property
    def named_alone(self) -> Text:
        return self.alone or self.name


@dataclass(frozen=True, slots=True)
class Section:
    """One of the five parts of the brief, with the fields that make it."""

    name: Text
    help: Text
    fields: tuple[str, ...]


PARTS: Final[Mapping[str, Part]] = {
    "results": Part(
        _("Desired results"),
        _("What will be true when the work is done, and how anyone can see it. Results, not methods."),
        _("Every customer mail is answered within one working day; 9 in 10 need no second exchange."),
    ),
    "guidelines": Part(
        _("Guidelines"),
        _("The few limits that hold, what was tried and failed, and what may be decided without asking."),
        _("Refunds up to 60 € without asking. Never promise a delivery date."),
    ),
    "resources_human": Part(
        _("People"),
        _("Who helps, who answers questions, and when they can be reached."),
        _("Ask Olive in the running log; she answers twice a day, at noon and at five."),
        _("Resources (people)"),
    ),
    "resources_material": Part(
        _("Tools and access"),
        _("Accounts, tools, documents and procedures that are given for this work."),
        _("The support mailbox, the “orders” role of the back office, two procedures."),
        _("Resources (tools and access)"),
    ),
    "resources_financial": Part(
        _("Money and time"),
        _("The price, the budget that may be spent, the hours foreseen. Write “none” if there is none."),
        _("80 € a month for 10 hours a week; no other expense."),
        _("Resources (money and time)"),
    ),
    "accountability": Part(
        _("Accountability"),
        _("How and when the work is judged, by whom and against what; when you talk about it."),
        _("Ten answers are read every Friday against the procedure; a call every two weeks."),
    ),
    "success": Part(
        _("If it goes well"),
        _("What good work brings: more trust, more work, a bonus, a public thank-you."),
        _("After three good months: 20 % more, and the second shop."),
        _("Consequences if it goes well"),
    ),
    "failure": Part(
        _("If it does not"),
        _("What happens then, said as the way back: what is checked again, what is learned, what ends."),
        _(
            "Below 8 in 10 for two weeks: every answer is read again before it leaves, until it is 9 in 10 anew."
        ),
        _("Consequences if it does not"),
    ),
}

SECTIONS: Final = (
    Section(
        PARTS["results"].name,
        _("Begin with the end: the rest of the brief serves this part."),
        ("results",),
    ),
    Section(
        PARTS["guidelines"].name, _("As few as possible: each one takes away a decision."), ("guidelines",)
    ),
    Section(
        _("Resources"),
        _("What is given to succeed with."),
        ("resources_human", "resources_material", "resources_financial"),
    ),
    Section(
        PARTS["accountability"].name,
        _("Known beforehand, so that a verdict is never a surprise."),
        ("accountability",),
    ),
    Section(
        _("Consequences"), _("Both of them, put as something to win: no threats."), ("success", "failure")
    ),
)

CAUSES: Final[Mapping[str, Text]] = {
    Cause.PROCEDURE_WRONG: _(
        "The step was followed and did not lead to the result. The next version of the procedure opens at this step; nothing"
        " counts against anyone."
    ),
    Cause.NOT_FOLLOWED: _(
        "The step is right and was done otherwise. This is the only cause that counts for the person who did it."
    ),
    Cause.BRIEF_UNCLEAR: _(
        "The brief let them believe something else. Say in the log what was meant; it counts against nobody."
    ),
    Cause.OUTSIDE: _(
        "A breakdown, a supplier, bad luck: nobody here. It counts neither for quality nor against anyone."
    ),
}
