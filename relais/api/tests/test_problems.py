"""Whatever goes wrong under /api/v1/ is answered as a problem with a code, and nothing was done."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from relais.acts.models import Entry
from relais.api.problems import PROBLEM
from relais.api.tests.kitchen import Program
from relais.log import actions as log_actions
from tests.cast import Cast


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/delegations/17",
        "/a%0Ab",
        "/%0A",
        "//",
        "/log/entries/",
        "/me/",
        "/funds/holdings/x/holds",
    ],
)
def test_an_unknown_address(cast: Cast, path: str) -> None:
    assert _said(Program(cast.owner).ask("GET", path), 404)["code"] == "nothing_here"
    assert _said(Program(None).ask("GET", path), 404)["code"] == "nothing_here"


def test_a_wrong_method_says_which_are_right(cast: Cast) -> None:
    response = Program(cast.owner).ask("DELETE", "/delegations")
    assert _said(response, 405)["code"] == "method_not_allowed"
    assert {part.strip() for part in response["Allow"].split(",")} == {"GET", "POST"}
    assert _said(Program(None).ask("POST", "/openapi.json"), 405)["code"] == "method_not_allowed"


def test_head_is_get_without_the_body(cast: Cast) -> None:
    program = Program(cast.owner)
    response = program.ask("HEAD", "/me")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) == len(program.ask("GET", "/me").content)


@pytest.mark.parametrize(
    "body",
    ["{", "", "[1,]", '{"text": NaN}', b"\xff\xfe{}", "[" * 100_000, "1" * 5000, '{"text": "\x00"}'],
    ids=["cut", "empty", "comma", "nan", "utf16", "deep", "long number", "nul"],
)
def test_what_is_not_json(cast: Cast, body: Any) -> None:
    said = _said(Program(cast.owner).ask("POST", "/log/entries", body), 422 if body == "" else 400)
    assert said["code"] == ("body_invalid" if body == "" else "json_malformed")


@pytest.mark.parametrize("body", ['{"text": "a\\u0000b"}', '{"text": "\\ud800"}', '{"\\u0000": 1}'])
def test_text_that_no_database_keeps(cast: Cast, body: str) -> None:
    said = _said(Program(cast.owner).ask("POST", "/log/entries", body), 422)
    assert said["code"] == "text_with_control_characters"


def test_an_escaped_pair_is_a_letter_like_any_other(cast: Cast) -> None:
    response = Program(cast.owner).ask("POST", "/log/entries", '{"text": "\\ud83d\\ude00"}')
    assert json.loads(response.content)["text"] == "😀"


def test_a_filter_misspelt_does_not_answer_with_everything(cast: Cast) -> None:
    said = Program(cast.owner).get("/delegations", exector="x", status=422)
    assert (said["code"], said["field"]) == ("query_unknown", "exector")
    assert Program(cast.owner, ["log:read"]).get("/delegations", x="x", status=403)
    assert _said(Program(None).ask("GET", "/delegations?x=x"), 401)
    assert Program(cast.owner).post("/captures?x=1", {"text": "x"}, status=422)["field"] == "x"


def test_a_nul_in_the_address(cast: Cast) -> None:
    said = _said(Program(cast.owner).ask("GET", "/delegations?q=a%00b"), 422)
    assert said["code"] == "text_with_control_characters"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_content_type(cast: Cast, kind: str) -> None:
    response = Program(cast.owner).ask("POST", "/log/entries", '{"text": "x"}', content_type=kind)
    assert _said(response, 415)["code"] == "media_type_unsupported"


def test_a_body_over_the_limit(cast: Cast, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    program = Program(cast.owner)
    for key in (None, "k"):
        response = program.ask("POST", "/log/entries", {"text": "x" * 2000}, key=key)
        assert _said(response, 413)["code"] == "body_too_large"


def test_a_field_that_is_not_documented(cast: Cast) -> None:
    said = Program(cast.owner).post("/log/entries", {"text": "x", "txet": "y"}, status=422)
    assert (said["code"], said["field"]) == ("body_invalid", "txet")
    assert said["errors"][0]["where"] == ["body", "txet"]
    assert said["errors"][0]["code"] == "extra_forbidden"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (-1, "amount_not_positive"), (0, "amount_not_positive"), (10**15, None), ("80", "body_invalid"),
        (80.5, "body_invalid"), (True, "body_invalid"), (2**63, "body_invalid"), (None, "body_invalid"),
    ],
)  # fmt: skip
def test_amounts_that_are_none(cast: Cast, amount: Any, code: str | None) -> None:
    program = Program(cast.owner)
    work = program.post("/delegations", {"title": "Pages"})
    holding = work["milestones"][0]["id"]
    said = program.post(f"/funds/holdings/{holding}/pledges", {"amount": amount}, status=422)
    assert said["code"] == code or (code is None and said["code"].startswith("amount"))


@pytest.mark.parametrize("day", ["9999-12-31", "2026-02-30", 1700000000, "2026-11-23T00:00:00", ""])
def test_days_that_are_none(cast: Cast, day: Any) -> None:
    said = Program(cast.owner).post("/log/entries", {"text": "x", "due_on": day}, status=422)
    assert said["code"] in ("date_out_of_range", "body_invalid")
    assert not Entry.objects.exclude(type="token.made").exists()


def test_a_currency_that_does_not_exist(cast: Cast) -> None:
    said = Program(cast.owner).post("/delegations", {"title": "x", "currency": "XYZ"}, status=422)
    assert (said["code"], said["field"]) == ("currency_unknown", "currency")


def test_what_breaks_is_logged_and_said_without_a_trace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_said: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(log_actions, "write", broken)
    with caplog.at_level(logging.ERROR, logger="relais.api"):
        response = Program(cast.owner).ask("POST", "/log/entries", {"text": "x"})
    assert _said(response, 500)["code"] == "server_error"
    assert b"inside" not in response.content
    assert "the secret inside" in caplog.text


def test_reasons_are_in_the_members_language(cast: Cast) -> None:
    cast.owner.person.language = "fr"
    cast.owner.person.save()
    response = Program(cast.owner).ask("POST", "/log/entries", {"text": ""})
    assert response["Content-Language"] == "fr"
    assert _said(response, 422)["code"] == "text_empty"


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_one_part_named_file(cast: Cast) -> None:
    program = Program(cast.owner)
    headers = {"Authorization": f"Bearer {program.secret}"}
    for parts in ({}, {"other": _file()}, {"file": _file(), "more": _file()}, {"file": _file(), "note": "x"}):
        response = Client().post("/api/v1/files", parts, headers=headers)
        assert _said(response, 422)["code"] == "one_file_expected"
    response = program.ask("POST", "/files", b"abc", content_type="application/octet-stream")
    assert _said(response, 415)["code"] == "media_type_unsupported"
    response = program.ask("POST", "/files", b"no parts", content_type="multipart/form-data; boundary=")
    assert _said(response, 400)["code"] == "body_unreadable"


def test_a_file_too_large_or_empty(cast: Cast, settings: Any) -> None:
    settings.FILE_LIMIT = 1000
    headers = {"Authorization": f"Bearer {Program(cast.owner).secret}"}
    large = Client().post("/api/v1/files", {"file": _file(b"x" * 1001)}, headers=headers)
    assert _said(large, 413)["code"] == "file_too_large"
    empty = Client().post("/api/v1/files", {"file": _file(b"")}, headers=headers)
    assert _said(empty, 422)["code"] == "file_empty"


def test_a_file_goes_with_an_act_and_comes_back(cast: Cast) -> None:
    owner, executor = Program(cast.owner), Program(cast.executor)
    handle = owner.send("../../page 7.html", b"<script>alert(1)</script>")
    entry = owner.post("/log/entries", {"text": "See", "to": str(cast.executor.id), "files": [handle]})
    (file,) = entry["files"]
    assert (file["name"], file["media_type"]) == ("page 7.html", "text/plain")
    response = executor.ask("GET", f"/log/files/{file['id']}")
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    head = executor.ask("HEAD", f"/log/files/{file['id']}")
    assert (b"".join(head.streaming_content), head["Content-Length"]) == (b"", "25")
    assert _said(Program(cast.stranger).ask("GET", f"/log/files/{file['id']}"), 404)["code"] == "not_found"


def test_a_handle_is_for_its_member_and_for_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, manager = Program(cast.owner), Program(cast.manager)
    handle = owner.send("a.txt", b"a")
    body = {"text": "See", "files": [handle]}
    assert manager.post("/log/entries", body, status=422)["code"] == "file_handle_invalid"
    assert owner.post("/log/entries", {"text": "x", "files": ["made up"]}, status=422)["field"] == "files"
    assert (
        owner.post("/log/entries", {"text": "x", "files": [handle] * 11}, status=422)["code"]
        == "too_many_files"
    )
    monkeypatch.setattr("relais.api.routes.files.KEPT_FOR", -1)
    assert owner.post("/log/entries", body, status=422)["code"] == "file_gone"


def _file(content: bytes = b"abc") -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", content)


def _said(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == PROBLEM
    return json.loads(response.content)
