"""What keeps coming back in short notes, French and English mixed, even when it is worded differently.

Notes are read as weighted features (`features`) and grouped by average link (`grouping`); what the person put together or
kept apart wins over both. The result depends on the notes and on what was said of them, never on their order. Method,
sources and figures: docs/algorithms/recurring.md. To find a note again, see `finding`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final

from relais.engine.faults import Fault, InputRefused
from relais.engine.words.concepts import vocabulary
from relais.engine.words.features import Features, features, weighted
from relais.engine.words.fold import fold
from relais.engine.words.grouping import grouped
from relais.engine.words.reading import Reader

NOTES_LIMIT: Final = 20_000
"""The most notes that are grouped at once: six years of nine a day."""
LETTERS_LIMIT: Final = 4_000
"""The longest note: a note is a line or two, and a pasted file is not one."""


@dataclass(frozen=True, slots=True)
class Note:
    """One short note. `id`: the caller's own name for it; `on`: the day that it is about, where known."""

    id: str
    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Notes about one thing. `name`: the text of the most typical one; `notes`: their ids, the earliest day first, those
    without a day last; `days`: the days that they are about, each once, in order.
    """

    name: str
    notes: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def count(self) -> int:
        return len(self.notes)

    @property
    def every_days(self) -> float | None:
        """The median number of days from one of its days to the next; None with fewer than two."""
        gaps = [(after - before).days for before, after in pairwise(self.days)]
        return float(median(gaps)) if gaps else None


@dataclass(frozen=True, slots=True)
class Recurring:
    """`groups`: of two notes or more, the largest first, then the latest, then by name; `alone`: ids of all other notes, in the
    order of the notes of a group.
    """

    groups: tuple[Group, ...]
    alone: tuple[str, ...]


def recurring(
    notes: Iterable[Note],
    together: Iterable[Iterable[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Recurring:
    """Group notes by what recurs.

    `together`: sets of ids that the person put together; sets that share a note are one. `apart`: pairs of ids that never
    share a group; what is together with either follows, so that one pair splits a group whose two halves are in
    `together`. A later note joins whichever part of such a group it resembles most.
    Raises InputRefused with every fault. Time: under two seconds for 10,000 notes.
    """
    given, sets, pairs = list(notes), [tuple(one) for one in together], list(apart)
    if wrong := faults(given, sets, pairs):
        raise InputRefused(wrong)
    listed = sorted(given, key=_order)
    number = {note.id: index for index, note in enumerate(listed)}
    reader = Reader(vocabulary())
    vectors = weighted([features(reader.units(note.text)) for note in listed])
    found = grouped(
        vectors,
        [[number[one] for one in kept] for kept in _joined(sets)],
        [(number[one], number[other]) for one, other in pairs],
    )
    groups = [_group(members, listed, vectors) for members in found if len(members) > 1]
    groups.sort(
        key=lambda one: (-one.count, -one.days[-1].toordinal() if one.days else 0, one.name, one.notes)
    )
    alone = _by_day([members[0] for members in found if len(members) == 1], listed)
    return Recurring(tuple(groups), tuple(note.id for note in alone))


def faults(
    notes: Sequence[Note], together: Sequence[Sequence[str]] = (), apart: Sequence[tuple[str, str]] = ()
) -> tuple[Fault, ...]:
    """Everything wrong with some notes and with what was said of them; an empty tuple when they can be grouped.

    Paths are `notes`, `notes[3].text`, `together[0]`, `apart[2]`. Codes: `id_empty`, `id_repeated`, `text_empty`,
    `text_too_long`, `too_many`, `note_unknown`, `apart_from_itself`, `apart_and_together`.
    """
    if len(notes) > NOTES_LIMIT:
        return (Fault("notes", "too_many"),)
    return (*_note_faults(notes), *_said_faults({note.id for note in notes}, together, apart))


def _note_faults(notes: Sequence[Note]) -> Iterator[Fault]:
    known: set[str] = set()
    for n, note in enumerate(notes):
        if not note.id:
            yield Fault(f"notes[{n}].id", "id_empty")
        elif note.id in known:
            yield Fault(f"notes[{n}].id", "id_repeated")
        known.add(note.id)
        if not note.text.strip():
            yield Fault(f"notes[{n}].text", "text_empty")
        elif len(note.text) > LETTERS_LIMIT:
            yield Fault(f"notes[{n}].text", "text_too_long")


def _said_faults(
    known: set[str], together: Sequence[Sequence[str]], apart: Sequence[tuple[str, str]]
) -> Iterator[Fault]:
    for n, one in enumerate(together):
        if not known.issuperset(one):
            yield Fault(f"together[{n}]", "note_unknown")
    place = {note: n for n, kept in enumerate(_joined(together)) for note in kept}
    for n, (one, other) in enumerate(apart):
        if not known.issuperset((one, other)):
            yield Fault(f"apart[{n}]", "note_unknown")
        elif one == other:
            yield Fault(f"apart[{n}]", "apart_from_itself")
        elif one in place and place[one] == place.get(other):
            yield Fault(f"apart[{n}]", "apart_and_together")


def _joined(sets: Iterable[Sequence[str]]) -> list[set[str]]:
    """Sets that share something made one."""
    home: dict[str, set[str]] = {}
    for one in sets:
        joined = set(one)
        for earlier in [home[note] for note in one if note in home]:
            joined |= earlier
        home.update(dict.fromkeys(joined, joined))
    return list({id(one): one for one in home.values()}.values())


def _order(note: Note) -> tuple[str, str, date, str]:
    """The order in which ties are decided, whatever order notes come in."""
    return fold(note.text), note.text, note.on or date.max, note.id


def _by_day(members: Iterable[int], notes: Sequence[Note]) -> list[Note]:
    return [notes[index] for index in sorted(members, key=lambda index: (notes[index].on or date.max, index))]


def _group(members: Sequence[int], notes: Sequence[Note], vectors: Sequence[Features]) -> Group:
    inside = _by_day(members, notes)
    typical = notes[_most_typical(members, notes, vectors)]
    return Group(
        name=" ".join(typical.text.split()),
        notes=tuple(note.id for note in inside),
        days=tuple(sorted({note.on for note in inside if note.on is not None})),
    )


def _most_typical(members: Sequence[int], notes: Sequence[Note], vectors: Sequence[Features]) -> int:
    """The note with the greatest mean cosine to its group; the shortest where several are as typical."""
    total: defaultdict[str, float] = defaultdict(float)
    for index in members:
        for feature, weight in vectors[index].items():
            total[feature] += weight
    means = {index: sum(total[f] * weight for f, weight in vectors[index].items()) for index in members}
    best = max(means.values()) - 1e-9 * len(members)
    return min((i for i in members if means[i] >= best), key=lambda i: (len(notes[i].text), i))
