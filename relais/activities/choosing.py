"""The activities that a form offers, of this room or of those above."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.activities.models import Activity
from relais.people.models import Membership

CHOICES_MOST = 300


def activity_choices(member: Membership, chosen: UUID | None = None) -> list[tuple[str, str | Promise]]:
    """What recurs, by title, and the one that is chosen though it ended; empty where there is none to choose."""
    rows = Activity.objects.visible_to(member).filter(Q(ended_at=None) | Q(pk=chosen))
    found = [
        (str(key), title) for key, title in rows.order_by("title").values_list("id", "title")[:CHOICES_MOST]
    ]
    return [("", _("None")), *found] if found else []


def identifier(text: str) -> UUID | None:
    """An id of an address; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
