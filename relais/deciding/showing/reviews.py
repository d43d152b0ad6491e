"""Reviews as their pages show them: the list, one point, the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from relais.activities.models import Activity, Choice, Decision
from relais.config.dates import day_text
from relais.deciding.groups import NoteRow, Reread, reread
from relais.deciding.models import Every, ItemKind, ItemOutcome, Review, ReviewItem, Rhythm
from relais.deciding.rhythm import due_since, next_at
from relais.deciding.saying import decision_text, known_text, outcome_text, rhythm_text, times_text
from relais.log.wording import language
from relais.people.models import Membership

NOTES_SHOWN: Final = 8
_DECIDED: Final[Mapping[Choice, Promise | str]] = {
    Choice.KEEP: gettext_lazy("“%(title)s” is kept; looked at again on %(day)s."),
    Choice.DROP: gettext_lazy("“%(title)s” is dropped; looked at again on %(day)s."),
    Choice.AUTOMATE: gettext_lazy("“%(title)s” is to be automated; looked at again on %(day)s."),
    Choice.DELEGATE: gettext_lazy("“%(title)s” is to be delegated; looked at again on %(day)s."),
}
DECISIONS_SHOWN: Final = 4


# --- the list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review in the list. `words`: what came of it."""

    id: UUID
    first: date
    last: date
    opened_at: datetime
    finished_at: datetime | None
    words: str


def counted(member: Membership) -> Any:
    """The member's reviews with how many of their points have which outcome."""
    return (
        Review.objects.visible_to(member)
        .annotate(
            n_points=Count("items"),
            n_decided=Count("items", filter=Q(items__outcome=ItemOutcome.DECIDED)),
            n_judged=Count("items", filter=Q(items__outcome=ItemOutcome.JUDGED)),
            n_left=Count("items", filter=Q(items__outcome="")),
        )
        .order_by("-id")
    )


def review_row(review: Any) -> ReviewRow:
    return ReviewRow(
        review.id, review.first_on, review.last_on, review.opened_at, review.finished_at, counted_text(review)
    )


def counted_text(review: Any) -> str:
    """4 decisions taken, 2 looked at again, out of 9 points."""
    decided = ngettext("%(count)s decision taken", "%(count)s decisions taken", review.n_decided)
    judged = ngettext("%(count)s looked at again", "%(count)s looked at again", review.n_judged)
    said = {
        "decided": decided % {"count": review.n_decided},
        "judged": judged % {"count": review.n_judged},
        "points": review.n_points,
    }
    if not review.n_judged:
        return (
            ngettext(
                "%(decided)s, out of %(points)s point.",
                "%(decided)s, out of %(points)s points.",
                review.n_points,
            )
            % said
        )
    return (
        ngettext(
            "%(decided)s, %(judged)s, out of %(points)s point.",
            "%(decided)s, %(judged)s, out of %(points)s points.",
            review.n_points,
        )
        % said
    )


@dataclass(frozen=True, slots=True)
class RhythmShown:
    """The rhythm in words. `due_since`: since when a review waits to be opened; `next`: when the next one comes."""

    words: str
    next: datetime
    due_since: datetime | None


def rhythm_of(member: Membership) -> Rhythm | None:
    found: Rhythm | None = Rhythm.objects.visible_to(member).filter(ended_at=None).first()
    return found


def rhythm_shown(rhythm: Rhythm, last_opened_at: datetime | None, now: datetime) -> RhythmShown:
    from relais.deciding.forms.reviews import WEEKDAYS

    said = {
        "weekday": str(WEEKDAYS[rhythm.weekday][1]).lower()
        if language() == "fr"
        else str(WEEKDAYS[rhythm.weekday][1])
    }
    said["at"] = rhythm.at.strftime("%H:%M")
    if rhythm.every == Every.MONTH:
        words = _("On the first %(weekday)s of each month, at %(at)s.") % said
    else:
        words = _("Every second %(weekday)s, at %(at)s.") % said
    return RhythmShown(words, next_at(rhythm, now), due_since(rhythm, last_opened_at, now))


# --- one point --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Past:
    """A decision of before, and what came of it."""

    words: str
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a review. `title` names it; `figures` are sentences; `past` what was decided before, the latest first."""

    item: ReviewItem
    position: int
    of: int
    title: str
    figures: tuple[str, ...]
    notes: tuple[NoteRow, ...]
    more: int
    past: tuple[Past, ...]
    looked_at: Past | None
    made: str
    before: int | None
    after: int | None
    still_open: int


def point_of(review: Review, position: int, member: Membership) -> Point | None:
    """A point by its place; None where there is none. Five queries."""
    items = list(
        ReviewItem.objects.filter(review=review)
        .order_by("position")
        .select_related("activity", "decision__entry__text", "made")
    )
    item = next((one for one in items if one.position == position), None)
    if item is None:
        return None
    notes = notes_of(item, review, reread(member))
    past = list(past_of(item))
    looked_at = next((one for one in past if item.decision_id == one.id), None)
    reader = language()
    return Point(
        item=item,
        position=position,
        of=len(items),
        title=title_of(item, notes),
        figures=tuple(_figures(item, notes, review, reader)),
        notes=notes[::-1][:NOTES_SHOWN],
        more=max(0, len(notes) - NOTES_SHOWN),
        past=tuple(_past(one, reader) for one in past if one.id not in (item.decision_id, item.made_id)),
        looked_at=_past(looked_at, reader) if looked_at else None,
        made=decision_text(item.made, reader) if item.made else "",
        before=position - 1 if position > 1 else None,
        after=position + 1 if position < len(items) else None,
        still_open=sum(not one.outcome for one in items),
    )


def notes_of(item: ReviewItem, review: Review, found: Reread) -> tuple[NoteRow, ...]:
    """The notes of a point in its period: those about its activity, or those of its group that are still there."""
    wanted = set(item.notes)
    if item.activity_id is not None:
        wanted |= {
            str(note.id)
            for group in found.groups
            if group.activity_id == item.activity_id
            for note in group.notes
        }
    rows = [
        note
        for group in found.groups
        for note in group.within(review.first_on, review.last_on)
        if str(note.id) in wanted
    ]
    return tuple(sorted(rows, key=lambda note: (note.on, note.id)))


def title_of(item: ReviewItem, notes: Sequence[NoteRow]) -> str:
    if item.activity is not None:
        return str(item.activity.title)
    named = group_name(item, notes)
    return named or _("Notes that are gone")


def group_name(item: ReviewItem, notes: Sequence[NoteRow]) -> str:
    """The shortest note of a group that has no activity yet."""
    return min(
        (" ".join(note.text.split()) for note in notes), key=lambda text: (len(text), text), default=""
    )


def past_of(item: ReviewItem) -> Sequence[Decision]:
    """What was decided about the activity of a point, the latest first. One query."""
    if item.activity_id is None:
        return ()
    rows = Decision.objects.filter(activity_id=item.activity_id).select_related("entry__text").order_by("-id")
    return list(rows[: DECISIONS_SHOWN + 2])


def _past(decision: Decision, reader: str) -> Past:
    written = getattr(decision.entry, "text", None)
    reason = "" if written is None or written.erased_at is not None else written.body
    return Past(decision_text(decision, reader), reason, outcome_text(decision, reader))


def _figures(item: ReviewItem, notes: Sequence[NoteRow], review: Review, reader: str) -> list[str]:
    said = []
    if notes:
        days = sorted({note.on for note in notes})
        times = _("In this period: %(times)s.") % {"times": times_text(notes)}
        said += [times, rhythm_text(days, reader)]
    elif item.kind != ItemKind.LOOK_AGAIN:
        said.append(_("No top and no flop was about it in this period."))
    activity: Activity | None = item.activity
    if activity is not None:
        said.append(known_text(activity, reader))
        if activity.liked is not None:
            said.append(_("You like it %(liked)s out of 5.") % {"liked": activity.liked})
        if activity.moves_business is not None:
            said.append(
                _("Doing it moves the business forward.")
                if activity.moves_business
                else _("Doing it does not move the business forward.")
            )
    return said


# --- the summary ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A point of the summary, in a sentence."""

    position: int
    sentence: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What was decided in a review; `first_open`: the first point that is left, None when all are dealt with."""

    lines: tuple[Line, ...]
    words: str
    first_open: int | None


def summary_of(review: Any, member: Membership) -> Summary:
    """The whole of a review in sentences. Four queries."""
    items = list(
        ReviewItem.objects.filter(review=review)
        .order_by("position")
        .select_related("activity", "decision", "made")
    )
    found = reread(member) if any(item.activity_id is None for item in items) else Reread((), 0)
    reader = language()
    lines = tuple(
        Line(
            item.position,
            sentence_of(item, title_of(item, notes_of(item, review, found)), reader),
            item.outcome,
        )
        for item in items
    )
    return Summary(
        lines, counted_text(review), next((item.position for item in items if not item.outcome), None)
    )


def sentence_of(item: ReviewItem, title: str, reader: str) -> str:
    said: dict[str, Any] = {"title": title}
    if item.outcome == ItemOutcome.DECIDED and item.made is not None:
        said["day"] = day_text(item.made.look_again_on, reader, long=True)
        if item.made.ended_at is not None and item.made.judged_at is None:
            return _("“%(title)s”: what was decided here holds no longer.") % said
        return str(_DECIDED[Choice(item.made.choice)]) % said
    if item.outcome == ItemOutcome.JUDGED and item.decision is not None:
        if item.decision.worked:
            return _("“%(title)s”: what was decided worked.") % said
        return _("“%(title)s”: what was decided did not work.") % said
    if item.outcome == ItemOutcome.SKIPPED:
        return _("“%(title)s” stays as it is: skipped.") % said
    return _("“%(title)s” is still to be dealt with.") % said
