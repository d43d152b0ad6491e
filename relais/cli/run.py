"""From arguments to a command, and from what went wrong to one clear line."""

from __future__ import annotations

import os
import sys

from relais.cli.errors import Negative, WrongUse
from relais.cli.parser import make_parser
from relais.cli.words import gettext_noop, language_of, speak
from relais.cli.words import gettext_now as _

# What `config.environment` refuses with, which cannot speak French by itself: settings are not there yet.
ENVIRONMENT = (
    gettext_noop("DATABASE_URL must begin with postgresql:// (or be absent, for SQLite)."),
    gettext_noop("prepare_threshold in DATABASE_URL must be a number, or none."),
    gettext_noop("RELAIS_MAIL must look like smtp://user:password@host:587?tls=1&from=relais@example.org"),
    gettext_noop("The folder %(folder)s cannot be read: %(reason)s."),
    gettext_noop("The folder %(folder)s cannot be written: %(reason)s."),
)


def run(arguments: list[str]) -> int:
    speak(_asked_language(arguments))
    asked = make_parser().parse_args(arguments)
    try:
        return _command(asked)
    except WrongUse as error:
        return say_error(str(error), 2)
    except Negative as error:
        return say_error(str(error), 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `relais … | head`: the reader has gone, there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def say_error(text: str, code: int) -> int:
    """One line on standard error."""
    sys.stderr.write(f"relais: {' '.join(text.split())}\n")
    return code


def _asked_language(arguments: list[str]) -> str:
    """`--lang` wherever it stands, since `--help` already speaks it."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
    return language_of()


def _command(asked: object) -> int:
    """Run the command with what every one of them may meet put into words."""
    from relais.config.environment import EnvironmentRefused

    try:
        code: int = asked.run(asked)  # type: ignore[attr-defined]
    except EnvironmentRefused as error:
        raise WrongUse(_(error.template) % error.params if error.params else _(error.template)) from error
    except Exception as error:
        if said := _in_words(error):
            raise said from error
        raise
    return code


def _in_words(error: Exception) -> Exception | None:
    """A database that does not answer, a refusal, a disk that is full: one line. Anything else is a bug and is shown whole."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from relais.acts.refusal import Refused

    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, Refused):
        return Negative(reason)
    if isinstance(error, OperationalError):
        return WrongUse(_("The database does not answer: %(reason)s") % {"reason": reason})
    if isinstance(error, ImproperlyConfigured):
        return WrongUse(_("The settings cannot work: %(reason)s") % {"reason": reason})
    if isinstance(error, OSError) and error.strerror and not isinstance(error, BrokenPipeError):
        named = f"{error.filename}: " if error.filename else ""
        return WrongUse(f"{named}{error.strerror}")
    return None
