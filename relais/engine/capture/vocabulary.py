"""Words of days, months and numbers, French and English, folded: no capitals, no accents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from relais.engine.capture.reading import PartOfDay


def numbered(groups: str, first: int) -> dict[str, int]:
    """Each word of a list of groups (words for the same thing; a comma between groups) with its group's number."""
    return {name: number for number, group in enumerate(groups.split(","), first) for name in group.split()}


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


WEEKDAYS: Final = numbered(
    "lundi monday, mardi tuesday, mercredi wednesday, jeudi thursday, vendredi friday, samedi saturday,"
    " dimanche sunday",
    first=0,
)
SHORT_WEEKDAYS: Final = numbered(
    "lun mon, mar tue tues, mer wed, jeu thu thur thurs, ven fri, sam sat, dim sun", first=0
)
CAPITAL_WEEKDAYS: Final = words("tue tues wed thu thur thurs fri")
"""With a capital, these are nothing but days."""
DOTTED_WEEKDAYS: Final = words("lun ven dim tues thur thurs")
"""With a point, these are nothing but days."""

FRENCH_MONTHS: Final = numbered(
    "janvier janv jan, fevrier fevr fev, mars, avril avr, mai, juin, juillet juil, aout, septembre sept,"
    " octobre oct, novembre nov, decembre dec",
    first=1,
)
ENGLISH_MONTHS: Final = numbered(
    "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sept sep,"
    " october oct, november nov, december dec",
    first=1,
)
MONTHS: Final = FRENCH_MONTHS | ENGLISH_MONTHS
MONTHS_THAT_ARE_WORDS: Final = words("march may mar dec sept jun")
"""Without a capital, "may 5" and "march 3" are more likely verbs."""

NUMBERS: Final = {
    name: number
    for number, names in {
        1: "un une a an one",
        2: "deux two",
        3: "trois three",
        4: "quatre four",
        5: "cinq five",
        6: "six",
        7: "sept seven",
        8: "huit eight",
        9: "neuf nine",
        10: "dix ten",
        11: "onze eleven",
        12: "douze twelve",
        15: "quinze fifteen",
        20: "vingt twenty",
        30: "trente thirty",
        40: "quarante forty",
        45: "quarante-cinq forty-five",
        50: "cinquante fifty",
        60: "soixante sixty",
        90: "quatre-vingt-dix ninety",
    }.items()
    for name in names.split()
}

PARTS_OF_DAY: Final[dict[str, PartOfDay]] = {
    "matin": "morning",
    "matinee": "morning",
    "morning": "morning",
    "apres-midi": "afternoon",
    "apres midi": "afternoon",
    "aprem": "afternoon",
    "afternoon": "afternoon",
    "soir": "evening",
    "soiree": "evening",
    "evening": "evening",
    "night": "evening",
}

SET_DURATIONS: Final = {
    "half an hour": 30,
    "half hour": 30,
    "a half hour": 30,
    "une demi-heure": 30,
    "demi-heure": 30,
    "une demi heure": 30,
    "demi heure": 30,
    "une demie heure": 30,
    "une demie-heure": 30,
    "un quart d'heure": 15,
    "quart d'heure": 15,
    "a quarter of an hour": 15,
    "trois quarts d'heure": 45,
    "three quarters of an hour": 45,
    "an hour and a half": 90,
    "one and a half hours": 90,
}


def any_of(names: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "(?:" + "|".join(sorted(names, key=lambda name: (-len(name), name))) + ")"


def number_of(word: str) -> int:
    """The number behind digits or a word of NUMBERS."""
    return NUMBERS[word] if word in NUMBERS else int(word)
