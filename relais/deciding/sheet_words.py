"""The questions of a scenario sheet: how they are asked, an example of an answer, and what a gentle check says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.engine.decide.concrete import QUESTIONS, Vague

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Question:
    """`ask`: the question; `example`: an answer that could be acted on."""

    ask: Text
    example: Text


ASKED: Final[Mapping[str, Question]] = {
    "worst_what": Question(
        gettext_lazy("What happens, exactly?"),
        gettext_lazy("A refund is promised to the wrong customer, twice, and both post about it."),
    ),
    "worst_when": Question(
        gettext_lazy("When?"), gettext_lazy("In the first three weeks, before the second reading of answers.")
    ),
    "worst_how_much": Question(
        gettext_lazy("How much does it cost?"), gettext_lazy("150 to 900 €, and six hours of mine.")
    ),
    "worst_signs": Question(
        gettext_lazy("How would you know?"), gettext_lazy("A customer writes to me and not to the shop.")
    ),
    "worst_repair": Question(
        gettext_lazy("How would you repair it?"),
        gettext_lazy("I answer both the same day, refund, and read every answer for a week."),
    ),
    "best_what": Question(
        gettext_lazy("What happens, exactly?"),
        gettext_lazy("The mail is answered every day before noon without me."),
    ),
    "best_when": Question(gettext_lazy("When?"), gettext_lazy("From the sixth week on.")),
    "best_how_much": Question(
        gettext_lazy("How much does it bring?"), gettext_lazy("Five hours a week, about 900 € a month.")
    ),
    "best_signs": Question(
        gettext_lazy("How would you know?"), gettext_lazy("No mail older than a day, four weeks in a row.")
    ),
    "nothing_six_months": Question(
        gettext_lazy("In six months?"),
        gettext_lazy("130 hours of mine on mail, and the second course unwritten."),
    ),
    "nothing_one_year": Question(
        gettext_lazy("In one year?"), gettext_lazy("260 hours, and 5,000 € of sales of that course.")
    ),
    "nothing_three_years": Question(
        gettext_lazy("In three years?"), gettext_lazy("The shop still stops when I am ill for 2 weeks.")
    ),
}
SECTIONS: Final = (
    ("worst", gettext_lazy("The worst case"), QUESTIONS[:5]),
    ("best", gettext_lazy("The best case"), QUESTIONS[5:9]),
    ("nothing", gettext_lazy("What does doing nothing cost?"), QUESTIONS[9:]),
)


def text_of_answers(answers: Mapping[str, str]) -> str:
    """The answers as one text with headings, in the language now active: what the log keeps."""
    said = []
    for _key, name, questions in SECTIONS:
        lines = [f"**{ASKED[q].ask}** {answers[q]}" for q in questions if q in answers]
        if lines:
            said.append("\n\n".join([f"### {name}", *lines]))
    return "\n\n".join(said)


def hint_of(found: Vague) -> str:
    """What would make an answer more concrete, in a sentence."""
    if found.code == "vague_word":
        return _("“%(word)s” could mean anything: what would one see?") % {"word": found.word}
    return {
        "empty": _("Not answered yet."),
        "short": _("A few more words: someone else should see it happen."),
        "no_amount": _("No number yet: an amount or hours, even a range."),
        "no_moment": _("No moment yet: a date, a week, or “within two months”."),
    }[found.code]
