"""What of the log is shown under which filters, a page at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from relais.acts.models import Entry
from relais.acts.paging import Page, page_by_seq
from relais.acts.prepared import Several
from relais.acts.search import hits
from relais.log.entries import EntryCorrected
from relais.log.loading import for_display
from relais.log.models import Thread
from relais.log.querysets import entries_visible_to
from relais.people.gates import granted_matters
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.roles import Role

SIZE = 20
"""Requests of a page, each with its replies."""
IN_ONE_STATE = 12
"""Requests of a page of those in one state: all of them are requests, most with several replies."""
WIDE = 16
"""Pages of hits among which a search looks for those of one person, and again where hardly any of a page may be seen."""


_NOT_SHOWN = (
    "business", "reader", "procedure_id", "replies", "last_at", "last_by", "root__business", "root__door", "root__reader",
    "root__subject_type", "root__previous", "root__digest", "root__text__salt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for. `since` and `until` are days of the business, both included."""

    q: str = ""
    person: UUID | None = None
    delegation: UUID | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_flat(self) -> bool:
        """Whether what is found is shown line by line, and not as requests with their replies."""
        return bool(self.q.strip() or self.person)

    @property
    def any(self) -> bool:
        return bool(
            self.q.strip() or self.person or self.delegation or self.state or self.since or self.until
        )


def page_of(member: Membership, filters: Filters, after: str, *, size: int = SIZE) -> Page[Entry]:
    """A page of entries for `display.days`, newest first."""
    if filters.q.strip():
        return _search(member, filters, after, size)
    if filters.state:
        return _threads(member, filters, after, min(size, IN_ONE_STATE))
    key = int(after) if after.isdecimal() and len(after) < 19 else None
    asked = _asked(filters)
    found = _entries(frozenset(asked), size).rows(member, before=LAST if key is None else key, **asked)
    return Page(tuple(found[:size]), str(found[size - 1].seq) if len(found) > size else "", key is None)


LAST = 2**62
_KINDS: dict[str, Any] = {"person": UUID, "delegation": UUID, "since": date, "until": date}


def _asked(filters: Filters) -> dict[str, Any]:
    """The filters that narrow, by name, without words and state."""
    return {name: value for name in _KINDS if (value := getattr(filters, name))}


@functools.cache
def _entries(names: frozenset[str], size: int) -> OfMember:
    """The query of a page under these filters, prepared."""

    def build(member: Membership, before: int, **asked: Any) -> QuerySet[Entry]:
        filters = Filters(**asked)
        entries = _narrowed(entries_visible_to(member), filters, member).filter(seq__lt=before)
        if not filters.is_flat:
            entries = entries.filter(thread_id=None)
        newest = entries.order_by("-seq")[: size + 1]
        if filters.since or filters.until:
            # How many days leave, PostgreSQL cannot know: asked for them with all that is beside, it would put all in order.
            newest = Entry.objects.filter(pk__in=newest.values("pk")).order_by("-seq")
        return for_display(newest)

    return OfMember(build, before=int, **{name: _KINDS[name] for name in sorted(names)})


def everything(member: Membership, filters: Filters, *, chunk: int = 500) -> Iterator[list[Entry]]:
    """All entries under the filters, newest first, in chunks: what an export writes."""
    if filters.q.strip():
        yield from _all_found(member, filters, chunk)
        return
    entries = _narrowed(entries_visible_to(member), filters, member)
    if filters.state:
        threads = Thread.objects.visible_to(member).filter(state=filters.state).values("pk")
        entries = entries.filter(Q(pk__in=threads) | Q(thread_id__in=threads))
    after = ""
    while True:
        page: Page[Entry] = page_by_seq(for_display(entries).defer(None), after, size=chunk)
        yield list(page.rows)
        after = page.next
        if not after:
            return


def _all_found(member: Membership, filters: Filters, chunk: int) -> Iterator[list[Entry]]:
    after = ""
    while True:
        page = _search(member, filters, after, chunk)
        yield list(page.rows)
        after = page.next
        if not after:
            return


def _narrowed(entries: Any, filters: Filters, member: Membership) -> Any:
    if filters.person:
        entries = entries.filter(actor_id=filters.person)
    if filters.delegation:
        entries = entries.filter(delegation_id=filters.delegation)
    # Days become numbers, found by the index of days: every other index then goes straight to them, since all end in the
    # number. The day itself is asked for too, hidden from the planner, for an import may bring days out of order.
    written = Entry.objects.filter(business_id=member.business_id)
    if filters.since or filters.until:
        entries = entries.alias(on=Coalesce("day", "day"))
    if filters.since:
        first = Subquery(_first_since(written, filters.since))
        entries = entries.filter(seq__gte=first, on__gte=filters.since)
    if filters.until:
        last = Subquery(_last_until(written, filters.until))
        entries = entries.filter(seq__lte=last, on__lte=filters.until)
    return entries


def _first_since(written: QuerySet[Entry], day: date) -> QuerySet[Any]:
    """The number of the first entry of a day or of the next that has any."""
    return written.filter(day__gte=day).order_by("day", "seq").values("seq")[:1]


def _last_until(written: QuerySet[Entry], day: date) -> QuerySet[Any]:
    """The number of the last entry of a day or of the one before that has any."""
    return written.filter(day__lte=day).order_by("-day", "-seq").values("seq")[:1]


def _threads(member: Membership, filters: Filters, after: str, size: int) -> Page[Entry]:
    """The requests in one state, newest first. Asked of the threads, which have an index for it.

    Those of a person are those they asked and those asked of them: each has its index, both together have none.
    """
    asked, before = _asked(filters), _uuid(after)
    sides = ("asked_by", "asked_of") if filters.person else ("",)
    found: dict[UUID, Thread] = {}
    for side in sides:
        query = _requests(filters.state, frozenset(asked), side, size)
        found |= {thread.pk: thread for thread in query.rows(member, before=before or LAST_ID, **asked)}
    newest = sorted(found, reverse=True)
    shown = tuple(found[one].root for one in newest[:size])
    return Page(shown, str(newest[size - 1]) if len(newest) > size else "", before is None)


FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)


@functools.cache
def _requests(state: str, names: frozenset[str], side: str, size: int) -> OfMember:
    """The query of a page of threads, prepared. `side`: what the person did, where the filters name one."""

    def build(member: Membership, before: UUID, **asked: Any) -> QuerySet[Thread]:
        filters = Filters(state=state, **asked)
        threads = _within_days(Thread.objects.visible_to(member).filter(state=state), filters, member)
        if filters.person:
            threads = threads.filter(**{side: filters.person})
        if filters.delegation:
            threads = threads.filter(delegation_id=filters.delegation)
        newest = threads.filter(root_id__lt=before).order_by("-root_id")[: size + 1]
        # What is beside comes after, as in `_entries`.
        shown = Thread.objects.filter(pk__in=newest.values("pk")).order_by("-root_id")
        return shown.select_related("root__text", "root__correction").defer(*_NOT_SHOWN)

    return OfMember(build, before=UUID, **{name: _KINDS[name] for name in sorted(names)})


APART = 1_000
"""Numbers. Ids of entries are made a little before their numbers: an entry has a smaller id than any so many after it."""


def _within_days(threads: Any, filters: Filters, member: Membership) -> Any:
    """Those asked on these days: near them by id, which an index begins at, and then by the day itself."""
    written = Entry.objects.filter(business_id=member.business_id)
    if filters.since:
        first = Coalesce(Subquery(_first_since(written, filters.since)), LAST)
        near = written.filter(seq__lte=first - APART).order_by("-seq").values("id")[:1]
        threads = threads.filter(
            root_id__gte=Coalesce(Subquery(near), FIRST_ID), root__day__gte=filters.since
        )
    if filters.until:
        last = Coalesce(Subquery(_last_until(written, filters.until)), 0)
        near = written.filter(seq__gte=last + APART).order_by("seq").values("id")[:1]
        threads = threads.filter(root_id__lte=Coalesce(Subquery(near), LAST_ID), root__day__lte=filters.until)
    return threads


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _search(member: Membership, filters: Filters, after: str, size: int) -> Page[Entry]:
    """Found by words, then loaded through visibility and the other filters; a later page begins after a number."""
    key = int(after) if after.isdecimal() and len(after) < 19 else None
    oldest, before = _numbers(member, filters, key)
    rows: dict[UUID, Entry] = {}
    for limit in (WIDE * size,) if filters.person else (size, WIDE * size):
        found = _hits(member, filters, before, limit)
        more = len(found) == limit and found[-1][1] > oldest
        found = [hit for hit in found if hit[1] >= oldest]
        shown = _these(member, [identifier for identifier, _seq in found], filters)
        for identifier, seq in found:
            if len(rows) == size:
                return Page(tuple(rows.values()), str(before), key is None)
            if identifier in shown:
                rows.setdefault(shown[identifier].pk, shown[identifier])
            before = seq
        if not more or len(rows) * 2 >= size:
            break
    return Page(tuple(rows.values()), str(before) if more else "", key is None)


def _numbers(member: Membership, filters: Filters, key: int | None) -> tuple[int, int | None]:
    """Between which numbers to search: the oldest of the days asked for, and the one to begin before (None: the newest)."""
    if not filters.since and not filters.until:
        return 0, key
    bounds = _days.first(member, since=filters.since or date.min, until=filters.until or date.max)
    oldest, newest = (LAST if bounds[0] is None else bounds[0]), bounds[1] or 0
    return oldest, newest + 1 if key is None else min(key, newest + 1)


def _bounds(member: Membership, since: date, until: date) -> QuerySet[Any]:
    written = Entry.objects.filter(business_id=member.business_id)
    found = Membership.objects.filter(pk=member.pk)
    return found.values_list(Subquery(_first_since(written, since)), Subquery(_last_until(written, until)))


_days = OfMember(_bounds, since=date, until=date)


def _hits(member: Membership, filters: Filters, before: int | None, size: int) -> list[tuple[UUID, int]]:
    scope: dict[str, Any] = {"business_id": member.business_id, "before_seq": before, "limit": size}
    only = (filters.delegation,) if filters.delegation else None
    if member.is_management:
        return hits(filters.q, delegation_ids=only, **scope)
    found = hits(filters.q, reader_id=member.id, delegation_ids=only, **scope)
    if member.role in (Role.REVIEWER, Role.MEDIATOR):
        granted = granted_matters(member)
        within = tuple(matter for matter in granted if only is None or matter in only)
        found = sorted({*found, *hits(filters.q, delegation_ids=within, **scope)}, key=lambda hit: -hit[1])[
            :size
        ]
    return found


ROOM = 20


def _these(member: Membership, ids: list[UUID], filters: Filters) -> dict[UUID, Entry]:
    """Of these entries, by their ids, those that the member may see under the filters; a text found in a correction is shown
    where it was first written. One query."""
    if not ids:
        return {}
    asked, fits = _asked(filters), len(ids) <= ROOM
    rows = _found(frozenset(asked)).rows(member, ids=ids, **asked) if fits else _by_id(member, ids, **asked)
    loaded = {row.pk: row for row in rows}
    return {
        one: loaded.get(loaded[one].subject_id, loaded[one])
        if loaded[one].type == EntryCorrected.type
        else loaded[one]
        for one in ids
        if one in loaded
    }


def _by_id(member: Membership, ids: list[UUID], **asked: Any) -> QuerySet[Entry]:
    """Those of `ids` under the filters, and what those of them that are corrections correct."""
    visible = entries_visible_to(member)
    under = _narrowed(visible.filter(pk__in=ids), Filters(**asked), member)
    corrected = under.filter(type=EntryCorrected.type).values("subject_id")
    found: QuerySet[Entry] = visible.filter(pk__in=under.values("pk").union(corrected, all=True))
    return for_display(found)


@functools.cache
def _found(names: frozenset[str]) -> OfMember:
    return OfMember(_by_id, ids=Several(UUID, ROOM), **{name: _KINDS[name] for name in sorted(names)})
