"""One activity: what is known and from where, what is missing and why it matters, its weeks, its decisions, its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.activities.measuring import WEEK, WEEKS, Measured, measured, monday_of, said_weekly
from relais.activities.models import Activity, Choice, Decision, Note, TimeSource, TimeSpent
from relais.activities.showing.bars import Bars, bars_of
from relais.activities.showing.words import a_week, long_text, often_text, percent_text
from relais.activities.spent import Spent
from relais.config.dates import day_text, duration_text, weekday_text
from relais.log.wording import language
from relais.people.models import Membership

TIMES_SHOWN: Final = 5
DECISIONS_SHOWN: Final = 50
NOTES_SHOWN: Final = 20
MISSING: Final[tuple[tuple[str, str, Promise], ...]] = (
    ("per_week", "times", gettext_lazy("How often: without it, nobody can say what it costs in a year.")),
    ("minutes", "minutes", gettext_lazy("How long each time: note it once, or let the timer measure it.")),
    ("done_by_id", "done_by", gettext_lazy("Who does it: only what you do yourself can be handed over.")),
    ("liked", "liked", gettext_lazy("How much you like it: what you dread is put off, and costs more than its hours.")),
    ("moves_business", "moves", gettext_lazy("Whether it moves the business: what does not is the first to leave your hands.")),
    ("hourly_value", "hourly_value", gettext_lazy("What your hour is worth: it is what delegating gives back.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not known. `field`: where the form asks for it."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with what was forecast and what came of it, in words."""

    row: Decision
    label: str
    reason: str
    who: str
    forecast: str
    outcome: str
    is_standing: bool
    is_due: bool
    can_judge: bool


@dataclass(frozen=True, slots=True)
class TimeRow:
    """Time of one day. `removal`: who looks may take it back."""

    id: UUID
    day: str
    who: str
    length: str
    source: str
    removal: bool


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """All that the page says; `weeks` are the rows of the table under the picture."""

    known: tuple[str, ...]
    missing: tuple[Missing, ...]
    picture: Bars | None
    weeks: tuple[tuple[str, str, str], ...]
    decisions: tuple[Decided, ...]
    times: tuple[TimeRow, ...]
    notes: tuple[Note, ...]

    @property
    def standing(self) -> Decided | None:
        return next((one for one in self.decisions if one.is_standing), None)

    @property
    def earlier(self) -> tuple[Decided, ...]:
        return tuple(one for one in self.decisions if not one.is_standing)


def page_of(activity: Activity, member: Membership, today: date) -> ActivityPage:
    """Five queries: time written down, two sources of time, decisions, notes. `activity` comes with its `done_by__person`."""
    own = _written(activity, today)
    time = measured(member, today, activity_id=activity.id, own=[_spent(row) for row in own]).get(activity.id)
    decisions = Decision.objects.visible_to(member).filter(activity=activity)
    decisions = decisions.select_related("entry__text", "decided_by__person").order_by("-id")
    return ActivityPage(
        known=tuple(_known(activity, time, member, today)),
        missing=tuple(Missing(field, str(why)) for name, field, why in MISSING if getattr(activity, name) is None),
        picture=_picture(time, member, today),
        weeks=tuple(_weeks(time, member, today)),
        decisions=tuple(_decided(row, today) for row in decisions[:DECISIONS_SHOWN]),
        times=tuple(times_of(own[:TIMES_SHOWN], member)),
        notes=tuple(Note.objects.visible_to(member).kept().filter(activity=activity).order_by("-id")[:NOTES_SHOWN]),
    )  # fmt: skip


def _written(activity: Activity, today: date) -> list[TimeSpent]:
    """Time of this activity that was written down, counted or imported, over the weeks that are shown; the latest day first."""
    since = monday_of(today) - WEEKS * WEEK
    rows = TimeSpent.objects.filter(activity=activity, on__gte=since, on__lte=today)
    return list(rows.select_related("member__person").order_by("-on", "-id"))


def _spent(row: TimeSpent) -> Spent:
    return Spent(row.activity_id, row.member_id, row.on, row.minutes, row.source)


def _known(activity: Activity, time: Measured | None, member: Membership, today: date) -> Iterator[str]:
    """What is known, in sentences; what was measured comes first, beside what was said."""
    said, all_of_it = said_weekly(activity), time.weekly(today) if time else None
    if time and all_of_it is not None:
        own = time.weekly(today, member.id) or 0
        terms = {
            "time": a_week(all_of_it),
            "weeks": time.weeks(today),
            "own": a_week(own),
            "said": a_week(said),
        }
        if own == all_of_it:
            yield _("Measured over %(weeks)s weeks: %(time)s, all of it yours.") % terms
        elif own:
            yield _("Measured over %(weeks)s weeks: %(time)s, of which %(own)s yours.") % terms
        else:
            yield _("Measured over %(weeks)s weeks: %(time)s, none of it yours.") % terms
        if said is not None:
            yield _("It was said to take %(said)s; what is measured counts.") % terms
    elif said is not None:
        terms = {
            "often": _often(activity),
            "each": duration_text(activity.minutes or 0, language()),
            "time": a_week(said),
        }
        yield _("As you said: %(often)s, %(each)s each time. That makes %(time)s.") % terms
    if time and all_of_it is None and time.minutes:
        yield _("%(time)s measured so far: from two whole weeks on, what is measured counts.") % {
            "time": long_text(time.minutes)
        }
    if said is None and activity.per_week is not None:
        yield _("It recurs %(often)s.") % {"often": _often(activity)}
    if said is None and activity.minutes is not None:
        yield _("Each time takes %(each)s.") % {"each": duration_text(activity.minutes, language())}
    if activity.done_by is not None:
        yield _("%(who)s does it.") % {"who": activity.done_by.person}
    yield from _thought_of(activity)


def _often(activity: Activity) -> str:
    return often_text(activity.per_week) if activity.per_week is not None else ""


def _thought_of(activity: Activity) -> Iterator[str]:
    if activity.liked is not None:
        yield (
            _("You dread it."), _("You would rather not do it."), _("You neither like nor dislike it."), _("You like it."),
            _("You would do it for nothing."),
        )[activity.liked - 1]  # fmt: skip
    if activity.moves_business is not None:
        yield (
            _("It moves the business forward.")
            if activity.moves_business
            else _("It does not move the business forward.")
        )


def _mondays(today: date) -> list[date]:
    return [monday_of(today) - n * WEEK for n in range(WEEKS - 1, -1, -1)]


def _picture(time: Measured | None, member: Membership, today: date) -> Bars | None:
    if time is None:
        return None
    weeks = []
    for monday in _mondays(today):
        own, whole = time.in_week(monday, member.id), time.in_week(monday)
        weeks.append((monday, (("own", own), ("others", whole - own))))
    most = max(weeks, key=lambda week: sum(minutes for _look, minutes in week[1]))
    said = {
        "weeks": WEEKS, "time": long_text(time.minutes), "most": long_text(sum(minutes for _look, minutes in most[1])),
        "day": weekday_text(most[0], language()),
    }  # fmt: skip
    return bars_of(
        weeks,
        _("Time by week over %(weeks)s weeks: %(time)s in all, the most (%(most)s) in the week of %(day)s.")
        % said,
    )


def _weeks(time: Measured | None, member: Membership, today: date) -> Iterator[tuple[str, str, str]]:
    if time is None:
        return
    for monday in reversed(_mondays(today)):
        own, whole = time.in_week(monday, member.id), time.in_week(monday)
        yield weekday_text(monday, language()), long_text(own), long_text(whole - own)


def _decided(row: Decision, today: date) -> Decided:
    written = getattr(row.entry, "text", None)
    return Decided(
        row=row,
        label=str(Choice(row.choice).label),
        reason=_("This text was erased.") if written is None or written.erased_at else written.body,
        who=str(row.decided_by.person),
        forecast=" ".join(_forecast(row)),
        outcome=" ".join(_outcome(row)),
        is_standing=row.ended_at is None,
        is_due=row.judged_at is None and row.look_again_on <= today,
        can_judge=row.judged_at is None,
    )


def _forecast(row: Decision) -> Iterator[str]:
    if row.confidence is not None:
        yield _("Said to be %(share)s likely to have worked by %(day)s.") % {
            "share": percent_text(row.confidence), "day": day_text(row.look_again_on, language(), long=True),
        }  # fmt: skip
    if row.expected_minutes is not None:
        yield _("Expected: %(time)s of your time.") % {"time": a_week(row.expected_minutes)}


def _outcome(row: Decision) -> Iterator[str]:
    if row.judged_at is None:
        return
    yield _("It worked.") if row.worked else _("It did not work.")
    if row.actual_minutes is not None:
        yield _("It came to %(time)s of your time.") % {"time": a_week(row.actual_minutes)}


def times_of(rows: Iterable[TimeSpent], member: Membership) -> Iterator[TimeRow]:
    for row in rows:
        yield TimeRow(
            row.id, weekday_text(row.on, language(), short=True) + f" {row.on.year}", str(row.member.person),
            duration_text(row.minutes, language()), str(TimeSource(row.source).label),
            row.member_id == member.id and row.batch_id is None,
        )  # fmt: skip
