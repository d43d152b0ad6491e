"""From the bytes of a file to its text."""

import codecs

from .reading import MAX_BYTES, Finding, ReadingRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, Finding | None]:
    """The text of `data`, and a finding `encoding_guessed` (its words name the encoding) when nothing proves it.

    Raises ReadingRefused: `too_large` over four times MAX_BYTES, `binary` for NUL characters or broken UTF-16.
    """
    if len(data) > 4 * MAX_BYTES:
        raise ReadingRefused("too_large")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _proven(data[len(mark) :], encoding), None
    guess = _utf16_without_mark(data)
    if guess:
        return _proven(data, guess), Finding("encoding_guessed", 0, guess, "unsure")
    if b"\0" in data:
        raise ReadingRefused("binary")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), Finding("encoding_guessed", 0, "cp1252", "unsure")
    except UnicodeDecodeError:
        return data.decode("latin-1"), Finding("encoding_guessed", 0, "latin-1", "unsure")


def _proven(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            return data.decode("utf-8", "replace")
        raise ReadingRefused("binary") from None
    if "\0" in text:
        raise ReadingRefused("binary")
    return text


def _utf16_without_mark(data: bytes) -> str:
    """UTF-16 of a western language has a NUL in most odd (or even) places and none in the others."""
    sample = data[:2000]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.7 and even == 0:
        return "utf-16-le"
    if even > half * 0.7 and odd == 0:
        return "utf-16-be"
    return ""
