"""The pages of scenario sheets and forecasts, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from relais.deciding import actions
from relais.deciding.actions import Told
from relais.deciding.models import Outcome, Safeguard, Sheet
from relais.deciding.tests import made_sheets as made
from relais.delegations.models import Gate
from relais.delegations.tests import work
from relais.people.models import Membership
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def url(name: str, *args: object) -> str:
    return reverse(f"deciding:{name}", args=["alizes", *args])


def owner_of(cast: Cast, signed_in: SignIn, language: str = "en") -> Client:
    cast.owner.person.language = language
    cast.owner.person.save(update_fields=["language"])
    return signed_in(cast.owner)


def text_of(response: Any) -> str:
    found = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(found).replace("\u00a0", " ").replace("\u202f", " ").split())


def full(cast: Cast, **about: object) -> Sheet:
    """A sheet of a delegation with cases, outcomes, safeguards, a gate, and something taken off."""
    delegation = work.accepted(cast)
    sheet = made.sheet(cast, template="access", bearable=1500_00, delegation_id=delegation.id, **about)
    do = {"by": by(cast.owner), "now": NOW}
    actions.write_cases(sheet.id, {"worst_what": "Three articles are gone", "worst_when": "soon"}, **do)
    outcomes = list(sheet.outcomes.order_by("id"))
    actions.change_outcome(
        outcomes[0].id, made.said(outcomes[0].title, depends={outcomes[1].id: "strong"}), **do
    )
    actions.remove_outcome(made.outcome(cast, sheet, "It rains").id, **do)
    actions.make_gate(Safeguard.objects.filter(sheet=sheet).order_by("id")[0].id, kind="backup", **do)
    return Sheet.objects.get(pk=sheet.pk)


def test_every_page_is_whole_in_both_languages(
    cast: Cast, signed_in: SignIn, language: str, django_assert_max_num_queries: Any
) -> None:
    client, sheet = owner_of(cast, signed_in, language), full(cast)
    for n in range(3):
        made.sheet(cast, f"Sheet {n}", template="mail")
    outcome, guard = sheet.outcomes.order_by("id")[0], sheet.safeguards.order_by("id")[0]
    addresses = [
        url("sheets"), url("sheet-new"), url("sheet", sheet.id), url("sheet-about", sheet.id), url("sheet-cases", sheet.id),
        url("sheet-told", sheet.id), url("sheet-outcome-new", sheet.id), url("sheet-outcome", sheet.id, outcome.id),
        url("sheet-safeguard-new", sheet.id), url("sheet-safeguard", sheet.id, guard.id), url("forecasts"),
        url("sheet", made.sheet(cast, "Empty").id), url("sheets") + "?dropped=1",
    ]  # fmt: skip
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(10):
            response = client.get(address)
        assert response.status_code == 200, address
        assert problems(response.content) == [], address


def test_an_empty_list_teaches_and_an_example_begins_a_sheet(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    page = client.get(url("sheets"))
    assert {"en": "No sheet yet", "fr": "Aucune fiche encore"}[language] in text_of(page)
    assert url("sheet-new") + "?template=access" in page.content.decode()
    form = client.get(url("sheet-new") + "?template=access")
    title = {"en": "Give access to the site", "fr": "Donner accès au site"}[language]
    assert f'value="{title}"' in form.content.decode()
    typed = {"title": title, "template": "access", "bearable": "1500"}
    response = client.post(url("sheet-new"), typed, follow=True)
    said = text_of(response)
    assert {"en": "On average this costs", "fr": "En moyenne, cela coûte"}[language] in said
    assert {"en": "beyond the €1,500", "fr": "au-delà des 1 500 €"}[language] in said
    assert {"en": "A backup first", "fr": "Une sauvegarde d’abord"}[language] in said


def test_the_picture_says_in_words_what_it_shows(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), full(cast)
    html = client.get(url("sheet", sheet.id)).content.decode()
    picture = re.search(r'<svg class="histogram"[^>]*role="img" aria-label="([^"]+)"', html)
    assert picture
    alt = unescape(picture[1])
    assert "On average this costs" in alt
    assert "With the 2 safeguards that pay" in alt
    assert html.count('class="often') > 10
    assert "can be borne: €1,500" in html
    assert "style=" not in html


def test_an_outcome_is_typed_as_people_write_numbers(cast: Cast, signed_in: SignIn, language: str) -> None:
    client, sheet = owner_of(cast, signed_in, language), made.sheet(cast)
    typed = {
        "title": "Theft", "kind": "loss", "unit": "money", "low": "150", "likely": "300",
        "probability_low": {"en": "2.5", "fr": "2,5 %"}[language], "probability_high": "15",
        "high": {"en": "1,200.50", "fr": "1 200,50"}[language],
    }  # fmt: skip
    response = client.post(url("sheet-outcome-new", sheet.id), typed)
    assert response.status_code == 303
    one = Outcome.objects.get(sheet=sheet)
    assert (str(one.probability_low), str(one.probability_high)) == ("0.0250", "0.1500")
    assert (one.low, one.likely, one.high) == (150_00, 300_00, 1200_50)
    again = client.get(url("sheet-outcome", sheet.id, one.id)).content.decode()
    assert {"en": 'value="1200.5"', "fr": 'value="1200,5"'}[language] in again
    assert {"en": 'value="2.5"', "fr": 'value="2,5"'}[language] in again


def test_what_the_engine_refuses_stands_at_its_field_and_what_was_typed_stays(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client, sheet = owner_of(cast, signed_in, language), made.sheet(cast)
    typed = {
        "title": "My own words", "kind": "loss", "unit": "hours", "probability_low": "40", "probability_high": "20",
        "low": "9", "likely": "3", "high": "5",
    }  # fmt: skip
    response = client.post(url("sheet-outcome-new", sheet.id), typed)
    html = response.content.decode()
    assert response.status_code == 422
    for name in ("probability_low", "likely", "unit"):
        assert f'id="id_{name}_error"' in html, name
    assert {"en": "the wrong way round", "fr": "est à l’envers"}[language] in html
    for value in ("My own words", "40", "20", "9"):
        assert f'value="{value}"' in html
    assert problems(html) == []
    assert not Outcome.objects.filter(sheet=sheet).exists()


def test_a_safeguard_says_by_words_what_it_does(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), made.sheet(cast)
    outcome = made.outcome(cast, sheet, "Theft", 10, (150_00, 300_00, 900_00))
    made.outcome(cast, sheet, "A gain", 50, 10_00, kind="gain")
    form = client.get(url("sheet-safeguard-new", sheet.id)).content.decode()
    assert "ten times rarer (× 0.1)" in form
    assert "A gain" not in form, "a safeguard guards against losses"
    typed = {
        "title": "A lock",
        "cost": "10",
        "unit": "money",
        f"often_{outcome.id}": "0.1",
        f"large_{outcome.id}": "1",
    }
    said = text_of(client.post(url("sheet-safeguard-new", sheet.id), typed, follow=True))
    assert "Saves €34 on average for €10: it pays, €24 to the good." in said
    assert "“Theft” comes less often (× 0.1)." in said


def test_cases_point_gently_at_what_is_vague(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), made.sheet(cast)
    typed = {"worst_what": "It goes wrong", "worst_how_much": "150 to 900 €"}
    said = text_of(client.post(url("sheet-cases", sheet.id), typed, follow=True))
    assert "10 questions are not answered yet. 1 answer could be more concrete." in said
    assert "“goes wrong” could mean anything" in said
    assert Sheet.objects.get(pk=sheet.pk).answers == typed


def test_on_the_day_it_asks_and_what_came_stands_beside_the_forecast(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), full(cast, known_on=date(2026, 11, 20))
    assert "What happened?" in text_of(client.get(url("sheet", sheet.id)))
    assert "what happened?" in text_of(client.get(url("sheets")))
    one, other, third = sheet.outcomes.filter(removed_at=None).order_by("id")
    typed = {
        f"happened_{one.id}": "yes", f"actual_{one.id}": "250", f"happened_{other.id}": "no", f"happened_{third.id}": "",
        "lesson": "Backups first.",
    }  # fmt: skip
    said = text_of(client.post(url("sheet-told", sheet.id), typed, follow=True))
    assert "happened: €250" in said
    assert "the figures below stand as they were forecast" in said
    assert "Add an outcome" not in said
    said = text_of(client.get(url("forecasts")))
    assert "2 forecasts are decided." in said
    typed[f"actual_{other.id}"] = "5"
    response = client.post(url("sheet-told", sheet.id), typed)
    assert response.status_code == 422
    assert "What did not happen cost nothing" in text_of(response)


def test_a_safeguard_is_made_a_gate_from_its_line(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), full(cast)
    guard = sheet.safeguards.order_by("id")[1]
    response = client.post(url("sheet-gate", sheet.id, guard.id), {"kind": "rights"}, follow=True)
    assert "It is a gate now" in text_of(response)
    assert Gate.objects.filter(title=guard.title, kind="rights").exists()
    seen = signed_in(cast.executor).get(reverse("delegations:page", args=["alizes", sheet.delegation_id]))
    assert guard.title in text_of(seen)
    assert "Scenario sheets" not in text_of(seen), "the sheet itself is management's"


def test_the_list_goes_out_as_csv_and_the_sheet_as_a_file(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), made.sheet(cast, "=cmd()", template="mail", bearable=1500_00)
    response = client.get(url("sheets-export"))
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert rows[0]["title"] == "'=cmd()"
    assert float(rows[0]["expected_loss"]) == pytest.approx(sheet.result["before"]["expected_loss"])
    assert rows[0]["bearable"] == "1500"
    assert client.get(url("sheet-file", sheet.id)).json()["bearable"] == 1500.0


def test_what_was_put_away_is_taken_up_again(cast: Cast, signed_in: SignIn) -> None:
    client, sheet = owner_of(cast, signed_in), full(cast)
    said = text_of(client.post(url("sheet-drop", sheet.id), follow=True))
    assert "Put away on 23 Nov 2026" in said
    assert sheet.title not in text_of(client.get(url("sheets")))
    assert sheet.title in text_of(client.get(url("sheets") + "?dropped=1"))
    client.post(url("sheet-restoration", sheet.id))
    removed = sheet.outcomes.exclude(removed_at=None).get()
    said = text_of(client.post(url("sheet-outcome-restoration", sheet.id, removed.id), follow=True))
    assert "It is on the sheet again." in said


def test_forecasts_are_drawn_with_how_little_they_say(cast: Cast, signed_in: SignIn, language: str) -> None:
    client = owner_of(cast, signed_in, language)
    empty = text_of(client.get(url("forecasts")))
    assert {"en": "No forecast is decided yet", "fr": "Aucun pronostic n’est encore tranché"}[
        language
    ] in empty
    sheet = made.sheet(cast, "Decisions")
    told = {made.outcome(cast, sheet, f"Case {n}", 10 * n).id: Told(happened=n % 3 == 0) for n in range(1, 9)}
    actions.tell_outcomes(sheet.id, told, by=by(cast.owner), now=NOW)
    page = client.get(url("forecasts"))
    html = page.content.decode()
    assert html.count('class="dot"') == 5
    assert re.search(r'<svg class="calibration"[^>]*aria-label="[^"]{40,}', html)
    assert {"en": "8 forecasts are decided.", "fr": "8 pronostics sont tranchés."}[language] in text_of(page)
    assert problems(page.content) == []
