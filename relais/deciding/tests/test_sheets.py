"""What a scenario sheet promises: what is written is drawn, what cannot be is refused at its field, what came is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from relais.activities import actions as activities
from relais.activities.actions.activities import Known
from relais.activities.models import Decision
from relais.acts.models import Entry, EntryText
from relais.acts.refusal import Refused
from relais.acts.types import known_types
from relais.deciding import actions, drawing
from relais.deciding.actions import About, Told
from relais.deciding.drawing import SheetRefused, file_of, parts_of, seed_of
from relais.deciding.models import Outcome, Safeguard, Sheet
from relais.deciding.sheet_words import hint_of
from relais.deciding.showing.forecasts import calibration_of, forecasts_of
from relais.deciding.starting import EXAMPLES
from relais.deciding.tests import made_sheets as made
from relais.deciding.tests.made_sheets import said
from relais.delegations import actions as delegations
from relais.delegations.models import Gate
from relais.delegations.tests import work
from relais.engine.decide.concrete import QUESTIONS, vague
from relais.engine.decide.simulation import simulate
from relais.log.actions import erase
from relais.people.models import Business
from tests.cast import NOW, Cast, by, make_cast


def fresh(sheet: Sheet) -> Sheet:
    return Sheet.objects.get(pk=sheet.pk)


def last_entry() -> Entry:
    found: Entry = Entry.objects.order_by("-seq")[0]
    return found


# --- drawn ------------------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_command_line(cast: Cast, tmp_path: Any) -> None:
    """The file that a sheet is taken out as, given to `relais scenarios` with the sheet's seed, says the same to the digit."""
    sheet = made.sheet(cast, template="access", bearable=1500_00)
    one, other, _third = Outcome.objects.filter(sheet=sheet).order_by("id")
    actions.change_outcome(
        one.id, said("The site is down", (5, 15), (100_00, 300_00, 1200_00), depends={other.id: "some"}),
        by=by(cast.owner), now=NOW,
    )  # fmt: skip
    sheet = fresh(sheet)
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(file_of(sheet, parts_of(sheet))))
    command = [sys.executable, "-m", "relais.cli", "scenarios", str(file), "--seed", str(seed_of(sheet))]
    found = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(found.stdout) == sheet.result
    assert sheet.result["draws"] == 100_000


def test_what_was_stored_is_what_is_drawn_again(cast: Cast) -> None:
    sheet = made.sheet(cast, template="mail", bearable=1500_00)
    before = sheet.result
    actions.change_sheet(
        sheet.id, About(sheet.title, bearable=1500_00, hour_rate=sheet.hour_rate), by=by(cast.owner), now=NOW
    )
    assert fresh(sheet).result == before


def test_an_expected_loss_is_what_one_computes_by_hand(cast: Cast) -> None:
    sheet = made.sheet(cast, bearable=200_00, hour_rate=40_00)
    assert sheet.result is None
    theft = made.outcome(cast, sheet, "Theft", (5, 15), (150_00, 300_00, 900_00))
    made.outcome(cast, sheet, "I do it again", 50, 90, unit="hours")
    made.outcome(cast, sheet, "It works", 20, 100_00, kind="gain")
    result = fresh(sheet).result
    # 0.1 × (150 + 4 × 300 + 900) / 6 + 0.5 × 1.5 h × 40 − 0.2 × 100
    assert result["before"]["expected_loss"] == pytest.approx(37.5 + 30 - 20)
    made.safeguard(cast, sheet, "A backup", 10_00, on=(theft.id, "0.2", "1"))
    after = fresh(sheet).result["after"]
    assert after["expected_loss"] == pytest.approx(7.5 + 30 - 20 + 10)
    assert after["chance_beyond_bearable"] < result["before"]["chance_beyond_bearable"]


def test_each_example_holds_together_in_both_languages(cast: Cast) -> None:
    for language in ("fr", "en"):
        with translation.override(language):
            for name, example in EXAMPLES.items():
                sheet = made.sheet(cast, template=name)
                assert sheet.result is not None, name
                assert sheet.outcomes.count() == len(example.outcomes)
                assert any(step["pays"] for step in sheet.result["safeguards"]), name
    titles = list(Outcome.objects.order_by("id").values_list("title", flat=True))
    assert len(set(titles)) == len(titles), "an example is the same in both languages"


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (said(percent=(30, 10)), "sheet_range_reversed", "probability_low"),
        (said(percent=120), "sheet_probability_out_of_range", "probability_low"),
        (said(effect=(500, 300, 900)), "sheet_range_reversed", "likely"),
        (said(effect=-1), "sheet_amount_out_of_range", "low"),
        (said(effect=60, unit="hours"), "sheet_hour_rate_missing", "unit"),
        (said(percent=70, group="delivery"), "sheet_probabilities_above_one", "probability_low"),
        (said(" "), "text_empty", "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, wrong: Any, code: str, field: str) -> None:
    sheet = made.sheet(cast)
    made.outcome(cast, sheet, "Nothing comes", 60, group="delivery")
    before = fresh(sheet).result
    with pytest.raises(Refused) as refused:
        actions.add_outcome(sheet.id, wrong, by=by(cast.owner), now=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert fresh(sheet).result == before
    assert Outcome.objects.filter(sheet=sheet).count() == 1


def test_all_that_is_wrong_is_said_at_once(cast: Cast) -> None:
    sheet = made.sheet(cast)
    with pytest.raises(SheetRefused) as refused:
        actions.add_outcome(
            sheet.id, said(percent=(30, 10), effect=(500, 300, 900), unit="hours"), by=by(cast.owner), now=NOW
        )
    assert {one.field for one in refused.value.all} == {"probability_low", "likely", "unit"}
    for one in refused.value.all:
        assert one.text


def test_dependences_that_cannot_hold_together_are_refused(cast: Cast) -> None:
    sheet = made.sheet(cast)
    one, other = made.outcome(cast, sheet, "One"), made.outcome(cast, sheet, "Other")
    made.outcome(cast, sheet, "Third", depends={one.id: "strong"})
    with pytest.raises(SheetRefused) as refused:
        made.outcome(cast, sheet, "Fourth", group="g", depends={one.id: "some"})
    assert (refused.value.code, refused.value.field) == ("sheet_correlation_in_group", "group")
    with pytest.raises(SheetRefused) as refused:
        made.outcome(cast, sheet, "Fourth", depends={one.id: "strong"})
    assert (refused.value.code, refused.value.field) == ("sheet_correlations_contradict", "depends")
    fourth = made.outcome(cast, sheet, "Fourth", depends={one.id: "some", other.id: "some"})
    assert len(parts_of(sheet).dependences) == 3
    actions.change_outcome(fourth.id, said("Fourth"), by=by(cast.owner), now=NOW)
    assert len(parts_of(sheet).dependences) == 1


def test_a_safeguard_guards_against_losses_alone(cast: Cast) -> None:
    sheet = made.sheet(cast)
    outcome = made.outcome(cast, sheet)
    made.safeguard(cast, sheet, on=(outcome.id, "0.5", "1"))
    with pytest.raises(Refused) as refused:
        actions.change_outcome(outcome.id, said(kind="gain"), by=by(cast.owner), now=NOW)
    assert (refused.value.code, refused.value.field) == ("sheet_safeguard_of_gain", "kind")


# --- taken off, put back, put away ------------------------------------------------------------------------------------


def test_what_is_taken_off_comes_back_with_all_that_was_said_of_it(cast: Cast) -> None:
    sheet = made.sheet(cast)
    kept = made.outcome(cast, sheet, "Kept")
    outcome = made.outcome(cast, sheet, "The site is down", depends={kept.id: "some"})
    guard = made.safeguard(cast, sheet, on=(outcome.id, "0.5", "0.5"))
    before = fresh(sheet).result
    do = {"by": by(cast.owner), "now": NOW}
    actions.remove_outcome(outcome.id, **do)
    assert fresh(sheet).result["before"]["expected_loss"] < before["before"]["expected_loss"]
    actions.change_safeguard(guard.id, actions.SafeguardSaid("A backup, tried", 10_00), **do)
    with pytest.raises(Refused, match="put it back first"):
        actions.change_outcome(outcome.id, said(), **do)
    actions.change_safeguard(guard.id, actions.SafeguardSaid("A backup first", 10_00), **do)
    actions.restore_outcome(outcome.id, **do)
    assert fresh(sheet).result == before
    actions.remove_safeguard(guard.id, **do)
    assert fresh(sheet).result["safeguards"] == []
    actions.restore_safeguard(guard.id, **do)
    assert fresh(sheet).result == before
    with pytest.raises(Refused) as refused:
        actions.restore_safeguard(guard.id, **do)
    assert refused.value.code == "sheet_part_not_removed"


def test_a_sheet_put_away_is_not_written_on(cast: Cast) -> None:
    sheet, do = made.sheet(cast), {"by": by(cast.owner), "now": NOW}
    actions.drop_sheet(sheet.id, **do)
    for attempt in (
        lambda: made.outcome(cast, sheet),
        lambda: actions.write_cases(sheet.id, {"worst_what": "It burns"}, **do),
        lambda: actions.tell_outcomes(sheet.id, {}, **do),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "sheet_is_dropped"
    actions.restore_sheet(sheet.id, **do)
    made.outcome(cast, sheet)


# --- in words ---------------------------------------------------------------------------------------------------------


def test_cases_are_kept_in_the_log_and_erased_with_it(cast: Cast) -> None:
    sheet, do = made.sheet(cast), {"by": by(cast.owner), "now": NOW}
    answers = {"worst_what": "Three articles are gone", "worst_repair": "", "nothing_one_year": "260 hours"}
    with translation.override("fr"):
        actions.write_cases(sheet.id, answers, **do)
    kept = fresh(sheet)
    assert kept.answers == {"worst_what": "Three articles are gone", "nothing_one_year": "260 hours"}
    body = EntryText.objects.get(entry=kept.entry).body
    assert "Le pire cas" in body
    assert "Three articles are gone" in body
    count = Entry.objects.count()
    actions.write_cases(sheet.id, answers, **do)
    assert Entry.objects.count() == count, "the same again was written again"
    erase(kept.entry_id, **do)
    assert fresh(sheet).answers == {}
    with pytest.raises(Refused) as refused:
        actions.write_cases(sheet.id, {"worst_idea": "?"}, **do)
    assert refused.value.code == "sheet_question_unknown"


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [
        ("worst_what", "", "empty"),
        ("worst_what", "Ça se passe mal", "vague_word"),
        ("worst_what", "It goes wrong", "vague_word"),
        ("worst_what", "Panne", "short"),
        ("worst_what", "Trois articles sont effacés du blog", None),
        ("worst_when", "bientôt", "no_moment"),
        ("worst_when", "within two weeks", None),
        ("worst_when", "avant Noël", None),
        ("worst_how_much", "very much", "no_amount"),
        ("worst_how_much", "beaucoup : 900 €", None),
        ("nothing_one_year", "deux cents heures", None),
    ],
)
def test_the_gentle_check_says_what_is_vague(question: str, answer: str, code: str | None) -> None:
    found = {one.question: one for one in vague({question: answer})}
    assert (found[question].code if question in found else None) == code
    for language in ("fr", "en"):
        with translation.override(language):
            assert all(hint_of(one) for one in found.values())


def test_concrete_answers_leave_nothing_to_say() -> None:
    assert vague(dict.fromkeys(QUESTIONS, "Three orders are lost by 3 March, 900 €")) == ()


# --- what happened ----------------------------------------------------------------------------------------------------


def test_once_it_is_said_what_came_forecasts_are_not_improved(cast: Cast) -> None:
    sheet, do = made.sheet(cast), {"by": by(cast.owner), "now": NOW}
    came, stayed = made.outcome(cast, sheet, "It came", 20), made.outcome(cast, sheet, "It stayed away", 30)
    actions.tell_outcomes(
        sheet.id,
        {came.id: Told(happened=True, actual=250_00), stayed.id: Told(happened=False)},
        lesson="Backups first.",
        **do,
    )
    assert EntryText.objects.get(entry=last_entry()).body == "Backups first."
    told = Outcome.objects.get(pk=came.pk)
    assert (told.happened, told.actual, told.told_by_id) == (True, 250_00, cast.owner.id)
    for attempt in (
        lambda: actions.change_outcome(came.id, said(percent=100), **do),
        lambda: actions.remove_outcome(stayed.id, **do),
        lambda: made.safeguard(cast, sheet),
        lambda: actions.change_sheet(sheet.id, About("Else"), **do),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "sheet_told_already"
    actions.tell_outcomes(sheet.id, {came.id: Told(happened=None), stayed.id: Told(happened=None)}, **do)
    actions.change_outcome(came.id, said(percent=100), **do)


def test_what_did_not_happen_cost_nothing(cast: Cast) -> None:
    sheet = made.sheet(cast)
    outcome = made.outcome(cast, sheet)
    for told, code in (
        (Told(happened=False, actual=5), "sheet_actual_without_outcome"),
        (Told(happened=True, actual=-5), "sheet_actual_out_of_range"),
    ):
        with pytest.raises(Refused) as refused:
            actions.tell_outcomes(sheet.id, {outcome.id: told}, by=by(cast.owner), now=NOW)
        assert (refused.value.code, refused.value.field) == (code, f"actual_{outcome.id}")


def test_forecasts_join_outcomes_and_decisions_each_to_whoever_made_them(cast: Cast) -> None:
    do = {"by": by(cast.owner), "now": NOW}
    sheet = made.sheet(cast)
    came, open_one = (
        made.outcome(cast, sheet, "It came", (20, 40)),
        made.outcome(cast, sheet, "Not known", 90),
    )
    actions.tell_outcomes(sheet.id, {came.id: Told(happened=True), open_one.id: Told(happened=None)}, **do)
    activity = activities.add_activity(Known("Shop mail"), **do)
    decision = activities.decide(
        activity.id, choice="delegate", reason="Five hours", look_again_on=date(2027, 1, 4),
        confidence=Decimal("0.8"), by=by(cast.manager), now=NOW,
    )  # fmt: skip
    activities.judge_decision(decision.id, worked=False, **do)
    assert Decision.objects.get(pk=decision.pk).worked is False
    own, all_of_them = calibration_of(cast.owner), calibration_of(cast.owner, everyone=True)
    assert (own.cases, own.score) == (1, pytest.approx(0.49))
    assert (all_of_them.cases, all_of_them.score) == (2, pytest.approx((0.49 + 0.64) / 2))
    with translation.override("fr"):
        page = forecasts_of(cast.owner, everyone=True)
    assert [one.happened for one in page.cases] == [False, True] or page.cases[0].on == page.cases[1].on
    assert "0,57" in page.sentences[0]
    assert "hasard" in " ".join(page.sentences), "two cases say little, and the page says so"
    assert calibration_of(cast.manager).cases == 1


# --- gates ------------------------------------------------------------------------------------------------------------


def test_a_safeguard_becomes_a_gate_of_the_delegation_once(cast: Cast) -> None:
    delegation, do = work.accepted(cast), {"by": by(cast.owner), "now": NOW}
    sheet = made.sheet(cast, template="access", delegation_id=delegation.id)
    guard = Safeguard.objects.filter(sheet=sheet).order_by("id")[0]
    gate = actions.make_gate(guard.id, kind="backup", **do)
    assert (gate.title, gate.kind, gate.delegation_id) == (guard.title, "backup", delegation.id)
    assert last_entry().type == "gate.opened"
    assert last_entry().reader_id == cast.executor.id
    with pytest.raises(Refused) as refused:
        work.deliver(delegation, cast.executor)
    assert refused.value.code == "gate_not_cleared"
    with pytest.raises(Refused) as refused:
        actions.make_gate(guard.id, kind="backup", **do)
    assert refused.value.code == "safeguard_is_gate_already"
    delegations.remove_gate(gate.id, **do)
    actions.make_gate(guard.id, kind="backup", **do)
    assert Gate.objects.filter(delegation=delegation).in_the_way().count() == 1


def test_a_sheet_without_delegation_makes_no_gate(cast: Cast) -> None:
    sheet = made.sheet(cast, template="access")
    guard = Safeguard.objects.filter(sheet=sheet)[0]
    with pytest.raises(Refused) as refused:
        actions.make_gate(guard.id, kind="backup", by=by(cast.owner), now=NOW)
    assert refused.value.code == "safeguard_without_delegation"


# --- whose ------------------------------------------------------------------------------------------------------------


def test_outside_management_nobody_reads_a_sheet(cast: Cast) -> None:
    sheet = made.sheet(cast, template="mail")
    for who, member in cast.everyone().items():
        sees = Sheet.objects.visible_to(member).exists()
        assert sees is (who in ("owner", "manager")), who
        if not sees:
            with pytest.raises(Refused):
                actions.drop_sheet(sheet.id, by=by(member), now=NOW)


def test_every_entry_reads_well_in_both_languages() -> None:
    mine = {
        name: cls
        for name, cls in known_types().items()
        if name.split(".")[0] in ("sheet", "outcome", "safeguard")
    }
    assert len(mine) == 14
    for name, cls in mine.items():
        read = []
        for language in ("en", "fr"):
            with translation.override(language):
                read.append(str(cls.sentence(object.__new__(cls))))
        assert read[0] != read[1], name
        assert "%(who)s" in read[1]


def test_an_example_follows_what_an_hour_of_the_business_is_worth(cast: Cast) -> None:
    Business.objects.filter(pk=cast.business.pk).update(currency="JPY")
    cast.owner.business.refresh_from_db()
    actions.set_rates(6_000, 2_000, by=by(cast.owner), now=NOW)
    sheet = actions.make_sheet(About("Pay in advance"), template="advance", by=by(cast.owner), now=NOW)
    assert sheet.hour_rate == 6_000
    amounts = {one.likely for one in Outcome.objects.filter(sheet=sheet)}
    assert amounts == {90_000, 37_500, 9_000}, "150 times what it is for an hour worth 40"


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_drawn_before_its_transaction_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite whoever writes keeps all others waiting, and 100,000 draws take a while."""
    cast = make_cast()
    sheet = made.sheet(cast)
    inside: list[bool] = []

    def watched(*args: Any, **kwargs: Any) -> Any:
        inside.append(connection.in_atomic_block)
        return simulate(*args, **kwargs)

    monkeypatch.setattr(drawing, "simulate", watched)
    theft = made.outcome(cast, sheet, "A theft")
    backup = made.safeguard(cast, sheet, "A backup", 10_00, on=(theft.id, "0.2", "1"))
    act: dict[str, Any] = {"by": by(cast.owner), "now": NOW}
    actions.change_outcome(theft.id, said(title="A theft", percent=20), **act)
    actions.remove_safeguard(backup.id, **act)
    actions.restore_safeguard(backup.id, **act)
    actions.change_sheet(sheet.id, About("Other", bearable=100_00), **act)
    assert inside
    assert not any(inside)
