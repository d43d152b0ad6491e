"""The pages, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from relais.acts.models import Entry
from relais.delegations import actions
from relais.delegations.models import Brief, Delegation, Delivery, State, Verdict
from relais.delegations.tests import work
from relais.funds.models import Transaction
from relais.funds.querysets import standing
from relais.people.models import Membership
from relais.procedures.actions import finish_run, start_run, tick
from relais.procedures.models import Run, Step
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"delegations:{name}", args=["alizes", *args])


def text_of(response: Any) -> str:
    """What is read: tags and needless space away."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def filled(response: Any, action: str, **said: str) -> dict[str, str]:
    """The fields of the form that posts to `action`, as the page gives them, with what a person types."""
    html = response.content.decode()
    form = next(f for f in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'action="{action}"' in f)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        is_off = found.get("type") in ("radio", "checkbox") and "checked" not in tag
        if "name" in found and not is_off:
            fields[found["name"]] = unescape(found.get("value", ""))
    for name, body in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(body.strip("\n"))
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        fields[name] = unescape(chosen.group(1)) if chosen else ""
    fields.pop("csrfmiddlewaretoken", None)
    fields.pop("files", None)
    return fields | said


def follow(client: Client, response: Any) -> Any:
    assert response.status_code in (302, 303), (response.status_code, text_of(response)[:2000])
    return client.get(response["Location"].partition("#")[0])


# --- the whole way ----------------------------------------------------------------------------------------------------

WORDS = {
    "en": {
        "incomplete": "Still to write: Desired results, Guidelines, Resources (people)",
        "complete": "The brief is complete.",
        "proposed": "This work is proposed to you",
        "asked": "Asked. The brief comes back to you when it is answered.",
        "waits": "Delivery 1 waits for your verdict",
        "steps": "did not work",
        "correct": "Correct step 3",
        "again": "It came back: do it again",
        "settle": "is still there: release it or return it",
        "closed": "Closed on",
        "log": "opened the delegation “Répondre au courrier”",
    },
    "fr": {
        "incomplete": "Reste à écrire : Résultats souhaités, Directives, Ressources (personnes)",
        "complete": "Le brief est complet.",
        "proposed": "Ce travail vous est proposé",
        "asked": "Demande envoyée. Le brief vous revient avec la réponse.",
        "waits": "La livraison 1 attend votre verdict",
        "steps": "n’a pas marché",
        "correct": "Corriger l’étape 3",
        "again": "C’est revenu : à refaire",
        "settle": "restent à régler",
        "closed": "Clôturée le",
        "log": "a ouvert la délégation « Répondre au courrier »",
    },
}


def normal(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_whole_way_from_the_title_to_the_end(cast: Cast, signed_in: SignIn, language: str) -> None:
    words = WORDS[language]
    for member in (cast.owner, cast.executor):
        member.person.language = language
        member.person.save(update_fields=["language"])
    owner, executor = signed_in(cast.owner), signed_in(cast.executor)
    procedure = work.procedure(cast)

    # The title, then the brief, left half written.
    page = owner.get(url("new"))
    said = {"title": "Répondre au courrier", "procedure": str(procedure.id), "key": "k1"}
    page = follow(owner, owner.post(url("new"), said))
    delegation = Delegation.objects.get()
    one = delegation.id
    results = filled(page, url("brief", one), results="Répondu en un jour.")
    page = follow(owner, owner.post(url("brief", one), filled(page, url("brief", one), failure="x")))
    assert delegation.briefs.get().failure == "x"
    page = owner.get(url("brief", one))
    assert words["incomplete"] in normal(text_of(page))
    assert results["results"] == "Répondu en un jour."
    page = follow(owner, owner.post(url("brief", one), filled(page, url("brief", one), **work.BRIEF)))
    assert words["complete"] in normal(text_of(page))

    # Terms, then the proposal; the executor asks for a change, gets it, accepts.
    page = owner.get(url("terms", one))
    typed = filled(page, url("terms", one), executor=str(cast.executor.id), amount_0="80", silence_days="7")
    page = follow(owner, owner.post(url("terms", one), typed))
    assert executor.get(url("page", one)).status_code == 404
    page = follow(owner, owner.post(url("proposal", one), filled(page, url("proposal", one))))
    page = executor.get(url("page", one))
    assert words["proposed"] in normal(text_of(page))
    asked = filled(page, url("change-request", one), text="Plutôt le lundi.")
    page = follow(executor, executor.post(url("change-request", one), asked))
    assert words["asked"] in normal(text_of(page))
    page = owner.get(url("page", one))
    assert "Plutôt le lundi." in text_of(page)
    page = owner.get(url("brief", one))
    page = follow(
        owner, owner.post(url("brief", one), filled(page, url("brief", one), guidelines="Le lundi."))
    )
    follow(owner, owner.post(url("proposal", one), filled(page, url("proposal", one))))
    page = executor.get(url("page", one))
    assert "Le lundi." in text_of(page)
    page = follow(executor, executor.post(url("acceptance", one), filled(page, url("acceptance", one))))

    # Money, a run with a step that did not work, a delivery.
    work.hold_money(cast, delegation, 8000)
    executor.post(
        reverse("procedures:runs", args=["alizes", procedure.id]),
        filled(page, reverse("procedures:runs", args=["alizes", procedure.id])),
    )
    run = Run.objects.get(delegation_id=one)
    steps = list(Step.objects.filter(version=run.version))
    for step in steps[:2]:
        tick(run.id, step.id, by=by(cast.executor), now=NOW)
    tick(run.id, steps[2].id, outcome="failed", note="Colis en route", by=by(cast.executor), now=NOW)
    page = executor.get(url("deliveries", one))
    typed = filled(page, url("deliveries", one), text="Fait.", hours="1", minutes="10", run=str(run.id))
    page = follow(executor, executor.post(url("deliveries", one), typed))

    # The verdict: the procedure is wrong at step 3.
    page = owner.get(url("page", one))
    assert words["waits"] in normal(text_of(page))
    delivery = Delivery.objects.get()
    assert delivery.minutes == 70
    judge = url("verdict", one, delivery.id)
    page = owner.get(judge)
    assert words["steps"] in normal(text_of(page))
    assert "Colis en route" in text_of(page)
    typed = filled(
        page, judge, outcome="redo", cause="procedure_wrong", step=str(steps[2].id), note="Pas encore reçu."
    )
    page = follow(owner, owner.post(judge, typed))
    assert words["correct"] in normal(text_of(page))

    # Again, accepted, a part released; what is left is returned, and it is closed.
    page = executor.get(url("page", one))
    assert words["again"] in normal(text_of(page))
    page = executor.get(url("deliveries", one))
    typed = filled(page, url("deliveries", one), text="Refait.", hours="", minutes="20")
    follow(executor, executor.post(url("deliveries", one), typed))
    delivery = Delivery.objects.get(number=2)
    judge = url("verdict", one, delivery.id)
    amount = "60,50" if language == "fr" else "60.50"
    typed = filled(owner.get(judge), judge, outcome="accepted", release="part", amount=amount)
    page = follow(owner, owner.post(judge, typed))
    assert words["settle"] in normal(text_of(page))
    milestone = delegation.milestones.get()
    assert dict(standing([milestone.id])[milestone.id])["held"] == 1950
    from relais.funds.actions import refund

    refund(milestone.id, None, transferred_on=NOW.date(), reference="R", by=by(cast.owner), now=NOW)
    page = owner.get(url("page", one))
    page = follow(owner, owner.post(url("closure", one), filled(page, url("closure", one))))
    assert words["closed"] in normal(text_of(page))
    assert words["log"] in normal(text_of(page))

    # Everything stands in the log, and the executor reads their part of it.
    page = executor.get(url("page", one))
    assert page.status_code == 200
    assert words["log"] not in normal(text_of(page))
    assert Delegation.objects.get().state == State.CLOSED
    assert Verdict.objects.count() == 2
    assert Transaction.objects.count() == 3


@pytest.mark.parametrize("is_proposed", [True, False])
def test_someone_invited_to_a_work_joins_and_finds_its_brief(
    cast: Cast, signed_in: SignIn, is_proposed: bool
) -> None:
    from relais.acts.models import Notice

    delegation = work.written(cast, executor_id=None)
    one, owner = delegation.id, signed_in(cast.owner)
    page = owner.get(url("terms", one))
    bad = owner.post(url("invitation", one), filled(page, url("invitation", one), email="nobody"))
    assert bad.status_code == 422
    typed = filled(page, url("invitation", one), email="nina@example.org")
    page = follow(owner, owner.post(url("invitation", one), typed))
    assert "nina@example.org" in text_of(page)
    if is_proposed:
        follow(owner, owner.post(url("proposal", one), filled(page, url("proposal", one))))
    link = reverse("people:invitation", args=[Notice.objects.get(kind="invitation").secret])
    nina = Client()
    joined = nina.post(
        link, {"name": "Nina", "language": "en", "timezone": "Europe/Paris", "mail_hour": "15:00", "ink": "4"}
    )
    assert joined.status_code in (302, 303), text_of(joined)
    landed = nina.get(joined["Location"])
    assert landed.status_code == 200
    assert ("This work is proposed to you" in text_of(landed)) == is_proposed
    if not is_proposed:
        assert nina.get(url("page", one)).status_code == 404
        actions.propose(one, by=by(cast.owner), now=NOW)
    page = nina.get(url("page", one))
    follow(nina, nina.post(url("acceptance", one), filled(page, url("acceptance", one))))
    assert work.fresh(delegation).state == State.RUNNING


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_nobody_sees_the_work_of_another(cast: Cast, signed_in: SignIn) -> None:
    delivery = work.delivered(cast)
    one = delivery.delegation_id
    for nobody in (cast.other_executor, cast.reviewer, cast.mediator, cast.stranger):
        client = signed_in(nobody)
        assert client.get(url("page", one)).status_code == 404
        for name in ("acceptance", "change-request", "deliveries", "closure", "proposal", "lines"):
            assert client.post(url(name, one), {"text": "x"}).status_code in (403, 404)
        assert client.post(url("verdict", one, delivery.id), {"outcome": "accepted"}).status_code in (
            403,
            404,
        )
    listed = text_of(signed_in(cast.other_executor).get(url("index")))
    assert "Answer shop support mail" not in listed
    assert signed_in(cast.stranger).get(url("index")).status_code == 404
    assert Client().get(url("index")).status_code == 302
    assert work.fresh(delivery.delegation).state == State.DELIVERED


def test_an_executor_does_not_do_what_management_does(cast: Cast, signed_in: SignIn) -> None:
    delivery = work.delivered(cast)
    one, client = delivery.delegation_id, signed_in(cast.executor)
    for name in (
        "brief",
        "terms",
        "proposal",
        "withdrawal",
        "closure",
        "calling-off",
        "milestones",
        "invitation",
    ):
        assert client.post(url(name, one), {}).status_code == 403, name
    assert client.get(url("verdict", one, delivery.id)).status_code == 403
    assert client.get(url("new")).status_code == 403


def test_the_executor_reads_no_name_but_the_owners(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.proposed(cast)
    actions.withdraw_proposal(delegation.id, by=by(cast.manager), now=NOW)
    actions.propose(delegation.id, by=by(cast.manager), now=NOW)
    said = text_of(signed_in(cast.executor).get(url("page", delegation.id)))
    assert "Max Manager" not in said
    assert "Otto Other" not in said


# --- what cannot be, and what was typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount_0", "-5", "above zero"),
        ("amount_0", "1000000000000000", "too large"),
        ("amount_0", "abc", "not an amount"),
        ("due_on_0", "9999-01-01", "between 2000 and 2100"),
        ("due_on_0", "soon", "valid date"),
        ("currency", "ZZZ", "ZZZ"),
        ("silence_days", "1000", "between 1 and 365"),
        ("executor", "nobody", "valid choice"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_what_was_typed_is_kept(
    cast: Cast, signed_in: SignIn, field: str, value: str, said: str
) -> None:
    delegation = work.opened(cast)
    client = signed_in(cast.owner)
    page = client.get(url("terms", delegation.id))
    typed = filled(page, url("terms", delegation.id), **{"title_0": "First part", field: value})
    answer = client.post(url("terms", delegation.id), typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    if field != "executor" and field != "currency":
        assert f'value="{value}"' in answer.content.decode()
    assert 'value="First part"' in answer.content.decode()
    assert not Entry.objects.filter(type="terms.set").exists()


def test_milestones_are_added_and_taken_out_without_javascript(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.opened(cast)
    client = signed_in(cast.owner)
    terms = url("terms", delegation.id)
    more = client.post(terms, filled(client.get(terms), terms, title_0="First", more="1"))
    assert more.status_code == 200
    assert not Entry.objects.filter(type="terms.set").exists()
    typed = filled(more, terms, title_1="Second", amount_1="12.50")
    assert typed["title_0"] == "First"
    follow(client, client.post(terms, typed))
    found = [(m.title, m.amount) for m in delegation.milestones.filter(dropped_at=None)]
    assert found == [("First", None), ("Second", 1250)]
    follow(client, client.post(terms, filled(client.get(terms), terms, drop_0="on")))
    assert delegation.milestones.get(dropped_at=None).title == "Second"
    # The same on the page itself, under way.
    page = client.get(url("page", delegation.id))
    add = url("milestones", delegation.id)
    answer = client.post(add, filled(page, add, title="Third", amount="nothing"))
    assert answer.status_code == 422
    assert 'value="Third"' in answer.content.decode()
    page = follow(client, client.post(add, filled(page, add, title="Third", amount="5")))
    third = delegation.milestones.get(title="Third")
    drop = url("milestone-drop", delegation.id, third.id)
    follow(client, client.post(drop, filled(page, drop)))
    assert delegation.milestones.filter(dropped_at=None).count() == 1


def test_a_brief_saved_by_another_meanwhile_is_said_and_nothing_is_lost(
    cast: Cast, signed_in: SignIn
) -> None:
    delegation = work.opened(cast)
    client = signed_in(cast.owner)
    brief = url("brief", delegation.id)
    page = client.get(brief)
    actions.write_brief(
        delegation.id, {"results": "Theirs"}, by=by(cast.manager), now=NOW + timedelta(hours=1)
    )
    answer = client.post(brief, filled(page, brief, results="Mine"))
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    follow(client, client.post(brief, filled(answer, brief)))
    assert Brief.objects.get().results == "Mine"


def test_a_delivery_without_time_or_text_is_refused_and_kept(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    client = signed_in(cast.executor)
    deliver = url("deliveries", delegation.id)
    page = client.get(deliver)
    answer = client.post(deliver, filled(page, deliver, text="All done"))
    assert answer.status_code == 422
    assert "All done" in answer.content.decode()
    answer = client.post(deliver, filled(page, deliver, minutes="10"))
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_a_file_goes_with_the_delivery(cast: Cast, signed_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    delegation = work.accepted(cast)
    client = signed_in(cast.executor)
    deliver = url("deliveries", delegation.id)
    typed = filled(client.get(deliver), deliver, text="Done", minutes="10")
    sent = client.post(deliver, {**typed, "files": SimpleUploadedFile("../shot.png", b"\x89PNG\r\n\x1a\n")})
    page = follow(client, sent)
    assert "shot.png" in text_of(page)
    assert Delivery.objects.get().entry.attachments.get().media_type == "image/png"


def test_a_double_click_delivers_and_judges_once(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    client, owner = signed_in(cast.executor), signed_in(cast.owner)
    deliver = url("deliveries", delegation.id)
    typed = filled(client.get(deliver), deliver, text="Done", minutes="10")
    assert client.post(deliver, typed).status_code == 302
    client.post(deliver, typed)
    delivery = Delivery.objects.get()
    judge = url("verdict", delegation.id, delivery.id)
    typed = filled(owner.get(judge), judge, outcome="accepted")
    assert owner.post(judge, typed).status_code == 302
    assert owner.post(judge, typed).status_code == 302
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say whether the work is accepted"),
        ({"outcome": "redo"}, "Say where it came from"),
        ({"outcome": "redo", "cause": "not_followed"}, "Say which step it was"),
        ({"outcome": "accepted", "release": "part"}, "Write how much you release"),
        (
            {"outcome": "accepted", "release": "part", "amount": "9999"},
            "Release between nothing and what is held",
        ),
        ({"outcome": "accepted", "release": "all", "reference": "X"}, "Give the day of the transfer"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_and_kept(
    cast: Cast, signed_in: SignIn, typed: dict[str, str], said: str
) -> None:
    delivery = work.delivered(cast, held=5000, procedure_id=work.procedure(cast).id)
    judge = url("verdict", delivery.delegation_id, delivery.id)
    client = signed_in(cast.owner)
    answer = client.post(judge, filled(client.get(judge), judge, note="What I saw", **typed))
    assert answer.status_code in (409, 422)
    assert said in text_of(answer)
    assert "What I saw" in answer.content.decode()
    assert not Verdict.objects.exists()


def test_what_belongs_to_the_other_verdict_is_left_out(cast: Cast, signed_in: SignIn) -> None:
    delivery = work.delivered(cast, held=5000, procedure_id=work.procedure(cast).id)
    judge = url("verdict", delivery.delegation_id, delivery.id)
    client = signed_in(cast.owner)
    typed = filled(client.get(judge), judge, outcome="accepted", cause="outside", release="all")
    follow(client, client.post(judge, typed))
    assert Verdict.objects.get().cause == ""


def test_the_last_to_judge_is_told_that_it_was_done(cast: Cast, signed_in: SignIn) -> None:
    delivery = work.delivered(cast)
    judge = url("verdict", delivery.delegation_id, delivery.id)
    client = signed_in(cast.owner)
    typed = filled(client.get(judge), judge, outcome="accepted")
    actions.judge(delivery.id, "refused", cause="outside", by=by(cast.manager), now=NOW)
    answer = client.post(judge, typed)
    assert answer.status_code == 409
    assert "was judged meanwhile" in text_of(answer)
    assert client.get(judge).status_code == 302


def test_money_stops_the_end_and_the_page_says_how_much(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    work.hold_money(cast, delegation, 4200)
    client = signed_in(cast.owner)
    page = client.get(url("page", delegation.id))
    end = url("calling-off", delegation.id)
    answer = client.post(end, filled(page, end, text="No longer"))
    assert answer.status_code == 409
    assert "€42.00 is still held" in text_of(answer)
    assert "No longer" in answer.content.decode()


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_list_by_state_person_and_words(cast: Cast, signed_in: SignIn) -> None:
    work.accepted(cast, title="Écrire les fiches produits")
    work.proposed(cast, title="Trier les photos", executor_id=cast.other_executor.id)
    gone = work.opened(cast, title="Old thing")
    actions.call_off(gone.id, by=by(cast.owner), now=NOW)
    client = signed_in(cast.owner)

    def titles(**query: object) -> list[str]:
        page = text_of(client.get(url("index"), query))
        names = ["Écrire les fiches produits", "Trier les photos", "Old thing"]
        return [name for name in names if name in page]

    assert titles() == ["Écrire les fiches produits", "Trier les photos"]
    assert titles(state="all") == ["Écrire les fiches produits", "Trier les photos", "Old thing"]
    assert titles(state="proposed") == ["Trier les photos"]
    assert titles(state="closed") == ["Old thing"]
    assert titles(q="ecrire fiche") == ["Écrire les fiches produits"]
    assert titles(q="nothing") == []
    assert titles(person=cast.other_executor.id) == ["Trier les photos"]
    assert titles(person="x", state="nonsense") == ["Écrire les fiches produits", "Trier les photos"]
    listed = text_of(signed_in(cast.executor).get(url("index")))
    assert "Écrire les fiches produits" in listed
    assert "Trier les photos" not in listed


def test_the_export_holds_what_the_list_shows(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast, title="=cmd()")
    work.hold_money(cast, delegation, 4200)
    answer = signed_in(cast.owner).get(url("export"))
    rows = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert "'=cmd()" in rows[1]
    assert "42.00" in rows[1]
    empty = signed_in(cast.other_executor).get(url("export"))
    assert len(b"".join(empty.streaming_content).splitlines()) == 1  # type: ignore[attr-defined]


def test_a_reviewer_sees_what_was_granted_and_no_money(cast: Cast, signed_in: SignIn) -> None:
    from relais.people.actions import grant_matter

    delegation = work.accepted(cast)
    work.hold_money(cast, delegation, 4200)
    client = signed_in(cast.reviewer)
    assert client.get(url("index")).status_code == 200
    grant_matter(cast.reviewer.id, delegation_id=delegation.id, by=by(cast.owner), now=NOW)
    assert delegation.title in text_of(client.get(url("index")))
    assert "42.00" not in text_of(client.get(url("index")))
    assert b"42.00" not in b"".join(client.get(url("export")).streaming_content)  # type: ignore[attr-defined]
    page = client.get(url("page", delegation.id))
    assert page.status_code == 200
    assert 'id="money"' not in page.content.decode()
    assert "Eve Executor" not in text_of(page)


def test_empty_lists_teach(cast: Cast, signed_in: SignIn) -> None:
    assert "Nothing is delegated yet" in text_of(signed_in(cast.owner).get(url("index")))
    assert "No work was handed to you yet" in text_of(signed_in(cast.executor).get(url("index")))


def test_a_delegation_from_a_captured_line(cast: Cast, signed_in: SignIn) -> None:
    from relais.activities.actions import capture
    from relais.activities.models import Capture

    line = capture(text="Have someone sort the photos", by=by(cast.owner), now=NOW)
    client = signed_in(cast.owner)
    page = client.get(url("new"), {"from": line.entry_id})
    html = page.content.decode()
    assert 'value="Have someone sort the photos"' in html
    assert str(line.entry_id) in html
    client.post(url("new"), {"title": "Sort the photos", "origin": str(line.entry_id), "key": "k"})
    assert Capture.objects.get().sorting.into_id == Delegation.objects.get().id


# --- how much it costs ------------------------------------------------------------------------------------------------


@pytest.fixture
def full(cast: Cast) -> Delivery:
    """A delegation with all that can be on its page."""
    procedure = work.procedure(cast)
    delegation = work.accepted(cast, procedure_id=procedure.id)
    work.hold_money(cast, delegation, 9000)
    run = start_run(procedure.id, delegation_id=delegation.id, by=by(cast.executor), now=NOW)
    for step in Step.objects.filter(version=run.version):
        tick(run.id, step.id, by=by(cast.executor), now=NOW)
    finish_run(run.id, by=by(cast.executor), now=NOW)
    first = work.deliver(delegation, cast.executor, run_id=run.id)
    actions.judge(first.id, "redo", cause="brief_unclear", note_text="See.", by=by(cast.owner), now=NOW)
    actions.add_milestone(delegation.id, "Second", amount=500, by=by(cast.owner), now=NOW)
    from relais.log.actions import reply, write

    asked = write(text="When?", delegation_id=delegation.id, by=by(cast.owner), now=NOW)
    reply(asked.id, text="Tomorrow.", by=by(cast.executor), now=NOW)
    return work.deliver(
        delegation, cast.executor, run_id=run.id, milestone_id=delegation.milestones.get(position=1).id
    )


@pytest.mark.parametrize("who", ["owner", "manager", "executor"])
def test_a_page_asks_the_database_ten_times_at_most(
    cast: Cast, signed_in: SignIn, full: Delivery, who: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(getattr(cast, who))
    for _more in range(5):
        work.accepted(cast)
    addresses = [url("index"), url("page", full.delegation_id)]
    if who != "executor":
        addresses += [
            url("verdict", full.delegation_id, full.id),
            url("new"),
            url("terms", full.delegation_id),
        ]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200, address


def test_a_reviewer_reads_the_log_of_the_work_without_its_amounts(cast: Cast, signed_in: SignIn) -> None:
    delegation = work.accepted(cast)
    work.hold_money(cast, delegation, 123_45)
    cast.reviewer.grants.create(delegation_id=delegation.id, granted_by=cast.owner, granted_at=NOW)
    seen = {
        name: text_of(signed_in(getattr(cast, name)).get(reverse("log:index", args=["alizes"])))
        for name in ("owner", "executor", "reviewer")
    }
    assert {name for name, text in seen.items() if "123.45" in text} == {"owner", "executor"}
    assert "an amount" in seen["reviewer"]
