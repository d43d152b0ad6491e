"""The pages of cases and comparisons, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.acts.models import Entry
from relais.deciding.models import Case, Comparison, Provider
from relais.people.models import Membership
from tests.cases import a_case, a_comparison, an_activity
from tests.cast import NOW, Cast
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def url(name: str, *args: object) -> str:
    return reverse(f"deciding:{name}", args=["alizes", *args])


def owner_of(cast: Cast, signed_in: SignIn, language: str = "en") -> Client:
    cast.owner.person.language = language
    cast.owner.person.save(update_fields=["language"])
    return signed_in(cast.owner)


def read(client: Client, address: str, *, queries: int | None = QUERIES) -> str:
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert problems(answer.content) == []
    if queries is not None:
        assert len(made) <= queries, [query["sql"][:120] for query in made]
    return plain(answer)


def plain(answer: Any) -> str:
    text = unescape(answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def fields_of(page: str) -> dict[str, str]:
    """What a form of the page holds, by name: enough to send it again as it stands."""
    raise NotImplementedError


def test_pages(cast: Cast, signed_in: SignIn, language: str) -> None:
    client = owner_of(cast, signed_in, language)
    activity = an_activity(cast.owner)
    for name in ("cases", "comparisons", "case-new", "comparison-new"):
        read(client, url(name))
    read(client, url("case-new") + f"?activity={activity.id}")
    case = a_case(cast.owner, activity)
    comparison = a_comparison(cast.owner)
    for name in ("cases", "comparisons"):
        read(client, url(name))
    read(client, url("case", case.id))
    read(client, url("case", case.id) + "?unit=hours")
    read(client, url("comparison", comparison.id))
    read(client, url("provider", comparison.id, comparison.providers.first().id))
