"""Cases of break-even: what is said is kept, what follows from it is the engine's, by every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.deciding import actions
from relais.deciding.actions import CaseSaid, ProviderSaid, Rate
from relais.deciding.models import Case
from relais.deciding.reckoning import Reckoned, reckon, seed_of
from relais.deciding.runs import runs_of
from relais.deciding.showing.case_answer import answer_of
from relais.deciding.showing.case_chart import chart_of
from relais.deciding.showing.case_page import page_of, reckoned_of
from relais.delegations import actions as delegations
from relais.delegations.models import Delegation
from relais.log.display import sentence
from relais.planning import actions as planning
from relais.planning.free import free_weeks
from tests.cases import FEED, MONDAY, REFERENCE, a_case, a_comparison, an_activity
from tests.cast import NOW, Cast, by

POINT = REFERENCE | {"train_h": 5}


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code
    if field is not None:
        assert refusal.value.field == field
    assert refusal.value.text


def answer(case: Case) -> Any:
    return Reckoned(**case.reckoned).answer


def test_the_reference_example_pays_back_at_its_twenty_first_time(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT)
    found = answer(case)
    assert (found["occurrence"], found["weeks"], found["date"]) == (21, 7.0, "2027-01-11")
    assert dict(map(tuple, found["balance"]))[1] == -432.6
    assert found["uncertainty"] is None
    assert case.inputs == POINT


def test_a_range_gives_the_same_band_again_and_again(cast: Cast) -> None:
    case = a_case(cast.owner)
    again = reckon(case.inputs, starts_on=case.starts_on, seed=seed_of(case.id))
    assert again.stored == case.reckoned
    unsure = answer(case)["uncertainty"]
    assert (unsure["seed"], unsure["depends_on"][0]["key"]) == (seed_of(case.id), "train_h")
    other = a_case(cast.owner, an_activity(cast.owner, "Other"))
    assert answer(other)["occurrence"] == answer(case)["occurrence"]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"train_h": [12, 5, 3]}, "case_range_reversed", "train_h"),
        ({"train_h": [3, 5]}, "case_not_range_of_three", "train_h"),
        ({"floor_h": 3}, "case_floor_above_first", "floor_h"),
        ({"redo_last": 0.5}, "case_redo_last_above_first", "redo_last"),
        ({"redo_first": 1.5}, "case_share_out_of_range", "redo_first"),
        ({"owner_rate": -1}, "case_amount_out_of_range", "owner_rate"),
        ({"per_week": 0}, "case_per_week_out_of_range", "per_week"),
        ({"learning_rate": "instant"}, "case_rate_word_unknown", "learning_rate"),
        ({"owner_h": "an hour"}, "case_not_number", "owner_h"),
        ({"coffee": 1}, "case_input_unknown", "coffee"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, wrong: Any, code: str, field: str) -> None:
    with refused(code, field):
        a_case(cast.owner, inputs=POINT | wrong)
    assert not Case.objects.exists()


def test_what_is_missing_is_refused(cast: Cast) -> None:
    with refused("case_key_missing", "owner_rate"):
        a_case(cast.owner, inputs={name: one for name, one in POINT.items() if name != "owner_rate"})


def test_zero_hours_and_a_rate_of_zero_are_figures_too(cast: Cast) -> None:
    free = a_case(cast.owner, inputs=POINT | {"deleg_rate": 0, "train_h": 0, "handover_cost": 0})
    assert answer(free)["occurrence"] == 1
    idle = POINT | {"owner_h": 0, "train_h": 1}
    assert answer(a_case(cast.owner, an_activity(cast.owner, "Idle"), inputs=idle))["occurrence"] is None


def test_never_is_said_with_its_reason(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT | {"owner_rate": 15})
    said = answer_of(Reckoned(**case.reckoned), "EUR", 4, "en")
    assert (said.pays, said.lead) == (False, "No, never.")
    assert said.then.startswith("Even when they know it well, each time costs €5.38 more")
    assert "You would be buying time" in said.then
    drawn = chart_of(Reckoned(**case.reckoned), "money", "EUR", "en")
    assert (drawn.meeting, drawn.band) == (None, None)
    assert "never meet" in drawn.alternative


def test_another_currency_needs_its_rate_day_and_source(cast: Cast) -> None:
    dollars = {"inputs": POINT, "rate_currency": "USD"}
    with refused("exchange_missing", "exchange_rate"):
        a_case(cast.owner, **dollars)
    with refused("exchange_source_missing", "exchange_source"):
        a_case(
            cast.owner, an_activity(cast.owner, "B"), **dollars, exchange=Rate(Decimal("0.92"), MONDAY, " ")
        )
    with refused("exchange_of_itself"):
        a_case(cast.owner, an_activity(cast.owner, "C"), inputs=POINT, exchange=FEED)
    case = a_case(cast.owner, an_activity(cast.owner, "D"), **dollars, exchange=FEED)
    assert (case.inputs["deleg_rate"], case.reckoned["file"]["deleg_rate"]) == (20, 18.4)
    assert page_of(case, cast.owner, unit="money", now=NOW).exchange == (
        "1\u00a0USD = 0.92\u00a0EUR, 20\u00a0Nov 2026, European Central Bank"
    )


def test_an_activity_has_one_case_at_a_time(cast: Cast) -> None:
    activity = an_activity(cast.owner)
    first = a_case(cast.owner, activity)
    with refused("case_exists"):
        a_case(cast.manager, activity)
    actions.discard_case(first.id, by=by(cast.owner), now=NOW)
    with refused("case_already_ended"):
        actions.change_case(first.id, CaseSaid(POINT, MONDAY), by=by(cast.owner), now=NOW)
    second = a_case(cast.manager, activity)
    with refused("case_exists"):
        actions.restore_case(first.id, by=by(cast.owner), now=NOW)
    actions.discard_case(second.id, by=by(cast.owner), now=NOW)
    assert actions.restore_case(first.id, by=by(cast.owner), now=NOW).ended_at is None
    for outsider in (cast.executor, cast.reviewer, cast.stranger):
        with pytest.raises(Refused):
            actions.discard_case(first.id, by=by(outsider), now=NOW)
    assert list(verify(cast.business.id)) == []


def test_saying_the_same_again_records_nothing(cast: Cast) -> None:
    case = a_case(cast.owner)
    entries = Entry.objects.count()
    actions.change_case(case.id, CaseSaid(REFERENCE, MONDAY), by=by(cast.owner), now=NOW)
    assert Entry.objects.count() == entries
    actions.change_case(case.id, CaseSaid(POINT, MONDAY), by=by(cast.owner), now=NOW)
    assert Entry.objects.count() == entries + 1
    assert answer(Case.objects.get())["uncertainty"] is None


def test_five_times_really_taken_make_the_curve(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT)
    case = actions.note_times(case.id, [120, 100, 92], by=by(cast.owner), now=NOW)
    assert (case.reckoned["learning"], case.reckoned["file"]["first_h"]) == (None, 2)
    case = actions.note_times(case.id, [150, 138, 132, 130, 127, 126], by=by(cast.owner), now=NOW)
    low, likely, high = case.reckoned["file"]["first_h"]
    assert low <= likely <= high
    assert abs(likely - 2.5) < 0.1
    assert answer(case)["occurrence"] is None or answer(case)["occurrence"] > 21
    with refused("run_time_out_of_range", "times"):
        actions.note_times(case.id, [0], by=by(cast.owner), now=NOW)
    assert answer(actions.note_times(case.id, [], by=by(cast.owner), now=NOW))["occurrence"] == 21


def test_times_that_tell_the_curves_apart_show_both(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT)
    soon = [60 + round(120 * 0.4**n) for n in range(12)]
    case = actions.note_times(case.id, soon, by=by(cast.owner), now=NOW)
    shown = page_of(case, cast.owner, unit="money", now=NOW).learning
    assert case.reckoned["learning"]["better"] == "exponential"
    assert "time 1: 3\u00a0h" in shown.exponential
    assert shown.power
    assert "second" in shown.better


def test_what_is_delivered_tells_how_long_it_takes(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT)
    delegation = actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    assert delegation.title == case.activity.title
    assert list(Entry.objects.order_by("-seq").values_list("type", flat=True)[:4]) == [
        "case.handed_over", "brief.written", "delegation.opened", "decision.taken",
    ]  # fmt: skip
    _through(delegation, cast, minutes=130)
    assert runs_of(case) == [130]
    # Nothing is written by looking: the page reckons with what was delivered since.
    assert reckoned_of(Case.objects.get()).runs == [130]
    assert Case.objects.get().reckoned["runs"] == []


def _through(delegation: Delegation, cast: Cast, *, minutes: int) -> None:
    owner, executor = {"by": by(cast.owner), "now": NOW}, {"by": by(cast.executor), "now": NOW}
    parts = dict.fromkeys(
        ("results", "guidelines", "resources_human", "resources_material", "resources_financial",
         "accountability", "success", "failure"), "Said."
    )  # fmt: skip
    delegations.write_brief(delegation.id, parts, **owner)
    milestone = delegation.milestones.get()
    terms = [delegations.MilestoneTerms(title="", amount=None, due_on=None, id=milestone.id)]
    delegations.set_terms(delegation.id, milestones=terms, executor_id=cast.executor.id, **owner)
    delegations.propose(delegation.id, **owner)
    delegations.accept(delegation.id, **executor)
    delegations.deliver(delegation.id, milestone.id, text="Done", minutes=minutes, **executor)


# --- is now the moment? -----------------------------------------------------------------------------------------------


def slack(case: Case, cast: Cast) -> Any:
    return page_of(case, cast.owner, unit="money", now=NOW).slack


def test_now_is_the_moment_where_hours_and_money_hold(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT, cash=100_000)
    found = slack(case, cast)
    assert (found.is_now, found.first, found.hours_hold, found.cash_holds) == (True, MONDAY, True, True)
    assert len(found.weeks) == case.train_weeks


def test_money_that_comes_in_later_moves_the_start(cast: Cast) -> None:
    case = a_case(cast.owner, inputs=POINT, cash=30_000, cash_per_week=5_000)
    found = slack(case, cast)
    assert (found.is_now, found.cash_holds) == (False, False)
    assert found.first is not None
    assert found.first > MONDAY
    assert "Not yet" in found.lead
    never = a_case(cast.owner, an_activity(cast.owner, "Broke"), inputs=POINT, cash=0)
    assert slack(never, cast).first is None
    assert "not enough money" in slack(never, cast).lead


def test_a_full_plan_leaves_no_room_and_says_from_when(cast: Cast) -> None:
    planning.add_day_off(MONDAY, last_on=MONDAY + timedelta(days=20), by=by(cast.owner), now=NOW)
    free = free_weeks(cast.owner, MONDAY, 5, now=NOW)
    assert [week.free > 0 for week in free] == [False, False, False, True, True]
    case = a_case(cast.owner, inputs=POINT)
    found = slack(case, cast)
    assert (found.is_now, found.hours_hold, found.cash_holds) == (False, False, None)
    assert found.first == MONDAY + timedelta(weeks=3)


def test_what_is_planned_is_not_free(cast: Cast) -> None:
    empty = free_weeks(cast.owner, MONDAY, 6, now=NOW)
    task = planning.write_task("Lesson", minutes=120, by=by(cast.owner), now=NOW)
    planning.place_piece(task.id, starts_at=NOW + timedelta(days=1), minutes=60, by=by(cast.owner), now=NOW)
    full = free_weeks(cast.owner, MONDAY, 6, now=NOW)
    assert empty[0].free - full[0].free == 60
    assert full[0].work == empty[0].work
    # The plan goes four weeks; beyond, what it leaves free is expected again.
    assert [week.is_planned for week in full] == [True] * 4 + [False] * 2
    assert full[5].free < empty[5].free


# --- the comparison ---------------------------------------------------------------------------------------------------


def test_three_times_the_work_for_a_third_of_the_money(cast: Cast) -> None:
    from relais.deciding.comparing import compared, told

    made = a_comparison(cast.owner)
    found = told(compared(made, made.providers.all(), made.exchanges.all()))
    named = {str(one.id): one.name for one in made.providers.all()}
    assert [named[one["provider"]] for one in found["providers"]] == ["Lalao", "Agency", "Me"]
    lalao = found["providers"][0]
    # 100 $ a month at 0.92, an hour of looking over, a quarter of an hour for each of the 2.4 hours not accepted, at 40 €.
    assert lalao["cost_per_week"] == pytest.approx(92 * 12 / (365.2425 / 7) + 40 * (1 + 0.25 * 2.4), abs=1e-6)
    assert lalao["useful_hour"] == pytest.approx(lalao["cost_per_week"] / 9.6, abs=1e-6)
    assert {one["what"] for one in found["turnings"]} <= {"exchange", "accepted", "hours_per_week"}


def test_a_provider_is_said_once_and_taken_out_and_put_back(cast: Cast) -> None:
    made = a_comparison(cast.owner)
    owner = {"by": by(cast.owner), "now": NOW}
    with refused("provider_exists", "name"):
        actions.say_provider(made.id, ProviderSaid("Me", "nobody", Decimal(1)), **owner)
    with refused("exchange_missing"):
        actions.say_provider(made.id, ProviderSaid("Kim", "tool", Decimal(1), currency="GBP"), **owner)
    with refused("accepted_out_of_range", "accepted"):
        actions.say_provider(made.id, ProviderSaid("Kim", "tool", Decimal(1), accepted=101), **owner)
    me = made.providers.get(name="Me")
    entries = Entry.objects.count()
    same = ProviderSaid("Me", "nobody", Decimal(3), output_per_hour=Decimal(3))
    actions.say_provider(made.id, same, provider_id=me.id, **owner)
    assert Entry.objects.count() == entries
    actions.remove_provider(made.id, me.id, **owner)
    with refused("provider_already_removed"):
        actions.remove_provider(made.id, me.id, **owner)
    assert actions.restore_provider(made.id, me.id, **owner).removed_at is None
    with refused("comparison_exists"):
        actions.make_comparison(made.activity_id, owner_rate=1, **owner)
    # The dollar's rate is known by now: the next who is paid in it need not say it again.
    again = ProviderSaid("Ravo", "freelancer", Decimal(5), currency="USD", pay=900)
    assert actions.say_provider(made.id, again, **owner).currency == "USD"
    assert made.exchanges.count() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_log_says_each_act_in_both_languages(cast: Cast, language: str) -> None:
    from django.utils import translation

    owner = {"by": by(cast.owner), "now": NOW}
    case = a_case(cast.owner)
    actions.change_case(case.id, CaseSaid(POINT, date(2026, 12, 7)), **owner)
    actions.note_times(case.id, [60, 50], **owner)
    actions.note_times(case.id, [], **owner)
    actions.hand_case_over(case.id, **owner)
    actions.discard_case(case.id, **owner)
    actions.restore_case(case.id, **owner)
    made = a_comparison(cast.owner)
    me = made.providers.get(name="Me")
    actions.say_provider(made.id, ProviderSaid("Me", "nobody", Decimal(4)), provider_id=me.id, **owner)
    actions.remove_provider(made.id, me.id, **owner)
    actions.restore_provider(made.id, me.id, **owner)
    actions.change_comparison(made.id, owner_rate=5000, **owner)
    actions.discard_comparison(made.id, **owner)
    actions.restore_comparison(made.id, **owner)
    with translation.override(language):
        said = [sentence(entry, cast.owner) for entry in Entry.objects.order_by("seq")]
    assert not [
        one for one in said if "%(" in one or "Relais does not know" in one or "ne connaît pas" in one
    ]
    mine = [one for one in said if "Image search" in one or "Page layout" in one]
    assert len(mine) == len(said)
    assert json.dumps(mine)
