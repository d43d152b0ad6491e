"""What of the log is shown under which filters, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from relais.acts.models import Entry
from relais.acts.paging import Page, page_by_id, page_by_seq
from relais.acts.search import hits
from relais.log.entries import EntryCorrected
from relais.log.loading import for_display
from relais.log.models import Thread
from relais.log.querysets import entries_visible_to
from relais.people.gates import granted_matters
from relais.people.models import Membership
from relais.people.roles import Role

SIZE = 20
"""Requests of a page, each with its replies."""
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
        return _threads(member, filters, after, size)
    entries = for_display(_narrowed(entries_visible_to(member), filters, member))
    if not filters.is_flat:
        entries = entries.filter(thread_id=None)
    page: Page[Entry] = page_by_seq(entries, after, size=size)
    return page


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
    threads = Thread.objects.visible_to(member).filter(state=filters.state)
    if filters.person:
        threads = threads.filter(Q(asked_by=filters.person) | Q(asked_of=filters.person))
    if filters.delegation:
        threads = threads.filter(delegation_id=filters.delegation)
    if filters.since:
        threads = threads.filter(root__day__gte=filters.since)
    if filters.until:
        threads = threads.filter(root__day__lte=filters.until)
    threads = threads.select_related("root__text", "root__correction").defer(*_NOT_SHOWN)
    page: Page[Any] = page_by_id(threads, after, size=size, field="root_id")
    return Page(tuple(thread.root for thread in page.rows), page.next, page.is_first)


def _search(member: Membership, filters: Filters, after: str, size: int) -> Page[Entry]:
    """Found by words, then loaded through visibility and the other filters; a later page begins after a number."""
    before = int(after) if after.isdecimal() and len(after) < 19 else None
    first = before is None
    rows: list[Entry] = []
    for _round in range(ROUNDS):
        found = _hits(member, filters, before, size)
        if not found:
            return Page(tuple(rows), "", first)
        wanted = entries_visible_to(member).filter(pk__in=[identifier for identifier, _seq in found])
        rows += for_display(_narrowed(wanted, filters, member)).order_by("-seq")
        more, before = len(found) >= size, found[-1][1]
        if not more:
            return Page(tuple(_originals(rows, member)), "", first)
        if len(rows) * 2 >= size:
            break
    return Page(tuple(_originals(rows, member)), str(before), first)


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


def _originals(rows: list[Entry], member: Membership) -> list[Entry]:
    """A text found in a correction is shown where it was first written."""
    wanted = {row.subject_id for row in rows if row.type == EntryCorrected.type}
    if not wanted:
        return rows
    first = {row.pk: row for row in for_display(entries_visible_to(member).filter(pk__in=wanted))}
    shown: dict[UUID, Entry] = {}
    for row in rows:
        original = first.get(row.subject_id, row) if row.type == EntryCorrected.type else row
        shown.setdefault(original.pk, original)
    return list(shown.values())
