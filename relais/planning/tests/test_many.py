"""Ten thousand open tasks: planned in under a second, and only what changed is written."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from relais.acts.paging import PAGE
from relais.config.ids import new_id
from relais.engine.plan.check import check
from relais.planning import reading
from relais.planning.applying import remake
from relais.planning.models import Piece, Task
from relais.planning.planner import load, plan_of, problem_of
from relais.planning.showing.loading import read_week_of
from relais.planning.showing.tasks import Filters, page_of
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY
from tests.cast import NOW, Cast

MANY = 10_000


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The backlog of years: a fifth important, an eighth with a date within a year, half of those urgent, the rest someday.

    The dated work alone is nearly all the working time there is until its dates.
    """
    goal = plans.goal(cast.owner)
    first = plans.task(cast.owner, "First")
    Task.objects.all().delete()
    Task.objects.bulk_create(
        [
            Task(
                id=new_id() if n else first.id,
                business=cast.business, member=cast.owner, entry=first.entry, title=f"Task {n}", words=f" task {n} ", made_at=NOW,
                minutes=15 + n % 90, moves_business=None if n % 7 == 0 else n % 5 == 0,
                due_at=NOW + timedelta(hours=5 + n * 366 * 24 / MANY) if n % 8 == 0 else None,
                consequence="Fine" if n % 16 == 0 else "", goal=goal if n % 30 == 0 else None,
            )
            for n in range(MANY)
        ],
        batch_size=1_000,
    )  # fmt: skip
    plans.proposed(cast.owner)
    return cast


@pytest.mark.slow
def test_ten_thousand_open_tasks(many: Cast) -> None:
    assert Piece.objects.exists()
    with transaction.atomic(), CaptureQueriesContext(connection) as made:
        begun = time.process_time()
        remade = remake(many.owner, "asked", now=NOW + timedelta(seconds=1))
        taken = time.process_time() - begun
    assert remade is None
    writes = [query["sql"] for query in made if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
    assert taken < 1
    with CaptureQueriesContext(connection) as made:
        week = read_week_of(many.owner, MONDAY, now=NOW).plan
        reading.dates_of(many.owner, now=NOW)
        page = page_of(many.owner, Filters(show="dated"), "", now=NOW)
    assert len(made) <= 5 + 4 + 4
    assert week.left_out
    assert len(page.rows) == PAGE
    loaded = load(many.owner, NOW)
    assert not list(check(problem_of(loaded), plan_of(loaded).plan))
