"""Names of currencies and cities, and the forms of amounts, in both languages: what pages need of CLDR, in a file.

Babel reads five megabytes to answer with a few hundred words, so it is asked once and its answers are kept in `names.json`:

    python -m relais.config.names write | check
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("fr", "en")
WRITTEN: Final = Path(__file__).with_name("names.json")


@dataclass(frozen=True, slots=True)
class CurrencyNames:
    """A currency in a language: its symbol ("$US"), its name ("dollar des États-Unis"), of one and of several."""

    symbol: str
    name: str
    one: str
    several: str


@dataclass(frozen=True, slots=True)
class AmountForm:
    """How a language writes amounts. The four edges have "¤" where the symbol stands: before and after the number, and the same
    of a negative one; `minus` is the sign that those have written as "-"."""

    group: str
    decimal: str
    minus: str
    before: str
    after: str
    minus_before: str
    minus_after: str


def currency_names(code: str, language: str) -> CurrencyNames:
    """Of a currency in use (`money.currency_known`)."""
    return CurrencyNames(*_read()[language]["currencies"][code])


@cache
def amount_form(language: str) -> AmountForm:
    return AmountForm(**_read()[language]["amounts"])


def city_names(language: str) -> dict[str, str]:
    """The city that each time zone is called after, by the zone's name: "Africa/Cairo" is "Le Caire"."""
    cities: dict[str, str] = _read()[language]["cities"]
    return cities


def zones_in_use() -> tuple[str, ...]:
    """The zones under the names that they go by today."""
    return tuple(_read()["zones"])


@cache
def _read() -> dict[str, Any]:
    return dict(json.loads(WRITTEN.read_text(encoding="utf-8")))


# --- writing it -------------------------------------------------------------------------------------------------------


def _asked_of_babel() -> dict[str, Any]:
    from babel.core import get_global

    from relais.config.money import currencies_in_use

    zones = sorted(name for name in get_global("zone_territories") if "/" in name)
    older = sorted(name for name in get_global("zone_aliases") if "/" in name)
    said: dict[str, Any] = {"zones": zones}
    for language in LANGUAGES:
        said[language] = _in(language, sorted(currencies_in_use()), sorted({*zones, *older}))
    return said


def _in(language: str, codes: list[str], zones: list[str]) -> dict[str, Any]:
    from babel import Locale
    from babel.dates import get_timezone_location
    from babel.numbers import get_currency_name, get_currency_symbol

    locale = Locale(language)
    pattern, signs = locale.currency_formats["standard"], locale.number_symbols["latn"]
    return {
        "amounts": {
            "group": str(signs["group"]), "decimal": str(signs["decimal"]), "minus": str(signs["minusSign"]),
            "before": pattern.prefix[0], "after": pattern.suffix[0],
            "minus_before": pattern.prefix[1], "minus_after": pattern.suffix[1],
        },
        "currencies": {
            code: [
                str(get_currency_symbol(code, locale=locale)), str(get_currency_name(code, locale=locale)),
                str(get_currency_name(code, count=1, locale=locale)), str(get_currency_name(code, count=2, locale=locale)),
            ]
            for code in codes
        },
        "cities": {
            name: get_timezone_location(_Named(name), locale=locale, return_city=True).replace("/", ", ")
            for name in zones
        },
    }  # fmt: skip


class _Named(tzinfo):
    """A zone of which nothing is known but its name: not every machine has those with older names."""

    def __init__(self, name: str) -> None:
        self.zone = name

    def utcoffset(self, _dt: datetime | None) -> None:
        return None

    def dst(self, _dt: datetime | None) -> None:
        return None

    def tzname(self, _dt: datetime | None) -> str:
        return self.zone


def main(arguments: list[str]) -> int:
    """0; or 1 with a line when what is written is not what Babel says."""
    made = json.dumps(_asked_of_babel(), ensure_ascii=False, indent=0) + "\n"
    if arguments == ["write"]:
        WRITTEN.write_text(made, encoding="utf-8")
    elif not WRITTEN.is_file() or WRITTEN.read_text(encoding="utf-8") != made:
        sys.stderr.write("names.json is not what Babel says; write it: python -m relais.config.names write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
