"""What the proxy and the process manager ask."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client


def test_it_is_alive_and_ready_without_a_session(db: None) -> None:
    for address in ("/healthz", "/readyz"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_without_its_database_it_is_alive_and_not_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", broken)
        assert Client().get("/healthz").status_code == 200
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert b"connection refused" not in answer.content


def test_nothing_is_posted_there(db: None) -> None:
    assert Client().post("/healthz").status_code == 405
