"""The worker as a process: it stops when told to, and outlives trouble."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError

from relais import worker
from relais.acts.models import DoneAct
from relais.config.ids import new_id
from tests.cast import NOW, Cast
from tests.machine import tables


def test_it_looks_again_and_again_until_told_to_stop(cast: Cast, monkeypatch: Any) -> None:
    stop, looks = threading.Event(), []

    def look(now: datetime) -> int:
        looks.append(now)
        if len(looks) == 3:
            stop.set()
        return 0

    monkeypatch.setattr(worker, "_due", look)
    worker.run_forever(stop, idle=0)
    assert len(looks) == 3


def test_it_outlives_a_database_that_restarts(cast: Cast, monkeypatch: Any, caplog: Any) -> None:
    stop, looks = threading.Event(), []

    def look(now: datetime) -> int:
        looks.append(now)
        if len(looks) == 1:
            raise OperationalError("the connection is lost")
        stop.set()
        return 0

    monkeypatch.setattr(worker, "_due", look)
    monkeypatch.setattr(worker, "AFTER_TROUBLE", 0)
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    worker.run_forever(stop, idle=0)
    assert len(looks) == 2


def test_it_sends_one_mail_a_look_and_looks_again_at_once(cast: Cast, monkeypatch: Any) -> None:
    asked: list[int] = []
    monkeypatch.setattr("relais.acts.outbox.send_notices", lambda _now, limit=50: asked.append(limit) or 1)
    assert worker.Worker(is_told=lambda: False).look() == 0.0
    assert asked == [1]


def test_it_stops_when_the_process_that_started_it_is_gone(cast: Cast) -> None:
    worker.run_forever(threading.Event(), idle=0, alive=lambda: False)


def test_it_tidies_up_what_nobody_needs_any_more(cast: Cast) -> None:
    old, new = (
        DoneAct.objects.create(id=new_id(), scope=cast.owner.person_id, key=key, verb="v", at=at)
        for key, at in (("old", NOW - timedelta(days=31)), ("new", NOW))
    )
    worker.tidy(NOW)
    assert list(DoneAct.objects.values_list("pk", flat=True)) == [new.pk]
    assert old.pk != new.pk


@pytest.mark.parametrize(
    ("since_mail_hour", "at_most"), [(timedelta(hours=-12), 4), (timedelta(minutes=5), 5)]
)
def test_nothing_is_written_while_there_is_nothing_to_do(
    cast: Cast, django_assert_max_num_queries: Any, since_mail_hour: timedelta, at_most: int
) -> None:
    owner = cast.owner.person
    mail_hour = datetime.combine(NOW.date(), owner.mail_hour, tzinfo=ZoneInfo(owner.timezone))
    now = mail_hour + since_mail_hour
    worker.run_once(now)  # what fell due until then
    with django_assert_max_num_queries(at_most) as queries:
        assert worker.run_once(now) == 0
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


@pytest.mark.slow
def test_sigterm_ends_the_process_cleanly(tmp_path: Path) -> None:
    data = shutil.copytree(tables.sqlite(), tmp_path / "data")
    environment = {**os.environ, "RELAIS_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    with closing(sqlite3.connect(data / "relais.sqlite3", isolation_level=None)) as database:
        database.execute("INSERT INTO django_session VALUES ('old', '', '2020-01-01')")
    process = subprocess.Popen(
        [sys.executable, "-m", "relais.worker"], env=environment, stderr=subprocess.PIPE
    )
    try:
        until = time.monotonic() + 60
        while _sessions(data):  # until it has tidied up, at the end of its first look
            assert time.monotonic() < until
            time.sleep(0.05)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    finally:
        process.kill()


def _sessions(data: Path) -> int:
    with closing(sqlite3.connect(data / "relais.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM django_session").fetchone()[0])
