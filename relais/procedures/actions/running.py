"""Running a procedure: start, tick, take back, finish, give up."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.people.gates import require
from relais.people.models import Membership
from relais.procedures.entries import (
    RunFinished,
    RunGivenUp,
    RunStarted,
    StepDone,
    StepFailed,
    StepSkipped,
    StepUndone,
)
from relais.procedures.models import Procedure, Run, Step, Tick
from relais.procedures.rules import locked_procedure, own_run
from relais.procedures.seams import may_run_for

NOTE_LIMIT = 5_000
_ENTRY_OF = {"done": StepDone, "failed": StepFailed, "skipped": StepSkipped}


@verb
def start_run(procedure_id: UUID, *, delegation_id: UUID | None = None, by: Actor, now: datetime) -> Run:
    """Begin to go through the current version's steps, for a delegation or for itself. The run keeps to that version."""
    member = require(by, "run.perform")
    procedure = locked_procedure(member, procedure_id)
    if procedure.archived_at is not None:
        raise Refused("procedure_archived")
    version = procedure.current
    if version is None:
        raise Refused("procedure_not_published")
    if delegation_id is not None:
        _own_delegation(procedure, member, delegation_id)
    run = Run(
        id=new_id(), business=member.business, procedure=procedure, version=version, by=member,
        delegation_id=delegation_id, started_at=now,
    )  # fmt: skip
    run.save(force_insert=True)
    _log(run, RunStarted(procedure=version.title, number=version.number), by=by, now=now, subject=run)
    return run


@verb
def tick(
    run_id: UUID,
    step_id: UUID,
    *,
    outcome: str = "done",
    note: str = "",
    at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Tick:
    """Say of one step that it is done, failed (with a note) or skipped.

    `at` is when a device without network kept the tick; outside of the run's time it counts as now. Said the same twice
    (two devices), the first tick is the answer; said otherwise, it is refused.
    """
    member = require(by, "run.perform")
    if outcome not in _ENTRY_OF:
        raise Refused("outcome_unknown", field="outcome")
    note = clean_text(note, limit=NOTE_LIMIT, required=False, field="note")
    if outcome == "failed" and not note:
        raise Refused("failure_without_note", field="note")
    run = own_run(member, run_id)
    stage = _step_of(run, step_id)
    standing = run.ticks.filter(step=stage, undone_at=None).first()
    if standing is not None:
        if standing.outcome == outcome and note in ("", standing.note):
            return standing
        raise Refused("step_already_ticked")
    when = at if at is not None and run.started_at <= at <= now else now
    ticked = Tick(id=new_id(), run=run, step=stage, outcome=outcome, note=note, at=when)
    ticked.save(force_insert=True)
    data = _ENTRY_OF[outcome](procedure=run.version.title, position=stage.position, step=stage.title)
    _log(run, data, by=by, now=now, subject=ticked, text=note)
    return ticked


@verb
def untick(run_id: UUID, step_id: UUID, *, by: Actor, now: datetime) -> Tick:
    """Take a tick back: the step is open again; what was said stays in the log."""
    member = require(by, "run.perform")
    run = own_run(member, run_id)
    stage = _step_of(run, step_id)
    standing = run.ticks.filter(step=stage, undone_at=None).first()
    if standing is None:
        raise Refused("step_not_ticked")
    standing.undone_at = now
    standing.save(update_fields=["undone_at"])
    data = StepUndone(procedure=run.version.title, position=stage.position, step=stage.title)
    _log(run, data, by=by, now=now, subject=standing)
    return standing


@verb
def finish_run(run_id: UUID, *, skip_rest: bool = False, by: Actor, now: datetime) -> Run:
    """End a run whose steps were all gone through; with `skip_rest`, those still open count as skipped."""
    member = require(by, "run.perform")
    run = own_run(member, run_id)
    outcomes = Counter(run.ticks.filter(undone_at=None).values_list("outcome", flat=True))
    open_steps = list(run.version.steps.exclude(ticks__in=run.ticks.filter(undone_at=None)))
    if open_steps and not skip_rest:
        raise Refused("run_has_open_steps")
    Tick.objects.bulk_create(
        Tick(id=new_id(), run=run, step=stage, outcome="skipped", at=now) for stage in open_steps
    )
    run.finished_at = now
    run.save(update_fields=["finished_at"])
    data = RunFinished(
        procedure=run.version.title,
        number=run.version.number,
        done=outcomes["done"],
        failed=outcomes["failed"],
        skipped=outcomes["skipped"] + len(open_steps),
    )
    _log(run, data, by=by, now=now, subject=run)
    return run


@verb
def give_up_run(run_id: UUID, *, reason: str = "", by: Actor, now: datetime) -> Run:
    """Stop a run before its end, saying why or not; what was ticked stays readable."""
    member = require(by, "run.perform")
    reason = clean_text(reason, limit=NOTE_LIMIT, required=False, field="reason")
    run = own_run(member, run_id)
    run.given_up_at = now
    run.save(update_fields=["given_up_at"])
    done = run.ticks.filter(undone_at=None, outcome="done").count()
    data = RunGivenUp(procedure=run.version.title, number=run.version.number, done=done)
    _log(run, data, by=by, now=now, subject=run, text=reason)
    return run


def _step_of(run: Run, step_id: UUID) -> Step:
    stage = run.version.steps.filter(pk=step_id).first()
    if stage is None:
        raise Refused("not_found")
    return stage


def _own_delegation(procedure: Procedure, member: Membership, delegation_id: UUID) -> None:
    # Delegations live in a room above: their visibility is asked through the relation, their code is not imported.
    theirs = procedure.delegations.visible_to(member).filter(pk=delegation_id)
    if not theirs.exists():
        raise Refused("not_found", field="delegation")
    may_run_for(delegation_id)


def _log(run: Run, data: EntryData, *, by: Actor, now: datetime, subject: Run | Tick, text: str = "") -> None:
    reader = None if run.by.is_management else run.by_id
    record(
        run.business, data, by=by, now=now, subject=subject, delegation_id=run.delegation_id,
        reader_id=reader, text=text,
    )  # fmt: skip
