"""The description at /api/v1/openapi.json: complete, public, and true of every operation."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import validator_for

from relais.acts.refusal import known_reasons
from relais.api.contract import ACT_PROBLEMS, READ_PROBLEMS, TAGS, schema
from relais.api.problems import PROBLEM
from relais.api.scopes import SCOPES
from relais.api.shapes import Body, Shape
from relais.api.tests.kitchen import operations

OPERATIONS = list(operations())
EACH = pytest.mark.parametrize(
    ("method", "path", "said"), OPERATIONS, ids=[said["operationId"] for _m, _p, said in OPERATIONS]
)


def test_it_is_there_for_everyone_and_is_asked_for_once(db: None) -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response["Content-Type"] == "application/json"
    said = json.loads(response.content)
    assert (said["openapi"], said["info"]["title"]) == ("3.1.0", "Relais")
    again = Client().get("/api/v1/openapi.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_names_are_unique_and_every_tag_is_explained() -> None:
    names = [said["operationId"] for _method, _path, said in OPERATIONS]
    assert len(set(names)) == len(names)
    assert {tag["name"] for tag in schema()["tags"]} == {
        tag for _m, _p, said in OPERATIONS for tag in said["tags"]
    }
    assert all(text.endswith(".") for text in TAGS.values())


def test_every_schema_has_a_name_of_its_own() -> None:
    """Of two classes with one name the description shows one, for both."""
    names = Counter(shape.__name__ for shape in {*_all_of(Body), *_all_of(Shape)})
    assert [name for name, count in names.items() if count > 1] == []


def _all_of(base: type[Any]) -> Iterator[type[Any]]:
    for shape in base.__subclasses__():
        yield shape
        yield from _all_of(shape)


def test_every_scope_is_used_and_explained() -> None:
    used = {scope for _m, _p, said in OPERATIONS for scope in said["security"][0]["token"]}
    assert used == set(SCOPES)
    told = schema()["components"]["securitySchemes"]["token"]["description"]
    assert all(f"`{scope}`" in told for scope in SCOPES)


@EACH
def test_an_operation_says_all_of_itself(method: str, path: str, said: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z_]+", said["operationId"])
    assert said["summary"]
    assert said["description"].strip().endswith(".")
    assert len(said["tags"]) == 1
    assert list(said["security"][0]) == ["token"]
    good = [status for status in said["responses"] if status < "300"]
    assert len(good) == 1
    described = set(re.findall(r"{(\w+)}", path))
    parameters = [p for p in said["parameters"] if "$ref" not in p]
    assert described == {p["name"] for p in parameters if p["in"] == "path"}
    keyed = any(p.get("$ref", "").endswith("IdempotencyKey") for p in said["parameters"])
    assert keyed == (
        method == "POST"
        and said["operationId"]
        not in ("send_file", "preview_import", "preview_time_file", "read_line", "make_feed")
    )


@EACH
def test_an_operation_declares_its_problems(method: str, path: str, said: dict[str, Any]) -> None:
    expected = READ_PROBLEMS if method == "GET" else ACT_PROBLEMS
    for status in expected:
        if status == 415 and "requestBody" not in said:
            continue
        reference = said["responses"][str(status)]["$ref"].rsplit("/", 1)[-1]
        problem = schema()["components"]["responses"][reference]
        assert problem["content"][PROBLEM]["schema"]["$ref"].endswith("/Problem")


@EACH
def test_what_goes_in_and_out_has_an_example_that_fits(method: str, path: str, said: dict[str, Any]) -> None:
    shown = [said["requestBody"]] if "requestBody" in said else []
    shown += [response for response in said["responses"].values() if "content" in response]
    for one in shown:
        content = one["content"].get("application/json")
        if content is None:
            continue
        found = _with_examples(content["schema"])
        for example in found["examples"]:
            checker = validator_for({**found, "components": schema()["components"]})
            assert not [error.message for error in checker.iter_errors(example)]


def _with_examples(said: dict[str, Any]) -> dict[str, Any]:
    """The schema that has the examples: itself, or that of the rows of a page."""
    components = schema()["components"]["schemas"]
    if "$ref" in said:
        said = components[said["$ref"].rsplit("/", 1)[-1]]
    if "examples" not in said and "items" in said.get("properties", {}):
        return _with_examples(said["properties"]["items"]["items"])
    assert said.get("examples"), said.get("title")
    return said


def test_every_body_refuses_what_it_does_not_know() -> None:
    components = schema()["components"]["schemas"]
    for _method, _path, said in OPERATIONS:
        for content in said.get("requestBody", {}).get("content", {}).values():
            found = content["schema"]
            found = components[found["$ref"].rsplit("/", 1)[-1]] if "$ref" in found else found
            assert found["additionalProperties"] is False, said["operationId"]


def test_every_reason_has_a_status_that_acts_declare() -> None:
    from relais.acts.refusal import STATUS

    assert {STATUS[kind] for kind, _text in known_reasons().values()} <= set(ACT_PROBLEMS)
