"""A delegation from its first line to its closure: about twenty entries of the log and every row beside them.

What a story will do is drawn when it begins (`Plan`), so that the number of its entries can be met; where the end of time
comes before the end of the story, it stops there, and its state is what its rows add up to (`states.state_of`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bench.load.money import Purse
from bench.load.people import CURRENCY
from bench.load.plan import Part, Plan
from bench.load.procedures import LoadedProcedure, Running
from bench.load.stage import Actress, Member, Stage, Story
from bench.load.talk import ENTRIES, Talk
from bench.load.words import Text
from relais.acts.models import Due
from relais.acts.types import EntryData
from relais.delegations import entries as said
from relais.delegations.actions.proposals import brief_digest
from relais.delegations.models import (
    Acceptance,
    Brief,
    Cause,
    ChangeRequest,
    Closure,
    Delegation,
    Delivery,
    Milestone,
    Outcome,
    Proposal,
    Verdict,
)
from relais.delegations.states import Facts, Progress, Standing, progress_after, state_of
from relais.engine.funds.entries import Act
from relais.funds.entries import FundsHeld, FundsPaid, FundsRefunded
from relais.log.models import Attachment

SILENCE_DAYS = 14
JUDGED_WITHIN = 24 * 10
"""Hours: the worker, which starts with the server, must find no silence that is over."""


class Delegating(Actress):
    """The story of one delegation."""

    def __init__(
        self, stage: Stage, start: datetime, shelf: list[LoadedProcedure], *, of_the_first: bool = False
    ) -> None:
        """`of_the_first`: the first executor does it."""
        super().__init__(stage, start)
        team, rng = stage.team, self.rng
        self.plan = Plan.draw(rng)
        self.boss = team.owner if self.chance(0.6) else rng.choice(team.managers)
        # A few executors do most of the work, as anywhere.
        place = 0 if of_the_first else min(int(rng.expovariate(1 / 9)), len(team.executors) - 1)
        self.executor = team.executors[place]
        # A few procedures are followed all the time: their lists of runs are long at every size.
        place = 0 if self.chance(0.3) else min(int(rng.expovariate(1 / 12)), len(shelf) - 1)
        self.procedure = shelf[place] if shelf and self.chance(0.6) else None
        self.currency = CURRENCY if self.chance(0.85) else "USD"
        self.id_, (self.title, self.words) = self.id(), stage.writer.title(self.boss.language)
        self.opened_at = self.moved_at = self.now
        self.proposed_at: datetime | None = None
        self.standing, self.closed = Standing.NONE, False
        self.brief, self.number, self.deliveries = "", 0, 0
        self.words_of_brief = ""
        self.count = 0
        self.parts = [self._part(n) for n in range(self.plan.parts)]
        self.talk = Talk(self)
        self.run: Running | None = None

    def _part(self, number: int) -> Part:
        part = self.id()
        title = self.stage.writer.title(self.boss.language, 4)[0] if self.plan.parts > 1 else ""
        amount = self.rng.randint(1, 80) * 500 if self.chance(0.75) else None
        purse = Purse(
            self.stage.book, self.stage.ids, milestone=part, delegation=self.id_, business=self.stage.business,
            currency=self.currency,
        )  # fmt: skip
        return Part(part, number + 1, title, amount, purse, redone=self.plan.redone[number])

    # --- the course of things ---------------------------------------------------------------------------------------

    def tell(self) -> Story:
        try:
            self.note(said.DelegationOpened(delegation=self.title), self.boss, "delegation", self.id_)
            self.stage.begun.append(self.id_)
            yield from self._prepare()
            if self.standing is not Standing.ACCEPTED:
                return
            yield self.later(8)
            self._hold()
            if self.plan.called_off:
                yield from self._call_off()
                return
            yield from self._work()
            yield self.later(30)
            self._close()
        finally:
            self.keep()

    def _prepare(self) -> Story:
        yield self.later(2)
        self._write_brief()
        yield self.later(1)
        changed = ("executor", "milestones", *(("procedure",) if self.procedure else ()))
        self.note(said.TermsSet(delegation=self.title, changed=changed), self.boss, "delegation", self.id_)
        if self.plan.stuck_draft:
            return
        yield self.later(6)
        self._propose()
        if self.plan.stuck_proposed:
            return
        yield self.later(9)
        if self.plan.change_asked:
            self._ask_for_change()
            yield self.later(12)
            self._write_brief()
            yield self.later(1)
            self._propose()
            yield self.later(9)
        acceptance = said.DelegationAccepted(delegation=self.title, number=self.number)
        self.note(acceptance, self.executor, "acceptance", self.brief)
        self.stage.book.sheet(Acceptance).add(proposal_id=self.brief, by_id=self.executor.id, at=self.now)
        self._moved(Standing.ACCEPTED)

    def _work(self) -> Story:
        if self.plan.runs and self.procedure is not None:
            self.run = Running(self, self.procedure, self.executor, self.id_)
        room = ENTRIES - self.count - self._still_to_come()
        shares = [room // len(self.parts)] * len(self.parts)
        shares[0] += room - sum(shares)
        for part, share in zip(self.parts, shares, strict=True):
            yield from self.talk.threads(share)
            if self.run is not None and not self.run.id:
                yield self.later(10)
                yield from self.run.tell()
                self.count += self.run.entries
            yield from self._deliver(part)

    def _still_to_come(self) -> int:
        """How many entries the work and the closure take, without talk."""
        judged = sum(2 + 2 * part.redone for part in self.parts)
        paid = sum(part.held for part in self.parts)
        return judged + paid + 1 + (self.run.entries if self.run else 0)

    # --- brief and proposal -----------------------------------------------------------------------------------------

    def _write_brief(self) -> None:
        self.brief, self.number = self.id(), self.number + 1
        written = {name: self.stage.writer.paragraph(self.boss.language) for name in Brief.PARTS}
        self.stage.book.sheet(Brief).add(
            id=self.brief, delegation_id=self.id_, number=self.number, written_by_id=self.boss.id,
            written_at=self.now, **written,
        )  # fmt: skip
        self.words_of_brief = brief_digest(Brief(**written))
        data = said.BriefWritten(delegation=self.title, number=self.number, empty=0)
        self.note(data, self.boss, "brief", self.brief)

    def _propose(self) -> None:
        self.proposed_at = self.proposed_at or self.now
        data = said.DelegationProposed(
            delegation=self.title, number=self.number, brief_sha256=self.words_of_brief
        )
        self.note(data, self.boss, "proposal", self.brief)
        self.stage.book.sheet(Proposal).add(brief_id=self.brief, by_id=self.boss.id, at=self.now)
        self._moved(Standing.OPEN)
        if self.procedure is not None:
            self.procedure.give(self.executor.id, self.id_, self.now)

    def _ask_for_change(self) -> None:
        data = said.ChangeAsked(delegation=self.title, number=self.number)
        entry = self.note(data, self.executor, "proposal", self.brief, text=self.text(self.executor))
        self.stage.book.sheet(ChangeRequest).add(
            proposal_id=self.brief, entry_id=entry.id, by_id=self.executor.id, at=self.now
        )
        self._moved(Standing.CHANGE_ASKED)

    # --- work and verdict -------------------------------------------------------------------------------------------

    def _deliver(self, part: Part) -> Story:
        yield self.later(20)
        delivery = self._hand_in(part)
        if part.redone:
            yield self.later(16, most=JUDGED_WITHIN)
            self._send_back(part, delivery)
            yield self.later(20)
            delivery = self._hand_in(part)
        yield self.later(18, most=JUDGED_WITHIN)
        self._accept(part, delivery)
        if part.held:
            yield self.later(24)
            self._pay(part)

    def _hand_in(self, part: Part) -> dict[str, Any]:
        self.deliveries += 1
        delivery, minutes = self.id(), self.rng.randint(1, 60) * 10
        data = said.DeliveryMade(
            delegation=self.title, number=self.deliveries, milestone=part.title, minutes=minutes
        )
        files = (self.rng.choice(self.stage.files),) if self.stage.files and self.chance(0.04) else ()
        entry = self.note(
            data, self.executor, "delivery", delivery, text=self.text(self.executor, 10, 60), files=files
        )
        for file in files:
            self.stage.book.sheet(Attachment).add(
                id=self.id(), business_id=self.stage.business, entry_id=entry.id, name=file.name, size=file.size,
                sha256=file.sha256, media_type=file.media_type, salt=file.salt,
            )  # fmt: skip
        part.outcome = None
        self._moved()
        row = {
            "id": delivery, "business_id": self.stage.business, "delegation_id": self.id_, "milestone_id": part.id,
            "number": self.deliveries, "run_id": self.run.id if self.run and self.run.id else None,
            "entry_id": entry.id, "minutes": minutes, "by_id": self.executor.id, "at": self.now,
            "accepted_on_silence_at": self.now + timedelta(days=SILENCE_DAYS), "judged_at": None,
        }  # fmt: skip
        self.pending = row
        return row

    def _judged(self, delivery: dict[str, Any], entry: str, outcome: str, **more: object) -> None:
        delivery["judged_at"] = self.now
        self._keep_delivery(delivery)
        by = {"by_id": self.boss.id} | more
        self.stage.book.sheet(Verdict).add(
            delivery_id=delivery["id"], outcome=outcome, entry_id=entry, at=self.now, **by
        )

    def _keep_delivery(self, delivery: dict[str, Any]) -> None:
        """The delivery and the moments promised for it: lifted by the verdict."""
        self.stage.book.sheet(Delivery).add(**delivery)
        delay, at = timedelta(days=SILENCE_DAYS), delivery["at"]
        promised = (("reminder", 1, delay / 2), ("reminder", 2, delay * 6 / 7), ("silence", 0, delay))
        for kind, number, after in promised:
            self.stage.book.sheet(Due).add(
                id=self.stage.ids.at(at), kind=f"delivery.{kind}", subject_id=delivery["id"], number=number,
                at=at + after, done_at=delivery["judged_at"],
            )  # fmt: skip
        self.pending = None

    def _send_back(self, part: Part, delivery: dict[str, Any]) -> None:
        wrong = (
            (self.run.failed or self.rng.choice(self.run.version.steps)) if self.run and self.run.id else None
        )
        causes = (
            (Cause.PROCEDURE_WRONG, Cause.NOT_FOLLOWED) if wrong else (Cause.BRIEF_UNCLEAR, Cause.OUTSIDE)
        )
        cause = self.rng.choice(causes).value
        part.outcome = (Outcome.REFUSED if self.chance(0.1) else Outcome.REDO).value
        data = said.DeliverySentBack(
            delegation=self.title, number=delivery["number"], milestone=part.title, outcome=part.outcome, cause=cause,
            step=wrong.position if wrong else 0, step_title=wrong.title if wrong else "",
        )  # fmt: skip
        entry = self.note(data, self.boss, "delivery", delivery["id"], text=self.text(self.boss))
        self._judged(
            delivery, entry.id, part.outcome, cause=cause, step_id=wrong.id if wrong else None,
            step_followed=False if cause == Cause.NOT_FOLLOWED else None,
        )  # fmt: skip
        self._moved()

    def _accept(self, part: Part, delivery: dict[str, Any]) -> None:
        by_silence = self.chance(0.03)
        released = part.amount if part.held and part.amount else 0
        judge = None if by_silence else self.boss
        if released:
            part.purse.post([Act.RELEASE], released, by=judge.id if judge else None, at=self.now)
        common = {
            "delegation": self.title, "number": delivery["number"], "milestone": part.title, "released": released,
            "released_currency": self.currency,
        }  # fmt: skip
        data: EntryData
        if by_silence:
            data = said.DeliveryAcceptedBySilence(days=SILENCE_DAYS, **common)  # type: ignore[arg-type]
        else:
            data = said.DeliveryAccepted(transferred_on="", reference="", **common)  # type: ignore[arg-type]
        text = None if by_silence or self.chance(0.5) else self.text(self.boss)
        entry = self.note(data, judge, "delivery", delivery["id"], text=text)
        part.outcome = Outcome.ACCEPTED.value
        self._judged(delivery, entry.id, part.outcome, by_id=judge.id if judge else None)
        self._moved()

    # --- money ------------------------------------------------------------------------------------------------------

    def _hold(self) -> None:
        """One transfer for each milestone that has a price: pledged and held at once."""
        for part in self.parts:
            if part.amount is None:
                continue
            owner, reference = self.stage.team.owner, f"VIR {self.rng.randrange(10**6):06d}"
            moved = part.purse.post(
                [Act.PLEDGE, Act.HOLD],
                part.amount,
                by=owner.id,
                at=self.now,
                on=self.now.date(),
                reference=reference,
            )
            part.held = True
            self.note(FundsHeld(*self._transfer(part, reference)), owner, "transaction", moved)

    def _pay(self, part: Part) -> None:
        assert part.amount is not None
        owner, reference = self.stage.team.owner, f"VIR {self.rng.randrange(10**6):06d}"
        moved = part.purse.post(
            [Act.PAY], part.amount, by=owner.id, at=self.now, on=self.now.date(), reference=reference
        )
        part.paid = True
        self.note(FundsPaid(*self._transfer(part, reference)), owner, "transaction", moved)

    def _transfer(self, part: Part, reference: str) -> tuple[str, int, str, str, str]:
        assert part.amount is not None
        return self._money_title(part), part.amount, self.currency, self.now.date().isoformat(), reference

    def _money_title(self, part: Part) -> str:
        return f"{self.title} · {part.title}" if part.title else self.title

    # --- the end ----------------------------------------------------------------------------------------------------

    def _call_off(self) -> Story:
        yield from self.talk.threads(ENTRIES - self.count - 1 - sum(part.held for part in self.parts))
        for part in self.parts:
            if part.held and part.amount is not None:
                yield self.later(5)
                owner, reference = self.stage.team.owner, f"RET {self.rng.randrange(10**6):06d}"
                moved = part.purse.post(
                    [Act.REFUND],
                    part.amount,
                    by=owner.id,
                    at=self.now,
                    on=self.now.date(),
                    reference=reference,
                )
                self.note(FundsRefunded(*self._transfer(part, reference)), owner, "transaction", moved)
        yield self.later(5)
        self._end(said.DelegationCalledOff(delegation=self.title), self.text(self.boss), called_off=True)

    def _close(self) -> None:
        text = self.text(self.boss) if self.chance(0.3) else None
        self._end(said.DelegationClosed(delegation=self.title), text, called_off=False)

    def _end(self, data: EntryData, text: Text | None, *, called_off: bool) -> None:
        entry = self.note(data, self.boss, "delegation", self.id_, text=text)
        self.stage.book.sheet(Closure).add(
            delegation_id=self.id_, called_off=called_off, entry_id=entry.id, by_id=self.boss.id, at=self.now
        )
        self.closed = True
        self._moved()
        if self.procedure is not None:
            self.procedure.take_back(self.executor.id, self.id_, self.now)

    # --- rows -------------------------------------------------------------------------------------------------------

    pending: dict[str, Any] | None = None

    def note(
        self, data: EntryData, actor: Member | None, subject_type: str, subject: str, **more: object
    ) -> Any:
        """An entry of this delegation; the executor reads it once the brief was shown to them."""
        self.count += 1
        reader = self.executor.id if self.proposed_at else None
        kept = {"reader": reader, "delegation": self.id_} | more
        return self.record(data, actor, subject_type=subject_type, subject=subject, **kept)

    def _moved(self, standing: Standing | None = None) -> None:
        self.standing = standing or self.standing
        self.moved_at = self.now

    def _state(self) -> str:
        progress = tuple(
            Progress.NOTHING if p.outcome == "" else progress_after(p.outcome) for p in self.parts
        )
        return state_of(Facts(self.standing, progress, self.closed)).value

    def keep(self) -> None:
        """Write the rows that change while time goes by, as they are at the end."""
        book = self.stage.book
        book.sheet(Delegation).add(
            id=self.id_, business_id=self.stage.business, title=self.title, words=self.words,
            executor_id=self.executor.id, procedure_id=self.procedure.id if self.procedure else None,
            currency=self.currency, silence_days=SILENCE_DAYS, state=self._state(), opened_by_id=self.boss.id,
            opened_at=self.opened_at, proposed_at=self.proposed_at, moved_at=self.moved_at,
        )  # fmt: skip
        if not self.brief:
            book.sheet(Brief).add(
                id=self.id_,
                delegation_id=self.id_,
                number=1,
                written_by_id=self.boss.id,
                written_at=self.opened_at,
            )
        for part in self.parts:
            due = (self.opened_at + timedelta(days=12)).date() if part.amount else None
            book.sheet(Milestone).add(
                id=part.id,
                delegation_id=self.id_,
                position=part.position,
                title=part.title,
                amount=part.amount,
                due_on=due,
            )
            part.purse.open(
                title=self._money_title(part), payee=self.executor.id, agreed=part.amount, at=self.opened_at,
                to_judge=part.outcome is None,
            )  # fmt: skip
        if self.pending is not None:
            self._keep_delivery(self.pending)
        self.talk.keep()
