"""What the tests of the API share: tokens of the cast, and a program that presents one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from jsonschema_rs import validator_for

from relais.activities import actions as activities
from relais.activities.importing import answers_of
from relais.activities.noting import Solved
from relais.api import actions
from relais.api.actions import NewToken
from relais.api.contract import schema
from relais.api.scopes import SCOPES
from relais.deciding import actions as deciding
from relais.funds.models import Transaction
from relais.people.models import Membership
from tests.cases import case_of
from tests.cast import by
from tests.planned import Planned, make_plan
from tests.scenario import Scenario

BASE = "/api/v1"


def make_token(
    member: Membership, scopes: Iterable[str] = SCOPES, *, age: int = 0, days: int = 7
) -> NewToken:
    """A token of a member, made `age` days ago."""
    made = timezone.now() - timedelta(days=age)
    return actions.make_token("Test", list(scopes), days, by=by(member), now=made)


class Program:
    """A program with a token. Answers are checked to be JSON or a problem; `status` is what it expects."""

    def __init__(
        self, member: Membership | None, scopes: Iterable[str] = SCOPES, *, secret: str = ""
    ) -> None:
        self.secret = secret or (make_token(member, scopes).secret if member else "")
        self.client = Client(raise_request_exception=False)

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **extra: Any
    ) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        headers |= extra.pop("headers", {})
        data = body if isinstance(body, (str, bytes)) else json.dumps(body) if body is not None else ""
        content_type = extra.pop("content_type", "application/json")
        response = self.client.generic(method, f"{BASE}{path}", data, content_type, headers=headers, **extra)
        if method in ("GET", "POST") and response["Content-Type"].startswith("application/json"):
            _is_as_documented(method, path, response)
        return response

    def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        response = self.ask("GET", path, query_params=query)
        return _json(response, status)

    def post(self, path: str, body: Any = None, *, status: int = 201, key: str | None = None) -> Any:
        return _json(self.ask("POST", path, body, key=key), status)

    def send(self, name: str, content: bytes) -> str:
        """Send a file; its handle."""
        response = self.client.post(
            f"{BASE}/files", {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.secret}"},
        )  # fmt: skip
        return str(_json(response, 201)["handle"])


def _is_as_documented(method: str, path: str, response: HttpResponse) -> None:
    """Every answer that a test gets has the form that the description gives it: the code itself does not check."""
    if path.startswith("/openapi.json"):
        return
    for documented, template in documented_answers().get((method, response.status_code), ()):
        if documented.fullmatch(path.split("?", maxsplit=1)[0]):
            validator = validator_of(method, template, response.status_code)
            found = [
                f"{error.instance_path}: {error.message}"
                for error in validator.iter_errors(json.loads(response.content))
            ]
            assert not found, (method, path, found)
            return
    raise AssertionError(f"{method} {path} answered {response.status_code}, which is not documented")


@cache
def documented_answers() -> dict[tuple[str, int], list[tuple[re.Pattern[str], str]]]:
    """By method and status of an answer in JSON: what addresses look like, and their templates."""
    found: dict[tuple[str, int], list[tuple[re.Pattern[str], str]]] = {}
    for method, path, said in operations():
        for status, answer in said["responses"].items():
            if "application/json" in answer.get("content", {}):
                address = re.compile(re.sub(r"{\w+}", "[0-9a-f-]+", path))
                found.setdefault((method, int(status)), []).append((address, path))
    return found


@cache
def validator_of(method: str, template: str, status: int) -> Any:
    """What validates the answer of one operation; made when a test first gets it, for each takes a hundredth of a second."""
    answer = schema()["paths"][f"{BASE}{template}"][method.lower()]["responses"][str(status)]
    content = answer["content"]["application/json"]
    return validator_for({**content["schema"], "components": schema()["components"]}, validate_formats=True)


def _json(response: HttpResponse, status: int) -> Any:
    assert response.status_code == status, (response.status_code, response.content[:1000])
    kind = response["Content-Type"]
    if status >= 400:
        assert kind == "application/problem+json"
        said = json.loads(response.content)
        assert said["status"] == status
        assert said["type"] == f"urn:relais:reason:{said['code']}"
        return said
    assert kind.startswith("application/json"), kind
    return json.loads(response.content)


def addresses(scenario: Scenario, planned: Planned, file_id: object = "") -> dict[str, str]:
    """What fills the placeholders of the API's paths: rows of the scenario, and of its owner's plan."""
    movement = Transaction.objects.filter(delegation_id=scenario.delegation.id).first()
    milestone = scenario.delegation.milestones.get()
    said = {
        **case_of(scenario.cast.owner),
        "activity_id": scenario.cast.business.activities.first().id,
        "delegation_id": scenario.delegation.id,
        "milestone_id": milestone.id,
        "holding_id": milestone.id,
        "movement_id": movement.id if movement else "",
        "delivery_id": scenario.delivery.id,
        "procedure_id": scenario.procedure.id,
        "number": 1,
        "run_id": scenario.run.id,
        "step_id": scenario.run.version.steps.first().id,
        "entry_id": scenario.request.id,
        "file_id": file_id,
        "capture_id": scenario.capture.id,
        "invitation_id": scenario.invitation.id,
        "grant_id": scenario.grant.id,
        "notice_id": scenario.cast.business.notices.latest("id").id,
        "member_id": scenario.cast.reviewer.id,
        "on": planned.today,
        "monday": planned.monday,
        "goal_id": planned.goal.id,
        "task_id": planned.task.id,
        "recurring_id": planned.recurring.id,
        "day_off_id": planned.day_off.id,
        "busy_time_id": planned.busy_time.id,
        "highlight_id": planned.highlight.id,
        "piece_id": planned.piece.id,
        "calendar_id": planned.calendar.id,
        **recurs(scenario.cast.owner),
        **reviewed(scenario, planned),
    }
    return {name: str(value) for name, value in said.items()}


def reviewed(scenario: Scenario, planned: Planned) -> dict[str, object]:
    """An activity, a review that asks about it, and what was said of a note."""
    said = {"by": by(scenario.cast.owner), "now": timezone.now()}
    activity = activities.add_activity(activities.Known("Proofreading"), **said)
    review = deciding.open_review(**said)
    return {
        "review_id": review.id,
        "item_id": review.items.order_by("position")[0].id,
        "said_id": deciding.attach_group([planned.highlight.id], activity.id, **said).id,
    }


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the description: method, path without its base, and what is said of it."""
    for path, methods in schema()["paths"].items():
        for method, said in methods.items():
            yield method.upper(), path.removeprefix(BASE), said


#: Fields of bodies that name a row, and the row of the scenario that they may name.
TIME_FILE = b"Date,Activity,Minutes\n2026-01-31,Support calls,25\n"


def recurs(owner: Membership) -> dict[str, object]:
    """Something that recurs, its time, a decision about it, a note."""
    said: Any = {"by": by(owner), "now": timezone.now()}
    today = timezone.localdate()
    activity = activities.add_activity(activities.Known("Support calls"), **said)
    later = today + timedelta(days=30)
    activities.record_time_spent(activity.id, on=today, minutes=15, **said)
    activities.keep_note(Solved("Accents break", "", "Choose UTF-8"), **said)
    activities.decide(activity.id, choice="drop", reason="Enough", look_again_on=later, **said)
    return {
        "activity_id": activity.id,
        "decision_id": activities.decide(
            activity.id, choice="keep", reason="Mine", look_again_on=later, **said
        ).id,
        "spent_id": activities.record_time_spent(activity.id, on=today, minutes=30, **said).id,
        "note_id": activities.keep_note(Solved("Blurred images", "", "Export at 2x"), **said).id,
        "import_id": activities.import_time_file(TIME_FILE, answers_of, **said).id,
    }


ROWS = {
    "to": "executor", "executor": "executor", "member": "executor", "delegation": "delegation_id",
    "procedure": "procedure_id", "milestone": "milestone_id", "run": "run_id", "step": "step_id", "made_from": "entry_id",
    "invitation": "invitation_id", "task": "task_id", "goal": "goal_id", "activity": "activity_id",
}  # fmt: skip


def known_rows(scenario: Scenario) -> dict[str, str]:
    """What fills paths and bodies, with an entry that has a file, and the plan of the owner."""
    owner = Program(scenario.cast.owner)
    planned = make_plan(scenario.cast.owner, timezone.now())
    entry = owner.post("/log/entries", {"text": "See", "files": [owner.send("a.txt", b"a")]})
    executor = str(scenario.cast.executor.id)
    return {
        **addresses(scenario, planned, entry["files"][0]["id"]),
        **sheet_rows(owner, str(scenario.delegation.id)),
        "executor": executor,
    }


def sheet_rows(owner: Program, delegation: str) -> dict[str, str]:
    """A scenario sheet, and a gate that was set and cleared."""
    sheet = owner.post("/decide/sheets", {"title": "Access", "template": "access", "delegation": delegation})
    gate = owner.post(f"/delegations/{delegation}/gates", {"title": "A backup first", "kind": "backup"})
    owner.post(f"/delegations/gates/{gate['id']}/clearing", {"text": "In the shared folder"})
    return {
        "sheet_id": sheet["id"],
        "outcome_id": sheet["outcomes"][0]["id"],
        "safeguard_id": sheet["safeguards"][0]["id"],
        "gate_id": gate["id"],
    }


def filled(path: str, known: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda match: known[match.group(1)], path)


def with_rows(body: Any, known: dict[str, str]) -> Any:
    """The body, with identifiers that exist where it names a row."""
    if isinstance(body, list):
        return [with_rows(one, known) for one in body]
    if not isinstance(body, dict):
        return body
    return {
        name: known[ROWS[name]] if name in ROWS and _is_id(value) else with_rows(value, known)
        for name, value in body.items()
    }


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def example_of(said: dict[str, Any]) -> Any:
    """The documented example of an operation's JSON body; none where it has no such body."""
    content = said.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    return schema()["components"]["schemas"][name]["examples"][0]
