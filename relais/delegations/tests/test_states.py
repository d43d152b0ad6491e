"""The state is derived: a table that a person can read, and random sequences of acts that never make the cache lie."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.delegations import actions
from relais.delegations.models import Delegation, Delivery, Milestone, State
from relais.delegations.states import Facts, Progress, Standing, facts_of, state_of
from relais.delegations.tests import work
from relais.funds.actions import hold, refund
from relais.procedures.models import Step
from tests.cast import NOW, Cast, by

N, W, S, A = Progress.NOTHING, Progress.WAITING, Progress.SENT_BACK, Progress.ACCEPTED

TABLE = [
    # proposal              milestones     closed  state
    (Standing.NONE, (N,), False, State.DRAFT),
    (Standing.WITHDRAWN, (N,), False, State.DRAFT),
    (Standing.OPEN, (N,), False, State.PROPOSED),
    (Standing.CHANGE_ASKED, (N,), False, State.CHANGE_ASKED),
    (Standing.ACCEPTED, (N,), False, State.RUNNING),
    (Standing.ACCEPTED, (W,), False, State.DELIVERED),
    (Standing.ACCEPTED, (S,), False, State.TO_REDO),
    (Standing.ACCEPTED, (A,), False, State.ACCEPTED),
    (Standing.ACCEPTED, (A, N), False, State.RUNNING),
    (Standing.ACCEPTED, (A, S, N), False, State.TO_REDO),
    (Standing.ACCEPTED, (W, S, A), False, State.DELIVERED),
    (Standing.ACCEPTED, (A, A), False, State.ACCEPTED),
    (Standing.ACCEPTED, (), False, State.RUNNING),
    (Standing.ACCEPTED, (A,), True, State.CLOSED),
    (Standing.NONE, (N,), True, State.CLOSED),
    (Standing.OPEN, (N,), True, State.CLOSED),
]


@pytest.mark.parametrize(("proposal", "milestones", "closed", "state"), TABLE)
def test_the_state_by_the_table(
    proposal: Standing, milestones: tuple[Progress, ...], closed: bool, state: State
) -> None:
    assert state_of(Facts(proposal, milestones, closed)) == state


@given(
    st.builds(
        Facts,
        proposal=st.sampled_from(Standing),
        milestones=st.lists(st.sampled_from(Progress), max_size=5).map(tuple),
        closed=st.booleans(),
    )
)
def test_every_set_of_facts_has_one_state(facts: Facts) -> None:
    state = state_of(facts)
    assert (state == State.CLOSED) == facts.closed
    if state in (State.DELIVERED, State.TO_REDO, State.ACCEPTED):
        assert facts.proposal is Standing.ACCEPTED
    # The order of the milestones does not matter.
    assert state == state_of(Facts(facts.proposal, facts.milestones[::-1], facts.closed))


class Walk:
    """Random acts on one delegation by people who do whatever comes to their mind; most of it is refused."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random, self.now = cast, random.Random(seed), NOW
        self.procedure = work.procedure(cast)
        self.delegation = work.written(cast, procedure_id=self.procedure.id, silence_days=3)
        self.done: list[str] = []
        self.refused: list[str] = []

    def act(self) -> None:
        self.now += timedelta(hours=self.random.randint(1, 30))
        names = [name for name in dir(self) if name.startswith("try_")]
        name = self.random.choice(names)
        try:
            getattr(self, name)()
            self.done.append(name)
        except Refused as refusal:
            self.refused.append(refusal.code)

    @property
    def id(self) -> object:
        return self.delegation.id

    def milestone(self) -> Milestone:
        return self.random.choice(list(Milestone.objects.filter(delegation_id=self.id)))

    def delivery(self) -> Delivery:
        found = Delivery.objects.filter(delegation_id=self.id).order_by("judged_at", "-number").first()
        if found is None:
            raise Refused("not_found")
        return found

    def anyone(self) -> Actor:
        return by(self.random.choice([self.cast.owner, self.cast.executor, self.cast.executor]))

    def try_write(self) -> None:
        actions.write_brief(
            self.id, {"results": f"Text {self.random.random()}"}, by=self.anyone(), now=self.now
        )

    def try_propose(self) -> None:
        actions.propose(self.id, by=by(self.cast.owner), now=self.now)

    try_propose_again = try_propose

    def try_withdraw(self) -> None:
        actions.withdraw_proposal(self.id, by=by(self.cast.manager), now=self.now)

    def try_accept(self) -> None:
        actions.accept(self.id, by=by(self.cast.executor), now=self.now)

    try_accept_again = try_accept_once_more = try_accept

    def try_change(self) -> None:
        actions.ask_for_change(self.id, "Rather on Mondays.", by=by(self.cast.executor), now=self.now)

    def try_add(self) -> None:
        actions.add_milestone(self.id, f"Part {self.random.random()}", by=by(self.cast.owner), now=self.now)

    def try_drop(self) -> None:
        actions.drop_milestone(self.id, self.milestone().id, by=by(self.cast.owner), now=self.now)

    def try_deliver(self) -> None:
        actions.deliver(
            self.id, self.milestone().id, text="Done.", minutes=5, by=by(self.cast.executor), now=self.now
        )

    try_deliver_again = try_deliver_more = try_deliver

    def try_judge(self) -> None:
        self._judge("accepted")

    try_judge_too = try_judge

    def try_send_back(self) -> None:
        self._judge("redo", cause="brief_unclear")

    def try_refuse(self) -> None:
        wrong = Step.objects.filter(version=self.procedure.current)[1]
        self._judge("refused", cause="procedure_wrong", step_id=wrong.id)

    def _judge(self, outcome: str, **why: object) -> None:
        actions.judge(self.delivery().id, outcome, by=by(self.cast.owner), now=self.now, **why)  # type: ignore[arg-type]

    def try_silence(self) -> None:
        actions.accept_by_silence(self.delivery().id, by=Actor.system(), now=self.now)

    def try_hold(self) -> None:
        hold(
            self.milestone().id, self.random.randint(1, 900), transferred_on=NOW.date(), reference="T", by=by(self.cast.owner),
            now=self.now,
        )  # fmt: skip

    def try_refund(self) -> None:
        refund(
            self.milestone().id, None, transferred_on=NOW.date(), reference="T", by=by(self.cast.owner), now=self.now
        )  # fmt: skip

    try_refund_again = try_refund

    def try_terms(self) -> None:
        days = 1 + (
            Delegation.objects.get(pk=self.id).silence_days or 0
        )  # always another: the same records nothing
        actions.set_terms(self.id, silence_days=days, by=by(self.cast.owner), now=self.now)

    def try_end(self) -> None:
        # Late, or the walk would be short.
        if len(self.done) + len(self.refused) < 60:
            raise Refused("not_found")
        end = self.random.choice([actions.close, actions.call_off])
        end(self.id, by=by(self.cast.owner), now=self.now)


@pytest.mark.parametrize("seed", range(12))
def test_the_cached_state_is_always_the_derived_one(cast: Cast, seed: int) -> None:
    walk = Walk(cast, seed)
    seen = set()
    for _act in range(90):
        walk.act()
        delegation = Delegation.objects.get(pk=walk.id)
        facts = facts_of(delegation)
        assert delegation.state == state_of(facts), (walk.done, facts)
        assert (delegation.state == State.DELIVERED) == (
            Delivery.objects.filter(delegation=delegation, judged_at=None).exists()
        ) or delegation.state == State.CLOSED
        for delivery in Delivery.objects.filter(delegation=delegation):
            assert hasattr(delivery, "verdict") == (delivery.judged_at is not None)
        seen.add(delegation.state)
    assert len(walk.done) > 4, walk.refused
    assert len(seen) > 2
    # Every act left one entry, none a half one: the procedure (1), the opening, and money are entries too.
    from relais.acts.models import Entry

    written = Entry.objects.filter(business=cast.business).count()
    assert written == 1 + 2 + len(walk.done)
