"""Two people at once, on real connections: one wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.log import actions
from relais.log.models import Thread
from tests.cast import NOW, Cast, by, make_cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment, each on a connection of its own; "done" or the code of its refusal."""
    barrier, said = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            act()
            said.append("done")
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


@pytest.fixture
def people() -> Cast:
    return make_cast()


def ask(people: Cast) -> Entry:
    return actions.write(text="Resize the imagse", to=people.executor.id, by=by(people.owner), now=NOW)


@pytest.mark.parametrize("turn", range(5))
def test_of_two_who_settle_at_once_one_is_told_that_it_was_done(people: Cast, turn: int) -> None:
    entry = ask(people)
    said = at_once(
        lambda: actions.settle(entry.pk, by=by(people.owner), now=NOW),
        lambda: actions.settle(entry.pk, by=by(people.manager), now=NOW),
    )
    assert said == ["already_settled", "done"]
    assert Entry.objects.filter(type="request.settled").count() == 1
    assert list(verify(people.business.id)) == []


@pytest.mark.parametrize("turn", range(5))
def test_of_two_corrections_at_once_one_stands(people: Cast, turn: int) -> None:
    entry = ask(people)
    said = at_once(
        lambda: actions.correct(entry.pk, text="Resize the images", by=by(people.owner), now=NOW),
        lambda: actions.correct(entry.pk, text="Resize all images", by=by(people.owner), now=NOW),
    )
    assert said == ["already_corrected", "done"]
    assert Entry.objects.filter(type="entry.corrected").count() == 1
    assert list(verify(people.business.id)) == []


def test_replies_at_once_are_all_there_and_counted(people: Cast) -> None:
    entry = ask(people)
    said = at_once(
        *(
            lambda n=n: actions.reply(entry.pk, text=f"Answer {n}", by=by(people.executor), now=NOW)  # type: ignore[misc]
            for n in range(6)
        )
    )
    assert said == ["done"] * 6
    thread = Thread.objects.get(pk=entry.pk)
    assert (thread.replies, thread.last_seq) == (6, 7)
    assert list(verify(people.business.id)) == []


def test_one_key_sent_twice_at_once_writes_once(people: Cast) -> None:
    same = by(people.owner, key="once")
    said = at_once(*(lambda: actions.write(text="Once", by=same, now=NOW) for _ in range(4)))
    assert said == ["done"] * 4
    assert Entry.objects.count() == 1
