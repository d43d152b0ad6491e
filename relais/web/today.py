"""Today: what do I do now? What waits, in order; what happened since yesterday; the first steps of a new owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from relais.activities.models import Capture
from relais.activities.waiting import lines_to_sort, sorting_task
from relais.acts.models import Entry
from relais.acts.types import private_types
from relais.acts.waiting import Kind, Waiting, waiting_for
from relais.config.addresses import address
from relais.deciding import waiting as reviews
from relais.deciding.waiting import review_due, review_task
from relais.delegations.models import Delegation, State
from relais.delegations.waiting import gate_columns, gate_task, gates_to_clear
from relais.log import wording
from relais.log.querysets import entries_visible_to
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.roles import Role
from relais.planning.showing import today_read as plan
from relais.planning.showing.today import PlanToday, is_kept, plan_today
from relais.procedures.models import Run
from relais.procedures.waiting import open_runs, resuming_task
from relais.web import steps
from relais.web.frame import COUNT_UP_TO
from relais.web.steps import Step, first_steps

WAITING_SHOWN: Final = 12
WAITING_BESIDE: Final = 6
"""Beside a plan: the most pressing only."""
HAPPENED_SHOWN: Final = 7
UNDER_WAY_SHOWN: Final = 6
HAPPENED_READ: Final = 40
"""How far back the log is read for what others did: never further, however long the log is."""

_ACTS: Final[Mapping[str, Promise | str]] = {
    "delivery.judge": pgettext_lazy("act", "Judge"),
    "delivery.reminder": pgettext_lazy("act", "Judge"),
    "delegation.proposed": _("Read the brief"),
    "delegation.to_redo": _("See what to redo"),
    "delegation.change_asked": _("Read the change"),
    "delegation.accepted": _("Settle and close"),
    "run": pgettext_lazy("act", "Go on"),
    "request": pgettext_lazy("act", "Answer"),
    "answer": pgettext_lazy("act", "Read"),
    "capture": pgettext_lazy("act", "Sort"),
    "review": pgettext_lazy("act", "Review"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits, with the one button it has."""

    label: str
    act: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """What someone else did lately. `said` is the beginning of what they wrote, if anything."""

    sentence: str
    said: str
    url: str
    at: datetime
    ink: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A delegation that the member is working on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Today:
    day: date
    tasks: tuple[Task, ...]
    more: int
    happened: tuple[Happening, ...]
    under_way: tuple[UnderWay, ...]
    steps: tuple[Step, ...]
    plan: PlanToday | None = None
    mail: str = ""

    @property
    def waiting(self) -> int:
        return len(self.tasks) + self.more


def today_of(member: Membership, row: Mapping[str, Any], *, now: datetime) -> Today:
    """The page of one member. `row` holds the counts of the frame and `columns`.

    Who keeps a plan sees it first; what others did lately is then left to the running log, for the queries of the page.
    """
    rows = _once_each(waiting_for(member, now, known=_known(member, row, now)))
    planned = is_kept(row)
    most = WAITING_BESIDE if planned else WAITING_SHOWN
    return Today(
        day=timezone.localtime(now).date(),
        tasks=tuple(_task(waiting) for waiting in rows[:most]),
        more=max(0, len(rows) - most),
        happened=() if planned else tuple(_happened(member, now)),
        under_way=tuple(_under_way(member)),
        steps=tuple(first_steps(member, row)),
        plan=plan_today(member, row, now=now) if planned else None,
        mail=_mail(row) if planned else "",
    )


def _mail(row: Mapping[str, Any]) -> str:
    """What waits for the mail hour, counted."""
    asked, judged = row["n_asked"] + row["n_asked_of_us"], row["n_ours"]
    parts = []
    if asked:
        text = ngettext("%(count)s request to answer", "%(count)s requests to answer", asked)
        parts.append(text % {"count": asked})
    if judged:
        text = ngettext("%(count)s delegation to decide on", "%(count)s delegations to decide on", judged)
        parts.append(text % {"count": judged})
    return ", ".join(parts)


def columns(member: Membership, today: date, monday: date) -> dict[str, Any]:
    """What Today wants to know beside the counts of the frame, in the same query."""
    oldest = Capture.objects.filter(by=member).to_sort().order_by("id")
    left = Run.objects.open().filter(by=member).order_by("-id")
    return {
        "oldest_captured": Subquery(oldest.values("captured_at")[:1]),
        "run_id": Subquery(left.values("pk")[:1]),
        "run_title": Subquery(left.values("version__title")[:1]),
        "run_started_at": Subquery(left.values("started_at")[:1]),
        **gate_columns(member),
        **reviews.columns(member),
        **steps.columns(member),
        **plan.columns(member, today=today, monday=monday),
    }


def _known(member: Membership, row: Mapping[str, Any], now: datetime) -> dict[Kind, list[Waiting]]:
    """What the same query says already: the captured lines, and of the runs left open the latest, which is the one to resume."""
    runs = []
    if row["run_id"]:
        runs = [resuming_task(member.business.slug, row["run_id"], row["run_title"], row["run_started_at"])]
    known: dict[Kind, list[Waiting]] = {
        open_runs: runs, gates_to_clear: gate_task(member, row), review_due: review_task(member, row, now),
    }  # fmt: skip
    if row["n_captured"] <= COUNT_UP_TO:
        known[lines_to_sort] = sorting_task(member, row["n_captured"], row["oldest_captured"])
    return known


def _once_each(rows: list[Waiting]) -> list[Waiting]:
    """One line for one thing to do: a reminder says more than what it reminds of, and takes its place."""
    by_url: dict[str, Waiting] = {}
    for row in rows:
        if row.url not in by_url or row.once:
            by_url[row.url] = row
    return list(by_url.values())


def _task(waiting: Waiting) -> Task:
    return Task(
        waiting.label, str(_ACTS.get(waiting.kind, pgettext_lazy("act", "Open"))), waiting.url, waiting.at
    )


def _lately(member: Membership, since: datetime) -> QuerySet[Any]:
    """What others did since a moment, among the latest lines that the member may read: an index answers, however long the log."""
    latest = entries_visible_to(member).order_by("-seq").values("pk")[:HAPPENED_READ]
    return (
        Entry.objects.filter(pk__in=Subquery(latest), at__gte=since)
        .exclude(actor_id=member.id)
        .exclude(type__in=sorted(private_types()))
        .select_related("actor__person", "text")
        .order_by("-seq")[:HAPPENED_READ]
    )


_others_did: Final = OfMember(_lately, since=datetime)


def _happened(member: Membership, now: datetime) -> list[Happening]:
    """What others did since yesterday morning, newest first."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    slug = member.business.slug
    others = wording.told(_others_did.rows(member, since=midnight - timedelta(days=1)), member)
    return [
        Happening(
            said,
            _beginning(entry),
            address("log:entry", slug, entry.pk),
            entry.at,
            entry.actor.ink if entry.actor else 0,
        )
        for entry, said in others[:HAPPENED_SHOWN]
    ]


def _beginning(entry: Entry, limit: int = 90) -> str:
    text = getattr(entry, "text", None)
    line = " ".join(text.body[: limit * 4].split()) if text else ""
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]}…"


_running: Final = OfMember(
    lambda member: (
        Delegation.objects.filter(executor_id=member.id, state=State.RUNNING)
        .order_by("-id")
        .values_list("id", "title")[:UNDER_WAY_SHOWN]
    )
)


def _under_way(member: Membership) -> list[UnderWay]:
    """For an executor: what was accepted and is being done."""
    if member.role != Role.EXECUTOR:
        return []
    slug = member.business.slug
    rows = _running.rows(member)
    return [UnderWay(title, address("delegations:page", slug, pk)) for pk, title in rows]
