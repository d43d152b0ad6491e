"""A list as a CSV file: one way, so that every file is read by spreadsheets and none runs in one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

PART: Final = 200
"""Rows that are sent at once."""

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")


class _Echo:
    """csv writes to it, and the line comes back: nothing is kept in memory."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The rows as `<name>.csv`, sent as they are read: UTF-8 with the mark by which spreadsheets know it.

    The answer streams after the middleware has gone: language and zone of the request are set anew around each part.
    """
    language, zone, source = translation.get_language(), timezone.get_current_timezone(), iter(rows)

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(columns)
        while True:
            with translation.override(language), timezone.override(zone):
                part = [writer.writerow([_plain(cell) for cell in row]) for row in islice(source, PART)]
            if not part:
                return
            yield "".join(part)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(_RUNS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
