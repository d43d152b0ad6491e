"""A delegation as its page shows it: where it stands, what this reader does next, everything loaded beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings

from relais.delegations import rules
from relais.delegations.loading import BRIEFS, DELIVERIES, GATES, MILESTONES, SHOWN
from relais.delegations.models import Brief, Closure, Delegation, Delivery, Gate, Milestone, Outcome, State
from relais.delegations.states import Progress, progress_after
from relais.people.models import Membership
from relais.procedures.models import Run, Step


def sheet_of(delegation_id: UUID, member: Membership) -> Sheet | None:
    """The delegation with its brief in one query, if the member may see it; None otherwise."""
    briefs = BRIEFS.rows(member, delegation=delegation_id)
    if not briefs:
        return None
    delegation: Delegation = briefs[0].delegation
    delegation.business = member.business
    return Sheet(delegation, tuple(briefs), member)


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone with where it stands, its money, and its last delivery."""

    milestone: Milestone
    progress: Progress
    balances: Mapping[str, int]
    last: Delivery | None

    @property
    def is_open(self) -> bool:
        return self.progress in (Progress.NOTHING, Progress.SENT_BACK)


class Sheet:
    """What the templates of a delegation read. Nothing here asks the database twice."""

    def __init__(self, delegation: Delegation, briefs: tuple[Brief, ...], member: Membership) -> None:
        self.delegation, self.member = delegation, member
        self._briefs = briefs

    # --- the brief

    @property
    def brief(self) -> Brief:
        """The brief to show: the one last written for management, the one last proposed for everyone else."""
        return self.latest if self.member.may("delegation.change") else self.proposed or self.latest

    @property
    def latest(self) -> Brief:
        return self._briefs[0]

    @property
    def is_begun(self) -> bool:
        """Whether a part of the brief is written already, and another one is not."""
        return 0 < len(self.latest.empty_parts()) < len(Brief.PARTS)

    @property
    def unwritten(self) -> str:
        """The parts that are still to be written, by name."""
        return rules.part_names(self.latest.empty_parts())

    @cached_property
    def proposed(self) -> Brief | None:
        """The brief last put before the executor."""
        return next((brief for brief in self._briefs if hasattr(brief, "proposal")), None)

    @property
    def is_changed(self) -> bool:
        """Whether the brief was written on since it was last proposed."""
        return self.proposed is not None and self.latest != self.proposed

    @property
    def change_request(self) -> Any:
        if self.delegation.state != State.CHANGE_ASKED or self.proposed is None:
            return None
        return getattr(self.proposed.proposal, "change_request", None)

    @property
    def accepted_at(self) -> datetime | None:
        acceptance = getattr(getattr(self.proposed, "proposal", None), "acceptance", None)
        return acceptance.at if acceptance else None

    @property
    def closure(self) -> Closure | None:
        return getattr(self.delegation, "closure", None)

    # --- the work

    @cached_property
    def milestones(self) -> list[Any]:
        """Those not dropped, each with its balances as columns (`in_held` and so on): one query."""
        found = MILESTONES.rows(delegation=self.delegation.id)
        for milestone in found:
            milestone.delegation = self.delegation
        return found

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """Newest first."""
        return DELIVERIES.rows(delegation=self.delegation.id)

    @cached_property
    def gates(self) -> list[Gate]:
        """What must be so before the work starts, in the order in which it was set."""
        return (
            GATES.rows(delegation=self.delegation.id) if getattr(self._briefs[0], "has_gates", True) else []
        )

    @property
    def gates_in_the_way(self) -> list[Gate]:
        return [gate for gate in self.gates if gate.is_in_the_way]

    @cached_property
    def balances(self) -> Mapping[UUID, Mapping[str, int]]:
        """Minor units by milestone and kind of account."""
        return {m.id: {kind: getattr(m, f"in_{kind}") or 0 for kind in SHOWN} for m in self.milestones}

    @cached_property
    def parts(self) -> list[Part]:
        last: dict[UUID, Delivery] = {}
        for delivery in self.deliveries:
            last.setdefault(delivery.milestone_id, delivery)
        return [
            Part(m, self._progress(last.get(m.id)), self.balances[m.id], last.get(m.id))
            for m in self.milestones
        ]

    @staticmethod
    def _progress(last: Delivery | None) -> Progress:
        if last is None:
            return Progress.NOTHING
        verdict = getattr(last, "verdict", None)
        return progress_after(verdict.outcome if verdict else None)

    @property
    def to_judge(self) -> list[Delivery]:
        """The deliveries that wait for a verdict, the oldest first."""
        return [d for d in reversed(self.deliveries) if d.judged_at is None]

    @property
    def open_parts(self) -> list[Part]:
        return [part for part in self.parts if part.is_open]

    @property
    def due_on(self) -> date | None:
        return min((m.due_on for m in self.milestones if m.due_on), default=None)

    @property
    def waiting_money(self) -> int:
        """What must be released or returned before the end."""
        return sum(b.get(kind, 0) for b in self.balances.values() for kind in rules.WHERE_MONEY_WAITS)

    @property
    def owed(self) -> int:
        """What was released and is not paid yet."""
        return sum(b.get("released", 0) for b in self.balances.values())

    @property
    def to_pay(self) -> UUID | None:
        """The milestone whose money is owed, the first if several are."""
        return next((id_ for id_, b in self.balances.items() if b.get("released", 0)), None)

    @property
    def agreed(self) -> int:
        return sum(milestone.amount or 0 for milestone in self.milestones)

    @property
    def members(self) -> list[Membership]:
        """Everyone loaded already, with their person: the log need not ask for them again."""
        judges = [d.verdict.by for d in self.deliveries if hasattr(d, "verdict")]
        everyone = (self.member, self.delegation.executor, self.delegation.opened_by, *judges)
        return [member for member in everyone if member is not None]

    @property
    def minutes(self) -> int:
        """Time spent on all deliveries."""
        return sum(delivery.minutes for delivery in self.deliveries)

    @property
    def judged(self) -> tuple[int, int]:
        """How many judged deliveries were accepted, and how many were judged."""
        outcomes = [d.verdict.outcome for d in self.deliveries if hasattr(d, "verdict")]
        return outcomes.count(Outcome.ACCEPTED), len(outcomes)

    @property
    def wrong_step(self) -> Step | None:
        """The step that the last verdict found wrong, while work is to redo: the procedure is corrected there."""
        if self.delegation.state != State.TO_REDO or not self.member.may("procedure.change"):
            return None
        for delivery in self.deliveries:
            verdict = getattr(delivery, "verdict", None)
            if verdict is not None:
                return verdict.step if verdict.cause == "procedure_wrong" else None
        return None

    # --- the reader

    @property
    def state(self) -> str:
        return self.delegation.state

    @property
    def is_executor(self) -> bool:
        return self.delegation.executor_id == self.member.id

    @property
    def may_change(self) -> bool:
        return self.member.may("delegation.change")

    @property
    def may_judge(self) -> bool:
        return self.member.may("delegation.judge")

    @property
    def may_move(self) -> bool:
        return self.member.may("funds.move")

    @property
    def may_see_money(self) -> bool:
        return self.member.sees_rates

    @property
    def may_see_executor(self) -> bool:
        """Outside management nobody learns another person's name."""
        return self.is_executor or self.member.may("team.see")

    @property
    def may_read_procedure(self) -> bool:
        is_given = self.is_executor and self.state not in (State.DRAFT, State.CLOSED)
        return self.member.may("procedure.see_all") or is_given

    @property
    def may_write(self) -> bool:
        """Whether the brief can be written on now."""
        return self.may_change and self.state in rules.NOT_YET_PROPOSED

    @property
    def may_set_terms(self) -> bool:
        return self.may_change and self.state in rules.NOT_YET_PROPOSED | rules.ACCEPTED_ON

    @property
    def may_deliver(self) -> bool:
        is_theirs = self.is_executor and self.state in rules.WORKING and not self.gates_in_the_way
        return is_theirs and bool(self.open_parts)

    @cached_property
    def _last_run(self) -> Run | None:
        """This executor's last run for the work, while there is something to deliver."""
        first: Any = self._briefs[0]
        if not self.may_deliver or self.delegation.procedure_id is None or first.last_run_id is None:
            return None
        return Run(id=first.last_run_id, finished_at=first.last_run_finished_at)

    @property
    def left_run(self) -> Run | None:
        """The run that was left in the middle, to be resumed."""
        return self._last_run if self._last_run is not None and self._last_run.is_open else None

    @property
    def is_run(self) -> bool:
        """Whether the procedure was gone through since the last delivery: what comes next is to deliver."""
        run = self._last_run
        return run is not None and not run.is_open and all(d.run_id != run.id for d in self.deliveries)

    @property
    def may_set_gates(self) -> bool:
        return self.may_change and self.state not in (State.ACCEPTED, State.CLOSED)

    @property
    def may_close(self) -> bool:
        return self.may_change and self.state in rules.ACCEPTED_ON - {State.DELIVERED}

    @property
    def may_call_off(self) -> bool:
        return self.may_change and self.state not in (State.CLOSED, State.DELIVERED, State.ACCEPTED)

    @property
    def is_invited(self) -> bool:
        """Whether the work waits for someone who did not join yet, and this reader may know whom."""
        return (
            self.delegation.executor_id is None
            and self.delegation.invitation_id is not None
            and self.may_change
        )

    @property
    def must_hand_over(self) -> bool:
        """Whether the invitation was only written down: without a mail server the owner brings the link."""
        return self.is_invited and not settings.MAIL and self.member.may("outbox.see")

    @property
    def missing(self) -> tuple[str, ...]:
        """What stops a proposal, in the order in which one would do it: brief, executor, procedure."""
        found = []
        if self.latest.empty_parts():
            found.append("brief")
        if self.delegation.executor_id is None and self.delegation.invitation_id is None:
            found.append("executor")
        if self.delegation.procedure is not None and self.delegation.procedure.current_id is None:
            found.append("procedure")
        return tuple(found)

    @property
    def act(self) -> str:
        """The one act that this reader does next; empty when they wait for someone else.

        write_brief, choose_executor, publish_procedure, propose, answer, judge, correct_step, clear_gates, await_gates, deliver,
        settle_money, pay, close.
        """
        if self.state in rules.NOT_YET_PROPOSED and self.may_change:
            return self._before_proposing()
        if self.state == State.PROPOSED:
            return "answer" if self.is_executor else ""
        if self.state == State.DELIVERED and self.may_judge:
            return "judge"
        if self.wrong_step is not None:
            return "correct_step"
        if self.state in rules.WORKING and self.gates_in_the_way:
            return "clear_gates" if self.may_change else "await_gates" if self.is_executor else ""
        if self.may_deliver:
            return "deliver"
        if self.state == State.ACCEPTED and self.may_change:
            if self.may_move and (self.waiting_money or self.owed):
                return "settle_money" if self.waiting_money else "pay"
            return "close"
        return ""

    def _before_proposing(self) -> str:
        names = {"brief": "write_brief", "executor": "choose_executor", "procedure": "publish_procedure"}
        for missing in self.missing:
            return names[missing]
        if self.state == State.CHANGE_ASKED and not self.is_changed:
            return "write_brief"
        return "propose"

    @property
    def path(self) -> list[tuple[str, str]]:
        """The way of a delegation, each stop with past, now or nothing; the names are the template's."""
        stops = ["brief", "proposal", "work", "delivery", "accepted", "closed"]
        here = {
            State.DRAFT: 0,
            State.PROPOSED: 1,
            State.CHANGE_ASKED: 1,
            State.RUNNING: 2,
            State.DELIVERED: 3,
            State.TO_REDO: 3,
            State.ACCEPTED: 4,
            State.CLOSED: 5,
        }[State(self.state)]
        if self.closure is not None and self.closure.called_off:
            stops = ["brief", "called_off"]
            here = 1
        return [(stop, "past" if n < here else "now" if n == here else "") for n, stop in enumerate(stops)]
