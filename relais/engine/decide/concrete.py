"""Is a worst or best case said concretely enough to be acted on? A gentle check, French and English, that refuses nothing.

An answer that names no amount, no moment, or only says that "it goes wrong" cannot be given a probability, and nobody would
notice when it comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from relais.engine.words.fold import fold

Code = Literal["empty", "short", "no_amount", "no_moment", "vague_word"]
QUESTIONS: Final = (
    "worst_what", "worst_when", "worst_how_much", "worst_signs", "worst_repair",
    "best_what", "best_when", "best_how_much", "best_signs",
    "nothing_six_months", "nothing_one_year", "nothing_three_years",
)  # fmt: skip
"""What the sheet asks, in order."""
_AMOUNTS: Final = frozenset(q for q in QUESTIONS if q.endswith("how_much") or q.startswith("nothing_"))
_MOMENTS: Final = frozenset(q for q in QUESTIONS if q.endswith("_when"))
_WORDS_LEAST: Final = 3

_NUMBER: Final = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|cent|mille|moitie|tiers|quart|rien"
    r"|two|three|four|five|seven|eight|nine|ten|twelve|twenty|thirty|hundred|thousand|half|third|quarter|nothing|none)\b"
)
_MOMENT: Final = re.compile(
    r"\d|\b(?:jours?|semaines?|mois|ans?|annees?|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|fevrier|mars"
    r"|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|noel|paques|ete|hiver|printemps|automne|rentree|soldes"
    r"|days?|weeks?|months?|years?|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|christmas|easter|summer|winter|spring|autumn|fall"
    r"|des que|aussitot|as soon as|immediately|at once|tout de suite)\b"
)
_VAGUE: Final = re.compile(
    r"\b(?:ca se passe(?:ra)? mal|ca tourne(?:ra)? mal|mal tourner|des? problemes?|des? soucis?|catastrophe|galere|beaucoup"
    r"|pas mal|enormement|bientot|un jour|plus tard|peut-etre|on verra|etc|goes? wrong|go wrong|problems?|issues?|trouble"
    r"|disaster|a lot|lots|soon|someday|one day|later|maybe|we will see|somehow|something)\b"
)


@dataclass(frozen=True, slots=True)
class Vague:
    """A question whose answer is still empty or vague: which, why, and the word that is, where one is."""

    question: str
    code: Code
    word: str = ""


def vague(answers: Mapping[str, str]) -> tuple[Vague, ...]:
    """What is still vague or empty, in the order of the questions; empty when all is concrete."""
    return tuple(
        found for question in QUESTIONS if (found := _vague(question, answers.get(question, "").strip()))
    )


def _vague(question: str, answer: str) -> Vague | None:
    if not answer:
        return Vague(question, "empty")
    plain = fold(answer)
    if question in _AMOUNTS and not _NUMBER.search(plain):
        return Vague(question, "no_amount")
    if question in _MOMENTS and not _MOMENT.search(plain):
        return Vague(question, "no_moment")
    # A number beside it makes most words concrete: "a lot, 3,000 €".
    if (word := _VAGUE.search(plain)) and not re.search(r"\d", plain):
        return Vague(question, "vague_word", word[0])
    if question not in _AMOUNTS | _MOMENTS and len(answer.split()) < _WORDS_LEAST:
        return Vague(question, "short")
    return None
