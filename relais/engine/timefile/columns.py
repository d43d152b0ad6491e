"""What each column of a file of time holds, told by its header in French or English; the person may say otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from relais.engine.timefile.cells import Unit


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (from 0) holds what; None: no column. A person may be two columns, first and last name."""

    day: int | None = None
    activity: int | None = None
    long: int | None = None
    starts: int | None = None
    ends: int | None = None
    person: int | None = None
    person_last: int | None = None
    note: int | None = None


# In the order of preference: the first name of a header that stands in the file wins.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("date", "day", "jour", "start date", "date de debut", "date debut", "spent date", "started on", "date start"),
    "activity": (
        "activity", "activite", "task", "tache", "task name", "project", "projet", "project name", "categorie", "category",
        "quoi", "what", "description",
    ),
    "long": (
        "minutes", "min", "minutes spent", "hours", "heures", "duration", "duree", "duration (h)", "duration (decimal)",
        "duration (hours)", "duree (h)", "duree (heures)", "duree (minutes)", "duration (minutes)", "time", "temps",
        "temps passe", "time spent", "regular hours", "quantity", "total", "nb heures", "h",
    ),
    "starts": ("start", "start time", "from", "heure de debut", "debut", "de", "heure debut"),
    "ends": ("end", "end time", "to", "until", "heure de fin", "fin", "a", "heure fin"),
    "person": ("person", "personne", "user", "utilisateur", "who", "qui", "member", "membre", "email", "e-mail", "work email",
               "employee", "name", "nom complet", "first name", "prenom"),
    "person_last": ("last name", "nom", "nom de famille"),
    "note": ("note", "notes", "comment", "comments", "commentaire", "commentaires", "description", "remarque", "details"),
}  # fmt: skip
_HOURS: Final = frozenset({"h", "hours", "heures", "hour", "heure", "decimal"})
_MINUTES: Final = frozenset({"minutes", "minute", "min", "mn"})


def columns_of(header: Sequence[str]) -> Columns:
    """The columns as their names say. None of two kinds holds the same, but a description both names and notes."""
    names = [_plain(name) for name in header]
    found: dict[str, int | None] = {}
    for kind in (field.name for field in fields(Columns)):
        found[kind] = next((names.index(name) for name in _NAMES[kind] if name in names), None)
    if found["note"] == found["activity"]:
        found["note"] = None
    if found["person"] is None or names[found["person"]] not in ("first name", "prenom"):
        found["person_last"] = None
    return Columns(**found)


def unit_of(name: str) -> Unit:
    """Which unit the header of a duration says: "Hours", "Durée (min)"; empty where it says none."""
    words = set(_plain(name).replace("(", " ").replace(")", " ").replace(".", " ").split())
    if words & _HOURS:
        return "" if words & _MINUTES else "hours"
    return "minutes" if words & _MINUTES else ""


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.strip().lower().replace("_", " "))
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
