"""SQLite chooses the same plans on an empty database as on a business of many years."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, models

from relais.acts.models import Entry
from relais.acts.planner import tell
from relais.log.querysets import entries_visible_to
from tests.cast import Cast

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL gathers statistics by itself"
)


def plan(rows: models.QuerySet[Entry]) -> str:
    return rows.explain()


def test_entries_asked_for_by_name_are_not_looked_for_in_the_whole_log(cast: Cast) -> None:
    seen = entries_visible_to(cast.owner).order_by("-seq")
    assert "sqlite_autoindex_acts_entry_1" in plan(seen.filter(pk__in=[uuid4(), uuid4()]))
    assert "entry_thread" in plan(seen.filter(thread_id__in=[uuid4(), uuid4()]))
    assert "entry_delegation" in plan(seen.filter(delegation_id=uuid4())[:20])


def test_the_latest_entries_are_read_in_their_order(cast: Cast) -> None:
    for member, index in ((cast.owner, "sqlite_autoindex_acts_entry_2"), (cast.executor, "entry_reader")):
        told = plan(entries_visible_to(member).order_by("-seq")[:50])
        assert index in told
        assert "TEMP B-TREE" not in told


def test_every_index_of_ours_has_statistics_and_telling_twice_changes_nothing(db: None) -> None:
    def told() -> list[tuple[str, str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
            return list(cursor.fetchall())

    before = told()
    assert len(before) > 100
    tell()
    assert told() == before
