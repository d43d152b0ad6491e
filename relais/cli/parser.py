"""The commands and their help. Every help says what the command is for, shows examples, and gives the exit codes."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from relais.cli.words import LANGUAGES
from relais.cli.words import gettext_now as _

Run = Callable[[argparse.Namespace], int]


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


def _later(module: str) -> Run:
    """The command's module is imported when it runs: `--help` must not wait for Django."""

    def run(asked: argparse.Namespace) -> int:
        code: int = import_module(f"relais.cli.{module}").run(asked)
        return code

    return run


def _epilog(examples: str, *codes: str) -> str:
    told = [_("0: done"), *codes, _("2: wrong use, or an environment that cannot work (one line says what)")]
    shown = textwrap.indent(textwrap.dedent(examples).strip(), "  ")
    exits = textwrap.indent("\n".join(told), "  ")
    return "\n".join((_("examples:"), shown, "", _("exit codes:"), exits))


def make_parser() -> Parser:
    parser = Parser(
        prog="relais",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_(
            "Relais: delegate work you can let go of. The brief, the running log, the verdict and the money held,\n"
            "in one place and on your own machine."
        ),
        epilog=_(
            "environment:\n"
            "  RELAIS_DATA   folder of the database and the files (default ./data)\n"
            "  HOST, PORT    where `serve` listens (default 127.0.0.1 and 8000)\n"
            "  RELAIS_URL    the public address, https://relais.example.org\n"
            "  DATABASE_URL  postgresql://user:password@host/name instead of the SQLite file\n"
            "  RELAIS_MAIL   smtp://user:password@host:587?tls=1&from=relais@example.org\n\n"
            "`relais COMMAND --help` says what a command is for, with examples."
        ),
    )
    parser.add_argument("--version", action="version", version=f"relais {_version()}")
    _language_option(parser, None)
    commands = parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), required=True, dest="command", parser_class=Parser
    )
    for add in (_serve, _worker, _migrate, _verify, _export, _import, _backup, _restore, _demo, _user, _plan):
        add(commands)
    return parser


def _version() -> str:
    from relais import __version__

    return __version__


def _language_option(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=default,
        help=_("speak French or English (default: as this machine)"),
    )


def _command(commands: Any, name: str, module: str, *, summary: str, purpose: str, epilog: str) -> Parser:
    parser: Parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}\n\n{purpose}",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _language_option(parser, argparse.SUPPRESS)
    parser.set_defaults(run=_later(module))
    return parser


def _serve(commands: Any) -> None:
    parser = _command(
        commands,
        "serve",
        "serve",
        summary=_("Start Relais: pages, API and the worker that sends notices."),
        purpose=_(
            "Makes the database on the first start and brings it up to date after an upgrade, then prints one line with the\n"
            "address and a link that signs you in once. Ctrl-C stops everything cleanly."
        ),
        epilog=_epilog(
            """
            relais serve
            PORT=8080 RELAIS_DATA=/srv/relais relais serve
            DATABASE_URL=postgresql://relais@db/relais relais serve --workers 4 --no-worker
            """,
            _("1: the server stopped by itself"),
        ),
    )
    parser.add_argument(
        "--host", help=_("address to listen on (default: HOST, else 127.0.0.1: this machine only)")
    )
    parser.add_argument("--port", help=_("port to listen on (default: PORT, else 8000; 0 takes a free one)"))
    processes = _("processes that answer (default: 1; on PostgreSQL one a core, up to 4)")
    parser.add_argument("--workers", type=int, metavar="N", help=processes)
    parser.add_argument(
        "--threads", type=int, default=4, metavar="N", help=_("threads in each of them (default: 4)")
    )
    parser.add_argument(
        "--no-worker", action="store_true", help=_("leave notices and due moments to `relais worker`")
    )
    parser.add_argument(
        "--no-link",
        action="store_true",
        help=_("print the address alone: for a service, whose output is kept in a journal"),
    )
    parser.add_argument("--access-log", action="store_true", help=_("write one line for every request"))


def _worker(commands: Any) -> None:
    _command(
        commands,
        "worker",
        "worker",
        summary=_("Send notices and do what has come due, without serving pages."),
        purpose=_(
            "`relais serve` already runs one. Use this with `relais serve --no-worker`, on PostgreSQL, where several may run\n"
            "at once: each notice is claimed by one of them."
        ),
        epilog=_epilog("DATABASE_URL=postgresql://relais@db/relais relais worker"),
    )


def _migrate(commands: Any) -> None:
    _command(
        commands,
        "migrate",
        "migrate",
        summary=_("Make the database, or bring it up to date after an upgrade."),
        purpose=_("`relais serve` does it by itself; with several servers, do it once before starting them."),
        epilog=_epilog("relais migrate"),
    )


def _verify(commands: Any) -> None:
    parser = _command(
        commands,
        "verify",
        "verify",
        summary=_("Prove that nothing recorded was altered, removed or left half done."),
        purpose=_(
            "Walks the chain of digests of every business, recomputes the ledger of held funds with a checker of its own, and\n"
            "reads every file again. May run while the server serves."
        ),
        epilog=_epilog(
            """
            relais verify
            relais verify --business boutique-des-alizes --json
            """,
            _("1: something is wrong; each finding is a sentence"),
        ),
    )
    parser.add_argument("--business", metavar="SLUG", help=_("one business only, by its name in addresses"))
    parser.add_argument("--json", action="store_true", help=_("the same, for programs"))


def _export(commands: Any) -> None:
    parser = _command(
        commands,
        "export",
        "exporting",
        summary=_("Write everything of a business into one file: JSON lines and the files beside them."),
        purpose=_(
            "The file is a plain zip that any program can read (docs/export.md), sealed with the SHA-256 of each part and the\n"
            "head of the chain. It holds no password, no token and no unused link. May run while the server serves."
        ),
        epilog=_epilog("relais export boutique-des-alizes alizes.zip", _("1: there is no such business")),
    )
    parser.add_argument("slug", metavar="SLUG", help=_("the business, by its name in addresses"))
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the zip to write; it must not exist"))


def _import(commands: Any) -> None:
    parser = _command(
        commands,
        "import",
        "importing",
        summary=_("Bring an exported business into this instance, with the same chain."),
        purpose=_(
            "SQLite or PostgreSQL, whatever it came from. Digests, chain and ledger are proved before anything is kept: all of\n"
            "it comes in, or nothing. Persons are recognised by their e-mail address; they sign in by a link."
        ),
        epilog=_epilog(
            """
            relais import alizes.zip
            relais import alizes.zip --slug alizes-2
            """,
            _("1: the file was refused, and nothing was changed"),
        ),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("what `relais export` wrote"))
    parser.add_argument("--slug", metavar="SLUG", help=_("another name in addresses, where its own is taken"))


def _backup(commands: Any) -> None:
    parser = _command(
        commands,
        "backup",
        "backup",
        summary=_("Copy the whole instance, database and files, into one file, while it serves."),
        purpose=_(
            "Into a folder, the file is named after the moment; `--keep 14` then removes the older ones. The copy holds\n"
            "everything, the secret key too: keep it as you keep the data, and on another machine."
        ),
        epilog=_epilog(
            """
            relais backup /var/backups/relais --keep 14
            relais backup before-upgrade.zip
            relais restore --check before-upgrade.zip
            """
        ),
    )
    parser.add_argument(
        "where", metavar="DIR|FILE", type=Path, help=_("a folder that exists, or the file to write")
    )
    parser.add_argument("--keep", type=int, metavar="N", help=_("in a folder: keep the N latest copies"))


def _restore(commands: Any) -> None:
    parser = _command(
        commands,
        "restore",
        "restore",
        summary=_("Put a backup back into an empty data folder, and prove it."),
        purpose=_(
            "The folder is RELAIS_DATA; it must be empty. With `--check`, the backup is restored into a temporary folder,\n"
            "proved with `relais verify`, and thrown away: a backup that was never restored is a hope."
        ),
        epilog=_epilog(
            """
            RELAIS_DATA=/srv/relais-new relais restore /var/backups/relais/relais-20261123-060000.zip
            relais restore --check /var/backups/relais/relais-20261123-060000.zip
            """,
            _("1: the backup is damaged, or what it holds does not verify"),
        ),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("what `relais backup` wrote"))
    parser.add_argument("--check", action="store_true", help=_("prove the backup and change nothing"))


def _demo(commands: Any) -> None:
    parser = _command(
        commands,
        "demo",
        "demo",
        summary=_("Build the example business, and print a link that signs you in."),
        purpose=_(
            "Three months of a small shop and blog, made by the same acts as everything else: open it to look around before\n"
            "naming a business of your own."
        ),
        epilog=_epilog("relais demo\nrelais demo --lang fr"),
    )
    parser.add_argument(
        "--email", default="owner@relais.example", help=_("your address, where nobody is here yet")
    )
    parser.add_argument("--name", help=_("your name, where nobody is here yet"))


def _user(commands: Any) -> None:
    parser = _command(
        commands,
        "user",
        "user",
        summary=_("List persons, make a sign-in link, or add a person to a business."),
        purpose=_("For the one who runs the machine: everyone else invites from the Team page."),
        epilog=_epilog(
            """
            relais user list
            relais user link you@example.org
            relais user link
            relais user add you@example.org --name "Ada" --business alizes --role owner
            """,
            _("1: there is no such person or business, or it was refused"),
        ),
    )
    acts = parser.add_subparsers(
        title=_("acts"), metavar=_("ACT"), required=True, dest="act", parser_class=Parser
    )
    acts.add_parser("list", help=_("everyone, with their businesses and roles"))
    link = acts.add_parser("link", help=_("a link that signs a person in, once"))
    link.add_argument(
        "email",
        metavar="EMAIL",
        nargs="?",
        help=_("without it: the owner, or the first person where nobody is here"),
    )
    add = acts.add_parser("add", help=_("a person with a role in a business"))
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True, help=_("as others read it"))
    add.add_argument(
        "--business", metavar="SLUG", required=True, help=_("the business, by its name in addresses")
    )
    add.add_argument(
        "--role", default="executor", choices=("owner", "manager", "executor", "reviewer", "mediator"),
        help=_("default: executor"),
    )  # fmt: skip
    for one in (*acts.choices.values(),):
        _language_option(one, argparse.SUPPRESS)


def _plan(commands: Any) -> None:
    parser = _command(
        commands,
        "plan",
        "plan",
        summary=_(
            "Plan the days that a file describes: important work first, dated work as late as is safe."
        ),
        purpose=_(
            "Reads a problem (working windows, fixed slots, work with a date, important work) as JSON and prints a plan that an\n"
            "independent check has verified. Needs no database. docs/algorithms/day-plan.md describes the file."
        ),
        epilog=_epilog(
            """
            relais plan week.json
            relais plan - --format json < week.json
            """,
            _("3: done, but some dates had to be given up"),
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("the problem as JSON; `-`: standard input"))
    parser.add_argument(
        "--format", choices=("json", "text"), default="json", help=_("how to print the plan (default: json)")
    )
