"""One box over all that a member may see: titles first, then what people wrote, a few of each and the way to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.delegations.models import Delegation, State
from relais.engine.words.fold import fold, query_terms
from relais.log import display
from relais.log.loading import around
from relais.log.reading import Filters, page_of
from relais.log.views.reading import highlighted
from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.people.roles import Role
from relais.procedures.models import Procedure

SHOWN: Final = 6
LINES_SHOWN: Final = 10
TEAM_MOST: Final = 500
LONGEST: Final = 200
"""Characters of a query: beyond, it is a text and not a search."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by its title. `note` says what it is now."""

    title: str
    url: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `all_url` leads to all of it where there is more."""

    name: str | Promise
    hits: tuple[Hit, ...]
    all_url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    query: str
    groups: tuple[Group, ...] = ()
    lines: tuple[display.Line, ...] = ()
    lines_url: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.lines


# The team is loaded once, for its own names and for those under the lines found.
_team: Final = OfMember(
    lambda member: (
        Membership.objects.visible_to(member)
        .select_related("person")
        .only("business_id", "role", "title", "ink", "left_at", "person__name")
        .order_by(F("left_at").asc(nulls_first=True), "person__name")[:TEAM_MOST]
    )
)


def search(member: Membership, query: str) -> Found:
    """What of the business matches; every word must, in any order, accents and endings forgiven."""
    # What no keyboard types (control characters) is not searched for, and would not be valid in a page.
    query = " ".join("".join(c if c.isprintable() else " " for c in query).split())[:LONGEST]
    if not query_terms(query):
        return Found(query)
    team = _team.rows(member)
    groups = (_delegations(member, query), _procedures(member, query), _people(member, query, team))
    page = page_of(member, Filters(q=query), "", size=LINES_SHOWN)
    lines = display.lines(
        page.rows,
        member,
        with_replies=False,
        mark=lambda text: highlighted(text, query),
        found=around(page.rows, member, with_replies=False, known=team),
    )
    more = (
        f"{reverse('log:index', args=[member.business.slug])}?{urlencode({'q': query})}" if page.next else ""
    )
    return Found(query, tuple(group for group in groups if group.hits), tuple(lines), more)


def _delegations(member: Membership, query: str) -> Group:
    slug = member.business.slug
    rows = list(
        Delegation.objects.visible_to(member)
        .called(query, member)
        .order_by("-id")
        .only("id", "title", "state")[: SHOWN + 1]
    )
    hits = [
        Hit(
            row.title,
            reverse("delegations:page", args=[slug, row.id]),
            str(State(row.state).label),
            row.state,
        )
        for row in rows[:SHOWN]
    ]
    return Group(_("Delegations"), tuple(hits), _rest("delegations:index", slug, query, rows))


def _procedures(member: Membership, query: str) -> Group:
    slug = member.business.slug
    rows = list(
        Procedure.objects.visible_to(member).called(query).order_by("-id").only("id", "title")[: SHOWN + 1]
    )
    hits = [Hit(row.title, reverse("procedures:page", args=[slug, row.id])) for row in rows[:SHOWN]]
    return Group(_("Procedures"), tuple(hits), _rest("procedures:index", slug, query, rows))


def _people(member: Membership, query: str, team: Sequence[Membership]) -> Group:
    """By name or by what they do, accents forgiven. Only management knows the others by name."""
    if not member.may("team.see"):
        return Group(_("Team"), ())
    slug, words = member.business.slug, fold(query).split()
    found = [
        one
        for one in team
        if one.is_current and all(word in fold(f"{one.person.name} {one.title}") for word in words)
    ]
    hits = [
        Hit(
            one.person.name,
            reverse("people:member", args=[slug, one.id]),
            one.title or str(Role(one.role).label),
        )
        for one in found[:SHOWN]
    ]
    return Group(_("Team"), tuple(hits))


def _rest(name: str, slug: str, query: str, rows: list[Any]) -> str:
    return f"{reverse(name, args=[slug])}?{urlencode({'q': query})}" if len(rows) > SHOWN else ""
