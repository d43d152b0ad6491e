"""Signing in: links, passwords, limits, and what an attacker would try."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from relais.acts.models import Notice
from relais.people import actions
from relais.people.models import Membership, Person, SignInLink
from relais.people.views.devices import device_name
from tests.cast import Cast, by

SignIn = Callable[[Membership], Client]
SIGN_IN = "/sign-in/"
PASSWORD = "correct horse battery staple"


def ask(client: Client, email: str, **said: str) -> Any:
    return client.post(SIGN_IN, {"email": email, **said})


def link_for(email: str, client: Client | None = None, **said: str) -> str:
    ask(client or Client(), email, **said)
    return reverse("people:link", args=[Notice.objects.latest("id").secret])


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_signs_in_by_a_button_and_not_by_being_looked_at(cast: Cast) -> None:
    client = Client()
    link = link_for(cast.executor.person.email, client)
    for _ in range(3):  # mail scanners and previews
        page = client.get(link)
        assert page.status_code == 200
        assert "Continue as Eve Executor" in page.content.decode()
        assert client.head(link).status_code == 200
    assert not is_signed_in(client)
    assert "no-store" in page["Cache-Control"]
    response = client.post(link)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert is_signed_in(client)
    other = Client()
    assert other.post(link).status_code == 409
    assert other.get(link).status_code == 409
    assert not is_signed_in(other)


def test_a_link_that_is_wrong_or_old_says_so(cast: Cast) -> None:
    assert Client().get(reverse("people:link", args=["x" * 43])).status_code == 422
    link = link_for(cast.executor.person.email)
    SignInLink.objects.update(expires_at=timezone.now())
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 422
        assert "too old" in answer.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(cast: Cast) -> None:
    def answer(email: str) -> tuple[Any, ...]:
        client = Client()
        response = ask(client, email)
        page = client.get(response["Location"]).content.decode()
        return (
            response.status_code,
            response["Location"],
            response.content,
            re.sub(r'value="[^"]+"', "", page),
        )

    assert answer(cast.executor.person.email) == answer("nobody@example.org")
    assert Notice.objects.count() == 1


def test_five_links_an_hour_for_an_address_known_or_not(cast: Cast) -> None:
    for email in (cast.executor.person.email, "nobody@example.org"):
        codes = [ask(Client(), variant).status_code for variant in [email, email.upper(), f" {email}"] * 2]
        assert codes == [303] * 5 + [429]
    assert Notice.objects.count() == 5


def test_twenty_links_an_hour_from_one_place(cast: Cast) -> None:
    codes = [ask(Client(), f"nobody{n}@example.org").status_code for n in range(21)]
    assert codes == [303] * 20 + [429]
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), "nobody@example.org").status_code == 303


def test_the_limits_are_in_the_database_where_every_process_counts(cast: Cast) -> None:
    from django.db import connection

    ask(Client(), "nobody@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM relais_cache")
        assert cursor.fetchone()[0] >= 2


def test_the_session_has_a_new_key_after_signing_in(cast: Cast) -> None:
    """An attacker who planted a session does not share the one that is signed in."""
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    planted = session.session_key
    client.post(link_for(cast.executor.person.email))
    assert client.session.session_key != planted
    assert is_signed_in(client)


def test_a_link_of_someone_else_replaces_who_is_signed_in(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    session = client.session
    session["of_the_owner"] = True
    session.save()
    page = client.get(link := link_for(cast.executor.person.email))
    assert "You are signed in here as Olive Owner" in page.content.decode()
    client.post(link)
    assert client.session["_auth_user_id"] == str(cast.executor.person_id)
    assert "of_the_owner" not in client.session


def test_one_goes_on_where_one_was_going_and_never_elsewhere(cast: Cast) -> None:
    wanted = f"/b/{cast.business.slug}/team/?show=former"
    client = Client()
    page = client.get(SIGN_IN, {"next": wanted}).content.decode()
    assert f'name="next" value="{wanted}"' in page
    assert client.post(link_for(cast.owner.person.email, next=wanted))["Location"] == wanted
    evil = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ]
    for path in evil:
        cache.clear()
        assert "evil" not in Client().get(SIGN_IN, {"next": path}).content.decode()
        assert Client().post(link_for(cast.owner.person.email, next=path))["Location"] == "/"


def test_forms_without_their_token_are_refused(cast: Cast) -> None:
    link = link_for(cast.executor.person.email)
    strict = Client(enforce_csrf_checks=True)
    for path in (
        SIGN_IN,
        link,
        "/sign-out/",
        "/account/login/",
        "/settings/",
        "/welcome/",
        "/welcome/example/",
    ):
        assert strict.post(path, {"email": "a@example.org"}).status_code == 403, path
    strict.force_login(cast.owner.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in (
        "/settings/",
        f"/b/{cast.business.slug}/team/invitations/",
        f"/b/{cast.business.slug}/settings/",
    ):
        assert strict.post(path, {}).status_code == 403, path
    assert is_signed_in(strict)
    page = strict.get("/settings/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    assert strict.post("/sign-out/", {"csrfmiddlewaretoken": token[1]}).status_code == 303
    assert not is_signed_in(strict)


def test_signing_out_is_a_post(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_on_a_shared_computer_the_session_ends_with_the_browser(cast: Cast) -> None:
    client = Client()
    client.post(link_for(cast.executor.person.email), {"shared": "1"})
    assert client.session.get_expire_at_browser_close()
    client = Client()
    client.post(link_for(cast.executor.person.email))
    assert not client.session.get_expire_at_browser_close()


@pytest.fixture
def with_password(cast: Cast) -> Person:
    person: Person = cast.executor.person
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(client: Client, email: str, password: str, **said: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **said})


def test_a_password_signs_in_and_a_wrong_one_says_nothing_of_the_address(with_password: Person) -> None:
    texts = []
    for email in (with_password.email, "nobody@example.org"):
        response = log_in(Client(), email, "wrong")
        assert response.status_code == 200
        texts.append(re.sub(r'value="[^"]*"', "", response.content.decode()))
    assert texts[0] == texts[1]
    assert "The address or the password is not right." in texts[0]
    client = Client()
    assert (
        log_in(client, with_password.email.upper(), PASSWORD, next="/settings/")["Location"] == "/settings/"
    )
    assert is_signed_in(client)
    assert log_in(Client(), with_password.email, PASSWORD, next="https://evil.example/")["Location"] == "/"


def test_guessing_passwords_comes_to_an_end(with_password: Person) -> None:
    for _ in range(5):
        log_in(Client(), with_password.email, "wrong")
    blocked = Client()
    text = log_in(blocked, with_password.email, PASSWORD).content.decode()
    assert "Too many attempts" in text
    assert not is_signed_in(blocked)
    link = link_for(with_password.email)
    assert blocked.post(link).status_code == 303


def test_whoever_forgot_their_password_sets_another_after_coming_by_a_link(with_password: Person) -> None:
    client = Client()
    log_in(client, with_password.email, PASSWORD)
    change = "/account/password/change/"
    assert "Password until now" in client.get(change).content.decode()
    new = {"password1": "another long secret", "password2": "another long secret"}
    assert client.post(change, new).status_code == 200
    by_link = Client()
    by_link.post(link_for(with_password.email))
    assert "Password until now" not in by_link.get(change).content.decode()
    assert by_link.post(change, new).status_code == 302
    assert is_signed_in(by_link)
    assert client.get("/settings/").status_code == 302  # every other device is signed out
    with_password.refresh_from_db()
    assert with_password.check_password("another long secret")


def test_devices_are_listed_and_signed_out(cast: Cast) -> None:
    here, there = Client(HTTP_USER_AGENT="Here"), Client(HTTP_USER_AGENT="There")
    for client in (here, there):
        client.post(link_for(cast.executor.person.email))
    text = here.get("/account/devices/").content.decode()
    assert "Here" in text
    assert "There" in text
    assert here.post("/account/devices/").status_code == 302
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
            "Safari · Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/137.0.0.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/137.0 Safari/537.36 Edg/137.0",
            "Edge · Windows",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_device_has_a_name_that_people_know(said: str, name: str) -> None:
    assert device_name(said) == name


def test_the_pages_of_nobody_speak_the_language_of_the_browser(db: None) -> None:
    for language, words in (("fr", "Se connecter"), ("en", "Sign in")):
        text = Client(HTTP_ACCEPT_LANGUAGE=language).get(SIGN_IN).content.decode()
        assert words in text
        assert f'<html lang="{language}"' in text
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.get(SIGN_IN, {"lang": "fr"})
    assert "Se connecter" in client.get(SIGN_IN).content.decode()


def test_the_first_person_sets_the_house_up_and_opens_a_business(db: None) -> None:
    path = actions.console_link(timezone.now())
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    page = client.get(path)
    assert "Who are you?" in page.content.decode()
    assert 'data-detect="timezone"' in page.content.decode()
    said = {"name": "Ada", "email": "ada@example.org", "language": "en", "timezone": "Europe/London"}
    assert client.post(path, {**said, "email": "ada"}).status_code == 422
    assert client.post(path, said)["Location"] == "/welcome/"
    assert is_signed_in(client)
    assert Client().get(path).status_code == 409
    assert client.get("/welcome/").status_code == 200


def test_an_invitation_is_a_page_then_a_member(cast: Cast) -> None:
    invitation = actions.invite(
        email="ada@example.org", role="executor", language="fr", by=by(cast.owner), now=timezone.now()
    )
    path = reverse("people:invitation", args=[invitation.token])
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    text = client.get(path).content.decode()
    assert "Olive Owner vous invite chez Boutique des Alizés" in text
    assert (
        "Olive Owner invites you to Boutique des Alizés" in client.get(path, {"lang": "en"}).content.decode()
    )
    assert not is_signed_in(client)
    said = {"name": "Ada", "language": "fr", "timezone": "Europe/Paris", "mail_hour": "09:00", "ink": "5"}
    refused = client.post(path, {**said, "name": " "})
    assert refused.status_code == 422
    assert 'value="09:00" selected' in refused.content.decode()
    response = client.post(path, said)
    assert (response.status_code, response["Location"]) == (303, f"/b/{cast.business.slug}/")
    assert is_signed_in(client)
    # A second click, or the mail opened again, leads on; for anybody else the link is dead.
    assert client.post(path, said)["Location"] == f"/b/{cast.business.slug}/"
    assert client.get(path)["Location"] == f"/b/{cast.business.slug}/"
    assert Client().get(path).status_code == 409
    assert Client().post(path, said).status_code == 409


def test_an_invitation_to_an_account_that_exists_asks_to_sign_in_and_comes_back(cast: Cast) -> None:
    sam = cast.stranger.person
    invitation = actions.invite(email=sam.email, role="executor", by=by(cast.owner), now=timezone.now())
    path = reverse("people:invitation", args=[invitation.token])
    client = Client()
    text = client.get(path).content.decode()
    assert f"/sign-in/?next={path}" in text
    assert client.post(path, {"ink": "5"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(link_for(sam.email, next=path))["Location"] == path
    assert client.post(path, {"ink": "5"})["Location"] == f"/b/{cast.business.slug}/"
    assert Membership.objects.get(person=sam, business=cast.business).ink == 5


def test_every_answer_forbids_inline_scripts_and_has_none(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    link = link_for(cast.executor.person.email)
    pages = [
        Client().get(SIGN_IN),
        Client().get(link),
        client.get("/account/passkeys/new/"),
        client.get("/settings/"),
    ]
    for page in pages:
        policy = page["Content-Security-Policy"]
        assert "unsafe" not in policy
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
        assert not re.search(r"\son\w+=|\sstyle=", text)
