"""Recognises what comes again and again ("tous les lundis", "every Monday"), so that it is not read as one date."""

from __future__ import annotations

import re
from typing import Final

from relais.engine.capture.found import Context, Found
from relais.engine.capture.vocabulary import NUMBERS, PARTS_OF_DAY, SHORT_WEEKDAYS, WEEKDAYS, any_of, words

_UNIT = (
    rf"(?:{any_of(WEEKDAYS)}|jour|semaine|mois|an|annee|heure|minute|day|week|month|year|hour|quarter|trimestre|weekday"
    rf"|{any_of(PARTS_OF_DAY)})s?"
)
_SHORT = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)"
_REPETITION: Final = re.compile(
    rf"(?:(?:tous|toutes) +les +(?:[0-9]{{1,3}} +|{any_of(NUMBERS)} +|premiers? +)?{_UNIT}"
    r"|(?:chaque|each|every) +"
    r"(?:fin +de +|debut +de +|other +|second +|third +|first +|last +|premier +|dernier +"
    rf"|[0-9]{{1,3}} +|{any_of(NUMBERS)} +)?(?:{_UNIT}|{_SHORT})"
    rf"|(?:les +|on +)?{any_of(WEEKDAYS)}s(?: +{any_of(PARTS_OF_DAY)}s?)?"
    rf"|(?:{any_of(WEEKDAYS)}|{any_of(SHORT_WEEKDAYS)})-(?:{any_of(WEEKDAYS)}|{any_of(SHORT_WEEKDAYS)})"
    rf"|un +{any_of(WEEKDAYS)} +sur +(?:deux|trois|quatre|[0-9]))(?![\w'-])"
)

FIRST_WORDS: Final = (
    words("tous toutes chaque each every les on un")
    | {f"{name}s" for name in WEEKDAYS}
    | WEEKDAYS.keys()
    | SHORT_WEEKDAYS.keys()
)


def repetition(at: int, context: Context) -> Found | None:
    """A rhythm; it has no value here, and no day nor time of its line is sure."""
    match = _REPETITION.match(context.line.folded, at)
    return None if match is None else Found(at, match.end(), (), sure=False)
