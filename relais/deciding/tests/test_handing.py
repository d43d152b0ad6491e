"""Handing over: the decision and the brief begun are one act, made once, and undone as one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from relais.activities.actions import decide
from relais.activities.models import Activity, Decision
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.deciding import actions
from relais.deciding.actions import ProviderSaid, Rate
from relais.deciding.models import Case, CaseDelegation, Comparison, Provider
from relais.deciding.tests.test_cases import POINT, a_case, an_activity
from relais.delegations import actions as delegations
from relais.delegations.models import Brief, Delegation, State
from relais.people.models import Membership
from tests.cases import by
from tests.cast import NOW, Cast

LATER = NOW + timedelta(hours=1)


def url(name: str, *args: object) -> str:
    return reverse(f"deciding:{name}", args=["alizes", *args])


@pytest.fixture
def owner(cast: Cast, client: Client) -> Client:
    client.force_login(cast.owner.person)
    return client


def compared(member: Membership, activity: Activity | None = None) -> tuple[Comparison, Provider]:
    """A freelancer paid in dollars, in the comparison of an activity."""
    activity = activity or an_activity(member)
    made = actions.make_comparison(activity.id, owner_rate=6000, output="pages", by=by(member), now=NOW)
    said = ProviderSaid(
        "Freelancer", "freelancer", Decimal(6), currency="USD", pay=1500, accepted=90, review_hours=Decimal("0.5"),
        exchange=Rate(Decimal("0.92"), date(2026, 11, 20), "My bank"),
    )  # fmt: skip
    return made, actions.say_provider(made.id, said, by=by(member), now=NOW)


def text_of(decision: Decision) -> str:
    return str(decision.entry.text.body).replace("\xa0", " ").replace("\u202f", " ")


def test_a_brief_from_a_case_is_a_decision_with_the_forecast_of_the_case(cast: Cast, owner: Client) -> None:
    case = a_case(cast.owner)
    begun = owner.post(url("case-hand-over", case.id))
    opened = Delegation.objects.get()
    assert begun["Location"] == reverse("delegations:brief", args=["alizes", opened.id])
    decision = Decision.objects.get()
    assert (decision.choice, decision.activity) == ("delegate", case.activity)
    answer: Any = Case.objects.get().reckoned["answer"]
    assert decision.look_again_on >= date.fromisoformat(answer["date"])
    assert decision.confidence is not None
    assert decision.confidence >= Decimal("0.5")
    assert decision.expected_minutes is not None
    assert "Déléguer est-il rentable ? Oui, à partir du" in text_of(decision), "in the business's language"
    page = owner.get(url("case", case.id)).content.decode()
    assert "It is decided that you delegate it, and its brief is begun." in page
    assert "Write the brief" not in page


def test_without_ranges_nothing_is_said_of_how_likely(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT)
    actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    assert Decision.objects.get().confidence is None


def test_a_brief_begun_is_begun_once_from_wherever(cast: Cast) -> None:
    case = a_case(cast.owner)
    _made, provider = compared(cast.owner, case.activity)
    first = actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    entries = Entry.objects.count()
    again = [
        actions.hand_case_over(case.id, by=by(cast.manager), now=LATER),
        actions.hand_to_provider(provider.comparison_id, provider.id, by=by(cast.owner), now=LATER),
        actions.begin_brief(case.activity_id, by=by(cast.owner), now=LATER),
    ]
    assert {one.id for one in again} == {first.id}
    assert (Delegation.objects.count(), Decision.objects.count(), Entry.objects.count()) == (1, 1, entries)
    assert CaseDelegation.objects.get().case == case


def test_a_brief_from_a_comparison_knows_who_and_for_how_much(cast: Cast, owner: Client) -> None:
    made, provider = compared(cast.owner)
    page = owner.get(url("comparison", made.id)).content.decode()
    assert "Write the brief for Freelancer" in page
    begun = owner.post(url("provider-hand-over", made.id, provider.id))
    opened = Delegation.objects.get()
    assert begun["Location"] == reverse("delegations:brief", args=["alizes", opened.id])
    assert opened.currency == "USD"
    assert Brief.objects.get().resources_financial.startswith("Freelancer\u00a0: 15")
    assert "Freelancer qui le fait" in text_of(Decision.objects.get())
    page = owner.get(url("comparison", made.id)).content.decode()
    assert "its brief is begun" in page
    assert "Write the brief for" not in page


@pytest.mark.parametrize("kind", ["tool", "nobody"])
def test_no_brief_is_written_for_a_tool_or_for_nobody(cast: Cast, owner: Client, kind: str) -> None:
    made, _provider = compared(cast.owner)
    other = actions.say_provider(made.id, ProviderSaid("Other", kind, Decimal(1)), by=by(cast.owner), now=NOW)
    assert "Write the brief" not in owner.get(url("provider", made.id, other.id)).content.decode()
    with pytest.raises(Refused) as refused:
        actions.hand_to_provider(made.id, other.id, by=by(cast.owner), now=NOW)
    assert refused.value.code == "provider_takes_no_brief"
    assert not Decision.objects.exists()


def test_a_brief_taken_back_takes_its_decision_back(cast: Cast, owner: Client) -> None:
    case = a_case(cast.owner)
    made = actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    back = owner.post(url("brief-taking-back", made.id), {"next": url("case", case.id)})
    assert back["Location"] == url("case", case.id)
    assert Delegation.objects.get().state == State.CLOSED
    assert not Decision.objects.filter(ended_at=None).exists()
    assert "Write the brief" in owner.get(url("case", case.id)).content.decode()
    again = actions.hand_case_over(case.id, by=by(cast.owner), now=LATER)
    assert again.id != made.id


def test_a_decision_made_before_stands_with_its_own_reason(cast: Cast) -> None:
    case = a_case(cast.owner)
    said = {"choice": "delegate", "reason": "Two hours a week.", "look_again_on": date(2027, 2, 22)}
    decide(case.activity_id, **said, by=by(cast.owner), now=NOW - timedelta(days=1))  # type: ignore[arg-type]
    made = actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    actions.take_brief_back(made.id, by=by(cast.owner), now=LATER)
    decision = Decision.objects.get()
    assert (text_of(decision), decision.ended_at) == ("Two hours a week.", None)


def test_what_was_proposed_is_not_taken_back_here(cast: Cast) -> None:
    case = a_case(cast.owner)
    made = actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    delegations.write_brief(made.id, dict.fromkeys(Brief.PARTS, "Said."), by=by(cast.owner), now=NOW)
    delegations.set_terms(made.id, executor_id=cast.executor.id, by=by(cast.owner), now=NOW)
    delegations.propose(made.id, by=by(cast.owner), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.take_brief_back(made.id, by=by(cast.owner), now=LATER)
    assert refused.value.code == "brief_no_draft"
    assert Decision.objects.get().ended_at is None
