"""A file of time against what the business knows: whose time, of which activity, what is here already."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from relais.activities.models import Activity, TimeSpent
from relais.engine.timefile.cells import Order, Unit
from relais.engine.timefile.columns import Columns, columns_of
from relais.engine.timefile.reading import Left, Read, Row, read_rows
from relais.engine.timefile.table import Table
from relais.engine.words.fold import fold
from relais.people.models import Membership

NAMES_MOST: Final = 200
"""Different unknown activities of one file: more are no list of activities but of notes."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person says of a file. `activity_id`: all rows are of that one. `mine`: all rows are the importer's own.
    `create`: activities that are not known yet are added."""

    columns: Columns
    order: Order = ""
    unit: Unit = ""
    activity_id: UUID | None = None
    mine: bool = False
    create: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """A row that would be imported. `activity`: the name of an activity that is still to be added where there is no id."""

    row: Row
    member_id: UUID
    activity_id: UUID | None
    digest: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing would do. `here`: rows imported before; `unknown`, `nobody`: names without an activity, a member."""

    read: Read
    new: tuple[New, ...] = ()
    here: int = 0
    left: tuple[Left, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    nobody: tuple[tuple[str, int], ...] = ()

    @property
    def minutes(self) -> int:
        return sum(one.row.minutes for one in self.new)

    @property
    def is_open(self) -> bool:
        """Whether something is to be answered before anything can be imported."""
        return bool(self.read.asks_order or self.read.asks_unit or self.read.missing)


def answers_of(table: Table) -> Answers:
    """What the file itself says."""
    return Answers(columns_of(table.header))


def preview(table: Table, answers: Answers, member: Membership, *, today: date) -> Preview:
    """Look at a file: nothing is written. Three queries."""
    read = read_rows(
        table, answers.columns, today=today, order=answers.order, unit=answers.unit,
        one_activity=answers.activity_id is not None,
    )  # fmt: skip
    people = {} if answers.mine else _people(member)
    known = _activities(member)
    left, unknown, nobody = list(read.left), Counter[str](), Counter[str]()
    found: list[New] = []
    for row in read.rows:
        who = member.id if answers.mine or not row.person else people.get(fold(row.person))
        if who is None:
            nobody[row.person] += 1
            left.append(Left(row.line, "person_unknown", row.person))
            continue
        what = answers.activity_id or known.get(fold(row.activity))
        if what is None:
            unknown[row.activity] += 1
            if not answers.create or len(unknown) > NAMES_MOST:
                left.append(Left(row.line, "activity_unknown", row.activity))
                continue
        found.append(New(row, who, what, _digest(member, row, who)))
    here = _here(member, found)
    new = tuple(one for one in found if one.digest not in here)
    return Preview(
        read, new, len(found) - len(new), tuple(sorted(left, key=lambda one: one.line)), tuple(unknown.most_common()),
        tuple(nobody.most_common()),
    )  # fmt: skip


def _people(member: Membership) -> Mapping[str, UUID]:
    """Members by their names and addresses; a name that two have is nobody's."""
    rows = Membership.objects.visible_to(member).values_list("id", "person__name", "person__email")
    found: dict[str, UUID] = {}
    twice: set[str] = set()
    for identifier, *names in rows:
        for name in {fold(name) for name in names if name}:
            if found.setdefault(name, identifier) != identifier:
                twice.add(name)
    return {name: identifier for name, identifier in found.items() if name not in twice}


def _activities(member: Membership) -> Mapping[str, UUID]:
    rows = Activity.objects.visible_to(member).order_by("ended_at", "-id").values_list("title", "id")
    found: dict[str, UUID] = {}
    for title, identifier in rows:
        found.setdefault(fold(title), identifier)
    return found


def _digest(member: Membership, row: Row, who: UUID) -> str:
    """What tells a row from every other: the same row of another export has the same."""
    said = (member.business_id, who, row.on, row.minutes, fold(row.activity), fold(row.note), row.nth)
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()


def _here(member: Membership, found: list[New]) -> set[str]:
    """Those of the rows that were imported before."""
    if not found:
        return set()
    days = [one.row.on for one in found]
    rows = TimeSpent.objects.filter(
        business_id=member.business_id, digest__isnull=False, on__gte=min(days), on__lte=max(days)
    )
    return {one.digest for one in found}.intersection(rows.values_list("digest", flat=True))
