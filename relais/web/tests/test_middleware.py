"""Headers, compression, refusals and errors: what every answer carries, and what is said when it is no."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from relais.acts.refusal import Refused
from relais.people.models import Membership
from relais.web import middleware, views
from relais.web.tracing import RequestNumber
from tests.cast import Cast
from tests.html import problems

SignIn = Callable[[Membership], Client]


def test_the_policy_lets_nothing_inline_run(db: None) -> None:
    policy = Client().get("/help/")["Content-Security-Policy"]
    said = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert said["default-src"] == ["'none'"]
    assert said["script-src"] == said["style-src"] == ["'self'"]
    assert "unsafe" not in policy
    assert said["frame-ancestors"] == said["base-uri"] == ["'none'"]


def test_every_answer_forbids_the_browser_what_we_do_not_need(db: None) -> None:
    answer = Client().get("/help/")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert len(answer["X-Request-ID"]) == 32


def test_a_page_of_someone_signed_in_is_kept_nowhere(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.owner).get("/b/alizes/")["Cache-Control"] == "private, no-cache"


# --- compression


def packed(response: HttpResponse | StreamingHttpResponse, accepts: str = "gzip") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return middleware.compress(lambda _request: response)(request)


def test_a_page_travels_packed_and_says_so() -> None:
    answer = packed(HttpResponse("words " * 500))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == b"words " * 500
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["Vary"] == "Accept-Encoding"


def test_what_is_small_foreign_streamed_or_packed_already_goes_by() -> None:
    assert not packed(HttpResponse("short")).has_header("Content-Encoding")
    assert not packed(HttpResponse(b"x" * 5000, content_type="image/png")).has_header("Content-Encoding")
    assert not packed(StreamingHttpResponse(["x" * 5000])).has_header("Content-Encoding")
    done = packed(HttpResponse(b"x" * 5000, headers={"Content-Encoding": "br"}))
    assert done["Content-Encoding"] == "br"


def test_without_gzip_the_page_is_plain_and_caches_know_that_it_varies() -> None:
    answer = packed(HttpResponse("words " * 500), accepts="")
    assert answer.content == b"words " * 500
    assert answer["Vary"] == "Accept-Encoding"


def test_the_tag_of_a_packed_answer_is_a_weak_one() -> None:
    assert packed(HttpResponse("words " * 500, headers={"ETag": '"abc"'}))["ETag"] == 'W/"abc"'


def test_a_head_answers_with_the_headers_of_the_page(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.owner).head("/b/alizes/", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer["Content-Encoding"] == "gzip"


def test_the_middleware_of_the_shell_costs_next_to_nothing() -> None:
    chain: Any = lambda _request: HttpResponse("short")  # noqa: E731
    for layer in (middleware.compress, middleware.headers, middleware.assets):
        chain = layer(chain)
    request = RequestFactory().get("/b/alizes/")
    start = time.perf_counter()
    for _ in range(500):
        chain(request)
    assert (time.perf_counter() - start) / 500 < 0.0005, "half a millisecond at most"


# --- refusals and errors


def test_a_refusal_becomes_a_page_that_says_why_and_gives_back_what_was_typed(cast: Cast, rf: Any) -> None:
    request = rf.post(
        "/", {"text": "A long thought", "key": "k", "password": "secret", "csrfmiddlewaretoken": "t"}
    )
    request.user = cast.owner.person
    request._messages = []
    answer = middleware.Refusals(lambda _r: HttpResponse()).process_exception(request, Refused("not_allowed"))
    assert answer is not None
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Your role does not allow this." in html
    assert "A long thought" in html
    assert "secret" not in html
    assert problems(html) == []


def test_a_refusal_leads_back_to_the_page_it_came_from_and_nowhere_else(cast: Cast, rf: Any) -> None:
    def page(referer: str) -> str:
        request = rf.post("/b/alizes/x/", headers={"referer": referer})
        request.user = cast.owner.person
        request._messages = []
        answer = middleware.Refusals(lambda _r: HttpResponse()).process_exception(
            request, Refused("not_allowed")
        )
        assert answer is not None
        return answer.content.decode()

    assert 'href="/b/alizes/log/?after=9"' in page("http://testserver/b/alizes/log/?after=9")
    assert "evil.example" not in page("https://evil.example/b/alizes/")


def test_an_address_that_takes_a_form_says_so_when_it_is_opened(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.owner).get("/b/alizes/captures/lines/", headers={"accept": "text/html"})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "takes a form" in answer.content.decode()
    assert problems(answer.content) == []


def test_every_line_of_the_log_has_the_number_of_its_request(caplog: pytest.LogCaptureFixture) -> None:
    number = RequestNumber()
    record = logging.LogRecord("relais", logging.INFO, "", 0, "hello", (), None)
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        number.filter(record)
        seen.append(record.number)  # type: ignore[attr-defined]
        return HttpResponse()

    answer = middleware.headers(view)(RequestFactory().get("/"))
    assert seen == [answer["X-Request-ID"]]
    number.filter(record)
    assert record.number == "-"  # type: ignore[attr-defined]


def test_only_refusals_are_answered_so(rf: Any) -> None:
    assert middleware.Refusals(lambda _r: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None


def test_a_form_whose_token_does_not_fit_gives_back_what_was_typed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/b/alizes/captures/lines/", {"text": "Do not lose me"})
    assert answer.status_code == 403
    assert "This page was too old to send" in answer.content.decode()
    assert "Do not lose me" in answer.content.decode()
    assert problems(answer.content) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_does_not_exist_says_so_like_any_page(cast: Cast, signed_in: SignIn, language: str) -> None:
    cast.owner.person.language = language
    cast.owner.person.save(update_fields=["language"])
    answer = signed_in(cast.owner).get("/nothing/")
    assert answer.status_code == 404
    assert problems(answer.content) == []
    assert ("There is nothing here" if language == "en" else "Il n’y a rien ici") in answer.content.decode()


def test_a_page_that_the_role_does_not_allow_says_whom_to_ask(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.executor).get("/b/alizes/delegations/new/")
    assert answer.status_code == 403
    assert "Ask its owner" in answer.content.decode()
    assert problems(answer.content) == []


def test_too_much_at_once_is_not_called_unreadable(cast: Cast, rf: Any) -> None:
    request: HttpRequest = rf.get("/")
    request.user = cast.owner.person
    request._messages = []  # type: ignore[attr-defined]
    assert views.error_400(request, RequestDataTooBig()).status_code == 413
    assert views.error_400(request, ValueError()).status_code == 400


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_last_page_needs_neither_database_nor_session(
    rf: Any, language: str, django_assert_num_queries: Callable[..., Any], db: None
) -> None:
    from django.utils import translation

    request = rf.get("/")
    request.id = "0123abcd"
    with translation.override(language), django_assert_num_queries(0):
        answer = views.error_500(request)
    assert answer.status_code == 500
    assert problems(answer.content) == []
    assert "0123abcd" in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


def test_an_error_of_ours_is_a_page_of_ours(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(views, "today_of", broken)
    client = signed_in(cast.owner)
    client.raise_request_exception = False
    answer = client.get("/b/alizes/")
    assert answer.status_code == 500
    assert "Something broke here" in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()
