"""Captured lines: kept at once from any page, private, sorted later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.activities import actions
from relais.activities.models import Capture, Sorting
from relais.acts.chain import verify
from relais.acts.refusal import Refused
from relais.acts.waiting import waiting_for
from relais.log import actions as log
from relais.log.querysets import entries_visible_to
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"captures:{name}", args=["alizes", *args])


def keep(member: Membership, text: str = "Ask Otto about the invoices") -> Capture:
    return actions.capture(text=text, by=by(member), now=NOW)


def test_an_executors_line_is_theirs_alone_and_managements_is_managements(cast: Cast) -> None:
    own, shared = keep(cast.executor), keep(cast.owner)
    sees = {
        name: {
            line.pk for line in (own, shared) if entries_visible_to(member).filter(pk=line.entry_id).exists()
        }
        for name, member in cast.everyone().items()
    }
    assert sees.pop("owner") == sees.pop("manager") == {shared.pk}
    assert sees.pop("executor") == {own.pk}
    assert set().union(*sees.values()) == set()
    for name, member in cast.everyone().items():
        expected = {"owner": {shared.pk}, "manager": {shared.pk}, "executor": {own.pk}}.get(name, set())
        assert set(Capture.objects.visible_to(member).values_list("pk", flat=True)) == expected


def test_management_does_not_find_an_executors_line_by_searching(cast: Cast, signed_in: SignIn) -> None:
    keep(cast.executor, "Look for another job")
    page = signed_in(cast.owner).get(reverse("log:index", args=["alizes"]) + "?q=job").content.decode()
    assert "another job" not in page
    export = b"".join(signed_in(cast.owner).get(reverse("log:export", args=["alizes"])).streaming_content)
    assert b"another job" not in export


def test_a_line_is_one_line(cast: Cast) -> None:
    assert keep(cast.owner, "two\nlines \t here").entry.text.body == "two lines here"


@pytest.mark.parametrize(
    ("text", "code"),
    [("  ", "text_empty"), ("x" * 1001, "text_too_long"), ("x" * 1_000_000, "text_too_long")],
)
def test_what_is_no_line_is_refused_and_stays_in_the_box(
    cast: Cast, signed_in: SignIn, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        keep(cast.owner, text)
    assert refused.value.code == code
    page = signed_in(cast.owner).post(url("lines"), {"text": text})
    assert page.status_code == 422
    assert text.strip() in page.content.decode()
    assert not Capture.objects.exists()


def test_keeping_a_line_stays_on_the_page_and_says_so(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    here = reverse("log:index", args=["alizes"]) + "?state=open"
    answer = client.post(url("lines"), {"text": "A thought", "next": here, "key": "k"})
    assert (answer.status_code, answer["Location"]) == (303, here)
    assert client.post(url("lines"), {"text": "A thought", "next": here, "key": "k"}).status_code == 303
    assert Capture.objects.count() == 1, "the same key keeps once"
    page = client.get(here).content.decode()
    assert "Captured." in page
    assert "Make it a task, correct or undo" in page
    elsewhere = signed_in(cast.executor)
    elsewhere.post(url("lines"), {"text": "A thought", "next": here, "key": "k2"})
    assert "Sort or undo" in elsewhere.get(here).content.decode(), "who keeps no plan makes no task"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_it_leads_nowhere_else(cast: Cast, signed_in: SignIn, elsewhere: str) -> None:
    answer = signed_in(cast.owner).post(url("lines"), {"text": "A thought", "next": elsewhere})
    assert answer["Location"] == url("index")


def test_the_box_at_the_top_gets_how_its_line_was_read_and_a_way_back(cast: Cast, signed_in: SignIn) -> None:
    by_script = {"X-Requested-With": "fetch"}
    owner = signed_in(cast.owner)
    answer = owner.post(url("lines"), {"text": "A thought"}, headers=by_script).content.decode()
    assert "<html" not in answer
    undo = url("sorting", Capture.objects.get().pk)
    assert f'formaction="{undo}"' in answer
    assert owner.post(undo, {"into": "dropped", "next": url("index")})["Location"] == url("index")
    assert not Capture.objects.to_sort().exists()


def test_a_member_without_a_plan_gets_a_plain_yes(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    answer = client.post(url("lines"), {"text": "More"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_undo_drops_the_line_and_it_can_be_sorted_again(cast: Cast, signed_in: SignIn) -> None:
    line, client = keep(cast.owner), signed_in(cast.owner)
    assert client.post(url("sorting", line.pk), {"into": "dropped"}).status_code == 303
    assert line.pk not in Capture.objects.to_sort().values_list("pk", flat=True)
    assert client.post(url("sorting", line.pk), {"into": "done"}).status_code == 409
    assert "Ask Otto" in client.get(url("index") + "?sorted=1").content.decode()
    assert client.post(url("sorting", line.pk), {"into": ""}).status_code == 303
    assert client.post(url("sorting", line.pk), {"into": ""}).status_code == 409
    assert "Ask Otto" in client.get(url("index")).content.decode()
    assert list(verify(cast.business.id)) == []


def test_a_request_made_from_a_line_sorts_it_in_the_same_act(cast: Cast, signed_in: SignIn) -> None:
    line, client = keep(cast.owner), signed_in(cast.owner)
    answer = client.post(url("sorting", line.pk), {"into": "request"})
    assert answer["Location"] == reverse("log:new", args=["alizes"]) + f"?from={line.entry_id}"
    assert not Sorting.objects.exists(), "nothing is sorted before the request is written"
    client.post(
        reverse("log:entries", args=["alizes"]),
        {"text": "Otto, the invoices?", "to": f"member:{cast.executor.id}", "origin": str(line.entry_id)},
    )
    sorting = Sorting.objects.get()
    assert (sorting.capture_id, sorting.into) == (line.pk, "request")
    assert log.write(text="Again", origin_id=line.entry_id, by=by(cast.owner), now=NOW).pk != sorting.into_id


def test_nobody_sorts_anothers_line(cast: Cast, signed_in: SignIn) -> None:
    line = keep(cast.executor)
    for member in (cast.owner, cast.other_executor, cast.stranger, cast.mediator):
        for into in ("done", "request", ""):
            assert signed_in(member).post(url("sorting", line.pk), {"into": into}).status_code == 404
    log.write(text="Mine now", origin_id=line.entry_id, by=by(cast.owner), now=NOW)
    assert not Sorting.objects.exists()


def test_lines_to_sort_wait_as_one_task(cast: Cast) -> None:
    cast.owner.person.language = "en"
    assert waiting_for(cast.owner, NOW) == []
    keep(cast.owner)
    keep(cast.owner)
    [row] = waiting_for(cast.owner, NOW)
    assert (row.label, row.url) == ("Sort the 2 captured lines", url("index"))


def test_the_page_takes_few_queries_and_pages(cast: Cast, signed_in: SignIn) -> None:
    for number in range(60):
        keep(cast.owner if number % 2 else cast.manager, f"Thought {number}.")
    client = signed_in(cast.owner)
    client.get(url("index"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url("index"))
    assert len(queries) <= 10
    assert "Thought 59." in page.content.decode()
    assert "Thought 5." not in page.content.decode()
    assert "Thought 5." in client.get(f"{url('index')}?after={page.context['page'].next}").content.decode()


def test_an_erased_line_says_so(cast: Cast, signed_in: SignIn) -> None:
    line = keep(cast.executor, "My own address")
    log.erase(line.entry_id, by=by(cast.executor), now=NOW)
    page = signed_in(cast.executor).get(url("index")).content.decode()
    assert "My own address" not in page
    assert "This text was erased." in page


def test_an_empty_page_teaches(cast: Cast, signed_in: SignIn) -> None:
    assert "Whatever crosses your mind" in signed_in(cast.owner).get(url("index")).content.decode()


def test_a_line_made_from_a_captured_one_starts_with_its_text(cast: Cast, signed_in: SignIn) -> None:
    line = keep(cast.owner, "Ask about the images")
    page = signed_in(cast.owner).get(reverse("log:new", args=["alizes"]) + f"?from={line.entry_id}")
    assert "Ask about the images" in page.content.decode()
    other = signed_in(cast.executor).get(reverse("log:new", args=["alizes"]) + f"?from={line.entry_id}")
    assert "Ask about the images" not in other.content.decode()


def test_a_procedure_made_from_a_line_sorts_it_in_the_same_act(cast: Cast, signed_in: SignIn) -> None:
    line, client = keep(cast.owner, "How invoices are asked for"), signed_in(cast.owner)
    new = reverse("procedures:new", args=["alizes"])
    page = client.get(f"{new}?from={line.entry_id}").content.decode()
    assert 'value="How invoices are asked for"' in page
    said = {"title": "How invoices are asked for", "origin": str(line.entry_id)}
    answer = client.post(new, said)
    assert answer.status_code == 303, answer.content.decode()
    assert Sorting.objects.get().into == "procedure"
