"""Inviting, and coming in by an invitation."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from relais.acts.actor import Actor
from relais.acts.models import Entry, Notice
from relais.acts.notices import letter_of
from relais.people import actions, seams
from relais.people.models import Invitation, Membership, Person
from relais.people.tokens import INVITATION_LIFE, digest_of
from tests.cast import NOW, Cast, by, make_member

from .test_businesses import as_person, refused

NOBODY = Actor(None, "web")
ADA: dict[str, Any] = {
    "name": "Ada Lovelace",
    "language": "en",
    "timezone": "Indian/Antananarivo",
    "mail_hour": time(7, 0),
    "ink": 5,
}


def invite(cast: Cast, *, as_: Membership | None = None, **said: Any) -> Invitation:
    said = {"email": "ada@example.org", "role": "executor", **said}
    return actions.invite(**said, by=by(as_ or cast.owner), now=NOW)


@pytest.fixture
def _mail(settings: Any) -> None:
    settings.MAIL = {"host": "mail.example.org"}


def test_an_invitation_is_mailed_and_recorded_and_its_secret_is_not_kept(cast: Cast) -> None:
    invitation = invite(cast, email=" Ada@Example.ORG ", title="Webmaster")
    assert invitation.email == "ada@example.org"
    assert Invitation.objects.get().token == ""
    assert Invitation.objects.get().token_digest == digest_of(invitation.token)
    notice = Notice.objects.get()
    assert (notice.kind, notice.email, notice.secret) == ("invitation", "ada@example.org", invitation.token)
    letter = letter_of(notice)
    assert letter.subject == "Olive Owner vous invite chez Boutique des Alizés"
    assert f"/invitation/{invitation.token}/" in letter.body
    entry = Entry.objects.get()
    assert (entry.type, entry.actor, entry.data) == ("invitation.sent", cast.owner, {"role": "executor"})


def test_a_manager_invites_below_management_and_others_nobody(cast: Cast) -> None:
    invite(cast, as_=cast.manager)
    for role in ("owner", "manager"):
        with refused("only_owner_gives_role"):
            invite(cast, as_=cast.manager, email="eve@example.org", role=role)
    for member in (cast.executor, cast.reviewer, cast.mediator):
        with refused("not_allowed"):
            invite(cast, as_=member, email="eve@example.org")
    assert invite(cast, email="second@example.org", role="owner").role == "owner"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email": "not an address"}, "email_invalid"),
        ({"email": "eve.executor@example.org"}, "already_member"),
        ({"email": "EVE.Executor@example.org"}, "already_member"),
        ({"role": "king"}, "role_unknown"),
        ({"language": "xx"}, "language_unknown"),
        ({"title": "x" * 81}, "text_too_long"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(cast: Cast, said: dict[str, Any], code: str) -> None:
    with refused(code):
        invite(cast, **said)
    assert not Notice.objects.exists()


def test_an_address_has_one_open_invitation_at_a_time(cast: Cast) -> None:
    invite(cast)
    with refused("already_invited"):
        invite(cast)
    late = NOW + INVITATION_LIFE
    again = actions.invite(email="ada@example.org", role="executor", by=by(cast.owner), now=late)
    assert again.is_open(late)


def test_the_link_makes_a_person_and_a_member_once(cast: Cast) -> None:
    invitation = invite(cast, title="Webmaster")
    membership = actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW)
    person = membership.person
    assert (person.name, person.email, person.language) == ("Ada Lovelace", "ada@example.org", "en")
    assert (person.timezone, person.mail_hour) == ("Indian/Antananarivo", time(7, 0))
    assert not person.has_usable_password()
    assert (membership.role, membership.title, membership.ink) == ("executor", "Webmaster", 5)
    entry = Entry.objects.latest("seq")
    assert (entry.type, entry.actor_id, entry.reader_id) == (
        "invitation.accepted",
        membership.id,
        membership.id,
    )
    with refused("invitation_not_open"):
        actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW)
    assert Membership.objects.filter(person=person).count() == 1


def test_links_that_are_wrong_old_or_withdrawn_let_nobody_in(cast: Cast) -> None:
    invitation = invite(cast)
    with refused("link_unknown"):
        actions.accept_invitation("x" * 43, **ADA, by=NOBODY, now=NOW)
    with refused("link_expired"):
        actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW + INVITATION_LIFE)
    actions.revoke_invitation(invitation.id, by=by(cast.owner), now=NOW)
    with refused("invitation_not_open"):
        actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW)
    assert not Notice.objects.exists()
    assert not Person.objects.filter(email="ada@example.org").exists()


def test_sending_again_kills_the_link_before(cast: Cast) -> None:
    first = invite(cast)
    second = actions.resend_invitation(first.id, by=by(cast.manager), now=NOW + timedelta(days=13))
    with refused("link_unknown"):
        actions.accept_invitation(first.token, **ADA, by=NOBODY, now=NOW)
    assert [notice.secret for notice in Notice.objects.all()] == [second.token]
    assert actions.accept_invitation(second.token, **ADA, by=NOBODY, now=NOW + timedelta(days=20)).pk


def test_only_who_may_invite_sends_again_and_withdraws(cast: Cast) -> None:
    invitation = invite(cast, role="manager")
    for verb in (actions.resend_invitation, actions.revoke_invitation):
        with refused("only_owner_gives_role"):
            verb(invitation.id, by=by(cast.manager), now=NOW)
        with refused("not_allowed"):
            verb(invitation.id, by=by(cast.executor), now=NOW)
        with refused("not_found"):
            verb(invitation.id, by=by(cast.stranger), now=NOW)


def test_who_is_signed_in_joins_as_themselves(cast: Cast) -> None:
    sam = cast.stranger.person
    invitation = invite(cast, email="sam@other.example", role="reviewer")
    membership = actions.accept_invitation(invitation.token, ink=3, by=as_person(sam), now=NOW)
    assert (membership.person, membership.role, membership.ink) == (sam, "reviewer", 3)
    assert Person.objects.filter(email="sam@other.example").count() == 0


@pytest.mark.usefixtures("_mail")
def test_a_mailed_link_signs_the_account_of_its_address_in(cast: Cast) -> None:
    invitation = invite(cast, email=cast.stranger.person.email)
    membership = actions.accept_invitation(invitation.token, by=NOBODY, now=NOW)
    assert membership.person == cast.stranger.person


def test_a_link_handed_over_never_opens_an_account_that_exists(cast: Cast, settings: Any) -> None:
    """Else an owner could invite the owner of another business and sign in as them."""
    settings.MAIL = {"host": "mail.example.org"}
    mailed = invite(cast, email=cast.stranger.person.email)
    shown = actions.resend_invitation(mailed.id, by_hand=True, by=by(cast.owner), now=NOW)
    assert not Notice.objects.exists()
    with refused("sign_in_first"):
        actions.accept_invitation(shown.token, by=NOBODY, now=NOW)
    assert actions.accept_invitation(shown.token, by=as_person(cast.stranger.person), now=NOW).pk


def test_without_a_mail_server_every_link_counts_as_handed_over(cast: Cast) -> None:
    invitation = invite(cast, email=cast.stranger.person.email)
    assert invitation.by_hand
    with refused("sign_in_first"):
        actions.accept_invitation(invitation.token, by=NOBODY, now=NOW)


def test_who_left_comes_back_to_the_same_membership(cast: Cast) -> None:
    actions.end_membership(cast.executor.id, by=by(cast.owner), now=NOW)
    invitation = invite(cast, email=cast.executor.person.email, role="reviewer")
    back = actions.accept_invitation(invitation.token, by=as_person(cast.executor.person), now=NOW)
    assert (back.id, back.role, back.left_at) == (cast.executor.id, "reviewer", None)
    with refused("already_member"):
        invite(cast, email=cast.executor.person.email)


def test_the_first_free_ink_is_given(cast: Cast) -> None:
    invitation = invite(cast)
    said = {name: value for name, value in ADA.items() if name != "ink"}
    assert actions.accept_invitation(invitation.token, **said, by=NOBODY, now=NOW).ink == 7


def test_rooms_above_hear_of_it_in_the_same_transaction(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def step(invitation: Invitation, membership: Membership, **_: Any) -> None:
        heard.append((invitation.id, membership.person.name))

    monkeypatch.setattr(seams, "_joined", [step])
    invitation = invite(cast)
    actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW)
    assert heard == [(invitation.id, "Ada Lovelace")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "name_empty"),
        ("language", "de", "language_unknown"),
        ("timezone", "Mars/Olympus", "timezone_unknown"),
        ("ink", 9, "ink_unknown"),
    ],
)
def test_what_one_says_of_oneself_is_checked_and_the_link_still_works(
    cast: Cast, field: str, value: Any, code: str
) -> None:
    invitation = invite(cast)
    with refused(code):
        actions.accept_invitation(invitation.token, **{**ADA, field: value}, by=NOBODY, now=NOW)
    assert actions.accept_invitation(invitation.token, **ADA, by=NOBODY, now=NOW).pk


def test_a_closed_account_does_not_come_in(cast: Cast, settings: Any) -> None:
    settings.MAIL = {"host": "mail.example.org"}
    member = make_member(cast.business, "executor", "Old Timer")
    actions.end_membership(member.id, by=by(cast.owner), now=NOW)
    Person.objects.filter(id=member.person_id).update(is_active=False)
    invitation = invite(cast, email=member.person.email)
    with refused("sign_in_first"):
        actions.accept_invitation(invitation.token, by=NOBODY, now=NOW)
