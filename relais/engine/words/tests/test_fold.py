"""Words that must meet, words that must not, and bounds."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.engine.words.fold import MAX_LETTERS, MAX_TERMS, fold, query_terms, search_terms


def found(query: str, text: str) -> bool:
    terms = set(search_terms(text))
    return all(terms.intersection(any_of) for any_of in query_terms(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        # French endings
        ("affronter", "Il a affronté la panne."),
        ("affronté", "Les pannes affrontées hier"),
        ("affrontees", "Les pannes affrontées hier"),
        ("affrontées", "il faut affronter"),
        ("image", "Trois images à publier"),
        ("publications", "La publication du jour"),
        ("livrer", "Livraison livrée"),
        ("commande", "les commandes du client"),
        ("délégations", "une delegation"),
        ("rapides", "rapidement"),
        # English endings
        ("running", "It runs."),
        ("run", "We were running it"),
        ("deliveries", "the delivery is late"),
        ("images", "one image"),
        ("invoices", "Invoice sent"),
        ("owner", "the owner's list"),
        ("owners", "the owner’s list"),
        # accents, ligatures, case
        ("ecole", "L’École"),
        ("ÉCOLE", "ecole"),
        ("oeuvre", "une œuvre"),
        ("œuvres", "Chef-d'oeuvre"),
        ("coeur", "CŒUR"),
        ("strasse", "Straße"),
        ("e\u0301te\u0301", "été"),
        # apostrophes, both kinds
        ("image", "l'image"),
        ("l’image", "image"),
        ("équipe", "d’équipe"),
        ("qu'elle", "elle"),
        ("aujourd'hui", "Aujourd’hui"),
        ("aujourdhui", "Aujourd’hui"),
        ("don't", "We don’t"),
        # hyphens
        ("e-mail", "email"),
        ("email", "un e-mail"),
        ("rendez-vous", "deux rendez-vous"),
        ("vous", "rendez-vous"),
        ("weekend", "le week-end"),
        # numbers, orders, addresses
        ("AB-1234", "Commande AB-1234 reçue"),
        ("ab1234", "Commande AB-1234 reçue"),
        ("1234", "Commande AB-1234 reçue"),
        ("4970012345678901234567890", "n° 4970012345678901234567890"),
        ("jean.dupont@example.com", "écrire à <Jean.Dupont@example.com>."),
        ("dupont", "écrire à jean.dupont@example.com"),
        ("https://example.com/a/b?c=1", "voir https://example.com/a/b?c=1"),
        ("example.com", "voir https://example.com/a/b"),
        ("asset_manager", "the asset_manager pod"),
        ("2026-11-23", "le 2026-11-23"),
        # several words
        ("image publiée", "Publier les images"),
        ("and/or", "or else, and"),
    ],
)
def test_these_meet(query: str, text: str) -> None:
    assert found(query, text), (query_terms(query), search_terms(text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("image", "imagination"),
        ("AB-1234", "AB-1235"),
        ("jean@example.com", "jean@example.org"),
        ("run", "ruin"),
        ("facture payée", "facture en attente"),
        ("porter", "porche"),
    ],
)
def test_these_do_not_meet(query: str, text: str) -> None:
    assert not found(query, text), (query_terms(query), search_terms(text))


def test_nothing_gives_nothing() -> None:
    assert search_terms(" … — !") == ()
    assert query_terms("?!") == ()


def test_terms_are_bounded() -> None:
    assert len(search_terms(" ".join(f"w{n}" for n in range(MAX_TERMS + 10)))) == MAX_TERMS
    long = "x" * 5_000
    assert search_terms(long) == ("x" * MAX_LETTERS,)
    assert found(long, long)


def test_a_large_text_is_quick() -> None:
    text = " ".join(f"mot{n % 900} affrontées running l’image" for n in range(30_000))
    start = time.process_time()
    search_terms(text)
    assert time.process_time() - start < 5


def test_threads_do_not_mix_their_words() -> None:
    words = [f"chant{letter}erions" for letter in "abcdefghijklmnopqrstuvwxyz"] * 20
    expected = [search_terms(word) for word in words]
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(w for w, e in zip(words, expected, strict=True) if search_terms(w) != e)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@given(st.text(max_size=300))
def test_any_text_is_found_by_its_own_words(text: str) -> None:
    terms = search_terms(text)
    assert len(set(terms)) == len(terms)
    assert all(t and len(t) <= 4 * MAX_LETTERS and fold(t) == t for t in terms)
    assert found(text, text)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
