"""The whole load: three years of a business up to now, told in the order of time."""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from bench.load.delegations import Delegating
from bench.load.log import Ids, Log
from bench.load.people import SLUG, ZONE, gather, open_business
from bench.load.planning import plan_today, planning
from bench.load.procedures import LoadedProcedure, Writing, write_all
from bench.load.rows import Book
from bench.load.stage import Actress, Stage, Story, play
from bench.load.talk import Capturing
from bench.load.words import RARE, Writer
from relais.acts.files import StoredFile
from relais.log.uploads import path_of
from relais.people.models import Business

YEARS = 3
TEXTS_EACH = 11
"""Texts of a delegation, roughly: for the rare word to be as rare at every size."""
RARE_TEXTS = 100
CAPTURES_EACH = 0.05
CAPTURES_LEAST = 400
FORGOTTEN = 60
"""Captured lines never sorted, whatever the size: a full page of them."""
LATELY = timedelta(days=28)
BEGUN_LATELY = 250
"""Delegations begun in the last four weeks, at least: what is under way fills its pages at every size, so that the same pages
are compared and not a full one with an empty one."""
OF_THE_FIRST = 0.6
"""Of these, the part that the executor who looks has: their pages are full at every size too."""


def load(
    delegations: int,
    *,
    seed: int = 1,
    end: datetime | None = None,
    told: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """Fill an empty database. Returns what the measures need to know of it."""
    if Business.objects.filter(slug=SLUG).exists():
        raise SystemExit(
            f"bench: this database has the business “{SLUG}” already; the loader wants a new one"
        )
    _hurry()
    rng = random.Random(seed)
    end = end or datetime.now(UTC)
    begin = end - timedelta(days=365 * YEARS)
    book, ids = Book(), Ids(rng)
    business = ids.at(begin)
    open_business(book, business, begin)
    log = Log(book, ids, rng, business, ZONE)
    team = gather(book, log, ids, rng, begin)
    writer = Writer(rng, max(1, delegations * TEXTS_EACH // RARE_TEXTS))
    stage = Stage(rng, book, ids, log, writer, business, begin, end, team, _files(rng))
    shelf: list[LoadedProcedure] = []
    writings: list[Writing] = []
    begun = _told(_begun(stage, delegations, shelf, writings), delegations, told)
    play(heapq.merge(begun, planning(stage, delegations), key=lambda one: one[0]), end)
    for writing in writings:
        writing.keep()
    log.finish()
    book.write(last=True)
    entries = plan_today(end)
    _settle_down()
    return {
        "slug": SLUG, "delegations": delegations, "entries": entries, "texts": log.with_text, "seed": seed,
        "until": end.isoformat(), "rare": RARE,
    }  # fmt: skip


def _begun(
    stage: Stage, delegations: int, shelf: list[LoadedProcedure], writings: list[Writing]
) -> Iterator[tuple[datetime, Story]]:
    """Every story with the moment at which it begins, in order. The first procedures come before the first delegation."""
    rng = stage.rng
    start = stage.begin + timedelta(days=30)
    span = (stage.end - start).total_seconds()

    def moments(count: int, kind: type[Actress]) -> list[tuple[datetime, type[Actress], bool]]:
        """When each begins, and whether it is one of those that were added to the last weeks."""
        lately = LATELY.total_seconds()
        more = max(0, min(BEGUN_LATELY, count // 4) - int(count * lately / span))
        spread = [(rng.random() * span, False) for _ in range(count - more)]
        late = [(span - rng.random() * lately, True) for _ in range(more)]
        both = (
            (start + timedelta(seconds=seconds), kind, is_added) for seconds, is_added in (*spread, *late)
        )
        return sorted(both, key=lambda row: row[0])

    for at, writing in write_all(stage, shelf):
        writings.append(writing)
        yield at, writing.tell()
    captures = max(CAPTURES_LEAST, int(delegations * CAPTURES_EACH))
    forgotten = FORGOTTEN / captures
    both = (moments(delegations, Delegating), moments(captures, Capturing))
    for at, kind, is_added in heapq.merge(*both, key=lambda row: row[0]):
        if kind is Capturing:
            yield at, Capturing(stage, at, forgotten).tell()
        else:
            of_the_first = is_added and rng.random() < OF_THE_FIRST
            yield at, Delegating(stage, at, shelf, of_the_first=of_the_first).tell()


def _told(
    stories: Iterator[tuple[datetime, Story]], delegations: int, told: Callable[[str], object]
) -> Iterator[tuple[datetime, Story]]:
    for number, story in enumerate(stories):
        if number and number % 10_000 == 0:
            told(f"  loading: {number:,} of {delegations:,}\n")
        yield story


def _files(rng: random.Random) -> list[StoredFile]:
    """A few small files, attached again and again: the same bytes are stored once."""
    files = []
    for number in range(6):
        content = f"Feuille {number}\n".encode() * (number + 3) * 40
        sha256 = hashlib.sha256(content).hexdigest()
        if not default_storage.exists(path_of(sha256)):
            default_storage.save(path_of(sha256), ContentFile(content))
        salt = f"{rng.getrandbits(128):032x}"
        files.append(StoredFile(f"feuille-{number}.txt", sha256, len(content), "text/plain", salt))
    return files


def _hurry() -> None:
    """While loading only: nothing is lost if the machine dies, since it is loaded anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")


def _settle_down() -> None:
    """The database as it is after a quiet night: everything on the disk, PostgreSQL vacuumed as it does by itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            cursor.execute("VACUUM (ANALYZE)")
