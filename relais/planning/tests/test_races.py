"""Two tabs at once, on real connections: one wins, the other gets a clear refusal, and nothing is there twice."""

from __future__ import annotations

import pytest

from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.delegations.models import Delegation
from relais.delegations.tests.test_races import at_once
from relais.planning import actions
from relais.planning.models import Day, Highlight, Pattern, Stretch, Task, Week
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at
from tests.cast import NOW, Cast, by, make_cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EVENING = at("2026-11-23 17:05")


@pytest.fixture
def people() -> Cast:
    return make_cast()


def close(people: Cast, word: str, key: str | None = None) -> None:
    actions.close_day(
        MONDAY, important_done=None, mail_done=True, did_as_decided=True, tops=[word],
        by=by(people.owner, key=key), now=EVENING,
    )  # fmt: skip


def test_two_tabs_close_the_same_day(people: Cast) -> None:
    results = at_once(lambda: close(people, "one"), lambda: close(people, "two"))
    assert sorted(results) == ["day_already_closed", "done"]
    assert Day.objects.count() == Highlight.objects.count() == Entry.objects.count() == 1
    assert list(verify(people.business.id)) == []


def test_one_form_sent_twice_closes_once_and_both_are_answered(people: Cast) -> None:
    assert at_once(lambda: close(people, "one", "web:1"), lambda: close(people, "one", "web:1")) == [
        "done",
        "done",
    ]
    assert Highlight.objects.count() == 1


def test_two_first_acts_make_one_pattern(people: Cast) -> None:
    acts = [lambda n=n: plans.task(people.owner, f"Task {n}") for n in range(3)]
    assert at_once(*acts) == ["done"] * 3
    assert Pattern.objects.count() == 1
    assert Task.objects.count() == 3


def test_two_tabs_start_the_clock(people: Cast) -> None:
    one, two = plans.task(people.owner, "One"), plans.task(people.owner, "Two")
    at_once(
        lambda: actions.start(one.id, by=by(people.owner), now=NOW),
        lambda: actions.start(two.id, by=by(people.owner), now=NOW),
        lambda: actions.start(one.id, by=by(people.owner), now=NOW),
    )
    assert Stretch.objects.filter(ended_at=None).count() == 1


def test_a_week_proposed_twice_at_once_is_there_once(people: Cast) -> None:
    actions.set_recurring("Invoices", weekdays=(1, 3), by=by(people.owner), now=NOW)
    plans.important(people.owner, minutes=60)
    assert at_once(*[lambda: plans.proposed(people.owner)] * 3) == ["done"] * 3
    assert Week.objects.count() == 1
    assert Task.objects.filter(recurring__isnull=False).count() == 2
    assert len([line for line in plans.picture(people.owner) if "Redo" in line]) == 1


def test_finished_and_handed_over_at_once(people: Cast) -> None:
    task = plans.task(people.owner, "One")
    results = at_once(
        lambda: actions.finish_task(task.id, by=by(people.owner), now=NOW),
        lambda: actions.hand_over(task.id, by=by(people.owner), now=NOW),
    )
    assert sorted(results) == ["done", "task_already_ended"]
    assert Delegation.objects.count() == (plans.fresh(task).outcome == "delegated")


def test_a_week_kept_twice_at_once(people: Cast) -> None:
    plans.proposed(people.owner)
    results = at_once(*[lambda: actions.keep_week(MONDAY, by=by(people.owner), now=NOW)] * 2)
    assert sorted(results) == ["done", "week_already_kept"]
