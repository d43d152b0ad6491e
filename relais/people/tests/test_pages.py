"""The pages of team, settings and first steps: who sees what, in both languages, in how many queries."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.acts.models import Entry, Notice
from relais.people import actions
from relais.people.models import Business, Invitation, Membership, Person
from tests.cast import NOW, Cast, by, make_member

SignIn = Callable[[Membership], Client]
MOST_QUERIES = 10


def team_of(cast: Cast) -> str:
    return reverse("people:team", args=[cast.business.slug])


def page_of(cast: Cast, member: Membership) -> str:
    return reverse("people:member", args=[cast.business.slug, member.id])


def speak(cast: Cast, language: str) -> None:
    Person.objects.update(language=language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_there_in_both_languages_with_few_queries(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    speak(cast, language)
    actions.invite(email="ada@example.org", role="executor", by=by(cast.owner), now=NOW)
    slug = cast.business.slug
    client = signed_in(cast.owner)
    client.get(reverse("people:me"))  # what is made once per process
    pages = [
        team_of(cast),
        team_of(cast) + "?show=former",
        page_of(cast, cast.executor),
        page_of(cast, cast.reviewer),
        page_of(cast, cast.owner),
        reverse("people:settings", args=[slug]),
        reverse("people:me"),
        reverse("people:businesses"),
        reverse("people:welcome"),
        reverse("account_set_password"),
        reverse("mfa_list_webauthn"),
        reverse("mfa_add_webauthn"),
        reverse("usersessions_list"),
    ]
    for page in pages:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(page)
        assert response.status_code == 200, page
        assert f'<html lang="{language}"' in response.content.decode()
        assert len(queries) <= MOST_QUERIES, (page, [q["sql"][:90] for q in queries])


def test_a_team_of_two_hundred_costs_as_many_queries_and_comes_in_pages(
    cast: Cast, signed_in: SignIn
) -> None:
    for number in range(200):
        make_member(cast.business, "executor", f"Person {number}")
    client = signed_in(cast.owner)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(team_of(cast))
    assert len(queries) <= MOST_QUERIES
    seen: list[str] = []
    while True:
        seen += [row.person.name for row in response.context["page"].rows]
        if not response.context["page"].next:
            break
        response = client.get(team_of(cast), {"after": response.context["page"].next})
    assert len(seen) == len(set(seen)) == 206
    assert seen[0] == "Olive Owner"
    assert client.get(team_of(cast), {"after": "nonsense"}).status_code == 200


def test_an_executor_sees_only_the_owner_and_themselves(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    text = client.get(team_of(cast)).content.decode()
    for name in ("Olive Owner", "Eve Executor"):
        assert name in text
    for name in ("Max Manager", "Otto Other", "Rita Reviewer", "Mia Mediator"):
        assert name not in text
    assert "Invite someone" not in text
    for other in (cast.manager, cast.other_executor, cast.reviewer, cast.stranger):
        assert client.get(page_of(cast, other)).status_code == 404
    owner = client.get(page_of(cast, cast.owner)).content.decode()
    assert cast.owner.person.email not in owner
    assert cast.executor.person.email in client.get(page_of(cast, cast.executor)).content.decode()


def test_the_export_has_whom_the_member_sees_and_no_formula(cast: Cast, signed_in: SignIn) -> None:
    Person.objects.filter(id=cast.manager.person_id).update(name="=HYPERLINK(1)")
    address = reverse("people:team-export", args=[cast.business.slug])

    def rows(member: Membership) -> list[list[str]]:
        content = b"".join(signed_in(member).get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        return list(csv.reader(content.splitlines()))

    owner = rows(cast.owner)
    assert len(owner) == 7
    assert owner[2][:3] == ["'=HYPERLINK(1)", "max.manager@example.org", "Manager"]
    assert [row[0:2] for row in rows(cast.executor)[1:]] == [
        ["Olive Owner", ""],
        ["Eve Executor", "eve.executor@example.org"],
    ]


def test_the_owner_invites_sends_again_hands_over_and_withdraws(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    slug = cast.business.slug
    said = {
        "email": "ada@example.org",
        "role": "executor",
        "title": "Webmaster",
        "language": "en",
        "key": "k1",
    }
    invitations = reverse("people:invitations", args=[slug])
    for _ in range(2):  # a double click
        response = client.post(invitations, said)
        assert (response.status_code, response["Location"]) == (303, team_of(cast))
    invitation = Invitation.objects.get()
    assert "ada@example.org" in client.get(team_of(cast)).content.decode()
    sending = reverse("people:invitation-sending", args=[slug, invitation.id])
    assert client.post(sending, {"key": "k2"}).status_code == 303
    assert Notice.objects.count() == 1
    link = reverse("people:invitation-link", args=[slug, invitation.id])
    shown = client.post(link, {"key": "k3"})
    assert "/invitation/" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = client.post(link, {"key": "k3"})
    assert "/invitation/" not in again.content.decode().split("<main")[1]
    revocation = reverse("people:invitation-revocation", args=[slug, invitation.id])
    assert client.post(revocation, {"key": "k4"}).status_code == 303
    assert client.post(revocation, {"key": "k5"}).status_code == 409
    assert (
        "ada@example.org"
        not in client.get(team_of(cast)).content.decode().split("</header>")[-1].split("notice")[-1]
    )


def test_what_was_typed_stays_when_an_invitation_is_refused(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.manager)
    invitations = reverse("people:invitations", args=[cast.business.slug])
    response = client.post(
        invitations,
        {"email": "Eve.Executor@example.org", "role": "executor", "title": "Web", "language": "fr"},
    )
    assert response.status_code == 409
    text = response.content.decode()
    assert 'value="Eve.Executor@example.org"' in text
    assert "already belongs" in text
    response = client.post(invitations, {"email": "x@example.org", "role": "owner", "language": "fr"})
    assert response.status_code == 422
    assert not Entry.objects.exists()


def test_acts_on_members_by_right(cast: Cast, signed_in: SignIn) -> None:
    slug, target = cast.business.slug, cast.other_executor

    def post(member: Membership, name: str, **said: str) -> int:
        return signed_in(member).post(reverse(f"people:{name}", args=[slug, target.id]), said).status_code

    for name in ("member-role", "member-title", "member-grants"):
        for member in (cast.executor, cast.reviewer, cast.mediator):
            assert post(member, name) == 403
        assert post(cast.stranger, name) == 404
    assert post(cast.manager, "member-sign-in-link") == 403
    assert post(cast.executor, "member-departure") == 404
    assert post(cast.stranger, "member-departure") == 404
    assert post(cast.manager, "member-title", title="Support") == 303
    assert post(cast.owner, "member-role", role="manager") == 303
    assert post(cast.manager, "member-role", role="executor") == 403
    assert post(cast.owner, "member-sign-in-link") == 200
    assert post(cast.owner, "member-departure") == 303
    assert post(cast.owner, "member-departure") == 409
    assert Client().get(team_of(cast))["Location"].startswith("/sign-in/?next=")


def test_leaving_leads_to_the_other_businesses(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    departure = reverse("people:member-departure", args=[cast.business.slug, cast.executor.id])
    response = client.post(departure, {"key": "k"})
    assert response["Location"] == reverse("people:businesses")
    assert client.get(team_of(cast)).status_code == 404
    assert client.get(reverse("people:businesses")).status_code == 200
    assert client.get(reverse("people:welcome")).status_code == 200
    assert client.post(reverse("people:example")).status_code == 403
    assert "ask the person" in client.get(reverse("people:welcome")).content.decode().lower()


def test_only_the_owner_saves_the_settings_of_the_business(cast: Cast, signed_in: SignIn) -> None:
    address = reverse("people:settings", args=[cast.business.slug])
    said = {
        "name": "Alizés",
        "currency": "MGA",
        "timezone": "Indian/Antananarivo",
        "language": "en",
        "key": "k",
    }
    for member in (cast.manager, cast.executor):
        client = signed_in(member)
        assert "<form" not in client.get(address).content.decode().split("<main")[1].split("<aside")[0]
        assert client.post(address, said).status_code == 403
    client = signed_in(cast.owner)
    assert client.post(address, said).status_code == 303
    cast.business.refresh_from_db()
    assert (cast.business.name, cast.business.currency) == ("Alizés", "MGA")
    assert client.post(address, {**said, "key": "k2", "timezone": "Mars"}).status_code == 422
    assert signed_in(cast.stranger).get(address).status_code == 404


def test_my_settings_are_saved_and_speak_my_language_at_once(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    me = reverse("people:me")
    said = {
        "name": "Ève",
        "language": "fr",
        "timezone": "Asia/Calcutta",
        "mail_hour": "07:00",
        "theme": "dark",
    }
    assert client.post(me, said | {"key": "k"}).status_code == 303
    text = client.get(me).content.decode()
    assert '<html lang="fr"' in text
    assert 'data-theme="dark"' in text
    assert '<option value="Asia/Calcutta" selected>' in text
    assert client.post(me, said | {"key": "k2", "mail_hour": "25:00"}).status_code == 422
    ink = reverse("people:ink", args=[cast.business.slug])
    field = f"m{cast.executor.id.hex[-8:]}-ink"
    assert client.post(ink, {field: "8", "key": "k3"}).status_code == 303
    assert Membership.objects.get(id=cast.executor.id).ink == 8
    assert client.post(ink, {field: "9", "key": "k4"}).status_code == 422
    assert client.post(reverse("people:language"), {"language": "en", "next": me}).status_code == 303
    assert '<html lang="en"' in client.get(me).content.decode()


def test_time_zones_are_grouped_named_in_the_readers_language_and_show_their_hour(
    cast: Cast, signed_in: SignIn
) -> None:
    speak(cast, "fr")
    text = signed_in(cast.owner).get(reverse("people:me")).content.decode()
    assert '<optgroup label="Europe">' in text
    assert '<option value="Africa/Cairo">Le Caire · ' in text
    assert '<option value="Europe/Paris" selected>Paris · ' in text
    assert text.count(" selected>") >= 3


@pytest.mark.django_db
def test_the_first_steps_open_a_business_with_good_guesses() -> None:
    ada = Person.objects.create_user("ada@example.org", name="Ada", language="fr", timezone="Europe/Zurich")
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    welcome = reverse("people:welcome")
    assert client.get(reverse("home"))["Location"] == welcome
    text = client.get(welcome).content.decode()
    for chosen in ("CHF", "Europe/Zurich", "fr"):
        assert f'<option value="{chosen}" selected>' in text
    said: dict[str, Any] = {"name": "", "currency": "CHF", "timezone": "Europe/Zurich", "language": "fr"}
    refused = client.post(welcome, said)
    assert refused.status_code == 422
    said |= {"name": "L’Échoppe", "key": "k"}
    for _ in range(2):
        assert client.post(welcome, said)["Location"] == "/b/lechoppe/"
    assert Business.objects.count() == 1


def test_nobody_who_is_signed_out_gets_in(cast: Cast) -> None:
    client = Client()
    for name in ("me", "businesses", "welcome"):
        response = client.get(reverse(f"people:{name}"))
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=")
    assert client.post(reverse("people:example")).status_code == 302
    assert client.get(reverse("people:example")).status_code == 405


def test_what_we_do_not_offer_of_allauth_is_not_there(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    for path in ("signup/", "email/", "password/reset/", "2fa/totp/activate/", "3rdparty/", "social/signup/"):
        assert client.get(f"/account/{path}").status_code == 404
