"""Notes found again: how a person looks for what was once solved."""

from __future__ import annotations

import time

import pytest

from relais.engine.words.finding import Finder
from relais.engine.words.recurring import Note
from relais.engine.words.tests.test_recurring import made_up

SOLVED = {
    "ssl": "Certificat SSL expiré : le renouveler chez l’hébergeur, puis vider le cache",
    "parcel": "Parcel returned by the carrier: ask for the address again, charge the second shipping",
    "invoice": "Numéro de facture en double : créer un avoir, ne jamais supprimer la facture",
    "photo": "Photos floues sur la fiche produit : exporter en 2000 px, qualité 80",
    "zoe": "Zoélie ne reçoit pas ses fichiers : les envoyer par le dossier partagé",
    "mail": "Newsletter en indésirables: check the SPF record",
}
FINDER = Finder([Note(name, text) for name, text in SOLVED.items()])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("certificat ssl expiré", "ssl"),
        ("certifcat expire", "ssl"),  # a letter missing, no accent
        ("CERTIFICATS", "ssl"),
        ("vider cache hebergeur", "ssl"),
        ("colis renvoyé par le transporteur", "parcel"),  # French finds English
        ("parcle carrier", "parcel"),
        ("facture double", "invoice"),
        ("duplicate invoice", "invoice"),  # English finds French
        ("photo floue", "photo"),
        ("blurry pictures", "photo"),
        ("zoelie", "zoe"),
        ("Zoéile fichier", "zoe"),
        ("newsl", "mail"),  # a word begun
        ("emails in spam, SPF", "mail"),
        ("2000 px", "photo"),  # numbers are words here
    ],
)
def test_a_note_is_found_by_what_it_says(wanted: str, found: str) -> None:
    assert FINDER.nearest(wanted)[0].id == found


@pytest.mark.parametrize("wanted", ["", "!!", "le la les", "girafe", "quantum entanglement"])
def test_what_no_note_says_finds_nothing(wanted: str) -> None:
    assert FINDER.nearest(wanted) == ()


def test_the_word_itself_comes_before_another_of_the_same_meaning() -> None:
    finder = Finder([Note("a", "une photo à refaire"), Note("b", "une image à refaire")])
    assert [near.id for near in finder.nearest("image")] == ["b", "a"]
    assert [near.id for near in finder.nearest("photo")] == ["a", "b"]


def test_a_note_that_says_all_of_it_has_the_share_of_one() -> None:
    nearest = FINDER.nearest(SOLVED["zoe"])
    assert nearest[0].share == pytest.approx(1.0)
    assert all(0 < near.share < 0.6 for near in nearest[1:])


def test_at_most_as_many_as_asked() -> None:
    finder = Finder(Note(str(number), "facture") for number in range(30))
    assert [near.id for near in finder.nearest("facture", limit=3)] == ["0", "1", "2"]


def test_no_notes_find_nothing() -> None:
    assert Finder([]).nearest("facture") == ()


def test_thousands_of_notes_are_searched_at_once() -> None:
    finder = Finder(Note(str(number), text) for number, text in enumerate(made_up(3_000)))
    start = time.process_time()
    for wanted in ("recherche d'images", "newsleter", "relancer client", "xyzzy"):
        finder.nearest(wanted)
    assert time.process_time() - start < 0.2
