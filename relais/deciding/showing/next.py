"""What to delegate next, as its page shows it: candidates in order with their reasons, and what is missing to rank others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.activities.measuring import measured, times_of
from relais.activities.models import Activity, Choice, Decision
from relais.config.dates import day_text
from relais.config.money import minor_digits
from relais.deciding.casework import Reckoned, Times, case_of, example_weeks, missing_of, reckoned_for
from relais.deciding.models import Case, Rates
from relais.deciding.saying import money_text, reason_text, weeks_text
from relais.delegations.models import Delegation, State
from relais.engine.decide import breakeven, four_way
from relais.engine.faults import InputRefused
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.models import Highlight, HighlightKind

ACTIVITIES_MOST: Final = 500
FLOPS_DAYS: Final = 91
_MISSING: Final[Mapping[str, Promise | str]] = {
    "per_week": gettext_lazy("how often it comes"),
    "minutes": gettext_lazy("how long it takes"),
    "owner_hour": gettext_lazy("what an hour of yours is worth"),
    "delegate_hour": gettext_lazy("what an hour of a delegate costs"),
}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """An activity that might be delegated. `case_url`: its break-even, if it has a page; `delegation_url`: the brief begun;
    `is_draft`: which can be taken back, nobody having been proposed it."""

    activity: Activity
    rank: int
    headline: str
    reasons: tuple[str, ...]
    is_advised: bool
    is_decided: bool
    case_url: str
    delegation_url: str
    delegation_id: UUID | None
    is_draft: bool
    first_year: float


@dataclass(frozen=True, slots=True)
class Incomplete:
    """An activity that cannot be ranked yet. `url`: where what is missing is said."""

    activity: Activity
    missing: str
    codes: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class NextPage:
    """`begun`: those whose brief was begun; `settled`: how many were decided on otherwise, or are done by others."""

    candidates: tuple[CandidateRow, ...]
    incomplete: tuple[Incomplete, ...]
    begun: tuple[CandidateRow, ...]
    settled: int
    reckoned: Reckoned
    rates: Rates | None
    is_empty: bool
    example: str


def next_of(member: Membership, *, today: date) -> NextPage:
    """What to delegate next: by the cases that were written, else by time (measured, or said) and rates. Six queries at most."""
    business = member.business
    rates = Rates.objects.visible_to(member).first()
    reckoned = reckoned_for(business, rates)
    activities = list(_activities(member, since=today - timedelta(days=FLOPS_DAYS)))
    mine = [one for one in activities if _is_own(one)]
    spent = measured(member, today)
    by_id = {str(one.id): one for one in mine}
    ranked: list[four_way.Activity] = []
    incomplete: list[Incomplete] = []
    for one in mine:
        if not _is_asked(one, today):
            continue
        times = Times(*times_of(one, spent.get(one.id), today, member.id))
        case = case_of(one, times, reckoned, currency=business.currency, kept=one.kept)
        known = _known(one, case, today)
        if known is None:
            incomplete.append(_incomplete(one, times, reckoned, member))
        else:
            ranked.append(known)
    found = four_way.delegate_next(ranked)
    rows = [
        _row(candidate, by_id[candidate.id], rank, member) for rank, candidate in enumerate(found, start=1)
    ]
    return NextPage(
        candidates=tuple(row for row in rows if not row.delegation_url),
        incomplete=tuple(incomplete),
        begun=tuple(row for row in rows if row.delegation_url),
        settled=len(activities) - len(ranked) - len(incomplete),
        reckoned=reckoned,
        rates=rates,
        is_empty=not activities,
        example="" if activities else _example(reckoned, business.currency),
    )


def _example(reckoned: Reckoned, currency: str) -> str:
    """What a page without activities shows, at the rates of the business."""
    weeks = example_weeks(reckoned, currency)
    if weeks is None or reckoned.owner_hour is None or reckoned.delegate_hour is None:
        return _("“Image search”, three times a week, 40 minutes each: two hours of your week.")
    unit = 10 ** minor_digits(currency)
    said = {
        "own": money_text(reckoned.owner_hour / unit, currency, language()),
        "other": money_text(reckoned.delegate_hour / unit, currency, language()),
        "weeks": weeks_text(weeks),
    }
    return (
        _(
            "“Image search”, three times a week, 40 minutes each: two hours of your week. At %(own)s for your hour and "
            "%(other)s for a delegate’s, the teaching has paid back after %(weeks)s."
        )
        % said
    )


def _activities(member: Membership, *, since: date) -> Any:
    """Open activities, with what stands decided about each, the latest brief begun from it, its case (`kept`) if one was
    written, and how often it was a flop since a day."""
    kept = Case.objects.filter(activity=OuterRef("pk"), ended_at=None)
    flops = Highlight.objects.filter(
        member=member, kind=HighlightKind.FLOP, on__gte=since, activity_id=OuterRef("pk")
    )
    counted = flops.order_by().values("activity_id").annotate(n=Count("pk")).values("n")
    standing = Decision.objects.filter(activity=OuterRef("pk"), ended_at=None)
    # Whatever page it was opened from: handed over, or about to be.
    begun = Delegation.objects.filter(activity=OuterRef("pk")).exclude(state=State.CLOSED).order_by("-id")
    return (
        Activity.objects.visible_to(member)
        .open()
        .select_related("done_by")
        .annotate(
            decision=Subquery(standing.values("choice")[:1]),
            decided_at=Subquery(standing.values("decided_at")[:1]),
            look_again_on=Subquery(standing.values("look_again_on")[:1]),
            delegation_id=Subquery(begun.values("pk")[:1]),
            delegation_state=Subquery(begun.values("state")[:1]),
            kept=Subquery(kept.values("reckoned")[:1]),
            flops=Subquery(counted, output_field=IntegerField()),
        )
        .order_by("-id")[:ACTIVITIES_MOST]
    )


def _is_own(activity: Any) -> bool:
    """Done by management, or by nobody known: what an executor does is delegated."""
    return activity.done_by is None or bool(activity.done_by.is_management)


def _is_asked(activity: Any, today: date) -> bool:
    """Nothing was decided, or to delegate, or to keep until a day that has come."""
    if activity.decision in (None, Choice.DELEGATE):
        return True
    return bool(activity.decision == Choice.KEEP and activity.look_again_on <= today)


def _known(activity: Any, case: breakeven.Case | None, today: date) -> four_way.Activity | None:
    """An activity as the engine takes it; None where something is missing or cannot be."""
    if case is None:
        return None
    # Decided to delegate, and not handed over yet: still to be done.
    decision = None if activity.decision == Choice.DELEGATE else activity.decision
    known = four_way.Activity(
        id=str(activity.id),
        case=case,
        owner_hours=min(168.0, case.owner_h * (case.per_week or 0.0)),
        liked=activity.liked,
        moves_forward=bool(activity.moves_business),
        flops=activity.flops or 0,
        is_described=activity.procedure_id is not None,
        decision=decision,
        is_due=activity.look_again_on is not None and activity.look_again_on <= today,
    )
    try:
        four_way.delegate_next([known])
    except InputRefused:
        return None
    return known


def _row(candidate: four_way.Candidate, activity: Any, rank: int, member: Membership) -> CandidateRow:
    slug, currency = member.business.slug, member.business.currency
    said = tuple(reason_text(reason, currency) for reason in candidate.reasons)
    is_decided = activity.decision == Choice.DELEGATE
    headline = ""
    if is_decided:
        day = day_text(activity.decided_at, language(), long=True)
        headline = _("You decided on %(day)s to delegate it.") % {"day": day}
    return CandidateRow(
        activity=activity,
        rank=rank,
        headline=headline,
        reasons=said,
        is_advised=candidate.is_advised,
        is_decided=is_decided,
        case_url=f"{reverse('deciding:case-new', args=[slug])}?activity={activity.id}",
        delegation_url=reverse("delegations:page", args=[slug, activity.delegation_id])
        if activity.delegation_id
        else "",
        delegation_id=activity.delegation_id,
        is_draft=activity.delegation_state == State.DRAFT,
        first_year=candidate.first_year,
    )


def _incomplete(activity: Any, times: Times, reckoned: Reckoned, member: Membership) -> Incomplete:
    missing = missing_of(activity, times, reckoned)
    slug = member.business.slug
    about_activity = [name for name in missing if name in ("per_week", "minutes")]
    url = (
        reverse("deciding:next-completion", args=[slug, activity.id])
        if about_activity or not missing
        else f"{reverse('deciding:next', args=[slug])}#rates"
    )
    return Incomplete(activity, joined([str(_MISSING[name]) for name in missing]), missing, url)


def joined(parts: Iterable[str]) -> str:
    """a, b and c."""
    said = list(parts)
    if len(said) < 2:
        return "".join(said)
    return _("%(all_but_last)s and %(last)s") % {"all_but_last": ", ".join(said[:-1]), "last": said[-1]}
