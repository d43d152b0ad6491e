"""The pages of the log, through the door that a person takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.acts import types
from relais.acts.actions import record
from relais.acts.models import Entry
from relais.log import actions
from relais.log.models import Attachment, Thread
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]
QUERIES = 10


def url(name: str, *args: object) -> str:
    return reverse(f"log:{name}", args=["alizes", *args])


def ask(member: Membership, text: str, **options: object) -> Entry:
    return actions.write(text=text, by=by(member), now=options.pop("now", NOW), **options)  # type: ignore[arg-type]


def busy(cast: Cast) -> list[Entry]:
    """Forty requests over ten days, with replies, corrections and files."""
    entries = []
    for number in range(40):
        now = NOW + timedelta(hours=6 * number)
        entry = ask(
            cast.owner, f"Request {number}: see https://example.org/{number}", to=cast.executor.id, now=now
        )
        reply = actions.reply(
            entry.pk, text=f"Answer {number}", by=by(cast.executor), now=now + timedelta(hours=1)
        )
        if number % 5 == 0:
            actions.correct(entry.pk, text=f"Request {number}, put better", by=by(cast.owner), now=now)
            actions.correct(reply.pk, text=f"Answer {number}, put better", by=by(cast.executor), now=now)
        if number % 7 == 0:
            actions.settle(entry.pk, by=by(cast.owner), now=now)
        entries.append(entry)
    return entries


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("query", ["", "?state=answered", "?q=request", "?since=2026-11-23&until=2026-11-25"])
def test_the_log_shows_in_few_queries_whatever_it_holds(
    cast: Cast, signed_in: SignIn, language: str, query: str
) -> None:
    busy(cast)
    for member in (cast.owner, cast.executor):
        member.person.language = language
        member.person.save()
        client = signed_in(member)
        client.get(url("index"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(url("index") + query)
        assert page.status_code == 200
        assert len(queries) <= QUERIES, [q["sql"][:160] for q in queries]
        assert f"{'Demande' if False else 'Request'} 3" in page.content.decode()


def test_the_page_of_a_person_is_flat_and_leads_to_the_thread(cast: Cast, signed_in: SignIn) -> None:
    entries = busy(cast)
    page = signed_in(cast.owner).get(url("index") + f"?person={cast.executor.id}").content.decode()
    assert "Answer 39" in page
    assert "Request 39" not in page
    assert url("entry", entries[39].pk) in page


def test_each_text_stands_in_its_authors_ink_under_the_day_of_asking(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast.owner, "Resize the images", to=cast.executor.id)
    later = NOW + timedelta(days=3)
    actions.reply(entry.pk, text="Three of them done", by=by(cast.executor), now=later)
    page = signed_in(cast.owner).get(url("index")).content.decode()
    assert page.count('<section class="day">') == 1
    assert 'class="entry ink-1"' in page
    assert 'class="entry reply ink-3"' in page
    assert "Thu 26\u00a0Nov 09:52" in page, "a reply of another day says which"
    assert "<b>You</b>" in page


def test_moments_are_in_the_readers_zone_and_days_in_the_businesss(cast: Cast, signed_in: SignIn) -> None:
    ask(
        cast.owner, "Late", now=NOW.replace(hour=22, minute=30)
    )  # 23:30 in Paris, 07:30 the next day in Tokyo
    cast.manager.person.timezone = "Asia/Tokyo"
    cast.manager.person.save()
    page = signed_in(cast.manager).get(url("index")).content.decode()
    assert 'datetime="2026-11-23">Mon 23\u00a0Nov<' in page
    assert "Tue 24\u00a0Nov 07:30" in page


def test_an_executor_sees_nothing_of_another(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast.owner, "Only for Eve", to=cast.executor.id)
    other = signed_in(cast.other_executor)
    assert "Only for Eve" not in other.get(url("index")).content.decode()
    assert "Only for Eve" not in other.get(url("index") + "?q=Eve").content.decode()
    assert b"Only for Eve" not in b"".join(other.get(url("export")).streaming_content)
    for name in ("entry", "erasure"):
        assert other.get(url(name, entry.pk)).status_code == 404
    for name in ("replies", "corrections", "settlement", "reopening", "erasure"):
        assert other.post(url(name, entry.pk), {"text": "x"}).status_code == 404


def test_an_executor_knows_managers_by_role_and_the_owner_by_name(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.manager, "From the manager", to=cast.executor.id)
    ask(cast.owner, "From the owner", to=cast.executor.id)
    page = signed_in(cast.executor).get(url("index")).content.decode()
    assert "Max Manager" not in page
    assert "<b>Manager</b>" in page
    assert "<b>Olive Owner</b>" in page


def test_a_stranger_finds_no_log(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.stranger).get(url("index")).status_code == 404
    assert Client().get(url("index")).status_code == 302


def test_writing_from_the_composer_shows_the_line(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    said = {
        "text": "Resize <b>the</b> images",
        "to": f"member:{cast.executor.id}",
        "due_on": "2026-11-27",
        "key": "k1",
    }
    answer = client.post(url("entries"), said)
    assert answer.status_code == 303
    assert client.post(url("entries"), said).status_code == 303
    assert Thread.objects.count() == 1, "the same key writes once"
    page = client.get(answer["Location"]).content.decode()
    assert "Resize &lt;b&gt;the&lt;/b&gt; images" in page
    assert "→ Eve Executor" in page
    assert "due Fri 27\u00a0Nov" in page


def test_a_line_of_a_megabyte_is_refused_and_stays_in_the_box(cast: Cast, signed_in: SignIn) -> None:
    text = "x" * 1_000_000
    page = signed_in(cast.owner).post(url("entries"), {"text": text})
    assert page.status_code == 422
    assert text in page.content.decode()
    assert not Entry.objects.filter(business=cast.business).exists()


def test_what_was_typed_and_sent_stays_when_something_is_refused(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    said = {"text": " ", "due_on": "2026-11-27", "files": SimpleUploadedFile("plan.txt", b"the plan")}
    page = client.post(url("entries"), said)
    assert page.status_code == 422
    form = page.context["form"]
    assert form["due_on"].value() == "2026-11-27"
    [kept] = form.received
    assert kept["name"] == "plan.txt"
    again = client.post(url("entries"), {"text": "With the plan", "kept": kept["token"]})
    assert again.status_code == 303
    assert Attachment.objects.get().name == "plan.txt"


def test_with_a_procedure_shows_the_larger_composer_and_keeps_what_was_typed(
    cast: Cast, signed_in: SignIn
) -> None:
    page = signed_in(cast.owner).post(url("new"), {"text": "Half written"})
    assert page.status_code == 200
    assert "Half written" in page.content.decode()
    assert not Entry.objects.filter(business=cast.business).exists()


def test_a_thread_is_answered_settled_and_reopened(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast.owner, "Resize the images", to=cast.executor.id)
    executor, owner = signed_in(cast.executor), signed_in(cast.owner)
    assert executor.post(url("replies", entry.pk), {"text": "Done"}).status_code == 303
    assert executor.post(url("settlement", entry.pk)).status_code == 403
    assert owner.post(url("settlement", entry.pk)).status_code == 303
    refused = owner.post(url("settlement", entry.pk))
    assert refused.status_code == 409
    assert "already settled" in refused.content.decode()
    page = owner.get(url("entry", entry.pk)).content.decode()
    assert "Olive Owner settled the request of line 1." in page
    assert owner.post(url("reopening", entry.pk)).status_code == 303


def test_a_reply_is_shown_in_its_thread(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast.owner, "Resize the images", to=cast.executor.id)
    reply = actions.reply(entry.pk, text="Done", by=by(cast.executor), now=NOW)
    answer = signed_in(cast.owner).get(url("entry", reply.pk))
    assert answer.status_code == 302
    assert answer["Location"] == f"{url('entry', entry.pk)}#e{reply.seq}"


def test_the_page_of_a_long_thread_takes_few_queries(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast.owner, "Resize the images", to=cast.executor.id)
    for number in range(120):
        actions.reply(entry.pk, text=f"Image {number}", by=by(cast.executor), now=NOW)
    client = signed_in(cast.owner)
    client.get(url("entry", entry.pk))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url("entry", entry.pk))
    assert len(queries) <= QUERIES
    content = page.content.decode()
    assert "Image 119" in content
    assert "Image 19<" not in content
    older = client.get(f"{url('entry', entry.pk)}?after={page.context['page'].next}").content.decode()
    assert "Image 19<" in older


def test_similar_events_in_a_row_become_one_line(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(types, "_types", dict(types.known_types()))

    @types.entry_type("test.step")
    class Step(types.EntryData):
        procedure: str
        position: int

        def sentence(self) -> types.Sentence:
            return "%(who)s did step %(position)s of “%(procedure)s”."

        def together(self, count: int) -> types.Sentence | None:
            return "%(who)s did %(count)s steps of “%(procedure)s”."

    with transaction.atomic():
        for procedure, steps in (("Lay out", 6), ("Back up", 1)):
            for position in range(1, steps + 1):
                record(
                    cast.business, Step(procedure=procedure, position=position), by=by(cast.executor), now=NOW,
                    subject=cast.business, reader_id=cast.executor.id,
                )  # fmt: skip
    page = signed_in(cast.owner).get(url("index")).content.decode()
    assert "Eve Executor did 6 steps of “Lay out”." in page
    assert "Eve Executor did step 1 of “Back up”." in page
    assert page.count('class="event"') == 2


def test_the_log_is_paged_by_number(cast: Cast, signed_in: SignIn) -> None:
    for number in range(60):
        ask(cast.owner, f"Note {number}.")
    client = signed_in(cast.owner)
    first = client.get(url("index"))
    assert "Note 59." in first.content.decode()
    assert "Note 39." not in first.content.decode()
    second = client.get(f"{url('index')}?after={first.context['page'].next}").content.decode()
    assert "Note 39." in second


def test_the_export_holds_everything_under_the_filters(cast: Cast, signed_in: SignIn) -> None:
    busy(cast)
    ask(cast.owner, "=HYPERLINK(evil)")
    cast.owner.person.language = "fr"
    cast.owner.person.save()
    content = b"".join(signed_in(cast.owner).get(url("export")).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 1 + Entry.objects.filter(business=cast.business).count()
    assert rows[1][6] == "'=HYPERLINK(evil)", "a spreadsheet computes nothing that a person typed"
    some = b"".join(signed_in(cast.owner).get(url("export") + "?state=settled").streaming_content)
    assert 0 < some.count(b"\n") < content.count("\n")


def test_an_empty_log_teaches(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.owner).get(url("index")).content.decode()
    assert "What is asked and answered stands here" in page


@pytest.mark.parametrize(
    "query", ["?after=x", "?state=nonsense", "?person=1", "?since=tomorrow", "?q=%00", "?after=" + "9" * 30]
)
def test_a_mistyped_address_still_shows_the_log(cast: Cast, signed_in: SignIn, query: str) -> None:
    ask(cast.owner, "Still here")
    assert "Still here" in signed_in(cast.owner).get(url("index") + query).content.decode()
