"""Gates: what must be so before the work of a delegation starts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.acts.waiting import waiting_for
from relais.delegations import actions
from relais.delegations.models import Delegation, Gate
from relais.delegations.tests import work
from relais.people.models import Membership
from relais.procedures.actions import start_run
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"delegations:{name}", args=["alizes", *args])


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def gate_on(cast: Cast, delegation: Delegation, title: str = "A backup of the blog") -> Gate:
    return actions.open_gate(delegation.id, title, kind="backup", by=by(cast.owner), now=NOW)


def test_the_brief_is_agreed_on_and_the_work_waits_for_the_gate(cast: Cast) -> None:
    """What must come first is part of what is agreed on: it stops the work, and neither the proposal nor the acceptance."""
    delegation = work.written(cast)
    gate = gate_on(cast, delegation)
    actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    actions.accept(delegation.id, by=by(cast.executor), now=NOW)
    assert Delegation.objects.get(pk=delegation.pk).state == "running"
    with pytest.raises(Refused) as refused:
        work.deliver(delegation, cast.executor)
    assert (refused.value.code, refused.value.status) == ("gate_not_cleared", 409)
    assert "A backup of the blog" in refused.value.text
    actions.clear_gate(gate.id, text="Restored once.", by=by(cast.manager), now=NOW)
    cleared = Gate.objects.select_related("cleared_entry__text").get(pk=gate.pk)
    assert (cleared.cleared_by, cleared.cleared_entry.text.body) == (cast.manager, "Restored once.")
    work.deliver(delegation, cast.executor)


def test_a_run_for_the_work_waits_too_and_one_for_oneself_does_not(cast: Cast) -> None:
    procedure = work.procedure(cast)
    delegation = work.accepted(cast, procedure_id=procedure.id)
    gate = gate_on(cast, delegation)
    do = {"by": by(cast.executor), "now": NOW}
    with pytest.raises(Refused) as refused:
        start_run(procedure.id, delegation_id=delegation.id, **do)
    assert refused.value.code == "gate_not_cleared"
    start_run(procedure.id, **do)
    actions.clear_gate(gate.id, by=by(cast.owner), now=NOW)
    start_run(procedure.id, delegation_id=delegation.id, **do)


def test_a_clearing_is_taken_back_and_a_gate_removed(cast: Cast) -> None:
    delegation, do = work.accepted(cast), {"by": by(cast.owner), "now": NOW}
    gate = gate_on(cast, delegation)

    def code_of(verb: Any) -> str:
        with pytest.raises(Refused) as refused:
            verb(gate.id, **do)
        return refused.value.code

    assert code_of(actions.reopen_gate) == "gate_not_cleared_yet"
    actions.clear_gate(gate.id, **do)
    assert code_of(actions.clear_gate) == "gate_cleared_already"
    actions.reopen_gate(gate.id, **do)
    assert Gate.objects.get(pk=gate.pk).is_in_the_way
    actions.remove_gate(gate.id, **do)
    assert code_of(actions.clear_gate) == "gate_is_removed"
    work.deliver(delegation, cast.executor)
    kinds = Entry.objects.filter(type__startswith="gate.").order_by("seq").values_list("type", flat=True)
    assert list(kinds) == ["gate.opened", "gate.cleared", "gate.reopened", "gate.removed"]


def test_accepted_work_has_no_gates_any_more(cast: Cast) -> None:
    delivery = work.delivered(cast)
    actions.judge(delivery.id, "accepted", by=by(cast.owner), now=NOW)
    with pytest.raises(Refused) as refused:
        gate_on(cast, delivery.delegation)
    assert refused.value.code == "work_already_accepted"


@pytest.mark.parametrize("who", ["executor", "other_executor", "reviewer", "stranger"])
def test_only_whoever_hands_the_work_over_sets_and_clears_gates(cast: Cast, who: str) -> None:
    delegation = work.accepted(cast)
    gate = gate_on(cast, delegation)
    do = {"by": by(getattr(cast, who)), "now": NOW}
    for attempt in (
        lambda: actions.open_gate(delegation.id, "Mine", kind="other", **do),
        lambda: actions.clear_gate(gate.id, **do),
        lambda: actions.remove_gate(gate.id, **do),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == ("not_allowed" if who == "executor" else "not_found")


def test_the_page_leads_both_sides_through_the_gate(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    owner, executor = signed_in(cast.owner), signed_in(cast.executor)
    page = url("page", delegation.id)
    typed = {"title": "A backup first, restored once", "kind": "backup"}
    said = text_of(owner.post(url("gates", delegation.id), typed, follow=True))
    assert "Accepted, and it waits for you" in said
    seen = text_of(executor.get(page))
    assert "Not yet: something comes first" in seen
    assert "A backup first, restored once" in seen
    assert "The work is yours" not in seen
    assert "It is so: clear the gate" not in seen
    assert executor.get(url("deliveries", delegation.id)).status_code == 409
    assert any("A backup first" in one.label for one in waiting_for(cast.owner, NOW))
    assert not any(one.kind == "gate.clear" for one in waiting_for(cast.executor, NOW))
    gate = Gate.objects.get()
    said = text_of(
        owner.post(
            url("gate-clearing", delegation.id, gate.id), {"text": "In the shared folder"}, follow=True
        )
    )
    assert "nothing stands before the work now" in said
    seen = text_of(executor.get(page))
    assert "The work is yours" in seen
    assert "In the shared folder" in seen
    said = text_of(owner.post(url("gate-reopening", delegation.id, gate.id), follow=True))
    assert "the work waits again" in said


def test_a_gate_that_is_refused_keeps_what_was_typed(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    response = signed_in(cast.owner).post(url("gates", delegation.id), {"title": "Only this", "kind": ""})
    assert response.status_code == 422
    assert 'value="Only this"' in response.content.decode()
    assert problems(response.content) == []


@pytest.mark.parametrize("who", ["owner", "executor"])
def test_gates_cost_the_page_one_query(
    cast: Cast, signed_in: SignIn, who: str, django_assert_max_num_queries: Any
) -> None:
    delegation = work.accepted(cast, procedure_id=work.procedure(cast).id)
    for n in range(4):
        gate = gate_on(cast, delegation, f"Gate {n}")
        actions.clear_gate(gate.id, text="Done", by=by(cast.owner), now=NOW)
    client = signed_in(getattr(cast, who))
    client.get(url("page", delegation.id))
    with django_assert_max_num_queries(10):
        response = client.get(url("page", delegation.id))
    assert problems(response.content) == []
