"""The help: a handful of pages, written in each language rather than translated sentence by sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: Final[dict[str, Promise | str]] = {
    "start": _("The first delegation"),
    "plan": _("Your plan"),
    "decide": _("Deciding what to delegate"),
    "executor": _("You were given work"),
    "log": _("The running log"),
    "procedures": _("Procedures"),
    "roles": _("What each role sees"),
    "funds": _("Held funds"),
    "silence": _("The rule of silence"),
    "data": _("Your data"),
    "keyboard": _("Keyboard"),
}
"""The pages by the last part of their address, in the order in which they are listed."""
FIRST: Final = "start"
