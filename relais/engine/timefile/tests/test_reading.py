"""Files of time as programs export them: encodings, separators, dates and lengths in both languages; what is unclear asks."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from relais.engine.timefile.cells import read_clock, read_day, read_long
from relais.engine.timefile.columns import Columns, columns_of, unit_of
from relais.engine.timefile.reading import Read, read_rows
from relais.engine.timefile.table import MAX_BYTES, MAX_ROWS, Unreadable, decode, read_table

TODAY = date(2026, 11, 23)
FRENCH = (
    "Date;Activité;Durée (h);Notes\n02/11/2026;Mise en page;1,5;été\n16/11/2026;Courrier du support;0,25;\n"
)


def read(text: str, **said: object) -> Read:
    table = read_table(text)
    return read_rows(table, columns_of(table.header), today=TODAY, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_same_file_reads_alike_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    data = FRENCH.replace(";", separator).replace("\n", "\r\n").encode(encoding)
    rows = read(decode(data)).rows
    assert [(row.on, row.minutes, row.activity, row.note) for row in rows] == [
        (date(2026, 11, 2), 90, "Mise en page", "été"),
        (date(2026, 11, 16), 15, "Courrier du support", ""),
    ]


def test_commas_part_columns_where_numbers_stand_in_quotes() -> None:
    rows = read('Date,Task,Hours\n2026-11-02,"Mail, support","1,5"\n2026-11-03,VAT,2\n').rows
    assert [(row.activity, row.minutes) for row in rows] == [("Mail, support", 90), ("VAT", 120)]


def test_the_line_that_excel_writes_for_itself_is_no_header() -> None:
    (row,) = read("sep=;\nDate;Tâche;Minutes\n2026-11-02;TVA;45\n").rows
    assert (row.line, row.minutes) == (3, 45)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30", 90), ("1 h 30", 90), ("1:30", 90), ("01:30:00", 90), ("90 min", 90), ("2 h", 120), ("1,5 h", 90),
        ("1 h 30 min", 90), ("0:05", 5), ("2 hours 5 minutes", 125), ("une heure", None), ("1:75", None), ("", None),
        ("-1:00", None),
    ],
)  # fmt: skip
def test_lengths_as_people_write_them(text: str, minutes: int | None) -> None:
    found = read_long(text)
    assert (found.read("") if found else None) == minutes


def test_a_bare_number_is_hours_or_minutes_as_the_header_says_or_as_the_person_does() -> None:
    assert [unit_of(name) for name in ("Hours", "Durée (min)", "Temps", "Minutes", "Heures")] == [
        "hours", "minutes", "", "minutes", "hours",
    ]  # fmt: skip
    unclear = "Date;Activité;Temps\n2026-11-02;TVA;45\n"
    assert read(unclear) == Read(asks_unit=("45",))
    assert [row.minutes for row in read(unclear, unit="minutes").rows] == [45]
    assert [left.code for left in read(unclear, unit="hours").left] == ["long_out_of_range"]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2026-11-02", date(2026, 11, 2)), ("2026/11/02", date(2026, 11, 2)), ("20261102", date(2026, 11, 2)),
        ("2026-11-02T09:30:00Z", date(2026, 11, 2)), ("2 novembre 2026", date(2026, 11, 2)), ("2 nov. 2026", date(2026, 11, 2)),
        ("Nov 2, 2026", date(2026, 11, 2)), ("lun. 2 nov. 2026", date(2026, 11, 2)), ("1er août 2026", date(2026, 8, 1)),
        ("05/05/2026", date(2026, 5, 5)), ("2026-13-02", None), ("soon", None), ("31/02/2026", None), ("2 jui 2026", None),
    ],
)  # fmt: skip
def test_days_that_can_be_read_in_one_way(text: str, on: date | None) -> None:
    found = read_day(text)
    assert (found.read("") if found else None) == on


def test_a_file_that_proves_its_order_is_read_by_it_and_one_that_does_not_asks() -> None:
    def file(*days: str) -> str:
        return "Date,Activity,Minutes\n" + "".join(f"{day},VAT,30\n" for day in days)

    assert [row.on.month for row in read(file("03/04/2026", "13/04/2026")).rows] == [4, 4]
    assert [row.on.month for row in read(file("03/04/2026", "03/13/2026")).rows] == [3, 3]
    assert read(file("03/04/2026", "05/06/26")) == Read(asks_order=("03/04/2026", "05/06/26"), unit="minutes")
    # Both orders proved: whichever the person says, the others are refused, and none is turned round.
    mixed = file("13/04/2026", "04/13/2026")
    assert read(mixed).asks_order == ("13/04/2026", "04/13/2026")
    answered = read(mixed, order="day")
    assert [(row.line, row.on) for row in answered.rows] == [(2, date(2026, 4, 13))]
    assert [(left.line, left.code) for left in answered.left] == [(3, "day_unclear")]


def test_every_row_is_read_or_refused_with_its_line_and_its_reason() -> None:
    found = read(
        "Jour;Activité;Durée\n2026-11-02;TVA;1:00\n;TVA;1:00\nhier;TVA;1:00\n2026-12-02;TVA;1:00\n"
        '2026-11-02;TVA;\n2026-11-02;TVA;long\n2026-11-02;TVA;25:00\n2026-11-02;;1:00\n\n2026-11-02;"a\nb";0:30\n'
        "2026-11-03;TVA;0:30\n2026-11-02;TVA;1:00\n"
    )
    assert [(left.line, left.code) for left in found.left] == [
        (3, "day_missing"), (4, "day_unclear"), (5, "day_out_of_range"), (6, "long_missing"), (7, "long_unclear"),
        (8, "long_out_of_range"), (9, "activity_missing"),
    ]  # fmt: skip
    assert [(row.line, row.activity, row.nth) for row in found.rows] == [
        (2, "TVA", 1), (11, "a b", 1), (13, "TVA", 1), (14, "TVA", 2),
    ]  # fmt: skip


def test_from_and_to_make_a_length_also_past_midnight() -> None:
    rows = read(
        "Date,Project,Start time,End time\n2026-11-02,VAT,9:30 AM,11:00 AM\n2026-11-02,VAT,23:30,00:15\n"
    ).rows
    assert [row.minutes for row in rows] == [90, 45]
    assert [read_clock(text) for text in ("24:00", "13:00 pm", "9h", "12:15 am")] == [None, None, 540, 15]


def test_what_is_missing_is_said_before_anything_is_read() -> None:
    table = read_table("Quand;Quoi\n2026-11-02;TVA\n")
    assert columns_of(table.header) == Columns(activity=1)
    assert read_rows(table, columns_of(table.header), today=TODAY).missing == ("day", "long")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"PK\x03\x04\x00\x00\x00\x08binary", "binary"),
        (b"one line, without rows", "no_table"),
        (b"", "no_table"),
        (b"alone\nalone\n", "no_table"),
        (b"a;b\n" + b"1;2\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
)
def test_what_is_no_table_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(decode(data))
    assert refused.value.code == code


def test_ten_thousand_rows_are_read_in_under_two_seconds() -> None:
    text = "Date;Activité;Minutes\n" + "".join(
        f"{1 + n % 28:02}/11/2025;Travail {n % 40};{1 + n % 90}\n" for n in range(MAX_ROWS)
    )
    began = time.process_time()
    assert len(read(text).rows) == MAX_ROWS
    assert time.process_time() - began < 2


SAMPLES = Path(os.environ.get("RELAIS_SAMPLES") or Path(__file__).parents[5] / "shared" / "samples") / "time"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files at {SAMPLES} (set RELAIS_SAMPLES)")
@pytest.mark.parametrize(
    ("name", "rows", "left"),
    [
        ("compiler_harvest-sample.csv", 250, 0),
        ("harvest_time_fr_cp1252_DERIVED.csv", 2, 0),
        ("compiler_justworks-sample.csv", 15, 10),
    ],
)
def test_real_exports_are_read(name: str, rows: int, left: int) -> None:
    table = read_table(decode((SAMPLES / name).read_bytes()))
    columns = columns_of(table.header)
    found = read_rows(table, columns, today=TODAY, one_activity=columns.activity is None)
    assert (len(found.rows), len(found.left)) == (rows, left)
    assert all(row.person for row in found.rows)
