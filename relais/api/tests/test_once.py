"""Under an Idempotency-Key an act is done once, and every repeat gets the same answer."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from relais.acts.chain import verify
from relais.acts.models import DoneAct, Entry
from relais.api.actions import forget_answers
from relais.api.models import Answer
from relais.api.tests.kitchen import Program
from relais.log import actions as log_actions
from tests.cast import Cast, by, make_cast

ENTRY = "/log/entries"


def requests_written() -> int:
    return Entry.objects.filter(type="request.written").count()


def test_a_repeat_gets_the_first_answer_and_does_nothing(cast: Cast) -> None:
    program, body = Program(cast.owner), {"text": "Where is the invoice?", "to": str(cast.executor.id)}
    first = program.ask("POST", ENTRY, body, key="one")
    log_actions.reply(json.loads(first.content)["id"], text="Here.", by=by(cast.executor), now=timezone.now())
    again = program.ask("POST", ENTRY, body, key="one")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert requests_written() == 1
    assert program.post(ENTRY, body, key="two")["seq"] > json.loads(first.content)["seq"]


def test_a_delegation_opened_twice_is_one(cast: Cast) -> None:
    program = Program(cast.owner)
    opened = [program.post("/delegations", {"title": "Pages"}, key="k") for _ in range(3)]
    assert opened[0] == opened[1] == opened[2]
    assert len(program.get("/delegations")["items"]) == 1


def test_the_same_key_for_another_act_is_refused(cast: Cast) -> None:
    program = Program(cast.owner)
    program.post(ENTRY, {"text": "One"}, key="k")
    for path, body in (
        (ENTRY, {"text": "Two"}),
        ("/captures", {"text": "One"}),
        ("/captures", {"text": "Two"}),
    ):
        assert program.post(path, body, key="k", status=409)["code"] == "key_used_for_another_act"
    assert requests_written() == 1


def test_two_members_may_choose_the_same_key(cast: Cast) -> None:
    for member in (cast.owner, cast.executor):
        Program(member).post(ENTRY, {"text": "One"}, key="k")
    assert requests_written() == 2


def test_two_tokens_of_one_member_are_one_program(cast: Cast) -> None:
    first = Program(cast.owner).post(ENTRY, {"text": "One"}, key="k")
    assert Program(cast.owner).post(ENTRY, {"text": "One"}, key="k") == first


def test_a_refused_act_does_not_use_up_its_key(cast: Cast) -> None:
    program = Program(cast.owner)
    body = {"text": "One", "delegation": str(cast.owner.id)}
    assert program.post(ENTRY, body, key="k", status=404)["field"] == "delegation"
    assert program.post(ENTRY, {"text": "One", "too": "much"}, key="k", status=422)
    assert program.ask("POST", ENTRY, "{", key="k").status_code == 400
    assert not Answer.objects.exists()
    assert not DoneAct.objects.exists()
    program.post(ENTRY, {"text": "One"}, key="k")
    assert requests_written() == 1


def test_an_act_that_breaks_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real, program = log_actions.write, Program(cast.owner)

    def broken(**said: Any) -> None:
        real(**said)
        raise RuntimeError

    monkeypatch.setattr(log_actions, "write", broken)
    assert program.ask("POST", ENTRY, {"text": "One"}, key="k").status_code == 500
    assert requests_written() == 0
    monkeypatch.undo()
    program.post(ENTRY, {"text": "One"}, key="k")
    assert requests_written() == 1


@pytest.mark.parametrize("key", ["", "x" * 65, "é", "a\tb"])
def test_a_key_that_is_none(cast: Cast, key: str) -> None:
    said = Program(cast.owner).post(ENTRY, {"text": "One"}, key=key, status=422)
    assert said["code"] == "idempotency_key_invalid"


def test_without_the_scope_a_key_is_worth_nothing(cast: Cast) -> None:
    Program(cast.owner).post(ENTRY, {"text": "One"}, key="k")
    reader = Program(cast.owner, ["log:read"])
    assert reader.post(ENTRY, {"text": "One"}, key="k", status=403)["code"] == "scope_not_granted"
    assert Program(None).post(ENTRY, {"text": "One"}, key="k", status=401)


def test_after_a_day_a_repeat_still_does_nothing(cast: Cast) -> None:
    program, body = Program(cast.owner), {"text": "Where is the invoice?"}
    first = program.post(ENTRY, body, key="k")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert program.post(ENTRY, body, key="k")["id"] == first["id"]
        assert forget_answers(timezone.now() + timedelta(days=2)) == 1
        assert program.post(ENTRY, body, key="k")["id"] == first["id"]
        assert program.post(ENTRY, {"text": "Two"}, key="k", status=409)
    assert requests_written() == 1


def test_an_erased_text_is_in_no_kept_answer(cast: Cast) -> None:
    program = Program(cast.owner)
    body = {"text": "My secret illness"}
    entry = program.post(ENTRY, body, key="k")
    program.post(f"{ENTRY}/{entry['id']}/erasure")
    assert not Answer.objects.filter(body__contains="illness").exists()
    assert program.post(ENTRY, body, key="k")["text"] is None
    assert requests_written() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_acts_and_all_get_its_answer() -> None:
    cast = make_cast()
    secret = Program(cast.owner).secret
    start, answers = Barrier(6), []

    def write() -> None:
        program = Program(None, secret=secret)
        start.wait()
        try:
            response = program.ask("POST", ENTRY, {"text": "Once"}, key="k")
            answers.append((response.status_code, response.content))
        finally:
            connection.close()

    _together(write, 6)
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert requests_written() == 1
    assert not list(verify(cast.business.id))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_different_acts_at_once_under_one_key_one_is_refused() -> None:
    cast = make_cast()
    secret = Program(cast.owner).secret
    start, answers = Barrier(4), []
    texts = iter(["a", "b", "c", "d"])

    def write() -> None:
        program, text = Program(None, secret=secret), next(texts)
        start.wait()
        try:
            answers.append(program.ask("POST", ENTRY, {"text": text}, key="k").status_code)
        finally:
            connection.close()

    _together(write, 4)
    assert sorted(answers) == [201, 409, 409, 409]
    assert requests_written() == 1


def _together(act: Any, count: int) -> None:
    threads = [Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
