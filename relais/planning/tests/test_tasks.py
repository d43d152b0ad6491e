"""Tasks: written, answered, finished, handed over; time; goals; days off; the feed. Refusal beside success."""

from __future__ import annotations

import hashlib
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from relais.activities.actions import capture
from relais.activities.models import Capture, Sorting
from relais.acts.actions import erase_text
from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.config.ids import new_id
from relais.delegations.models import Delegation
from relais.engine.values import Money
from relais.log import matters
from relais.log.querysets import entries_visible_to
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.hours import DEFAULT, DayHours, Slot
from relais.planning.models import Goal, Stretch, Task
from relais.planning.tests import plans
from relais.planning.tests.plans import at, refused
from tests.cast import NOW, Cast, by

SOON = NOW + timedelta(minutes=30)


# --- written ------------------------------------------------------------------------------------------------------------


def test_a_task_is_its_members_alone_and_so_is_its_line_in_the_log(cast: Cast) -> None:
    task = plans.task(cast.owner, "  Call\n the   printer ", minutes=20)
    assert (task.title, task.minutes, task.moves_business) == ("Call the printer", 20, None)
    entry = Entry.objects.get()
    assert (entry.type, entry.reader_id, entry.data) == ("task.written", cast.owner.id, {})
    assert entry.text.body == "Call the printer"
    assert entries_visible_to(cast.owner).count() == 1
    for other in (cast.manager, cast.executor, cast.reviewer, cast.stranger):
        assert entries_visible_to(other).count() == 0
    for verb in (actions.finish_task, actions.drop_task, actions.start):
        with refused("not_found"):
            verb(task.id, by=by(cast.manager), now=NOW)  # type: ignore[operator]


def test_only_who_keeps_a_plan_writes_tasks(cast: Cast) -> None:
    for member in (cast.executor, cast.reviewer, cast.mediator):
        with refused("not_allowed"):
            plans.task(member, "Mine")
        with refused("not_allowed"):
            plans.goal(member)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("estimate_out_of_range", {"minutes": 0}),
        ("estimate_out_of_range", {"minutes": 10**9}),
        ("due_moment_or_day", {"due": Due(at=NOW, on=date(2026, 12, 1))}),
        ("date_out_of_range", {"due": Due(on=date(9999, 12, 31))}),
        ("goal_unknown", {"goal_id": uuid4()}),
        ("piece_out_of_range", {"least_piece": 2}),
        ("amount_not_positive", {"amount": Money(0, "EUR")}),
        ("currency_unknown", {"amount": Money(100, "XXX")}),
        ("text_too_long", {"consequence": "x" * 201}),
    ],
)
def test_a_task_that_cannot_be_is_refused_and_leaves_nothing(
    cast: Cast, code: str, said: dict[str, object]
) -> None:
    with refused(code):
        plans.task(cast.owner, "Odd", **said)
    assert not Task.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_key_writes_one_task(cast: Cast) -> None:
    one = actions.write_task("Call", by=by(cast.owner, key="web:1"), now=NOW)
    two = actions.write_task("Call", by=by(cast.owner, key="web:1"), now=SOON)
    assert one == two
    assert Task.objects.count() == 1


def test_changing_records_once_and_saying_the_same_again_records_nothing(cast: Cast) -> None:
    task = plans.task(cast.owner, "Call")
    actions.change_task(task.id, title="Call the printer", minutes=20, by=by(cast.owner), now=SOON)
    actions.change_task(task.id, title="Call the printer", minutes=20, by=by(cast.owner), now=SOON)
    assert plans.types() == ["task.written", "task.changed"]
    assert plans.fresh(task).title == "Call the printer"
    actions.change_task(task.id, minutes=None, by=by(cast.owner), now=SOON)
    assert plans.fresh(task).minutes is None


# --- the two questions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "due", "consequence", "important", "urgent"),
    [
        (True, None, "", True, False),
        (True, Due(on=date(2026, 12, 1)), "", True, False),  # a date without a consequence is not urgent
        (True, Due(on=date(2026, 12, 1)), "fine", True, True),
        (False, Due(on=date(2026, 12, 1)), "fine", False, True),
        (False, None, "fine", False, False),  # a consequence without a date is not urgent either
    ],
)
def test_two_questions_place_any_task(
    cast: Cast, moves: bool, due: Due | None, consequence: str, important: bool, urgent: bool
) -> None:
    task = plans.task(cast.owner, "Task")
    task = actions.answer_questions(
        task.id, moves_business=moves, due=due or Due(), consequence=consequence, by=by(cast.owner), now=NOW
    )
    assert (task.is_important, task.is_urgent) == (important, urgent)
    assert Entry.objects.latest("seq").data == {"seq": 1, "important": important, "urgent": urgent}


def test_urgent_and_not_important_becomes_a_delegation_with_what_is_known(cast: Cast) -> None:
    task = plans.task(
        cast.owner, "VAT return", due=Due(at=at("2026-11-25 12:00")), moves_business=False,
        consequence="Letter", amount=Money(18000, "EUR"),
    )  # fmt: skip
    delegation = actions.hand_over(task.id, executor_id=cast.executor.id, by=by(cast.owner), now=NOW)
    assert (delegation.title, delegation.executor) == ("VAT return", cast.executor)
    assert delegation.briefs.get().failure == "Letter · 180,00\u00a0€"
    assert delegation.milestones.get().due_on == date(2026, 11, 25)
    task = plans.fresh(task)
    assert (task.outcome, task.delegation_id) == ("delegated", delegation.id)
    assert plans.types() == [
        "task.written", "delegation.opened", "brief.written", "terms.set", "task.handed_over",
    ]  # fmt: skip
    with refused("task_already_ended"):
        actions.hand_over(task.id, by=by(cast.owner), now=NOW)
    with refused("task_is_delegated"):
        actions.reopen_task(task.id, by=by(cast.owner), now=NOW)
    assert Delegation.objects.count() == 1


def test_a_delegation_that_is_refused_leaves_the_task(cast: Cast) -> None:
    task = plans.task(cast.owner, "VAT return")
    with refused("executor_unknown"):
        actions.hand_over(task.id, executor_id=cast.reviewer.id, by=by(cast.owner), now=NOW)
    assert plans.fresh(task).ended_at is None
    assert not Delegation.objects.exists()


def test_a_captured_line_becomes_a_task_once(cast: Cast) -> None:
    line = capture(text="call the printer", by=by(cast.owner), now=NOW)
    task = actions.write_task_from_line(line.id, "Call the printer", minutes=20, by=by(cast.owner), now=NOW)
    sorting = Sorting.objects.get()
    assert (sorting.into, sorting.into_id) == ("task", task.id)
    with refused("line_already_sorted"):
        actions.write_task_from_line(line.id, "Again", by=by(cast.owner), now=NOW)
    with refused("not_found"):
        actions.write_task_from_line(uuid4(), "Nothing", by=by(cast.owner), now=NOW)
    assert Capture.objects.get().sorted_at == NOW
    assert plans.types() == ["line.captured", "task.written"]


def test_ended_once_and_taken_up_again(cast: Cast) -> None:
    task = plans.task(cast.owner, "Call")
    with refused("task_not_ended"):
        actions.reopen_task(task.id, by=by(cast.owner), now=NOW)
    actions.finish_task(task.id, by=by(cast.owner), now=NOW)
    for verb in (actions.finish_task, actions.drop_task, actions.start):
        with refused("task_already_ended"):
            verb(task.id, by=by(cast.owner), now=NOW)  # type: ignore[operator]
    with refused("task_already_ended"):
        actions.change_task(task.id, minutes=5, by=by(cast.owner), now=NOW)
    actions.reopen_task(task.id, by=by(cast.owner), now=NOW)
    actions.drop_task(task.id, by=by(cast.owner), now=NOW)
    assert plans.fresh(task).outcome == "dropped"
    assert list(verify(cast.business.id)) == []


def test_a_text_that_is_erased_is_erased_in_its_copies(cast: Cast) -> None:
    task = plans.task(cast.owner, "Call Marie")
    row = actions.note_highlight("flop", "Marie was cross", by=by(cast.owner), now=NOW)
    with transaction.atomic():
        for entry in (task.entry, row.entry):
            erase_text(entry, now=NOW)
            matters.erased(entry)
    row.refresh_from_db()
    assert (plans.fresh(task).title, plans.fresh(task).words, row.text) == ("", "", "")


# --- time -------------------------------------------------------------------------------------------------------------------


def test_one_stretch_of_time_runs_at_a_time(cast: Cast) -> None:
    one, two = plans.task(cast.owner, "One"), plans.task(cast.owner, "Two")
    actions.start(one.id, by=by(cast.owner), now=NOW)
    with refused("task_takes_time_already"):
        actions.start(one.id, by=by(cast.owner), now=NOW)
    actions.start(two.id, by=by(cast.owner), now=NOW + timedelta(minutes=10))
    actions.stop(by=by(cast.owner), now=NOW + timedelta(minutes=25))
    assert [plans.fresh(one).spent_minutes, plans.fresh(two).spent_minutes] == [10, 15]
    with refused("no_time_is_running"):
        actions.stop(by=by(cast.owner), now=SOON)
    rows = [Stretch(id=new_id(), member=cast.owner, task=task, started_at=NOW) for task in (one, two)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Stretch.objects.bulk_create(rows)


def test_finishing_stops_the_clock_and_a_clock_set_back_takes_nothing_away(cast: Cast) -> None:
    task = plans.task(cast.owner, "One")
    actions.start(task.id, by=by(cast.owner), now=NOW)
    actions.finish_task(task.id, by=by(cast.owner), now=NOW - timedelta(minutes=5))
    assert plans.fresh(task).spent_minutes == 0
    assert not Stretch.objects.filter(ended_at=None).exists()


def test_time_by_hand(cast: Cast) -> None:
    task = plans.task(cast.owner, "One")
    past = NOW - timedelta(hours=2)
    actions.record_time(
        task.id, started_at=past, ended_at=past + timedelta(minutes=50), by=by(cast.owner), now=NOW
    )
    assert plans.fresh(task).spent_minutes == 50
    for code, start, end in (
        ("time_out_of_order", past, past),
        ("time_in_the_future", past, NOW + timedelta(minutes=1)),
        ("time_too_long", NOW - timedelta(hours=30), NOW - timedelta(hours=1)),
    ):
        with refused(code):
            actions.record_time(task.id, started_at=start, ended_at=end, by=by(cast.owner), now=NOW)


# --- goals --------------------------------------------------------------------------------------------------------------------


def test_a_goal_has_a_measure_and_management_shares_it(cast: Cast) -> None:
    goal = plans.goal(cast.owner)
    actions.read_goal(goal.id, "2.5", by=by(cast.manager), now=NOW)
    assert str(Goal.objects.get().value) == "2.5000"
    actions.drop_goal(goal.id, by=by(cast.manager), now=NOW)
    for code, verb in (("goal_already_dropped", actions.drop_goal),):
        with refused(code):
            verb(goal.id, by=by(cast.owner), now=NOW)
    actions.restore_goal(goal.id, by=by(cast.owner), now=NOW)
    with refused("goal_not_dropped"):
        actions.restore_goal(goal.id, by=by(cast.owner), now=NOW)
    with refused("not_found"):
        actions.drop_goal(goal.id, by=by(cast.stranger), now=NOW)
    assert plans.types() == ["goal.set", "goal.read", "goal.dropped", "goal.restored"]
    assert entries_visible_to(cast.manager).count() == 4


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("stake_unknown", {"stake": "fame"}),
        ("goal_dates_out_of_order", {"due_on": date(2026, 10, 1)}),
        ("goal_too_long", {"due_on": date(2027, 4, 1)}),
        ("goal_goes_nowhere", {"to_value": 0}),
        ("measure_out_of_range", {"to_value": "many"}),
        ("measure_out_of_range", {"to_value": "NaN"}),
        ("measure_out_of_range", {"to_value": "1.00001"}),
        ("measure_out_of_range", {"to_value": 10**13}),
    ],
)
def test_a_goal_that_cannot_be(cast: Cast, code: str, said: dict[str, object]) -> None:
    with refused(code):
        plans.goal(cast.owner, **said)
    assert not Goal.objects.exists()


def test_a_goal_that_is_changed_before_it_was_read_begins_anew(cast: Cast) -> None:
    goal = plans.goal(cast.owner)
    said = {
        name: getattr(goal, name) for name in ("title", "stake", "starts_on", "due_on", "unit", "to_value")
    }
    actions.change_goal(goal.id, **said, from_value=2, by=by(cast.owner), now=NOW)
    actions.change_goal(goal.id, **said, from_value=2, by=by(cast.owner), now=NOW)
    assert Goal.objects.get().value == 2
    assert plans.types() == ["goal.set", "goal.changed"]


# --- the working week -----------------------------------------------------------------------------------------------------------


def day(wall: str, *slots: tuple[str, str, str]) -> DayHours:
    made = (Slot(kind, time.fromisoformat(a), time.fromisoformat(b)) for kind, a, b in slots)
    return DayHours(time.fromisoformat(wall), tuple(made))


@pytest.mark.parametrize(
    ("code", "week"),
    [
        ("weekday_unknown", {7: day("17:00")}),
        ("slots_overlap", {0: day("17:00", ("work", "09:00", "12:00"), ("mail", "11:00", "11:30"))}),
        ("slots_out_of_order", {0: day("17:00", ("work", "12:00", "09:00"))}),
        ("slot_past_wall", {0: day("17:00", ("work", "09:00", "17:01"))}),
        ("slot_kind_unknown", {0: day("17:00", ("nap", "09:00", "10:00"))}),
        ("energy_out_of_range", {0: DayHours(time(17), (Slot("work", time(9), time(10), 0),))}),
    ],
)
def test_a_working_week_that_cannot_be(cast: Cast, code: str, week: dict[int, DayHours]) -> None:
    with refused(code):
        actions.set_pattern(week, by=by(cast.owner), now=NOW)
    assert not Entry.objects.exists()


def test_setting_the_week_plans_again_and_the_same_week_records_nothing(cast: Cast) -> None:
    plans.important(cast.owner, minutes=60)
    plans.proposed(cast.owner)
    actions.set_pattern({0: day("20:00", ("work", "18:00", "20:00"))}, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == ["Mon 23 18:00-19:00 Redo lesson 4"]
    count = Entry.objects.count()
    actions.set_pattern({0: day("20:00", ("work", "18:00", "20:00"))}, by=by(cast.owner), now=NOW)
    actions.set_pattern(DEFAULT, safety_minutes=0, by=by(cast.owner), now=NOW)
    assert Entry.objects.count() == count + 1
    with refused("safety_out_of_range"):
        actions.set_pattern({}, safety_minutes=-1, by=by(cast.owner), now=NOW)


def test_nothing_is_planned_on_a_day_off(cast: Cast) -> None:
    plans.important(cast.owner, minutes=600)
    plans.proposed(cast.owner)
    row = actions.add_day_off(
        date(2026, 11, 24), date(2026, 11, 25), title="Fair", by=by(cast.owner), now=NOW
    )
    assert {line[:6] for line in plans.picture(cast.owner)} == {"Mon 23", "Thu 26", "Fri 27"}
    with refused("not_found"):
        actions.remove_day_off(row.id, by=by(cast.manager), now=NOW)
    actions.remove_day_off(row.id, by=by(cast.owner), now=NOW)
    assert "Tue 24" in {line[:6] for line in plans.picture(cast.owner)}
    with refused("days_off_out_of_order"):
        actions.add_day_off(date(2026, 11, 24), date(2026, 11, 23), by=by(cast.owner), now=NOW)
    with refused("days_off_too_long"):
        actions.add_day_off(date(2026, 11, 24), date(2027, 12, 23), by=by(cast.owner), now=NOW)


def test_the_secret_of_a_feed_is_shown_once_and_a_new_one_ends_the_old(cast: Cast) -> None:
    one = actions.make_feed(by=by(cast.owner), now=NOW)
    assert hashlib.sha256(one.token.encode()).hexdigest() == one.token_digest
    two = actions.make_feed(by=by(cast.owner), now=SOON)
    assert two.token != one.token
    one.refresh_from_db()
    assert one.ended_at == SOON
    actions.end_feed(by=by(cast.owner), now=SOON)
    with refused("feed_not_open"):
        actions.end_feed(by=by(cast.owner), now=SOON)


def test_a_title_keeps_the_spaces_that_french_does_not_break_at(cast: Cast) -> None:
    kept = plans.task(cast.owner, "  Relire\n« le\u00a0phare\u00a0»\t\u202f?  ")
    assert kept.title == "Relire « le\u00a0phare\u00a0» \u202f?"
