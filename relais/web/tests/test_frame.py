"""The frame around every page: where one can go, what waits, who one is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from relais.activities.actions import capture
from relais.delegations.tests import work
from relais.log.actions import write
from relais.people.models import Membership, Person
from relais.web import frame
from tests.cast import NOW, Cast, by, make_business

SignIn = Callable[[Membership], Client]


def rail(client: Client) -> str:
    html = client.get("/b/alizes/").content.decode()
    return html[html.index('<nav class="rail"') : html.index("</nav>")]


def test_the_rail_leads_everywhere_from_every_page(cast: Cast, signed_in: SignIn) -> None:
    owner = re.findall(r"</svg><span>([^<]+)</span>", rail(signed_in(cast.owner)))
    places = [
        "Today",
        "Running log",
        "Delegations",
        "Plan",
        "Decide",
        "Procedures",
        "Team",
        "Held funds",
        "Settings",
    ]
    assert owner == places
    executor = re.findall(r"</svg><span>([^<]+)</span>", rail(signed_in(cast.executor)))
    assert executor == [place for place in places if place not in ("Plan", "Decide")], (
        "who keeps no plan is not led to one"
    )


@pytest.mark.parametrize("role", ["owner", "executor", "mediator"])
def test_every_place_of_the_frame_opens(cast: Cast, signed_in: SignIn, role: str) -> None:
    client = signed_in(getattr(cast, role))
    for address in re.findall(r'href="([^"]+)"', rail(client)):
        assert client.get(address).status_code == 200, address


def test_a_phone_has_the_places_of_every_day_and_the_rest_under_more(cast: Cast, signed_in: SignIn) -> None:
    html = signed_in(cast.executor).get("/b/alizes/").content.decode()
    bar = html[html.index('<nav class="bar"') :]
    shown, more = bar.split("<details")
    assert re.findall(r"</svg><span>([^<]+)</span>", shown) == ["Today", "Running log", "Keep", "Delegations"]
    assert re.findall(r"</svg><span>([^<]+)</span>", more)[1:] == [
        "Procedures",
        "Team",
        "Held funds",
        "Settings",
        "Help",
    ]


def test_what_waits_is_counted_beside_its_place(cast: Cast) -> None:
    work.delivered(cast)
    write(text="Which one?", by=by(cast.executor), now=NOW)
    capture(text="A thought", by=by(cast.owner), now=NOW)
    counted = frame.count(cast.owner)
    assert (counted["n_ours"], counted["n_asked_of_us"], counted["n_captured"]) == (1, 1, 1)
    assert frame.count(cast.executor)["n_asked"] == 0
    assert set(frame.count(cast.other_executor).values()) == {0}


def test_a_count_stops_where_it_helps_nobody(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "COUNT_UP_TO", 2)
    for number in range(4):
        capture(text=f"Thought {number}", by=by(cast.owner), now=NOW)
    assert frame.count(cast.owner)["n_captured"] == 3
    assert '<span class="count">2+' in rail(signed_in(cast.owner))


def test_a_person_of_two_businesses_can_switch(cast: Cast, signed_in: SignIn) -> None:
    assert "Switch business" not in rail(signed_in(cast.owner))
    other = make_business("second", "Second")
    Membership.objects.create(
        business=other, person=cast.owner.person, role="owner", ink=1, joined_at=cast.owner.joined_at
    )
    assert "Switch business" in rail(signed_in(cast.owner))


def test_the_page_is_in_the_theme_and_language_of_the_reader(cast: Cast, signed_in: SignIn) -> None:
    Person.objects.filter(id=cast.owner.person_id).update(theme="dark", language="fr")
    html = signed_in(cast.owner).get("/b/alizes/").content.decode()
    assert '<html lang="fr" dir="ltr" data-theme="dark">' in html
    assert "Main courante" in html


def test_the_line_to_keep_a_thought_is_on_every_page(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.executor)
    for address in ("/b/alizes/", "/b/alizes/search/", "/help/"):
        assert "data-capture" in client.get(address).content.decode(), address


def test_a_partial_pays_nothing_for_the_frame(
    cast: Cast, django_assert_num_queries: Callable[..., object], rf: object
) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    request.member, request.business = cast.owner, cast.business
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        made = frame.Frame(request)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert made.rail
        assert made.bar
        assert made.has_others is False
