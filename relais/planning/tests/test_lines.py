"""What a captured line says becomes what is known of the task: in the member's zone, the business's currency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from relais.engine.values import Money
from relais.planning import actions, lines
from relais.planning.actions import Due
from relais.planning.tests import plans
from tests.cast import NOW, Cast, by

READ: list[tuple[str, str, dict[str, Any]]] = [
    ("VAT Wednesday 12h !180€ 45min", "VAT",
     {"minutes": 45, "due": Due(at=plans.at("2026-11-25 12:00")), "amount": Money(18000, "EUR")}),
    ("call the printer tomorrow 20min", "call the printer", {"minutes": 20, "due": Due(on=date(2026, 11, 24))}),
    ("the file tomorrow morning", "the file", {"due": Due(at=plans.at("2026-11-24 12:00"))}),
    ("rent !50", "rent", {"amount": Money(5000, "EUR")}),
    ("rent !$50", "rent", {"amount": Money(5000, "USD")}),
    ("rent !reminder", "rent", {"consequence": "reminder"}),
    ("3D print", "3D print", {}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "title", "said"), READ, ids=[line for line, _title, _said in READ])
def test_what_a_line_says(cast: Cast, line: str, title: str, said: dict[str, Any]) -> None:
    reading = lines.read(line, cast.owner, now=NOW)
    assert (reading.title, lines.said_in(reading, cast.owner)) == (title, said)
    actions.write_task(
        reading.title, by=by(cast.owner), now=NOW, **lines.said_in(reading, cast.owner)
    )  # whatever is read can be written


def test_a_traveller_means_the_hour_where_they_are(cast: Cast) -> None:
    cast.owner.person.timezone = "Asia/Tokyo"
    reading = lines.read("call tomorrow 9am", cast.owner, now=NOW)
    assert reading.due == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_a_part_that_is_sent_back_stays_in_the_title(cast: Cast) -> None:
    reading = lines.read("VAT tomorrow 20min", cast.owner, now=NOW, refused=[(4, 12)])
    assert (reading.title, reading.due) == ("VAT tomorrow", None)


def test_a_number_that_is_no_amount_of_the_currency_is_kept_in_words(cast: Cast) -> None:
    cast.business.currency = "JPY"
    cast.owner.business = cast.business
    assert lines.said_in(lines.read("rent !1.50", cast.owner, now=NOW), cast.owner) == {"consequence": "1.50"}
    assert lines.said_in(lines.read("rent !150", cast.owner, now=NOW), cast.owner) == {
        "amount": Money(150, "JPY")
    }
