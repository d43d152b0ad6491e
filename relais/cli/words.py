"""The language of the command line: `--lang`, else the machine's (LC_ALL, LC_MESSAGES, LANG).

It must speak before Django can (a folder that cannot be written, a missing driver), so it reads its own catalogue.
"""

from __future__ import annotations

import contextlib
import gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("fr", "en")
_CATALOGUES = Path(__file__).parent / "locale"

_now: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def language_of(environment: dict[str, str] | None = None) -> str:
    """The language that the environment asks for: French where it does, English everywhere else."""
    from_where = os.environ if environment is None else environment
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := from_where.get(name, ""):
            return "fr" if wanted.lower().startswith("fr") else "en"
    return "en"


def speak(language: str) -> None:
    """Say everything from now on in this language."""
    global _now, _language  # noqa: PLW0603  (one process, one language)
    _language = language
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_MESSAGES, "")  # what the system says of its own errors
    _now = gettext.translation("django", str(_CATALOGUES), languages=[language], fallback=True)


def language() -> str:
    return _language


def gettext_now(text: str) -> str:
    return _now.gettext(text)


def ngettext_now(one: str, many: str, count: int) -> str:
    return _now.ngettext(one, many, count)


def gettext_noop(text: str) -> str:
    """A text that is said later, marked for the catalogue."""
    return text
