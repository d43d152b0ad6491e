"""A delegation is found by the words of its title, by the index when they are rare and by reading when they are common."""

from __future__ import annotations

import pytest

from relais.acts import titles
from relais.delegations.models import Delegation
from relais.delegations.tests import work
from tests.cast import Cast

TITLES = (
    "Réponses aux clientes de la boutique",
    "Livraisons : étiquettes du lundi",
    "Ship the orders of the week",
    "Œuvres à photographier",
    "注文を発送する",
    "½ journée de tri",
)


@pytest.fixture(params=[(1_000, 100), (1_000, 0), (0, 100)], ids=["few", "rare", "common"])
def house(request: pytest.FixtureRequest, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """With a limit of 0 every word has more than a few, or is common: all ways must find the same."""
    rare, few = request.param
    monkeypatch.setattr(titles, "RARE", rare)
    monkeypatch.setattr(titles, "FEW", few)
    for title in TITLES:
        work.opened(cast, title)
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("reponse client", TITLES[:1]),
        ("LIVRAISON", TITLES[1:2]),
        ("livr", TITLES[1:2]),
        ("order", TITLES[2:3]),
        ("oeuvre", TITLES[3:4]),
        ("注文を発送する", TITLES[4:5]),
        ("½", TITLES[5:6]),
        ("livraison boutique", ()),
        ("aisons", ()),
        ('" OR words : livr* OR "', ()),
        ("%", TITLES),
        ("nothing", ()),
    ],
)
def test_a_title_is_found_by_its_words(house: Cast, query: str, found: tuple[str, ...]) -> None:
    rows = Delegation.objects.visible_to(house.owner).called(query, house.owner)
    assert {row.title for row in rows} == set(found)


def test_the_index_follows_a_title_that_changes_and_a_row_that_goes(cast: Cast) -> None:
    delegation = work.opened(cast, "Tri des photos")
    Delegation.objects.filter(pk=delegation.pk).update(words=" menage ")
    rows = Delegation.objects.visible_to(cast.owner)
    assert not rows.called("photos", cast.owner)
    assert rows.called("menage", cast.owner).get() == delegation


def test_another_business_is_never_found(cast: Cast) -> None:
    work.opened(cast, "Tri des photos")
    assert not Delegation.objects.visible_to(cast.stranger).called("photos", cast.stranger)


def test_outside_management_one_finds_ones_own(cast: Cast) -> None:
    mine = work.proposed(cast, title="Tri des photos")
    work.opened(cast, "Tri des factures")
    assert Delegation.objects.visible_to(cast.executor).called("tri", cast.executor).get() == mine
