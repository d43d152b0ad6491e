"""Notes read from a file of lines, with every fault and its line; groups written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from relais.cli.jsonfile import BYTES_LIMIT, FileRefused
from relais.cli.words import gettext_now as _
from relais.engine.faults import Fault
from relais.engine.words.recurring import LETTERS_LIMIT, NOTES_LIMIT, Note, Recurring

LINES_LIMIT: Final = 100
"""Numbers of lines in one option: `--apart` keeps every two of them apart."""
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def read_notes(content: bytes) -> list[Note]:
    """A note for each line of UTF-8 text that is not blank, `id` being the number of the line, from 1.

    What stands before a line's first tab is its day, as ISO 8601 writes it, or nothing. Raises FileRefused.
    """
    if len(content) > BYTES_LIMIT:
        raise FileRefused([Fault("", "file_too_long")])
    notes, faults = [], []
    for number, line in enumerate(content.removeprefix(_BYTE_ORDER_MARK).splitlines(), 1):
        read = _read(str(number), line) if line.strip() else None
        if isinstance(read, Note):
            notes.append(read)
        elif read is not None:
            faults.append(Fault(_line(str(number)), read))
    if len(notes) > NOTES_LIMIT:
        faults.append(Fault("", "too_many"))
    if faults:
        raise FileRefused(faults)
    return notes


def _read(number: str, line: bytes) -> Note | str:
    """The note, or the code of what is wrong with the line."""
    try:
        said = line.decode()
    except UnicodeDecodeError:
        return "not_utf8"
    before, tab, after = said.partition("\t")
    text = after if tab else said
    if len(text) > LETTERS_LIMIT:
        return "text_too_long"
    if not text.strip():
        return "text_empty"
    try:
        return Note(
            number, text.strip(), date.fromisoformat(before.strip()) if tab and before.strip() else None
        )
    except ValueError:
        return "not_date"


def read_lines(option: str, said: Sequence[str]) -> list[tuple[str, ...]]:
    """Numbers of lines as an option gives them: "3,17". Raises FileRefused with the option and what was said."""
    read, faults = [], []
    for one in said:
        numbers = tuple(number.strip() for number in one.split(","))
        if len(numbers) < 2 or not all(number.isascii() and number.isdigit() for number in numbers):
            faults.append(Fault(f"{option} {one}", "not_lines"))
        elif len(numbers) > LINES_LIMIT:
            faults.append(Fault(option, "too_many_lines"))
        read.append(tuple(number.lstrip("0") for number in numbers))
    if faults:
        raise FileRefused(faults)
    return read


def _line(number: str) -> str:
    return _("line %(number)s") % {"number": number}


def texts() -> dict[str, str]:
    """What a file of notes may be refused for, and what is said of its lines."""
    return {
        "not_utf8": _("is not UTF-8 text"),
        "text_too_long": _("is longer than 4,000 characters: a note is a line or two"),
        "text_empty": _("there is a date and no note"),
        "too_many": _("There are more than 20,000 notes."),
        "not_lines": _("must be numbers of lines with commas between them, such as 3,17"),
        "too_many_lines": _("at most 100 lines may be named at once"),
        "note_unknown": _("there is no note on one of these lines"),
        "apart_from_itself": _("names a line twice"),
        "apart_and_together": _("was put together too"),
    }


def written(found: Recurring, notes: Sequence[Note]) -> str:
    """What recurs as JSON, one line. `lines` are numbers of lines."""
    said = {
        "notes": len(notes),
        "groups": [
            {
                "name": group.name,
                "count": group.count,
                "first_on": group.days[0].isoformat() if group.days else None,
                "last_on": group.days[-1].isoformat() if group.days else None,
                "every_days": group.every_days,
                "days": [day.isoformat() for day in group.days],
                "lines": list(_numbers(group.notes)),
            }
            for group in found.groups
        ],
        "alone": list(_numbers(found.alone)),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _numbers(ids: Sequence[str]) -> Iterator[int]:
    return (int(one) for one in ids)
