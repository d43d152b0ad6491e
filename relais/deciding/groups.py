"""Tops and flops grouped by what recurs; what the person said of them wins.

All notes of a member are grouped at once, whatever period is shown: a group is the same in two weeks and in a year. Grouping ten
thousand takes over a second, so that the result is kept in the process under a digest of all that it depends on; it holds
numbers and no text. A text that is erased changes the digest and is gone.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from threading import Lock
from typing import Final
from uuid import UUID

from relais.deciding.models import Regrouping, RegroupingKind
from relais.engine.words.recurring import LETTERS_LIMIT, NOTES_LIMIT, Note, recurring
from relais.people.models import Membership
from relais.planning.models import Highlight

KEPT: Final = 32
"""Groupings that a process keeps, the ones last asked for: a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A top or a flop of a day. `activity_id`: what it was said to be about."""

    id: UUID
    on: date
    kind: str
    text: str
    activity_id: UUID | None


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes about one thing, the earliest first. `typical` names it; `is_said`: the person put all of it together.

    `unattached`: how many of its notes are not yet about its activity.
    """

    typical: NoteRow
    notes: tuple[NoteRow, ...]
    activity_id: UUID | None
    is_said: bool

    @property
    def name(self) -> str:
        return " ".join(self.typical.text.split())

    @property
    def unattached(self) -> int:
        return sum(note.activity_id is None for note in self.notes) if self.activity_id else 0

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({note.on for note in self.notes}))

    def count(self, kind: str) -> int:
        return sum(note.kind == kind for note in self.notes)

    def within(self, first: date, last: date) -> tuple[NoteRow, ...]:
        return tuple(note for note in self.notes if first <= note.on <= last)


@dataclass(frozen=True, slots=True)
class Reread:
    """All of a member's notes, grouped. A note alone is a group of one. `left_out`: older notes past what is grouped."""

    groups: tuple[NoteGroup, ...]
    left_out: int

    def of(self, highlight_id: UUID) -> NoteGroup | None:
        """The group in which a note is."""
        return next((g for g in self.groups if any(note.id == highlight_id for note in g.notes)), None)


def reread(member: Membership) -> Reread:
    """The member's own notes, grouped. Two queries; a second of work where ten thousand notes changed."""
    rows = _notes(member)
    notes, left_out = rows[:NOTES_LIMIT], len(rows) > NOTES_LIMIT
    said = said_of(Regrouping.objects.visible_to(member).filter(undone_at=None).order_by("id"), notes)
    found = _grouped(notes, said)
    joined = {note: home for home, kept in enumerate(said.together) for note in kept}
    groups = tuple(_group([notes[n] for n in members], notes[typical], joined) for typical, members in found)
    return Reread(groups, int(left_out))


def _notes(member: Membership) -> list[NoteRow]:
    rows = (
        Highlight.objects.visible_to(member)
        .exclude(text="")
        .order_by("-on", "-id")
        .values_list("id", "on", "kind", "text", "activity_id")[: NOTES_LIMIT + 1]
    )
    return [NoteRow(*row) for row in rows if row[3].strip()]


# --- what was said ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """As the engine takes it: sets that are together, pairs that are apart."""

    together: tuple[tuple[UUID, ...], ...]
    apart: tuple[tuple[UUID, UUID], ...]


def said_of(rows: Iterable[Regrouping], notes: Sequence[NoteRow]) -> Said:
    """What was said of these notes, act by act: whatever was said later wins. Notes that are gone are left out.

    Notes about one activity are together, those about two are apart, unless the person put them into one group.
    """
    blocks = _Blocks(note.id for note in notes)
    for row in rows:
        kept = blocks.known(row.notes)
        if row.kind == RegroupingKind.SPLIT:
            blocks.part(blocks.known(row.out), kept)
        else:
            blocks.join(kept)
    about: dict[UUID, list[UUID]] = {}
    for note in notes:
        if note.activity_id is not None:
            about.setdefault(note.activity_id, []).append(note.id)
    for same in about.values():
        blocks.join(same)
    for one, other in combinations([same[0] for same in about.values()], 2):
        blocks.keep_apart(one, other)
    return blocks.said()


class _Blocks:
    """Notes in blocks: what is joined is one block, and two blocks may be apart."""

    def __init__(self, notes: Iterable[UUID]) -> None:
        self._home = {note: number for number, note in enumerate(notes)}
        self._inside: dict[int, set[UUID]] = {number: {note} for note, number in self._home.items()}
        self._apart: dict[int, set[int]] = {}
        self._next = len(self._home)

    def known(self, ids: Iterable[str]) -> list[UUID]:
        return [note for note in map(UUID, ids) if note in self._home]

    def join(self, notes: Sequence[UUID]) -> None:
        """One block of all blocks that these notes are in; they are apart no longer."""
        blocks = {self._home[note] for note in notes}
        if len(blocks) < 2:
            return
        into = self._new(set().union(*(self._inside.pop(block) for block in blocks)))
        others = set().union(*(self._forget(block) for block in blocks)) - blocks
        for other in others:
            self._set_apart(into, other)

    def part(self, out: Sequence[UUID], rest: Sequence[UUID]) -> None:
        """Each note of `out` leaves its block and stays away from `rest`, which is one."""
        for note in out:
            inside = self._inside[self._home[note]]
            if len(inside) > 1:
                inside.discard(note)
                self._new({note})
        self.join(rest)
        for note in out if rest else ():
            self.keep_apart(note, rest[0])

    def keep_apart(self, one: UUID, other: UUID) -> None:
        if self._home[one] != self._home[other]:
            self._set_apart(self._home[one], self._home[other])

    def said(self) -> Said:
        together = sorted(tuple(sorted(inside)) for inside in self._inside.values() if len(inside) > 1)
        pairs = {(min(one, other), max(one, other)) for one, found in self._apart.items() for other in found}
        apart = sorted((min(self._inside[one]), min(self._inside[other])) for one, other in pairs)
        return Said(tuple(together), tuple(apart))

    def _new(self, notes: set[UUID]) -> int:
        number, self._next = self._next, self._next + 1
        self._inside[number] = notes
        self._home.update(dict.fromkeys(notes, number))
        return number

    def _set_apart(self, one: int, other: int) -> None:
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)

    def _forget(self, block: int) -> set[int]:
        others = self._apart.pop(block, set())
        for other in others:
            self._apart[other].discard(block)
        return others


# --- grouping, kept ---------------------------------------------------------------------------------------------------

Numbers = tuple[tuple[int, tuple[int, ...]], ...]
"""Each group as the place of its typical note and the places of all its notes."""

_kept: OrderedDict[bytes, Numbers] = OrderedDict()
_lock: Final = Lock()


def _grouped(notes: Sequence[NoteRow], said: Said) -> Numbers:
    key = _digest(notes, said)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _group_anew(notes, said)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _digest(notes: Sequence[NoteRow], said: Said) -> bytes:
    parts = hashlib.sha256()
    for note in notes:
        parts.update(f"{note.id.hex}{note.on}{len(note.text)}:{note.text}".encode())
    parts.update(repr(said).encode())
    return parts.digest()


def _group_anew(notes: Sequence[NoteRow], said: Said) -> Numbers:
    place = {str(note.id): number for number, note in enumerate(notes)}
    found = recurring(
        [Note(str(note.id), note.text[:LETTERS_LIMIT], note.on) for note in notes],
        [[str(note) for note in kept] for kept in said.together],
        [(str(one), str(other)) for one, other in said.apart],
    )
    groups = [(group.name, [place[note] for note in group.notes]) for group in found.groups]
    named = [(_typical(name, members, notes), tuple(members)) for name, members in groups]
    return (*named, *((place[note], (place[note],)) for note in found.alone))


def _typical(name: str, members: Sequence[int], notes: Sequence[NoteRow]) -> int:
    return next((n for n in members if " ".join(notes[n].text[:LETTERS_LIMIT].split()) == name), members[0])


def _group(members: Sequence[NoteRow], typical: NoteRow, joined: Mapping[UUID, int]) -> NoteGroup:
    about = Counter(note.activity_id for note in members if note.activity_id is not None)
    homes = {joined.get(note.id) for note in members}
    return NoteGroup(
        typical=typical,
        notes=tuple(members),
        activity_id=about.most_common(1)[0][0] if about else None,
        is_said=len(members) > 1 and len(homes) == 1 and None not in homes,
    )


# --- a period ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A group as it stands in a period: its notes there; `outside`: how many it has besides."""

    group: NoteGroup
    notes: tuple[NoteRow, ...]

    @property
    def outside(self) -> int:
        return len(self.group.notes) - len(self.notes)

    @property
    def key(self) -> UUID:
        """The note by which an address names the group."""
        return self.group.typical.id


def in_period(found: Reread, first: date, last: date) -> tuple[list[InPeriod], list[InPeriod]]:
    """What recurs in a period, the most frequent first, then the latest; and what came once, the latest first."""
    inside = list(_inside(found, first, last))
    several = [one for one in inside if len(one.notes) > 1]
    several.sort(key=lambda one: (-len(one.notes), -one.notes[-1].on.toordinal(), one.group.name))
    once = [one for one in inside if len(one.notes) == 1]
    once.sort(key=lambda one: (-one.notes[-1].on.toordinal(), one.notes[-1].id))
    return several, once


def _inside(found: Reread, first: date, last: date) -> Iterator[InPeriod]:
    for group in found.groups:
        if notes := group.within(first, last):
            yield InPeriod(group, notes)
