"""The outbox page: what the owner sees of what is sent, and what nobody sees."""

# ruff: noqa: S107
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from relais.acts.actions import notify
from relais.acts.models import Entry, Notice
from relais.people.models import Invitation, Membership
from tests.cast import Cast

SignIn = Callable[[Membership], Client]


def put(
    cast: Cast, kind: str, secret: str = "t0ken", email: str = "new@example.org", **options: Any
) -> Notice:
    with transaction.atomic():
        return notify(
            kind,
            email=email,
            language="fr",
            now=timezone.now(),
            business=cast.business,
            secret=secret,
            **options,
        )


def invite(cast: Cast, email: str = "new@example.org") -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        business=cast.business, email=email, role="executor", language="fr", token_digest=email, invited_by=cast.owner,
        made_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip


def page(cast: Cast, signed_in: SignIn) -> str:
    return signed_in(cast.owner).get(reverse("log:outbox", args=["alizes"])).content.decode()


def test_without_a_mail_server_the_owner_finds_the_open_invitations_link(
    cast: Cast, signed_in: SignIn, settings: Any
) -> None:
    settings.MAIL = {}
    invitation = invite(cast)
    put(cast, "invitation")
    put(cast, "sign_in_link", secret="n3ver", email="eve@example.org")
    shown = page(cast, signed_in)
    assert "/t0ken/" in shown
    assert "n3ver" not in shown, "a sign-in link of someone else is never shown"
    invitation.accepted_at = timezone.now()
    invitation.save()
    assert "t0ken" not in page(cast, signed_in)


def test_with_a_mail_server_no_link_is_shown(cast: Cast, signed_in: SignIn, settings: Any) -> None:
    settings.MAIL = {"host": "mail.example.org"}
    invite(cast)
    put(cast, "invitation")
    shown = page(cast, signed_in)
    assert "new@example.org" in shown
    assert "t0ken" not in shown


def test_only_the_owner_sees_it_and_nothing_of_another_business(cast: Cast, signed_in: SignIn) -> None:
    put(
        cast,
        "digest",
        secret="",
        data={"businesses": [{"name": "x", "lines": [{"label": "Private words", "url": "/"}]}]},
    )
    url = reverse("log:outbox", args=["alizes"])
    seen = {name: signed_in(member).get(url).status_code for name, member in cast.everyone().items()}
    assert seen == {
        "owner": 200, "manager": 403, "executor": 403, "other_executor": 403, "reviewer": 403, "mediator": 403,
        "stranger": 404,
    }  # fmt: skip
    assert "Private words" not in page(cast, signed_in)
    elsewhere = signed_in(cast.stranger).get(reverse("log:outbox", args=["elsewhere"])).content.decode()
    assert "new@example.org" not in elsewhere


def test_what_failed_is_sent_again_on_request(cast: Cast, signed_in: SignIn) -> None:
    notice = put(cast, "digest", secret="")
    url = reverse("log:sending", args=["alizes", notice.pk])
    client = signed_in(cast.owner)
    assert client.post(url).status_code == 409
    Notice.objects.filter(pk=notice.pk).update(failure="ConnectionRefusedError", attempts=12)
    assert "ConnectionRefusedError" in page(cast, signed_in)
    assert client.post(url).status_code == 303
    notice.refresh_from_db()
    assert notice.attempts == 0
    assert Entry.objects.filter(type="notice.retried").count() == 1
    assert signed_in(cast.manager).post(url).status_code == 403
    assert signed_in(cast.stranger).post(url).status_code == 404
