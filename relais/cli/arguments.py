"""How arguments are read: wrong use in one line, in the language of the reader."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from relais.cli.words import gettext_now as _


class Parser(argparse.ArgumentParser):
    """Wrong use is one line, not a page of usage."""

    def error(self, message: str) -> NoReturn:
        advice = _("`%(command)s --help` shows how to use it.") % {"command": self.prog}
        self.exit(2, f"relais: {_in_our_words(message)} {advice}\n")

    def format_help(self) -> str:
        # argparse's own English words, where the reader is not English.
        said = super().format_help()
        for english, here in (
            ("usage: ", _("usage: ")),
            ("\npositional arguments:", "\n" + _("what to name:")),
            ("\noptions:", "\n" + _("options:")),
            ("show this help message and exit", _("show this help and stop")),
        ):
            said = said.replace(english, here, 1)
        return said


def _in_our_words(message: str) -> str:
    """argparse's own messages, which it says in English only."""
    for pattern, said in (
        (r"the following arguments are required: (?P<what>.*)", _("%(what)s is missing.")),
        (r"unrecognized arguments: (?P<what>.*)", _("“%(what)s” is not known here.")),
        (
            r"argument (?P<what>[^:]*): invalid choice: (?P<said>.*?) \(choose from (?P<choices>.*)\)",
            _("%(what)s: %(said)s is not one of %(choices)s."),
        ),
        (r"argument (?P<what>[^:]*): expected (?:one|at least one) argument", _("%(what)s needs a value.")),
        (
            r"argument (?P<what>[^:]*): invalid \w+ value: (?P<said>.*)",
            _("%(what)s: %(said)s is not a number."),
        ),
    ):
        if found := re.fullmatch(pattern, message):
            return said % found.groupdict()
    return f"{message}."
