"""What can be done with a delegation, step by step, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from relais.acts.chain import verify
from relais.acts.dues import run_due
from relais.acts.models import Due, Entry
from relais.acts.refusal import Refused
from relais.delegations import actions
from relais.delegations.actions import MilestoneTerms
from relais.delegations.models import Brief, Delegation, Delivery, Milestone, State, Verdict
from relais.delegations.tests import work
from relais.funds.models import Holding, Transaction
from relais.funds.querysets import standing
from relais.people import seams
from relais.people.models import Invitation
from relais.procedures.actions import start_run
from relais.procedures.models import Given, Procedure, Step, Version
from tests.cast import NOW, Cast, by, make_member

SOON = NOW + timedelta(hours=1)


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$|.*") if not code else _Refusal(code)


class _Refusal:
    """`with refused("code"):` whatever the language of its text."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> _Refusal:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        assert isinstance(error, Refused), f"nothing was refused (expected {self.code})"
        assert error.code == self.code, (error.code, error.text)
        self.refusal = error
        return True


def types(cast: Cast) -> list[str]:
    return list(Entry.objects.filter(business=cast.business).order_by("seq").values_list("type", flat=True))


# --- opening ----------------------------------------------------------------------------------------------------------


def test_opening_makes_a_draft_with_an_empty_brief_and_the_whole_work_as_one_milestone(cast: Cast) -> None:
    delegation = actions.open_delegation("  Answer\n mail ", by=by(cast.manager), now=NOW)
    assert (delegation.title, delegation.state, delegation.currency) == ("Answer mail", "draft", "EUR")
    assert delegation.silence_days == 14
    brief = delegation.briefs.get()
    assert (brief.number, len(brief.empty_parts())) == (1, 8)
    milestone = delegation.milestones.get()
    assert (milestone.position, milestone.title, milestone.amount) == (1, "", None)
    assert Holding.objects.get(pk=milestone.pk).title == "Answer mail"
    entry = Entry.objects.get()
    assert (entry.type, entry.delegation_id, entry.reader_id) == ("delegation.opened", delegation.id, None)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("text_empty", {"title": "  "}),
        ("text_too_long", {"title": "x" * 201}),
        ("currency_unknown", {"currency": "ABC"}),
        ("currency_unknown", {"currency": "eur"}),
        ("silence_out_of_range", {"silence_days": 0}),
        ("silence_out_of_range", {"silence_days": 366}),
        ("executor_unknown", {"executor_id": uuid4()}),
        ("procedure_unknown", {"procedure_id": uuid4()}),
        ("not_found", {"from_entry_id": uuid4()}),
    ],
)
def test_an_opening_that_cannot_be_is_refused_and_leaves_nothing(
    cast: Cast, code: str, said: dict[str, object]
) -> None:
    with refused(code):
        actions.open_delegation(said.pop("title", "Mail"), **said, by=by(cast.owner), now=NOW)  # type: ignore[arg-type]
    assert not Delegation.objects.exists()
    assert not Entry.objects.exists()


def test_only_management_opens_and_only_someone_of_the_business_can_be_executor(cast: Cast) -> None:
    with refused("not_allowed"):
        actions.open_delegation("Mail", by=by(cast.executor), now=NOW)
    with refused("executor_unknown"):
        actions.open_delegation("Mail", executor_id=cast.stranger.id, by=by(cast.owner), now=NOW)
    with refused("executor_unknown"):
        actions.open_delegation("Mail", executor_id=cast.reviewer.id, by=by(cast.owner), now=NOW)


# --- the brief --------------------------------------------------------------------------------------------------------


def test_the_brief_is_kept_part_by_part_and_saying_the_same_again_records_nothing(cast: Cast) -> None:
    delegation = work.opened(cast)
    brief = actions.write_brief(delegation.id, {"results": " Mail answered. "}, by=by(cast.owner), now=NOW)
    assert brief.results == "Mail answered."
    again = actions.write_brief(delegation.id, {"results": "Mail answered."}, by=by(cast.owner), now=SOON)
    assert again.written_at == NOW
    assert types(cast) == ["delegation.opened", "brief.written"]


def test_two_who_write_the_brief_at_once_lose_nothing(cast: Cast) -> None:
    delegation = work.opened(cast)
    stamp = delegation.briefs.get().stamp
    actions.write_brief(delegation.id, {"results": "A"}, stamp=stamp, by=by(cast.owner), now=SOON)
    with refused("brief_changed_meanwhile"):
        actions.write_brief(delegation.id, {"results": "B"}, stamp=stamp, by=by(cast.manager), now=SOON)
    assert delegation.briefs.get().results == "A"


@pytest.mark.parametrize("part", Brief.PARTS)
def test_a_brief_with_an_empty_part_is_not_proposed_and_the_refusal_names_it(cast: Cast, part: str) -> None:
    delegation = work.opened(cast)
    actions.write_brief(delegation.id, {**work.BRIEF, part: "  "}, by=by(cast.owner), now=NOW)
    with refused("brief_incomplete") as no:
        actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    assert no.refusal.params["parts"]
    assert work.fresh(delegation).state == State.DRAFT


def test_a_proposal_needs_someone_to_read_it_and_a_procedure_that_can_be_read(cast: Cast) -> None:
    delegation = work.written(cast, executor_id=None)
    with refused("executor_missing"):
        actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    unpublished = Procedure.objects.create(business=cast.business, title="Draft", made_at=NOW)
    actions.set_terms(
        delegation.id,
        executor_id=cast.executor.id,
        procedure_id=unpublished.id,
        by=by(cast.owner),
        now=NOW,
    )
    with refused("procedure_not_published"):
        actions.propose(delegation.id, by=by(cast.owner), now=NOW)


def test_a_proposed_brief_is_frozen(cast: Cast) -> None:
    delegation = work.proposed(cast)
    with refused("delegation_is_proposed"):
        actions.write_brief(delegation.id, {"results": "Other"}, by=by(cast.owner), now=NOW)
    actions.accept(delegation.id, by=by(cast.executor), now=NOW)
    with refused("brief_already_accepted"):
        actions.write_brief(delegation.id, {"results": "Other"}, by=by(cast.owner), now=NOW)


# --- the proposal -----------------------------------------------------------------------------------------------------


def test_a_draft_is_nobody_elses_and_a_proposal_is_the_executors(cast: Cast) -> None:
    delegation = work.written(cast)
    seen = Delegation.objects.visible_to
    assert not seen(cast.executor).exists()
    actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    assert seen(cast.executor).get() == delegation
    assert not seen(cast.other_executor).exists()
    assert not seen(cast.stranger).exists()
    assert not seen(cast.reviewer).exists()
    readers = Entry.objects.order_by("seq").values_list("type", "reader_id")
    assert list(readers) == [
        ("delegation.opened", None),
        ("brief.written", None),
        ("delegation.proposed", cast.executor.id),
    ]


def test_a_draft_called_off_was_never_the_executors(cast: Cast) -> None:
    delegation = work.written(cast)
    actions.call_off(delegation.id, by=by(cast.owner), now=NOW)
    assert not Delegation.objects.visible_to(cast.executor).exists()


def test_withdrawn_changed_and_proposed_again_under_the_next_number(cast: Cast) -> None:
    delegation = work.proposed(cast)
    actions.withdraw_proposal(delegation.id, by=by(cast.manager), now=NOW)
    assert work.fresh(delegation).state == State.DRAFT
    with refused("proposal_already_answered"):
        actions.withdraw_proposal(delegation.id, by=by(cast.manager), now=NOW)
    brief = actions.write_brief(delegation.id, {"results": "More."}, by=by(cast.owner), now=SOON)
    assert (brief.number, brief.guidelines) == (2, work.BRIEF["guidelines"])
    actions.propose(delegation.id, by=by(cast.owner), now=SOON)
    assert work.fresh(delegation).state == State.PROPOSED
    assert delegation.briefs.get(number=1).results == work.BRIEF["results"]


def test_a_change_asked_for_is_answered_with_a_new_proposal(cast: Cast) -> None:
    delegation = work.proposed(cast)
    request = actions.ask_for_change(delegation.id, "Rather 12 h.", by=by(cast.executor), now=NOW)
    assert request.entry.text.body == "Rather 12 h."
    assert request.entry.reader == cast.executor
    assert work.fresh(delegation).state == State.CHANGE_ASKED
    with refused("proposal_already_answered"):
        actions.accept(delegation.id, by=by(cast.executor), now=NOW)
    actions.write_brief(delegation.id, {"results": "In 12 h."}, by=by(cast.owner), now=SOON)
    # While it is written anew, the executor still sees the matter.
    assert Delegation.objects.visible_to(cast.executor).get().state == State.CHANGE_ASKED
    actions.propose(delegation.id, by=by(cast.owner), now=SOON)
    acceptance = actions.accept(delegation.id, by=by(cast.executor), now=SOON)
    assert acceptance.proposal.brief.number == 2
    assert types(cast)[2:] == [
        "delegation.proposed", "change.asked", "brief.written", "delegation.proposed", "delegation.accepted",
    ]  # fmt: skip


def test_only_the_executor_answers(cast: Cast) -> None:
    delegation = work.proposed(cast)
    with refused("only_the_executor"):
        actions.accept(delegation.id, by=by(cast.owner), now=NOW)
    with refused("only_the_executor"):
        actions.ask_for_change(delegation.id, "No.", by=by(cast.manager), now=NOW)
    for nobody in (cast.other_executor, cast.stranger, cast.reviewer, cast.mediator):
        with refused("not_found"):
            actions.accept(delegation.id, by=by(nobody), now=NOW)
    with refused("not_allowed"):
        actions.withdraw_proposal(delegation.id, by=by(cast.executor), now=NOW)


def test_the_procedure_is_given_with_the_proposal_and_taken_back_at_the_end(cast: Cast) -> None:
    procedure = work.procedure(cast)
    first = work.proposed(cast, procedure_id=procedure.id)
    second = work.proposed(cast, procedure_id=procedure.id)
    assert Procedure.objects.visible_to(cast.executor).get() == procedure
    actions.call_off(first.id, by=by(cast.owner), now=NOW)
    assert Procedure.objects.visible_to(cast.executor).exists()  # the second still needs it
    actions.withdraw_proposal(second.id, by=by(cast.owner), now=NOW)
    assert not Procedure.objects.visible_to(cast.executor).exists()
    assert Given.objects.get().ended_at == NOW


# --- the terms --------------------------------------------------------------------------------------------------------


def test_the_terms_are_set_in_one_act(cast: Cast) -> None:
    delegation = work.opened(cast, executor_id=None)
    one = delegation.milestones.get()
    actions.set_terms(
        delegation.id,
        executor_id=cast.other_executor.id,
        currency="USD",
        silence_days=None,
        milestones=[
            MilestoneTerms("First half", 4000, date(2026, 12, 1), id=one.id),
            MilestoneTerms("Second half", 6000),
        ],
        by=by(cast.owner),
        now=NOW,
    )
    delegation = work.fresh(delegation)
    assert (delegation.executor, delegation.currency, delegation.silence_days) == (
        cast.other_executor, "USD", None,
    )  # fmt: skip
    titles = [(m.title, m.amount, m.position) for m in delegation.milestones.all()]
    assert titles == [("First half", 4000, 1), ("Second half", 6000, 2)]
    holdings = Holding.objects.order_by("id")
    assert [(h.title, h.currency, h.agreed) for h in holdings] == [
        ("Answer shop support mail · First half", "USD", 4000),
        ("Answer shop support mail · Second half", "USD", 6000),
    ]
    entry = Entry.objects.last() or Entry.objects.order_by("-seq")[0]
    assert Entry.objects.filter(type="terms.set").count() == 1
    assert entry is not None


def test_terms_that_change_nothing_record_nothing(cast: Cast) -> None:
    delegation = work.opened(cast)
    actions.set_terms(delegation.id, silence_days=14, currency="EUR", by=by(cast.owner), now=NOW)
    assert types(cast) == ["delegation.opened"]


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("amount_not_positive", MilestoneTerms("", -500)),
        ("amount_not_positive", MilestoneTerms("", 0)),
        ("amount_too_large", MilestoneTerms("", 10**15)),
        ("date_out_of_range", MilestoneTerms("", 500, date(9999, 1, 1))),
        ("date_out_of_range", MilestoneTerms("", 500, date(1999, 12, 31))),
        ("text_too_long", MilestoneTerms("x" * 201)),
        ("milestone_unknown", MilestoneTerms("", id=uuid4())),
    ],
)
def test_terms_that_cannot_be_are_refused_whole(cast: Cast, code: str, terms: MilestoneTerms) -> None:
    delegation = work.opened(cast)
    if terms.id is None:
        terms = MilestoneTerms(terms.title, terms.amount, terms.due_on, delegation.milestones.get().id)
    with refused(code):
        actions.set_terms(delegation.id, silence_days=3, milestones=[terms], by=by(cast.owner), now=NOW)
    assert work.fresh(delegation).silence_days == 14


def test_money_holds_the_currency_and_the_executor_in_place(cast: Cast) -> None:
    delegation = work.opened(cast)
    work.hold_money(cast, delegation, 5000)
    with refused("money_already_there"):
        actions.set_terms(delegation.id, currency="USD", by=by(cast.owner), now=NOW)
    with refused("money_already_there"):
        actions.set_terms(delegation.id, executor_id=cast.other_executor.id, by=by(cast.owner), now=NOW)


def test_a_new_currency_asks_for_the_amounts_again(cast: Cast) -> None:
    delegation = work.opened(cast)
    terms = [MilestoneTerms("", 5000, id=delegation.milestones.get().id)]
    actions.set_terms(delegation.id, milestones=terms, by=by(cast.owner), now=NOW)
    with refused("amounts_in_other_currency"):
        actions.set_terms(delegation.id, currency="JPY", by=by(cast.owner), now=NOW)
    actions.set_terms(delegation.id, currency="JPY", milestones=terms, by=by(cast.owner), now=NOW)


def test_what_was_agreed_on_stays_and_the_procedure_and_the_days_may_change(cast: Cast) -> None:
    delegation = work.accepted(cast)
    one = delegation.milestones.get()
    for change in (
        {"silence_days": 3},
        {"currency": "USD"},
        {"executor_id": cast.other_executor.id},
        {"milestones": [MilestoneTerms("", 900, id=one.id)]},
    ):
        with refused("terms_already_agreed"):
            actions.set_terms(delegation.id, by=by(cast.owner), now=NOW, **change)  # type: ignore[arg-type]
    procedure = work.procedure(cast)
    actions.set_terms(
        delegation.id,
        procedure_id=procedure.id,
        milestones=[MilestoneTerms("", None, date(2026, 12, 24), one.id)],
        by=by(cast.owner),
        now=NOW,
    )
    assert Procedure.objects.visible_to(cast.executor).get() == procedure
    assert delegation.milestones.get().due_on == date(2026, 12, 24)


def test_milestones_come_and_go_under_way(cast: Cast) -> None:
    delegation = work.accepted(cast)
    first = delegation.milestones.get()
    with refused("milestone_is_last"):
        actions.drop_milestone(delegation.id, first.id, by=by(cast.owner), now=NOW)
    second = actions.add_milestone(
        delegation.id, "Second", amount=700, due_on=date(2027, 1, 1), by=by(cast.manager), now=NOW
    )
    delivery = work.deliver(delegation, cast.executor, milestone_id=second.id)
    with refused("milestone_has_work"):
        actions.drop_milestone(delegation.id, second.id, by=by(cast.owner), now=NOW)
    actions.judge(delivery.id, "refused", cause="outside", by=by(cast.owner), now=NOW)
    work.hold_money(cast, delegation, 700)
    with refused("milestone_has_money"):
        actions.drop_milestone(delegation.id, first.id, by=by(cast.owner), now=NOW)
    actions.drop_milestone(delegation.id, second.id, by=by(cast.owner), now=NOW)
    with refused("milestone_is_dropped"):
        actions.drop_milestone(delegation.id, second.id, by=by(cast.owner), now=NOW)
    assert work.fresh(delegation).state == State.RUNNING
    with refused("text_empty"):
        actions.add_milestone(delegation.id, " ", by=by(cast.owner), now=NOW)


# --- the delivery -----------------------------------------------------------------------------------------------------


def test_the_executor_delivers_with_the_time_spent_and_the_run(cast: Cast) -> None:
    procedure = work.procedure(cast)
    delegation = work.accepted(cast, procedure_id=procedure.id)
    run = start_run(procedure.id, delegation_id=delegation.id, by=by(cast.executor), now=NOW)
    delivery = work.deliver(delegation, cast.executor, run_id=run.id)
    assert (delivery.number, delivery.minutes, delivery.run) == (1, 70, run)
    assert delivery.entry.text.body == "Done, see the drafts."
    assert delivery.entry.subject_id == delivery.id
    assert work.fresh(delegation).state == State.DELIVERED
    with refused("delivery_waits_already"):
        work.deliver(delegation, cast.executor)
    assert Delivery.objects.count() == 1


def test_what_cannot_be_delivered(cast: Cast) -> None:
    delegation = work.accepted(cast)
    for said, code in (
        ({"text": " "}, "text_empty"),
        ({"minutes": -1}, "minutes_out_of_range"),
        ({"minutes": 10**7}, "minutes_out_of_range"),
        ({"run_id": uuid4()}, "run_unknown"),
        ({"milestone_id": uuid4()}, "milestone_unknown"),
    ):
        with refused(code):
            work.deliver(delegation, cast.executor, **said)
    with refused("only_the_executor"):
        work.deliver(delegation, cast.owner)
    with refused("not_found"):
        work.deliver(delegation, cast.other_executor)
    with refused("delegation_is_proposed"):
        work.deliver(work.proposed(cast), cast.executor)


def test_a_double_click_delivers_once(cast: Cast) -> None:
    delegation = work.accepted(cast)
    actor = by(cast.executor, key="web:1")
    first = actions.deliver(delegation.id, text="Done.", minutes=1, by=actor, now=NOW)
    second = actions.deliver(delegation.id, text="Done.", minutes=1, by=actor, now=SOON)
    assert first == second
    assert types(cast).count("delivery.made") == 1


# --- the verdict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "held", "released"), [(None, 0, 5000), (5000, 0, 5000), (2000, 3000, 2000), (0, 5000, 0)]
)
def test_accepting_releases_all_a_part_or_nothing(
    cast: Cast, release: int | None, held: int, released: int
) -> None:
    delivery = work.delivered(cast, held=5000)
    verdict = actions.judge(
        delivery.id, "accepted", note_text="Well done.", release_minor=release, by=by(cast.owner), now=NOW
    )
    stands = standing([delivery.milestone_id])[delivery.milestone_id]
    assert (stands["held"], stands["released"]) == (held, released)
    assert verdict.entry.data["released"] == released
    assert verdict.entry.text.body == "Well done."
    assert verdict.entry.reader == cast.executor
    assert work.fresh(delivery.delegation).state == State.ACCEPTED


def test_accepting_with_a_transfer_pays_at_once(cast: Cast) -> None:
    delivery = work.delivered(cast, held=5000)
    actions.judge(
        delivery.id,
        "accepted",
        transferred_on=NOW.date(),
        reference="SEPA 7",
        by=by(cast.owner),
        now=NOW,
    )
    assert standing([delivery.milestone_id])[delivery.milestone_id]["paid"] == 5000
    assert Entry.objects.order_by("-seq")[0].data["reference"] == "SEPA 7"


@pytest.mark.parametrize("release", [-1, 5001, 10**15])
def test_no_more_than_is_held_is_released(cast: Cast, release: int) -> None:
    delivery = work.delivered(cast, held=5000)
    with refused("release_out_of_range"):
        actions.judge(delivery.id, "accepted", release_minor=release, by=by(cast.owner), now=NOW)
    assert Delivery.objects.get(pk=delivery.pk).judged_at is None
    assert not Verdict.objects.exists()


def test_a_manager_judges_and_the_owner_releases(cast: Cast) -> None:
    delivery = work.delivered(cast, held=5000)
    with refused("release_needs_owner"):
        actions.judge(delivery.id, "accepted", by=by(cast.manager), now=NOW)
    actions.judge(delivery.id, "accepted", release_minor=0, by=by(cast.manager), now=NOW)
    assert standing([delivery.milestone_id])[delivery.milestone_id]["held"] == 5000


def test_a_manager_does_not_judge_their_own_work(cast: Cast) -> None:
    delegation = work.proposed(cast, executor_id=cast.manager.id)
    actions.accept(delegation.id, by=by(cast.manager), now=NOW)
    delivery = work.deliver(delegation, cast.manager)
    with refused("own_delivery"):
        actions.judge(delivery.id, "accepted", by=by(cast.manager), now=NOW)
    actions.judge(delivery.id, "accepted", by=by(cast.owner), now=NOW)


@pytest.mark.parametrize(
    ("outcome", "cause", "step", "code"),
    [
        ("redo", "", False, "cause_missing"),
        ("redo", "bad_weather", False, "cause_unknown"),
        ("redo", "procedure_wrong", False, "step_missing"),
        ("refused", "not_followed", False, "step_missing"),
        ("accepted", "outside", False, "cause_without_fault"),
        ("perhaps", "", False, "outcome_missing"),
    ],
)
def test_a_verdict_names_its_cause(cast: Cast, outcome: str, cause: str, step: bool, code: str) -> None:
    delivery = work.delivered(cast, procedure_id=work.procedure(cast).id)
    with refused(code):
        actions.judge(delivery.id, outcome, cause=cause, by=by(cast.owner), now=NOW)


def test_a_wrong_procedure_opens_its_next_version_at_the_step(cast: Cast) -> None:
    procedure = work.procedure(cast)
    delivery = work.delivered(cast, procedure_id=procedure.id, held=900)
    wrong = Step.objects.get(version=procedure.current, position=3)
    verdict = actions.judge(
        delivery.id,
        "redo",
        cause="procedure_wrong",
        step_id=wrong.id,
        step_followed=True,
        note_text="The parcel was with the carrier only.",
        by=by(cast.owner),
        now=NOW,
    )
    draft = Version.objects.get(procedure=procedure, published_at=None)
    assert draft.open_at == wrong.origin
    assert (verdict.step, verdict.step_followed, verdict.cause) == (wrong, True, "procedure_wrong")
    assert (verdict.entry.data["step"], verdict.entry.data["step_title"]) == (3, wrong.title)
    assert work.fresh(delivery.delegation).state == State.TO_REDO
    assert standing([delivery.milestone_id])[delivery.milestone_id]["held"] == 900
    again = work.deliver(work.fresh(delivery.delegation), cast.executor)
    assert again.number == 2


def test_a_step_not_followed_opens_nothing_and_a_step_of_elsewhere_is_refused(cast: Cast) -> None:
    procedure, other = work.procedure(cast), work.procedure(cast)
    delivery = work.delivered(cast, procedure_id=procedure.id)
    elsewhere = Step.objects.filter(version=other.current)[0]
    with refused("step_unknown"):
        actions.judge(
            delivery.id, "redo", cause="not_followed", step_id=elsewhere.id, by=by(cast.owner), now=NOW
        )
    step = Step.objects.filter(version=procedure.current)[0]
    verdict = actions.judge(
        delivery.id, "redo", cause="not_followed", step_id=step.id, by=by(cast.owner), now=NOW
    )
    assert verdict.step_followed is False
    assert not Version.objects.filter(published_at=None).exists()


def test_without_a_procedure_no_step_can_be_at_fault(cast: Cast) -> None:
    delivery = work.delivered(cast)
    with refused("step_without_procedure"):
        actions.judge(delivery.id, "redo", cause="not_followed", by=by(cast.owner), now=NOW)
    actions.judge(delivery.id, "refused", cause="brief_unclear", by=by(cast.owner), now=NOW)


def test_money_is_not_released_for_work_sent_back(cast: Cast) -> None:
    delivery = work.delivered(cast, held=500)
    with refused("release_without_acceptance"):
        actions.judge(delivery.id, "redo", cause="outside", release_minor=100, by=by(cast.owner), now=NOW)


def test_a_delivery_is_judged_once_and_by_those_who_may(cast: Cast) -> None:
    delivery = work.delivered(cast)
    with refused("not_allowed"):
        actions.judge(delivery.id, "accepted", by=by(cast.executor), now=NOW)
    for nobody in (cast.stranger, cast.other_executor, cast.reviewer):
        with refused("not_found"):
            actions.judge(delivery.id, "accepted", by=by(nobody), now=NOW)
    actions.judge(delivery.id, "accepted", by=by(cast.manager), now=NOW)
    with refused("delivery_already_judged"):
        actions.judge(delivery.id, "redo", cause="outside", by=by(cast.owner), now=NOW)
    assert types(cast)[-1] == "delivery.accepted"


# --- silence ----------------------------------------------------------------------------------------------------------


def test_silence_accepts_after_the_days_of_the_contract_and_releases_what_is_held(cast: Cast) -> None:
    delivery = work.delivered(cast, held=5000, silence_days=14)
    assert [(d.kind, d.number, d.at - NOW) for d in Due.objects.order_by("at")] == [
        ("delivery.reminder", 1, timedelta(days=7)),
        ("delivery.reminder", 2, timedelta(days=12)),
        ("delivery.silence", 0, timedelta(days=14)),
    ]
    run_due(NOW + timedelta(days=13, hours=23))
    assert Delivery.objects.get().reminders == 2
    assert not Verdict.objects.exists()
    run_due(NOW + timedelta(days=14))
    verdict = Verdict.objects.get()
    assert verdict.is_silent
    assert standing([delivery.milestone_id])[delivery.milestone_id]["released"] == 5000
    entry = verdict.entry
    assert (entry.type, entry.actor_id, entry.data["days"]) == ("delivery.accepted_by_silence", None, 14)
    assert entry.reader == cast.executor
    run_due(NOW + timedelta(days=15))
    assert types(cast).count("delivery.accepted_by_silence") == 1
    assert list(verify(cast.business.id)) == []


def test_a_verdict_lifts_the_silence_rule(cast: Cast) -> None:
    delivery = work.delivered(cast, held=5000)
    actions.judge(delivery.id, "redo", cause="outside", by=by(cast.owner), now=SOON)
    assert not Due.objects.filter(done_at=None).exists()
    with refused("delivery_already_judged"):
        actions.accept_by_silence(delivery.id, by=work.system(), now=NOW + timedelta(days=30))
    assert standing([delivery.milestone_id])[delivery.milestone_id]["held"] == 5000


def test_never_means_never_and_nobody_claims_silence_early_or_by_hand(cast: Cast) -> None:
    never = work.delivered(cast, silence_days=None)
    assert not Due.objects.exists()
    with refused("silence_not_over"):
        actions.accept_by_silence(never.id, by=work.system(), now=NOW + timedelta(days=9999))
    soon = work.delivered(cast, silence_days=2)
    with refused("silence_not_over"):
        actions.accept_by_silence(soon.id, by=work.system(), now=NOW + timedelta(days=1, hours=23))
    with refused("not_allowed"):
        actions.accept_by_silence(soon.id, by=by(cast.executor), now=NOW + timedelta(days=2))


# --- the end ----------------------------------------------------------------------------------------------------------


def test_a_delegation_is_closed_when_its_money_is_settled(cast: Cast) -> None:
    delivery = work.delivered(cast, held=5000)
    delegation = delivery.delegation
    with refused("delivery_still_waits"):
        actions.close(delegation.id, by=by(cast.owner), now=NOW)
    actions.judge(delivery.id, "accepted", release_minor=2000, by=by(cast.owner), now=NOW)
    with refused("money_still_held") as no:
        actions.close(delegation.id, by=by(cast.owner), now=NOW)
    assert "30" in no.refusal.params["available"]
    from relais.funds.actions import refund

    refund(delivery.milestone_id, None, transferred_on=NOW.date(), reference="B", by=by(cast.owner), now=NOW)
    closure = actions.close(delegation.id, text="Thank you.", by=by(cast.owner), now=NOW)
    assert not closure.called_off
    assert work.fresh(delegation).state == State.CLOSED
    with refused("delegation_is_closed"):
        actions.close(delegation.id, by=by(cast.owner), now=NOW)
    with refused("delegation_is_closed"):
        work.deliver(delegation, cast.executor)
    assert Transaction.objects.count() == 3


def test_a_delegation_is_called_off_at_any_moment_but_with_money_or_work_waiting(cast: Cast) -> None:
    for made in (work.opened, work.proposed, work.accepted):
        delegation = made(cast)
        closure = actions.call_off(delegation.id, text="Not needed.", by=by(cast.owner), now=NOW)
        assert closure.called_off
        assert work.fresh(delegation).state == State.CLOSED
    held = work.accepted(cast)
    work.hold_money(cast, held, 100)
    with refused("money_still_held"):
        actions.call_off(held.id, by=by(cast.owner), now=NOW)
    done = work.delivered(cast)
    with refused("delivery_still_waits"):
        actions.call_off(done.delegation_id, by=by(cast.owner), now=NOW)
    actions.judge(done.id, "accepted", by=by(cast.owner), now=NOW)
    with refused("work_already_accepted"):
        actions.call_off(done.delegation_id, by=by(cast.owner), now=NOW)
    with refused("delegation_is_draft"):
        actions.close(work.opened(cast).id, by=by(cast.owner), now=NOW)


# --- someone invited --------------------------------------------------------------------------------------------------


def invited(cast: Cast, delegation: Delegation) -> Invitation:
    return Invitation.objects.create(
        business=cast.business,
        email="nina@example.org",
        role="executor",
        delegation_id=delegation.id,
        token_digest="d" * 64,
        invited_by=cast.owner,
        made_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )


def test_work_is_proposed_to_someone_invited_and_becomes_theirs_when_they_join(cast: Cast) -> None:
    procedure = work.procedure(cast)
    delegation = work.written(cast, executor_id=None, procedure_id=procedure.id)
    invitation = invited(cast, delegation)
    actions.set_terms(delegation.id, invitation_id=invitation.id, by=by(cast.owner), now=NOW)
    work.hold_money(cast, delegation, 500)
    actions.propose(delegation.id, by=by(cast.owner), now=NOW)
    nina = make_member(cast.business, "executor", "Nina New")
    seams.joined(invitation, nina, by=by(nina), now=SOON)
    delegation = work.fresh(delegation)
    assert (delegation.executor, delegation.proposed_at) == (nina, SOON)
    assert Procedure.objects.visible_to(nina).get() == procedure
    assert Holding.objects.get().payee == nina
    actions.accept(delegation.id, by=by(nina), now=SOON)
    read = Entry.objects.filter(reader=nina).order_by("seq").values_list("type", flat=True)
    assert list(read) == ["delegation.received", "delegation.accepted"]
    assert Milestone.objects.count() == 1


def test_an_invitation_that_is_not_open_cannot_be_counted_on(cast: Cast) -> None:
    delegation = work.written(cast, executor_id=None)
    invitation = invited(cast, delegation)
    with refused("invitation_not_open"):
        actions.set_terms(
            delegation.id, invitation_id=invitation.id, by=by(cast.owner), now=NOW + timedelta(days=15)
        )


def test_nobody_leaves_with_work_in_hand(cast: Cast) -> None:
    seams.guard_leaving(cast.executor)
    delegation = work.accepted(cast)
    with refused("work_in_hand"):
        seams.guard_leaving(cast.executor)
    actions.call_off(delegation.id, by=by(cast.owner), now=NOW)
    seams.guard_leaving(cast.executor)
