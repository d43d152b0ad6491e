"""A line folded for recognition: lower case, no accents, one kind of space, apostrophe and hyphen.

Each folded character knows where it stood, so that what is found is told in places of the line as given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

CLOSES: Final = r"(?![\w/@#&%€$£'°+*=<>~-])(?![.,:]\w)(?!\!\S)"
"""What must follow a piece, so that it is not inside a word, an address, a number or a compound."""

_WORD_START = re.compile(r"(?<![^ (\[,;«“])[^ (\[,;«“]")
_APOSTROPHES: Final = frozenset("’ʼ‘´＇′")
_HYPHENS: Final = frozenset("‐‑‒–—−")


@dataclass(frozen=True, slots=True)
class Line:
    """`folded[i]` was folded from `text[at[i]]`; `at` has one place more, the end of the text."""

    text: str
    folded: str
    at: tuple[int, ...]

    def starts(self) -> list[int]:
        """Where words begin, in places of `folded`."""
        return [match.start() for match in _WORD_START.finditer(self.folded)]

    def original(self, start: int, end: int) -> str:
        """The characters of the text behind folded [start, end), accents and all."""
        return self.text[self.at[start] : self.at[end]]

    def word_before(self, start: int) -> tuple[str, int]:
        """The word that ends before `start` with only spaces between, and where it begins; "" when there is none."""
        low = max(0, start - 40)  # no word that matters is longer, and a long line stays quick
        chunk = self.folded[low:start].rstrip(" ")
        begin = chunk.rfind(" ") + 1
        if begin == 0 and low > 0:
            return "", start
        word = chunk[begin:].lstrip("([,;«“")
        return (word, low + len(chunk) - len(word)) if word else ("", start)

    def after(self, end: int) -> str:
        """The character that follows `end` and spaces; "" at the end of the line."""
        return self.folded[end : end + 8].lstrip(" ")[:1]

    def capital(self, start: int) -> bool:
        """Whether the word at `start` is written with a capital."""
        return self.text[self.at[start]].isupper()


def fold_line(text: str) -> Line:
    """The line, ready to be read."""
    folded: list[str] = []
    at: list[int] = []
    for index, char in enumerate(text):
        small = _fold(char)
        if small:
            folded.append(small)
            at.append(index)
    at.append(len(text))
    return Line(text, "".join(folded), tuple(at))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """One character or, for an accent that stands apart, none."""
    if char.isspace():
        return " "
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    if unicodedata.combining(char):
        return ""
    base = unicodedata.normalize("NFD", char)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else base


def tidy(text: str) -> str:
    """The text with its white space made single and cut at both ends."""
    return " ".join(text.split())
