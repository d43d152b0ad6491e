"""Requests and replies: who may write to whom, who reads what, and whose turn it is."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.log import actions, matters
from relais.log.matters import Matter
from relais.log.models import Thread
from relais.log.querysets import entries_visible_to
from relais.people.models import MatterGrant, Membership
from relais.people.roles import Role
from tests.cast import NOW, Cast, by


class OneDelegation:
    """A delegation performed by one executor, seen by management, by them, and by whoever was granted it."""

    def __init__(self, executor: Membership) -> None:
        self.matter = Matter(uuid4(), "Answer shop support mail", executor.id)

    def options(self, member: Membership, limit: int) -> list[Matter]:
        found = self.find(member, self.matter.id)
        return [found] if found else []

    def find(self, member: Membership, identifier: object) -> Matter | None:
        granted = member.grants.filter(delegation_id=identifier).exists()
        sees = member.is_management or member.id == self.matter.executor_id or granted
        return self.matter if sees and identifier == self.matter.id else None

    def url(self, slug: str, identifier: object) -> str:
        return f"/b/{slug}/delegations/{identifier}/"


@pytest.fixture
def delegation(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Matter:
    source = OneDelegation(cast.executor)
    monkeypatch.setitem(matters._sources, "delegation", source)
    for member in (cast.reviewer, cast.mediator):
        MatterGrant.objects.create(
            membership=member, delegation_id=source.matter.id, granted_by=cast.owner, granted_at=NOW
        )
    return source.matter


def ask(member: Membership, text: str = "Can you resize the images?", **options: object) -> Entry:
    return actions.write(text=text, by=by(member), now=NOW, **options)  # type: ignore[arg-type]


def answer(member: Membership, entry: Entry, text: str = "Done.", **options: object) -> Entry:
    return actions.reply(entry.pk, text=text, by=by(member), now=NOW, **options)  # type: ignore[arg-type]


def readers(cast: Cast, entry: Entry) -> set[str]:
    return {
        name
        for name, member in cast.everyone().items()
        if entries_visible_to(member).filter(pk=entry.pk).exists()
    }


def test_a_request_to_an_executor_is_read_by_them_and_management_and_nobody_else(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    assert readers(cast, entry) == {"owner", "manager", "executor"}
    assert readers(cast, answer(cast.executor, entry)) == {"owner", "manager", "executor"}


def test_an_executors_request_reaches_management_and_not_another_executor(cast: Cast) -> None:
    entry = ask(cast.executor)
    assert readers(cast, entry) == {"owner", "manager", "executor"}
    assert Thread.objects.asked_of_management(cast.manager).filter(pk=entry.pk).exists()
    assert not Thread.objects.asked_of_management(cast.executor).exists()


def test_a_line_about_a_delegation_is_read_by_its_executor_and_by_whoever_was_granted_it(
    cast: Cast, delegation: Matter
) -> None:
    entry = ask(cast.owner, delegation_id=delegation.id)
    assert readers(cast, entry) == {"owner", "manager", "executor", "reviewer", "mediator"}
    assert Thread.objects.get(pk=entry.pk).asked_of_id == cast.executor.id


def test_what_management_notes_for_itself_about_a_delegation_stays_with_management(
    cast: Cast, delegation: Matter
) -> None:
    entry = ask(cast.owner, to=cast.manager.id, delegation_id=delegation.id)
    assert readers(cast, entry) == {"owner", "manager"}


def test_a_mediator_asks_the_executor_of_a_granted_matter_openly(cast: Cast, delegation: Matter) -> None:
    entry = ask(cast.mediator, delegation_id=delegation.id)
    assert readers(cast, entry) == {"owner", "manager", "executor", "reviewer", "mediator"}
    assert readers(cast, answer(cast.reviewer, entry)) >= {"executor", "mediator"}


def test_an_executor_cannot_write_to_another_executor(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.executor, to=cast.other_executor.id)
    assert refused.value.code == "addressee_unknown"
    with pytest.raises(Refused):
        ask(cast.owner, to=cast.stranger.id)


def test_an_executor_cannot_write_about_anothers_delegation(cast: Cast, delegation: Matter) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.other_executor, delegation_id=delegation.id)
    assert (refused.value.code, refused.value.status) == ("not_found", 404)


def test_a_line_about_a_delegation_is_not_addressed_to_another_executor(
    cast: Cast, delegation: Matter
) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.owner, to=cast.other_executor.id, delegation_id=delegation.id)
    assert refused.value.code == "addressee_not_in_matter"


def test_a_stranger_finds_no_thread_to_reply_in(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    for outsider in (cast.stranger, cast.other_executor, cast.reviewer):
        with pytest.raises(Refused) as refused:
            answer(outsider, entry)
        assert refused.value.code == "not_found"


def test_a_reply_puts_the_request_before_the_other_side(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    state = lambda: Thread.objects.get(pk=entry.pk).state  # noqa: E731
    assert state() == "open"
    answer(cast.manager, entry, "He means the three of the last article.")
    assert state() == "open", "management adding to its own question answers nothing"
    answer(cast.executor, entry)
    assert state() == "answered"
    assert list(Thread.objects.answered_for(cast.owner)) == [Thread.objects.get(pk=entry.pk)]
    answer(cast.owner, entry, "Which one is the second?")
    assert state() == "open"


def test_whoever_asked_or_management_settles_and_the_one_asked_does_not(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    with pytest.raises(Refused) as refused:
        actions.settle(entry.pk, by=by(cast.executor), now=NOW)
    assert refused.value.code == "not_yours_to_settle"
    assert actions.settle(entry.pk, by=by(cast.manager), now=NOW).state == "settled"
    with pytest.raises(Refused) as refused:
        actions.settle(entry.pk, by=by(cast.owner), now=NOW)
    assert (refused.value.code, refused.value.status) == ("already_settled", 409)
    assert actions.reopen(entry.pk, by=by(cast.owner), now=NOW).state == "open"
    own = ask(cast.executor)
    assert actions.settle(own.pk, by=by(cast.executor), now=NOW).state == "settled"


def test_a_reply_may_settle_in_the_same_act(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    with pytest.raises(Refused):
        answer(cast.executor, entry, settles=True)
    answer(cast.owner, entry, "Thank you.", settles=True)
    thread = Thread.objects.get(pk=entry.pk)
    assert (thread.state, thread.replies) == ("settled", 1)
    assert Entry.objects.filter(business=cast.business).count() == 2


def test_a_note_asks_nobody(cast: Cast) -> None:
    note = ask(cast.owner)
    thread = Thread.objects.get(pk=note.pk)
    assert thread.state == "note"
    assert not Thread.objects.asked_of_management(cast.manager).exists()
    with pytest.raises(Refused) as refused:
        actions.settle(note.pk, by=by(cast.owner), now=NOW)
    assert refused.value.code == "not_a_request"
    assert readers(cast, note) == {"owner", "manager"}


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(9999, 1, 1)])
def test_a_due_date_out_of_range_is_refused(cast: Cast, day: date) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.owner, to=cast.executor.id, due_on=day)
    assert refused.value.code == "date_out_of_range"


@pytest.mark.parametrize(
    ("text", "code"),
    [("  \n ", "text_empty"), ("a" * 1_000_000, "text_too_long"), ("a\x00b", "text_with_control_characters")],
)
def test_what_is_no_text_is_refused_and_nothing_is_recorded(cast: Cast, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.owner, text)
    assert refused.value.code == code
    assert not Entry.objects.filter(business=cast.business).exists()


def test_the_same_key_writes_once(cast: Cast) -> None:
    first = actions.write(text="Once", by=by(cast.owner, key="k"), now=NOW)
    again = actions.write(text="Once", by=by(cast.owner, key="k"), now=NOW)
    assert first.pk == again.pk
    assert Entry.objects.filter(business=cast.business).count() == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MEDIATOR])
def test_without_a_grant_a_reviewer_or_mediator_reads_nothing_of_others(cast: Cast, role: str) -> None:
    member = cast.reviewer if role == Role.REVIEWER else cast.mediator
    ask(cast.owner, to=cast.executor.id)
    ask(cast.executor)
    assert not entries_visible_to(member).exists()


def test_the_chain_is_whole_after_all_of_it(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    answer(cast.executor, entry)
    actions.settle(entry.pk, by=by(cast.owner), now=NOW)
    assert list(verify(cast.business.id)) == []


def test_the_database_itself_refuses_to_change_or_remove_a_line(cast: Cast) -> None:
    from django.db import DatabaseError, transaction

    entry = ask(cast.owner)
    for statement in (
        "UPDATE acts_entry SET type = 'x'",
        "DELETE FROM acts_entry",
        "DELETE FROM acts_entrytext",
        "UPDATE acts_entrytext SET body = 'other'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.get(pk=entry.pk).type == "request.written"
