"""Two uses at once, on real connections: one wins, the other is told why."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from relais.acts.actor import Actor
from relais.acts.chain import verify
from relais.acts.models import Notice
from relais.acts.refusal import Refused
from relais.people import actions
from relais.people.models import Business, Invitation, Membership, Person
from tests.cast import NOW, by, make_cast, make_member

NOBODY = Actor(None, "web")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Run the acts together; "done" or the code of the refusal, counted."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def test_a_link_used_by_two_at_once_signs_one_in() -> None:
    cast = make_cast()
    actions.send_sign_in_link(cast.executor.person.email, by=NOBODY, now=NOW)
    token = Notice.objects.get().secret
    use = lambda: actions.use_sign_in_link(token, by=NOBODY, now=NOW)  # noqa: E731
    assert at_once(use, use, use, use) == {"done": 1, "link_used": 3}


def test_an_invitation_accepted_twice_at_once_makes_one_member() -> None:
    cast = make_cast()
    invitation = actions.invite(email="ada@example.org", role="executor", by=by(cast.owner), now=NOW)

    def accept() -> object:
        return actions.accept_invitation(invitation.token, name="Ada", ink=5, by=NOBODY, now=NOW)

    outcomes = at_once(accept, accept, accept)
    assert outcomes["done"] == 1
    assert Membership.objects.filter(person__email="ada@example.org").count() == 1
    assert not list(verify(cast.business.id))


def test_one_person_invited_by_two_at_once_has_one_invitation() -> None:
    cast = make_cast()

    def invite(member: Membership) -> Callable[[], object]:
        return lambda: actions.invite(email="ada@example.org", role="executor", by=by(member), now=NOW)

    assert at_once(invite(cast.owner), invite(cast.manager)) == {"done": 1, "already_invited": 1}
    assert Invitation.objects.count() == 1
    assert Notice.objects.count() == 1


def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    cast = make_cast()
    second = make_member(cast.business, "owner", "Second Owner")
    outcomes = at_once(
        lambda: actions.end_membership(cast.owner.id, by=by(cast.owner), now=NOW),
        lambda: actions.end_membership(second.id, by=by(second), now=NOW),
    )
    assert outcomes == {"done": 1, "last_owner": 1}


def test_two_owners_who_demote_each_other_leave_one() -> None:
    cast = make_cast()
    second = make_member(cast.business, "owner", "Second Owner")
    at_once(
        lambda: actions.change_role(second.id, role="executor", by=by(cast.owner), now=NOW),
        lambda: actions.change_role(cast.owner.id, role="executor", by=by(second), now=NOW),
    )
    assert Membership.objects.filter(business=cast.business, role="owner", left_at=None).count() >= 1


def test_a_house_set_up_by_two_at_once_has_one_first_person() -> None:
    token = actions.console_link(NOW).strip("/").split("/")[1]

    def come(name: str) -> Callable[[], object]:
        said = {"name": name, "email": f"{name}@example.org", "language": "en", "timezone": "UTC"}
        return lambda: actions.use_setup_link(token, **said, by=NOBODY, now=NOW)

    outcomes = at_once(come("ada"), come("eve"))
    assert outcomes["done"] == 1
    assert Person.objects.count() == 1


def test_a_business_opened_twice_under_one_key_is_one() -> None:
    ada = Person.objects.create_user("ada@example.org", name="Ada")
    actor = Actor(None, "web", person_id=ada.id, key="web:1")
    said = {"name": "Alizés", "currency": "EUR", "timezone": "UTC", "language": "fr"}
    act = lambda: actions.open_business(**said, by=actor, now=NOW)  # noqa: E731
    assert at_once(act, act, act) == {"done": 3}
    assert Business.objects.count() == 1
