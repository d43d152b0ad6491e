"""What waits for a member in this room: one query a kind, told by Today and the digest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from relais.acts.waiting import ACCEPT, ANSWER, JUDGE, REDO, WAITING_LIMIT, Waiting, waiting_kind
from relais.config.addresses import address
from relais.config.dates import day_text
from relais.delegations.models import Delegation, Delivery, Gate, State
from relais.people.models import Membership
from relais.people.prepared import OfMember


def _waiting_for(member: Membership) -> QuerySet[Any]:
    deliveries: Any = Delivery.objects.visible_to(member).to_judge().order_by("id")
    if not member.may("funds.move"):
        deliveries = deliveries.exclude(by_id=member.id)
    needed = ("delegation_id", "number", "at", "reminders", "accepted_on_silence_at", "delegation__title")
    found: QuerySet[Any] = deliveries.values_list("id", *needed, named=True)[:WAITING_LIMIT]
    return found


def _movable_by(member: Membership) -> QuerySet[Any]:
    # Two lists, each as long as an index in the order of moments knows it, and not "either", which would be sorted whole.
    theirs: Any = Delegation.objects.filter(executor_id=member.id).in_executors_hands()
    wanted: Any = _first_moved(theirs)
    if member.may("delegation.change"):
        ours: Any = Delegation.objects.filter(business_id=member.business_id).in_managements_hands()
        wanted = wanted.union(_first_moved(ours))
    found: Any = Delegation.objects.filter(pk__in=wanted).order_by("moved_at")
    moved: QuerySet[Any] = found.only("id", "title", "state", "moved_at")[:WAITING_LIMIT]
    return moved


def _first_moved(rows: Any) -> Any:
    """The ids of those that wait longest. A list in a list: SQLite allows no limit in the part of a union."""
    return Delegation.objects.filter(pk__in=rows.order_by("moved_at").values("pk")[:WAITING_LIMIT]).values(
        "pk"
    )


_waiting, _movable = OfMember(_waiting_for), OfMember(_movable_by)


@waiting_kind
def deliveries_to_judge(member: Membership, now: datetime) -> list[Waiting]:
    """For those who judge, the oldest first: whoever delivered waits for their money. Once silence is near, it is said."""
    if not member.may("delegation.judge"):
        return []
    return [row for delivery in _waiting.rows(member) for row in _to_judge(delivery, member)][:WAITING_LIMIT]


def _to_judge(delivery: Any, member: Membership) -> list[Waiting]:
    url = address("delegations:verdict", member.business.slug, delivery.delegation_id, delivery.id)
    rows = [Waiting(partial(_judge_label, delivery), url, delivery.at, weight=JUDGE, kind="delivery.judge")]
    if delivery.reminders and delivery.accepted_on_silence_at:
        delay = delivery.accepted_on_silence_at - delivery.at
        since = delivery.at + (delay / 2 if delivery.reminders == 1 else delay * 6 / 7)
        rows.append(
            Waiting(
                partial(_reminder, delivery), url, since, weight=JUDGE, once=True, kind="delivery.reminder"
            )
        )
    return rows


def _judge_label(delivery: Any) -> str:
    said = {"title": delivery.delegation__title, "number": delivery.number}
    return _("Judge delivery %(number)s of “%(title)s”") % said


def _reminder(delivery: Any) -> str:
    until, tongue = delivery.accepted_on_silence_at, "fr" if (get_language() or "").startswith("fr") else "en"
    return _(
        "Delivery %(number)s of “%(title)s” counts as accepted on %(day)s, unless you judge it before"
    ) % {
        "title": delivery.delegation__title,
        "number": delivery.number,
        "day": day_text(until, tongue) if until else "",
    }


@waiting_kind
def delegations_to_move(member: Membership, now: datetime) -> list[Waiting]:
    """What is the member's to move on: a proposal to answer, a change asked for, work that came back, work to close."""
    return [_to_move(delegation, member) for delegation in _movable.rows(member)]


_MOVES: Final[Mapping[State, tuple[Promise, int]]] = {
    State.PROPOSED: (gettext_lazy("Answer the proposal of “%(title)s”"), ACCEPT),
    State.TO_REDO: (gettext_lazy("“%(title)s” came back: do it again"), REDO),
    State.CHANGE_ASKED: (
        gettext_lazy("A change was asked for in “%(title)s”: answer with a new proposal"),
        ANSWER,
    ),
    State.ACCEPTED: (gettext_lazy("“%(title)s” is accepted: settle what is left and close it"), REDO),
}


def _to_move(delegation: Delegation, member: Membership) -> Waiting:
    label, weight = _MOVES[State(delegation.state)]
    return Waiting(
        lambda: str(label) % {"title": delegation.title},
        address("delegations:page", member.business.slug, delegation.id),
        delegation.moved_at,
        weight=weight,
        kind=f"delegation.{delegation.state}",
    )


@waiting_kind
def gates_to_clear(member: Membership, now: datetime) -> list[Waiting]:
    """For management: accepted work that cannot start, because something must be so first."""
    if not member.may("delegation.change"):
        return []
    return [
        _gate_in_the_way(
            member, gate.title, gate.delegation_id, gate.delegation.title, max(gate.opened_at, gate.delegation.moved_at)
        )
        for gate in _gates.rows(member)
    ]  # fmt: skip


def _gate_in_the_way(
    member: Membership, gate: str, delegation_id: UUID, title: str, since: datetime
) -> Waiting:
    return Waiting(
        lambda: _("“%(gate)s”: “%(title)s” waits for it to start") % {"gate": gate, "title": title},
        f"{address('delegations:page', member.business.slug, delegation_id)}#gates",
        since,
        weight=ACCEPT,
        kind="gate.clear",
    )


def gate_columns(member: Membership) -> dict[str, Any]:
    """The oldest gate in the way as columns of the query that Today makes anyway: cleared, it gives way to the next."""
    if not member.may("delegation.change"):
        return {}
    names = ("title", "delegation_id", "delegation__title", "opened_at", "delegation__moved_at")
    return {f"gate_{name}": Subquery(_gates_of(member).values(name)[:1]) for name in names}


def gate_task(member: Membership, row: Mapping[str, Any]) -> list[Waiting]:
    """What `gates_to_clear` says of that gate, from a row with `gate_columns`."""
    if row.get("gate_delegation_id") is None:
        return []
    since = max(row["gate_opened_at"], row["gate_delegation__moved_at"])
    said = row["gate_title"], row["gate_delegation_id"], row["gate_delegation__title"], since
    return [_gate_in_the_way(member, *said)]


def _gates_of(member: Membership) -> QuerySet[Any]:
    rows: Any = Gate.objects.in_the_way().filter(
        delegation__business_id=member.business_id, delegation__state__in=(State.RUNNING, State.TO_REDO)
    )
    found: QuerySet[Any] = rows.select_related("delegation").order_by("id")[:WAITING_LIMIT]
    return found


_gates = OfMember(_gates_of)
