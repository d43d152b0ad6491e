"""From the bytes of a file to its table: which encoding, which separator, which lines."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 2_000_000
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 5_000
SEPARATORS: Final = (";", ",", "\t")
LOOKED_AT: Final = 30
"""Lines of which the separator is told."""


class Unreadable(Exception):
    """The file as a whole cannot be read. `code`: too_large, too_many_rows, binary, no_table."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `number`: the line of the file on which it begins, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows below it; blank lines are left out."""

    header: tuple[str, ...]
    rows: tuple[Line, ...]


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 (with or without a mark), else Windows-1252, which old spreadsheets write.

    Raises Unreadable: `too_large`, `binary`.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("binary")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if unmarked := _utf16_without_mark(data):
        return data.decode(unmarked, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _utf16_without_mark(data: bytes) -> str:
    """In UTF-16 every other byte of plain letters is zero."""
    head = data[:400]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(zeros) > 4 and zeros.count(0) > 0.8 * len(zeros) and head.count(0) < 0.6 * len(head):
            return name
    return ""


def read_table(text: str) -> Table:
    """The table of a text. Raises Unreadable: `no_table`, `too_many_rows`."""
    text = text.removeprefix("\ufeff")
    first, _sep, rest = text.partition("\n")
    lines_before = 0
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # what Excel writes for itself
        separator, text, lines_before = first.strip()[4], rest, 1
    separator = separator or _separator(text)
    lines = _lines(text, separator, lines_before)
    if len(lines) < 2 or len(lines[0].cells) < 2:
        raise Unreadable("no_table")
    return Table(tuple(cell.strip() for cell in lines[0].cells), tuple(lines[1:]))


def _separator(text: str) -> str:
    """The one that parts the first lines into the most columns, in as many as possible alike."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def worth(separator: str) -> tuple[int, int]:
        widths = [len(line.cells) for line in _lines(head, separator, 0)]
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(SEPARATORS, key=worth)


def _lines(text: str, separator: str, before: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[Line] = []
    start = before + 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell beyond what the reader takes: no table
            raise Unreadable("no_table") from None
        if cells is None:
            return found
        if any(cell.strip() for cell in cells):
            found.append(Line(start, tuple(cell[:MAX_CELL].strip() for cell in cells[:MAX_COLUMNS])))
        if len(found) > MAX_ROWS + 1:
            raise Unreadable("too_many_rows")
        start = before + reader.line_num + 1
