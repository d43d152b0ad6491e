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
ROUNDS = 4
"""How often a search looks further when other filters leave nothing of what it found."""


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
        entries = for_display(_narrowed(entries_visible_to(member), filters, member))
        if not filters.is_flat:
            entries = entries.filter(thread_id=None)
        return entries.filter(seq__lt=before).order_by("-seq")[: size + 1]

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
        first = written.filter(day__gte=filters.since).order_by("day", "seq").values("seq")[:1]
        entries = entries.filter(seq__gte=Subquery(first), on__gte=filters.since)
    if filters.until:
        last = written.filter(day__lte=filters.until).order_by("-day", "-seq").values("seq")[:1]
        entries = entries.filter(seq__lte=Subquery(last), on__lte=filters.until)
    return entries


def _threads(member: Membership, filters: Filters, after: str, size: int) -> Page[Entry]:
    """The requests in one state. Asked of the threads, which have an index for it."""
    asked, before = _asked(filters), _uuid(after)
    found = _requests(filters.state, frozenset(asked), size).rows(member, before=before or LAST_ID, **asked)
    shown = tuple(thread.root for thread in found[:size])
    return Page(shown, str(found[size - 1].pk) if len(found) > size else "", before is None)


LAST_ID = UUID(int=2**128 - 1)


@functools.cache
def _requests(state: str, names: frozenset[str], size: int) -> OfMember:
    def build(member: Membership, before: UUID, **asked: Any) -> QuerySet[Thread]:
        threads = _threads_under(Filters(state=state, **asked), member)
        return threads.filter(root_id__lt=before).order_by("-root_id")[: size + 1]

    return OfMember(build, before=UUID, **{name: _KINDS[name] for name in sorted(names)})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _threads_under(filters: Filters, member: Membership) -> Any:
    threads = Thread.objects.visible_to(member).filter(state=filters.state)
    if filters.person:
        threads = threads.filter(Q(asked_by=filters.person) | Q(asked_of=filters.person))
    if filters.delegation:
        threads = threads.filter(delegation_id=filters.delegation)
    if filters.since:
        threads = threads.filter(root__day__gte=filters.since)
    if filters.until:
        threads = threads.filter(root__day__lte=filters.until)
    return threads.select_related("root__text", "root__correction").defer(*_NOT_SHOWN)


def _search(member: Membership, filters: Filters, after: str, size: int) -> Page[Entry]:
    """Found by words, then loaded through visibility and the other filters; a later page begins after a number."""
    before = int(after) if after.isdecimal() and len(after) < 19 else None
    first = before is None
    rows: list[Entry] = []
    for _round in range(ROUNDS):
        found = _hits(member, filters, before, size)
        if found:
            rows += _these(member, [identifier for identifier, _seq in found], filters)
            before = found[-1][1]
        more = len(found) >= size
        if not more or len(rows) * 2 >= size:
            break
    return Page(tuple({row.pk: row for row in rows}.values()), str(before) if more else "", first)


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


def _these(member: Membership, ids: list[UUID], filters: Filters) -> list[Entry]:
    """Of these entries, those that the member may see under the filters, newest first; a text found in a correction is shown
    where it was first written. One query."""
    asked = _asked(filters)
    fits = len(ids) <= ROOM
    rows = _found(frozenset(asked)).rows(member, ids=ids, **asked) if fits else _by_id(member, ids, **asked)
    wanted, by_id = set(ids), {row.pk: row for row in rows}
    return [
        by_id.get(row.subject_id, row) if row.type == EntryCorrected.type else row
        for row in rows
        if row.pk in wanted
    ]


def _by_id(member: Membership, ids: list[UUID], **asked: Any) -> QuerySet[Entry]:
    """Those of `ids` under the filters, and what those of them that are corrections correct."""
    visible = entries_visible_to(member)
    under = _narrowed(visible.filter(pk__in=ids), Filters(**asked), member)
    corrected = under.filter(type=EntryCorrected.type).values("subject_id")
    found: QuerySet[Entry] = for_display(visible.filter(pk__in=under.values("pk").union(corrected, all=True)))
    return found.order_by("-seq")


@functools.cache
def _found(names: frozenset[str]) -> OfMember:
    return OfMember(_by_id, ids=Several(UUID, ROOM), **{name: _KINDS[name] for name in sorted(names)})
