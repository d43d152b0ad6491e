"""The time of tasks and of deliveries counts for the activity that they are of; one time runs at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from relais.activities import actions as activities
from relais.activities.actions import Known
from relais.activities.models import Timer, TimeSpent
from relais.activities.spent import Spent, spent
from relais.acts.refusal import Refused
from relais.delegations import actions as delegations
from relais.planning import actions
from relais.planning.models import Stretch, Task
from tests.cast import NOW, Cast, by
from tests.scenario import make_scenario

TODAY = NOW.date()


def known(cast: Cast) -> list[tuple[object, ...]]:
    rows: list[Spent] = list(spent(cast.owner, TODAY - timedelta(days=90), TODAY + timedelta(days=90)))
    return [(row.activity_id, row.member_id, row.minutes, row.source) for row in rows]


def test_the_minutes_of_a_task_count_and_nothing_else_of_it(cast: Cast) -> None:
    mail = activities.add_activity(Known("Support mail"), by=by(cast.owner), now=NOW)
    task = actions.write_task(
        "Answer Zoe about her divorce", activity_id=mail.id, by=by(cast.manager), now=NOW
    )
    other = actions.write_task("Lesson 4", by=by(cast.manager), now=NOW)
    for one in (task, other):
        began = NOW - timedelta(hours=2)
        actions.record_time(
            one.id, started_at=began, ended_at=NOW - timedelta(hours=1), by=by(cast.manager), now=NOW
        )
    assert known(cast) == [(mail.id, cast.manager.id, 60, "plan")]
    assert list(spent(cast.executor, TODAY, TODAY)) == []
    actions.change_task(task.id, activity_id=None, by=by(cast.manager), now=NOW)
    assert known(cast) == []


def test_work_that_comes_back_keeps_its_activity_in_each_task(cast: Cast) -> None:
    mail = activities.add_activity(Known("Support mail"), by=by(cast.owner), now=NOW)
    actions.set_recurring(
        "Mail", weekdays=range(7), minutes=20, activity_id=mail.id, by=by(cast.owner), now=NOW
    )
    actions.propose_week(TODAY - timedelta(days=TODAY.weekday()), by=by(cast.owner), now=NOW)
    assert set(Task.objects.filter(recurring__isnull=False).values_list("activity_id", flat=True)) == {
        mail.id
    }
    with pytest.raises(Refused) as refused:
        actions.write_task("x", activity_id=cast.owner.id, by=by(cast.owner), now=NOW)
    assert refused.value.code == "activity_unknown"


def test_the_time_of_a_delivery_counts_as_its_executors(cast: Cast) -> None:
    scenario = make_scenario(cast)
    mail = activities.add_activity(Known("Support mail"), by=by(cast.owner), now=NOW)
    # Work that is under way already can still be told which activity it is of.
    delegations.set_terms(scenario.delegation.id, activity_id=mail.id, by=by(cast.owner), now=NOW)
    assert (mail.id, cast.executor.id, scenario.delivery.minutes, "delivery") in known(cast)


def test_the_timer_and_the_plan_never_run_together(cast: Cast) -> None:
    mail = activities.add_activity(Known("Support mail"), by=by(cast.owner), now=NOW)
    task = actions.write_task("Lesson 4", by=by(cast.owner), now=NOW)
    actions.start(task.id, by=by(cast.owner), now=NOW)
    later = NOW + timedelta(minutes=30)
    activities.start_timer(mail.id, by=by(cast.owner), now=later)
    assert Stretch.objects.get().ended_at == later
    actions.start(task.id, by=by(cast.owner), now=later + timedelta(minutes=10))
    assert not Timer.objects.exists()
    assert TimeSpent.objects.get().minutes == 10

    actions.stop(by=by(cast.owner), now=later + timedelta(minutes=20))
    activities.start_timer(mail.id, by=by(cast.owner), now=later + timedelta(minutes=20))
    with pytest.raises(
        Refused
    ) as refused:  # forgotten: nothing else begins before it is said how long it was
        actions.start(task.id, by=by(cast.owner), now=NOW + timedelta(days=1))
    assert refused.value.code == "timer_forgotten"
