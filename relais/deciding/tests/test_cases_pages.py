"""The pages of cases and comparisons, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.activities.models import Decision
from relais.acts.models import Entry
from relais.api.tests.kitchen import Program
from relais.cli import main
from relais.config.dates import day_text
from relais.deciding import actions
from relais.deciding.models import Case, Comparison, Provider
from relais.delegations.models import Delegation
from relais.people.models import Membership
from tests.cases import REFERENCE, a_case, a_comparison, an_activity
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10


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


def read(client: Client, address: str, *, queries: int | None = QUERIES) -> str:
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert problems(answer.content) == []
    if queries is not None:
        assert len(made) <= queries, [query["sql"][:120] for query in made]
    return plain(answer)


def plain(answer: Any) -> str:
    text = unescape(answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def typed(page: str) -> dict[str, str]:
    """What the form of figures holds: enough to send it again as it stands."""
    form = page[page.index('<h3 id="about-you">') :]
    form = form[: form.index("</form>")]
    found = {}
    for control in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', control))
        if said.get("type") != "radio" or " checked" in control:
            found[said["name"]] = unescape(said.get("value", ""))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="(\w+)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def owner(cast: Cast, signed_in: SignIn) -> Client:
    return owner_of(cast, signed_in)


def test_every_page_is_whole_in_both_languages(cast: Cast, signed_in: SignIn, language: str) -> None:
    client = owner_of(cast, signed_in, language)
    activity = an_activity(cast.owner)
    for name in ("cases", "comparisons", "case-new", "comparison-new"):
        read(client, url(name))
    for name in ("case-new", "comparison-new"):
        read(client, url(name) + f"?activity={activity.id}")
    case, comparison = a_case(cast.owner, activity), a_comparison(cast.owner, activity)
    actions.hand_case_over(case.id, by=by(cast.owner), now=NOW)
    for name in ("cases", "comparisons"):
        assert "Image search" in read(client, url(name))
    page = read(client, url("case", case.id))
    said = {
        "en": ("Yes, from 11 January 2027.", "Is now the moment?", "your hours of teaching <b>±2.2 weeks</b>", "€8.87 an hour"),
        "fr": ("Oui, à partir du 11 janvier 2027.", "Est-ce le moment ?", "vos heures de formation <b>±2,2 semaines</b>",
               "8,87 € l’heure"),
    }[language]  # fmt: skip
    assert [one for one in said if one not in page] == []
    hours = read(client, url("case", case.id) + "?unit=hours")
    assert {"en": "Your hours, added up.", "fr": "Vos heures, cumulées."}[language] in hours
    page = read(client, url("comparison", comparison.id))
    assert {"en": "Lalao costs least: €8.87", "fr": "Lalao coûte le moins : 8,87 €"}[language] in page
    assert "European Central Bank" in page
    read(client, url("provider", comparison.id, comparison.providers.get(name="Lalao").id))


def test_a_new_case_begins_with_what_is_known_and_says_what_is_assumed(cast: Cast, owner: Client) -> None:
    activity = an_activity(cast.owner, minutes=90, hourly_value=4500)
    address = url("case-new") + f"?activity={activity.id}"
    page = read(owner, address)
    said = typed(page)
    assert (said["owner_h"], said["per_week"], said["owner_rate"]) == ("1 h 30 min", "3", "45")
    assert (said["first_h"], said["learning_rate"], said["deleg_rate"]) == ("3 h", "usual", "")
    assert "from the activity" in page
    assert "assumed: say it better if you can" in page
    refused = owner.post(address, said)
    assert refused.status_code == 422
    assert not Case.objects.exists()
    made = owner.post(address, said | {"deleg_rate": "18 €"})
    case = Case.objects.get()
    assert (made.status_code, made["Location"]) == (303, url("case", case.id))
    assert case.inputs["deleg_rate"] == 18
    assert case.inputs["train_h"] == [3, 6, 15]
    assert owner.get(address)["Location"] == url("case", case.id)


def test_sending_the_figures_again_as_they_stand_changes_nothing(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    case = a_case(cast.owner, cash=60_050, cash_per_week=-1_000)
    said = typed(read(client, url("case", case.id)))
    assert client.post(url("case", case.id), said).status_code == 303
    again = Case.objects.get()
    assert (again.inputs, again.cash, again.cash_per_week) == (
        case.inputs | {"redo_decay": again.inputs["redo_decay"]},
        60_050,
        -1_000,
    )
    assert again.inputs["redo_decay"] == pytest.approx(0.2, abs=1e-4)
    said = typed(read(client, url("case", case.id)))
    entries = Entry.objects.count()
    client.post(url("case", case.id), said)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("rate", "choice"),
    [
        ([0.7, 0.8, 0.9], "unsure"),
        ("slow", "slow"),
        (0.7, "quick"),
        (0.75, "other"),
        ([0.6, 0.7, 0.8], "other"),
    ],
)
def test_however_learning_was_said_it_can_be_shown_and_said_again(
    cast: Cast, owner: Client, rate: Any, choice: str
) -> None:
    case = a_case(cast.owner, inputs=REFERENCE | {"learning_rate": rate})
    said = typed(read(owner, url("case", case.id)))
    assert said["learning_rate"] == choice
    assert owner.post(url("case", case.id), said).status_code == 303
    assert Case.objects.get().reckoned["file"]["learning_rate"] == case.reckoned["file"]["learning_rate"]


def test_trying_shows_the_new_answer_and_keeps_nothing(cast: Cast, owner: Client) -> None:
    case = a_case(cast.owner)
    said = typed(read(owner, url("case", case.id)))
    tried = owner.post(url("case", case.id), said | {"owner_rate": "15", "try": "1"})
    assert tried.status_code == 200
    assert problems(tried.content) == []
    assert "No, never." in plain(tried)
    assert "nothing is kept yet" in plain(tried)
    assert typed(plain(tried))["owner_rate"] == "15"
    assert Case.objects.get().inputs == case.inputs
    assert "Yes, from 11 January 2027." in read(owner, url("case", case.id))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"train_h_low": "12 h", "train_h_high": "3 h"}, "Wrong way round"),
        ({"train_h": "5"}, "Hours or minutes?"),
        ({"floor_h": "3 h"}, "must not be longer than the first time"),
        ({"redo_first": "130"}, "from 0 to 100 %"),
        ({"owner_rate": "much"}, "Write a number."),
        ({"rate_currency": "USD"}, "Say what 1 USD is worth in EUR"),
        ({"owner_h": "", "owner_h_low": "1 h"}, "Say what is most likely too."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    cast: Cast, owner: Client, wrong: dict[str, str], message: str
) -> None:
    case = a_case(cast.owner)
    said = typed(read(owner, url("case", case.id))) | wrong
    answer = owner.post(url("case", case.id), said)
    assert answer.status_code == 422
    assert problems(answer.content) == []
    page = plain(answer)
    assert message in page
    assert all(typed(page)[name] == value for name, value in wrong.items())
    assert Case.objects.get().inputs == case.inputs


def test_the_rate_of_another_currency_is_asked_kept_and_shown(cast: Cast, owner: Client) -> None:
    case = a_case(cast.owner)
    said = typed(read(owner, url("case", case.id))) | {
        "deleg_rate": "18", "rate_currency": "USD", "exchange_rate": "0.92", "exchange_on": "2026-11-20",
        "exchange_source": "My bank",
    }  # fmt: skip
    assert owner.post(url("case", case.id), said).status_code == 303
    page = read(owner, url("case", case.id))
    assert "1 USD = 0.92 EUR, 20 Nov 2026, My bank" in page
    assert typed(page)["exchange_rate"] == "0.92"
    assert Case.objects.get().reckoned["file"]["deleg_rate"] == 16.56


def test_the_next_acts_are_at_hand(cast: Cast, owner: Client) -> None:
    case = a_case(cast.owner)
    brief = owner.post(url("case-hand-over", case.id))
    opened = Delegation.objects.get()
    assert brief["Location"] == reverse("delegations:brief", args=["alizes", opened.id])
    kept = owner.post(url("case-keeping", case.id), {"reason": "I like it.", "look_again_on": "2027-02-22"})
    assert kept.status_code == 303
    assert Decision.objects.get(ended_at=None).choice == "keep"
    empty = owner.post(url("case-keeping", case.id), {"look_again_on": "2027-02-22"})
    assert (empty.status_code, problems(empty.content)) == (422, [])
    assert owner.post(url("case-times", case.id), {"times": "2 h; 1 h 40\n95 min"}).status_code == 303
    assert Case.objects.get().times == [120, 100, 95]
    wrong = owner.post(url("case-times", case.id), {"times": "2 h; soon"})
    assert (wrong.status_code, problems(wrong.content)) == (422, [])
    assert "soon" in plain(wrong)
    owner.post(url("case-discard", case.id))
    assert "put away" in read(owner, url("case", case.id))
    assert "Image search" in read(owner, url("cases") + "?show=away")
    owner.post(url("case-restore", case.id))
    assert Case.objects.get().ended_at is None


def test_a_comparison_grows_by_forms(cast: Cast, owner: Client) -> None:
    activity = an_activity(cast.owner)
    begun = owner.post(
        url("comparison-new") + f"?activity={activity.id}", {"owner_rate": "60", "output": "pages"}
    )
    made = Comparison.objects.get()
    assert begun["Location"] == url("comparison", made.id) + "#add"
    agency = {
        "name": "Agency", "kind": "agency", "is_present": "on", "pay": "300", "pay_per": "month", "currency": "EUR",
        "hours": "4 h", "accepted": "90", "review_hours": "30 min",
    }  # fmt: skip
    add = url("comparison-providers", made.id)
    assert owner.post(add, agency).status_code == 303
    assert owner.post(add, agency | {"name": "Kim", "currency": "USD"}).status_code == 422
    twice = owner.post(add, agency)
    assert (twice.status_code, problems(twice.content)) == (422, [])
    one = Provider.objects.get()
    assert (one.pay, str(one.review_hours)) == (30000, "0.50")
    assert owner.post(url("provider", made.id, one.id), agency | {"accepted": "50"}).status_code == 303
    assert Provider.objects.get().accepted == 50
    owner.post(url("provider-removal", made.id, one.id))
    assert "Put back into the comparison" in read(owner, url("comparison", made.id))
    owner.post(url("provider-restore", made.id, one.id))
    assert Provider.objects.get().removed_at is None


def test_lists_are_exported(cast: Cast, owner: Client) -> None:
    activity = an_activity(cast.owner, "=Layout")
    a_case(cast.owner, activity)
    a_comparison(cast.owner, activity)

    def rows(name: str) -> list[dict[str, str]]:
        text = b"".join(owner.get(url(name)).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        return list(csv.DictReader(io.StringIO(text)))

    (case,) = rows("cases-export")
    assert (case["activity"], case["date"], case["pays"]) == ("'=Layout", "2027-01-11", "yes")
    providers = rows("comparisons-export")
    assert [one["provider"] for one in providers] == ["Lalao", "Agency", "Me"]
    assert (providers[0]["paid_in"], providers[0]["exchange_source"]) == ("USD", "European Central Bank")


def test_page_command_and_program_give_the_same_figures(
    cast: Cast, owner: Client, tmp_path: Path, capsys: Any
) -> None:
    case = a_case(cast.owner)
    program = Program(cast.owner)
    said = program.get(f"/decide/cases/{case.id}")
    result = program.get(f"/decide/cases/{case.id}/result")
    file = tmp_path / "case.json"
    file.write_text(json.dumps(said["file"]))
    assert main(["breakeven", str(file), "--seed", str(said["seed"])]) == 0
    assert json.loads(capsys.readouterr().out) == result
    day = date.fromisoformat(result["date"])
    assert day_text(day, "en", long=True).replace("\u00a0", " ") in read(owner, url("case", case.id))


def test_programs_do_the_same_acts(cast: Cast) -> None:
    program = Program(cast.owner)
    activity = an_activity(cast.owner)
    body = {"activity": str(activity.id), "inputs": REFERENCE, "starts_on": "2026-11-23", "cash": 100_000}
    case = program.post("/decide/cases", body)
    path = f"/decide/cases/{case['id']}"
    assert program.get(f"{path}/start")["first"] == "2026-11-23"
    wrong = body["inputs"] | {"train_h": [9, 5, 3]}
    refused = program.post(path, {"inputs": wrong, "starts_on": "2026-11-23"}, status=422)
    assert (refused["code"], refused["field"]) == ("case_range_reversed", "train_h")
    assert program.post(f"{path}/times", {"minutes": [100, 90, 80, 76, 74]})["learning"]["runs"] == 5
    assert program.post(f"{path}/discard")["ended_at"]
    assert program.get("/decide/cases", ended=True)["items"][0]["id"] == case["id"]
    reader = Program(cast.owner, ["decide:read"])
    assert reader.post(f"{path}/restoration", status=403)["code"] == "scope_not_granted"
    assert Program(cast.executor).get("/decide/cases", status=403)["code"] == "not_allowed"
    assert Program(cast.stranger).get(path, status=404)["code"] == "not_found"
    made = program.post("/decide/comparisons", {"activity": str(activity.id), "owner_rate": 4000})
    path = f"/decide/comparisons/{made['id']}"
    lalao = {
        "name": "Lalao",
        "kind": "freelancer",
        "hours": "12",
        "pay": 10000,
        "pay_per": "month",
        "currency": "USD",
    }
    assert program.post(f"{path}/providers", lalao, status=422)["code"] == "exchange_missing"
    rate = {"currency": "USD", "rate": "0.92", "on": "2026-11-20", "source": "ECB"}
    added = program.post(f"{path}/providers", lalao | {"exchange": rate})
    assert program.get(path)["exchanges"] == [rate]
    assert program.get(f"{path}/result")["providers"][0]["provider"] == added["id"]
