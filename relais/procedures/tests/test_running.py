"""Runs: ticked on a phone, left and resumed, by one person, on one version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.log.actions import erase
from relais.procedures import actions
from relais.procedures.models import Run, Step, Tick
from relais.procedures.tests.kitchen import LATER, LAYOUT, given, published
from tests.cast import NOW, Cast, by


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda r: r.code == code)


@pytest.fixture
def run(cast: Cast) -> Run:
    procedure = given(cast)
    return actions.start_run(procedure.id, by=by(cast.executor), now=NOW)


def steps(run: Run) -> list[Step]:
    return list(run.version.steps.all())


def test_a_run_is_ticked_to_its_end_and_the_log_is_for_its_reader(cast: Cast, run: Run) -> None:
    eve = by(cast.executor)
    first, second, third, fourth = steps(run)
    actions.tick(run.id, first.id, note="la 2 n’est pas libre", by=eve, now=LATER)
    actions.tick(run.id, second.id, outcome="failed", note="Le site refuse", by=eve, now=LATER)
    actions.tick(run.id, third.id, outcome="skipped", by=eve, now=LATER)
    with refused("run_has_open_steps"):
        actions.finish_run(run.id, by=eve, now=LATER)
    actions.tick(run.id, fourth.id, by=eve, now=LATER)
    assert actions.finish_run(run.id, by=eve, now=LATER).finished_at == LATER
    entries = Entry.objects.filter(type__startswith="run.").order_by("seq").select_related("text")
    assert [e.type for e in entries] == [
        "run.started", "run.step_done", "run.step_failed", "run.step_skipped", "run.step_done", "run.finished",
    ]  # fmt: skip
    assert {e.reader_id for e in entries} == {cast.executor.id}
    assert entries[2].text.body == "Le site refuse"
    assert entries[5].data == {
        "procedure": LAYOUT.title, "number": 1, "done": 2, "failed": 1, "skipped": 1,
    }  # fmt: skip
    with refused("run_over"):
        actions.untick(run.id, first.id, by=eve, now=LATER)


def test_two_devices_that_say_the_same_get_the_same_tick(cast: Cast, run: Run) -> None:
    step = steps(run)[0]
    first = actions.tick(run.id, step.id, note="vu", by=by(cast.executor, key="a"), now=LATER)
    assert actions.tick(run.id, step.id, by=by(cast.executor, key="b"), now=LATER) == first
    assert actions.tick(run.id, step.id, note="vu", by=by(cast.executor, key="a"), now=LATER) == first
    assert Entry.objects.filter(type="run.step_done").count() == 1
    with refused("step_already_ticked"):
        actions.tick(run.id, step.id, outcome="skipped", by=by(cast.executor), now=LATER)
    with refused("step_already_ticked"):
        actions.tick(run.id, step.id, note="autre chose", by=by(cast.executor), now=LATER)


def test_the_database_holds_one_standing_tick_a_step(cast: Cast, run: Run) -> None:
    step = steps(run)[0]
    ticked = actions.tick(run.id, step.id, by=by(cast.executor), now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tick.objects.create(run=run, step=step, outcome="done", at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tick.objects.filter(pk=ticked.pk).update(outcome="failed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tick.objects.filter(pk=ticked.pk).delete()


def test_a_tick_taken_back_opens_the_step_again(cast: Cast, run: Run) -> None:
    eve, step = by(cast.executor), steps(run)[0]
    actions.tick(run.id, step.id, by=eve, now=LATER)
    assert actions.untick(run.id, step.id, by=eve, now=LATER).undone_at == LATER
    with refused("step_not_ticked"):
        actions.untick(run.id, step.id, by=eve, now=LATER)
    again = actions.tick(run.id, step.id, outcome="failed", note="non", by=eve, now=LATER)
    assert run.ticks.count() == 2
    assert again.outcome == "failed"


def test_a_failure_needs_a_note_and_outcomes_are_three(cast: Cast, run: Run) -> None:
    step = steps(run)[0]
    with refused("failure_without_note"):
        actions.tick(run.id, step.id, outcome="failed", note="  ", by=by(cast.executor), now=LATER)
    with refused("outcome_unknown"):
        actions.tick(run.id, step.id, outcome="perhaps", by=by(cast.executor), now=LATER)


def test_the_moment_a_device_kept_is_believed_within_the_run(cast: Cast, run: Run) -> None:
    first, second, *_rest = steps(run)
    during = NOW + timedelta(minutes=4)
    assert actions.tick(run.id, first.id, at=during, by=by(cast.executor), now=LATER).at == during
    before = NOW - timedelta(days=9)
    assert actions.tick(run.id, second.id, at=before, by=by(cast.executor), now=LATER).at == LATER


def test_a_run_keeps_to_its_version(cast: Cast, run: Run) -> None:
    pinned = run.version
    actions.publish(run.procedure_id, content=LAYOUT, by=by(cast.owner), now=LATER)
    run.refresh_from_db()
    assert run.version == pinned
    newer = actions.start_run(run.procedure_id, by=by(cast.executor), now=LATER)
    assert newer.version.number == 2
    with refused("not_found"):
        actions.tick(run.id, newer.version.steps.all()[0].id, by=by(cast.executor), now=LATER)


def test_the_rest_may_be_skipped_or_the_run_given_up(cast: Cast, run: Run) -> None:
    actions.tick(run.id, steps(run)[0].id, by=by(cast.executor), now=LATER)
    actions.finish_run(run.id, skip_rest=True, by=by(cast.executor), now=LATER)
    assert run.ticks.filter(outcome="skipped").count() == 3
    other = actions.start_run(run.procedure_id, by=by(cast.executor), now=LATER)
    gone = actions.give_up_run(other.id, reason="Panne", by=by(cast.executor), now=LATER)
    assert gone.given_up_at
    assert Entry.objects.get(type="run.given_up").text.body == "Panne"
    with refused("run_over"):
        actions.finish_run(other.id, by=by(cast.executor), now=LATER)


def test_others_do_not_tick_and_do_not_even_see(cast: Cast, run: Run) -> None:
    step = steps(run)[0]
    with refused("run_of_someone_else"):
        actions.tick(run.id, step.id, by=by(cast.owner), now=LATER)
    for member in (cast.other_executor, cast.stranger):
        with refused("not_found"):
            actions.tick(run.id, step.id, by=by(member), now=LATER)
    with refused("not_found"):
        actions.start_run(run.procedure_id, by=by(cast.other_executor), now=LATER)
    with refused("not_allowed"):
        actions.start_run(run.procedure_id, by=by(cast.reviewer), now=LATER)


def test_what_is_given_ends_and_can_be_given_again(cast: Cast, run: Run) -> None:
    procedure = run.procedure
    with transaction.atomic():
        actions.end_given(procedure, cast.executor, now=LATER)
    with refused("not_found"):
        actions.start_run(procedure.id, by=by(cast.executor), now=LATER)
    actions.tick(run.id, steps(run)[0].id, by=by(cast.executor), now=LATER)  # what is under way is finished
    with transaction.atomic():
        actions.give(procedure, cast.executor, now=LATER)
    assert actions.start_run(procedure.id, by=by(cast.executor), now=LATER).is_open


def test_a_run_names_only_a_delegation_of_its_own(cast: Cast, run: Run) -> None:
    from uuid import uuid4

    with refused("not_found"):
        actions.start_run(run.procedure_id, delegation_id=uuid4(), by=by(cast.executor), now=LATER)


def test_a_run_of_management_is_read_by_management(cast: Cast) -> None:
    actions.start_run(published(cast).id, by=by(cast.owner), now=NOW)
    assert Entry.objects.get(type="run.started").reader_id is None


def test_steps_refuse_to_run_outside_of_a_verb(cast: Cast, transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        actions.give(Run.procedure.field.related_model(), cast.executor, now=NOW)


def test_a_note_erased_in_the_log_is_erased_beside_its_tick(cast: Cast, run: Run) -> None:
    first = steps(run)[0]
    ticked = actions.tick(run.id, first.id, outcome="done", note="My phone number", by=by(run.by), now=NOW)
    entry = Entry.objects.get(subject_id=ticked.pk)
    erase(entry.pk, by=by(run.by), now=NOW)
    ticked.refresh_from_db()
    assert ticked.note == ""
