"""One act, once per key, whatever is clicked or sent twice."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from relais.acts.actions import clean_text, record
from relais.acts.models import DoneAct, Entry
from relais.acts.refusal import Refused, known_reasons
from relais.acts.verbs import verb
from relais.people.entries import BusinessOpened
from relais.planning.actions import note_highlight, remove_highlight
from tests.cast import NOW, Cast, by, make_cast


@verb
def say(business: Any, text: str, *, by: Any, now: Any) -> Entry:
    opened = BusinessOpened(currency="EUR", timezone="Europe/Paris", language="fr")
    return record(business, opened, by=by, now=now, subject=business, text=clean_text(text))


@verb
def refuse(*, by: Any, now: Any) -> None:
    raise Refused("not_allowed")


def test_a_repeat_answers_the_same_and_does_nothing(cast: Cast) -> None:
    first = say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW)
    again = say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW)
    assert first == again
    assert Entry.objects.count() == 1


def test_the_same_key_of_another_person_is_another_act(cast: Cast) -> None:
    say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW)
    say(cast.business, "hello", by=by(cast.manager, key="k"), now=NOW)
    assert Entry.objects.count() == 2


def test_a_key_is_not_for_two_different_acts(cast: Cast) -> None:
    say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW)
    with pytest.raises(Refused) as refusal:
        refuse(by=by(cast.owner, key="k"), now=NOW)
    assert refusal.value.code == "key_used_for_another_act"


def test_a_repeat_whose_result_was_removed_meanwhile_is_told_so(cast: Cast) -> None:
    row = note_highlight("top", "Sold out", by=by(cast.owner, key="k"), now=NOW)
    remove_highlight(row.id, by=by(cast.owner), now=NOW)
    with pytest.raises(Refused) as refusal:
        note_highlight("top", "Sold out", by=by(cast.owner, key="k"), now=NOW)
    assert refusal.value.code == "not_found"


def test_a_refused_act_does_not_burn_its_key(cast: Cast) -> None:
    with pytest.raises(Refused):
        say(cast.business, "  ", by=by(cast.owner, key="k"), now=NOW)
    assert not DoneAct.objects.exists()
    say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW)
    assert Entry.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_repeats_at_once_one_acts_and_all_answer_the_same() -> None:
    cast = make_cast()
    start, answers = Barrier(6), []

    def act() -> None:
        start.wait()
        try:
            answers.append(say(cast.business, "hello", by=by(cast.owner, key="k"), now=NOW).pk)
        finally:
            connection.close()

    threads = [Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_empty"),
        (" \n\t ", "text_empty"),
        ("x" * 100_001, "text_too_long"),
        ("a\x00b", "text_with_control_characters"),
        ("a\ud800b", "text_with_control_characters"),
    ],
)
def test_what_is_not_text_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        clean_text(text)
    assert refusal.value.code == code


def test_line_ends_are_made_plain() -> None:
    assert clean_text(" a\r\nb\rc ") == "a\nb\nc"


def test_every_reason_has_a_text() -> None:
    for code, (kind, text) in known_reasons().items():
        assert str(text), code
        assert kind
