"""What of the log waits for whom, as Today and the digest tell it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from relais.acts.models import Entry
from relais.acts.waiting import Waiting, waiting_for
from relais.log import actions, waiting
from relais.log.waiting import excerpt
from relais.people.models import Membership
from tests.cast import NOW, Cast, by


def labels(member: Membership) -> list[str]:
    return [row.label for row in waits(member)]


def waits(member: Membership) -> list[Waiting]:
    return [row for row in waiting_for(member, NOW) if row.kind in ("request", "answer")]


def ask(member: Membership, text: str = "Resize the images", **options: object) -> Entry:
    return actions.write(text=text, by=by(member), now=NOW, **options)  # type: ignore[arg-type]


def test_a_request_waits_for_the_one_asked_until_answered_and_the_answer_for_the_one_who_asked(
    cast: Cast,
) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    assert labels(cast.executor) == ["Answer “Resize the images”"]
    assert labels(cast.owner) == labels(cast.manager) == labels(cast.other_executor) == []
    actions.reply(entry.pk, text="Done", by=by(cast.executor), now=NOW)
    assert labels(cast.executor) == []
    [row] = waits(cast.owner)
    assert (row.label, row.once) == ("Read the answer to “Resize the images”", True)
    assert labels(cast.manager) == []
    actions.settle(entry.pk, by=by(cast.owner), now=NOW)
    assert labels(cast.owner) == []


def test_what_management_was_asked_waits_for_each_of_them(cast: Cast) -> None:
    ask(cast.executor)
    assert labels(cast.owner) == labels(cast.manager) == ["Answer “Resize the images”"]
    assert labels(cast.executor) == labels(cast.stranger) == []


def test_what_is_due_comes_before_what_is_not(cast: Cast) -> None:
    ask(cast.owner, "Later", to=cast.executor.id)
    ask(cast.owner, "Today", to=cast.executor.id, due_on=NOW.date())
    ask(cast.owner, "Next week", to=cast.executor.id, due_on=date(2026, 11, 30))
    assert labels(cast.executor) == [
        "Answer “Today” by Monday 23\u00a0November",
        "Answer “Later”",
        "Answer “Next week” by Monday 30\u00a0November",
    ]


def test_threads_are_asked_for_once_whatever_waits(cast: Cast) -> None:
    for number in range(30):
        ask(cast.owner, f"Request {number}", to=cast.executor.id, due_on=NOW.date() + timedelta(days=number))
        ask(cast.executor, f"Question {number}")
    for member in (cast.executor, cast.owner):
        with CaptureQueriesContext(connection) as queries:
            assert len(waiting.threads_waiting(member, NOW)) == 20
        assert len(queries) == 1


def test_what_was_erased_waits_without_its_words(cast: Cast) -> None:
    entry = ask(cast.owner, to=cast.executor.id)
    actions.erase(entry.pk, by=by(cast.owner), now=NOW)
    assert labels(cast.executor) == ["Answer “…”"]


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    assert excerpt("Short\n\nand sweet") == "Short and sweet"
    assert excerpt("word " * 50) == "word " * 14 + "word…"
    assert len(excerpt("x" * 500)) == 80
    assert excerpt("Est-ce prêt\u202f?") == "Est-ce prêt\u202f?"
