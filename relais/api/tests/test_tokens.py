"""Tokens: what opens the door, for how long, and how little is kept of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.api import actions
from relais.api.models import Token
from relais.api.tests.kitchen import Program, make_token
from relais.config.buckets import Buckets
from relais.people import actions as people
from tests.cast import NOW, Cast, by


def closed(program: Program) -> bool:
    response = program.ask("GET", "/me")
    assert response.status_code in (200, 401)
    if response.status_code == 401:
        assert json.loads(response.content)["code"] == "token_missing"
        assert response["WWW-Authenticate"].startswith("Bearer")
    return response.status_code == 401


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer relais_no", "Basic b2xpdmU6", "Token x", "Bearer é", "bearer\t"],
)
def test_nothing_opens_without_a_token(cast: Cast, header: str | None) -> None:
    headers = {"Authorization": header} if header is not None else {}
    response = Client().get("/api/v1/me", headers=headers)
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_session_opens_nothing(cast: Cast, signed_in: Callable[[Any], Client]) -> None:
    assert signed_in(cast.owner).get("/api/v1/me").status_code == 401


def test_an_open_token_is_its_member(cast: Cast) -> None:
    said = Program(cast.executor, ["log:read"]).get("/me")
    assert (said["id"], said["role"]) == (str(cast.executor.id), "executor")
    assert said["token"]["scopes"] == ["log:read"]
    assert "business.change" not in said["rights"]


def test_a_token_ends(cast: Cast) -> None:
    program = Program(cast.owner, secret=make_token(cast.owner, age=6, days=7).secret)
    assert not closed(program)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert closed(program)


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    made = make_token(cast.owner)
    actions.revoke_token(made.token.id, by=by(cast.owner), now=timezone.now())
    assert closed(Program(None, secret=made.secret))


def test_with_the_membership_its_tokens_end(cast: Cast) -> None:
    program = Program(cast.reviewer)
    assert not closed(program)
    people.end_membership(cast.reviewer.id, by=by(cast.owner), now=timezone.now())
    assert closed(program)


def test_a_person_switched_off_has_no_tokens(cast: Cast) -> None:
    program = Program(cast.reviewer)
    cast.reviewer.person.is_active = False
    cast.reviewer.person.save(update_fields=["is_active"])
    assert closed(program)


def test_another_business_has_nothing(cast: Cast) -> None:
    work = Program(cast.owner).post("/delegations", {"title": "Pages"})
    stranger = Program(cast.stranger)
    assert stranger.get("/delegations")["items"] == []
    for path in (
        f"/delegations/{work['id']}",
        f"/members/{cast.owner.id}",
        f"/funds/holdings/{work['milestones'][0]['id']}",
    ):
        assert stranger.get(path, status=404)["code"] == "not_found"
    said = stranger.post(f"/delegations/{work['id']}/proposal", status=404)
    assert said["code"] == "not_found"


def test_it_is_written_down_once_a_day_that_a_token_was_used(cast: Cast) -> None:
    program = Program(cast.owner)
    assert Token.objects.get().last_used_on is None
    with CaptureQueriesContext(
        connection,
    ) as first:
        program.get("/me")
    with CaptureQueriesContext(connection) as second:
        program.get("/me")
    assert Token.objects.get().last_used_on == timezone.now().date()
    assert sum("UPDATE" in query["sql"] for query in first) == 1
    assert sum("UPDATE" in query["sql"] for query in second) == 0


def test_a_role_that_changes_changes_what_a_token_may(cast: Cast) -> None:
    program = Program(cast.manager)
    program.post("/delegations", {"title": "Pages"})
    people.change_role(cast.manager.id, role="reviewer", by=by(cast.owner), now=timezone.now())
    assert program.post("/delegations", {"title": "Pages"}, status=403)["code"] == "not_allowed"


# --- making -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        ("", ["log:read"], 7, "text_empty"),
        ("x", [], 7, "scope_missing"),
        ("x", ["everything"], 7, "scope_missing"),
        ("x", ["log:read", "everything"], 7, "scope_unknown"),
        ("x", ["log:read"], 0, "token_expiry_out_of_range"),
        ("x", ["log:read"], 367, "token_expiry_out_of_range"),
    ],
)
def test_a_token_that_is_not_made(cast: Cast, name: str, scopes: list[str], days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_token(name, scopes, days, by=by(cast.owner), now=NOW)
    assert refused.value.code == code
    assert not Entry.objects.exists()


def test_a_token_is_someones_own(cast: Cast) -> None:
    made = make_token(cast.owner)
    with pytest.raises(Refused, match="nothing here"):
        actions.revoke_token(made.token.id, by=by(cast.manager), now=NOW)
    with pytest.raises(Refused):
        actions.make_token("x", ["log:read"], 7, by=Actor.system(), now=NOW)


def test_the_log_says_that_it_was_made_and_revoked_to_whoever_may_know(cast: Cast) -> None:
    made = make_token(cast.executor)
    actions.revoke_token(made.token.id, by=by(cast.executor), now=timezone.now())
    actions.revoke_token(made.token.id, by=by(cast.executor), now=timezone.now())
    entries = list(Entry.objects.order_by("seq").values_list("type", "reader_id"))
    assert entries == [("token.made", cast.executor.id), ("token.revoked", cast.executor.id)]


def test_the_secret_is_kept_nowhere(
    cast: Cast, signed_in: Callable[[Any], Client], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client = signed_in(cast.owner)
        form = {"name": "Build server", "scopes": ["log:read", "log:write"], "days": "30"}
        page = client.post("/b/alizes/settings/tokens/", form)
        secret = page.context["made"].secret
        assert secret in page.content.decode()
        program = Program(None, secret=secret)
        program.get("/me")
        program.post("/log/entries", {"text": "x"}, key="k")
        program.ask("POST", "/log/entries", "{")
    assert secret.startswith("relais_")
    assert secret not in client.get("/b/alizes/settings/tokens/").content.decode()
    assert secret not in caplog.text
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            assert not any(secret in str(value) for value in row), model


def test_the_page_of_tokens_speaks_both_languages(cast: Cast, signed_in: Callable[[Any], Client]) -> None:
    make_token(cast.owner)
    address = "/b/alizes/settings/tokens/"
    assert "Make a token" in signed_in(cast.owner).get(address).content.decode()
    cast.owner.person.language = "fr"
    cast.owner.person.save(update_fields=["language"])
    french = signed_in(cast.owner).get(address).content.decode()
    assert "Créer un jeton" in french
    assert "Make a token" not in french


def test_the_page_refuses_and_keeps_what_was_typed(cast: Cast, signed_in: Callable[[Any], Client]) -> None:
    page = signed_in(cast.owner).post("/b/alizes/settings/tokens/", {"name": "My program", "days": "30"})
    assert page.status_code == 422
    assert "My program" in page.content.decode()
    assert not Token.objects.exists()


def test_the_page_revokes(cast: Cast, signed_in: Callable[[Any], Client]) -> None:
    made = make_token(cast.owner)
    client = signed_in(cast.owner)
    answer = client.post(f"/b/alizes/settings/tokens/{made.token.id}/revocation/", {"key": "k"})
    assert answer.status_code in (302, 303)
    assert closed(Program(None, secret=made.secret))


# --- how often --------------------------------------------------------------------------------------------------------


def test_whoever_asks_too_often_waits(cast: Cast, settings: Any) -> None:
    settings.API_RATE = 3
    program = Program(cast.owner)
    answers = [program.ask("GET", "/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert json.loads(answers[-1].content)["code"] == "too_many_requests"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    assert Program(cast.owner).ask("GET", "/me").status_code == 200


def test_a_bucket_fills_again_evenly() -> None:
    clock = [0.0]
    buckets, token = Buckets(lambda: clock[0]), NOW
    assert [buckets.take(token, 60) for _ in range(61)] == [0] * 60 + [1]
    clock[0] = 1.0
    assert buckets.take(token, 60) == 0
    assert buckets.take(token, 60) == 1
    clock[0] = 600.0
    assert [buckets.take(token, 60) for _ in range(61)] == [0] * 60 + [1]


def test_buckets_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relais.config.buckets.FORGET_FROM", 10)
    clock = [0.0]
    buckets = Buckets(lambda: clock[0])
    for number in range(30):
        clock[0] += 61
        buckets.take(number, 60)
    assert len(buckets.levels) <= 10
