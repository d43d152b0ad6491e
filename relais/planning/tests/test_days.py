"""The day: focus, tops and flops, the close; and the morning after."""

from __future__ import annotations

from datetime import timedelta

from relais.acts.dues import run_due
from relais.acts.models import Due as Promised
from relais.acts.models import Entry
from relais.planning import actions
from relais.planning.models import Day, Highlight, Replanning, Stretch, Task
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at, refused
from tests.cast import NOW, Cast, by

EVENING = at("2026-11-23 17:05")
YES = {"important_done": True, "mail_done": True, "did_as_decided": True}
NO = {"important_done": False, "mail_done": True, "did_as_decided": False}


def test_focus_begins_and_ends(cast: Cast) -> None:
    with refused("focus_not_begun"):
        actions.unfocus(by=by(cast.owner), now=NOW)
    actions.focus(by=by(cast.owner), now=NOW)
    with refused("focus_already_begun"):
        actions.focus(by=by(cast.owner), now=NOW)
    actions.unfocus(by=by(cast.owner), now=NOW + timedelta(minutes=50))
    assert Entry.objects.latest("seq").data["minutes"] == 50


def test_tops_and_flops(cast: Cast) -> None:
    row = actions.note_highlight("top", " A sale! ", by=by(cast.owner), now=NOW)
    assert (row.on, row.text) == (MONDAY, "A sale!")
    assert Entry.objects.get().text.body == "A sale!"
    for code, kind, text, on in (
        ("highlight_kind_unknown", "meh", "x", None),
        ("text_empty", "top", " ", None),
        ("day_in_the_future", "top", "x", MONDAY + timedelta(days=1)),
    ):
        with refused(code):
            actions.note_highlight(kind, text, on=on, by=by(cast.owner), now=NOW)
    with refused("not_found"):
        actions.remove_highlight(row.id, by=by(cast.manager), now=NOW)
    actions.remove_highlight(row.id, by=by(cast.owner), now=NOW)
    assert not Highlight.objects.exists()


def test_the_close_is_one_act_with_everything_in_it(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=300)
    small = plans.task(cast.owner, "Small")
    plans.proposed(cast.owner)
    before = Entry.objects.count()
    day = actions.close_day(
        MONDAY, **YES, it_worked=False, tops=["A sale", ""], flops=["Searched for images"], finished=[small.id],
        by=by(cast.owner), now=EVENING,
    )  # fmt: skip
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("seq").text.body == "+ A sale\n− Searched for images"
    assert list(Highlight.objects.order_by("id").values_list("kind", "text")) == [
        ("top", "A sale"), ("flop", "Searched for images"),
    ]  # fmt: skip
    assert (day.important_done, day.did_as_decided, day.it_worked) == (True, True, False)
    assert plans.fresh(small).outcome == "done"
    # Its part of the day was done and nobody ran the clock: the time comes from the plan.
    assert plans.fresh(task).spent_minutes == 128
    assert [line for line in plans.picture(cast.owner) if line.startswith("Tue")] == [
        "Tue 24 09:00-11:52 Redo lesson 4"
    ]


def test_what_was_left_moves_to_the_next_days(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    actions.close_day(MONDAY, **NO, by=by(cast.owner), now=EVENING)
    assert "Tue 24 09:00-11:00 Redo lesson 4" in plans.picture(cast.owner)
    assert plans.fresh(task).spent_minutes == 0
    assert Replanning.objects.get().reason == "day_closed"


def test_a_day_is_closed_once_and_the_second_tab_is_told(cast: Cast) -> None:
    actions.close_day(MONDAY, **YES, tops=["One"], by=by(cast.owner), now=EVENING)
    with refused("day_already_closed"):
        actions.close_day(MONDAY, **NO, tops=["Two"], by=by(cast.owner), now=EVENING)
    assert Day.objects.get().did_as_decided is True
    assert [row.text for row in Highlight.objects.all()] == ["One"]


def test_the_same_key_closes_once_and_answers_the_same(cast: Cast) -> None:
    one = actions.close_day(MONDAY, **YES, by=by(cast.owner, key="web:close"), now=EVENING)
    two = actions.close_day(MONDAY, **YES, by=by(cast.owner, key="web:close"), now=EVENING)
    assert one == two


def test_reopening_takes_the_assumed_time_back(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    with refused("day_not_closed"):
        actions.reopen_day(MONDAY, by=by(cast.owner), now=EVENING)
    actions.close_day(MONDAY, **YES, by=by(cast.owner), now=EVENING)
    assert plans.fresh(task).spent_minutes == 120
    actions.reopen_day(MONDAY, by=by(cast.owner), now=EVENING)
    assert plans.fresh(task).spent_minutes == 0
    assert Day.objects.get(on=MONDAY).closed_at is None
    actions.close_day(MONDAY, **NO, by=by(cast.owner), now=EVENING)


def test_closing_a_day_that_has_not_come_is_refused(cast: Cast) -> None:
    with refused("day_in_the_future"):
        actions.close_day(MONDAY + timedelta(days=1), **YES, by=by(cast.owner), now=EVENING)


def test_closing_stops_the_clock(cast: Cast) -> None:
    task = plans.task(cast.owner, "Call")
    actions.start(task.id, by=by(cast.owner), now=NOW)
    actions.close_day(MONDAY, **YES, by=by(cast.owner), now=NOW + timedelta(minutes=30))
    assert Stretch.objects.get().ended_at == NOW + timedelta(minutes=30)
    assert plans.fresh(task).spent_minutes == 30


def test_a_finished_task_that_is_finished_already_leaves_the_day_open(cast: Cast) -> None:
    task = plans.task(cast.owner, "Call")
    actions.finish_task(task.id, by=by(cast.owner), now=NOW)
    with refused("task_already_ended"):
        actions.close_day(MONDAY, **YES, tops=["x"], finished=[task.id], by=by(cast.owner), now=EVENING)
    assert not Highlight.objects.exists()
    assert not Day.objects.filter(closed_at__isnull=False).exists()


# --- the morning after ------------------------------------------------------------------------------------------------------


def test_the_morning_after_what_was_left_is_planned_again_once(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    [promise] = Promised.objects.filter(kind="plan.morning")
    morning = at("2026-11-24 04:00")
    assert promise.at == morning
    run_due(morning)
    assert "Tue 24 09:00-11:00 Redo lesson 4" in plans.picture(cast.owner)
    row = Replanning.objects.get()
    assert (row.reason, [one["task"] for one in row.changes]) == ("left_over", [str(task.id)])
    count = Entry.objects.count()
    run_due(morning)
    assert Entry.objects.count() == count
    assert Promised.objects.filter(kind="plan.morning", done_at=None).get().at == at("2026-11-25 04:00")


def test_mornings_end_with_the_planned_weeks(cast: Cast) -> None:
    plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    for day in range(24, 38):
        run_due(at("2026-11-23 04:00") + timedelta(days=day - 23))
    assert not Promised.objects.filter(done_at=None).exists()
    assert not Promised.objects.exclude(failure="").exists()


def test_nothing_left_records_nothing(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=60)
    plans.proposed(cast.owner)
    actions.finish_task(task.id, by=by(cast.owner), now=NOW + timedelta(hours=2))
    count = Entry.objects.count()
    run_due(at("2026-11-24 04:00"))
    assert Entry.objects.count() == count


def test_planning_again_by_hand_with_nothing_changed_changes_nothing(cast: Cast) -> None:
    plans.important(cast.owner, minutes=300)
    plans.proposed(cast.owner)
    count = Entry.objects.count()
    assert actions.replan(by=by(cast.owner), now=NOW) is None
    assert Entry.objects.count() == count
    with refused("plan_reason_unknown"):
        actions.replan(reason="whim", by=by(cast.owner), now=NOW)


def test_lost_time_is_found_again(cast: Cast) -> None:
    plans.important(cast.owner, minutes=60)
    plans.proposed(cast.owner)
    before = plans.picture(cast.owner)
    row = actions.lose_time(at("2026-11-23 09:00"), at("2026-11-23 13:00"), by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) != before
    actions.regain_time(row.id, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == before
    with refused("time_out_of_order"):
        actions.lose_time(NOW, NOW, by=by(cast.owner), now=NOW)
    assert Task.objects.count() == 1
