"""Links that sign in once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from relais.acts.actor import Actor
from relais.acts.models import Entry, Notice
from relais.acts.notices import letter_of
from relais.people import actions
from relais.people.models import Membership, Origin, Person, SignInLink
from relais.people.tokens import CONSOLE_LIFE, HANDED_LIFE, LINK_LIFE
from tests.cast import NOW, Cast, by

from .test_businesses import HOUSE, as_person, refused, somebody

NOBODY = Actor(None, "web")
CLI = Actor(None, "cli")
ADA = {"name": "Ada", "email": "Ada@example.org", "language": "en", "timezone": "Europe/London"}


def token_of(path: str) -> str:
    return path.strip("/").split("/")[1]


def sent(email: str) -> str:
    """Ask for a link and take the secret out of the outbox."""
    actions.send_sign_in_link(email, by=NOBODY, now=NOW)
    return Notice.objects.latest("id").secret


def test_a_link_is_mailed_and_signs_in_once(cast: Cast) -> None:
    token = sent(" Eve.Executor@example.org ")
    letter = letter_of(Notice.objects.get())
    assert f"/link/{token}/" in letter.body
    assert "30 minutes" in letter.body
    assert Notice.objects.get().business is None  # no owner finds it on the outbox page
    assert actions.use_sign_in_link(token, by=NOBODY, now=NOW) == cast.executor.person
    with refused("link_used"):
        actions.use_sign_in_link(token, by=NOBODY, now=NOW)
    assert not Entry.objects.exists()


def test_a_link_lasts_half_an_hour(cast: Cast) -> None:
    token = sent(cast.executor.person.email)
    with refused("link_expired"):
        actions.use_sign_in_link(token, by=NOBODY, now=NOW + LINK_LIFE)
    assert actions.use_sign_in_link(token, by=NOBODY, now=NOW + LINK_LIFE - timedelta(seconds=1))


def test_an_unknown_or_closed_address_gets_nothing_and_nobody_learns_it(cast: Cast) -> None:
    Person.objects.filter(id=cast.reviewer.person_id).update(is_active=False)
    for email in ("nobody@example.org", cast.reviewer.person.email):
        assert actions.send_sign_in_link(email, by=NOBODY, now=NOW) is None
    assert not Notice.objects.exists()
    with refused("email_invalid"):
        actions.send_sign_in_link("nobody", by=NOBODY, now=NOW)


def test_a_link_of_an_account_closed_since_does_not_sign_in(cast: Cast) -> None:
    token = sent(cast.executor.person.email)
    Person.objects.filter(id=cast.executor.person_id).update(is_active=False)
    with refused("link_unknown"):
        actions.use_sign_in_link(token, by=NOBODY, now=NOW)


def test_the_owner_makes_a_link_to_hand_over_and_the_log_says_so(cast: Cast) -> None:
    link = actions.make_sign_in_link(cast.executor.id, by=by(cast.owner), now=NOW)
    assert link.expires_at == NOW + HANDED_LIFE
    assert actions.use_sign_in_link(link.token, by=NOBODY, now=NOW) == cast.executor.person
    entry = Entry.objects.get()
    assert (entry.type, entry.actor, entry.reader) == ("sign_in_link.made", cast.owner, cast.executor)
    assert not Notice.objects.exists()


def test_only_the_owner_makes_links_and_only_into_their_own_house(cast: Cast) -> None:
    for member in (cast.manager, cast.executor, cast.reviewer, cast.mediator):
        with refused("not_allowed"):
            actions.make_sign_in_link(cast.executor.id, by=by(member), now=NOW)
    with refused("not_found"):
        actions.make_sign_in_link(cast.executor.id, by=by(cast.stranger), now=NOW)
    Membership.objects.create(
        business=cast.stranger.business, person=cast.executor.person, role="executor", joined_at=NOW
    )
    with refused("person_works_elsewhere"):
        actions.make_sign_in_link(cast.executor.id, by=by(cast.owner), now=NOW)


@pytest.mark.django_db
def test_the_first_start_prints_a_link_by_which_the_first_person_comes_in_once() -> None:
    token = token_of(actions.console_link(NOW))
    person = actions.use_setup_link(token, **ADA, by=NOBODY, now=NOW)
    assert (person.email, person.language, person.timezone) == ("ada@example.org", "en", "Europe/London")
    assert not person.has_usable_password()
    with refused("link_used"):
        actions.use_setup_link(token, **ADA, by=NOBODY, now=NOW)
    assert actions.open_business(**HOUSE, by=as_person(person), now=NOW).pk


@pytest.mark.django_db
def test_a_setup_link_is_for_an_empty_house_only() -> None:
    token = token_of(actions.console_link(NOW))
    somebody()
    with refused("setup_done"):
        actions.use_setup_link(token, **ADA | {"email": "eve@example.org"}, by=NOBODY, now=NOW)
    with refused("link_unknown"):
        actions.use_sign_in_link(token, by=NOBODY, now=NOW)


@pytest.mark.django_db
def test_each_start_prints_one_link_and_kills_the_one_before() -> None:
    first, second = (token_of(actions.console_link(NOW)) for _ in range(2))
    with refused("link_expired"):
        actions.use_setup_link(first, **ADA, by=NOBODY, now=NOW)
    person = actions.use_setup_link(second, **ADA, by=NOBODY, now=NOW)
    third = token_of(actions.console_link(NOW))
    assert actions.use_sign_in_link(third, by=NOBODY, now=NOW) == person
    with refused("link_unknown"):
        actions.use_setup_link(token_of(actions.console_link(NOW)), **ADA, by=NOBODY, now=NOW)


def test_the_console_signs_the_owner_of_the_oldest_business_in(cast: Cast) -> None:
    token = token_of(actions.console_link(NOW))
    assert SignInLink.objects.get().expires_at == NOW + CONSOLE_LIFE
    assert actions.use_sign_in_link(token, by=NOBODY, now=NOW) == cast.owner.person


def test_whoever_holds_the_machine_makes_a_link_for_anyone(cast: Cast) -> None:
    link = actions.make_person_link(cast.manager.person.email, by=CLI, now=NOW)
    assert link.origin == Origin.CONSOLE
    assert actions.use_sign_in_link(link.token, by=NOBODY, now=NOW) == cast.manager.person
    with refused("not_found"):
        actions.make_person_link("nobody@example.org", by=CLI, now=NOW)
    with refused("not_allowed"):
        actions.make_person_link(cast.owner.person.email, by=by(cast.executor), now=NOW)
