"""How a command enters the house: settings, database, language."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from relais.cli.errors import WrongUse
from relais.cli.words import gettext_now as _
from relais.cli.words import language


def data_folder() -> Path:
    """RELAIS_DATA, read without loading the settings (which make a secret key in it)."""
    return Path(os.environ.get("RELAIS_DATA") or "data").absolute()


def enter() -> None:
    """Load Django with the settings of the environment, and speak the language of the command line."""
    import django
    from django.utils import translation

    _without_stemmers_of_thirty_languages()
    django.setup()
    translation.activate(language())


def _without_stemmers_of_thirty_languages() -> None:
    """Make snowballstemmer importable without its `__init__`, which reads every language: 10 MB, and a tenth of a start.

    `engine.words` takes French and English from their own modules.
    """
    import sys
    from importlib.util import find_spec, module_from_spec

    if "snowballstemmer" not in sys.modules and (spec := find_spec("snowballstemmer")):
        sys.modules["snowballstemmer"] = module_from_spec(spec)


def enter_up_to_date() -> None:
    """Enter, and bring the database to this version if it is not."""
    from relais.cli import schema

    require_writable(data_folder())
    enter()
    schema.bring_up_to_date()


def enter_existing() -> None:
    """Enter a house that is there already: a command that reads must not make an empty one by mistake."""
    from relais.cli import schema

    if not os.environ.get("DATABASE_URL") and not (data_folder() / "relais.sqlite3").is_file():
        raise WrongUse(
            _("There is no database in %(folder)s: say where it is with RELAIS_DATA.")
            % {"folder": data_folder()}
        )
    enter()
    schema.require_known()


def require_writable(folder: Path) -> None:
    """One clear line when the data folder cannot be made or written, found by writing: permissions alone do not tell."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WrongUse(
            _("The folder %(folder)s cannot be written: %(reason)s.")
            % {"folder": folder, "reason": error.strerror or error}
        ) from error
    for name in ("relais.sqlite3", "relais.sqlite3-wal", "secret-key"):
        file = folder / name
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise WrongUse(_("The file %(file)s cannot be written: permission denied.") % {"file": file})
