"""The description of the API at /api/v1/openapi.json: OpenAPI 3.1, complete, the same bytes for everyone.

It is written into `openapi.json` beside this file, so that a change of the API is read in review as what programs will see, and
no server spends the time and the 20 MB of making it:

    python -m relais.api.openapi write | check
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import translation
from pydantic import BaseModel, TypeAdapter

from relais.api.problems import PROBLEM, Problem, Wire
from relais.api.scopes import SCOPES

REFERENCE: Final = "#/components/schemas/{model}"
WRITTEN: Final = Path(__file__).with_name("openapi.json")

TAGS: Final[dict[str, str]] = {
    "me": "Who the token acts for, and what waits for them.",
    "business": "The business that the token belongs to.",
    "team": "Members, invitations, and the single matters that reviewers and mediators are given to see.",
    "log": "The running log: requests, replies, corrections and files, chained and searchable.",
    "captures": "Lines captured at once and sorted later.",
    "procedures": "Procedures, their versions, Markdown files read as procedures.",
    "runs": "Going through the steps of a procedure, tick by tick.",
    "delegations": "Work handed over: brief, proposal, milestones, deliveries, verdicts, closure.",
    "activities": "What recurs, its time, and what is decided about it. It is management's.",
    "notes": "Solved problems, found again though misspelt.",
    "cases": "Does delegating an activity pay, and is now the moment? Cases say it in figures.",
    "comparisons": "Who could do an activity, beside each other, in one currency.",
    "goals": "Goals of three months, by stake, with their measures. They are the business's.",
    "tasks": "Tasks, the two questions, time spent; a captured line read. They are the member's own, as is all that follows.",
    "plan": "The week, the day and its close, dates and their margins, what is planned again.",
    "pattern": "The working week, work that comes back, days off.",
    "calendars": "Other calendars that the plan respects, and the address at which a calendar program reads the plan.",
    "sheets": "Scenario sheets of decisions, simulated; forecasts against outcomes. They are the business's.",
    "groups": "What keeps coming back in the member's own tops and flops, and what they say of it.",
    "reviews": "Going through what keeps coming back, and deciding on it. A review is its member's own.",
    "delegate next": "What to delegate next, each with its reasons in figures.",
    "outbox": "The mails that Relais sends: where they stand, never what they say.",
    "funds": "Money held for work, from pledge to payment: every movement is recorded for good.",
}

READ_PROBLEMS: Final = (401, 403, 404, 422, 429)
ACT_PROBLEMS: Final = (400, 401, 403, 404, 409, 413, 415, 422, 429)
SAYS: Final = {
    400: "The body is not JSON, or did not arrive whole.",
    401: "No valid token.",
    403: "The token lacks the scope, or its member the right.",
    404: "There is nothing here, or the member may not see it.",
    409: "It stands otherwise by now, or the Idempotency-Key was used for another act.",
    413: "The request, or a file in it, is too large.",
    415: "Another content type than the one documented.",
    422: "The request has not the documented form, or says what is refused: see `code` and `field`.",
    429: "Too many requests: `Retry-After` says how many seconds to wait.",
}
KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes the act happen once: a repeat within a day gets the same answer and does nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[ -~]+$"},
    "example": "8f14e45f-ceea-467f-a8b3-5b2d0c1f9d1e",
}


def contract(request: HttpRequest) -> HttpResponse:
    """Answer with the description, without a token."""
    if request.method != "GET":
        raise Wire("method_not_allowed", Allow="GET")
    etag = _etag()
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300", "Content-Language": "en"}
    if request.headers.get("If-None-Match") in (etag, f"W/{etag}"):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(WRITTEN.read_bytes(), content_type="application/json", headers=headers)


@cache
def _etag() -> str:
    return f'"{hashlib.sha256(WRITTEN.read_bytes()).hexdigest()[:32]}"'


@cache
def schema() -> dict[str, Any]:
    """The whole description, as data."""
    from relais.api.api import whole

    with translation.override("en"):
        made: dict[str, Any] = dict(whole().get_openapi_schema(path_prefix=reverse("api-v1:root")))
        made["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
        made["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
        made.pop("servers", None)
        components = made["components"]
        components["securitySchemes"] = {"token": components["securitySchemes"].pop("BearerToken")}
        scopes = "; ".join(f"`{name}`: {text}" for name, text in SCOPES.items())
        components["securitySchemes"]["token"]["description"] += f" Its scopes: {scopes}."
    answers = _answers(made["paths"])
    components["schemas"].update(answers)
    components["schemas"].update(_problem_schemas())
    components["responses"] = {f"Problem{status}": _problem(status) for status in SAYS}
    components["parameters"] = {"IdempotencyKey": KEY}
    for operations in made["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return json.loads(json.dumps(made))  # plain and apart from ninja's own


def _complete(method: str, operation: dict[str, Any]) -> None:
    """What every operation has in common: its scope, its problems, the key of an act."""
    acts = method != "get"
    scope = operation.pop("x-scope", None)
    operation["security"] = [{"token": [scope] if scope else []}]
    for status in ACT_PROBLEMS if acts else READ_PROBLEMS:
        if status == 415 and "requestBody" not in operation:
            continue
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if acts and operation.pop("x-once", True):
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    operation["responses"] = {str(status): said for status, said in operation["responses"].items()}


def _answers(paths: dict[str, Any]) -> dict[str, Any]:
    """Say in each operation what it answers. Returns the schemas that these refer to."""
    from relais.api.rooms import ANSWERS

    told = {
        operation["operationId"]: next(iter(operation["responses"].values()))
        for operations in paths.values()
        for operation in operations.values()
    }
    kinds = [
        (name, "serialization", TypeAdapter(answer)) for name, answer in ANSWERS.items() if answer is not None
    ]
    by_operation, shared = TypeAdapter.json_schemas(kinds, ref_template=REFERENCE)  # type: ignore[arg-type]
    for (name, _mode), found in by_operation.items():
        told[name]["content"] = {"application/json": {"schema": found}}
    schemas: dict[str, Any] = shared["$defs"]
    return schemas


def _problem_schemas() -> dict[str, Any]:
    made = _schema_of(Problem)
    return {**made.pop("$defs"), "Problem": made}


def _schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    return shape.model_json_schema(ref_template=REFERENCE, mode="serialization")


def _problem(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": SAYS[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        said["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        }
    if status == 401:
        said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return said
