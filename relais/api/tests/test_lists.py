"""Lists by pages, reads within ten queries, and each operation for each role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from relais.api.tests.kitchen import Program, filled, known_rows, operations
from relais.people.models import Membership
from tests.cases import a_case, a_comparison, an_activity
from tests.cast import Cast
from tests.scenario import Scenario, make_scenario

MOST_QUERIES = 10
READS = [(path, said) for method, path, said in operations() if method == "GET"]
LISTS = [path for path, said in READS if "limit" in {p.get("name") for p in said["parameters"]}]


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    return make_scenario(cast)


def more_of_everything(scenario: Scenario) -> None:
    owner, executor = Program(scenario.cast.owner), Program(scenario.cast.executor)
    for number in range(3):
        owner.post("/captures", {"text": f"Line {number}"})
        owner.post("/invitations", {"email": f"new{number}@example.org", "role": "executor"})
        owner.post("/delegations", {"title": f"Work {number}"})
        owner.post("/procedures", {"title": f"Way {number}", "steps": [{"title": "Go"}], "publish": True})
        executor.post("/runs", {"procedure": str(scenario.procedure.id)})
        entry = owner.post("/log/entries", {"text": f"Ask {number}", "to": str(scenario.cast.executor.id)})
        reply = executor.post(f"/log/entries/{entry['id']}/replies", {"text": "Yes"})
        executor.post(f"/log/entries/{reply['id']}/corrections", {"text": "No"})
    owner.post("/decide/sheets", {"title": "Another decision"})
    for day in (2, 3):
        owner.post(
            "/activities/imports", {"text": f"Day,Activity,Hours\n2026-11-0{day},Mail,1 h\n", "create": True}
        )
    gate = owner.post(
        f"/delegations/{scenario.delegation.id}/gates", {"title": "Least rights", "kind": "rights"}
    )
    owner.post(f"/delegations/gates/{gate['id']}/clearing", {"text": ""})
    holding = str(scenario.delegation.milestones.get().id)
    for _ in range(3):
        owner.post(f"/funds/holdings/{holding}/releases", {"amount": 100})
    owner.post(
        f"/deliveries/{scenario.delivery.id}/verdict",
        {"outcome": "redo", "cause": "outside", "text": "Again"},
    )
    executor.post(f"/delegations/{scenario.delegation.id}/deliveries", {"text": "Again", "minutes": 5})
    more_of_the_plan(owner)
    content = {"title": "Lay out an article", "steps": [{"title": "Copy"}]}
    owner.post(f"/procedures/{scenario.procedure.id}/draft", content)


def more_of_the_plan(owner: Program) -> None:
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    goal = owner.get("/plan/goals")["items"][0]
    tasks = owner.get("/plan/tasks", which="important")["items"]
    for number in range(3):
        said = {
            name: goal[name] for name in ("stake", "starts_on", "due_on", "unit", "from_value", "to_value")
        }
        owner.post("/plan/goals", {"title": f"Goal {number}", **said})
        owner.post(f"/plan/goals/{goal['id']}/readings", {"value": str(number)})
        owner.post("/plan/tasks", {"title": f"Task {number}", "minutes": 60, "moves_business": True})
        owner.post("/plan/recurring", {"title": f"Again {number}", "weekdays": [number]})
        owner.post("/plan/days-off", {"first_on": f"{monday + timedelta(days=40 + number)}"})
        owner.post("/plan/highlights", {"kind": "top", "text": f"Sold {number}"})
        owner.post("/plan/highlights", {"kind": "flop", "text": f"Image hunting {number}"})
        start = monday + timedelta(days=14 + number)
        busy = {"starts_at": f"{start}T08:00:00Z", "ends_at": f"{start}T12:00:00Z"}
        owner.post("/plan/weeks", {"monday": f"{monday + timedelta(days=14)}"})
        owner.post("/plan/busy-times", busy)
        owner.post(f"/plan/tasks/{tasks[0]['id']}/stretches", {
            "started_at": f"{today - timedelta(days=3)}T08:00:00Z", "ended_at": f"{today - timedelta(days=3)}T08:10:00Z",
        })  # fmt: skip


def test_every_list_is_walked_page_by_page(scenario: Scenario) -> None:
    owner, known = Program(scenario.cast.owner), known_rows(scenario)
    more_of_everything(scenario)
    a_case(scenario.cast.owner, another := an_activity(scenario.cast.owner, "Invoices"))
    a_comparison(scenario.cast.owner, another)
    owner.post(f"/decide/reviews/{known['review_id']}/finish")
    owner.post("/decide/reviews", {})
    for path in LISTS:
        _walk(owner, filled(path, known))


def _walk(owner: Program, address: str) -> None:
    whole = owner.get(address, limit=200)
    assert whole["next"] == "", address
    walked, after = [], ""
    for _ in range(len(whole["items"]) + 1):
        page = owner.get(address, limit=1, after=after)
        walked += page["items"]
        after = page["next"]
        if not after:
            break
    assert walked == whole["items"], address
    assert len(walked) > 1 or address.endswith("/grants"), address
    for bad in ("x", "-1", "1" * 30, "01935A3C-7B1E-7C3A-9D2F-0A1B2C3D4E5F"):
        assert owner.get(address, after=bad, status=422)["code"] == "after_invalid", address
    for limit in (0, 201, "x"):
        assert owner.get(address, limit=limit, status=422)["field"] == "limit", address


@pytest.mark.parametrize("who", ["owner", "executor", "reviewer"])
def test_a_read_takes_ten_queries_at_most(scenario: Scenario, who: str) -> None:
    known = known_rows(scenario)
    more_of_everything(scenario)
    member: Membership = getattr(scenario.cast, who)
    program = Program(member)
    program.ask("GET", "/me")  # the day's first use is written down
    for path, said in READS:
        address = filled(path, known)
        with CaptureQueriesContext(connection) as queries:
            response = program.ask("GET", address)
        assert response.status_code in (200, 403, 404), said["operationId"]
        assert len(queries) <= MOST_QUERIES, (said["operationId"], [query["sql"][:150] for query in queries])


def test_the_log_is_narrowed(scenario: Scenario) -> None:
    known_rows(scenario)
    more_of_everything(scenario)
    owner = Program(scenario.cast.owner)
    request = str(scenario.request.id)

    def types(**query: Any) -> set[str]:
        return {entry["type"] for entry in owner.get("/log/entries", limit=200, **query)["items"]}

    assert types(thread=request) == {"reply.written"}
    assert types(type="delivery.made") == {"delivery.made"}
    assert types(state="open") <= {"request.written"}
    assert types(q="heading")
    assert types(since="2100-01-01") == set()
    assert "reply.written" in types(person=str(scenario.cast.executor.id))
    assert owner.get("/log/entries", q="x", type="y", status=422)["code"] == "filters_apart"
    first = owner.get("/log/entries", state="answered", limit=1)
    second = owner.get("/log/entries", state="answered", limit=1, after=first["next"])
    assert first["items"][0]["seq"] > second["items"][0]["seq"]


def test_a_corrected_text_is_shown_as_it_is_now(scenario: Scenario) -> None:
    owner = Program(scenario.cast.owner)
    entry = owner.post("/log/entries", {"text": "Teh invoice"})
    fixed = owner.post(f"/log/entries/{entry['id']}/corrections", {"text": "The invoice"})
    shown = owner.get(f"/log/entries/{entry['id']}")
    assert (shown["text"], shown["corrected_by"]) == ("The invoice", [fixed["id"]])
    line = owner.post("/captures", {"text": "Cal Eve"})
    owner.post(f"/log/entries/{line['entry']}/corrections", {"text": "Call Eve"})
    assert owner.get(f"/captures/{line['id']}")["text"] == "Call Eve"


def test_nobody_reads_a_name_that_is_not_theirs_to_know(scenario: Scenario) -> None:
    executor = Program(scenario.cast.other_executor)
    assert {member["name"] for member in executor.get("/members")["items"]} == {"Olive Owner", "Otto Other"}
    owner = next(m for m in executor.get("/members")["items"] if m["role"] == "owner")
    assert owner["email"] is None
    entries = Program(scenario.cast.executor).ask("GET", "/log/entries?limit=200").content.decode()
    assert "Otto" not in entries
    assert "Max" not in entries
