"""What recurs as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import ngettext

from relais.activities.models import Activity
from relais.deciding.groups import InPeriod, NoteGroup, NoteRow, Reread, in_period, reread
from relais.deciding.models import Regrouping
from relais.deciding.saying import rhythm_text, times_text
from relais.deciding.showing.periods import Shown
from relais.log.wording import language
from relais.people.models import Membership

GROUPS: Final = 20
ALONE: Final = 50
NOTES_SHOWN: Final = 12
NOTES_PAGE: Final = 100
ACTIVITIES_MOST: Final = 300
MERGEABLE: Final = 100
"""The largest groups, with which another one can be merged from its page."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group on the page. `more`: notes of the period that are not listed under it."""

    key: UUID
    name: str
    times: str
    when: str
    outside: str
    notes: tuple[NoteRow, ...]
    more: int
    activity: Activity | None
    unattached: int
    is_said: bool


@dataclass(frozen=True, slots=True)
class Recurrences:
    """The page. `n_groups`, `n_alone`: how many there are in the period; `next`: the key of the next page."""

    groups: tuple[GroupRow, ...]
    alone: tuple[GroupRow, ...]
    n_groups: int
    n_alone: int
    n_notes: int
    next: str
    is_first: bool
    has_any: bool
    left_out: int


def recurrences(member: Membership, period: Shown, *, alone: bool, after: str) -> Recurrences:
    """What recurs in a period, or what came once, from the group after the one that `after` names. Three queries."""
    found = reread(member)
    several, once = in_period(found, period.first, period.last)
    listed = once if alone else several
    begin = next((n for n, one in enumerate(listed, start=1) if str(one.key) == after), 0)
    size = ALONE if alone else GROUPS
    page = listed[begin : begin + size]
    about = activities_of(member, {one.group.activity_id for one in page if one.group.activity_id})
    rows = tuple(_row(one, about) for one in page)
    return Recurrences(
        groups=() if alone else rows,
        alone=rows if alone else (),
        n_groups=len(several),
        n_alone=len(once),
        n_notes=sum(len(one.notes) for one in (*several, *once)),
        next=str(page[-1].key) if begin + size < len(listed) else "",
        is_first=begin == 0,
        has_any=bool(found.groups),
        left_out=found.left_out,
    )


def activities_of(member: Membership, ids: set[UUID]) -> Mapping[UUID, Activity]:
    """Activities by id; no query for none."""
    return Activity.objects.visible_to(member).in_bulk(list(ids)) if ids else {}


def _row(one: InPeriod, about: Mapping[UUID, Activity]) -> GroupRow:
    group = one.group
    days = tuple(sorted({note.on for note in one.notes}))
    return GroupRow(
        key=one.key,
        name=group.name,
        times=times_text(one.notes),
        when=rhythm_text(days, language()),
        outside=outside_text(one.outside),
        notes=one.notes[::-1][:NOTES_SHOWN],
        more=max(0, len(one.notes) - NOTES_SHOWN),
        activity=about.get(group.activity_id) if group.activity_id else None,
        unattached=group.unattached,
        is_said=group.is_said,
    )


def outside_text(count: int) -> str:
    """How many notes a group has in other periods."""
    if not count:
        return ""
    return ngettext("and %(count)s time in other periods", "and %(count)s times in other periods", count) % {
        "count": count
    }


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One group with its notes, the latest first, a page at a time; what was said of it last, to be taken back."""

    group: NoteGroup
    times: str
    when: str
    notes: tuple[NoteRow, ...]
    next: str
    is_first: bool
    activity: Activity | None
    said: tuple[Regrouping, ...]
    others: tuple[Activity, ...]
    mergeable: tuple[NoteGroup, ...]


def group_page(member: Membership, highlight_id: UUID, after: str) -> GroupPage | None:
    """The group in which a note is; None where the note is gone. Five queries."""
    found = reread(member)
    group = found.of(highlight_id)
    if group is None:
        return None
    newest = group.notes[::-1]
    begin = next((n for n, note in enumerate(newest, start=1) if str(note.id) == after), 0)
    page = newest[begin : begin + NOTES_PAGE]
    others = tuple(Activity.objects.visible_to(member).open().order_by("title")[:ACTIVITIES_MOST])
    about = {activity.id: activity for activity in others}
    if group.activity_id is not None and group.activity_id not in about:
        about |= activities_of(member, {group.activity_id})
    return GroupPage(
        group=group,
        times=times_text(group.notes),
        when=rhythm_text(group.days, language()),
        notes=page,
        next=str(page[-1].id) if begin + NOTES_PAGE < len(newest) else "",
        is_first=begin == 0,
        activity=about.get(group.activity_id) if group.activity_id else None,
        said=tuple(said_about(member, group)),
        others=others,
        mergeable=tuple(
            one for one in found.groups[: MERGEABLE + 1] if one is not group and len(one.notes) > 1
        )[:MERGEABLE],
    )


SAID_READ: Final = 200
SAID_SHOWN: Final = 5


def said_about(member: Membership, group: NoteGroup) -> Sequence[Regrouping]:
    """What the person said of this group’s notes, the latest first. One query."""
    inside = {str(note.id) for note in group.notes}
    rows = (
        Regrouping.objects.visible_to(member)
        .filter(undone_at=None)
        .select_related("activity")
        .order_by("-id")
    )
    found = [
        row for row in rows[:SAID_READ] if inside.intersection(row.notes) or inside.intersection(row.out)
    ]
    return found[:SAID_SHOWN]


def groups_named(found: Reread, keys: Sequence[str]) -> list[NoteGroup]:
    """The groups in which the notes of these ids are, each once; ids that name none are left out."""
    wanted = set(keys)
    return [group for group in found.groups if wanted.intersection(str(note.id) for note in group.notes)]
