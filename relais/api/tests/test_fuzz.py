"""Whatever a program sends, the API answers as documented: no 500, no other status, no other form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as said_of_the_search
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from relais.acts.chain import verify
from relais.api.contract import TAGS, schema
from relais.api.tests.kitchen import Program, known_rows, with_rows
from tests.cast import Cast
from tests.scenario import Scenario, make_scenario

ALWAYS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 10, GenerationMode.NEGATIVE: 5}


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    return make_scenario(cast)


@pytest.fixture
def application() -> Iterator[Any]:
    """The WSGI application on the test's own connection, which Django would close after each request."""
    signals = (request_started, request_finished)
    inner = get_wsgi_application()

    def keeping(environ: Any, start_response: Any) -> Any:
        for signal in signals:  # Django's test client connects them again
            signal.disconnect(close_old_connections)
        return inner(environ, start_response)

    yield keeping
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("tag", TAGS)
def test_every_answer_is_as_documented(scenario: Scenario, application: Any, tag: str, settings: Any) -> None:
    settings.API_RATE = 0
    described = schemathesis.openapi.from_dict(schema()).include(tag=tag)
    described.app = application
    programs = [Program(getattr(scenario.cast, who)) for who in ("owner", "executor")]
    known = known_rows(scenario)
    # What has not the documented form is refused before any database is asked: once is enough.
    modes = EXAMPLES if connection.vendor == "sqlite" else [GenerationMode.POSITIVE]
    for result in described.get_all_operations():
        for mode in modes:
            _fuzz(result.ok(), mode, programs, known)
    assert not list(verify(scenario.cast.business.id))


def _fuzz(operation: Any, mode: GenerationMode, programs: list[Program], known: dict[str, str]) -> None:
    @seed(20261123)
    @said_of_the_search(
        max_examples=EXAMPLES[mode],
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        real=st.booleans(),
        program=st.sampled_from(programs),
    )
    def run(case: Case, real: bool, program: Program) -> None:
        if real and _is_whole(case, ParameterLocation.PATH):
            case.path_parameters = {
                name: known.get(name, value) for name, value in case.path_parameters.items()
            }
        if real and _is_whole(case, ParameterLocation.BODY):
            case.body = with_rows(case.body, known)
        headers = {"Authorization": f"Bearer {program.secret}", "Accept-Encoding": "identity"}
        response = case.call(headers=headers)
        is_file = case.path.endswith("/files")  # nearly any bytes are a file
        has_body = ParameterLocation.BODY in case.meta.components and not is_file
        is_wrong = has_body and not _is_whole(case, ParameterLocation.BODY)
        case.validate_response(response, checks=[*ALWAYS, negative_data_rejection] if is_wrong else ALWAYS)
        _is_said_once(response)

    run()


def _is_whole(case: Case, part: ParameterLocation) -> bool:
    """Whether this part of the request was made as documented."""
    made = case.meta.components.get(part) if case.meta else None
    return made is not None and made.mode is GenerationMode.POSITIVE


def _is_said_once(response: Any) -> None:
    """A problem has the status of its answer and says in words what it is."""
    if response.status_code >= 400:
        said = json.loads(response.content)
        assert said["status"] == response.status_code
        assert said["title"]
        assert "%(" not in said["title"]
