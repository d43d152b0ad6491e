"""Notes and activities as tests of this room need them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from relais.activities.actions import add_activity
from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.deciding.groups import NoteGroup, reread
from relais.people.models import Membership
from relais.planning import actions as planning
from relais.planning.models import Highlight
from tests.cast import NOW, by

TODAY = date(2026, 11, 23)
IMAGES = ("Deux heures de recherche d’images", "encore 2 h à chercher des photos", "image hunting again")
MAIL = ("Answering customer mail", "Répondre aux mails des clients", "answered customers’ e-mails again")


def note(member: Membership, text: str, *, days_ago: int = 1, kind: str = "flop") -> Highlight:
    return planning.note_highlight(kind, text, on=TODAY - timedelta(days=days_ago), by=by(member), now=NOW)


def images(member: Membership, *, first: int = 1) -> list[Highlight]:
    """The same thing in three wordings and two languages."""
    return [note(member, text, days_ago=first + 3 * n) for n, text in enumerate(IMAGES)]


def mails(member: Membership) -> list[Highlight]:
    return [note(member, text, days_ago=2 + 2 * n) for n, text in enumerate(MAIL)]


def activity(member: Membership, title: str = "Image search", **said: object) -> Activity:
    known: dict[str, object] = {"per_week": Decimal(3), "minutes": 40, **said}
    return add_activity(Known(title=title, **known), by=by(member), now=NOW)  # type: ignore[arg-type]


def group_with(member: Membership, row: Highlight) -> NoteGroup:
    found = reread(member).of(row.id)
    assert found is not None
    return found


def together(member: Membership, row: Highlight) -> set[str]:
    return {one.text for one in group_with(member, row).notes}


def ids(rows: list[Highlight]) -> list[UUID]:
    return [row.id for row in rows]
