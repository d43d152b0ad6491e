"""Notes as pages show them: the latest, or those that say what is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.activities.models import Note
from relais.activities.noting import Solved, find, solved_of
from relais.acts.paging import Page, page_by_id
from relais.config.dates import day_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.people.named import Named

QUERY_LIMIT: Final = 200
PROPOSED_AFTER: Final = 2
"""Uses from which a procedure is proposed."""


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note. `proposes`: it served so often that a procedure would save looking it up."""

    id: UUID
    entry_id: UUID
    solved: Solved
    erased: bool
    activity_id: UUID | None
    activity: str
    procedure_id: UUID | None
    who: str
    made_at: datetime
    uses: int
    used: str
    proposes: bool
    is_kept: bool


def listed(member: Membership, *, dropped: bool = False) -> QuerySet[Any]:
    """The notes that the member may see, with how often they served."""
    rows = Note.objects.visible_to(member).filter(dropped_at__isnull=not dropped)
    return with_uses(rows)


def with_uses(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.select_related("entry__text", "activity").annotate(
        n_uses=Count("uses"), used_at=Max("uses__at")
    )
    return found


def page_of(member: Membership, query: str, after: str, *, dropped: bool = False) -> Page[Any]:
    """A page, newest first; of a search the best at once, the best first."""
    if not query:
        return page_by_id(listed(member, dropped=dropped), after)
    ids = find(member, query)
    rows = {row.id: row for row in listed(member).filter(id__in=ids)}
    return Page(tuple(rows[key] for key in ids if key in rows), next="", is_first=True)


def note_of(row: Any, team: Mapping[UUID, Named]) -> NoteShown:
    written = getattr(row.entry, "text", None)
    erased = written is None or written.erased_at is not None
    return NoteShown(
        id=row.id,
        entry_id=row.entry_id,
        solved=Solved(_("This text was erased."), "", "") if erased else solved_of(written.body),  # type: ignore[union-attr]
        erased=erased,
        activity_id=row.activity_id,
        activity=row.activity.title if row.activity else "",
        procedure_id=row.procedure_id,
        who=str(team.get(row.made_by_id, "")),
        made_at=row.made_at,
        uses=row.n_uses,
        used=used_text(row.n_uses, row.used_at),
        proposes=row.n_uses >= PROPOSED_AFTER and row.procedure_id is None and not erased,
        is_kept=row.dropped_at is None,
    )


def used_text(times: int, last: datetime | None) -> str:
    if not times or last is None:
        return ""
    said = {"count": times, "day": day_text(last, language(), long=True)}
    return (
        ngettext(
            "It served again once, on %(day)s.",
            "It served again %(count)s times, the last on %(day)s.",
            times,
        )
        % said
    )
