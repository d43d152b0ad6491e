"""The week as it is proposed, changed by hand and kept: pictures that anyone can read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.models import Day, Piece, Replanning, Stretch, Task, Week
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at, refused
from tests.cast import NOW, Cast, by

NEXT = MONDAY + timedelta(days=7)


def vat(cast: Cast, **said: object) -> Task:
    terms = {"minutes": 45, "due": Due(at=at("2026-11-25 12:00")), "consequence": "180 € fine", **said}
    return plans.task(cast.owner, "VAT return", **terms)


# --- proposed -----------------------------------------------------------------------------------------------------------


def test_important_work_gets_the_best_hours_and_dated_work_comes_late_but_before_its_date(cast: Cast) -> None:
    plans.important(cast.owner, minutes=120)
    vat(cast)
    assert plans.picture(cast.owner) == []  # no week was proposed yet
    plans.proposed(cast.owner)
    assert (
        plans.picture(cast.owner)
        == [
            "Mon 23 09:52-11:52 Redo lesson 4",
            "Tue 24 14:15-15:00 VAT return",  # in one piece, rather than ten minutes before the mail and the rest after it
        ]
    )
    assert plans.types()[-1] == "week.proposed"
    assert not Replanning.objects.exists()


def test_one_great_task_for_a_goal_a_day(cast: Cast) -> None:
    goal = plans.goal(cast.owner)
    for title in ("Lesson 4", "Sales page", "Interview"):
        plans.important(cast.owner, title, minutes=90, goal_id=goal.id)
    plans.important(cast.owner, "Read a book", minutes=30)
    plans.proposed(cast.owner)
    great = [line for line in plans.picture(cast.owner) if "Read" not in line]
    assert len({line[:6] for line in great}) == 3
    chosen = Day.objects.filter(member=cast.owner).select_related("most_important")
    assert {day.most_important.title for day in chosen} >= {"Lesson 4", "Sales page", "Interview"}


def test_the_goal_that_is_behind_its_time_gets_the_better_hours(cast: Cast) -> None:
    ahead, behind = plans.goal(cast.owner, "Ahead"), plans.goal(cast.owner, "Behind")
    actions.read_goal(ahead.id, 9, by=by(cast.owner), now=NOW)
    plans.important(cast.owner, "For the one ahead", minutes=128, goal_id=ahead.id)
    plans.important(cast.owner, "For the one behind", minutes=180, goal_id=behind.id)
    plans.proposed(cast.owner)
    late = [line for line in plans.picture(cast.owner) if "behind" in line]
    assert late == ["Tue 24 09:00-12:00 For the one behind"]


@pytest.mark.parametrize(
    ("code", "monday"),
    [
        ("not_a_monday", MONDAY + timedelta(days=1)),
        ("week_out_of_reach", MONDAY - timedelta(days=7)),
        ("week_out_of_reach", MONDAY + timedelta(days=28)),
    ],
)
def test_a_week_that_cannot_be_proposed(cast: Cast, code: str, monday: date) -> None:
    with refused(code):
        plans.proposed(cast.owner, monday)
    assert not Week.objects.exists()


def test_proposed_again_with_nothing_changed_writes_no_piece(cast: Cast) -> None:
    plans.important(cast.owner, minutes=500)
    vat(cast)
    plans.proposed(cast.owner)
    before = set(Piece.objects.values_list("id", "starts_at", "ends_at"))
    plans.proposed(cast.owner, now=NOW + timedelta(minutes=1))
    plans.proposed(cast.owner, now=NOW + timedelta(minutes=40))
    assert set(Piece.objects.values_list("id", "starts_at", "ends_at")) == before
    assert not Replanning.objects.exists()


def test_what_comes_back_is_there_once_however_often_the_week_is_proposed(cast: Cast) -> None:
    actions.set_recurring("Invoices", weekdays=(1, 3), minutes=30, by=by(cast.owner), now=NOW)
    actions.set_recurring(
        "Rent", month_day=31, minutes=10, consequence="Reminder", by=by(cast.owner), now=NOW
    )
    for _time in range(2):
        plans.proposed(cast.owner)
        plans.proposed(cast.owner, NEXT)
    made = Task.objects.order_by("recurs_on").values_list("title", "recurs_on")
    assert [(title, f"{on:%a %d}") for title, on in made] == [
        ("Invoices", "Tue 24"),
        ("Invoices", "Thu 26"),
        ("Rent", "Mon 30"),
        ("Invoices", "Tue 01"),
        ("Invoices", "Thu 03"),
    ]
    days = {line[:6] for line in plans.picture(cast.owner) if "Invoices" in line}
    assert days == {"Tue 24", "Thu 26", "Tue 01", "Thu 03"}


def test_every_two_weeks_means_every_two_weeks_from_the_first(cast: Cast) -> None:
    row = actions.set_recurring(
        "Newsletter", weekdays=(4,), every_weeks=2, starts_on=date(2026, 11, 24), by=by(cast.owner), now=NOW
    )
    for week in range(4):
        plans.proposed(cast.owner, MONDAY + timedelta(weeks=week))
    assert [
        f"{on:%d %b}" for on in Task.objects.order_by("recurs_on").values_list("recurs_on", flat=True)
    ] == [
        "27 Nov",
        "11 Dec",
    ]
    actions.end_recurring(row.id, by=by(cast.owner), now=NOW)
    with refused("recurring_already_ended"):
        actions.end_recurring(row.id, by=by(cast.owner), now=NOW)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("recurrence_unclear", {}),
        ("recurrence_unclear", {"weekdays": (1,), "month_day": 3}),
        ("recurrence_unclear", {"month_day": 32}),
        ("recurrence_unclear", {"weekdays": (1,), "every_weeks": 0}),
        ("weekday_unknown", {"weekdays": (7,)}),
    ],
)
def test_a_recurrence_that_says_nothing_is_refused(cast: Cast, code: str, said: dict[str, object]) -> None:
    with refused(code):
        actions.set_recurring("Odd", by=by(cast.owner), now=NOW, **said)  # type: ignore[arg-type]


def test_a_week_is_kept_once(cast: Cast) -> None:
    with refused("week_not_proposed"):
        actions.keep_week(MONDAY, by=by(cast.owner), now=NOW)
    plans.proposed(cast.owner)
    assert actions.keep_week(MONDAY, by=by(cast.owner), now=NOW).kept_at == NOW
    with refused("week_already_kept"):
        actions.keep_week(MONDAY, by=by(cast.owner), now=NOW)


# --- by hand ------------------------------------------------------------------------------------------------------------


def test_what_was_placed_by_hand_stays_and_the_rest_moves_around_it(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.important(cast.owner, "Sales page", minutes=120)
    plans.proposed(cast.owner)
    piece = Piece.objects.filter(task=task).order_by("starts_at")[0]
    actions.place_piece(
        task.id, starts_at=at("2026-11-24 10:00"), piece_id=piece.id, by=by(cast.owner), now=NOW
    )
    assert "Tue 24 10:00-12:00 Redo lesson 4 !" in plans.picture(cast.owner)
    assert not [line for line in plans.picture(cast.owner) if "Redo" in line and "!" not in line]
    # However often the rest is planned again.
    vat(cast)
    plans.proposed(cast.owner)
    actions.lose_time(at("2026-11-24 09:00"), at("2026-11-24 10:00"), by=by(cast.owner), now=NOW)
    assert "Tue 24 10:00-12:00 Redo lesson 4 !" in plans.picture(cast.owner)


def test_by_hand_is_wherever_one_likes_but_not_past_the_wall(cast: Cast) -> None:
    task = plans.task(cast.owner, "Someday", minutes=30)
    plans.proposed(cast.owner)
    assert plans.picture(cast.owner) == []  # nobody said that it moves the business, and it has no date
    actions.place_piece(task.id, starts_at=at("2026-11-23 12:15"), by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == ["Mon 23 12:15-12:45 Someday !"]
    with refused("piece_past_wall"):
        actions.place_piece(task.id, starts_at=at("2026-11-23 17:15"), by=by(cast.owner), now=NOW)
    with refused("piece_in_the_past"):
        actions.place_piece(task.id, starts_at=at("2026-11-23 09:00"), by=by(cast.owner), now=NOW)
    with refused("piece_meets_other"):
        actions.place_piece(task.id, starts_at=at("2026-11-23 12:30"), by=by(cast.owner), now=NOW)
    with refused("piece_too_far"):
        actions.place_piece(task.id, starts_at=at("2026-12-21 09:00"), by=by(cast.owner), now=NOW)
    actions.add_day_off(date(2026, 11, 26), by=by(cast.owner), now=NOW)
    with refused("piece_on_day_off"):
        actions.place_piece(task.id, starts_at=at("2026-11-26 09:00"), by=by(cast.owner), now=NOW)


def test_let_go_and_the_planner_places_it_again(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=60)
    plans.proposed(cast.owner)
    piece = actions.place_piece(
        task.id, starts_at=at("2026-11-26 15:45"), minutes=60, by=by(cast.owner), now=NOW
    )
    assert plans.picture(cast.owner) == ["Thu 26 15:45-16:45 Redo lesson 4 !"]
    actions.let_go(piece.id, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == ["Mon 23 09:52-10:52 Redo lesson 4"]


def test_the_most_important_task_that_one_chooses_gets_the_best_time_of_its_day(cast: Cast) -> None:
    task = plans.important(cast.owner, "Sales page", minutes=200)
    plans.important(cast.owner, minutes=300)
    plans.proposed(cast.owner)
    day = actions.choose_most_important(date(2026, 11, 24), task.id, by=by(cast.owner), now=NOW)
    assert (day.most_important, day.is_chosen) == (task, True)
    tuesday = [line for line in plans.picture(cast.owner) if line.startswith("Tue")]
    assert tuesday[:2] == ["Tue 24 09:00-12:00 Sales page !", "Tue 24 12:50-13:10 Sales page !"]
    other = plans.important(cast.owner, "Interview", minutes=60)
    actions.choose_most_important(date(2026, 11, 24), other.id, by=by(cast.owner), now=NOW)
    tuesday = [line for line in plans.picture(cast.owner) if line.startswith("Tue") and "!" in line]
    assert tuesday == ["Tue 24 09:00-10:00 Interview !"]
    assert Day.objects.get(on=date(2026, 11, 24)).most_important == other


def test_a_day_without_free_time_has_no_room_for_another_most_important_task(cast: Cast) -> None:
    task = plans.important(cast.owner)
    plans.proposed(cast.owner)
    actions.add_day_off(date(2026, 11, 24), by=by(cast.owner), now=NOW)
    with refused("day_is_full"):
        actions.choose_most_important(date(2026, 11, 24), task.id, by=by(cast.owner), now=NOW)


# --- something happens --------------------------------------------------------------------------------------------------


def test_half_a_day_lost_moves_the_rest_and_says_what_changed_and_why(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    actions.lose_time(at("2026-11-23 09:00"), at("2026-11-23 12:00"), by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == ["Tue 24 09:00-11:00 Redo lesson 4"]
    row = Replanning.objects.get()
    assert row.reason == "time_lost"
    assert [(one["code"], one["task"]) for one in row.changes] == [("moved", str(task.id))]
    actions.see_changes(by=by(cast.owner), now=NOW)
    assert not Replanning.objects.filter(seen_at=None).exists()


def test_a_new_date_that_cannot_be_met_with_the_others_is_said_at_once_and_by_how_much(cast: Cast) -> None:
    small = vat(cast, minutes=100, consequence="small")
    plans.proposed(cast.owner)
    large = plans.task(
        cast.owner, "Tender", minutes=500, due=Due(at=at("2026-11-24 17:00")), consequence="Lost client"
    )
    assert plans.fresh(small).short_minutes is None
    assert plans.fresh(large).short_minutes is None
    huge = plans.task(
        cast.owner, "Another", minutes=400, due=Due(at=at("2026-11-24 17:00")), consequence="Lost, too"
    )
    short = [plans.fresh(one).short_minutes for one in (small, large, huge)]
    assert sum(minutes is not None for minutes in short) == 1
    assert any(one["code"] == "short" for row in Replanning.objects.all() for one in row.changes) or short[2]


def test_a_task_longer_than_the_window_goes_on_over_several_days(cast: Cast) -> None:
    plans.important(cast.owner, minutes=900)
    plans.proposed(cast.owner)
    assert len({line[:6] for line in plans.picture(cast.owner)}) >= 4
    spread = Piece.objects.all()
    assert sum((piece.ends_at - piece.starts_at).total_seconds() for piece in spread) == 900 * 60


def test_what_this_week_has_an_hour_for_does_not_wait_for_a_better_hour_of_the_next(cast: Cast) -> None:
    plans.important(cast.owner, minutes=1400)
    plans.proposed(cast.owner)
    plans.proposed(cast.owner, NEXT)
    assert {line[4:6] for line in plans.picture(cast.owner)} == {"23", "24", "25", "26", "27"}


def test_whole_work_that_is_longer_than_any_window_is_not_planned_and_nothing_breaks(cast: Cast) -> None:
    plans.important(cast.owner, minutes=600, whole=True)
    plans.proposed(cast.owner)
    assert plans.picture(cast.owner) == []


def test_a_date_in_the_past_is_kept_and_not_planned_as_if_it_could_be_met(cast: Cast) -> None:
    late = plans.task(cast.owner, "Declare", minutes=30, due=Due(on=date(2026, 11, 20)), consequence="Fine")
    plans.proposed(cast.owner)
    assert plans.picture(cast.owner) == []
    assert list(Task.objects.visible_to(cast.owner).passed(NOW)) == [late]


def test_finished_work_leaves_the_plan_and_what_was_before_now_stays(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    actions.finish_task(task.id, by=by(cast.owner), now=NOW + timedelta(minutes=30))
    assert plans.picture(cast.owner) == ["Mon 23 09:52-10:22 Redo lesson 4"]
    actions.reopen_task(task.id, by=by(cast.owner), now=NOW + timedelta(minutes=30))
    assert plans.picture(cast.owner) == ["Mon 23 09:52-11:52 Redo lesson 4"]


def test_what_takes_no_time_does_not_have_the_weeks_planned_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = plans.task(cast.owner, "Sort the photographs", moves_business=False)
    important = plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    before = plans.picture(cast.owner)
    with monkeypatch.context() as patched:
        patched.setattr("relais.planning.applying.plan_of", _never)
        actions.finish_task(later.id, by=by(cast.owner), now=NOW)
        actions.reopen_task(later.id, by=by(cast.owner), now=NOW)
        actions.change_task(later.id, title="Sort all photographs", by=by(cast.owner), now=NOW)
        actions.drop_task(later.id, by=by(cast.owner), now=NOW)
        with pytest.raises(AssertionError):
            actions.finish_task(important.id, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == before


def test_time_given_by_hand_to_what_takes_none_is_free_again_when_it_ends(cast: Cast) -> None:
    later = plans.task(cast.owner, "Sort the photographs", moves_business=False)
    plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    free = plans.picture(cast.owner)
    actions.place_piece(later.id, starts_at=at("2026-11-23 10:00"), minutes=60, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) != free
    actions.drop_task(later.id, by=by(cast.owner), now=NOW)
    assert plans.picture(cast.owner) == free


def _never(*_said: object, **_more: object) -> None:
    raise AssertionError("planned again")


def test_time_that_was_planned_counts_as_done_until_the_day_is_closed(cast: Cast) -> None:
    """Without a clock to start: at 11:22, an hour and a half of Monday's two hours has gone by."""
    plans.important(cast.owner, minutes=120)
    plans.proposed(cast.owner)
    noon = NOW + timedelta(minutes=90)
    plans.important(cast.owner, "Sales page", minutes=60, now=noon)
    assert plans.picture(cast.owner)[:1] == ["Mon 23 09:52-11:52 Redo lesson 4"]


def test_an_overrun_plans_the_rest_again(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=60)
    plans.important(cast.owner, "Sales page", minutes=60)
    plans.proposed(cast.owner)
    actions.start(task.id, by=by(cast.owner), now=NOW)
    actions.stop(by=by(cast.owner), now=NOW + timedelta(minutes=100))
    assert plans.fresh(task).spent_minutes == 100
    assert Replanning.objects.latest("id").reason == "overrun"


def test_time_that_nobody_stopped_counts_until_the_wall_of_its_day(cast: Cast) -> None:
    """Begun on Monday at 16:00 and found on Wednesday: half past five was the wall."""
    task = plans.important(cast.owner, minutes=300)
    actions.start(task.id, by=by(cast.owner), now=at("2026-11-23 16:00"))
    stretch = actions.stop(by=by(cast.owner), now=at("2026-11-25 09:00"))
    assert stretch.ended_at == at("2026-11-23 17:30")
    assert plans.fresh(task).spent_minutes == 90
    assert Entry.objects.filter(type="time.stopped").latest("seq").data["minutes"] == 90
    # Late at night and past midnight it is believed: nobody forgot anything in two hours.
    actions.start(task.id, by=by(cast.owner), now=at("2026-11-25 23:00"))
    actions.stop(by=by(cast.owner), now=at("2026-11-26 01:00"))
    assert plans.fresh(task).spent_minutes == 210


def test_the_morning_ends_time_that_was_forgotten(cast: Cast) -> None:
    task = plans.important(cast.owner, minutes=300)
    plans.proposed(cast.owner)
    actions.start(task.id, by=by(cast.owner), now=at("2026-11-23 15:00"))
    before = Entry.objects.count()
    actions.plan_morning(cast.owner.id, by=Actor.system(), now=at("2026-11-24 04:00"))
    assert plans.fresh(task).spent_minutes == 150
    assert not Stretch.objects.filter(ended_at=None).exists()
    assert Entry.objects.count() == before + 1


def test_a_day_that_goes_as_planned_is_not_planned_otherwise(cast: Cast) -> None:
    """Planned again every half an hour from Monday to Tuesday noon, with nobody running a clock: nothing moves."""
    goal = plans.goal(cast.owner)
    plans.important(cast.owner, "Lesson 4", minutes=200, goal_id=goal.id)
    plans.important(cast.owner, "Sales page", minutes=150, goal_id=goal.id)
    plans.important(cast.owner, "Reading", minutes=40)
    vat(cast)
    plans.proposed(cast.owner)
    before = plans.picture(cast.owner)
    for half_hours in range(1, 15):
        now = NOW + timedelta(minutes=30 * half_hours)
        actions.replan(by=by(cast.owner), now=now)
        assert plans.picture(cast.owner) == before, now
    assert not Replanning.objects.exists()
