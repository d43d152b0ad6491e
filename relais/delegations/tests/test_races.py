"""Two at once, on real connections: one wins, the other gets a clear refusal, and nothing is there twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from relais.acts.actor import Actor
from relais.acts.chain import verify
from relais.acts.dues import run_due
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.delegations import actions
from relais.delegations.models import Acceptance, ChangeRequest, Delivery, State, Verdict
from relais.delegations.states import facts_of, state_of
from relais.delegations.tests import work
from relais.funds.querysets import standing
from tests.cast import NOW, Cast, by, make_cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own, started together; what each got: "done" or the code of its refusal."""
    start = threading.Barrier(len(acts))
    results = ["" for _act in acts]

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            results[number] = "done"
        except Refused as refusal:
            results[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def people() -> Cast:
    return make_cast()


def sound(delivery: Delivery) -> None:
    """After the race: the state is the derived one, the chain is whole, money is where one verdict put it."""
    delegation = work.fresh(delivery.delegation)
    assert delegation.state == state_of(facts_of(delegation))
    assert list(verify(delegation.business_id)) == []
    assert Verdict.objects.filter(delivery=delivery).count() == 1


def test_of_two_who_judge_at_once_one_wins(people: Cast) -> None:
    for _round in range(ROUNDS):
        delivery = work.delivered(people, held=5000)
        results = at_once(
            lambda d=delivery: actions.judge(d.id, "accepted", by=by(people.owner), now=NOW),
            lambda d=delivery: actions.judge(d.id, "redo", cause="outside", by=by(people.manager), now=NOW),
        )
        assert sorted(results) == ["delivery_already_judged", "done"]
        sound(delivery)
        balances = standing([delivery.milestone_id])[delivery.milestone_id]
        accepted = Verdict.objects.get(delivery=delivery).outcome == "accepted"
        assert (balances["held"], balances["released"]) == ((0, 5000) if accepted else (5000, 0))


def test_silence_and_a_verdict_at_once(people: Cast) -> None:
    late = NOW + timedelta(days=14)
    for _round in range(ROUNDS):
        delivery = work.delivered(people, held=5000, silence_days=14)
        results = at_once(
            lambda d=delivery: actions.accept_by_silence(d.id, by=Actor.system(), now=late),
            lambda d=delivery: actions.judge(d.id, "refused", cause="outside", by=by(people.owner), now=late),
        )
        assert sorted(results) == ["delivery_already_judged", "done"]
        sound(delivery)


def test_two_workers_accept_by_silence_once(people: Cast) -> None:
    delivery = work.delivered(people, held=5000, silence_days=14)
    late = NOW + timedelta(days=15)
    at_once(lambda: run_due(late), lambda: run_due(late), lambda: run_due(late))
    sound(delivery)
    assert Entry.objects.filter(type="delivery.accepted_by_silence").count() == 1
    assert standing([delivery.milestone_id])[delivery.milestone_id]["released"] == 5000


def test_a_delivery_sent_twice_under_one_key_is_there_once(people: Cast) -> None:
    for number in range(ROUNDS):
        delegation = work.accepted(people)
        actor = by(people.executor, key=f"web:{number}")

        def send(one: object = delegation.id, actor: Actor = actor) -> None:
            actions.deliver(one, text="Done.", minutes=1, by=actor, now=NOW)  # type: ignore[arg-type]

        assert at_once(send, send) == ["done", "done"]
        assert Delivery.objects.filter(delegation=delegation).count() == 1


def test_two_deliveries_of_one_milestone_at_once(people: Cast) -> None:
    delegation = work.accepted(people)

    def send() -> None:
        actions.deliver(delegation.id, text="Done.", minutes=1, by=by(people.executor), now=NOW)

    assert sorted(at_once(send, send)) == ["delivery_waits_already", "done"]
    assert Delivery.objects.count() == 1


def test_accepted_withdrawn_or_sent_back_at_once(people: Cast) -> None:
    for _round in range(ROUNDS):
        delegation = work.proposed(people)
        results = at_once(
            lambda d=delegation: actions.accept(d.id, by=by(people.executor), now=NOW),
            lambda d=delegation: actions.ask_for_change(d.id, "No.", by=by(people.executor), now=NOW),
            lambda d=delegation: actions.withdraw_proposal(d.id, by=by(people.owner), now=NOW),
        )
        assert results.count("done") == 1, results
        delegation = work.fresh(delegation)
        assert delegation.state == state_of(facts_of(delegation))
        answers = Acceptance.objects.filter(proposal__brief__delegation=delegation).count()
        answers += ChangeRequest.objects.filter(proposal__brief__delegation=delegation).count()
        assert answers == (delegation.state != State.DRAFT)


def test_closed_twice_at_once(people: Cast) -> None:
    delivery = work.delivered(people)
    actions.judge(delivery.id, "accepted", by=by(people.owner), now=NOW)

    def end() -> None:
        actions.close(delivery.delegation_id, by=by(people.owner), now=NOW)

    assert sorted(at_once(end, end)) == ["delegation_is_closed", "done"]
    assert Entry.objects.filter(type="delegation.closed").count() == 1
