"""Recognises what a missed date costs: money or a word after an exclamation mark ("!180€", "!penalty")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from relais.engine.capture.folding import CLOSES
from relais.engine.capture.found import Context, Found
from relais.engine.capture.reading import Consequence
from relais.engine.capture.vocabulary import words
from relais.engine.values import MONEY_LIMIT, Money

COMMON_CURRENCIES: Final[Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "MAD", "MGA", "DZD", "MUR"), 2)
    | {"JPY": 0, "XOF": 0, "XAF": 0, "XPF": 0, "TND": 3}
)
"""Codes that are read when the shell hands over no others, with the decimals that ISO 4217 counts."""

_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_WORDS: Final = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pounds": "GBP"}
_SIGN = "[€$£¥]"
_NUMBER = r"[0-9]+(?:[ .,'][0-9]{3})*(?:[.,][0-9]+)?"
_MONEY = re.compile(
    rf"!(?P<gap> ?)(?:(?P<before>{_SIGN}|[a-z]{{3}}(?= ?[0-9])) ?)?(?P<number>{_NUMBER})(?P<thousand>k(?![\w]))?"
    rf"(?: ?(?P<after>{_SIGN}|k{_SIGN})| ?(?P<word>[a-z]{{3,7}})(?![\w'-]))?(?![\w%°€$£¥-]|[.,:]\w| ?%)"
)
_TEXT = re.compile(rf"!(?P<text>[^\W\d_][\w'-]{{2,40}}){CLOSES}")
_RATE = re.compile(r" ?(?:/|par\b|per\b|a (?:day|week|month)\b)")
_NOT_CONSEQUENCES: Final = words("important urgent todo note now")


def consequence(at: int, context: Context, currencies: Mapping[str, int]) -> Found | None:
    """Money, a bare number or a word after "!". Unsure: a rate, nothing, a mark of urgency.

    "!" must stand at the beginning of a word. With a space after it, only money with its currency counts, for
    French puts a space before every exclamation mark.
    """
    match = _MONEY.match(context.line.folded, at)
    found = None if match is None else _amount(match, context, currencies)
    if found is not None:
        return found
    match = _TEXT.match(context.line.folded, at)
    if match is None:
        return None
    text = context.line.original(*match.span("text"))
    return Found(at, match.end(), (Consequence(text=text),), sure=match["text"] not in _NOT_CONSEQUENCES)


def _amount(match: re.Match[str], context: Context, currencies: Mapping[str, int]) -> Found | None:
    end, code = match.end(), _code(match, context, currencies)
    if match["word"] and (code is None or match["before"]):
        end = (
            match.end("thousand") if match["thousand"] else match.end("number")
        )  # the word belongs to the title
    if code is None and (match["gap"] or match["before"]):
        return None
    digits = 2 if code is None else currencies[code]
    number, certain = _decimal(match["number"], digits, context.language)
    if number is None:
        return None
    if match["thousand"] or (match["after"] or "").startswith("k"):
        number *= 1000
    sure = certain and number > 0 and not _RATE.match(context.line.folded, end)
    if code is None:
        value = Consequence(number=number)
        return Found(match.start(), end, (value,), sure) if number < MONEY_LIMIT // 1000 else None
    minor = number.scaleb(digits)
    if minor != minor.to_integral_value() or minor >= MONEY_LIMIT:
        return None
    return Found(match.start(), end, (Consequence(money=Money(int(minor), code)),), sure)


def _code(match: re.Match[str], context: Context, currencies: Mapping[str, int]) -> str | None:
    """The currency's code. Small letters count for the common ones only: "!20 top" is a word, "!20 TOP" is money."""
    for name in ("before", "after", "word"):
        if not match[name]:
            continue
        sign = match[name].removeprefix("k") if name == "after" else match[name]
        code = _SIGNS.get(sign) or _WORDS.get(sign)
        if code is None:
            written = context.line.original(*match.span(name))
            code = written.upper() if written.isupper() or written.upper() in COMMON_CURRENCIES else None
        if code in currencies:
            return code
    return None


def _decimal(text: str, digits: int, language: Literal["fr", "en"]) -> tuple[Decimal | None, bool]:
    """The number, None when it has more decimals than the currency, and whether it is certain.

    Of "." and "," the last one parts the decimals, if both are there. A sign that comes more than once, or that three
    figures follow, parts thousands; the latter is certain only for the sign that the language uses so. Where the
    currency counts three decimals, three figures are thousands for that sign and decimals for the other.
    """
    if len(text) > 24:
        return None, False
    last = max(text.rfind("."), text.rfind(","))
    sign = text[last] if last >= 0 else ""
    other = "." if sign == "," else ","
    usual = sign == ("," if language == "en" else ".")
    alone = bool(sign) and other not in text and len(text) - last - 1 == 3
    certain = not alone or text.count(sign) > 1 or digits == 3 or usual
    if sign and (text.count(sign) > 1 or (alone and (digits != 3 or usual))):
        sign = ""
    whole, _, part = text.rpartition(sign) if sign else (text, "", "")
    if len(part) > digits:
        return None, False
    figures = re.sub(r"[ .,']", "", whole)
    return Decimal(f"{figures}.{part}" if part else figures), certain
