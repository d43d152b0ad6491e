"""What recurs, and what is decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from relais.activities import actions
from relais.activities.actions import (
    add_activity,
    change_activity,
    decide,
    end_activity,
    judge_decision,
    restore_activity,
    take_back_decision,
)
from relais.activities.actions.activities import Known
from relais.activities.importing import answers_of
from relais.activities.models import Activity, Decision
from relais.activities.noting import Solved, find
from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.engine.timefile.table import read_table
from relais.log import display
from relais.log.actions import erase
from tests.cast import NOW, Cast, by

LAYOUT = Known("Page layout", per_week=Decimal(2), minutes=90, liked=2)
MONTH = date(2026, 12, 23)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code


def layout(cast: Cast) -> Activity:
    return add_activity(LAYOUT, by=by(cast.owner), now=NOW)


def test_what_recurs_is_said_once_and_said_again(cast: Cast) -> None:
    activity = layout(cast)
    assert activity.is_open
    with refused("activity_exists"):
        add_activity(Known(" Page  layout "), by=by(cast.manager), now=NOW)
    change_activity(activity.pk, LAYOUT, by=by(cast.owner), now=NOW)
    change_activity(activity.pk, Known("Layout", minutes=60), by=by(cast.owner), now=NOW)
    assert Activity.objects.get().title == "Layout"
    assert list(Entry.objects.order_by("seq").values_list("type", flat=True)) == [
        "activity.added", "activity.changed",
    ]  # fmt: skip
    end_activity(activity.pk, by=by(cast.owner), now=NOW)
    with refused("activity_already_ended"):
        change_activity(activity.pk, LAYOUT, by=by(cast.owner), now=NOW)
    assert restore_activity(activity.pk, by=by(cast.owner), now=NOW).is_open
    assert list(verify(cast.business.id)) == []


@pytest.mark.parametrize("who", ["executor", "reviewer", "mediator"])
def test_only_management_keeps_it(cast: Cast, who: str) -> None:
    activity = layout(cast)
    member = cast.everyone()[who]
    with refused("not_allowed"):
        end_activity(activity.pk, by=by(member), now=NOW)
    assert not Activity.objects.visible_to(member).exists()
    with refused("not_found"):
        end_activity(activity.pk, by=by(cast.stranger), now=NOW)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (Known(""), "text_empty"),
        (Known("x", hat="dreaming"), "hat_unknown"),
        (Known("x", per_week=Decimal(0)), "per_week_out_of_range"),
        (Known("x", per_week=Decimal("NaN")), "per_week_out_of_range"),
        (Known("x", minutes=0), "activity_minutes_out_of_range"),
        (Known("x", liked=6), "liked_out_of_range"),
        (Known("x", hourly_value=-1), "value_out_of_range"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, known: Known, reason: str) -> None:
    with refused(reason):
        add_activity(known, by=by(cast.owner), now=NOW)
    assert not Activity.objects.exists()


def test_a_decision_takes_the_place_of_the_one_before_and_is_judged_against_its_forecast(cast: Cast) -> None:
    activity, owner = layout(cast), by(cast.owner)
    first = decide(activity.pk, choice="keep", reason="I like it", look_again_on=MONTH, by=owner, now=NOW)
    second = decide(
        activity.pk, choice="delegate", reason="Two hours a week", look_again_on=MONTH, confidence=Decimal("0.8"),
        expected_minutes=20, by=owner, now=NOW,
    )  # fmt: skip
    assert [row.pk for row in Decision.objects.standing()] == [second.pk]
    with refused("decision_not_standing"):
        take_back_decision(first.pk, by=owner, now=NOW)
    assert not Decision.objects.to_look_at(MONTH - timedelta(days=1)).exists()
    assert set(Decision.objects.to_look_at(MONTH)) == {first, second}
    judged = judge_decision(second.pk, worked=False, actual_minutes=90, by=owner, now=NOW)
    assert (judged.worked, judged.expected_minutes, judged.actual_minutes) == (False, 20, 90)
    with refused("decision_already_judged"):
        judge_decision(second.pk, worked=True, by=owner, now=NOW)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"choice": "maybe"}, "choice_unknown"),
        ({"reason": " "}, "text_empty"),
        ({"look_again_on": NOW.date()}, "look_again_out_of_range"),
        ({"confidence": Decimal("1.2")}, "confidence_out_of_range"),
        ({"expected_minutes": 99_999}, "activity_minutes_out_of_range"),
    ],
)
def test_a_decision_that_cannot_be_leaves_the_one_that_stands(
    cast: Cast, said: dict[str, object], reason: str
) -> None:
    activity, owner = layout(cast), by(cast.owner)
    known = {"choice": "keep", "reason": "Mine", "look_again_on": MONTH}
    standing = decide(activity.pk, **known, by=owner, now=NOW)  # type: ignore[arg-type]
    with refused(reason):
        decide(activity.pk, **(known | said), by=owner, now=NOW)  # type: ignore[arg-type]
    assert list(Decision.objects.standing()) == [standing]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_act_on_time_and_notes_is_one_line_of_the_log_that_reads(cast: Cast, language: str) -> None:
    said: dict[str, Any] = {"by": by(cast.owner), "now": NOW}
    mail = layout(cast)
    spent = actions.record_time_spent(mail.pk, on=NOW.date(), minutes=90, **said)
    actions.remove_time_spent(spent.pk, **said)
    actions.start_timer(mail.pk, **said)
    actions.stop_timer(**said)
    actions.start_timer(mail.pk, **said)
    actions.discard_timer(**said)
    file = f"Date;Activity;Minutes\n{NOW.date()};Mail;30\n".encode()
    actions.drop_time_file(actions.read_time_file(file, **said).pk, **said)
    draft = actions.read_time_file(file, **said)
    table = read_table(draft.text)
    actions.import_time(draft.pk, replace(answers_of(table), create=True), **said)
    actions.undo_import(draft.pk, **said)
    note = actions.keep_note(Solved("Blurred", "", "Export"), **said)
    actions.change_note(note.pk, Solved("Blurred images", "", "Export"), **said)
    actions.use_note(note.pk, **said)
    actions.take_back_use(note.pk, **said)
    actions.drop_note(note.pk, **said)
    actions.restore_note(note.pk, **said)
    entries = list(Entry.objects.order_by("seq").select_related("text"))
    assert len(entries) == 18
    with translation.override(language):
        told = [str(display.sentence(entry, cast.owner)) for entry in entries]
    assert not [
        text
        for text in told
        if "%(" in text or not text.startswith(("Olive", "You", "Vous", "The note", "Le mémo"))
    ]
    assert not list(verify(cast.business.id))


def test_an_erased_note_is_found_no_more(cast: Cast) -> None:
    note = actions.keep_note(Solved("Blurred images", "", "Export"), by=by(cast.owner), now=NOW)
    assert find(cast.owner, "blurred") == [note.pk]
    erase(note.entry_id, by=by(cast.owner), now=NOW)
    assert find(cast.owner, "blurred") == []
    assert type(note).objects.get().title == ""
