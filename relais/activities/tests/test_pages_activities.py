"""What recurs, its time, its decisions, the hours and the notes, as a browser without JavaScript walks them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.activities import actions
from relais.activities.actions import Known
from relais.activities.models import Activity, Decision, Hat, Note, TimeImport, TimeSpent
from relais.activities.noting import Solved
from relais.people.models import Membership
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["en", "fr"])
def owner(request: pytest.FixtureRequest, cast: Cast, signed_in: SignIn) -> Client:
    cast.owner.person.language = str(request.param)
    cast.owner.person.save(update_fields=["language"])
    return signed_in(cast.owner)


@pytest.fixture
def english(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.owner)


def url(name: str, *args: object) -> str:
    return reverse(f"activities:{name}", args=["alizes", *args])


def plain(answer: Any) -> str:
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def read(client: Client, address: str) -> str:
    """The text of a page with ordinary spaces: strict HTML, in few queries."""
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert problems(answer.content) == []
    assert len(made) <= QUERIES, [query["sql"][:120] for query in made]
    return plain(answer)


def sent(client: Client, address: str, **said: Any) -> str:
    """What stands on the page to which a form leads."""
    answer = client.post(address, said)
    assert answer.status_code == 303, (answer.status_code, plain(answer)[:800])
    return plain(client.get(answer["Location"].partition("#")[0]))


def activity(cast: Cast, title: str = "Support mail", **said: Any) -> Activity:
    return actions.add_activity(Known(title, **said), by=by(cast.owner), now=NOW)


def weeks_of(cast: Cast, row: Activity, *minutes: int, who: Membership | None = None) -> None:
    """Time of the last weeks, the latest first, this week left out."""
    for number, spent in enumerate(minutes, start=1):
        on = TODAY - timedelta(weeks=number)
        actions.record_time_spent(row.id, on=on, minutes=spent, by=by(who or cast.owner), now=NOW)


def test_every_page_reads_well_in_both_languages_full_and_empty(cast: Cast, owner: Client) -> None:
    empty = [url(name) for name in ("index", "new", "hours", "time", "timer", "imports", "notes", "note-new")]
    for address in empty:
        read(owner, address)
    mail = activity(
        cast, per_week=Decimal(5), minutes=20, liked=1, done_by_id=cast.owner.id, hourly_value=6000
    )
    activity(cast, "Next course", hat=Hat.IMAGINING)
    weeks_of(cast, mail, 90, 80, 100)
    weeks_of(cast, mail, 30, who=cast.manager)
    said = {"choice": "delegate", "reason": "Two hours a week", "look_again_on": TODAY + timedelta(days=90)}
    actions.decide(
        mail.id, **said, confidence=Decimal("0.7"), expected_minutes=20, by=by(cast.owner), now=NOW
    )
    note = actions.keep_note(
        Solved("Blurred images", "On phones", "Export at 2x"), activity_id=mail.id, by=by(cast.owner), now=NOW
    )
    actions.use_note(note.id, by=by(cast.owner), now=NOW)
    actions.start_timer(mail.id, by=by(cast.owner), now=NOW)
    for address in [
        *empty,
        url("page", mail.id),
        url("change", mail.id),
        url("note", note.id),
        url("note-change", note.id),
    ]:
        read(owner, address)


def test_a_page_costs_no_more_queries_when_there_is_more_to_show(cast: Cast, english: Client) -> None:
    for number in range(60):
        weeks_of(cast, activity(cast, f"Work {number}", done_by_id=cast.manager.id), 30, 40)
    first = read(english, url("index"))
    assert "Work 0" in first
    (after,) = re.findall(r'href="\?(after=[^"]+)"', english.get(url("index")).content.decode())
    assert "Back to the first" in read(english, f"{url('index')}?{after}")
    read(english, url("hours"))


def test_an_activity_is_said_once_a_month_and_read_back_as_it_was_said(cast: Cast, english: Client) -> None:
    form = {
        "title": "VAT return",
        "hat": "executing",
        "times": "1",
        "per": "month",
        "minutes": "1 h 30",
        "moves": "no",
    }
    shown = sent(english, url("new"), **form)
    assert "As you said: once a month, 1 h 30 min each time. That makes 21 min a week." in shown
    row = Activity.objects.get()
    page = english.get(url("change", row.id)).content.decode()
    assert 'value="1"' in page
    assert '<option value="month" selected>' in page
    sent(english, url("change", row.id), **form)
    assert Activity.objects.get().per_week == row.per_week

    refused = english.post(url("new"), {**form, "times": "-3"})
    assert refused.status_code == 422
    assert "more than nothing" in plain(refused)
    assert 'value="VAT return"' in refused.content.decode()


def test_what_is_measured_wins_over_what_was_said_and_the_page_says_so(cast: Cast, english: Client) -> None:
    row = activity(cast, per_week=Decimal(2), minutes=30, done_by_id=cast.owner.id)
    assert "1 h a week as said" in read(english, url("index"))
    weeks_of(cast, row, 120)
    assert "as said" in read(english, url("index"))  # one week is no mean
    actions.record_time_spent(row.id, on=TODAY - timedelta(weeks=2), minutes=60, by=by(cast.manager), now=NOW)
    page = read(english, url("page", row.id))
    assert "Measured over 2 weeks: 1 h 30 min a week, of which 1 h a week yours." in page
    assert "It was said to take 1 h a week; what is measured counts." in page
    assert "1 h a week measured" in read(english, url("index"))


def test_the_list_is_narrowed_sorted_and_exported_as_it_stands(cast: Cast, english: Client) -> None:
    little = activity(cast, "Page layout", per_week=Decimal(1), minutes=10, done_by_id=cast.owner.id)
    activity(cast, "Image search", per_week=Decimal(1), minutes=90, done_by_id=cast.owner.id)
    activity(cast, "=Strategy", hat=Hat.IMAGINING, done_by_id=cast.manager.id)
    actions.decide(
        little.id, choice="keep", reason="Mine", look_again_on=date(2026, 12, 23), by=by(cast.owner), now=NOW
    )

    def titles(query: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(b"".join(english.get(url("export") + query)).decode("utf-8-sig")))
        return [row["activity"] for row in rows]

    assert titles("") == ["Image search", "Page layout", "'=Strategy"]
    assert titles("?sort=title") == ["'=Strategy", "Image search", "Page layout"]
    assert titles("?decision=keep") == ["Page layout"]
    assert titles("?decision=none&hat=imagining") == ["'=Strategy"]
    assert titles(f"?who={cast.manager.id}") == ["'=Strategy"]
    assert titles("?q=images") == ["Image search"]
    assert "No activity answers to this." in read(english, url("index") + "?q=nothing")


def test_a_decision_is_taken_judged_and_kept_beside_its_forecast(cast: Cast, english: Client) -> None:
    row = activity(cast)
    page = english.get(url("page", row.id)).content.decode()
    assert 'name="look_again_on" value="2027-02-22"' in page  # three months
    form = {
        "choice": "delegate",
        "reason": "Two hours a week",
        "look_again_on": "2027-02-22",
        "likely": "80",
        "expected": "20 min",
    }
    shown = sent(english, url("decisions", row.id), **form)
    assert (
        "Said to be 80% likely to have worked by 22 February 2027. Expected: 20 min a week of your time."
        in shown
    )
    decision = Decision.objects.get()
    refused = english.post(url("decision-judgement", decision.id), {"judgement-actual": "1 h"})
    assert refused.status_code == 422
    told = sent(
        english,
        url("decision-judgement", decision.id),
        **{"judgement-worked": "no", "judgement-actual": "0 min"},
    )
    assert "It did not work. It came to 0 min a week of your time." in told
    late = english.post(url("decision-taking-back", decision.id))
    assert late.status_code == 409
    too_far = english.post(url("decisions", row.id), {**form, "look_again_on": "2030-01-01"})
    assert too_far.status_code == 422
    assert "Two hours a week" in plain(too_far)


def test_time_is_noted_by_hand_and_taken_back_by_its_own_author_alone(
    cast: Cast, english: Client, signed_in: SignIn
) -> None:
    row = activity(cast)
    assert "1 h 30 min noted." in sent(english, url("times", row.id), on="2026-11-20", minutes="1h30")
    refused = english.post(url("times", row.id), {"on": "2026-11-24", "minutes": "1 h"})
    assert refused.status_code == 422  # tomorrow
    spent = TimeSpent.objects.get()
    assert (spent.on, spent.minutes, spent.source) == (date(2026, 11, 20), 90, "hand")
    assert signed_in(cast.manager).post(url("time-removal", spent.id)).status_code == 404
    assert "Taken back." in sent(english, url("time-removal", spent.id))
    assert not TimeSpent.objects.exists()


def test_the_timer_shows_on_every_page_and_one_forgotten_overnight_asks(cast: Cast, english: Client) -> None:
    mail, vat = activity(cast), activity(cast, "VAT return")
    assert "The timer runs on “Support mail”." in sent(english, url("timer-start", mail.id))
    with time_machine.travel(NOW + timedelta(minutes=44), tick=False):
        assert "The timer runs on “Support mail”" in read(english, reverse("log:index", args=["alizes"]))
        sent(english, url("timer-start", vat.id))  # the other stops by itself
        assert [(row.activity, row.minutes) for row in TimeSpent.objects.all()] == [(mail, 44)]
    tomorrow = NOW + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        asked = sent(english, url("timer-stop"))
        assert "perhaps it was forgotten" in asked
        assert TimeSpent.objects.count() == 1
        assert "perhaps it was forgotten" in sent(english, url("timer-start", mail.id))
        refused = english.post(url("timer-stop"), {"minutes": "40 h"})
        assert refused.status_code == 422
        assert "noted on “VAT return”" in sent(english, url("timer-stop"), minutes="25 min")
    spent = TimeSpent.objects.get(activity=vat)
    assert (spent.on, spent.minutes, spent.source) == (TODAY, 25, "timer")
    assert english.post(url("timer-stop")).status_code == 409


def test_hours_are_told_by_hat_and_where_execution_hides(cast: Cast, english: Client) -> None:
    mail = activity(cast, liked=1, done_by_id=cast.owner.id)
    weeks_of(cast, mail, 120, 60)
    weeks_of(cast, activity(cast, "Next course", hat=Hat.IMAGINING), 60)
    page = read(english, url("hours"))
    assert "Of the 4 h that are known of your last 12 weeks, 75% went into executing." in page
    assert (
        "Support mail 1 h 30 min a week, measured: 100% of the executing that is known, 78 h a year." in page
    )
    assert "Support mail Dreaded, 1 h 30 min a week." in page
    assert "No hours are known yet" in read(english, f"{url('hours')}?who={cast.manager.id}")
    picture = english.get(url("hours")).content.decode().replace("\xa0", " ")
    assert 'aria-label="4 h over 12 weeks: 75% executing, 0% organising, 25% imagining."' in picture
    assert 'class="executing" x=' in picture
    assert "style=" not in picture.partition("<main")[2]


def test_a_note_is_found_misspelt_serves_again_and_becomes_a_procedure(cast: Cast, english: Client) -> None:
    form = {
        "title": "Images floues sur téléphone",
        "wrong": "Elles sont trop petites",
        "solution": "Exporter en 2x\nVider le cache",
    }
    sent(english, url("note-new"), **form)
    sent(english, url("note-new"), title="Facture refusée", solution="Ajouter le numéro de TVA")
    note = Note.objects.get(title__startswith="Images")
    found = read(english, f"{url('notes')}?q=imagse+flous+telephonne")
    assert "Images floues" in found
    assert "Facture refusée" not in found
    assert "No note says anything" in read(english, f"{url('notes')}?q=xylophone")
    sent(english, url("note-uses", note.id))
    assert "a procedure would let" not in read(english, url("note", note.id))
    sent(english, url("note-uses", note.id))
    page = read(english, url("note", note.id))
    assert "It served 2 times: a procedure would let someone else do it." in page
    assert "It served again 2 times, the last on 23 November 2026." in page
    editor = english.get(
        reverse("procedures:new", args=["alizes"]) + f"?from={note.entry_id}"
    ).content.decode()
    assert "Images floues sur téléphone" in editor
    assert "Vider le cache" in editor
    assert "It served again once" in sent(english, url("note-use-taking-back", note.id))
    sent(english, url("note-dropping", note.id))
    assert "Images floues" not in read(english, f"{url('notes')}?q=images")
    sent(english, url("note-restoration", note.id))
    assert "Images floues" in read(english, f"{url('notes')}?q=images")


def test_a_captured_line_becomes_a_note_and_counts_as_sorted(cast: Cast, english: Client) -> None:
    line = actions.capture(text="Le bouton payer était caché par la bannière", by=by(cast.owner), now=NOW)
    lines = english.get(reverse("captures:index", args=["alizes"])).content.decode()
    address = url("note-new") + f"?from={line.entry_id}"
    assert address in lines
    form = english.get(address).content.decode()
    assert "Le bouton payer" in form
    sent(
        english,
        url("note-new"),
        title="Bouton payer",
        solution="Déplacer la bannière",
        origin=str(line.entry_id),
    )
    line.refresh_from_db()
    assert (line.sorting.into, line.sorting.into_id) == ("note", Note.objects.get().id)


# --- files of time ----------------------------------------------------------------------------------------------------

FILE = (
    "Date;Activité;Durée;Qui\n03/11/2026;Support mail;1:30;Olive Owner\n04/11/2026;Mise en page;0:45;\n"
    "hier;x;1:00;\n04/11/2026;Support mail;0:30;Personne\n"
)


def look_at(client: Client, text: str, name: str = "temps.csv") -> str:
    file = SimpleUploadedFile(name, text.encode("cp1252"))
    answer = client.post(url("imports"), {"file": file})
    assert answer.status_code == 303, plain(answer)[:500]
    return str(answer["Location"])


def test_a_file_is_looked_at_answered_imported_once_and_undone(cast: Cast, english: Client) -> None:
    activity(cast)
    here = look_at(english, FILE)
    asked = read(english, here)
    assert "The days of this file can be read in two ways: 03/11/2026 · 04/11/2026." in asked
    refused = english.post(here)
    assert refused.status_code == 422
    assert "Answer first what the file leaves open." in plain(refused)
    assert not TimeSpent.objects.exists()

    shown = read(english, f"{here}?order=day")
    assert "1 of 4 rows would come in" in shown.replace("One of", "1 of")
    assert "3 rows are refused" in shown
    left = csv.DictReader(
        io.StringIO(b"".join(english.get(f"{here}refused.csv?order=day")).decode("utf-8-sig"))
    )
    assert [(row["line"], row["reason"].split(",")[0]) for row in left] == [
        ("3", "this activity is not known here"), ("4", "the day cannot be read"),
        ("5", "nobody of the team has this name or address"),
    ]  # fmt: skip
    done = sent(english, here, order="day", create="on")
    assert "Olive Owner imported 2 rows" in done
    assert sorted(TimeSpent.objects.values_list("on", "minutes", "activity__title")) == [
        (date(2026, 11, 3), 90, "Support mail"), (date(2026, 11, 4), 45, "Mise en page"),
    ]  # fmt: skip
    assert TimeImport.objects.get().text == ""

    again = look_at(english, FILE)
    assert "2 rows are here already" in read(english, f"{again}?order=day")
    assert english.post(again, {"order": "day", "mine": "on"}).status_code == 303  # the row of nobody is mine
    assert TimeSpent.objects.count() == 3

    assert "Undone: 2 rows are gone." in sent(english, f"{here}undoing/")
    assert TimeSpent.objects.count() == 1
    assert english.post(f"{here}undoing/").status_code == 409


def test_columns_are_corrected_and_a_file_without_an_activity_goes_to_one(
    cast: Cast, english: Client
) -> None:
    row = activity(cast)
    here = look_at(english, "Quand,Combien\n2026-11-02,90\n2026-11-03,30\n")
    assert "No column says the day." in read(english, here)
    answered = f"{here}?c_day=0&c_long=1&one={row.id}"
    assert "Their column does not say hours or minutes." in read(english, answered)
    sent(english, here, c_day="0", c_long="1", one=str(row.id), unit="minutes")
    assert sorted(TimeSpent.objects.values_list("minutes", flat=True)) == [30, 90]


def test_what_is_no_file_of_time_is_refused_with_the_reason(cast: Cast, english: Client) -> None:
    for content, reason in (
        (b"PK\x03\x04\x00\x00\x00", "not a text file"), (b"hello", "No table was found"),
        (b"a;b\n" * 600_000, "larger than 2 MB"),
    ):  # fmt: skip
        answer = english.post(url("imports"), {"file": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422
        assert reason in plain(answer)
    assert not TimeImport.objects.exists()
