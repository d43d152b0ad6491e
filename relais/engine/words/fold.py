"""Normalised words for full-text search, French and English mixed, the language of a text being unknown.

A word gives several terms: itself without accents, and its French and its English stem, with and without accents.
Two words meet when they share one term: "affrontées" meets "affronter", "images" meets "image", "runs" "running".
What is written with signs inside ("AB-1234", an e-mail address, a URL) gives itself without the signs, and its
parts. A text is indexed with `search_terms` and looked for with `query_terms`; both must come from the same
version of this module and of snowballstemmer, so a change of either means that the index is made anew.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer

MAX_TERMS = 20_000
"""Terms given for one text; the rest of a longer text is not searched."""
MAX_LETTERS = 64
"""A longer word is cut, in texts and in queries alike, so that it is still found."""
MAX_QUERY_WORDS = 64
_STEM_LETTERS = 32
"""Longer words are no words of a language: they are not stemmed."""

_APOSTROPHES = re.compile("[’ʼ‘`´＇]")
_ELISION = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'(?=[^\W\d_])")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])'s(?![^\W_])")
_TOKEN = re.compile(r"[^\W_]+(?:['\-_./@:+&=?#%~]{1,3}[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_WRITTEN_TOGETHER = frozenset("'-")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class _Stemmers(threading.local):
    """A stemmer holds the word it works on, so each thread has its own."""

    def __init__(self) -> None:
        self.french = FrenchStemmer()
        self.english = EnglishStemmer()


_STEMMERS = _Stemmers()


def search_terms(text: str) -> tuple[str, ...]:
    """The terms under which `text` is found, each once, in the order of the text; at most MAX_TERMS."""
    terms: dict[str, None] = {}
    for token in _tokens(text):
        parts = _PART.findall(token)
        found = [t for part in parts for t in _word_terms(part[:MAX_LETTERS])]
        if len(parts) > 1:
            found.extend(_word_terms("".join(parts)[:MAX_LETTERS]))
        terms.update(dict.fromkeys(found))
        if len(terms) >= MAX_TERMS:
            break
    return tuple(terms)[:MAX_TERMS]


def query_terms(text: str) -> tuple[tuple[str, ...], ...]:
    """For each word of the query, the terms of which any one will do; a text must satisfy every word.

    A word with signs inside is looked for as a whole when it is a number, an address or a compound ("AB-1234",
    "e-mail"); words joined by another sign ("and/or") are looked for one by one. At most MAX_QUERY_WORDS.
    """
    wanted: dict[tuple[str, ...], None] = {}
    for token in _tokens(text):
        parts = _PART.findall(token)
        signs = set(token) - set("".join(parts))
        whole = signs <= _WRITTEN_TOGETHER or "@" in token or any(c.isdigit() for c in token)
        for word in ["".join(parts)] if whole else parts:
            wanted[_word_terms(word[:MAX_LETTERS])] = None
        if len(wanted) >= MAX_QUERY_WORDS:
            break
    return tuple(wanted)[:MAX_QUERY_WORDS]


def compounds(text: str) -> Iterator[list[str]]:
    """Each word, number or address of a text as its parts, cut to MAX_LETTERS: lower case, with accents, without elision.

    "L’aide-mémoire été" gives ["aide", "mémoire"] and ["été"].
    """
    for token in _tokens(text):
        yield [part[:MAX_LETTERS] for part in _PART.findall(token)]


@lru_cache(maxsize=50_000)
def french_stem(word: str) -> str:
    """The Snowball stem of a word in lower case, read as French; without accents. A long word is its own stem."""
    return fold(_STEMMERS.french.stemWord(word)) if len(word) <= _STEM_LETTERS else fold(word)


@lru_cache(maxsize=50_000)
def english_stem(word: str) -> str:
    """The Snowball stem of a word in lower case, read as English; without accents. A long word is its own stem."""
    return fold(_STEMMERS.english.stemWord(word)) if len(word) <= _STEM_LETTERS else fold(word)


def _tokens(text: str) -> Iterator[str]:
    """Words, numbers and addresses, in lower case, with accents, without elision ("l’image" is "image")."""
    if text.isascii():
        lowered = text.lower().replace("`", "'")
    else:
        lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)
        lowered = unicodedata.normalize("NFC", _APOSTROPHES.sub("'", lowered))
    if "'" in lowered:
        lowered = _POSSESSIVE.sub("", _ELISION.sub("", lowered))
    yield from _TOKEN.findall(lowered)


@lru_cache(maxsize=50_000)
def _word_terms(word: str) -> tuple[str, ...]:
    """The terms of one word in lower case: itself and its stems, all without accents, each once."""
    bare = fold(word)
    if len(word) > _STEM_LETTERS or not word.isalpha():
        return (bare,)
    french, english = _STEMMERS.french, _STEMMERS.english
    stems = [stem(form) for stem in (french.stemWord, english.stemWord) for form in (word, bare)]
    return tuple(dict.fromkeys([bare, *(fold(stem) for stem in stems if stem)]))


def fold(text: str) -> str:
    """Lower case without accents or ligatures: "Œuvre Été" is "oeuvre ete"."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)
    spread = unicodedata.normalize("NFKD", lowered)
    return "".join(char for char in spread if not unicodedata.combining(char))
