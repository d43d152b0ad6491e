"""A plan kept by programs: from the captured line to the close of the day, and what is planned again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from relais.acts.chain import verify
from relais.api.tests.kitchen import Program
from tests.cast import Cast

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris, where the cast lives."""
GOAL = {
    "title": "Second course", "stake": "offer", "starts_on": "2026-11-23", "due_on": "2027-02-22", "unit": "lessons",
    "from_value": "0", "to_value": "12",
}  # fmt: skip


@pytest.fixture
def owner(cast: Cast) -> Any:
    with time_machine.travel(MONDAY, tick=False) as clock:
        program = Program(cast.owner)
        program.clock = clock  # type: ignore[attr-defined]
        yield program
    assert not list(verify(cast.business.id))


def test_from_the_line_to_the_close(owner: Any) -> None:
    goal = owner.post("/plan/goals", GOAL)
    read = owner.post(f"/plan/goals/{goal['id']}/readings", {"value": "3.50"})
    assert (read["value"], owner.get(f"/plan/goals/{goal['id']}")["progress"]) == ("3.5", 0.2917)

    line = owner.post("/captures", {"text": "VAT Wednesday 12h !180€ 45min"})
    said = owner.post("/plan/tasks/lines", {"text": line["text"]}, status=200)
    assert [part["kind"] for part in said.pop("parts")] == ["day", "time", "consequence", "duration"]
    assert said == {
        "title": "VAT", "minutes": 45, "due_at": "2026-11-25T11:00:00Z", "due_on": None, "consequence": "",
        "amount": 18000, "currency": "EUR",
    }  # fmt: skip
    vat = owner.post("/plan/tasks", {**said, "capture": line["id"]})
    assert (vat["important"], vat["urgent"], vat["amount"]) == (None, True, 18000)
    assert owner.get(f"/captures/{line['id']}")["sorted"] == {
        "into": "task", "into_id": vat["id"], "at": "2026-11-23T07:00:00Z",
    }  # fmt: skip
    owner.post(f"/plan/tasks/{vat['id']}/answers", {"moves_business": False})
    lesson = owner.post(
        "/plan/tasks",
        {"title": "Lesson 4", "minutes": 120, "moves_business": True, "goal": goal["id"]},
    )

    week = owner.post("/plan/weeks", {"monday": "2026-11-23"})
    monday = week["days"][0]
    assert [(piece["title"], piece["starts_at"]) for piece in monday["pieces"]] == [
        ("Lesson 4", "2026-11-23T08:00:00Z")
    ]
    assert monday["most_important"] == lesson["id"]
    assert [slot["kind"] for slot in monday["slots"]] == ["break", "mail", "close"]
    assert owner.post("/plan/weeks/2026-11-23/keeping")["kept_at"]
    dates = owner.get("/plan/dates")["items"]
    assert [(one["task"], one["urgent"], one["passed"]) for one in dates] == [(vat["id"], True, False)]
    assert dates[0]["margin_minutes"] > 600

    owner.clock.shift(timedelta(hours=1))
    owner.post(f"/plan/tasks/{lesson['id']}/start")
    owner.clock.shift(timedelta(minutes=100))
    owner.post("/plan/tasks/stop")
    assert owner.get(f"/plan/tasks/{lesson['id']}")["spent_minutes"] == 100
    owner.clock.move_to(MONDAY + timedelta(hours=9))
    closing = {
        "important_done": True, "mail_done": True, "did_as_decided": True, "it_worked": None, "tops": ["Lesson recorded"],
        "flops": ["Two hours looking for images"], "finished": [lesson["id"]],
    }  # fmt: skip
    closed = owner.post("/plan/days/2026-11-23/close", closing)
    assert (closed["did_as_decided"], closed["it_worked"]) == (True, None)
    assert [(one["kind"], one["text"]) for one in closed["highlights"]] == [
        ("top", "Lesson recorded"), ("flop", "Two hours looking for images"),
    ]  # fmt: skip
    again = owner.post("/plan/days/2026-11-23/close", closing, status=409)
    assert again["code"] == "day_already_closed"
    assert len(owner.get("/plan/highlights")["items"]) == 2
    assert owner.get("/plan/tasks", which="ended")["items"][0]["outcome"] == "done"


def test_half_a_day_lost_is_planned_again_around_what_was_placed_by_hand(owner: Any) -> None:
    kept = owner.post("/plan/tasks", {"title": "Interview", "minutes": 60, "moves_business": True})
    moved = owner.post("/plan/tasks", {"title": "Lesson 4", "minutes": 170, "moves_business": True})
    owner.post("/plan/weeks", {"monday": "2026-11-23"})
    by_hand = owner.post("/plan/pieces", {"task": kept["id"], "starts_at": "2026-11-24T13:00:00Z"})
    lost = {"starts_at": "2026-11-23T07:30:00Z", "ends_at": "2026-11-23T12:00:00Z", "title": "Dentist"}
    time = owner.post("/plan/busy-times", lost)
    first = owner.get("/plan/replannings", unseen=True)["items"][0]
    assert first["reason"] == "time_lost"
    assert moved["id"] in {change["task"] for change in first["changes"]}
    shown = [piece for day in owner.get("/plan/weeks/2026-11-23")["days"] for piece in day["pieces"]]
    assert by_hand in shown
    assert all(piece["starts_at"] >= lost["ends_at"] for piece in shown)
    owner.post("/plan/replannings/seen")
    assert owner.get("/plan/replannings", unseen=True)["items"] == []
    assert owner.post("/plan/replannings", {})["replanning"] is None
    moved_piece = owner.post(f"/plan/pieces/{by_hand['id']}", {"starts_at": "2026-11-26T08:00:00Z"})
    assert (moved_piece["starts_at"], moved_piece["by_hand"]) == ("2026-11-26T08:00:00Z", True)
    owner.post(f"/plan/pieces/{moved_piece['id']}/release")
    assert owner.post(f"/plan/busy-times/{time['id']}/regaining") == {"removed": time["id"]}


def test_what_is_sent_back_changes_nothing(owner: Any) -> None:
    task = owner.post("/plan/tasks", {"title": "Lesson", "minutes": 30, "due_on": "2026-11-27"})
    path = f"/plan/tasks/{task['id']}"
    for body, code in (
        ({"due_on": "2026-11-27", "due_at": "2026-11-27T12:00:00Z"}, "due_moment_or_day"),
        ({"minutes": 0}, "estimate_out_of_range"),
        ({"amount": 0}, "amount_not_positive"),
        ({"amount": 10**15}, "amount_too_large"),
        ({"amount": 100, "currency": "EURO"}, "currency_unknown"),
        ({"due_on": "1999-01-01"}, "date_out_of_range"),
        ({"least_piece": 1}, "piece_out_of_range"),
        ({"title": " "}, "text_empty"),
    ):
        assert owner.post(path, body, status=422)["code"] == code, body
    assert owner.get(path) == task
    assert owner.post(path, {"due_on": None})["due_at"] is None
    assert owner.post("/plan/weeks", {"monday": "2026-11-24"}, status=422)["code"] == "not_a_monday"
    assert owner.get("/plan/weeks/9999-12-31", status=422)["code"] == "date_out_of_range"
    assert owner.get("/plan/weeks/2026-11-24", status=422)["code"] == "not_a_monday"


def test_the_working_week_days_off_and_what_comes_back(owner: Any) -> None:
    shown = owner.get("/plan/pattern")
    assert [day["wall"] for day in shown["days"]] == [
        "17:30",
        "17:30",
        "12:30",
        "17:30",
        "17:30",
        "17:30",
        "17:30",
    ]
    free = {"weekday": 4, "wall": "12:00", "slots": [{"kind": "work", "starts": "09:00", "ends": "12:00"}]}
    assert owner.post("/plan/pattern", {"days": [free]})["days"][4]["slots"][0]["energy"] == 100
    late = {**free, "slots": [{"kind": "work", "starts": "09:00", "ends": "18:00"}]}
    assert owner.post("/plan/pattern", {"days": [late]}, status=422)["code"] == "slot_past_wall"
    again = owner.post("/plan/recurring", {"title": "Invoices", "weekdays": [1], "minutes": 30})
    owner.post("/plan/days-off", {"first_on": "2026-11-26", "title": "Market"})
    owner.post("/plan/weeks", {"monday": "2026-11-23"})
    tasks = owner.get("/plan/tasks")["items"]
    assert [(task["title"], task["due_on"], task["recurring"]) for task in tasks] == [
        ("Invoices", "2026-11-24", again["id"])
    ]
    assert owner.get("/plan/days/2026-11-26")["off"] == "Market"
    assert owner.post(f"/plan/recurring/{again['id']}/end")["ended_at"]
    assert owner.get("/plan/recurring")["items"] == []


def test_after_a_lapse_all_is_decided_at_once_or_nothing(owner: Any) -> None:
    dead = owner.post("/plan/tasks", {"title": "Fair", "due_on": "2026-11-20"})
    late = owner.post("/plan/tasks", {"title": "Lesson", "due_on": "2026-11-20", "moves_business": True})
    decisions = [
        {"task": dead["id"], "what": "drop"},
        {"task": late["id"], "what": "move", "due_on": "2026-11-19"},
    ]
    assert owner.post("/plan/return", {"decisions": decisions}, status=422)["code"] == "new_date_in_the_past"
    assert owner.get(f"/plan/tasks/{dead['id']}")["outcome"] is None
    decisions[1]["due_on"] = "2026-11-27"
    week = owner.post("/plan/return", {"decisions": decisions})
    assert week["monday"] == "2026-11-23"
    assert {piece["task"] for day in week["days"] for piece in day["pieces"]} == {late["id"]}


def test_a_task_handed_over_opens_a_delegation_with_what_is_known(owner: Any, cast: Cast) -> None:
    task = owner.post("/plan/tasks", {"title": "VAT", "due_on": "2026-11-27", "consequence": "180 € fine"})
    owner.post(f"/plan/tasks/{task['id']}/answers", {"moves_business": False})
    done = owner.post(f"/plan/tasks/{task['id']}/handover", {"executor": str(cast.executor.id)})
    work = owner.get(f"/delegations/{done['delegation']}")
    assert (done["outcome"], work["title"], work["brief"]["failure"]) == ("delegated", "VAT", "180 € fine")
    assert work["milestones"][0]["due_on"] == "2026-11-27"


def test_a_key_does_each_act_once(owner: Any) -> None:
    first = owner.post("/plan/highlights", {"kind": "top", "text": "Ten orders"}, key="one")
    assert owner.post("/plan/highlights", {"kind": "top", "text": "Ten orders"}, key="one") == first
    assert len(owner.get("/plan/highlights")["items"]) == 1


def test_nobody_else_sees_a_plan(owner: Any, cast: Cast) -> None:
    owner.post("/plan/tasks", {"title": "Secret task"})
    owner.post("/plan/highlights", {"kind": "flop", "text": "Secret flop"})
    manager, executor = Program(cast.manager), Program(cast.executor)
    for address in ("/plan/tasks", "/plan/highlights", "/plan/tasks/stretches", "/plan/busy-times"):
        assert manager.get(address)["items"] == []
        assert executor.get(address, status=403)["code"] == "not_allowed"
    for program in (manager, executor):
        assert "Secret" not in program.ask("GET", "/log/entries?limit=200").content.decode()


def test_other_calendars_and_the_plans_own_address(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dentist = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T090000Z\nDTEND:20261124T100000Z\n"
        "SUMMARY:Dentist\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:nonsense\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    added = owner.post("/plan/calendars", {"name": "Family", "text": dentist})
    assert (added["name"], added["events"], len(added["unread"])) == ("Family", 1, 1)
    assert [one["title"] for one in owner.get("/plan/busy-times")["items"]] == ["Dentist"]
    assert owner.get("/plan/calendars")["items"] == [owner.get(f"/plan/calendars/{added['id']}")]
    again = owner.post(f"/plan/calendars/{added['id']}/refresh", {}, status=409)
    assert again["code"] == "calendar_without_address"
    for both in ({}, {"text": dentist, "url": "https://calendar.example/a.ics"}):
        assert owner.post("/plan/calendars", both, status=422)["code"] == "calendar_address_or_text"
    assert (
        owner.post("/plan/calendars", {"text": "Dear all"}, status=422)["code"] == "calendar_not_a_calendar"
    )
    inside = owner.post("/plan/calendars", {"url": "http://127.0.0.1/a.ics"}, status=422)
    assert inside["code"] == "calendar_address_refused"
    owner.post(f"/plan/calendars/{added['id']}/removal", {})
    assert owner.get("/plan/busy-times")["items"] == []
    assert owner.get("/plan/feed") == {"open": False, "made_at": None}
    made = owner.post("/plan/feed", {})
    assert "/feeds/plan/" in made["url"]
    assert made["url"] not in str(owner.get("/plan/feed"))
    assert not owner.post("/plan/feed/end", {})["open"]
