"""The row of links between the pages of "Decide"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
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
    ("cases", "deciding:cases", _("Does it pay?")),
    ("comparisons", "deciding:comparisons", _("Providers")),
    ("sheets", "deciding:sheets", _("Scenarios")),
    ("recurring", "deciding:recurring", _("What recurs")),
    ("reviews", "deciding:reviews", _("Reviews")),
    ("notes", "activities:notes", _("Notes")),
)
"""Key, route, label."""


def links(slug: str, here: str) -> list[Link]:
    """The pages of "Decide" in a business; `here`: the key of the one that is shown."""
    return [Link(reverse(route, args=[slug]), label, key == here) for key, route, label in PAGES]
