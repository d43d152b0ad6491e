"""A table of time, row by row: what is read, what is refused and why, and what only the person can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from relais.engine.timefile.cells import Day, Long, Order, Unit, order_shown, read_clock, read_day, read_long
from relais.engine.timefile.columns import Columns, unit_of
from relais.engine.timefile.table import Line, Table

DAY_MINUTES: Final = 24 * 60
YEARS_BACK: Final = 10
EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read. `nth`: which of the rows of the file that say exactly the same it is, from 1."""

    line: int
    on: date
    minutes: int
    activity: str
    person: str
    note: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was refused: its line, a code (day_missing, day_unclear, day_out_of_range, long_missing, long_unclear,
    long_out_of_range, activity_missing) and what it says."""

    line: int
    code: str
    said: str


@dataclass(frozen=True, slots=True)
class Read:
    """What became of each row. `asks_order`, `asks_unit`: examples of what can be read in two ways, as they are written;
    while they are there nothing of the file is read. `missing`: columns without which nothing is read."""

    rows: tuple[Row, ...] = ()
    left: tuple[Left, ...] = ()
    asks_order: tuple[str, ...] = ()
    asks_unit: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    order: Order = ""
    unit: Unit = ""


def read_rows(
    table: Table,
    columns: Columns,
    *,
    today: date,
    order: Order = "",
    unit: Unit = "",
    one_activity: bool = False,
) -> Read:
    """Read a table. `one_activity`: all rows are of one, said elsewhere. An order or unit that is given wins over the file.

    The order of 03/04 is taken from the file only where some of its days prove it and none proves the contrary.
    """
    missing = _missing(columns, one_activity=one_activity)
    if missing:
        return Read(missing=missing)
    days = [read_day(_cell(line, columns.day)) for line in table.rows]
    longs = [_long(line, columns) for line in table.rows]
    order = order or _order(days)
    unit = unit or (
        unit_of("".join(table.header[columns.long : columns.long + 1])) if columns.long is not None else ""
    )
    asks_order = _examples(table, columns.day, [bool(day and day.parts) for day in days]) if not order else ()
    asks_unit = (
        _examples(table, columns.long, [bool(one and one.number is not None) for one in longs])
        if not unit
        else ()
    )
    if asks_order or asks_unit:
        return Read(asks_order=asks_order, asks_unit=asks_unit, order=order, unit=unit)
    read = [
        _row(line, day, long, columns, order=order, unit=unit, today=today, one_activity=one_activity)
        for line, day, long in zip(table.rows, days, longs, strict=True)
    ]
    rows = tuple(_counted(row for row in read if isinstance(row, Row)))
    return Read(rows, tuple(one for one in read if isinstance(one, Left)), order=order, unit=unit)


def _missing(columns: Columns, *, one_activity: bool) -> tuple[str, ...]:
    missing = []
    if columns.day is None:
        missing.append("day")
    if columns.long is None and (columns.starts is None or columns.ends is None):
        missing.append("long")
    if columns.activity is None and not one_activity:
        missing.append("activity")
    return tuple(missing)


def _order(days: list[Day | None]) -> Order:
    shown = order_shown([day for day in days if day])
    return next(iter(shown)) if len(shown) == 1 else ""


def _examples(table: Table, column: int | None, which: list[bool]) -> tuple[str, ...]:
    found = (_cell(line, column) for line, is_one in zip(table.rows, which, strict=True) if is_one)
    return tuple(dict.fromkeys(found))[:EXAMPLES]


def _cell(line: Line, column: int | None) -> str:
    return line.cells[column] if column is not None and column < len(line.cells) else ""


def _long(line: Line, columns: Columns) -> Long | None:
    if said := _cell(line, columns.long):
        return read_long(said)
    starts, ends = read_clock(_cell(line, columns.starts)), read_clock(_cell(line, columns.ends))
    if starts is None or ends is None:
        return None
    return Long(float((ends - starts) % DAY_MINUTES))  # past midnight


def _row(
    line: Line, day: Day | None, long: Long | None, columns: Columns, *, order: Order, unit: Unit, today: date,
    one_activity: bool,
) -> Row | Left:  # fmt: skip
    said = " · ".join(cell for cell in line.cells if cell)[:300]
    on, minutes = day.read(order) if day else None, long.read(unit) if long else None
    activity = "" if one_activity else " ".join(_cell(line, columns.activity).split())[:200]
    if on is None:
        return Left(line.number, "day_unclear" if _cell(line, columns.day) else "day_missing", said)
    if not (today.year - YEARS_BACK <= on.year and on <= today):
        return Left(line.number, "day_out_of_range", said)
    if minutes is None:
        has_words = _cell(line, columns.long) or _cell(line, columns.starts)
        return Left(line.number, "long_unclear" if has_words else "long_missing", said)
    if not 0 < minutes <= DAY_MINUTES:
        return Left(line.number, "long_out_of_range", said)
    if not activity and not one_activity:
        return Left(line.number, "activity_missing", said)
    person = f"{_cell(line, columns.person)} {_cell(line, columns.person_last)}".strip()
    whole = max(1, int(minutes + 0.5))
    return Row(line.number, on, whole, activity, person, _cell(line, columns.note))


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    """Two rows that say the same are two rows: each gets its number among them."""
    seen: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        key = (row.on, row.minutes, row.activity, row.person, row.note)
        seen[key] += 1
        yield Row(row.line, row.on, row.minutes, row.activity, row.person, row.note, seen[key])
