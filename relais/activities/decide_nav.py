"""The row of links between the pages of "Decide": activities, hours, delegate next, what recurs, reviews, notes, sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Link:
    """One page of "Decide"; `current`: it is the one that is shown."""

    url: str
    label: str | Promise
    current: bool
    count: None = None


PAGES: Final = (
    ("activities", "activities:index", _("Activities")),
    ("hours", "activities:hours", _("Hours")),
    ("next", "deciding:next", _("Delegate next")),
    ("recurring", "deciding:recurring", _("What recurs")),
    ("reviews", "deciding:reviews", _("Reviews")),
    ("notes", "activities:notes", _("Notes")),
    ("sheets", "deciding:sheets", _("Sheets")),
)
"""Key, route, label. A route that is not there is left out."""


def links(slug: str, here: str) -> list[Link]:
    """The pages of "Decide" in a business; `here`: the key of the one that is shown."""
    found = []
    for key, route, label in PAGES:
        try:
            found.append(Link(reverse(route, args=[slug]), label, key == here))
        except NoReverseMatch:
            continue
    return found
