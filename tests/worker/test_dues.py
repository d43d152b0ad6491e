"""Moments due: acted on once, whatever restarts; and what fails is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from relais import worker
from relais.acts import dues
from relais.acts.actions import due_at, due_done, record
from relais.acts.actor import Actor
from relais.acts.models import Due, Entry
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.log.entries import NoticeRetried
from tests.cast import NOW, Cast, by


class Killed(BaseException):
    """What kill -9 is to a test: nothing catches it, and the transaction is gone."""


@pytest.fixture
def acted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A due kind whose handler is a verb; `trouble` is raised before or after the act."""
    what: dict[str, Any] = {"before": None, "after": None, "calls": 0}

    @verb
    def act(*, by: Actor, now: datetime) -> Entry:
        return record(cast.business, NoticeRetried(kind="x"), by=by, now=now, subject=cast.business)

    def handler(subject_id: UUID, number: int, now: datetime) -> None:
        what["calls"] += 1
        if what["before"]:
            raise what["before"]
        act(by=Actor.system(), now=now)
        if what["after"]:
            raise what["after"]

    monkeypatch.setitem(dues._handlers, "test.due", handler)
    with transaction.atomic():
        due_at("test.due", uuid4(), NOW)
    return what


def entries(cast: Cast) -> int:
    return Entry.objects.filter(business=cast.business).count()


def test_a_moment_is_acted_on_once_when_it_has_come(cast: Cast, acted: dict[str, Any]) -> None:
    worker.run_once(NOW - timedelta(seconds=1))
    assert entries(cast) == 0
    for _again in range(3):
        worker.run_once(NOW)
    assert entries(cast) == 1
    assert Due.objects.get().done_at == NOW


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_between_it_neither_acts_twice_nor_forgets(
    cast: Cast, acted: dict[str, Any], when: str
) -> None:
    acted[when] = Killed()
    with pytest.raises(Killed):
        worker.run_once(NOW)
    assert entries(cast) == 0
    assert Due.objects.get().done_at is None
    acted[when] = None
    worker.run_once(NOW)
    worker.run_once(NOW)
    assert entries(cast) == 1


def test_a_failure_is_kept_and_tried_again_later_and_later(cast: Cast, acted: dict[str, Any]) -> None:
    acted["after"] = RuntimeError("the disk is full")
    now, waits = NOW, []
    for _try in range(4):
        worker.run_once(now)
        due = Due.objects.get()
        waits.append(due.at - now)
        now = due.at
    assert waits == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert (due.attempts, due.failure) == (4, "RuntimeError: the disk is full")
    assert entries(cast) == 0
    acted["after"] = None
    worker.run_once(now)
    assert entries(cast) == 1
    assert Due.objects.get().failure == ""


def test_a_broken_moment_does_not_stop_the_others(
    cast: Cast, acted: dict[str, Any], monkeypatch: Any
) -> None:
    def broken(subject_id: UUID, number: int, now: datetime) -> None:
        raise ValueError("broken")

    monkeypatch.setitem(dues._handlers, "test.broken", broken)
    with transaction.atomic():
        due_at("test.broken", uuid4(), NOW - timedelta(hours=1))
    worker.run_once(NOW)
    assert entries(cast) == 1


def test_what_moved_on_by_itself_is_done_with_and_what_is_refused_otherwise_waits(
    cast: Cast, acted: dict[str, Any]
) -> None:
    acted["before"] = Refused("not_allowed")
    worker.run_once(NOW)
    assert Due.objects.get().done_at is None
    acted["before"] = Refused("key_used_for_another_act")
    worker.run_once(NOW + timedelta(minutes=5))
    due = Due.objects.get()
    assert (due.done_at, due.failure) == (NOW + timedelta(minutes=5), "key_used_for_another_act")


def test_what_was_lifted_is_not_acted_on(cast: Cast, acted: dict[str, Any]) -> None:
    with transaction.atomic():
        due_done("test.due", Due.objects.get().subject_id, now=NOW)
    worker.run_once(NOW)
    assert acted["calls"] == 0


def test_an_unknown_kind_waits_for_a_version_that_knows_it(cast: Cast) -> None:
    with transaction.atomic():
        due_at("test.of_the_future", uuid4(), NOW)
    worker.run_once(NOW)
    assert Due.objects.get().done_at is None


def test_outside_the_worker_a_verb_still_opens_its_own_durable_transaction(cast: Cast) -> None:
    from relais.acts.verbs import verbs_join
    from relais.log import actions

    with verbs_join():
        pass
    assert actions.write(text="Still durable", by=by(cast.owner), now=NOW).pk
