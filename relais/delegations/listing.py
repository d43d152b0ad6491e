"""Lists of delegations: narrowed, counted, with what a row shows."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, Min, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.safestring import SafeString

from relais.acts.paging import PAGE, Page
from relais.config.dates import day_text
from relais.config.money import format_money
from relais.delegations.models import Delegation, Milestone, State
from relais.engine.values import Money
from relais.funds.models import Account
from relais.log.wording import language
from relais.people.models import Membership
from relais.people.named import Named
from relais.people.prepared import OfMember

COUNT_UP_TO = 99


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. No state: all that are not closed."""

    state: str = ""
    person: UUID | None = None
    query: str = ""


def listed(member: Membership, filters: Filters) -> QuerySet[Any]:
    """The delegations that the member may see under these filters, without order."""
    found = Delegation.objects.visible_to(member)
    if filters.query:
        found = found.called(filters.query, member)
    if filters.person is not None and member.may("delegation.see_all"):
        found = found.filter(executor_id=filters.person)
    if filters.state == "all":
        return found
    return found.filter(state=filters.state) if filters.state else found.under_way()


def with_facts(delegations: QuerySet[Any]) -> QuerySet[Any]:
    """With executor, procedure and `next_due`, as lists and exports show them."""
    return delegations.select_related("executor__person", "procedure").annotate(next_due=_next_due())


def _next_due() -> Subquery:
    milestones = Milestone.objects.filter(delegation=OuterRef("pk"), dropped_at=None, due_on__isnull=False)
    return Subquery(milestones.order_by().values("delegation").annotate(first=Min("due_on")).values("first"))


# --- a page of the list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A delegation as the list shows it, every string ready. `executor` is who does the work, if the reader may know them."""

    url: str
    title: str
    state: str
    label: str
    executor: Named | None
    is_invited: bool
    due: SafeString
    held: str


def page_of(member: Membership, filters: Filters, after: str, team: Mapping[UUID, Named]) -> Page[Row]:
    """A page of rows, newest first."""
    try:
        before = UUID(after)
    except ValueError:
        before = None
    found = _found(member, filters, before or LAST)
    write = _Rows(member, team)
    shown = tuple(write.row(*one) for one in found[:PAGE])
    return Page(shown, str(found[PAGE - 1][0]) if len(found) > PAGE else "", before is None)


LAST = UUID(int=2**128 - 1)
_SHOWN = ("id", "title", "state", "executor_id", "invitation_id", "currency", "next_due", "held")


def _found(member: Membership, filters: Filters, before: UUID) -> list[Any]:
    if filters.query:
        return list(_rows(member, filters, before))
    by_person = filters.person is not None
    person = {"person": filters.person} if by_person else {}
    return _shape(filters.state, by_person).rows(member, before=before, **person)


@functools.cache
def _shape(state: str, by_person: bool) -> OfMember:
    """The query of one state, of all, or of what is under way; of one person or of everyone: prepared."""

    def build(member: Membership, before: UUID, person: UUID | None = None) -> QuerySet[Any]:
        return _rows(member, Filters(state=state, person=person), before)

    return OfMember(build, before=UUID, **({"person": UUID} if by_person else {}))


def _rows(member: Membership, filters: Filters, before: UUID) -> QuerySet[Any]:
    held = (
        Account.objects.filter(delegation_id=OuterRef("pk"), kind="held").order_by().values("delegation_id")
    )
    found = listed(member, filters).filter(id__lt=before).order_by("-id")
    found = found.annotate(
        next_due=_next_due(), held=Subquery(held.annotate(total=Sum("balance")).values("total"))
    )
    return found.values_list(*_SHOWN)[: PAGE + 1]


class _Rows:
    """Writes the rows of one page: what is the same for all of them is worked out once."""

    def __init__(self, member: Membership, team: Mapping[UUID, Named]) -> None:
        self.team, self.language = team, language()
        self.sees_rates = member.sees_rates
        # One address is reversed, the others are made after its model: reversing costs more than all the rest of a row.
        blank = UUID(int=0)
        self.url = reverse("delegations:page", args=[member.business.slug, blank]).replace(str(blank), "%s")
        self.labels = {state.value: str(state.label) for state in State}

    def row(
        self, identifier: UUID, title: str, state: str, executor: UUID | None, invitation: UUID | None, currency: str,
        due: date | None, held: int | None,
    ) -> Row:  # fmt: skip
        return Row(
            url=self.url % identifier,
            title=title,
            state=state,
            label=self.labels[state],
            executor=self.team.get(executor) if executor else None,
            is_invited=executor is None and invitation is not None,
            due=self._due(due) if due and state != State.CLOSED else SafeString(""),
            held=format_money(Money(held, currency), self.language) if held and self.sees_rates else "",
        )

    def _due(self, day: date) -> SafeString:
        # Nothing here was typed by a person: a date.
        return SafeString(f'<time datetime="{day.isoformat()}">{day_text(day, self.language)}</time>')


# --- how many ----------------------------------------------------------------------------------------------------------


class _CountUpTo(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _counting(member: Membership) -> QuerySet[Any]:
    seen = Delegation.objects.visible_to(member).order_by().values("pk")
    columns = {
        f"n_{state}": _CountUpTo(seen.filter(state=state)[: COUNT_UP_TO + 1]) for state in State.values
    }
    return Membership.objects.filter(pk=member.pk).values(**columns)


_counts = OfMember(_counting)


def counts(member: Membership) -> dict[str, int]:
    """How many there are in each state, counted up to one past COUNT_UP_TO: one query that never reads more than that."""
    row = _counts.first(member)
    return {state: row[f"n_{state}"] or 0 for state in State.values}
