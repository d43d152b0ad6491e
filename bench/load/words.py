"""Texts in French and English from a vocabulary made here, with the terms under which each is found."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from relais.engine.words.fold import search_terms

# ruff: noqa: SIM905  (a text of words reads better than a column of strings)

FRENCH = (
    "le la les un une des du de et à au aux en dans pour par sur avec sans que qui où ne pas plus tout tous cette ce ces"
    " je tu il elle nous vous ils est sont être avoir fait faire déjà très bien après avant depuis entre comme aussi donc"
    " mais si l’on d’abord n’est qu’il s’il"
).split()
ENGLISH = (
    "the a an and or of to in on at for with without from by as is are was were be been have has had do does done not no"
    " this that these those it its we you they he she our your their will would can could should just now then before"
    " after since about already very"
).split()
# Words of the trade, which the searches of the benchmark look for: each the more often the earlier it stands.
TRADE_FR = (
    "commande photo image produit client fiche livraison facture paiement boutique référence colis étiquette retour stock"
    " fournisseur catalogue traduction relecture légende qualité été éclairage détourage modèle événement expédition dépôt"
    " mémoire procédure échéance réponse reçu réglage numéro écran vidéo données tâche délai modifiée prêtes"
).split()
TRADE_EN = (
    "order picture photo product customer listing delivery invoice payment shop reference parcel label return stock supplier"
    " catalogue translation proofreading caption quality summer lighting cutout template event shipping deposit memory"
    " procedure deadline answer receipt setting number screen video data task delay changed ready"
).split()
RARE = "chrysalide"
"""Stands in about twenty-five texts, whatever the size."""
MADE_FR, MADE_EN = 1800, 1600

_START = "b c d f g l m n p r s t v br cr dr fl gr pl pr tr ch".split()
_VOWELS_FR = "a e i o u é è ou on an in ai eau".split()
_VOWELS_EN = "a e i o u ee oo ea ou ai".split()
_ENDS_FR = "er ation eur euse ment age ique able ette ier ée és aux elle oire ance".split()
_ENDS_EN = "ing er tion ness able ship ment ed ly ful ism age ence ture ory s".split()


def _made(rng: random.Random, vowels: Sequence[str], ends: Sequence[str], count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        middle = "".join(rng.choice(_START) + rng.choice(vowels) for _ in range(rng.choice((1, 1, 2))))
        found[middle + rng.choice(_START) + rng.choice(ends)] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Text:
    """What someone wrote, and the terms of it that the index keeps, in order."""

    body: str
    terms: tuple[str, ...]


class _Language:
    """Words of a language with how often each is used (Zipf: the rank decides), and their terms found once."""

    def __init__(
        self, rng: random.Random, small: Sequence[str], trade: Sequence[str], made: Sequence[str]
    ) -> None:
        content = [*trade, *made]
        self.words = [*small, *content]
        weights = [9.0 / (rank + 4) for rank in range(len(small))]
        weights += [14.0 / (rank + 14) for rank in range(len(content))]
        self.weights = list(accumulate(weights))
        self.content, self.content_weights = content, list(accumulate(weights[len(small) :]))
        self.terms = {word: search_terms(word) for word in self.words}
        assert all(term.isascii() for terms in self.terms.values() for term in terms)
        self.rng = rng

    def pick(self, count: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.weights, k=count)


class Writer:
    """Writes texts. `rare_once_in`: one text out of so many has the rare word."""

    def __init__(self, rng: random.Random, rare_once_in: int) -> None:
        self.rng, self.rare_once_in = rng, rare_once_in
        self.languages = {
            "fr": _Language(rng, FRENCH, TRADE_FR, _made(rng, _VOWELS_FR, _ENDS_FR, MADE_FR)),
            "en": _Language(rng, ENGLISH, TRADE_EN, _made(rng, _VOWELS_EN, _ENDS_EN, MADE_EN)),
        }
        self.rare = search_terms(RARE)
        self.number = 0
        self.paragraphs = {code: self._paragraphs(spoken) for code, spoken in self.languages.items()}

    def text(self, language: str, least: int = 6, most: int = 40) -> Text:
        """One to four sentences; now and then with an order number, once in a long while with the rare word."""
        spoken = self.languages[language]
        words = spoken.pick(self.rng.randint(least, most))
        terms = dict.fromkeys(chain.from_iterable(map(spoken.terms.__getitem__, words)))
        chance = self.rng.random()
        if chance < 0.12:
            self.number += 1
            order = f"AZ-{self.number:06d}"
            words.append(order)
            terms.update(dict.fromkeys(search_terms(order)))
        elif chance > 1 - 1 / self.rare_once_in:
            words.append(RARE)
            terms.update(dict.fromkeys(self.rare))
        return Text(_sentences(words), tuple(terms))

    def _paragraphs(self, spoken: _Language) -> list[str]:
        return [_sentences(spoken.pick(self.rng.randint(18, 45))) for _ in range(1500)]

    def title(self, language: str, most: int = 6) -> tuple[str, str]:
        """A title, and its words as lists search them."""
        spoken = self.languages[language]
        words = self.rng.choices(
            spoken.content, cum_weights=spoken.content_weights, k=self.rng.randint(3, most)
        )
        title = " ".join(words).capitalize()
        return title, f" {' '.join(search_terms(title))} "

    def paragraph(self, language: str) -> str:
        """A text that is not searched: of a brief, a step."""
        return self.rng.choice(self.paragraphs[language])


def _sentences(words: list[str]) -> str:
    said = []
    for start in range(0, len(words), 14):
        one = " ".join(words[start : start + 14])
        said.append(f"{one[0].upper()}{one[1:]}.")
    return " ".join(said)
