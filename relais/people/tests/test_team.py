"""Roles, titles, departures, matters granted."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.people import actions, seams
from relais.people.models import MatterGrant, Membership
from tests.cast import NOW, Cast, by, make_member

from .test_businesses import refused


def test_the_owner_changes_a_role_and_the_member_reads_it_in_the_log(cast: Cast) -> None:
    actions.change_role(cast.executor.id, role="manager", by=by(cast.owner), now=NOW)
    cast.executor.refresh_from_db()
    assert cast.executor.role == "manager"
    entry = Entry.objects.get()
    assert (entry.type, entry.data) == ("member.role_changed", {"before": "executor", "after": "manager"})
    assert entry.reader == cast.executor


def test_a_manager_changes_roles_below_management_only(cast: Cast) -> None:
    actions.change_role(cast.executor.id, role="reviewer", by=by(cast.manager), now=NOW)
    with refused("only_owner_gives_role"):
        actions.change_role(cast.executor.id, role="manager", by=by(cast.manager), now=NOW)
    with refused("only_owner_changes_management"):
        actions.change_role(cast.owner.id, role="executor", by=by(cast.manager), now=NOW)
    with refused("only_owner_gives_role"):
        actions.change_role(cast.manager.id, role="owner", by=by(cast.manager), now=NOW)


def test_others_change_nobody(cast: Cast) -> None:
    for member in (cast.executor, cast.reviewer, cast.mediator):
        with refused("not_allowed"):
            actions.change_role(member.id, role="owner", by=by(member), now=NOW)
        with refused("not_allowed"):
            actions.end_membership(cast.owner.id, by=by(member), now=NOW)
        with refused("not_allowed"):
            actions.change_title(cast.other_executor.id, title="x", by=by(member), now=NOW)
    with refused("not_found"):
        actions.change_role(cast.executor.id, role="manager", by=by(cast.stranger), now=NOW)


def test_a_business_keeps_an_owner(cast: Cast) -> None:
    with refused("last_owner"):
        actions.end_membership(cast.owner.id, by=by(cast.owner), now=NOW)
    with refused("last_owner"):
        actions.change_role(cast.owner.id, role="executor", by=by(cast.owner), now=NOW)
    second = make_member(cast.business, "owner", "Second Owner")
    actions.end_membership(cast.owner.id, by=by(second), now=NOW)
    cast.owner.refresh_from_db()
    assert cast.owner.left_at == NOW


def test_who_left_is_gone_for_every_act(cast: Cast) -> None:
    actions.end_membership(cast.executor.id, by=by(cast.manager), now=NOW)
    with refused("member_gone"):
        actions.end_membership(cast.executor.id, by=by(cast.owner), now=NOW)
    with refused("member_gone"):
        actions.change_role(cast.executor.id, role="reviewer", by=by(cast.owner), now=NOW)
    assert not Membership.objects.get(id=cast.executor.id).may("log.write")
    assert Entry.objects.get().data == {"role": "executor", "by_themselves": False}


def test_anyone_but_the_last_owner_may_leave(cast: Cast) -> None:
    for member in (cast.executor, cast.reviewer, cast.manager):
        actions.end_membership(member.id, by=by(member), now=NOW)
    assert [entry.data["by_themselves"] for entry in Entry.objects.all()] == [True] * 3


def test_work_that_is_open_keeps_its_executor(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(membership: Membership) -> None:
        raise Refused("not_allowed")

    monkeypatch.setattr(seams, "_leaving", [busy])
    with refused("not_allowed"):
        actions.end_membership(cast.executor.id, by=by(cast.owner), now=NOW)
    with refused("not_allowed"):
        actions.change_role(cast.executor.id, role="reviewer", by=by(cast.owner), now=NOW)
    assert actions.change_role(cast.executor.id, role="manager", by=by(cast.owner), now=NOW).pk


def test_a_title_is_given_and_taken_away(cast: Cast) -> None:
    actions.change_title(cast.executor.id, title="  Web  master ", by=by(cast.manager), now=NOW)
    cast.executor.refresh_from_db()
    assert cast.executor.title == "Web master"
    actions.change_title(cast.executor.id, title="", by=by(cast.manager), now=NOW)
    with refused("nothing_changed"):
        actions.change_title(cast.executor.id, title="", by=by(cast.manager), now=NOW)
    with refused("only_owner_changes_management"):
        actions.change_title(cast.owner.id, title="Boss", by=by(cast.manager), now=NOW)


class Matters:
    """One delegation, known by its id."""

    id = uuid4()
    title = "Product pages"

    def options(self, member: Membership, limit: int) -> list[Any]:
        return [self]

    def find(self, member: Membership, identifier: UUID) -> Any:
        return self if identifier == self.id else None

    def titles(self, member: Membership, identifiers: Any) -> dict[UUID, str]:
        return {self.id: self.title}


@pytest.fixture
def matter(monkeypatch: pytest.MonkeyPatch) -> Matters:
    matters = Matters()
    monkeypatch.setattr(seams, "_matters", [matters])
    return matters


def test_a_reviewer_is_given_one_delegation_and_it_is_taken_back(cast: Cast, matter: Matters) -> None:
    grant = actions.grant_matter(cast.reviewer.id, delegation_id=matter.id, by=by(cast.manager), now=NOW)
    with refused("nothing_changed"):
        actions.grant_matter(cast.reviewer.id, delegation_id=matter.id, by=by(cast.owner), now=NOW)
    actions.end_grant(grant.id, by=by(cast.owner), now=NOW)
    with refused("not_found"):
        actions.end_grant(grant.id, by=by(cast.owner), now=NOW)
    again = actions.grant_matter(cast.reviewer.id, delegation_id=matter.id, by=by(cast.owner), now=NOW)
    assert again.id == grant.id
    assert [entry.type for entry in Entry.objects.order_by("seq")] == [
        "matter.granted",
        "matter.grant_ended",
        "matter.granted",
    ]


def test_a_grant_is_for_a_delegation_that_is_there_and_a_role_that_needs_it(
    cast: Cast, matter: Matters
) -> None:
    with refused("matter_unknown"):
        actions.grant_matter(cast.mediator.id, delegation_id=uuid4(), by=by(cast.owner), now=NOW)
    with refused("grants_not_for_role"):
        actions.grant_matter(cast.executor.id, delegation_id=matter.id, by=by(cast.owner), now=NOW)
    with refused("not_allowed"):
        actions.grant_matter(cast.reviewer.id, delegation_id=matter.id, by=by(cast.reviewer), now=NOW)
    with refused("not_found"):
        actions.grant_matter(cast.reviewer.id, delegation_id=matter.id, by=by(cast.stranger), now=NOW)


def test_leaving_or_another_role_ends_what_was_granted(cast: Cast, matter: Matters) -> None:
    for member, end in (
        (cast.reviewer, lambda m: actions.end_membership(m.id, by=by(cast.owner), now=NOW)),
        (cast.mediator, lambda m: actions.change_role(m.id, role="executor", by=by(cast.owner), now=NOW)),
    ):
        actions.grant_matter(member.id, delegation_id=matter.id, by=by(cast.owner), now=NOW)
        end(member)
        assert MatterGrant.objects.get(membership=member).ended_at == NOW


def test_personal_settings_are_in_no_log(cast: Cast) -> None:
    from datetime import time

    from .test_businesses import as_person

    me = as_person(cast.executor.person)
    actions.change_me(
        name="Eve E.",
        language="fr",
        timezone="Asia/Kolkata",
        mail_hour=time(7, 30),
        theme="dark",
        by=me,
        now=NOW,
    )
    actions.change_ink(ink=8, by=by(cast.executor), now=NOW)
    actions.change_language(language="en", by=me, now=NOW)
    person = cast.executor.person
    person.refresh_from_db()
    assert (person.name, person.language, person.mail_hour, person.theme) == ("Eve E.", "en", time(7), "dark")
    assert Membership.objects.get(id=cast.executor.id).ink == 8
    assert not Entry.objects.exists()
    with refused("ink_unknown"):
        actions.change_ink(ink=0, by=by(cast.executor), now=NOW)
    with refused("language_unknown"):
        actions.change_language(language="", by=me, now=NOW)
