"""Lists as CSV files: in the reader's language to the last row, and nothing that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import get_language

from relais.config.csvfile import PART, csv_file


def told(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    return b"".join(csv_file("a-list", columns, rows)).decode()  # type: ignore[arg-type]


def test_a_cell_that_would_run_is_text_and_a_number_stays_one() -> None:
    assert told(["a"], [("=1+1",), ("@x",), ("\tx",), ("-12.50",), ("+33",), ("-x",), (-3,), (None,)]) == (
        "\ufeffa\r\n'=1+1\r\n'@x\r\n'\tx\r\n-12.50\r\n+33\r\n'-x\r\n-3\r\n\"\"\r\n"
    )


def test_every_row_is_in_the_language_of_the_request_though_it_is_sent_after_it() -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for _number in range(PART + 1):
            yield (get_language(),)

    with translation.override("fr"):
        answer = csv_file("une-liste", ["langue"], rows())
    with translation.override("en"):
        lines = b"".join(answer).decode().splitlines()  # type: ignore[arg-type]
    assert lines[1:] == ["fr"] * (PART + 1)
    assert answer["Content-Disposition"] == 'attachment; filename="une-liste.csv"'
