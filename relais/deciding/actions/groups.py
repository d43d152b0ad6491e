"""What a person says of groups of notes: confirm, split, merge, name the activity; each can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from relais.activities.actions import add_activity, end_activity
from relais.activities.actions.activities import Known
from relais.activities.models import Activity, Decision
from relais.activities.rules import still_recurs
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step, verb, verbs_join
from relais.config.ids import new_id
from relais.deciding.entries.reviews import (
    GroupAttached,
    GroupConfirmed,
    GroupMerged,
    GroupSplit,
    RegroupingUndone,
)
from relais.deciding.models import Regrouping, RegroupingKind
from relais.people.gates import require
from relais.people.models import Membership
from relais.planning.models import Highlight


@verb
def confirm_group(notes: Sequence[UUID], *, by: Actor, now: datetime) -> Regrouping:
    """These notes are one group, whatever comes. Refused: `notes_too_few`, `notes_unknown`."""
    member = require(by, "activity.keep")
    rows = own_notes(notes, member)
    at_least_two(rows)
    said = Regrouping(kind=RegroupingKind.CONFIRMED, notes=ids(rows))
    return _say(said, GroupConfirmed(notes=len(rows)), member, by=by, now=now)


@verb
def split_group(rest: Sequence[UUID], out: Sequence[UUID], *, by: Actor, now: datetime) -> Regrouping:
    """The notes of `out` do not belong with `rest`: they leave the group and its activity, and each goes where it fits.

    Refused: `notes_too_few` (none said to be out), `notes_all_out`, `notes_unknown`.
    """
    member = require(by, "activity.keep")
    leaving, staying = own_notes(out, member), own_notes(set(rest) - set(out), member)
    if not leaving:
        raise Refused("notes_too_few", field="out")
    if not staying:
        raise Refused("notes_all_out", field="out")
    said = Regrouping(kind=RegroupingKind.SPLIT, notes=ids(staying), out=ids(leaving), before=_about(leaving))
    Highlight.objects.filter(pk__in=[row.pk for row in leaving]).update(activity_id=None)
    data = GroupSplit(notes=len(leaving) + len(staying), out=len(leaving))
    return _say(said, data, member, by=by, now=now)


@verb
def merge_groups(groups: Sequence[Sequence[UUID]], *, by: Actor, now: datetime) -> Regrouping:
    """These groups are one; where one of them is about an activity, all of it is.

    Refused: `notes_too_few` (two groups at least), `notes_unknown`, `two_activities`.
    """
    member = require(by, "activity.keep")
    if len(groups) < 2:
        raise Refused("notes_too_few", field="groups")
    rows = own_notes([note for group in groups for note in group], member)
    at_least_two(rows)
    about = {row.activity_id for row in rows if row.activity_id is not None}
    if len(about) > 1:
        raise Refused("two_activities", field="groups")
    said = Regrouping(
        kind=RegroupingKind.MERGED, notes=ids(rows), before=_about(rows), activity_id=next(iter(about), None)
    )
    if about:
        _point(rows, next(iter(about)))
    return _say(said, GroupMerged(groups=len(groups), notes=len(rows)), member, by=by, now=now)


@verb
def attach_group(notes: Sequence[UUID], activity_id: UUID, *, by: Actor, now: datetime) -> Regrouping:
    """These notes are about an activity, and one group. Refused: `notes_too_few`, `notes_unknown`, `activity_already_ended`."""
    member = require(by, "activity.keep")
    return attach(own_notes(notes, member), activity_id, member, is_made=False, by=by, now=now)


@verb
def make_activity_of_group(notes: Sequence[UUID], known: Known, *, by: Actor, now: datetime) -> Regrouping:
    """A new activity, and these notes are about it. Refused: `notes_too_few`, `notes_unknown`, and as `add_activity`."""
    member = require(by, "activity.keep")
    rows = own_notes(notes, member)
    with verbs_join():
        activity = add_activity(known, by=by.keyed(None), now=now)
    return attach(rows, activity.id, member, is_made=True, by=by, now=now)


@verb
def undo_regrouping(regrouping_id: UUID, *, by: Actor, now: datetime) -> Regrouping:
    """Take back what was said of a group: its notes are about what they were about before. An activity that was added
    by it ends, unless something was decided about it. Refused: `regrouping_already_undone`."""
    member = require(by, "activity.keep")
    said: Regrouping | None = (
        Regrouping.objects.visible_to(member).select_for_update(of=("self",)).filter(pk=regrouping_id).first()
    )
    if said is None:
        raise Refused("not_found")
    # Two who undo at once: one changes the row, the other finds it changed.
    if not Regrouping.objects.filter(pk=said.pk, undone_at=None).update(undone_at=now):
        raise Refused("regrouping_already_undone")
    said.undone_at = now
    _point_back(said, member)
    if said.is_made and said.activity_id is not None and _is_idle(said.activity_id):
        with verbs_join():
            end_activity(said.activity_id, by=by.keyed(None), now=now)
    record(
        member.business, RegroupingUndone(kind=said.kind), by=by, now=now, subject=said, reader_id=member.id
    )
    return said


# --- steps ------------------------------------------------------------------------------------------------------------


@step
def own_notes(notes: Iterable[UUID], member: Membership) -> list[Highlight]:
    """The member's own notes of these ids, locked, in the order of their days. Refused: `notes_unknown`."""
    wanted = set(notes)
    found = Highlight.objects.visible_to(member).select_for_update().filter(pk__in=wanted).exclude(text="")
    rows = list(found.order_by("on", "id"))
    if len(rows) != len(wanted):
        raise Refused("notes_unknown")
    return rows


def at_least_two(rows: Sequence[Highlight]) -> None:
    if len(rows) < 2:
        raise Refused("notes_too_few")


def ids(rows: Iterable[Highlight]) -> list[str]:
    return [str(row.pk) for row in rows]


@step
def attach(
    rows: Sequence[Highlight],
    activity_id: UUID,
    member: Membership,
    *,
    is_made: bool,
    by: Actor,
    now: datetime,
) -> Regrouping:
    """Say that notes are about an activity, as part of a verb."""
    if not rows:
        raise Refused("notes_too_few")
    activity = Activity.objects.visible_to(member).filter(pk=activity_id).first()
    if activity is None:
        raise Refused("not_found")
    still_recurs(activity)
    said = Regrouping(
        kind=RegroupingKind.ATTACHED, notes=ids(rows), before=_about(rows), activity=activity, is_made=is_made
    )
    _point(rows, activity.id)
    return _say(said, GroupAttached(notes=len(rows), activity=activity.title), member, by=by, now=now)


def _is_idle(activity_id: UUID) -> bool:
    """Whether an activity is open and nothing was decided about it."""
    is_decided = Decision.objects.filter(activity_id=activity_id).exists()
    return not is_decided and Activity.objects.filter(pk=activity_id).open().exists()


def _about(rows: Iterable[Highlight]) -> dict[str, str]:
    """What notes are about now, so that it can be put back."""
    return {str(row.pk): str(row.activity_id) for row in rows if row.activity_id is not None}


@step
def _point(rows: Sequence[Highlight], activity_id: UUID) -> None:
    Highlight.objects.filter(pk__in=[row.pk for row in rows]).update(activity_id=activity_id)


@step
def _point_back(said: Regrouping, member: Membership) -> None:
    """Put back what notes were about, where nothing else was said of them since."""
    changed = said.out if said.kind == RegroupingKind.SPLIT else said.notes
    if said.kind == RegroupingKind.CONFIRMED or (
        said.kind == RegroupingKind.MERGED and said.activity_id is None
    ):
        return
    now_about = None if said.kind == RegroupingKind.SPLIT else said.activity_id
    rows = list(Highlight.objects.filter(member=member, pk__in=changed, activity_id=now_about))
    for row in rows:
        earlier = said.before.get(str(row.pk))
        row.activity_id = UUID(earlier) if earlier else None
    Highlight.objects.bulk_update(rows, ["activity_id"], batch_size=500)


@step
def _say(said: Regrouping, data: EntryData, member: Membership, *, by: Actor, now: datetime) -> Regrouping:
    said.id, said.business_id, said.member, said.made_at = new_id(), member.business_id, member, now
    said.save(force_insert=True)
    record(member.business, data, by=by, now=now, subject=said, reader_id=member.id)
    return said
