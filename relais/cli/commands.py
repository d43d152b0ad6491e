"""What every command has: its help with examples and exit codes, its language, and its module."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from importlib import import_module
from typing import Any

from relais.cli.arguments import Parser
from relais.cli.words import LANGUAGES
from relais.cli.words import gettext_now as _

Run = Callable[[argparse.Namespace], int]


def _later(module: str) -> Run:
    """The command's module is imported when it runs: `--help` must not wait for Django."""

    def run(asked: argparse.Namespace) -> int:
        code: int = import_module(f"relais.cli.{module}").run(asked)
        return code

    return run


def epilog(examples: str, *codes: str) -> str:
    told = [_("0: done"), *codes, _("2: wrong use, or an environment that cannot work (one line says what)")]
    shown = textwrap.indent(textwrap.dedent(examples).strip(), "  ")
    exits = textwrap.indent("\n".join(told), "  ")
    return "\n".join((_("examples:"), shown, "", _("exit codes:"), exits))


def language_option(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=default,
        help=_("speak French or English (default: as this machine)"),
    )


def command(commands: Any, name: str, module: str, *, summary: str, purpose: str, epilog: str) -> Parser:
    parser: Parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}\n\n{purpose}",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    language_option(parser, argparse.SUPPRESS)
    parser.set_defaults(run=_later(module))
    return parser
