"""Requests by their state, and of whom and when: whatever is combined, what reading every thread would find."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from relais.acts.models import Entry
from relais.log import actions, reading
from relais.log.models import Thread
from relais.log.reading import Filters, page_of
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

DAYS = [NOW.date() + timedelta(days=day) for day in range(-1, 6)]


@pytest.fixture
def requests(cast: Cast) -> None:
    """Requests between several people over five days, open, answered and settled, and notes between them."""
    askers = itertools.cycle((cast.owner, cast.manager, cast.owner))
    asked = itertools.cycle(
        (cast.executor, cast.other_executor, cast.executor, cast.executor, cast.other_executor)
    )
    for number in range(45):
        now = NOW + timedelta(days=number // 9, minutes=number)
        entry = actions.write(text=f"Asked {number}", to=next(asked).id, by=by(next(askers)), now=now)
        _go_on(cast, entry, number, now)
        actions.write(text="Between them", by=by(cast.manager), now=now)
    for number in range(9):
        now = NOW + timedelta(days=5 + number // 6)
        actions.write(text=f"Of the executor {number}", by=by(cast.executor), now=now)


def _go_on(cast: Cast, entry: Entry, number: int, now: datetime) -> None:
    thread = Thread.objects.get(pk=entry.pk)
    if number % 3 and thread.state == "open" and thread.asked_of is not None:
        actions.reply(entry.pk, text="Done", by=by(thread.asked_of), now=now)
    if number % 3 == 2 and thread.state != "note":
        actions.settle(entry.pk, by=by(thread.asked_by), now=now)


def everything(member: Membership, filters: Filters, size: int) -> list[UUID]:
    """The requests on all pages, one after the other."""
    found: list[UUID] = []
    after = ""
    while True:
        page = page_of(member, filters, after, size=size)
        assert len(page.rows) <= size
        found += [row.pk for row in page.rows]
        after = page.next
        if not after:
            return found


def expected(
    member: Membership, state: str, person: UUID | None, since: date | None, until: date | None
) -> list[UUID]:
    threads = Thread.objects.visible_to(member).filter(state=state).select_related("root")
    return sorted(
        (
            one.pk
            for one in threads
            if (person is None or person in (one.asked_by_id, one.asked_of_id))
            and (since or date.min) <= one.root.day <= (until or date.max)
        ),
        reverse=True,
    )


@pytest.mark.usefixtures("requests")
@pytest.mark.parametrize("apart", [reading.APART, 3])
def test_requests_are_found_by_state_person_and_days(
    cast: Cast, apart: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(reading, "APART", apart)
    reading._requests.cache_clear()
    some = False
    for member in (cast.owner, cast.executor, cast.other_executor):
        for state in ("open", "answered", "settled"):
            for person in (None, cast.owner.id, cast.executor.id, cast.manager.id):
                for since, until in (
                    (None, None),
                    (DAYS[2], None),
                    (None, DAYS[2]),
                    (DAYS[1], DAYS[3]),
                    (DAYS[3], DAYS[1]),
                ):
                    filters = Filters(state=state, person=person, since=since, until=until)
                    found = everything(member, filters, 4)
                    assert found == expected(member, state, person, since, until)
                    some = some or len(found) > 8
                    with django_assert_max_num_queries(2):
                        page_of(member, filters, "", size=4)
    assert some
    reading._requests.cache_clear()
