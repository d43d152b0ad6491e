"""Guards: each refuses with a coded reason, or lets through. Verbs ask them; pages show what they would say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.refusal import Refused
from relais.config.money import currency_known
from relais.delegations.models import Brief, Delegation, Gate, GateKind, Milestone, State
from relais.delegations.states import Progress
from relais.engine.values import Money, MoneyError
from relais.funds.querysets import standing
from relais.people.models import Membership
from relais.procedures.models import Procedure

TITLE_LIMIT: Final = 200
PART_LIMIT: Final = 20_000
TEXT_LIMIT: Final = 20_000
SILENCE_LONGEST: Final = 365
MINUTES_LONGEST: Final = 60 * 24 * 366
MILESTONES_MOST: Final = 50
GATES_MOST: Final = 20
YEARS: Final = range(2000, 2101)

NOT_YET_PROPOSED: Final = frozenset({State.DRAFT, State.CHANGE_ASKED})
ACCEPTED_ON: Final = frozenset({State.RUNNING, State.DELIVERED, State.TO_REDO, State.ACCEPTED})
WORKING: Final = frozenset({State.RUNNING, State.DELIVERED, State.TO_REDO})
WHERE_MONEY_WAITS: Final = ("pledged", "held", "disputed")


# --- what was typed ---------------------------------------------------------------------------------------------------


def title_of(text: str, *, field: str = "title", required: bool = True) -> str:
    """A title on one line, not empty and not too long."""
    return clean_text(" ".join(text.split()), limit=TITLE_LIMIT, required=required, field=field)


def silence_of(days: int | None) -> int | None:
    """Days until silence counts as acceptance; None: never."""
    if days is not None and not 1 <= days <= SILENCE_LONGEST:
        raise Refused("silence_out_of_range", field="silence_days", most=SILENCE_LONGEST)
    return days


def amount_of(minor: int | None, currency: str, *, field: str = "amount") -> int | None:
    """An agreed price in minor units, above zero; None when it is not agreed in money."""
    if minor is None:
        return None
    try:
        if not Money(minor, currency).is_positive:
            raise Refused("amount_not_positive", field=field)
    except MoneyError as error:
        raise Refused(error.code, field=field) from error
    return minor


def currency_of(code: str) -> str:
    if not currency_known(code):
        raise Refused("currency_unknown", field="currency")
    return code


def due_of(day: date | None, *, field: str = "due_on") -> date | None:
    if day is not None and day.year not in YEARS:
        raise Refused("date_out_of_range", field=field)
    return day


def minutes_of(minutes: int) -> int:
    """Time spent: from nothing to a year."""
    if not 0 <= minutes <= MINUTES_LONGEST:
        raise Refused("minutes_out_of_range", field="minutes")
    return minutes


# --- people and procedures -------------------------------------------------------------------------------------------


def executor_of(executor_id: UUID | None, *, seen_by: Membership) -> Membership | None:
    """The member who is to do the work: of this business, still there, and with the right to."""
    if executor_id is None:
        return None
    executor = (
        Membership.objects.visible_to(seen_by)
        .current()
        .select_related("person")
        .filter(pk=executor_id)
        .first()
    )
    if executor is None or not executor.may("delegation.perform"):
        raise Refused("executor_unknown", field="executor")
    found: Membership = executor
    return found


def procedure_of(procedure_id: UUID | None, *, seen_by: Membership) -> Procedure | None:
    """A procedure in use that the actor may see."""
    if procedure_id is None:
        return None
    procedure = Procedure.objects.visible_to(seen_by).in_use().filter(pk=procedure_id).first()
    if procedure is None:
        raise Refused("procedure_unknown", field="procedure")
    found: Procedure = procedure
    return found


# --- states ----------------------------------------------------------------------------------------------------------


def in_state(delegation: Delegation, states: Iterable[str]) -> None:
    """Refuse, saying where the delegation stands, unless it is in one of these states."""
    if delegation.state in states:
        return
    codes = {
        State.DRAFT: "delegation_is_draft",
        State.PROPOSED: "delegation_is_proposed",
        State.CHANGE_ASKED: "delegation_change_asked",
        State.CLOSED: "delegation_is_closed",
        State.ACCEPTED: "work_already_accepted",
    }
    raise Refused(codes.get(State(delegation.state), "brief_already_accepted"))


def own_work(delegation: Delegation, member: Membership) -> None:
    """Only the executor accepts, asks for a change and delivers."""
    if delegation.executor_id != member.id or not member.may("delegation.perform"):
        raise Refused("only_the_executor")


def ready_to_propose(delegation: Delegation, brief: Brief, now: datetime) -> None:
    """A brief is put before an executor whole: all eight fields, someone to read it, a procedure that can be read."""
    if brief.empty_parts():
        raise Refused("brief_incomplete", parts=part_names(brief.empty_parts()))
    if delegation.executor_id is None and delegation.invitation_id is None:
        raise Refused("executor_missing", field="executor")
    if (
        delegation.executor is None
        and delegation.invitation is not None
        and not delegation.invitation.is_open(now)
    ):
        raise Refused("invitation_not_open", field="executor")
    if delegation.executor is not None and delegation.executor.left_at:
        raise Refused("executor_left", field="executor")
    if delegation.procedure is not None and delegation.procedure.current_id is None:
        raise Refused("procedure_not_published", field="procedure")


def part_names(parts: Iterable[str]) -> str:
    """The parts of a brief by name, in the reader's language, as a list in a sentence."""
    from django.utils.translation import gettext as _

    from relais.delegations.wording import PARTS

    names = [str(PARTS[part].named_alone) for part in parts]
    return _(", ").join(names)


def gates_open_until(delegation: Delegation) -> None:
    """Gates come and go until the work is accepted."""
    if delegation.state in (State.ACCEPTED, State.CLOSED):
        in_state(delegation, ())


def gate_kind_of(kind: str) -> str:
    if kind not in GateKind.values:
        raise Refused("gate_kind_unknown", field="kind")
    return kind


def gates_cleared(delegation_id: UUID) -> None:
    """Nothing stands before the work: it may start."""
    gate = Gate.objects.filter(delegation_id=delegation_id).in_the_way().order_by("id").first()
    if gate is not None:
        raise Refused("gate_not_cleared", gate=gate.title)


def milestone_open(progress: Progress) -> None:
    """Work can be handed in for this milestone now."""
    if progress is Progress.WAITING:
        raise Refused("delivery_waits_already")
    if progress is Progress.ACCEPTED:
        raise Refused("milestone_already_accepted")


# --- money -----------------------------------------------------------------------------------------------------------


def no_money_left(delegation: Delegation) -> None:
    """Nothing pledged, held or in dispute: what was held is released or returned. Refused with the amount otherwise."""
    milestones = list(Milestone.objects.filter(delegation=delegation).values_list("id", flat=True))
    found = standing(milestones)
    for kind in WHERE_MONEY_WAITS:
        left = sum(balances.get(kind, 0) for balances in found.values())
        if left:
            raise Refused(f"money_still_{kind}", available=spoken(left, delegation.currency))


def milestone_empty(milestone: Milestone, currency: str) -> None:
    """No money was ever moved for this milestone, or all of it went back."""
    balances = standing([milestone.id])[milestone.id]
    for kind in (*WHERE_MONEY_WAITS, "released", "paid"):
        if balances.get(kind, 0):
            raise Refused("milestone_has_money", available=spoken(balances[kind], currency))


def spoken(minor: int, currency: str) -> str:
    """An amount in the language now active."""
    from django.utils.translation import get_language

    from relais.config.money import format_money

    return format_money(Money(minor, currency), get_language() or "en")
