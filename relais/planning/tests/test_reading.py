"""What pages read: everything of a week and a day, in ten queries at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from relais.acts import titles as index
from relais.acts.paging import PAGE, Page
from relais.config.ids import new_id
from relais.people.models import Membership
from relais.planning import actions, reading
from relais.planning.actions import Due
from relais.planning.models import BusyTime, Day, Task
from relais.planning.showing.loading import read_week_of
from relais.planning.showing.quarter import quarter_of
from relais.planning.showing.tasks import Filters, TaskShown, page_of
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at, refused
from tests.cast import NOW, Cast, by

TODAY = MONDAY


def within(limit: int, read: Callable[[], Any]) -> Any:
    with CaptureQueriesContext(
        connection,
    ) as made:
        found = read()
    assert len(made) <= limit, [query["sql"][:90] for query in made]
    return found


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A week with a goal, important and dated work, busy and lost time, something by hand."""
    goal = plans.goal(cast.owner)
    lesson = plans.important(cast.owner, "Lesson 4", minutes=200, goal_id=goal.id)
    plans.important(cast.owner, "Sales page", minutes=150, goal_id=goal.id)
    plans.task(cast.owner, "VAT", minutes=45, due=Due(at=at("2026-11-25 12:00")), consequence="180 €")
    plans.task(cast.owner, "A wish", minutes=30, due=Due(on=date(2026, 11, 27)))
    plans.task(cast.owner, "Too late", minutes=30, due=Due(on=date(2026, 11, 20)), consequence="Fine")
    plans.proposed(cast.owner)
    actions.lose_time(at("2026-11-27 09:00"), at("2026-11-27 12:00"), by=by(cast.owner), now=NOW)
    actions.place_piece(lesson.id, starts_at=at("2026-11-26 09:00"), minutes=60, by=by(cast.owner), now=NOW)
    return cast


def test_a_week_is_read_in_ten_queries(full: Cast) -> None:
    week = within(10, lambda: read_week_of(full.owner, MONDAY, now=NOW).plan)
    assert (week.proposed_at, week.kept_at, week.may_propose) == (NOW, None, True)
    assert [day.on.day for day in week.days] == [23, 24, 25, 26, 27, 28, 29]
    assert [day.is_short for day in week.days] == [False, False, True, False, False, False, False]
    assert {block.kind for day in week.days for block in day.blocks} == {
        "task",
        "mail",
        "break",
        "close",
        "lost",
    }
    assert [(row.title, row.margin is not None) for row in week.dates] == [("Too late", False), ("VAT", True)]
    assert week.tightest.title == "VAT"
    assert week.important == 2
    thursday = week.days[3]
    assert [block.title for block in thursday.blocks if block.by_hand] == ["Lesson 4"]
    assert week.changes is not None


def test_a_margin_is_the_working_time_before_a_date_less_what_is_due_by_then(cast: Cast) -> None:
    """From Monday 9:52 to Tuesday noon: 128 + 205 minutes on Monday, 180 on Tuesday; 45 are needed."""
    plans.task(cast.owner, "VAT", minutes=45, due=Due(at=at("2026-11-24 12:00")), consequence="180 €")
    later = plans.task(
        cast.owner, "Tender", minutes=60, due=Due(at=at("2026-11-24 13:50")), consequence="Lost"
    )
    dates = within(4, lambda: reading.dates_of(cast.owner, now=NOW))
    assert [(row.title, row.margin) for row in dates] == [("VAT", 468), ("Tender", 468)]
    actions.place_piece(later.id, starts_at=at("2026-11-24 12:50"), minutes=60, by=by(cast.owner), now=NOW)
    dates = reading.dates_of(cast.owner, now=NOW)
    assert next((row.title, row.margin) for row in dates) == ("VAT", 468)


def test_today_begins_with_the_most_important_task(full: Cast) -> None:
    shown = plans.today(full.owner)
    assert shown.is_planned
    assert shown.most.title in {"Lesson 4", "Sales page"}
    assert [row.title for row in shown.missed] == ["Too late"]
    assert [row.title for row in shown.dates] == ["VAT", "A wish"]
    assert [row.is_urgent for row in reading.dates_of(full.owner, now=NOW)] == [True, True, False]
    assert shown.running is None


def test_time_that_runs_for_ninety_minutes_proposes_a_break(full: Cast) -> None:
    task = Task.objects.get(title="Lesson 4")
    actions.start(task.id, by=by(full.owner), now=NOW)
    early, late = (plans.today(full.owner, NOW + timedelta(minutes=n)).running for n in (89, 90))
    assert (early.break_due, late.break_due) == (False, True)


def test_the_close_shows_what_is_left_and_the_next_day_of_work(full: Cast) -> None:
    closing = within(8, lambda: reading.close_of(full.owner, TODAY, now=NOW + timedelta(hours=7)))
    assert {row.title for row in closing.left} <= {"Lesson 4", "Sales page", "VAT"}
    assert closing.left
    assert closing.next_day.on == date(2026, 11, 24)
    friday = reading.close_of(full.owner, date(2026, 11, 27), now=NOW + timedelta(days=4))
    assert friday.next_day.on == date(2026, 11, 30)


def test_whoever_has_no_plan_yet_reads_an_empty_week_with_the_default_hours(cast: Cast) -> None:
    week = within(10, lambda: read_week_of(cast.manager, MONDAY, now=NOW).plan)
    assert week.proposed_at is None
    assert not any(block.kind == "task" for day in week.days for block in day.blocks)
    assert [block.kind for block in week.days[0].blocks] == ["break", "mail", "close"]
    assert reading.pattern_of(cast.manager).is_default
    assert reading.lapse_of(cast.manager, NOW) is None


def test_nobody_reads_another_plan(full: Cast) -> None:
    assert listed(full.manager).rows == ()
    assert read_week_of(full.manager, MONDAY, now=NOW).plan.important == 0
    for stranger in (full.executor, full.reviewer, full.stranger):
        assert listed(stranger).rows == ()


# --- lists --------------------------------------------------------------------------------------------------------------


def listed(member: Membership, show: str = "", query: str = "", after: str = "") -> Page[TaskShown]:
    return page_of(member, Filters(show=show, query=query), after, now=NOW)


def test_tasks_by_what_they_are(full: Cast) -> None:
    plans.task(full.owner, "Undecided")
    someday = plans.task(full.owner, "Someday", moves_business=False)
    done = plans.task(full.owner, "Done", moves_business=False)
    actions.finish_task(done.id, by=by(full.owner), now=NOW)

    def titles(show: str, query: str = "") -> list[str]:
        return [row.title for row in within(4, lambda: listed(full.owner, show, query)).rows]

    assert titles("important") == ["Sales page", "Lesson 4"]
    assert titles("dated") == ["Too late", "VAT", "A wish"]
    assert titles("someday") == [someday.title]
    assert titles("done") == ["Done"]
    assert "Undecided" in titles("to_decide")
    assert titles("", "sale") == ["Sales page"]


@pytest.mark.parametrize(("rare", "few"), [(1_000, 100), (1_000, 0), (0, 100)], ids=["few", "rare", "common"])
def test_a_task_is_found_by_the_words_of_its_title(
    cast: Cast, rare: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the index, or by reading where a word is common: both find the same, and never what is another's."""
    monkeypatch.setattr(index, "RARE", rare)
    monkeypatch.setattr(index, "FEW", few)
    named = [
        plans.task(cast.owner, title)
        for title in ("Réponses aux clientes", "Livraisons du lundi", "½ journée")
    ]
    plans.task(cast.manager, "Livraisons du mardi")
    actions.finish_task(named[1].id, by=by(cast.owner), now=NOW)

    def found(query: str, show: str = "") -> list[str]:
        return [row.title for row in listed(cast.owner, show, query).rows]

    assert found("reponse client") == ["Réponses aux clientes"]
    assert (found("livraison"), found("LIVR", "done")) == ([], ["Livraisons du lundi"])
    assert found("½") == ["½ journée"]
    assert found('" OR words : livr* OR "', "done") == []
    actions.change_task(named[0].id, title="Ménage", by=by(cast.owner), now=NOW)
    assert (found("reponse"), found("menage")) == ([], ["Ménage"])


@pytest.mark.parametrize("show", ["", "dated", "done"])
def test_every_task_is_on_one_page_and_only_one(cast: Cast, show: str) -> None:
    first = plans.task(cast.owner, "First")
    Task.objects.all().delete()
    is_done = show == "done"
    rows = [
        Task(id=new_id() if n else first.id, business=cast.business, member=cast.owner, entry=first.entry,
             title=f"Task {n}", made_at=NOW, due_at=NOW + timedelta(days=n // 7),
             ended_at=NOW if is_done else None, outcome="done" if is_done else "")
        for n in range(120)
    ]  # fmt: skip
    Task.objects.bulk_create(rows)
    seen, after = [], ""
    while True:
        page = listed(cast.owner, show, after=after)
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert sorted(seen) == sorted(row.id for row in rows)
    assert len(listed(cast.owner, show, after="nonsense").rows) == PAGE


def test_what_asks_for_a_decision(cast: Cast) -> None:
    plans.task(cast.owner, "Undecided")
    plans.task(cast.owner, "Fire", moves_business=False, due=Due(on=date(2026, 11, 27)), consequence="Fine")
    plans.task(cast.owner, "Wish", moves_business=False, due=Due(on=date(2026, 11, 27)))
    assert {row.title for row in listed(cast.owner, "to_decide").rows} == {"Fire", "Undecided"}


# --- goals and lapses -----------------------------------------------------------------------------------------------------


def test_the_quarter_names_the_stakes_without_a_goal(cast: Cast) -> None:
    goal = plans.goal(cast.owner)
    actions.read_goal(goal.id, "6.2", by=by(cast.manager), now=NOW)

    def goals() -> dict[str, int]:
        return {row.key: len(row.goals) for row in quarter_of(cast.owner, TODAY, TODAY).stakes}

    assert within(2, goals) == {"offer": 1, "positioning": 0, "selling": 0}
    actions.drop_goal(goal.id, by=by(cast.owner), now=NOW)
    assert sum(goals().values()) == 0


def test_after_two_weeks_away_one_screen_says_what_is_dead_what_moves_and_what_to_delegate(
    full: Cast,
) -> None:
    plans.task(full.owner, "Fire", moves_business=False, due=Due(on=date(2026, 12, 30)), consequence="Fine")
    assert reading.lapse_of(full.owner, NOW + timedelta(days=5)) is None
    back = NOW + timedelta(days=16)
    lapse = within(4, lambda: reading.lapse_of(full.owner, back))
    assert lapse.days == 16
    assert [row.title for row in lapse.dead] == ["Too late", "VAT", "A wish"]
    assert [row.title for row in lapse.delegates] == ["Fire"]
    assert {row.title for row in lapse.moves} == {"Lesson 4", "Sales page"}
    decisions = [
        actions.Decision(lapse.dead[0].id, "drop"),
        actions.Decision(lapse.dead[1].id, "move", Due(on=date(2026, 12, 12))),
        actions.Decision(lapse.delegates[0].id, "hand_over"),
        actions.Decision(lapse.moves[0].id, "keep"),
    ]
    actions.come_back(decisions, by=by(full.owner), now=back)
    assert reading.lapse_of(full.owner, back) is None
    assert plans.types()[-1] == "lapse.settled"
    assert read_week_of(full.owner, date(2026, 12, 7), now=back).plan.important == 2


def test_who_comes_back_on_a_sunday_has_the_coming_week_planned(full: Cast) -> None:
    sunday = at("2026-12-13 11:00")
    week = actions.come_back([], by=by(full.owner), now=sunday)
    assert week.monday == date(2026, 12, 14)
    assert read_week_of(full.owner, week.monday, now=sunday).plan.important == 2


def test_a_refused_decision_leaves_the_whole_screen_as_it_was(full: Cast) -> None:
    vat, late = Task.objects.get(title="VAT"), Task.objects.get(title="Too late")
    back = NOW + timedelta(days=16)
    for code, decision in (
        ("new_date_missing", actions.Decision(vat.id, "move")),
        ("new_date_in_the_past", actions.Decision(vat.id, "move", Due(on=date(2026, 12, 1)))),
        ("decision_unknown", actions.Decision(vat.id, "burn")),  # type: ignore[arg-type]
    ):
        with refused(code):
            actions.come_back([actions.Decision(late.id, "drop"), decision], by=by(full.owner), now=back)
        assert plans.fresh(late).ended_at is None


def test_days_and_busy_times_of_another_member_are_not_read(full: Cast) -> None:
    assert Day.objects.visible_to(full.manager).count() == 0
    assert BusyTime.objects.visible_to(full.manager).count() == 0


def test_what_today_had_time_for_and_went_by_is_not_told_as_left_out(cast: Cast) -> None:
    plans.important(cast.owner, "Lesson 4", minutes=60)
    plans.proposed(cast.owner)
    evening = NOW + timedelta(hours=8)
    week = read_week_of(cast.owner, MONDAY, now=evening).plan
    assert [block.title for block in week.days[0].blocks if block.kind == "task"] == ["Lesson 4"]
    assert week.left_out == ()
    tomorrow = read_week_of(cast.owner, MONDAY, now=NOW + timedelta(days=1)).plan
    assert [row.title for row in tomorrow.left_out] == ["Lesson 4"], (
        "the day was not closed, nothing was done"
    )
