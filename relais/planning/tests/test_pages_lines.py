"""A captured line: what was read of it is shown, corrected or refused with one tap, and becomes a task with one more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from relais.activities.models import Capture
from relais.people.models import Membership, Person
from relais.planning.models import Task
from relais.planning.tests.plans import at
from tests.cast import NOW, Cast
from tests.html import problems

SignIn = Callable[[Membership], Client]
LINES = "/b/alizes/captures/"
VAT = "VAT Wednesday 12h !180€ 45min"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def kept(client: Client, text: str) -> tuple[Capture, str]:
    """The line, and what the box at the top says of it."""
    answer = client.post(
        f"{LINES}lines/", {"text": text, "next": "/b/alizes/"}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 200
    return Capture.objects.latest("id"), answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def links(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="(/b/alizes/captures/[^"]+\?[^"]+)"', html)]


def make_task(client: Client, line: Capture, html: str) -> Task:
    """Press "Make it a task" on a page as it stands."""
    fields = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', html) for name in ("refused", "accepted", "next")
    }
    answer = client.post(f"/b/alizes/plan/lines/{line.pk}/", fields)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    task: Task = Task.objects.latest("id")
    return task


def test_what_was_read_is_shown_at_once(cast: Cast, signed_in: SignIn) -> None:
    _line, html = kept(signed_in(cast.owner), VAT)
    said = words(html)
    assert all(
        part in said for part in ("VAT", "Wed 25\u00a0Nov", "12:00", "45\u00a0min", "otherwise €180.00")
    ), said
    assert "Make it a task" in said


def test_one_tap_makes_a_task_of_it(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, VAT)
    task = make_task(client, line, html)
    assert (task.title, task.minutes, task.due_at) == ("VAT", 45, at("2026-11-25 12:00"))
    assert (task.consequence_amount, task.consequence_currency) == (18000, "EUR")
    assert task.is_urgent
    page = client.get("/b/alizes/").content.decode()
    assert "Two questions place it." in page
    assert f'id="c{line.pk}"' not in client.get(LINES).content.decode(), "it is sorted"


def test_a_part_is_sent_back_with_one_tap_and_stays_in_the_text(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, VAT)
    refuse = next(link for link in links(html) if "refused" in parse_qs(urlsplit(link).query))
    html = client.get(refuse, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html, "only the part"
    assert "“Wednesday” is plain text." in words(html)
    task = make_task(client, line, html)
    assert "Wednesday" in task.title
    assert task.minutes == 45


def test_what_was_sent_back_can_be_read_again(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    _line, html = kept(client, VAT)
    html = client.get(links(html)[0]).content.decode()
    again = next(link for link in links(html) if "refused" not in parse_qs(urlsplit(link).query))
    assert "Wed 25" in words(client.get(again).content.decode())


def test_when_unsure_it_stays_plain_text_and_says_so(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, "call the printer 3/4")
    assert "Not sure of “3/4”: it stays in the text." in words(html)
    assert make_task(client, line, html).title == "call the printer 3/4"


def test_what_is_unsure_is_settled_with_one_tap(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, "call the printer 3/4")
    chosen = next(link for link in links(html) if "accepted" in parse_qs(urlsplit(link).query))
    task = make_task(client, line, client.get(chosen).content.decode())
    assert task.title == "call the printer"
    assert task.due_on in (date(2027, 4, 3), date(2027, 3, 4))
    assert not task.is_urgent, "a date without a consequence"


def test_without_javascript_the_message_leads_to_the_same_chips(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    client.post(f"{LINES}lines/", {"text": VAT, "next": "/b/alizes/"})
    page = client.get("/b/alizes/").content.decode()
    assert "Wed 25" in page
    line = Capture.objects.get()
    html = client.get(f"{LINES}{line.pk}/?next=/b/alizes/").content.decode()
    assert problems(html) == []
    assert make_task(client, line, html).title == "VAT"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_list_shows_what_was_read_of_each_line(
    cast: Cast, signed_in: SignIn, language: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    Person.objects.filter(id=cast.owner.person_id).update(language=language)
    client = signed_in(cast.owner)
    for text in (VAT, "TVA mercredi 12h !180€ 45min", "just a thought", "3/4?"):
        kept(client, text)
    html = client.get(LINES).content.decode()
    assert problems(html) == []
    assert words(html).count("45\u00a0min") == 2
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get(LINES)


@pytest.mark.parametrize(
    "query",
    [
        "refused=x",
        "refused=9-1",
        "refused=1-99999999999999999999",
        "accepted=0-3:99",
        "accepted=:",
        "next=//evil",
    ],
)
def test_a_forged_correction_changes_nothing(cast: Cast, signed_in: SignIn, query: str) -> None:
    client = signed_in(cast.owner)
    line, _html = kept(client, VAT)
    html = client.get(f"{LINES}{line.pk}/?{query}").content.decode()
    assert "Wed 25" in words(html)
    assert 'value="//evil"' not in html
    assert "next=//evil" not in html[html.index("<main") : html.index("</main>")]


def test_who_keeps_no_plan_captures_as_before(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    answer = client.post(f"{LINES}lines/", {"text": VAT}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert "Make it a task" not in client.get(LINES).content.decode()
    assert client.post(f"/b/alizes/plan/lines/{Capture.objects.get().pk}/").status_code == 403


def test_a_line_becomes_one_task(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, VAT)
    make_task(client, line, html)
    assert client.post(f"/b/alizes/plan/lines/{line.pk}/").status_code == 409
    assert Task.objects.count() == 1


def test_a_long_line_is_read_as_far_as_a_title_goes(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.owner)
    line, html = kept(client, "word " * 150 + "45min")
    task = make_task(client, line, html)
    assert len(task.title) == 200
    assert task.title.endswith("…"), "the line itself stays whole in the log"
    assert task.minutes == 45
