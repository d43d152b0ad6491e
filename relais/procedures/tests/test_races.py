"""Two devices, two editors, at once, on real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from relais.acts import chain
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.procedures import actions
from relais.procedures.tests.kitchen import LATER, LAYOUT, published
from tests.cast import NOW, by, make_cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The results of acts begun at the same moment, each on a connection of its own; a refusal is a result."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_devices_that_tick_at_once_get_the_same_tick() -> None:
    cast = make_cast()
    procedure = published(cast)
    with transaction.atomic():
        actions.give(procedure, cast.executor, now=NOW)
    for _ in range(5):
        run = actions.start_run(procedure.id, by=by(cast.executor), now=NOW)
        step = run.version.steps.all()[0]

        tick = partial(actions.tick, run.id, step.id, now=LATER)
        phone, laptop = (by(cast.executor, key=f"{device}{run.id}") for device in ("phone", "laptop"))
        first, second, third = at_once(
            partial(tick, by=phone), partial(tick, by=laptop), partial(tick, by=phone)
        )
        assert first == second == third
        assert run.ticks.count() == 1
        assert Entry.objects.filter(type="run.step_done", subject_id=first.id).count() == 1
    assert not list(chain.verify(cast.business.id))


def test_two_editors_that_save_at_once_leave_one_draft_and_one_refusal() -> None:
    cast = make_cast()
    procedure = published(cast)
    stamp = procedure.current.stamp

    def save(member: Any, title: str) -> Callable[[], Any]:
        content = replace(LAYOUT, title=title)
        return lambda: actions.save_draft(procedure.id, content=content, stamp=stamp, by=by(member), now=NOW)

    results = at_once(save(cast.owner, "A"), save(cast.manager, "B"))
    assert sorted(isinstance(result, str) for result in results) == [False, True]
    assert "draft_changed_meanwhile" in results
    assert procedure.versions.filter(published_at=None).count() == 1


def test_two_publications_at_once_publish_once() -> None:
    cast = make_cast()
    procedure = published(cast)
    actions.save_draft(procedure.id, content=replace(LAYOUT, title="A"), by=by(cast.owner), now=NOW)

    def publish(member: Any) -> Callable[[], Any]:
        return lambda: actions.publish(procedure.id, by=by(member), now=NOW)

    results = at_once(publish(cast.owner), publish(cast.manager))
    assert "no_draft" in results
    assert procedure.versions.count() == 2
