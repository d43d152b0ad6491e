"""`relais migrate`: make the database, or bring it to this version."""

from __future__ import annotations

import argparse
import sys

from relais.cli import door, schema
from relais.cli.words import gettext_now as _


def run(asked: argparse.Namespace) -> int:
    door.require_writable(door.data_folder())
    door.enter()
    done = schema.bring_up_to_date()
    sys.stdout.write(_("The database is up to date now.\n") if done else _("The database was up to date.\n"))
    return 0
