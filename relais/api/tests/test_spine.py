"""The whole journey by programs: invite, brief, accept, hold, deliver, judge, pay, close."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from relais.acts.actor import Actor
from relais.acts.models import Entry
from relais.api.tests.kitchen import Program
from relais.people import actions as people
from relais.people.models import Membership
from tests.cast import Cast

BRIEF = {
    "results": "Ten pages, each with two pictures.",
    "guidelines": "Pictures of the supplier only.",
    "resources_human": "Olive, at noon.",
    "resources_material": "The editor role.",
    "resources_financial": "40 €.",
    "accountability": "Three pages are read.",
    "success": "The second shop.",
    "failure": "We read them together.",
}


def test_a_delegation_goes_from_the_first_line_to_the_payment(cast: Cast) -> None:
    owner, executor = Program(cast.owner), Program(cast.executor)
    procedure = owner.post(
        "/procedures/imports", {"text": "# Publish a page\n\n1. Write\n2. Show\n", "publish": True}
    )
    steps = procedure["content"]["steps"]
    line = owner.post("/captures", {"text": "Product pages"})
    work = owner.post(
        "/delegations",
        {"title": "Product pages", "procedure": procedure["id"], "made_from": line["entry"]},
    )
    path = f"/delegations/{work['id']}"
    assert owner.get(f"/captures/{line['id']}")["sorted"]["into"] == "delegation"
    owner.post(f"{path}/brief", {"results": BRIEF["results"]})
    assert owner.post(f"{path}/proposal", status=422)["code"] == "brief_incomplete"
    owner.post(f"{path}/brief", BRIEF)
    owner.post(
        f"{path}/terms",
        {"executor": str(cast.executor.id), "silence_days": 7, "milestones": [{"amount": 4000}]},
        status=201,
    )
    assert owner.post(f"{path}/proposal")["state"] == "proposed"
    assert executor.get("/me/waiting")["items"][0]["kind"]
    executor.post(f"{path}/change-request", {"text": "Two weeks more, please."})
    assert owner.get(path)["brief"]["change_request"]["text"] == "Two weeks more, please."
    owner.post(f"{path}/brief", {"accountability": "Three pages are read in December."})
    owner.post(f"{path}/proposal")
    seen = executor.post(f"{path}/acceptance")
    assert (seen["state"], seen["brief"]["number"]) == ("running", 2)
    milestone = seen["milestones"][0]["id"]

    today = timezone.localdate().isoformat()
    transfer = {"transferred_on": today, "reference": "SEPA 1"}
    held = owner.post(f"/funds/holdings/{milestone}/holds", {"amount": 4000, **transfer})
    assert held["amount"] == 4000
    assert executor.get(f"/funds/holdings/{milestone}")["held"] == 4000

    run = executor.post("/runs", {"procedure": procedure["id"], "delegation": work["id"]})
    for step in steps:
        run = executor.post(f"/runs/{run['id']}/ticks", {"step": step["id"]})
    assert (run["done"], run["steps"][0]["tick"]["outcome"]) == (2, "done")
    run = executor.post(f"/runs/{run['id']}/finish", {})
    handle = executor.send("page.png", b"\x89PNG\r\n\x1a\nnot really")
    first = executor.post(
        f"{path}/deliveries", {"text": "Done.", "minutes": 130, "run": run["id"], "files": [handle]}
    )
    assert first["files"][0]["media_type"] == "image/png"
    redo = owner.post(
        f"/deliveries/{first['id']}/verdict",
        {"outcome": "redo", "cause": "procedure_wrong", "step": steps[1]["id"], "text": "No pictures."},
    )
    assert redo["verdict"]["cause"] == "procedure_wrong"
    assert owner.get(f"/procedures/{procedure['id']}")["draft"] == 2
    second = executor.post(f"{path}/deliveries", {"text": "With pictures.", "minutes": 30})
    owner.post(f"/deliveries/{second['id']}/verdict", {"outcome": "accepted", "release": 3500})
    assert owner.post(f"{path}/closure", {}, status=409)["code"] == "money_still_held"
    owner.post(f"/funds/holdings/{milestone}/refunds", {**transfer, "reason": "One page less"})
    owner.post(f"/funds/holdings/{milestone}/payments", transfer)
    closed = owner.post(f"{path}/closure", {"text": "Thank you."})
    assert (closed["state"], closed["closure"]["text"]) == ("closed", "Thank you.")
    assert closed["milestones"][0]["money"]["paid"] == 3500

    mine = executor.get("/log/entries", delegation=work["id"], limit=200)["items"]
    assert {entry["type"] for entry in mine} >= {
        "delegation.proposed", "delegation.accepted", "funds.held", "delivery.made", "delivery.sent_back",
        "delivery.accepted", "funds.paid", "delegation.closed",
    }  # fmt: skip
    assert {e["type"] for e in owner.get("/log/entries")["items"] if e["door"] != "api"} <= {"token.made"}
    assert owner.get("/log/entries", q="pictures")["items"]
    assert Entry.objects.filter(door="api").count() > 20
    assert date.fromisoformat(mine[0]["day"])


def test_an_invited_person_finds_the_work_that_waits(cast: Cast) -> None:
    owner = Program(cast.owner)
    work = owner.post("/delegations", {"title": "Support"})
    path = f"/delegations/{work['id']}"
    owner.post(f"{path}/brief", BRIEF)
    invited = owner.post(f"{path}/invitation", {"email": "ella@example.org", "language": "fr"})
    assert (invited["state"], invited["delegation"]) == ("open", work["id"])
    owner.post(f"{path}/proposal")
    made = people.resend_invitation(
        invited["id"], by_hand=True, by=Actor.of(cast.owner, "web"), now=timezone.now()
    )
    ella: Membership = people.accept_invitation(
        made.token, name="Ella", by=Actor(None, "web"), now=timezone.now()
    )
    program = Program(ella)
    assert program.get("/delegations")["items"][0]["id"] == work["id"]
    assert program.post(f"{path}/acceptance")["state"] == "running"
    assert owner.get(f"/invitations/{invited['id']}")["member"] == str(ella.id)
