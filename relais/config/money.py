"""Money as people read and write it: currencies in use, amounts shown and amounts typed, in two languages.

Words, symbols and separators are CLDR's (`names`). The number of decimals is not: CLDR shows as many as
people use (none for the ariary), ISO 4217 gives as many as are counted (two), and what is stored must be what
is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from relais.config.names import LANGUAGES, AmountForm, amount_form, currency_names
from relais.engine.values import Money, MoneyError

MAJOR_LIMIT: Final = 10**12
"""The largest amount that can be typed, in whole units of the currency."""


def _codes(table: str) -> tuple[str, ...]:
    """The codes of a table that people can read."""
    return tuple(table.split())


_MOST_COMMON: Final = _codes("EUR USD GBP CHF CAD MGA MAD TND XOF XAF DZD MUR AUD JPY INR CNY BRL MXN PHP")

# ISO 4217 at November 2026, without funds, metals, test codes and units of account. The lev gave way to the
# euro in January 2026, and the guilder of the Antilles to that of the Caribbean (XCG) in 2025.
_IN_USE: Final = frozenset(
    _codes("""
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR
    PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF
    YER ZAR ZMW ZWG
    """)
)
_MINOR_DIGITS: Final = MappingProxyType(
    dict.fromkeys(_codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"), 0)
    | dict.fromkeys(_codes("BHD IQD JOD KWD LYD OMR TND"), 3)
)
"""ISO 4217 minor units where they are not two."""

_NO_BREAK: Final = "\u00a0"


def currency_known(code: str) -> bool:
    """Whether this is the ISO 4217 code, in capitals, of a currency that people pay with today."""
    return code in _IN_USE


def currencies_in_use() -> frozenset[str]:
    return _IN_USE


def minor_digits(code: str) -> int:
    """How many decimals ISO 4217 gives this currency: 2 for EUR, 0 for JPY, 3 for TND.

    Raises MoneyError: `currency_unknown`.
    """
    if code not in _IN_USE:
        raise MoneyError("currency_unknown")
    return _MINOR_DIGITS.get(code, 2)


@lru_cache(maxsize=32)
def currency_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every currency in use, as (code, label) for a select: "Euro (EUR)". Common ones first, then by name."""
    named = {code: currency_name(code, language) for code in _IN_USE}
    others = sorted(_IN_USE.difference(_MOST_COMMON), key=lambda code: (_unaccented(named[code]), code))
    ordered = (*_MOST_COMMON, *others)
    return tuple((code, f"{named[code][:1].upper()}{named[code][1:]} ({code})") for code in ordered)


def currency_name(code: str, language: str) -> str:
    """The name of a currency: "dollar des États-Unis", "US Dollar". Raises MoneyError: `currency_unknown`."""
    if code not in _IN_USE:
        raise MoneyError("currency_unknown")
    return currency_names(code, _known(language)).name


def decimal_text(money: Money) -> str:
    """The amount for machines (CSV, API): "-1234.50", a point, every decimal, no grouping, no currency.

    Raises MoneyError: `currency_unknown`.
    """
    digits = minor_digits(money.currency)
    whole, part = divmod(abs(money.minor), 10**digits)
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def typed_text(money: Money, language: str) -> str:
    """The amount as one types it into a field: "1234,50" in French, "1234.50" in English; `parse_amount` reads it."""
    text = decimal_text(money)
    return text.replace(".", ",") if language.startswith("fr") else text


@dataclass(frozen=True, slots=True)
class _Form:
    """How one language writes one currency; worked out once."""

    before: str
    after: str
    minus_before: str
    minus_after: str
    group: str
    decimal: str
    digits: int
    unit: int


def format_money(money: Money, language: str) -> str:
    """The amount as people of this language read it: "1 234,50 €" (no space that could break), "€1,234.50".

    Shows every minor digit. A language that is not ours is written as English.

    Raises MoneyError: `currency_unknown`.
    """
    form = _form(money.currency, language)
    if money.minor < 0:
        before, after, size = form.minus_before, form.minus_after, -money.minor
    else:
        before, after, size = form.before, form.after, money.minor
    whole, part = divmod(size, form.unit)
    grouped = f"{whole:,}".replace(",", form.group)
    if form.digits:
        return f"{before}{grouped}{form.decimal}{part:0{form.digits}d}{after}"
    return f"{before}{grouped}{after}"


@lru_cache(maxsize=1024)
def _form(code: str, language: str) -> _Form:
    digits = minor_digits(code)
    said = _amounts(language)
    symbol = currency_names(code, _known(language)).symbol
    before, minus_before = said.before.replace("¤", symbol), said.minus_before.replace("¤", symbol)
    # CLDR parts from the number what is no sign ("CHF 80.00", yet "CA$80.00"); Babel leaves that out.
    if before and unicodedata.category(before[-1])[0] not in "SZ":
        before, minus_before = before + _NO_BREAK, minus_before + _NO_BREAK
    return _Form(
        before=before,
        after=said.after.replace("¤", symbol),
        minus_before=minus_before.replace("-", said.minus),
        minus_after=said.minus_after.replace("¤", symbol),
        group=said.group,
        decimal=said.decimal,
        digits=digits,
        unit=10**digits,
    )


def _separators(language: str) -> tuple[str, str]:
    """What a language puts between thousands and before decimals."""
    said = _amounts(language)
    return said.group, said.decimal


def _amounts(language: str) -> AmountForm:
    return amount_form(_known(language))


def _known(language: str) -> str:
    base = language[:2].lower()
    return base if base in LANGUAGES else "en"


_LONGEST: Final = 64
_MINUS: Final = "-\u2212\u2013"
_SPACES: Final = " \u00a0\u202f\u2009\u2007\t"
_APOSTROPHES: Final = "'\u2019\u02bc"
# The one number that a text holds, from its first digit (or the decimal sign before it) to its last. A point that
# follows a letter ends an abbreviation: "Fr.80" is eighty francs.
_NUMBER: Final = re.compile(rf"(?:(?<!\w)[.,])?[0-9](?:[0-9.,{_SPACES}{_APOSTROPHES}]*[0-9])?")


def parse_amount(text: str, currency: str, language: str) -> Money:
    """Read an amount that a person typed or pasted: "1 234,50", "1.234,50", "1,234.5", "80 €", "$80".

    Thousands may be parted by spaces, apostrophes, points or commas; the currency's own code, symbol or name
    may stand on either side. Where a single sign could part thousands or decimals ("1.234"), the language
    decides if that sign has a meaning in it; where it has none, or both readings hold, the amount is refused
    rather than guessed.

    Raises MoneyError: `currency_unknown`, `amount_not_a_number`, `amount_ambiguous`, `currency_mismatch` (the
    text names another currency), `amount_not_positive`, `amount_too_precise` (more decimals than the currency
    has), `amount_too_large` (beyond MAJOR_LIMIT).
    """
    digits = minor_digits(currency)
    number, is_negative = _number_in(text, currency)
    whole, part = _read(number, digits, language)
    if is_negative or not (whole.strip("0") or part.strip("0")):
        raise MoneyError("amount_not_positive")
    if len(part) > digits:
        raise MoneyError("amount_too_precise")
    minor = int((whole or "0") + part.ljust(digits, "0"))
    if minor > MAJOR_LIMIT * 10**digits:
        raise MoneyError("amount_too_large")
    return Money(minor, currency)


def _number_in(text: str, currency: str) -> tuple[str, bool]:
    """The digits and separators of a typed amount, and whether it is negative; its currency is checked."""
    if len(text) > _LONGEST:
        raise MoneyError("amount_not_a_number")
    plain = "".join(_plain(character) for character in text)
    found = _NUMBER.search(plain)
    if found is None:
        raise MoneyError("amount_not_a_number")
    around = plain[: found.start()] + " " + plain[found.end() :]
    signs = sum(around.count(sign) for sign in _MINUS)
    _check_marker(around.translate(_WITHOUT_SIGNS), currency)
    if signs > 1:
        raise MoneyError("amount_not_a_number")
    return found.group(), signs == 1


_WITHOUT_SIGNS: Final = {ord(sign): None for sign in _MINUS}


def _plain(character: str) -> str:
    """ASCII for a digit of any script; nothing for the invisible marks that spreadsheets leave in a copy."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character


def _check_marker(text: str, currency: str) -> None:
    """Refuse what stands around a number, unless it is nothing or names this currency."""
    marker = _bare(text)
    if not marker:
        return
    ours = _markers(currency)
    # On both sides ("€80 EUR") each must be right.
    if marker in ours or all(_bare(word) in ours for word in text.split()):
        return
    known = any(marker in _markers(code) for code in _IN_USE)
    raise MoneyError("currency_mismatch" if known else "amount_not_a_number")


@lru_cache(maxsize=256)
def _markers(code: str) -> frozenset[str]:
    """All that people of our languages write beside an amount to name this currency."""
    return frozenset(_bare(marker) for marker in _names(code))


def _names(code: str) -> Iterator[str]:
    yield code
    for language in LANGUAGES:
        names = currency_names(code, language)
        yield from (names.symbol, names.name, names.one, names.several)
    short = _SHORT.get(code, ())
    yield from short
    if "$" in short:
        yield from (f"{code[:2]}$", f"${code[:2]}")


# Beside a number whose currency was chosen in a list, a bare "$" can only mean that currency.
_SHORT: Final = MappingProxyType(
    dict.fromkeys(
        _codes(
            "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD"
            " TTD TWD USD UYU XCD"
        ),
        ("$", "dollar", "dollars"),
    )
    | dict.fromkeys(_codes("EGP FKP GBP GIP LBP SHP SSP SYP"), ("£",))
    | dict.fromkeys(_codes("CNY JPY"), ("¥",))
    | dict.fromkeys(_codes("XAF XOF"), ("F", "FCFA", "francs CFA"))
    | {
        "CHF": ("Fr", "Fr.", "SFr", "francs"),
        "MGA": ("Ar",),
        "MAD": ("DH", "dirhams"),
        "TND": ("DT", "dinars"),
    }
)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _read(number: str, digits: int, language: str) -> tuple[str, str]:
    """The digits before and after the decimal sign, thousands ungrouped."""
    points, commas = number.count("."), number.count(",")
    decimal: str | None
    if points and commas:
        decimal = max(".,", key=number.rfind)
    elif points + commas == 1:
        sign = "." if points else ","
        decimal = sign if _is_decimal(number, sign, digits, language) else None
    else:
        decimal = None
    whole, _, part = number.partition(decimal) if decimal else (number, "", "")
    return _ungrouped(whole), _digits_only(part)


def _is_decimal(number: str, sign: str, digits: int, language: str) -> bool:
    """Whether the only sign of a number parts decimals, and not thousands. Refuses what could be either."""
    whole, _, part = number.partition(sign)
    if len(part) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return True
    group, decimal = _separators(language)
    if sign == decimal:
        return True
    if sign == group and digits != 3:
        return False
    raise MoneyError("amount_ambiguous")


def _ungrouped(whole: str) -> str:
    """Digits without what parts thousands, which must be of one kind and stand before every third digit."""
    for kind in (_SPACES, _APOSTROPHES, ".", ","):
        first, *others = re.split(f"[{kind}]", whole)
        if not others:
            continue
        groups_are_right = 1 <= len(first) <= 3 and all(len(group) == 3 for group in others)
        if not groups_are_right or not "".join((first, *others)).isdigit():
            raise MoneyError("amount_not_a_number")
        return "".join((first, *others))
    return whole


def _digits_only(part: str) -> str:
    if part and not part.isdigit():
        raise MoneyError("amount_not_a_number")
    return part


def _unaccented(text: str) -> str:
    """Text to sort names by: É among the E, capitals among the others."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
